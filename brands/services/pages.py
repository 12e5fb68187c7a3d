"""Where the story of a brand or a programme is told, for whatever leads there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from wagtail.models import Page

from cms.languages import page_url


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
        url = page_url(url_path, code)
        if brand:
            found.brands[brand] = url
        else:
            found.programmes[programme] = url
    return found
