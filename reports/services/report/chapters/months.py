"""When it was: the months of the period."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.choices import Dimension
from reports.services.report import charts, tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.charts import Chart
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Table
from reports.services.report.told import Line, Told


def in_english(told: Told) -> list[str]:
    if (ends := _ends(told)) is None:
        return []
    most, least = ends
    return [
        f"{most.label} was the strongest month, with {english.events(most.now.events)} and"
        f" {english.attendances(most.now.attendances)}; {least.label} was the quietest, with"
        f" {english.events(least.now.events)} and {english.attendances(least.now.attendances)}."
    ]


def in_chinese(told: Told) -> list[str]:
    if (ends := _ends(told)) is None:
        return []
    most, least = (
        f"{line.label}{word}，活动{chinese.events(line.now.events)}、"
        f"{chinese.attendances(line.now.attendances)}"
        for line, word in zip(ends, ("最多", "最少"), strict=True)
    )
    return [f"从月份看，{most}；{least}。"]


def _ends(told: Told) -> tuple[Line, Line] | None:
    """The months with most and with fewest attendances, where they differ."""
    lines = [line for line in told.lines(Dimension.MONTH) if line.now.attendances]
    lines.sort(key=lambda line: -line.now.attendances)
    if len(lines) < 2 or lines[0].now.attendances == lines[-1].now.attendances:
        return None
    return lines[0], lines[-1]


def month_tables(told: Told) -> list[Table]:
    lines = told.lines(Dimension.MONTH)
    return [tables.of_lines(told, _("Events by month"), _("Month"), lines)]


def month_charts(told: Told) -> list[Chart | None]:
    lines = told.lines(Dimension.MONTH)
    return [charts.of_lines(_("Attendances by month"), lines, has_before=told.has_before)]


CHAPTER = Chapter(
    "months",
    gettext_lazy("Course of the period"),
    {"en": in_english, "zh-hans": in_chinese},
    month_tables,
    month_charts,
)
