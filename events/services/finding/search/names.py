"""Brands, programmes and libraries whose names fit a search: where each of them leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.bilingual import in_active_language
from events.services.finding.search.asking import Name, NameKind

MOST_OFFERED = 6


@dataclass(frozen=True)
class Offer:
    """A name, what bears it, and its page."""

    name: str
    kind: str
    url: str


def offers(names: Iterable[Name]) -> list[Offer]:
    """The first of these names that lead somewhere.

    A brand without a page of its own leads to its events, a programme to nothing.
    """
    # Where Wagtail keeps the roots of its sites meanwhile, or it would ask for each page.
    roots = SimpleNamespace()
    found = (
        Offer(in_active_language(name, "name"), _kind_in_words(name.kind), url)
        for name in names
        if (url := _url_of_page(name, roots) or _url_without_page(name))
    )
    return list(islice(found, MOST_OFFERED))


def _url_of_page(name: Name, roots: SimpleNamespace) -> str:
    """The address of its page; Wagtail needs no more of a page than its path."""
    if not name.url_path:
        return ""
    parts = Page(url_path=name.url_path).get_url_parts(roots)
    return parts[2] if parts else ""


def _url_without_page(name: Name) -> str:
    if name.kind == NameKind.BRANCH:
        return reverse("branch", args=[name.slug, name.pk])
    if name.kind == NameKind.BRAND:
        return f"{reverse('event_list')}?{urlencode({'brand': name.slug})}"
    return ""


def _kind_in_words(kind: NameKind) -> str:
    match kind:
        case NameKind.BRAND:
            return _("brand")
        case NameKind.PROGRAMME:
            return _("programme")
        case NameKind.BRANCH:
            return _("library")
