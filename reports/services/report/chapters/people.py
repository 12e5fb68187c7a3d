"""For whom it was: the audiences that events are meant for."""

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
    held = _held(told)
    if not held:
        return []
    total = told.total.now.attendances or 1
    first, *others = held
    if not others:
        return [f"All events were meant for {first.label}."]
    said = [
        f"Events for {first.label} reached the most people:"
        f" {english.attendances(first.now.attendances)},"
        f" {english.per_cent(first.now.attendances, total)} of all."
    ]
    following = [
        f"{line.label} ({english.per_cent(line.now.attendances, total)})" for line in others
    ]
    said.append(f"Next came those for {english.listed(following)}.")
    if told.has_before:
        compared = english.compared(first.change("attendances"), "attendances")
        said.append(english.sentence(f"for {first.label} {compared}"))
    return [" ".join(said)]


def in_chinese(told: Told) -> list[str]:
    held = _held(told)
    if not held:
        return []
    total = told.total.now.attendances or 1
    first, *others = held
    if not others:
        return [f"本期活动均面向{first.label}。"]
    said = (
        f"从服务对象看，面向{first.label}的活动参加人次最多，"
        f"为{chinese.attendances(first.now.attendances)}，"
        f"占{chinese.per_cent(first.now.attendances, total)}"
    )
    if told.has_before:
        said += f"，{chinese.compared(first.change('attendances'), '人次')}"
    following = [
        f"{line.label}（{chinese.per_cent(line.now.attendances, total)}）" for line in others
    ]
    said += f"；其次为{chinese.listed(following)}"
    return [f"{said}。"]


def _held(told: Told) -> list[Line]:
    return [line for line in told.lines(Dimension.AUDIENCE) if line.now.attendances]


def people_tables(told: Told) -> list[Table]:
    lines = told.lines(Dimension.AUDIENCE)
    return [tables.of_lines(told, _("Events by audience"), _("Audience"), lines)]


def people_charts(told: Told) -> list[Chart | None]:
    lines = told.lines(Dimension.AUDIENCE)
    return [charts.of_lines(_("Attendances by audience"), lines, has_before=told.has_before)]


CHAPTER = Chapter(
    "people",
    gettext_lazy("People reached"),
    {"en": in_english, "zh-hans": in_chinese},
    people_tables,
    people_charts,
)
