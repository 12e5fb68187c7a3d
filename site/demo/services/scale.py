"""How much of everything a demo library has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """The size of a demo library.

    Events lie between so many days ago and so many days ahead. A city has every brand, area and
    page of the texts, a small library those that are marked as small. Revisions, which tell the
    history of each event's text, are left out where there would be too many.
    """

    name: str
    events: int
    days_back: int
    days_ahead: int
    families: int
    is_whole_city: bool
    has_revisions: bool = True


SCALES = {
    scale.name: scale
    for scale in (
        Scale("small", 120, 30, 35, 90, is_whole_city=False),
        Scale("city", 700, 30, 35, 600, is_whole_city=True),
        Scale("decade", 50_000, 3652, 35, 4_000, is_whole_city=True, has_revisions=False),
    )
}
