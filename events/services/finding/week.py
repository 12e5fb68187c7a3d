"""A week of what is on: seven days, each with its times."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from events.services.finding.lines import Line, Mark, in_order, marks_between, told
from events.services.finding.listing import Filters

TOLD = 20
LONG_TERM_TOLD = 8


@dataclass(frozen=True)
class WeekDay:
    """A day of the week with its lines, the earliest first; `untold` are only counted."""

    day: date
    lines: list[Line]
    untold: int


@dataclass(frozen=True)
class Week:
    """Everything that the page of a week shows."""

    first: date
    last: date
    days: list[WeekDay]
    long_term: list[Line]
    long_term_untold: int
    count: int


def week_of(filters: Filters, first: date, *, between: tuple[date, date]) -> Week:
    """The seven days from this Monday on, with what is on between two days of them."""
    marks = marks_between(filters, *between) if between[0] <= between[1] else []
    by_day: dict[date, list[Mark]] = defaultdict(list)
    for mark in marks:
        if not mark.spans_days:
            by_day[mark.first].append(mark)
    spanning = [mark for mark in marks if mark.spans_days]
    shown = [mark for day in by_day.values() for mark in day[:TOLD]]
    lines = told([*shown, *spanning[:LONG_TERM_TOLD]])
    return Week(
        first=first,
        last=first + timedelta(days=6),
        days=[
            WeekDay(
                day=day,
                lines=in_order(by_day[day][:TOLD], lines),
                untold=max(len(by_day[day]) - TOLD, 0),
            )
            for day in (first + timedelta(days=number) for number in range(7))
        ],
        long_term=in_order(spanning[:LONG_TERM_TOLD], lines),
        long_term_untold=max(len(spanning) - LONG_TERM_TOLD, 0),
        count=len(marks),
    )
