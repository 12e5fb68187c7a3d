"""What the calendar says of days: holidays, school terms, days on which a library is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from network.models import Branch, CalendarEntry
from network.services.opening import hours_on

Told = Mapping[date, list[CalendarEntry]]
"""The entries of each day; days of which nothing is said are left out."""


def entries_of(branch: Branch, days: Collection[date]) -> Told:
    """What the calendar says of these days at this branch, in one statement."""
    found: dict[date, list[CalendarEntry]] = defaultdict(list)
    if days:
        entries = list(CalendarEntry.objects.touching(min(days), max(days)).for_branch(branch.pk))
        for day in days:
            for entry in entries:
                if entry.covers(day):
                    found[day].append(entry)
    return dict(found)


def without_opening(branch: Branch, days: Collection[date]) -> set[date]:
    """The days on which the branch has no opening hours; none where no hours are known at all."""
    known = Branch.objects.prefetch_related("opening_hours").get(pk=branch.pk)
    if not known.opening_hours.all():
        return set()
    return {day for day in days if not hours_on(known, day)}
