"""Tables of a report: each cell is a sum over frozen rows, and says over which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms import formats
from core.bilingual import FIELD_SUFFIXES
from reports.choices import Dimension
from reports.models.indicator import MINUTES
from reports.services.facts import Key, a_year_before
from reports.services.report.told import Change, Line, Told

MOST_SHORT = 8
"""Rows of a table that no page breaks."""

ON_A_PHONE = 4
"""Columns for which a phone has room."""

MOST_IN_SLIPS = 6
"""Columns of a table of which each row can be read by itself; more are compared side by side."""

NONE = "none"
"""Stands in an address for what has no key of a dimension."""


@dataclass(frozen=True)
class Cell:
    """A number with what leads to the rows it was counted from, or a word about numbers."""

    text: str
    number: int | float | None = None
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return urlencode(self.query)


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]
    is_sum: bool = False


@dataclass(frozen=True)
class Table:
    """The first heading is that of the labels."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def is_short(self) -> bool:
        """Whether it stays on one page, rather than go on on the next."""
        return len(self.rows) <= MOST_SHORT

    @property
    def is_in_slips(self) -> bool:
        """Whether a phone shows each row by itself, rather than have the table moved sideways."""
        return ON_A_PHONE < len(self.headings) <= MOST_IN_SLIPS

    @property
    def is_empty(self) -> bool:
        """Whether every number in it is zero, so that a sentence says as much."""
        numbers = [
            cell.number for row in self.rows for cell in row.cells if cell.number is not None
        ]
        return not self.rows or (bool(numbers) and not any(numbers))


def of_lines(told: Told, title: str, heading: str, lines: Iterable[Line]) -> Table:
    """Events, sessions and attendances of each line; beside them a year before, if there was any.

    The last row is the sum of the whole report: an event in two lines is one of its events. A line
    alone is that sum.
    """
    rows = [_row(told, line) for line in lines]
    if len(rows) == 1:
        return Table(title, (heading, *_headings(told)), tuple(rows))
    total = Line(_("In all"), {}, told.total.now, told.total.before)
    return Table(title, (heading, *_headings(told)), (*rows, _row(told, total, is_sum=True)))


def of_parts(
    told: Told, title: str, heading: str, parts: Sequence[tuple[Line, Sequence[Line]]]
) -> Table:
    """The same with lines in groups, of which each has its sum."""
    rows = []
    for line, of_it in parts:
        rows.append(_row(told, line, is_sum=True))
        if [each.heading for each in of_it] != [line.heading]:
            rows += [_row(told, each) for each in of_it]
    total = Line(_("In all"), {}, told.total.now, told.total.before)
    return Table(title, (heading, *_headings(told)), (*rows, _row(told, total, is_sum=True)))


def of_measures(told: Told, title: str, measures: Mapping[str, str]) -> Table:
    """Totals, a row for each measure by its name, but for what there was in neither period."""
    rows = []
    for measure, label in measures.items():
        change = told.total.change(measure)
        if change.now or change.before:
            rows.append(Row(label, _compared(change, measure, {})))
    return _without_before(Table(title, (_("Figure"), *_comparison()), tuple(rows)), told)


def of_figures(told: Told, title: str, figures: Mapping[str, str]) -> Table:
    """Figures that were counted by themselves, a row for each."""
    rows = []
    for key, label in figures.items():
        change = told.figure(key)
        now, before = (
            Cell(
                figure_in_words(key, number), exact(key, number), {"figure": key} | _of_before(old)
            )
            for old, number in ((False, change.now), (True, change.before))
        )
        rows.append(Row(label, (now, before, Cell(change_in_short(change, key)))))
    return _without_before(Table(title, (_("Figure"), *_comparison()), tuple(rows)), told)


def of_indicators(
    told: Told,
    title: str,
    indicators: Iterable[tuple[str, Mapping[str, Any]]],
    incomplete: Collection[str] = (),
) -> Table:
    """A row for each frozen indicator, which says where the rows behind it lie.

    What is not complete is compared with nothing.
    """
    rows = []
    for key, about in indicators:
        change = told.figure(key)
        behind = about["behind"] or {"figure": key}
        now, before = (
            Cell(
                figure_in_words(key, number),
                exact(key, number),
                {**behind, **_of_before(old)} if number else {},
            )
            for old, number in ((False, change.now), (True, change.before))
        )
        name = told.in_words((about["en"], about["zh"]))
        unit = about[f"unit_{FIELD_SUFFIXES[told.language]}"]
        label = name if unit.casefold() in name.casefold() else f"{name} ({unit})"
        said = _("not complete") if key in incomplete else change_in_short(change, key)
        rows.append(Row(label, (now, before, Cell(said))))
    return _without_before(Table(title, (_("Figure"), *_comparison()), tuple(rows)), told)


