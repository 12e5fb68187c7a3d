"""The pages that every library begins with, in both languages."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page

from brands.models import BrandIndexPage, BrandMatrix
from cms.models import StandardPage
from home.models import HomePage
from home.services import first_words


@dataclass(frozen=True)
class PageTree:
    """Where further pages are put, by language."""

    home: dict[str, HomePage]
    brands: dict[str, BrandIndexPage]


@transaction.atomic
def ensure_page_tree(matrix: BrandMatrix | None = None) -> PageTree:
    """Make the pages of the brands, about us, accessibility and privacy where they are missing.

    What exists is left as it is, so this may be run at any time. The home pages have been there
    since the first migration.

    Args:
        matrix: what the page of the brands shows; the first one, or a new one, if not given.
    """
    homes = {
        home.locale.language_code: home
        for home in HomePage.objects.select_related("locale").order_by("path")
    }
    matrix = matrix or BrandMatrix.objects.order_by("pk").first() or _new_matrix()
    brands = _in_each_language(homes, BrandIndexPage, "brands", first_words.BRANDS, matrix=matrix)
    for slug, words in first_words.PLAIN_PAGES.items():
        _in_each_language(homes, StandardPage, slug, words)
    return PageTree(home=homes, brands=brands)


def _in_each_language(
    homes: dict[str, HomePage],
    model: type[Page],
    slug: str,
    words: dict[str, dict[str, Any]],
    **fields: Any,
) -> dict[str, Any]:
    """One page below each home page, all translations of each other; those that exist stay."""
    pages: dict[str, Any] = {}
    key = None
    for language, _name in settings.LANGUAGES:
        home = homes[language]
        page = model.objects.child_of(home).filter(slug=slug).first()
        if page is None:
            page = model(
                **words[language],
                **fields,
                slug=slug,
                locale=Locale.objects.get(language_code=language),
            )
            if key:
                page.translation_key = key
            home.add_child(instance=page)
        key = key or page.translation_key
        pages[language] = page
    return pages


def _new_matrix() -> BrandMatrix:
    return BrandMatrix.objects.create(slug="brands", name_en="Brand matrix", name_zh="品牌矩阵")
