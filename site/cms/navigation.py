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
from django.utils.functional import Promise

from core.registries import Registry


class Place(StrEnum):
    """Where a link stands."""

    HEADER = "header"
    ACCOUNT = "account"
    MINE = "mine"
    FOOTER = "footer"


@dataclass(frozen=True)
class Link:
    """A link of the site's frame. ``url`` may answer nothing where the page does not exist.

    ``area`` is where further pages begin that belong to the link, though not below its own address.
    """

    label: str | Promise
    url: Callable[[HttpRequest], str | None]
    place: Place = Place.HEADER
    icon: str = ""
    area: Callable[[], str] | None = None

    def begins(self, url: str) -> list[str]:
        """How the addresses begin of the pages that belong to it, its own among them."""
        return [url, self.area()] if self.area else [url]


@dataclass(frozen=True)
class ShownLink:
    """A link as one request sees it."""

    label: str | Promise
    url: str
    icon: str
    is_current: bool


navigation: Registry[Link] = Registry("navigation")


def links_for(request: HttpRequest, place: Place) -> list[ShownLink]:
    """The links of a place, in the order of registration. The closest to this page is current."""
    links = [
        (link, url)
        for _name, link in navigation
        if link.place == place and (url := link.url(request))
    ]
    around = {
        begin: url
        for link, url in links
        for begin in link.begins(url)
        if request.path.startswith(begin)
    }
    current = around[max(around, key=len)] if around else None
    return [ShownLink(str(link.label), url, link.icon, url == current) for link, url in links]
