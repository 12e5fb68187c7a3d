"""What was done in each month, place by place and kind by kind, small counts of people hidden."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.core.cache import cache
from django.db.models import F, Min, Q
from django.utils import timezone

from core.days import first_of, last_day_of, month_after
from events.models import Event, Session
from events.services.details import FEWEST_TOLD
from reports.services.facts import Counting, Fact, facts, summed
from reports.services.open_data.suppression import Cell, is_few, suppressed

CLOSES_AFTER = timedelta(days=7)
"""Doors without a signal may tell so late who came."""

KEPT_FOR = 2 * 24 * 60 * 60
"""Seconds: longer than from one night to the next."""

SHORT = timedelta(days=1)
"""Hardly an event that is over by then lies in two months."""

COUNTS_OF_PEOPLE = ("registered", "attendances")


@dataclass(frozen=True)
class Line:
    """One month of one place and one kind. A count of people that is hidden is None."""

    month: date
    branch: int
    kind: str
    events: int
    sessions: int
    seats: int
    registered: int | None
    attendances: int | None


def closed_months(now: datetime) -> Iterator[date]:
    """The months that count, by their first days; the first is that of the first session."""
    first = Session.objects.public().aggregate(first=Min("starts_at"))["first"]
    if first is None:
        return
    month = first_of(timezone.localdate(first))
    while timezone.localdate(now - CLOSES_AFTER) > last_day_of(month):
        yield month
        month = month_after(month)


def kept_lines(month: date, *, now: datetime) -> list[Line]:
    """The lines of a closed month as they were counted last night, or now if nobody has."""
    lines = cache.get(_key(month))
    return cast(list[Line], keep_lines(month, now=now) if lines is None else lines)


def keep_lines(month: date, *, now: datetime) -> list[Line]:
    """Count a closed month anew, for all who ask until the next night."""
    lines = lines_of(month, now=now)
    cache.set(_key(month), lines, KEPT_FOR)
    return lines


def _key(month: date) -> str:
    return f"open-data:{month:%Y-%m}"


def lines_of(month: date, *, now: datetime) -> list[Line]:
    """The lines of a month by place and kind, from the facts that every figure is summed from."""
    found = facts(Counting(Event.objects.all(), month, last_day_of(month), now))
    by_cell: dict[tuple[int, str], list[Fact]] = defaultdict(list)
    for fact in found:
        by_cell[fact.branch, fact.kind].append(fact)
    tied = _tied_events(found, now=now)
    hidden = {
        name: suppressed({key: _cell(some, name, tied[name]) for key, some in by_cell.items()})
        for name in COUNTS_OF_PEOPLE
    }
    lines = []
    for (branch, kind), some in sorted(by_cell.items()):
        total = summed(some)
        people = {
            name: None if (branch, kind) in hidden[name] else getattr(total, name)
            for name in COUNTS_OF_PEOPLE
        }
        lines.append(Line(month, branch, kind, total.events, total.sessions, total.seats, **people))
    return lines


def _cell(some: Iterable[Fact], name: str, tied: set[int]) -> Cell:
    counts = [(fact, getattr(fact.measures, name)) for fact in some]
    return Cell(
        people=sum(people for _fact, people in counts),
        few=sum(people for _fact, people in counts if is_few(people)),
        untold=sum(people < FEWEST_TOLD for fact, people in counts if fact.measures.sessions),
        is_tied=any(fact.event_id in tied and people for fact, people in counts),
    )


def _tied_events(found: list[Fact], *, now: datetime) -> dict[str, set[int]]:
    """Events that few came to at one of several places or months.

    The page of an event tells how many came in all: told of the other places and months, it would
    tell of that one.
    """
    spread = [event for event, n in Counter(fact.event_id for fact in found).items() if n > 1]
    some = Event.objects.filter(pk__in={fact.event_id for fact in found}).filter(
        Q(pk__in=spread) | Q(last_ends_at__gt=F("first_starts_at") + SHORT)
    )
    begun = some.aggregate(first=Min("first_starts_at"))["first"]
    if begun is None:
        return {name: set() for name in COUNTS_OF_PEOPLE}
    whole = facts(Counting(some, timezone.localdate(begun), timezone.localdate(now), now))
    counts: dict[str, dict[int, list[int]]] = {name: defaultdict(list) for name in COUNTS_OF_PEOPLE}
    for fact in whole:
        for name, of_events in counts.items():
            if people := getattr(fact.measures, name):
                of_events[fact.event_id].append(people)
    return {
        name: {
            event
            for event, people in of_events.items()
            if len(people) > 1 and any(map(is_few, people))
        }
        for name, of_events in counts.items()
    }
