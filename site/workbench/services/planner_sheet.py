"""The sheet that the planner is: weeks of days, with a cell in each for a library or a brand.

Nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from django.urls import reverse
from django.utils.translation import gettext as _

from cms import formats
from events.choices import Standing
from events.models import Event, Session
from events.services.making.clashes import Clash
from network.models import CalendarEntry
from workbench.choices import PlannerRows

DAYS_OF_A_WEEK = 7
# As many empty rows are drawn as rows, to drop things on; more are told in one line.
EMPTY_ROWS_DRAWN = 6

RowKey: TypeAlias = int | None


@dataclass(frozen=True)
class Card:
    """A meeting as the planner shows it.

    Attributes:
        until: the last day of what lasts longer than one.
        may_move: whether the user may, and it is still to come.
    """

    session: Session
    event: Event
    standing: Standing
    places: int
    taken: int
    clashes: Sequence[Clash]
    until: date | None
    may_move: bool

    @property
    def title(self) -> str:
        return self.event.title

    @property
    def when(self) -> str:
        """From when to when, on this day; of what lasts longer, until which day."""
        session = self.session
        if self.until:
            return formats.until(self.until)
        if session.spans_whole_days:
            return _("all day")
        return formats.times(session.starts_at, session.ends_at)

    @property
    def state(self) -> str:
        """In a word, wherever it is not simply published."""
        return "" if self.standing == Standing.PUBLISHED else str(self.standing.label)

    @property
    def clashes_in_words(self) -> str:
        return " ".join(clash.sentence for clash in self.clashes)

    @property
    def clash_kinds(self) -> str:
        return formats.listed(sorted({str(clash.kind.label) for clash in self.clashes}))

    @property
    def desk_url(self) -> str:
        return reverse("desk:overview", args=[self.event.pk])

    @property
    def move_url(self) -> str:
        return reverse("planner:move", args=[self.session.pk])


@dataclass(frozen=True)
class Row:
    """A library, or a brand, in one week; without a key: what has no brand."""

    key: RowKey
    name: str


@dataclass
class Cell:
    """One row on one day.

    Attributes:
        new_url: where an event is made on this day; nothing where none can be.
    """

    day: date
    row: Row
    cards: list[Card] = field(default_factory=list)
    entries: list[CalendarEntry] = field(default_factory=list)
    new_url: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing stands there."""
        return not (self.cards or self.entries)


@dataclass(frozen=True)
class Day:
    """A column of a week; its cells stand in the order of the rows.

    Attributes:
        is_over: whether it lies before today, and nothing of it still goes on.
        new_url: where an event is made on this day, at any library; nothing where none can be.
    """

    day: date
    entries: list[CalendarEntry]
    cells: list[Cell]
    is_within: bool
    is_today: bool
    is_over: bool
    new_url: str

    @property
    def count(self) -> int:
        return sum(len(cell.cards) for cell in self.cells)


@dataclass(frozen=True)
class Week:
    """Seven days from Monday. `empty` are rows without anything that are not drawn."""

    monday: date
    rows: list[Row]
    days: list[Day]
    gaps: frozenset[RowKey]
    empty: list[Row]

    @property
    def is_over(self) -> bool:
        return all(day.is_over for day in self.days)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=DAYS_OF_A_WEEK - 1)

    @property
    def name(self) -> str:
        return f"{self.monday:%G-W%V}"

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week


@dataclass(frozen=True)
class Sheet:
    """Draws weeks from what was read for all of them."""

    rows: PlannerRows
    first: date
    last: date
    today: date
    entries: Collection[CalendarEntry]
    addable: frozenset[RowKey]
    new_event: str

    def week(
        self,
        monday: date,
        lines: list[Row],
        by_row: Mapping[RowKey, Mapping[date, list[Card]]],
    ) -> Week:
        days = [monday + timedelta(days=number) for number in range(DAYS_OF_A_WEEK)]
        gaps = frozenset(
            row.key for row in lines if not any(by_row.get(row.key, {}).get(day) for day in days)
        )
        is_few = len(gaps) <= EMPTY_ROWS_DRAWN
        drawn = [row for row in lines if is_few or row.key not in gaps]
        return Week(
            monday=monday,
            rows=drawn,
            days=[self.day(day, drawn, by_row) for day in days],
            gaps=gaps,
            empty=[] if is_few else [row for row in lines if row.key in gaps],
        )

    def day(
        self, day: date, rows: Iterable[Row], by_row: Mapping[RowKey, Mapping[date, list[Card]]]
    ) -> Day:
        told = [entry for entry in self.entries if entry.covers(day)]
        cells = [
            Cell(
                day,
                row,
                cards=by_row.get(row.key, {}).get(day, []),
                entries=[entry for entry in told if self.is_of(entry, row)],
                new_url=self.new_url(day, row),
            )
            for row in rows
        ]
        return Day(
            day,
            entries=[entry for entry in told if entry.branch_id is None],
            cells=cells,
            is_within=self.first <= day <= self.last,
            is_today=day == self.today,
            is_over=day < self.today and not any(self.goes_on(cell) for cell in cells),
            new_url=self.address(day) if self.addable and day >= self.today else "",
        )

    def goes_on(self, cell: Cell) -> bool:
        return any(card.until and card.until >= self.today for card in cell.cards)

    def is_of(self, entry: CalendarEntry, row: Row) -> bool:
        return self.rows == PlannerRows.BRANCHES and entry.branch_id == row.key is not None

    def new_url(self, day: date, row: Row) -> str:
        if day < self.today or row.key not in self.addable:
            return ""
        key = "branch" if self.rows == PlannerRows.BRANCHES else "brand"
        return f"{self.address(day)}&{key}={row.key}"

    def address(self, day: date) -> str:
        return f"{self.new_event}?day={day.isoformat()}"
