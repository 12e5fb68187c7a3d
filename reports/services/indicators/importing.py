"""Entered figures from a CSV file: indicator, branch, month, value; a look comes first.

Each row is judged for itself: a wrong one is told with its reason and leaves the others alone. The
same file may be given again, or grown: what stands already is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import formats
from core.errors import ChangedSince, DomainError
from core.tables import cell_at, columns_named, open_table
from core.versions import digest_of_lines
from network.models import Branch
from network.querysets import BranchQuerySet
from reports.choices import RowKind
from reports.errors import (
    FiguresColumnsNotFound,
    FiguresFileTooLarge,
)
from reports.models import Indicator
from reports.services.indicators.entering import (
    Cell,
    Typed,
    enter,
    hold_entries,
    number_of,
    refuse_month_ahead,
)
from reports.services.indicators.months import month_of

MOST_BYTES = 1024 * 1024
LONGEST_SHOWN = 60

# What each column may be called; compared without case, spaces and underscores.
HEADINGS: dict[str, tuple[str, ...]] = {
    "indicator": ("indicator", "figure", "指标", "指标名称"),
    "branch": ("branch", "library", "servicepoint", "网点", "服务网点", "图书馆", "馆"),
    "month": ("month", "period", "月份", "月", "年月"),
    "value": ("value", "number", "count", "数值", "数量", "数据"),
}


@dataclass(frozen=True)
class LookedAt:
    """A row of the file, and what becomes of it, in a sentence of its own."""

    line: int
    kind: RowKind
    sentence: str
    typed: Typed | None = None


@dataclass(frozen=True)
class Look:
    """What a file would do. `digest` is of all of that, to see whether it still would."""

    rows: tuple[LookedAt, ...]

    def of_kind(self, kind: RowKind) -> list[LookedAt]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def counts(self) -> dict[RowKind, int]:
        return {kind: len(self.of_kind(kind)) for kind in RowKind}

    @property
    def does_anything(self) -> bool:
        return any(row.kind in (RowKind.NEW, RowKind.CHANGED) for row in self.rows)

    @property
    def digest(self) -> str:
        lines = (f"{row.line} {row.kind} {row.typed}" for row in self.rows)
        return digest_of_lines(lines)


@transaction.atomic
def look_at(data: bytes, *, branches: BranchQuerySet, now: datetime) -> Look:
    """What becomes of each row, for somebody who may enter the figures of these branches.

    Raises:
        FileIsNoTable, FiguresFileTooLarge, FiguresColumnsNotFound: it is no such file.
    """
    if len(data) > MOST_BYTES:
        raise FiguresFileTooLarge(kilobytes=MOST_BYTES // 1024)
    (_line, headings), *rows = open_table(data)
    reader = _RowReader(_columns(headings), branches, now)
    read = [reader.read(line, row) for line, row in rows]
    stands = hold_entries(row.typed.cell for row in read if row.typed)
    return Look(tuple(reader.compared(row, stands) for row in read))


@transaction.atomic
def take_over(
    data: bytes,
    *,
    branches: BranchQuerySet,
    by: Any,
    now: datetime,
    digest: str | None = None,
) -> Look:
    """Enter what is new and what is changed; the rest stays as it is.

    Args:
        digest: of the look that was confirmed, where somebody has looked before.

    Raises:
        ChangedSince: it would no longer do what was looked at.
        FileIsNoTable, FiguresFileTooLarge, FiguresColumnsNotFound: it is no such file.
    """
    look = look_at(data, branches=branches, now=now)
    if digest is not None and digest != look.digest:
        raise ChangedSince
    enter((row.typed for row in look.rows if row.typed), by=by, now=now)
    return look


def _columns(headings: Sequence[str]) -> dict[str, int | None]:
    columns = columns_named(headings, HEADINGS)
    if missing := [column for column, at in columns.items() if at is None]:
        raise FiguresColumnsNotFound(missing=", ".join(missing))
    return columns


class _Refused(Exception):
    """Why a row is left out."""


class _RowReader:
    """Reads rows one by one; a cell that comes twice with two numbers counts the first time."""

    def __init__(
        self, columns: Mapping[str, int | None], branches: BranchQuerySet, now: datetime
    ) -> None:
        self.columns, self.now = columns, now
        self.indicators = {each.pk: each for each in Indicator.objects.active()}
        self.branches = {each.pk: each for each in branches}
        self.indicator_keys = _by_name(self.indicators.values())
        self.branch_keys = _by_name(self.branches.values())
        self.read_before: dict[Cell, tuple[int, int]] = {}

    def read(self, line: int, row: Sequence[str]) -> LookedAt:
        texts = {column: cell_at(row, at) for column, at in self.columns.items()}
        try:
            cell = self._cell(texts)
            number = number_of(texts["value"])
            if number is None:
                return LookedAt(line, RowKind.EMPTY, _("No number: left as it is."))
            refuse_month_ahead(cell.month, now=self.now)
        except (_Refused, DomainError) as refusal:
            return LookedAt(line, RowKind.REFUSED, str(refusal))
        first_line, first = self.read_before.setdefault(cell, (line, number))
        if first_line != line:
            return self._told_twice(line, first_line, first, number)
        return LookedAt(line, RowKind.NEW, "", Typed(cell, str(number), None))

    def compared(self, row: LookedAt, stands: Mapping[Cell, int]) -> LookedAt:
        """The row with what stands in its cell already."""
        if row.typed is None:
            return row
        cell, number, before = row.typed.cell, int(row.typed.text), stands.get(row.typed.cell)
        typed = Typed(cell, row.typed.text, before)
        said = {
            "what": self.indicators[cell.indicator],
            "where": self.branches[cell.branch],
            "when": formats.month_and_year(cell.month),
            "number": formats.number(number),
        }
        if before is None:
            sentence = _("%(what)s, %(where)s, %(when)s: %(number)s is new.") % said
            return LookedAt(row.line, RowKind.NEW, sentence, typed)
        if before == number:
            sentence = _("%(what)s, %(where)s, %(when)s: %(number)s stands already.") % said
            return LookedAt(row.line, RowKind.SAME, sentence, typed)
        said["before"] = formats.number(before)
        sentence = _("%(what)s, %(where)s, %(when)s: %(before)s becomes %(number)s.") % said
        return LookedAt(row.line, RowKind.CHANGED, sentence, typed)

    def _told_twice(self, line: int, first_line: int, first: int, number: int) -> LookedAt:
        said = {"line": first_line, "number": formats.number(first)}
        if first == number:
            return LookedAt(line, RowKind.SAME, _("Line %(line)s says the same.") % said)
        sentence = _("Line %(line)s has %(number)s for the same. Keep one of the two.") % said
        return LookedAt(line, RowKind.REFUSED, sentence)

    def _cell(self, texts: Mapping[str, str]) -> Cell:
        shown = {column: text[:LONGEST_SHOWN] for column, text in texts.items()}
        indicator = self.indicators.get(_meant(texts["indicator"], self.indicator_keys) or 0)
        if indicator is None:
            raise _Refused(
                _("“%(indicator)s” is no indicator. Take its key from the template.") % shown
            )
        if not indicator.is_entered:
            raise _Refused(
                _("“%(indicator)s” is counted by the platform. Leave this row out.") % shown
            )
        branch = _meant(texts["branch"], self.branch_keys)
        if branch is None:
            raise _Refused(
                _("“%(branch)s” is no library that you enter for. Take its key from the template.")
                % shown
            )
        month = month_of(texts["month"])
        if month is None:
            raise _Refused(_("“%(month)s” is no month. Write 2026-10.") % shown)
        return Cell(indicator.pk, branch, month)


def _by_name(rows: Iterable[Indicator | Branch]) -> dict[str, set[int]]:
    """The keys of rows by what a file may call them: their address or key, else a name."""
    rows = list(rows)
    found: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for name in filter(None, (row.name_en, row.name_zh)):
            found[_plain(name)].add(row.pk)
    return found | {_plain(row.slug): {row.pk} for row in rows}


def _meant(name: str, keys: Mapping[str, set[int]]) -> int | None:
    """The one of this name; several bear some, and a number must not go to the wrong one."""
    found = keys.get(_plain(name), set())
    if len(found) > 1:
        said = _("Several are called “%(name)s”. Take the key of yours from the template.")
        raise _Refused(said % {"name": name[:LONGEST_SHOWN]})
    return next(iter(found), None)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
