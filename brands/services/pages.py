"""Where the story of a brand or a programme is told, for whatever leads there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page


@dataclass(frozen=True)
class StoryUrls:
    """Addresses of pages by the key of their row; a row without a page is left out."""

    brands: dict[int | None, str] = field(default_factory=dict)
    programmes: dict[int | None, str] = field(default_factory=dict)


def story_urls(
    *,
    language: str | None,
    brands: Iterable[int | None] = (),
    programmes: Iterable[int | None] = (),
) -> StoryUrls:
    """The pages of these brands and programmes, in one statement.

    In the wanted language where there is such a page, in the other one where there is only that.
    Nothing among the keys stands for an event without a brand or programme.
    """
    pages = (
        Page.objects.live()
        .filter(
            Q(brandpage__brand__in=list(brands)) | Q(programmepage__programme__in=list(programmes))
        )
        .values_list(
            "brandpage__brand", "programmepage__programme", "locale__language_code", "url_path"
        )
    )
    found = StoryUrls()
    # False sorts before True: the wanted language comes last and stays.
    for brand, programme, code, url_path in sorted(pages, key=lambda page: page[2] == language):
        url = _address(url_path, code)
        if brand:
            found.brands[brand] = url
        else:
            found.programmes[programme] = url
    return found


def _address(url_path: str, language: str) -> str:
    """The address of a page; the first part of its path is the home page of its language."""
    _slash, _home, path = url_path.split("/", 2)
    with override(language):
        return reverse("wagtail_serve", args=[path])
