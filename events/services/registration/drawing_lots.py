"""What every draw does, whatever is drawn: its list is published, then its number comes out.

The arithmetic and the reasons for it stand in `core.draw`, which anyone can download and run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cms import formats
from core import draw as lots
from events.errors import (
    DrawIsOver,
    DrawListNotPublished,
    DrawNumberKnownTooEarly,
    DrawNumberNotKnownYet,
)
from events.models import Draw


def publish_entries_of(
    draw: Draw, places: Mapping[str, int], entries: Iterable[lots.Entry], *, now: datetime
) -> None:
    """Write down for everyone to see who takes part, and for how much.

    Raises:
        DrawNumberKnownTooEarly: the number may be out already, so the list could be made to fit.
    """
    if draw.number_known_at <= now:
        raise DrawNumberKnownTooEarly
    draw.entries = lots.entry_list(places, entries)
    draw.entries_sha256 = lots.fingerprint(draw.entries)
    draw.frozen_at = now
    draw.save(update_fields=["entries", "entries_sha256", "frozen_at"])


def draw_by(draw: Draw, number: str, *, by: Any, now: datetime) -> lots.Outcome:
    """Keep the number that has come out, and draw the lots with it.

    Args:
        number: as it was published, letter by letter.

    Raises:
        DrawListNotPublished, DrawNumberNotKnownYet, DrawIsOver: as they say.
    """
    if draw.is_drawn:
        raise DrawIsOver(number=draw.number)
    if not draw.is_frozen:
        raise DrawListNotPublished
    if now < draw.number_known_at:
        raise DrawNumberNotKnownYet(moment=formats.moment(draw.number_known_at, today=now.date()))
    draw.number, draw.drawn_at, draw.drawn_by = number.strip(), now, by
    draw.save(update_fields=["number", "drawn_at", "drawn_by"])
    return lots.draw(draw.entries, draw.number)
