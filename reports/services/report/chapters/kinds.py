"""What sort of activity it was.

ISO 2789 and GB/T 13191 (library statistics) count events and attendances apart, and tell
lectures and trainings, exhibitions, and what promotes reading from each other. So do these tables.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.choices import Dimension, KindGroup
from reports.services.facts import summed
from reports.services.report import charts, tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.charts import Chart
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Table
from reports.services.report.told import Line, Told

ENGLISH = ("lectures and trainings", "exhibitions", "reading promotion")
CHINESE = ("讲座和培训", "展览", "阅读推广活动")


def groups_of(told: Told) -> list[tuple[Line, list[Line]]]:
    """Each group with the kinds in it, in the order of the statistics."""
    kinds = told.lines(Dimension.KIND)
    groups = []
    for group in KindGroup:
        members = group.kinds
        lines = [line for line in kinds if line.only[Dimension.KIND] in members]
        now, before = (
            summed(fact for fact in some if fact.kind in members)
            for some in (told.facts, told.before)
        )
        groups.append((Line(str(group.label), {Dimension.KIND: members}, now, before), lines))
    return groups


def in_english(told: Told) -> list[str]:
    found = _largest_first(told, ENGLISH)
    if not found:
        return []
    (name, line), *others = found
    if not others:
        return [f"All events counted as {name}."]
    now, total = line.now, told.total.now
    said = [
        f"{name[:1].upper()}{name[1:]} came first: {english.events(now.events)} with"
        f" {english.attendances(now.attendances)},"
        f" {english.per_cent(now.attendances, total.attendances or 1)} of all."
    ]
    rest = [
        f"{name} {'' if number else 'came '}to {english.events(each.now.events)} with"
        f" {english.attendances(each.now.attendances)}"
        for number, (name, each) in enumerate(others)
    ]
    said.append(english.sentence(", and ".join(rest)))
    if told.has_before:
        compared = english.compared(line.change("attendances"), "attendances")
        said.append(english.sentence(f"in {name}, {compared}"))
    return [" ".join(said)]


def in_chinese(told: Told) -> list[str]:
    found = _largest_first(told, CHINESE)
    if not found:
        return []
    (name, line), *others = found
    if not others:
        return [f"本期活动均为{name}。"]
    share = chinese.per_cent(line.now.attendances, told.total.now.attendances or 1)
    said = (
        f"从活动类型看，{name}为主：共{chinese.events(line.now.events)}、"
        f"{chinese.attendances(line.now.attendances)}，占全部参加人次的{share}"
    )
    if told.has_before:
        said += f"，{chinese.compared(line.change('attendances'), '人次')}"
    rest = [
        f"{name}{chinese.events(each.now.events)}、{chinese.attendances(each.now.attendances)}"
        for name, each in others
    ]
    return [f"{said}。{'；'.join(rest)}{'。' if rest else ''}"]


def _largest_first(told: Told, names: tuple[str, ...]) -> list[tuple[str, Line]]:
    """Groups that had something, by the names of a language."""
    groups = zip(names, (line for line, _kinds in groups_of(told)), strict=True)
    held = [(name, line) for name, line in groups if line.now.sessions or line.now.attendances]
    return sorted(held, key=lambda each: (-each[1].now.attendances, -each[1].now.events))


def kind_tables(told: Told) -> list[Table]:
    # A group of one kind has nothing to be taken apart.
    parts = [(group, kinds if len(kinds) > 1 else []) for group, kinds in groups_of(told)]
    return [tables.of_parts(told, _("Events by kind"), _("Kind"), parts)]


def kind_charts(told: Told) -> list[Chart | None]:
    lines = told.lines(Dimension.KIND)
    return [charts.of_lines(_("Attendances by kind"), lines, has_before=told.has_before)]


CHAPTER = Chapter(
    "kinds",
    gettext_lazy("Kinds of events"),
    {"en": in_english, "zh-hans": in_chinese},
    kind_tables,
    kind_charts,
)
