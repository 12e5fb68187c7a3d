"""The links of the header and the footer, hung here by the apps that own the pages.

>>> navigation.register(
...     "events", Link(_("Events"), lambda request: reverse("event_list"), place=Place.HEADER)
... )
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest

from core.registries import Registry


class Place(StrEnum):
    """Where a link stands."""

    HEADER = "header"
    ACCOUNT = "account"
    FOOTER = "footer"


@dataclass(frozen=True)
class Link:
    """A link of the site's frame. ``url`` may answer nothing where the page does not exist."""

    label: str
    url: Callable[[HttpRequest], str | None]
    place: Place = Place.HEADER
    icon: str = ""


@dataclass(frozen=True)
class ShownLink:
    """A link as one request sees it."""

    label: str
    url: str
    icon: str
    is_current: bool


navigation: Registry[Link] = Registry("navigation")


def links_for(request: HttpRequest, place: Place) -> list[ShownLink]:
    """The links of a place, in the order of registration."""
    shown = []
    for _name, link in navigation:
        if link.place == place and (url := link.url(request)):
            shown.append(ShownLink(link.label, url, link.icon, request.path.startswith(url)))
    return shown
