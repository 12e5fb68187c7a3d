"""A month of what is on: a table of weeks, and the agenda of one of its days."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from events.services.finding.lines import Line, Mark, in_order, marks_between, told
from events.services.finding.listing import Filters

# A day of the table shows so many lines on the screen, and tells so many where it is printed.
SHOWN, TOLD = 3, 12

# Exhibitions are drawn as bars below each other; those that find no room are counted.
LANES = 2
LONG_TERM_TOLD = 12


@dataclass(frozen=True)
class Bar:
    """What is open on several days of one week, as a bar across them."""

    line: Line
    lane: int
    length: int
    begins: bool
    ends: bool


@dataclass
class MonthDay:
    """A day of the month: how much is on, the lines that it tells and the bars that begin there.

    `is_within_bars` says that something is open all day, whether a bar begins there or not.
    """

    day: date
    count: int
    lines: list[Line]
    untold: int
    bars: list[Bar] = field(default_factory=list)
    bars_without_room: int = 0
    is_within_bars: bool = False

    @property
    def shown(self) -> list[Line]:
        """The lines that stand on the screen."""
        return self.lines[:SHOWN]

    @property
    def folded(self) -> list[Line]:
        """The lines for which only paper has room."""
        return self.lines[SHOWN:]

    @property
    def more(self) -> int:
        """How many stand in no line and no bar on the screen."""
        return len(self.folded) + self.untold + self.bars_without_room


@dataclass(frozen=True)
class MonthWeek:
    """Seven days from Monday; nothing stands for those of other months."""

    days: list[MonthDay | None]
    lanes: int


@dataclass(frozen=True)
class Agenda:
    """One day in full: what is open that day, and what takes place at a time."""

    day: date
    lines: list[Line]
    untold: int


@dataclass(frozen=True)
class Month:
    """Everything that the page of a month shows."""

    first: date
    weeks: list[MonthWeek]
    long_term: list[Line]
    long_term_untold: int
    agenda: Agenda | None
    count: int

    @property
    def weekdays(self) -> range:
        """The heads of the columns, as `date.weekday()` counts."""
        return range(7)


@dataclass(frozen=True)
class _Run:
    """Days of one week in a row on which something is open."""

    mark: Mark
    first: date
    last: date
    lane: int


def month_of(
    filters: Filters, first: date, *, between: tuple[date, date], today: date, chosen: date | None
) -> Month:
    """The month that begins on this day, with what is on between two days of it.

    The agenda is of the chosen day, else of today, else of the first day with something on.
    """
    marks = marks_between(filters, *between) if between[0] <= between[1] else []
    timed, open_on = _by_day(marks)
    spanning = [mark for mark in marks if mark.spans_days]
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    runs = {week[0]: _runs(spanning, week) for week in weeks}
    agenda_day = chosen or _day_of_interest(first, [*timed, *open_on], today=today)
    lines = told(
        [
            *(mark for day in timed.values() for mark in day[:TOLD]),
            *(run.mark for week in runs.values() for run in week if run.lane < LANES),
            *spanning[:LONG_TERM_TOLD],
            *(open_on.get(agenda_day, [])[:TOLD] if agenda_day else []),
        ]
    )

    def month_day(day: date, week: list[_Run]) -> MonthDay:
        marked, bars = timed.get(day, []), [run for run in week if run.first == day]
        over_it = [run for run in week if run.first <= day <= run.last]
        return MonthDay(
            day=day,
            count=len(marked) + len(over_it),
            lines=in_order(marked[:TOLD], lines),
            untold=max(len(marked) - TOLD, 0),
            bars=[_bar(run, lines) for run in bars if run.lane < LANES and run.mark.pk in lines],
            bars_without_room=sum(run.lane >= LANES for run in over_it),
            is_within_bars=bool(over_it),
        )

    return Month(
        first=first,
        weeks=[
            MonthWeek(
                [month_day(d, runs[week[0]]) if d.month == first.month else None for d in week],
                lanes=min(max((run.lane + 1 for run in runs[week[0]]), default=0), LANES),
            )
            for week in weeks
        ],
        long_term=in_order(spanning[:LONG_TERM_TOLD], lines),
        long_term_untold=max(len(spanning) - LONG_TERM_TOLD, 0),
        agenda=_agenda(agenda_day, open_on, timed, lines) if agenda_day else None,
        count=len(marks),
    )


def _by_day(marks: list[Mark]) -> tuple[dict[date, list[Mark]], dict[date, list[Mark]]]:
    """What takes place at a time, and what is open, by the day."""
    timed, open_on = defaultdict(list), defaultdict(list)
    for mark in marks:
        if mark.spans_days:
            for day in mark.days:
                open_on[day].append(mark)
        else:
            timed[mark.first].append(mark)
    return dict(timed), dict(open_on)


def _day_of_interest(first: date, days: list[date], *, today: date) -> date | None:
    if (today.year, today.month) == (first.year, first.month):
        return today
    return min(days, default=None)


def _runs(spanning: list[Mark], week: list[date]) -> list[_Run]:
    """What is open in this week, each in the first lane that is free."""
    free_from: list[date] = []
    runs = []
    for mark in spanning:
        for row in _rows(day for day in mark.days if week[0] <= day <= week[-1]):
            lane = next((n for n, day in enumerate(free_from) if day <= row[0]), len(free_from))
            free_from[lane : lane + 1] = [row[-1] + timedelta(days=1)]
            runs.append(_Run(mark, row[0], row[-1], lane))
    return runs


def _rows(days: Iterable[date]) -> list[list[date]]:
    """Days in their order, parted where one is left out."""
    rows: list[list[date]] = []
    for day in days:
        if rows and day - rows[-1][-1] == timedelta(days=1):
            rows[-1].append(day)
        else:
            rows.append([day])
    return rows


def _bar(run: _Run, lines: dict[int, Line]) -> Bar:
    line = lines[run.mark.pk]
    return Bar(
        line=line,
        lane=run.lane,
        length=(run.last - run.first).days + 1,
        begins=run.first == line.first_day,
        ends=run.last == line.last_day,
    )


def _agenda(
    day: date,
    open_on: dict[date, list[Mark]],
    timed: dict[date, list[Mark]],
    lines: dict[int, Line],
) -> Agenda:
    opened, marked = open_on.get(day, []), timed.get(day, [])
    shown = [*marked[:TOLD], *opened[:TOLD]]
    return Agenda(
        day=day,
        lines=in_order(shown, lines),
        untold=len(opened) + len(marked) - len(shown),
    )
