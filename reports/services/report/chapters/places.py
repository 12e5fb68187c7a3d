"""Where it took place: districts, and libraries and service points in them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from reports.choices import Dimension
from reports.services.report import charts, tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.charts import Chart
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Table
from reports.services.report.told import Line, Told


def in_english(told: Told) -> list[str]:
    places, districts = _held(told, Dimension.BRANCH), _held(told, Dimension.DISTRICT)
    if not places:
        return []
    where = english.amount(len(places), "place", "places")
    if len(places) == 1:
        return [f"All events took place at {places[0].label}."]
    if len(districts) < 2:
        return [f"Events took place at {where}. {_most_in_english(told, places[0])}"]
    said = [
        f"Events took place at {where} in {len(districts)} districts.",
        _most_in_english(told, districts[0]),
        f"{districts[-1].label} had the fewest, {formats.number(districts[-1].now.attendances)}.",
    ]
    if gone := _gone(told):
        said.append(f"{english.listed(gone)} had events a year before, and none this time.")
    return [" ".join(said)]


def _most_in_english(told: Told, line: Line) -> str:
    share = english.per_cent(line.now.attendances, told.total.now.attendances or 1)
    people = formats.number(line.now.attendances)
    return f"{line.label} had the most attendances, {people} ({share})."


def in_chinese(told: Told) -> list[str]:
    places, districts = _held(told, Dimension.BRANCH), _held(told, Dimension.DISTRICT)
    if not places:
        return []
    if len(places) == 1:
        return [f"活动均在{places[0].label}举办。"]
    if len(districts) < 2:
        most = _most_in_chinese(told, places[0])
        return [f"活动在{len(places)}个服务网点举办，其中{most}。"]
    said = (
        f"活动覆盖{len(districts)}个区县的{len(places)}个服务网点，其中"
        f"{_most_in_chinese(told, districts[0])}；{districts[-1].label}最少，为"
        f"{chinese.attendances(districts[-1].now.attendances)}。"
    )
    if gone := _gone(told):
        said += f"{chinese.listed(gone)}上年同期有活动，本期没有。"
    return [said]


def _most_in_chinese(told: Told, line: Line) -> str:
    share = chinese.per_cent(line.now.attendances, told.total.now.attendances or 1)
    return f"{line.label}最多，{chinese.attendances(line.now.attendances)}，占{share}"


def _held(told: Told, dimension: Dimension) -> list[Line]:
    lines = told.lines(dimension)
    return [line for line in lines if line.only[dimension] and line.now.sessions]


def _gone(told: Told) -> list[str]:
    lines = told.lines(Dimension.DISTRICT)
    return [
        line.label
        for line in lines
        if line.only[Dimension.DISTRICT] and line.before.sessions and not line.now.sessions
    ]


def place_tables(told: Told) -> list[Table]:
    districts = told.lines(Dimension.DISTRICT)
    places = told.lines(Dimension.BRANCH)
    title, place = _("Events by library and service point"), _("Library or service point")
    if len(districts) < 2:
        return [tables.of_lines(told, title, place, places)]
    found = [tables.of_lines(told, _("Events by district"), _("District"), districts)]
    if len(places) > len(districts):
        parts = [(each, told.lines(Dimension.BRANCH, of=each.only)) for each in districts]
        found.append(tables.of_parts(told, title, place, parts))
    return found


def place_charts(told: Told) -> list[Chart | None]:
    districts, had = told.lines(Dimension.DISTRICT), told.has_before
    if len(districts) > 1:
        return [charts.of_lines(_("Attendances by district"), districts, has_before=had)]
    lines = told.lines(Dimension.BRANCH)
    return [charts.of_lines(_("Attendances by place"), lines, has_before=had)]


CHAPTER = Chapter(
    "places",
    gettext_lazy("Districts and places"),
    {"en": in_english, "zh-hans": in_chinese},
    place_tables,
    place_charts,
)
