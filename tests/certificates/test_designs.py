"""Our designs: what is drawn is sound, and each dresses its words."""

from xml.etree import ElementTree

import pytest
from django.template.loader import get_template

from certificates.models import Template
from certificates.services.setting.designs import DESIGNS, ground_of
from certificates.services.templates.presets import PRESETS

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("across", [True, False], ids=["across", "upright"])
@pytest.mark.parametrize("key", DESIGNS)
def test_ground_covers_the_paper(key, across):
    root = ElementTree.fromstring(ground_of(key, "#2f6b4f", across=across))  # noqa: S314 - ours
    assert root.get("viewBox") == ("0 0 297 210" if across else "0 0 210 297")
    size = "h297v210h-297Z" if across else "h210v297h-210Z"
    assert root[0].tag == f"{SVG}path"
    assert root[0].get("d") == f"M0 0{size}"


@pytest.mark.parametrize("key", DESIGNS)
def test_ground_takes_the_colour_of_the_brand_and_nothing_from_elsewhere(key):
    green, red = (ground_of(key, colour, across=True) for colour in ("#2f6b4f", "#9c2a2a"))
    assert green == ground_of(key, "#2f6b4f", across=True)
    assert (green != red) == (key != "honour")
    assert "href" not in green


@pytest.mark.parametrize("key", DESIGNS)
def test_every_style_sheet_is_there(key):
    for name in DESIGNS[key].styles:
        assert get_template(name)


@pytest.mark.parametrize("across", [True, False], ids=["across", "upright"])
@pytest.mark.parametrize("key", DESIGNS)
def test_words_stand_above_what_stands_at_the_foot(key, across):
    layout = DESIGNS[key].layout(across=across)
    assert layout.words.bottom > layout.foot.bottom
    width, height = (297, 210) if across else (210, 297)
    assert width - layout.words.left - layout.words.right >= 120
    assert height - layout.words.top - layout.words.bottom >= 95


def test_templates_name_designs_that_are_there():
    designs = {fields.get("design", Template().design) for fields in PRESETS.values()}
    assert designs <= set(DESIGNS)
