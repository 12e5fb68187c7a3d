"""The style sheets in the colours of brands."""

import pytest

from brands.services.themes import theme_url, themes_url
from cms.colour import theme_css
from tests.factories.brands import BrandFactory

pytestmark = pytest.mark.django_db

FOREVER = "public, max-age=31536000, immutable"


def test_theme_of_one_brand_may_be_kept_for_ever(client):
    brand = BrandFactory(slug="little-tree", colour="#3f8f4f")
    answer = client.get(theme_url(brand))

    assert answer.content.decode() == theme_css("little-tree", "#3f8f4f")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == FOREVER


def test_new_colour_has_a_new_address_and_the_old_one_still_answers(client):
    brand = BrandFactory(slug="little-tree", colour="#3f8f4f")
    old = theme_url(brand)
    brand.colour = "#c2542d"
    brand.save()
    answer = client.get(old)

    assert theme_url(brand) != old
    assert answer.content.decode() == theme_css("little-tree", "#c2542d")
    assert answer["Cache-Control"] == "public, max-age=60"


def test_all_brands_share_one_sheet(client):
    brands = [BrandFactory(slug="b"), BrandFactory(slug="a")]
    answer = client.get(themes_url(brands))

    expected = theme_css("a", brands[1].colour) + theme_css("b", brands[0].colour)
    assert answer.content.decode() == expected
    assert answer["Cache-Control"] == FOREVER


def test_theme_of_nobody_is_not_found(client):
    assert client.get("/theme/nobody-0123456789.css").status_code == 404
