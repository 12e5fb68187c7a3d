"""The style sheets that dress pages in the colours of brands.

Their addresses carry a hash of their content, so browsers may keep them for ever.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.urls import reverse

from brands.models import Brand
from cms.colour import theme_css, theme_hash

cached_theme_css = cache(theme_css)


def theme_of(brands: Iterable[Brand]) -> str:
    """One style sheet for these brands, in the order of their slugs."""
    colours = sorted((brand.slug, brand.colour) for brand in brands)
    return "".join(cached_theme_css(slug, colour) for slug, colour in colours)


def theme_url(brand: Brand) -> str:
    """For a page that speaks of one brand."""
    return reverse("brand_theme", args=[brand.slug, theme_hash(theme_of([brand]))])


def dress(brand: Brand | None) -> dict[str, Any]:
    """What the context of a page says for it to wear the brand's colours, if it has a brand."""
    return {"brand": brand, "theme_url": theme_url(brand) if brand else ""}


def themes_url(brands: Iterable[Brand]) -> str:
    """For a page where any brand may appear. Give all brands, retired ones too."""
    return reverse("brand_themes", args=[theme_hash(theme_of(brands))])
