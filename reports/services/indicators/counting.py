"""What an indicator came to in a period, from whichever side its numbers come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from reports.choices import Aggregation
from reports.models import Entry, Indicator
from reports.services.report.counted import SOURCES, Row, Span, count_figure, figure_of, in_both
from reports.services.report.told import FrozenFigure

NOTHING = FrozenFigure(0)

Entries: TypeAlias = Mapping[int, Sequence[Entry]]
"""By the keys of indicators, in the order of branches and months."""


def figure_of_indicator(indicator: Indicator, span: Span, entries: Entries) -> FrozenFigure:
    """The number with the lines that it is the sum of."""
    if indicator.is_entered:
        return entered_figure(indicator, span, entries)
    return count_figure(indicator.slug, span) if indicator.slug in SOURCES else NOTHING


def entries_of(
    indicators: Iterable[Indicator], months: Iterable[date], branches: Iterable[int] | None
) -> Entries:
    """What was entered of them for these months, at these branches or at all: one statement."""
    entries = Entry.objects.filter(month__in=list(months), indicator__in=[*indicators])
    if branches is not None:
        entries = entries.filter(branch__in=list(branches))
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries.select_related("branch").order_by("branch__sort_key", "branch", "month"):
        found[entry.indicator_id].append(entry)
    return found


def entered_figure(indicator: Indicator, span: Span, entries: Entries) -> FrozenFigure:
    """A line for each branch and month of the span.

    What is not added up has a line for each branch alone: its last month.
    """
    counting = [
        entry
        for entry in entries.get(indicator.pk, ())
        if span.first_day <= entry.month <= span.last_day
        and span.holds(entry.branch_id, entry.month)
    ]
    return figure_of(map(_line, _that_count(indicator, counting)))


def _that_count(indicator: Indicator, entries: list[Entry]) -> list[Entry]:
    if indicator.aggregation == Aggregation.SUM:
        return entries
    return list({entry.branch_id: entry for entry in entries}.values())


def _line(entry: Entry) -> Row:
    english, chinese = in_both(entry.month)
    branch = entry.branch
    return (
        f"{branch.name_en or branch.name_zh}, {english}",
        f"{branch.name_zh or branch.name_en}，{chinese}",
        entry.value,
    )
