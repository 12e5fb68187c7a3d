"""What an indicator came to in a period, from whichever side its numbers come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from reports.choices import Aggregation
from reports.models import Entry, Indicator
from reports.services.indicators.months import months_between
from reports.services.report.counted import SOURCES, Row, Span, count_figure, figure_of, in_both
from reports.services.report.told import FrozenFigure

NOTHING = FrozenFigure(0)


def figure_of_indicator(indicator: Indicator, span: Span) -> FrozenFigure:
    """The number with the lines that it is the sum of."""
    if indicator.is_entered:
        months = months_between(span.first_day, span.last_day)
        return entered_figures([indicator], span, months)[indicator.slug]
    return count_figure(indicator.slug, span) if indicator.slug in SOURCES else NOTHING


def entered_figures(
    indicators: Iterable[Indicator], span: Span, months: list[date]
) -> dict[str, FrozenFigure]:
    """By the keys of these indicators; a line for each branch and month, in one statement.

    What is not added up has a line for each branch alone: its last month.
    """
    by_key = {each.pk: each for each in indicators}
    found: dict[int, list[Entry]] = defaultdict(list)
    entries = Entry.objects.filter(month__in=months, indicator__in=by_key)
    if span.branch:
        entries = entries.filter(branch__in=list(span.members))
    for entry in entries.select_related("branch").order_by("branch__sort_key", "branch", "month"):
        if span.holds(entry.branch_id, entry.month):
            found[entry.indicator_id].append(entry)
    return {
        indicator.slug: figure_of(map(_line, _that_count(indicator, found[key])))
        for key, indicator in by_key.items()
    }


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
