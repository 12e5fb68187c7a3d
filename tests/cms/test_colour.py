"""A brand may choose any colour; readers can still read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import colour

colours = st.tuples(*[st.integers(0, 255)] * 3).map(lambda c: "#{:02x}{:02x}{:02x}".format(*c))


def test_contrast_of_the_definition():
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(colours)
def test_any_colour_becomes_legible_by_day_and_by_night(chosen):
    for ground in (colour.LIGHT_GROUND, colour.DARK_GROUND):
        accent = colour.accent_on(ground, chosen)

        assert colour.contrast(accent.fill, ground) >= colour.READABLE
        assert colour.contrast(accent.ink, accent.fill) >= colour.READABLE


def test_a_legible_colour_is_left_alone():
    assert colour.accent_on(colour.LIGHT_GROUND, "#1f4468").fill == "#1f4468"


def test_ink_is_the_better_of_white_and_black():
    assert colour.ink_on("#1f4468") == colour.WHITE
    assert colour.ink_on("#f3c23c") == colour.BLACK


def test_the_theme_names_its_brand_for_every_choice_of_light():
    css = colour.theme_css("little-tree", "#4f9d3a")

    assert css.startswith('[data-brand="little-tree"] { --brand: #')
    assert '[data-theme="light"] [data-brand="little-tree"]' in css
    assert '[data-theme="dark"] [data-brand="little-tree"]' in css
    assert "@media screen and (prefers-color-scheme: dark)" in css


@pytest.mark.parametrize(
    ("slug", "primary"),
    [
        ('x"]{}body{display:none}', "#4f9d3a"),
        ("little-tree", "red;}body{display:none"),
        ("little-tree", "#4f9d3"),
        ("", "#4f9d3a"),
    ],
)
def test_nothing_but_a_slug_and_a_colour_gets_into_a_theme(slug, primary):
    with pytest.raises(ValueError, match="is not a"):
        colour.theme_css(slug, primary)


def test_another_colour_has_another_address():
    green, blue = (colour.theme_css("little-tree", c) for c in ("#4f9d3a", "#1f4468"))

    assert colour.theme_hash(green) != colour.theme_hash(blue)
