"""The dates of a series before it is made: what the calendar says, and what they clash with.

Nothing is left out silently: a date that the rule names and a special day takes away is shown with
the reason, and whoever makes the series may want it all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.choices import Treatment
from events.errors import SeriesTooLong
from events.models import Series
from events.services.making.clashes import Clash, Slot, clashes_of
from network.choices import DayKind
from network.models import CalendarEntry, Room
from network.services.calendar import entries_of, without_opening

# More are looked through by nobody.
MOST_DATES = 60


@dataclass(frozen=True)
class Asked:
    """When and in which room one event of a series is to be."""

    day: date
    starts_at: time
    room: Room | None


@dataclass(frozen=True)
class Looked:
    """One date of a series, and all that speaks about it."""

    asked: Asked
    slot: Slot
    entries: list[CalendarEntry]
    why_not: str
    clashes: list[Clash]
    left_out_for: CalendarEntry | None = None

    @property
    def other_entries(self) -> list[CalendarEntry]:
        """What the calendar says beside the reason for leaving the date out."""
        return [entry for entry in self.entries if entry != self.left_out_for]

    @property
    def is_taken(self) -> bool:
        """Whether the room is, so that no event can be made."""
        return any(clash.forbids for clash in self.clashes)

    @property
    def is_suggested(self) -> bool:
        return not self.why_not and not self.is_taken


def days_by_rule(series: Series) -> list[date]:
    """The days that the rule names, and those that are wanted whatever the weekday.

    Raises:
        SeriesTooLong: there are more than `MOST_DATES`.
    """
    days = {moment.date() for moment in islice(series.recurrence, MOST_DATES + 1)}
    if kinds := series.kinds_treated(Treatment.ALSO):
        entries = CalendarEntry.objects.touching(series.first_day, series.last_day)
        for entry in entries.for_branch(series.branch_id).filter(kind__in=kinds):
            first = max(entry.first_day, series.first_day)
            last = min(entry.last_day, series.last_day)
            days |= {first + timedelta(days=number) for number in range((last - first).days + 1)}
    if len(days) > MOST_DATES:
        raise SeriesTooLong(most=MOST_DATES)
    return sorted(days)


def look_at(series: Series, dates: Sequence[Asked], *, now: datetime) -> list[Looked]:
    """What there is to know of each date, in a number of statements that is constant."""
    days = [asked.day for asked in dates]
    told = entries_of(series.branch, days)
    closed = without_opening(series.branch, days)
    slots = [_slot(series, asked) for asked in dates]
    clashes = clashes_of(slots, of=series.programme, branch=series.branch)
    looked = []
    for asked, slot, found in zip(dates, slots, clashes, strict=True):
        entries = told.get(asked.day, [])
        skipped = next((each for each in entries if _is_skipped(series, each)), None)
        looked.append(
            Looked(
                asked=asked,
                slot=slot,
                entries=entries,
                why_not=_why_not(
                    series, slot, entries, skipped, is_closed=asked.day in closed, now=now
                ),
                clashes=found,
                left_out_for=skipped,
            )
        )
    return looked


def _slot(series: Series, asked: Asked) -> Slot:
    starts_at = timezone.make_aware(datetime.combine(asked.day, asked.starts_at))
    return Slot(starts_at, starts_at + series.programme.duration, asked.room)


def _is_skipped(series: Series, entry: CalendarEntry) -> bool:
    return series.treatment_of(entry.kind) == Treatment.SKIP


def _why_not(
    series: Series,
    slot: Slot,
    entries: list[CalendarEntry],
    skipped: CalendarEntry | None,
    *,
    is_closed: bool,
    now: datetime,
) -> str:
    """Why this date is not suggested; nothing if it is."""
    if slot.starts_at <= now:
        return _("This is past.")
    if skipped:
        kind = capfirst(skipped.get_kind_display())
        return _("%(kind)s: %(name)s.") % {"kind": kind, "name": skipped.name}
    if is_closed and series.treatment_of(DayKind.CLOSED_DAY) == Treatment.SKIP:
        return _("The library has no opening hours on this day.")
    only = series.kinds_treated(Treatment.ONLY)
    if only and not any(entry.kind in only for entry in entries):
        return _("No day of those that were chosen.")
    return ""
