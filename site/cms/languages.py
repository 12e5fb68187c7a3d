"""The other language of a page: where its twin is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override
from wagtail.models import Page

OWN_NAMES = {"en": "English", "zh-hans": "中文"}
"""What speakers call their language: never translated."""


@dataclass(frozen=True)
class Twin:
    """The same page in the other language; where it has none, that language's home."""

    language: str
    name: str
    url: str
    is_exact: bool

    @property
    def path(self) -> str:
        """The address without filters: what search engines are told."""
        return urlsplit(self.url).path


def other_language() -> str:
    """The language that the active one is not."""
    return next(code for code, _name in settings.LANGUAGES if code != get_language())


def twin_of(request: HttpRequest, page: Page | None = None) -> Twin:
    """The twin of what this request shows, which is a page of the CMS or a view."""
    language = other_language()
    url = _page_url(request, page, language) if page else _view_url(request, language)
    return Twin(
        language=language,
        name=OWN_NAMES[language],
        url=url or home_url(language),
        is_exact=bool(url),
    )


def home_url(language: str) -> str:
    """The home page in this language."""
    with override(language):
        return reverse("wagtail_serve", args=[""])


def page_url(url_path: str, language: str) -> str:
    """The address of a page of the CMS by its path, whose first part is its language's home."""
    _slash, _home, path = url_path.split("/", 2)
    with override(language):
        return reverse("wagtail_serve", args=[path])


def _page_url(request: HttpRequest, page: Page, language: str) -> str | None:
    twin = page.get_translations().filter(locale__language_code=language).live().first()
    return twin.get_url(request) if twin else None


def _view_url(request: HttpRequest, language: str) -> str | None:
    match = request.resolver_match
    if match is None or match.url_name == "wagtail_serve":
        return None
    url = translate_url(request.get_full_path(), language)
    return url if url != request.get_full_path() else None
