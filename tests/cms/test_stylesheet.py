"""The colours that the stylesheet promises can be read, by day and by night."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from cms import colour

STYLESHEET = Path(finders.find("cms/css/shuxiang.css")).read_text()
ROLE = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")

TEXT_ON_GROUND = [
    *((text, ground) for text in ("ink", "muted") for ground in ("paper", "surface", "sunken")),
    *((text, ground) for text in ("brand", "seal") for ground in ("paper", "surface")),
    *(
        (tone, ground)
        for tone in ("positive", "caution", "critical")
        for ground in (f"{tone}-wash", "surface", "paper")
    ),
    *(("ink", f"{tone}-wash") for tone in ("info", "positive", "caution", "critical")),
    ("brand", "info-wash"),
    ("brand-ink", "brand"),
    ("paper", "ink"),
]
EDGES = [("line-strong", "paper"), ("line-strong", "surface"), ("focus", "paper")]


def roles_after(opening: str) -> dict[str, str]:
    """The colour roles of the block that begins so."""
    begin = STYLESHEET.index(opening)
    return dict(ROLE.findall(STYLESHEET[begin : STYLESHEET.index("}", begin)]))


THEMES = {
    "day": roles_after(':root,\n[data-theme="light"] {'),
    "night": roles_after('  [data-theme="dark"] {'),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(theme, text, ground):
    roles = THEMES[theme]

    assert colour.contrast(roles[text], roles[ground]) >= colour.READABLE


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_controls_and_focus_have_an_edge(theme, edge, ground):
    roles = THEMES[theme]

    assert colour.contrast(roles[edge], roles[ground]) >= 3


def test_the_night_is_the_same_by_wish_of_the_system_and_by_choice():
    assert roles_after("@media screen and (prefers-color-scheme: dark) {") == THEMES["night"]


def test_brands_are_judged_on_the_hardest_ground():
    day, night = THEMES["day"], THEMES["night"]
    light_grounds = [day[name] for name in ("paper", "surface", "sunken")]
    dark_grounds = [night[name] for name in ("paper", "surface", "sunken")]
    dark_grounds.append(colour.mix(night["surface"], "#ffffff", 0.09))

    assert min(map(colour.luminance, light_grounds)) == colour.luminance(colour.LIGHT_GROUND)
    assert max(map(colour.luminance, dark_grounds)) <= colour.luminance(colour.DARK_GROUND)


def test_nothing_is_loaded_from_another_host():
    assert re.findall(r"url\(\"?(?:https?:)?//", STYLESHEET) == []
