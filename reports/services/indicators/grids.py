"""Cells to enter figures into: a year of one branch, or a month of many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from cms import formats
from core.days import last_day_of
from core.errors import DomainError
from network.models import Branch
from reports.models import Entry, Indicator
from reports.services.indicators.entering import Cell, Typed
from reports.services.indicators.missing import missing_entries
from reports.services.indicators.months import months_of


@dataclass
class GridCell:
    """A cell as it is shown: what it holds or somebody has typed, and what is wrong with it.

    Attributes:
        is_missing: somebody waits for it (`reports.services.indicators.missing`).
    """

    cell: Cell
    label: str
    stands: int | None
    is_open: bool
    is_missing: bool = False
    typed: str | None = None
    error: str = ""

    @property
    def name(self) -> str:
        """Of the field, the same wherever the cell is shown."""
        return f"f-{self.cell.branch}-{self.cell.indicator}-{self.cell.month:%Y-%m}"

    @property
    def text(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.stands is None else str(self.stands)


@dataclass(frozen=True)
class Head:
    """What a line or a column is of; `hint` says what counts."""

    label: str
    hint: str = ""


@dataclass(frozen=True)
class Line:
    head: Head
    cells: list[GridCell]


@dataclass(frozen=True)
class Grid:
    corner: str
    heads: list[Head]
    lines: list[Line] = field(default_factory=list)

    @property
    def cells(self) -> list[GridCell]:
        return [cell for line in self.lines for cell in line.cells]

    @property
    def is_open(self) -> bool:
        """Whether there is anything to enter."""
        return any(cell.is_open for cell in self.cells)

    @property
    def wrong(self) -> list[GridCell]:
        return [cell for cell in self.cells if cell.error]

    @property
    def seen(self) -> dict[str, int]:
        """What the open cells hold, by the names of their fields."""
        return {
            cell.name: cell.stands
            for cell in self.cells
            if cell.is_open and cell.stands is not None
        }

    def typed(self, sent: Mapping[str, str], seen: Mapping[str, int]) -> list[Typed]:
        """What was sent for the open cells of this grid, and for no others."""
        return [
            Typed(each.cell, sent[each.name], seen.get(each.name))
            for each in self.cells
            if each.is_open and each.name in sent
        ]

    def told(self, sent: Mapping[str, str], refused: Mapping[Cell, DomainError]) -> Grid:
        """The same with what was refused: as it was typed, and why."""
        for cell in self.cells:
            if refusal := refused.get(cell.cell):
                cell.typed, cell.error = sent[cell.name], str(refusal)
        return self


def year_grid(branch: Branch, year: int, *, is_open: bool, now: datetime, corner: str) -> Grid:
    """Indicators by the twelve months of one branch."""
    indicators, months = list(_indicators()), months_of(year)
    stands = _stands([branch], months)
    today = timezone.localdate(now)
    missing = _missing([branch], [month for month in months if last_day_of(month) < today])
    return Grid(
        corner,
        [Head(formats.month(month)) for month in months],
        [
            Line(
                _head(indicator),
                [
                    GridCell(
                        cell := Cell(indicator.pk, branch.pk, month),
                        f"{indicator}, {formats.month_and_year(month)}",
                        stands.get(cell),
                        is_open and month <= today,
                        cell in missing,
                    )
                    for month in months
                ],
            )
            for indicator in indicators
        ],
    )


def month_grid(
    branches: Iterable[Branch], month: date, *, open_to: set[int], now: datetime, corner: str
) -> Grid:
    """Branches by indicators of one month; those in `open_to` can be entered."""
    branches, indicators = list(branches), list(_indicators())
    stands = _stands(branches, [month])
    today = timezone.localdate(now)
    missing = _missing(branches, [month] if last_day_of(month) < today else [])
    return Grid(
        corner,
        [_head(indicator) for indicator in indicators],
        [
            Line(
                Head(branch.name),
                [
                    GridCell(
                        cell := Cell(indicator.pk, branch.pk, month),
                        f"{indicator}, {branch}",
                        stands.get(cell),
                        month <= today and branch.pk in open_to,
                        cell in missing,
                    )
                    for indicator in indicators
                ],
            )
            for branch in branches
        ],
    )


def _indicators() -> Iterable[Indicator]:
    return Indicator.objects.active().entered()


def _missing(branches: list[Branch], months: list[date]) -> set[Cell]:
    found = missing_entries(Branch.objects.filter(pk__in=[each.pk for each in branches]), months)
    return {
        Cell(indicator.pk, each.branch.pk, each.month)
        for each in found
        for indicator in each.indicators
    }


def _head(indicator: Indicator) -> Head:
    return Head(f"{indicator}", indicator.meaning or indicator.unit)


def _stands(branches: list[Branch], months: list[date]) -> dict[Cell, int]:
    entries = Entry.objects.filter(branch__in=branches, month__in=months).order_by()
    return {
        Cell(indicator, branch, month): value
        for indicator, branch, month, value in entries.values_list(
            "indicator", "branch", "month", "value"
        )
    }
