"""What nobody has entered yet.

A library that has entered an indicator in one of the twelve months before is expected to go on:
zero is a figure, nothing is not known. Of who never began, nobody waits for anything.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from core.days import month_before
from network.models import Branch
from network.querysets import BranchQuerySet
from reports.choices import Way
from reports.models import Entry, Indicator

MONTHS_EXPECTED = 12


@dataclass(frozen=True)
class Missing:
    """A month of a branch of which some indicators are not entered, in their order."""

    branch: Branch
    month: date
    indicators: tuple[Indicator, ...]


def missing_entries(branches: BranchQuerySet | None, months: list[date]) -> list[Missing]:
    """By branch and month; of all branches where none are given."""
    lacking = _lacking(branches, months)
    keys = {key for those in lacking.values() for key in those}
    indicators = Indicator.objects.filter(pk__in=keys) if keys else ()
    names = Branch.objects.in_bulk({branch for branch, _month in lacking})
    found = [
        Missing(names[branch], month, tuple(each for each in indicators if each.pk in those))
        for (branch, month), those in lacking.items()
    ]
    return sorted(found, key=lambda each: (each.branch.sort_key, each.branch.pk, each.month))


def _lacking(
    branches: BranchQuerySet | None, months: list[date]
) -> dict[tuple[int, date], set[int]]:
    """The keys of indicators by branch and month, in one statement."""
    if not months:
        return {}
    first = min(months)
    for _month in range(MONTHS_EXPECTED):
        first = month_before(first)
    rows = Entry.objects.between(first, max(months)).filter(
        indicator__is_active=True, indicator__way=Way.ENTERED
    )
    if branches is not None:
        rows = rows.filter(branch__in=branches)
    entered: dict[tuple[int, int], set[date]] = defaultdict(set)
    for branch, indicator, month in rows.order_by().values_list("branch", "indicator", "month"):
        entered[branch, indicator].add(month)
    lacking: dict[tuple[int, date], set[int]] = defaultdict(set)
    for (branch, indicator), those in entered.items():
        for month in months:
            if month not in those and any(is_expected(month, before) for before in those):
                lacking[branch, month].add(indicator)
    return lacking


def is_expected(month: date, entered: date) -> bool:
    """Whether an entry of a month lets one of this later month be expected."""
    apart = (month.year - entered.year) * 12 + month.month - entered.month
    return 0 < apart <= MONTHS_EXPECTED