def of_rows(told: Told, title: str, heading: str, key: str) -> Table:
    """The lines of such a figure, and its sum."""
    rows = [
        Row(label, (Cell(figure_in_words(key, n), exact(key, n), {"figure": key}),))
        for label, n in told.rows(key)
    ]
    number = told.figure(key).now
    total = Row(_("In all"), (Cell(figure_in_words(key, number), exact(key, number)),), is_sum=True)
    return Table(title, (heading, pgettext("how many", "Number")), (*rows, total))


def query_of(only: Mapping[Dimension, Key | tuple[Key, ...]]) -> dict[str, str]:
    """A line as an address tells it; several keys with commas between them."""
    return {
        dimension.value: ",".join(map(_in_address, keys if isinstance(keys, tuple) else (keys,)))
        for dimension, keys in only.items()
    }


def change_in_short(change: Change, key: str = "") -> str:
    """+1,020 (+8%), −3, none: never by colour alone; of a figure with this key as it is read."""
    if change.more == 0:
        return pgettext("change of a figure", "none")
    sign = "+" if change.more > 0 else "−"
    size = f"{sign}{figure_in_words(key, abs(change.more))}"
    if change.share is None:
        return size
    return f"{size} ({sign}{abs(change.share):.0%})"


def _row(told: Told, line: Line, *, is_sum: bool = False) -> Row:
    cells = [_cell(line, measure, is_before=False) for measure in _columns(told)]
    if told.has_before:
        cells += [_cell(line, measure, is_before=True) for measure in ("events", "attendances")]
        cells.append(Cell(change_in_short(line.change("attendances"))))
    return Row(line.heading, tuple(cells), is_sum)


def _cell(line: Line, measure: str, *, is_before: bool) -> Cell:
    number = getattr(line.before if is_before else line.now, measure)
    only = {**line.only}
    if is_before and isinstance(month := only.get(Dimension.MONTH), date):
        only[Dimension.MONTH] = a_year_before(month)
    query = query_of(only) | {"measure": measure} | _of_before(is_before)
    return Cell(formats.number(number), number, query if number else {})


def _compared(change: Change, measure: str, only: Mapping[str, str]) -> tuple[Cell, ...]:
    now, before = (
        Cell(
            formats.number(number),
            number,
            {**only, "measure": measure} | _of_before(old) if number else {},
        )
        for old, number in ((False, change.now), (True, change.before))
    )
    return now, before, Cell(change_in_short(change))


def _columns(told: Told) -> dict[str, str]:
    """What stands in a line of this period, by measure; online only where anything was."""
    columns = {"events": _("Events"), "sessions": _("Sessions"), "attendances": _("Attendances")}
    if told.total.now.attendances_online:
        columns["attendances_online"] = _("Of them online")
    return columns


def _headings(told: Told) -> tuple[str, ...]:
    headings = tuple(_columns(told).values())
    if not told.has_before:
        return headings
    return (
        *headings,
        _("Events a year before"),
        _("Attendances a year before"),
        _("Change of attendances"),
    )


def _comparison() -> tuple[str, ...]:
    return _("This period"), _("A year before"), pgettext("of a figure", "Change")


def _without_before(table: Table, told: Told) -> Table:
    """The table of a comparison, but for columns that would hold nothing but zeros.

    A figure may have had something a year before though no event was held then.
    """
    if told.has_before or any(row.cells[1].number for row in table.rows):
        return table
    rows = tuple(replace(row, cells=row.cells[:1]) for row in table.rows)
    return replace(table, headings=table.headings[:2], rows=rows)


def _of_before(is_before: bool) -> dict[str, str]:
    return {"before": "1"} if is_before else {}


def figure_in_words(key: str, number: int) -> str:
    """The number of a figure that was counted by itself, as it is read."""
    return formats.number(exact(key, number))


def exact(key: str, number: int) -> int | float:
    """The number as a spreadsheet has it: minutes are told in hours."""
    if not key.endswith(MINUTES):
        return number
    hours = round(number / 60, 1)
    return int(hours) if hours == int(hours) else hours


def _in_address(key: Key) -> str:
    if key is None:
        return NONE
    return f"{key:%Y-%m}" if isinstance(key, date) else str(key)
