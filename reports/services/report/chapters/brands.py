"""Which brands led, which grew, and which had nothing."""

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

NAMED_AFTER_THE_FIRST = 3


def in_english(told: Told) -> list[str]:
    held = _held(told)
    if not held:
        return []
    first, *others = held
    attendances = english.attendances(first.now.attendances)
    share = english.per_cent(first.now.attendances, told.total.now.attendances or 1)
    if others:
        following = [
            f"{line.label} ({english.attendances(line.now.attendances)})"
            for line in others[:NAMED_AFTER_THE_FIRST]
        ]
        said = [
            f"{len(held)} brands held events.",
            f"{first.label} led with {attendances} at {english.events(first.now.events)},"
            f" {share} of all.",
            f"{english.listed(following)} followed.",
        ]
    else:
        said = [
            f"{first.label} was the only brand that held events:"
            f" {english.events(first.now.events)} with {attendances}, {share} of all."
        ]
    moved = []
    rising, falling = _moved_most(held)
    if rising:
        compared = english.compared(rising.change("attendances"), "attendances")
        moved.append(f"{rising.label} grew most: {compared}.")
    if falling:
        compared = english.compared(falling.change("attendances"), "attendances")
        moved.append(f"{falling.label} fell most: {compared}.")
    if told.has_before:
        moved += _come_and_gone_in_english(told, held)
    return [" ".join(said), *filter(None, [" ".join(moved)])]


def _come_and_gone_in_english(told: Told, held: list[Line]) -> list[str]:
    said = []
    if new := [line.label for line in held if not line.before.sessions]:
        said.append(f"{english.listed(new)} had held nothing a year before.")
    if gone := _gone(told):
        they = "it" if len(gone) == 1 else "they"
        said.append(f"{english.listed(gone)} held nothing, though {they} had a year before.")
    return said


def in_chinese(told: Told) -> list[str]:
    held = _held(told)
    if not held:
        return []
    first, *others = held
    share = chinese.per_cent(first.now.attendances, told.total.now.attendances or 1)
    figures = (
        f"举办活动{chinese.events(first.now.events)}，"
        f"参加{chinese.attendances(first.now.attendances)}，占{share}"
    )
    said = f"举办活动的品牌只有“{first.label}”，{figures}"
    if others:
        said = f"共有{len(held)}个品牌举办活动。“{first.label}”居首，{figures}"
        following = [
            f"“{line.label}”（{chinese.attendances(line.now.attendances)}）"
            for line in others[:NAMED_AFTER_THE_FIRST]
        ]
        said += f"；其次为{chinese.listed(following)}"
    moved = []
    rising, falling = _moved_most(held)
    if rising:
        compared = chinese.compared(rising.change("attendances"), "人次")
        moved.append(f"增长最多的是“{rising.label}”，{compared}")
    if falling:
        compared = chinese.compared(falling.change("attendances"), "人次")
        moved.append(f"减少最多的是“{falling.label}”，{compared}")
    if told.has_before:
        if new := [f"“{line.label}”" for line in held if not line.before.sessions]:
            moved.append(f"{chinese.listed(new)}上年同期未举办活动")
        if gone := [f"“{name}”" for name in _gone(told)]:
            moved.append(f"{chinese.listed(gone)}上年同期举办过活动，本期未举办")
    return [f"{said}。", *([f"{'；'.join(moved)}。"] if moved else [])]


def _held(told: Told) -> list[Line]:
    """Brands that held something; what has no brand is none."""
    lines = told.lines(Dimension.BRAND)
    return [line for line in lines if line.only[Dimension.BRAND] and line.now.sessions]


def _gone(told: Told) -> list[str]:
    return [
        line.label
        for line in told.lines(Dimension.BRAND)
        if line.only[Dimension.BRAND] and line.before.sessions and not line.now.sessions
    ]


def _moved_most(held: list[Line]) -> tuple[Line | None, Line | None]:
    """Who grew and who fell by most attendances, of those with enough a year before.

    Of one brand alone the overview has told it.
    """
    if len(held) < 2:
        return None, None
    known = [line for line in held if line.change("attendances").share is not None]
    known.sort(key=lambda line: line.change("attendances").more)
    rising = known[-1] if known and known[-1].change("attendances").more > 0 else None
    falling = known[0] if known and known[0].change("attendances").more < 0 else None
    return rising, falling


def brand_tables(told: Told) -> list[Table]:
    lines = told.lines(Dimension.BRAND)
    return [tables.of_lines(told, _("Events by brand"), _("Brand"), lines)]


def brand_charts(told: Told) -> list[Chart | None]:
    lines = told.lines(Dimension.BRAND)
    return [charts.of_lines(_("Attendances by brand"), lines, has_before=told.has_before)]


CHAPTER = Chapter(
    "brands",
    gettext_lazy("Brands"),
    {"en": in_english, "zh-hans": in_chinese},
    brand_tables,
    brand_charts,
)
