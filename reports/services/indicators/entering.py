"""Numbers put into the cells of a grid: what is right is kept, of the rest it is said why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from cms import formats
from core.errors import DomainError
from network.models import Branch
from reports.errors import (
    ChangedMeanwhile,
    EmptiedMeanwhile,
    MonthAhead,
    NotANumber,
    NumberTooLarge,
)
from reports.models import Entry, Indicator
from reports.models.entry import MOST
from staff.models import LogEntry

ENTERED = "reports.figure_entered"
"""What the log of a branch calls a change of its figures."""

# 1204, 1,204, 1 204 or 1204.00, as spreadsheet programs copy them.
WHOLE_NUMBER = re.compile(r"(\d+|\d{1,3}(?:[, \u00a0\u202f]\d{3})+)(?:\.0+)?")
LONGEST_SHOWN = 40
AT_ONCE = 500


class Cell(NamedTuple):
    """Where a number belongs."""

    indicator: int
    branch: int
    month: date


@dataclass(frozen=True)
class Typed:
    """What somebody put into a cell, and what it held when they were shown it."""

    cell: Cell
    text: str
    seen: int | None


@dataclass
class Outcome:
    saved: int = 0
    refused: dict[Cell, DomainError] = field(default_factory=dict)


def number_of(text: str) -> int | None:
    """The number that was typed, full-width digits and separators of thousands too; or nothing.

    Raises:
        NotANumber: it is neither.
        NumberTooLarge: it would be a telephone number.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    match = WHOLE_NUMBER.fullmatch(plain)
    if not match:
        raise NotANumber(text=text.strip()[:LONGEST_SHOWN])
    digits = re.sub(r"\D", "", match[1]).lstrip("0") or "0"
    if len(digits) > len(str(MOST)):
        raise NumberTooLarge(text=text.strip()[:LONGEST_SHOWN])
    return int(digits)


@transaction.atomic
def enter(typed: Iterable[Typed], *, by: Any, now: datetime) -> Outcome:
    """Keep each number that is right; a cell without one is emptied.

    What was not touched is left alone. What somebody else has changed since it was shown is told
    and not written over. Holds the branches by key, so writers of one branch take turns.
    """
    typed = list(typed)
    entries = hold_entries({each.cell for each in typed})
    changed: list[tuple[Cell, int | None, int | None]] = []
    outcome = Outcome()
    for each in typed:
        stands = entries.get(each.cell)
        try:
            number = _judged(each, stands, now=now)
        except DomainError as refusal:
            outcome.refused[each.cell] = refusal
            continue
        if number not in (each.seen, stands):
            changed.append((each.cell, stands, number))
    _write(changed, by=by, now=now)
    outcome.saved = len(changed)
    return outcome


def hold_entries(cells: Iterable[Cell]) -> dict[Cell, int]:
    """What the cells hold, kept as it is until the transaction ends."""
    cells = set(cells)
    branches = {cell.branch for cell in cells}
    list(Branch.objects.filter(pk__in=branches).order_by("pk").select_for_update(no_key=True))
    rows = Entry.objects.filter(
        branch__in=branches,
        indicator__in={cell.indicator for cell in cells},
        month__in={cell.month for cell in cells},
    )
    return {
        Cell(indicator, branch, month): value
        for indicator, branch, month, value in rows.order_by().values_list(
            "indicator", "branch", "month", "value"
        )
    }


def refuse_month_ahead(month: date, *, now: datetime) -> None:
    """Raise MonthAhead for one that has not begun."""
    if month > timezone.localdate(now):
        raise MonthAhead(month=formats.month_and_year(month))


def _judged(typed: Typed, stands: int | None, *, now: datetime) -> int | None:
    number = number_of(typed.text)
    if number == typed.seen:
        return number
    refuse_month_ahead(typed.cell.month, now=now)
    if stands not in (typed.seen, number):
        if stands is None:
            raise EmptiedMeanwhile
        raise ChangedMeanwhile(number=formats.number(stands))
    return number


def _write(
    changed: Sequence[tuple[Cell, int | None, int | None]], *, by: Any, now: datetime
) -> None:
    rows, emptied = [], []
    for cell, _before, after in changed:
        keys = {"indicator_id": cell.indicator, "branch_id": cell.branch, "month": cell.month}
        if after is None:
            emptied.append(keys)
        else:
            rows.append(Entry(**keys, value=after, changed_at=now, changed_by=by))
    Entry.objects.bulk_create(
        rows,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["indicator", "branch", "month"],
        update_fields=["value", "changed_at", "changed_by"],
    )
    for keys in emptied:
        Entry.objects.filter(**keys).delete()
    _log(changed, by=by, now=now)


def _log(changed: Sequence[tuple[Cell, int | None, int | None]], *, by: Any, now: datetime) -> None:
    """A line for each change in the log of its branch, with what stood there before."""
    indicators = Indicator.objects.in_bulk({cell.indicator for cell, _before, _after in changed})
    branches = Branch.objects.in_bulk({cell.branch for cell, _before, _after in changed})
    content_type = ContentType.objects.get_for_model(Branch)
    LogEntry.objects.bulk_create(
        (
            LogEntry(
                content_type=content_type,
                object_id=cell.branch,
                label=str(branches[cell.branch]),
                action=ENTERED,
                timestamp=now,
                user=by,
                data={
                    "en": indicators[cell.indicator].name_en,
                    "zh": indicators[cell.indicator].name_zh,
                    "month": f"{cell.month:%Y-%m}",
                    "before": before,
                    "after": after,
                },
            )
            for cell, before, after in changed
        ),
        batch_size=AT_ONCE,
    )
