"""Volunteers and their hours."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.services.report import tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Table
from reports.services.report.told import Told


def in_english(told: Told) -> list[str]:
    people, minutes = told.figure("volunteers"), told.figure("volunteer_minutes")
    if not people.now:
        if not people.before:
            return []
        before = english.amount(people.before, "volunteer", "volunteers")
        return [
            "No service hours of volunteers were noted in this period."
            f" A year before {before} served {english.hours(minutes.before)}."
        ]
    who = english.amount(people.now, "volunteer", "volunteers")
    said = f"{who} served {english.hours(minutes.now)}"
    if people.now > 1:
        said += f", {english.hours(round(minutes.now / people.now))} each on average"
    said += "."
    if told.has_before:
        said += f" {english.sentence(english.compared(people, 'volunteers'))}"
    return [said]


def in_chinese(told: Told) -> list[str]:
    people, minutes = told.figure("volunteers"), told.figure("volunteer_minutes")
    if not people.now:
        if not people.before:
            return []
        before = f"上年同期{people.before}名志愿者服务{chinese.hours(minutes.before)}"
        return [f"本期没有志愿服务时长记录。{before}。"]
    said = f"共有{people.now}名志愿者参与服务，服务时长{chinese.hours(minutes.now)}"
    if people.now > 1:
        said += f"，人均{chinese.hours(round(minutes.now / people.now))}"
    if told.has_before:
        said += f"；志愿者人数{chinese.compared(people, '人')}"
    return [f"{said}。"]


def volunteer_tables(told: Told) -> list[Table]:
    found = [
        tables.of_figures(
            told,
            _("Volunteers and their hours"),
            {"volunteers": _("Volunteers with hours"), "volunteer_minutes": _("Service hours")},
        )
    ]
    if told.figure("volunteer_minutes").now:
        place = _("Library or service point")
        found.append(tables.of_rows(told, _("Service hours by place"), place, "volunteer_minutes"))
    return found


CHAPTER = Chapter(
    "volunteers",
    gettext_lazy("Volunteers"),
    {"en": in_english, "zh-hans": in_chinese},
    volunteer_tables,
)
