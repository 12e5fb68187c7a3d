"""One measure by two dimensions, beside the same days of the year before.

A matrix has a line for everything that could have had something: every brand in force, every
district, every month that has begun. So what nobody was offered stands there as an empty cell, and
does not vanish as a line of a sum would.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from brands.choices import Audience, EventKind
from brands.models import Brand, Programme
from core.days import first_of, month_after
from network.choices import BranchLevel
from network.models import Branch
from reports.choices import Dimension, Measure
from reports.services.facts import Counting, Key, Measures, Sums, sums

SHADES = 4
DIGITS = {
    Measure.COST_PER_ATTENDANCE: 2,
    Measure.SATISFACTION: 1,
    Measure.VOLUNTEER_HOURS: 1,
}

Value: TypeAlias = float | int | Decimal | None


@dataclass(frozen=True)
class Head:
    """A line or column of a matrix.

    Attributes:
        is_expected: something could have been here by now; else an empty cell is no gap.
    """

    dimension: Dimension
    key: Key
    label: str
    is_expected: bool = True


@dataclass(frozen=True)
class Cell:
    """What one measure came to, and what it had come to a year before.

    Attributes:
        heads: its line and its column; one of both, or none, in what sums over them.
        now, before: None where there is not a single fact.
        shade: 0 for nothing, 1 to 4 for each quarter of the values of the matrix.
    """

    measure: Measure
    heads: tuple[Head, ...]
    now: Measures | None
    before: Measures | None
    shade: int = 0

    @property
    def only(self) -> dict[Dimension, Key]:
        """What narrows the facts to those behind it."""
        return {head.dimension: head.key for head in self.heads}

    @property
    def column_label(self) -> str:
        return self.heads[-1].label

    @property
    def value(self) -> Value:
        return value_of(self.now, self.measure)

    @property
    def value_before(self) -> Value:
        return value_of(self.before, self.measure)

    @property
    def text(self) -> str:
        return in_figures(self.value, self.measure)

    @property
    def text_before(self) -> str:
        return in_figures(self.value_before, self.measure)

    @property
    def is_new(self) -> bool:
        """There is something to count from, and a year before there was not."""
        return self.value is not None and self.value_before is None

    @property
    def is_expected(self) -> bool:
        return all(head.is_expected for head in self.heads)

    @property
    def is_gap(self) -> bool:
        """Nothing at all was here, and could have been."""
        return self.now is None and self.is_expected

    @property
    def clashes(self) -> int:
        return self.now.clashes if self.now else 0

    @property
    def change(self) -> float | None:
        """By how much more than a year before; None where one of both is not known."""
        if self.value is None or self.value_before is None:
            return None
        return float(self.value) - float(self.value_before)

    @property
    def change_in_figures(self) -> str:
        amount = in_figures(abs(self.change or 0), self.measure)
        is_same = amount == in_figures(0, self.measure)
        sign = "=" if is_same else "▲ +" if (self.change or 0) > 0 else "▼ −"
        return sign if is_same else f"{sign}{amount}"

    @property
    def change_in_words(self) -> str:
        names = {"now": self.text, "before": self.text_before}
        if self.change_in_figures == "=":
            return _("as a year before")
        if (self.change or 0) > 0:
            return _("more than a year before: %(before)s, now %(now)s") % names
        return _("less than a year before: %(before)s, now %(now)s") % names


@dataclass(frozen=True)
class Line:
    head: Head
    cells: list[Cell]
    total: Cell

    @property
    def gaps(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_gap]

    @property
    def is_nothing(self) -> bool:
        """Every cell that could have had something is a gap."""
        return len(self.gaps) == sum(cell.is_expected for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    counting: Counting
    measure: Measure
    rows: Dimension
    columns: Dimension
    heads: list[Head]
    lines: list[Line]
    totals: list[Cell]
    total: Cell

    @property
    def is_empty(self) -> bool:
        """Nothing took place, neither now nor a year before."""
        return self.total.now is None and self.total.before is None

    @property
    def is_comparable(self) -> bool:
        """Something took place a year before."""
        return self.total.before is not None

    @property
    def gaps(self) -> int:
        return sum(len(line.gaps) for line in self.lines)

    @property
    def cells(self) -> int:
        """Those that could have had something."""
        return sum(cell.is_expected for line in self.lines for cell in line.cells)

    @property
    def lines_with_gaps(self) -> list[Line]:
        """Lines with some, most of them first; those that are nothing else stand apart."""
        some = [line for line in self.lines if line.gaps and not line.is_nothing]
        return sorted(some, key=lambda line: -len(line.gaps))

    @property
    def lines_of_nothing(self) -> list[Line]:
        return [line for line in self.lines if line.gaps and line.is_nothing]

    def as_rows(self) -> list[list[str | Value]]:
        """The table as it is seen, then the same of a year before; shares are numbers up to one."""
        rows: list[list[str | Value]] = []
        for title, name in ((_("This period"), "value"), (_("A year before"), "value_before")):
            rows.append([title, *(head.label for head in self.heads), _("Total")])
            for line in self.lines:
                cells = [*line.cells, line.total]
                rows.append([line.head.label, *(getattr(cell, name) for cell in cells)])
            last = [*self.totals, self.total]
            rows.append([_("Total"), *(getattr(cell, name) for cell in last)])
        return rows


def matrix(
    counting: Counting,
    *,
    rows: Dimension,
    columns: Dimension,
    measure: Measure,
    brands: Iterable[Brand],
    branches: Iterable[Branch],
) -> Matrix:
    """Count the period and the same days of the year before, and set both against each other.

    Args:
        brands, branches: those that could have had something; whoever asks may report on them.
    """
    groupings = ((), (rows,), (columns,), (rows, columns))
    now = sums(counting, *groupings, measures=measure.made_of)
    before = {
        grouping: {tuple(map(of_this_year, keys)): measures for keys, measures in found.items()}
        for grouping, found in sums(
            counting.a_year_before(), *groupings, measures=measure.made_of
        ).items()
    }
    brands, branches = list(brands), list(branches)
    row_heads, column_heads = (
        _heads(counting, each, [*now[(each,)], *before[(each,)]], brands, branches)
        for each in (rows, columns)
    )
    if rows != Dimension.MONTH:
        row_heads = _most_first(row_heads, now[(rows,)], before[(rows,)])
    if columns in (Dimension.BRAND, Dimension.PROGRAMME, Dimension.BRANCH, Dimension.DISTRICT):
        column_heads = _most_first(column_heads, now[(columns,)], before[(columns,)])

    values = [value_of(found, measure) for found in now[(rows, columns)].values()]
    ranked = sorted(value for value in values if value)

    def cell(*heads: Head) -> Cell:
        grouping = tuple(head.dimension for head in heads)
        key = tuple(head.key for head in heads)
        found, earlier = now[grouping].get(key), before[grouping].get(key)
        darkness = shade(value_of(found, measure), ranked) if len(heads) > 1 else 0
        return Cell(measure, heads, found, earlier, darkness)

    return Matrix(
        counting,
        measure,
        rows,
        columns,
        column_heads,
        lines=[
            Line(row, [cell(row, column) for column in column_heads], cell(row))
            for row in row_heads
        ],
        totals=[cell(column) for column in column_heads],
        total=cell(),
    )


def value_of(measures: Measures | None, measure: Measure) -> Value:
    """None where there is nothing to count from: no place was offered, no cost is known."""
    return getattr(measures, measure.value) if measures else None


def in_figures(value: Value, measure: Measure) -> str:
    """As it stands in a table; a dash where there is nothing to count from."""
    if value is None:
        return "–"
    if measure.is_share:
        return _("%(share)s%%") % {"share": formats.number_format(round(100 * float(value)))}
    digits = DIGITS.get(measure, 0)
    return formats.number_format(value, decimal_pos=digits, use_l10n=True, force_grouping=True)


def shade(value: Value, ranked: Sequence[Any]) -> int:
    """By rank, so that one great fair does not make everything else look like nothing."""
    if not value:
        return 0
    return 1 + SHADES * bisect_left(ranked, value) // len(ranked)


def of_this_year(key: Key) -> Key:
    """A month of the year before stands in the column of its like."""
    return key.replace(year=key.year + 1) if isinstance(key, date) else key


def name_of(dimension: Dimension, key: Key) -> str:
    """What a key is called."""
    return next((head.label for head in _named(dimension, [key])), "")


def _most_first(heads: list[Head], now: Sums, before: Sums) -> list[Head]:
    def held(head: Head) -> tuple[int, ...]:
        nothing = Measures()
        return tuple(found.get((head.key,), nothing).sessions for found in (now, before))

    return sorted(heads, key=held, reverse=True)


def _heads(
    counting: Counting,
    dimension: Dimension,
    found: Iterable[tuple[Key, ...]],
    brands: list[Brand],
    branches: list[Branch],
) -> list[Head]:
    """All that could have had something, and all that had."""
    keys = {key for (key,) in found}
    match dimension:
        case Dimension.MONTH:
            return _months(counting)
        case Dimension.KIND:
            expected: list[Key] = [k.value for k in EventKind if k != EventKind.INTERNAL]
        case Dimension.AUDIENCE:
            expected = [each.value for each in Audience]
        case Dimension.BRAND:
            expected = [brand.pk for brand in brands if brand.is_active(on=counting.first_day)]
        case Dimension.BRANCH:
            expected = [branch.pk for branch in branches]
        case Dimension.DISTRICT:
            levels = (BranchLevel.CITY, BranchLevel.DISTRICT)
            expected = [branch.pk for branch in branches if branch.level in levels]
        case Dimension.PROGRAMME:
            expected = []
    extra = sorted((key for key in keys - set(expected) if key is not None), key=str)
    nothing = [None] if None in keys else []
    known: dict[Dimension, Iterable[Any]] = {
        Dimension.BRAND: brands,
        Dimension.BRANCH: branches,
        Dimension.DISTRICT: branches,
    }
    return _named(dimension, [*expected, *extra, *nothing], known.get(dimension, ()))


def _named(dimension: Dimension, keys: list[Key], known: Iterable[Any] = ()) -> list[Head]:
    """The heads of these keys; `known` are rows that need not be read once more."""
    names: dict[Key, str]
    match dimension:
        case Dimension.KIND:
            names = {kind.value: str(kind.label) for kind in EventKind}
        case Dimension.AUDIENCE:
            names = {audience.value: str(audience.label) for audience in Audience}
        case Dimension.MONTH:
            names = {key: month_name(key) for key in keys if isinstance(key, date)}
        case Dimension.BRAND | Dimension.PROGRAMME | Dimension.BRANCH | Dimension.DISTRICT:
            model: Any = {Dimension.BRAND: Brand, Dimension.PROGRAMME: Programme}.get(
                dimension, Branch
            )
            rows = {row.pk: row for row in known}
            if unknown := {*keys} - {*rows, None}:
                rows |= model.objects.in_bulk(unknown)
            names = {key: str(row) for key, row in rows.items()}
    return [
        Head(dimension, key, names[key])
        if key is not None
        else Head(dimension, None, _("none"), is_expected=False)
        for key in keys
        if key is None or key in names
    ]


def _months(counting: Counting) -> list[Head]:
    today = timezone.localdate(counting.now)
    months, month = [], first_of(counting.first_day)
    while month <= counting.last_day:
        months.append(Head(Dimension.MONTH, month, month_name(month), is_expected=month <= today))
        month = month_after(month)
    return months


def month_name(month: date) -> str:
    return formats.date_format(month, "YEAR_MONTH_FORMAT")
