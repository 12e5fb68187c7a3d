"""When volunteers can help: ticked by parts of a day, kept as times, so that both can be asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from volunteers.choices import PartOfDay
from volunteers.models import Availability, Volunteer

HOURS = {
    PartOfDay.MORNING: (time(6), time(12)),
    PartOfDay.AFTERNOON: (time(12), time(18)),
    PartOfDay.EVENING: (time(18), time(22)),
}

Part = tuple[int, PartOfDay]
"""A weekday, as `date.weekday()` counts, and a part of it."""


def keep_availability(volunteer: Volunteer, parts: Iterable[Part]) -> None:
    """Put these parts in the place of what was said before; neighbours become one row."""
    rows: list[Availability] = []
    for weekday, part in sorted(set(parts), key=lambda each: (each[0], HOURS[each[1]])):
        starts_at, ends_at = HOURS[part]
        if rows and rows[-1].weekday == weekday and rows[-1].ends_at == starts_at:
            rows[-1].ends_at = ends_at
        else:
            rows.append(
                Availability(
                    volunteer=volunteer, weekday=weekday, starts_at=starts_at, ends_at=ends_at
                )
            )
    Availability.objects.filter(volunteer=volunteer).delete()
    Availability.objects.bulk_create(rows)


def parts_of(rows: Iterable[Availability]) -> list[Part]:
    """The parts of days that these rows cover as a whole."""
    return [
        (row.weekday, part)
        for row in rows
        for part, (starts_at, ends_at) in HOURS.items()
        if row.starts_at <= starts_at and ends_at <= row.ends_at
    ]
