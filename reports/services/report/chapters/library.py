"""The figures of the library: what it enters month by month, and what the platform counts.

Visits, registered users and loans are terms of library statistics (ISO 2789, GB/T 13191). What is
entered is of whole months that begin in the period (`reports.services.indicators.freezing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cms import formats
from reports.services.indicators.freezing import INDICATOR, MISSING
from reports.services.report import tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Table
from reports.services.report.told import Told

MOST_NAMED = 6


def in_english(told: Told) -> list[str]:
    entered = _entered(told)
    if not entered:
        return []
    parts = [
        f"{_name(told, about)}: {formats.number(told.figure(key).now)}"
        f"{_aside_in_english(told, key)}"
        for key, about in entered
    ]
    first, last = _months(entered)
    when = f"{english.months([last])} {last.year}"
    if first != last:
        year = "" if first.year == last.year else f" {first.year}"
        when = f"{english.months([first])}{year} to {when}"
    said = [f"The libraries entered these figures of {when}. {'; '.join(parts)}."]
    if missing := _missing(told):
        listed = [f"{name} ({english.months(months)})" for name, months in missing[:MOST_NAMED]]
        more = len(missing) - MOST_NAMED
        if more > 0:
            listed.append(english.amount(more, "other", "others"))
        said.append(
            "Not everything is entered, so the true figures may be higher. Missing:"
            f" {english.listed(listed)}."
        )
    return said


def _aside_in_english(told: Told, key: str) -> str:
    """How it has changed, where all of it is there to compare."""
    change = told.figure(key)
    if key in _incomplete(told):
        return " (not complete)"
    if not change.before:
        return ""
    if not change.more:
        return " (as many as a year before)"
    word = "up" if change.more > 0 else "down"
    if change.share is None:
        return f" ({word} from {formats.number(change.before)})"
    return f" ({word} {english.per_cent(abs(change.share))})"


def in_chinese(told: Told) -> list[str]:
    entered = _entered(told)
    if not entered:
        return []
    parts = [
        f"{_in_units(_name(told, about), formats.number(told.figure(key).now), about['unit_zh'])}"
        f"{_aside_in_chinese(told, key)}"
        for key, about in entered
    ]
    first, last = _months(entered)
    when = formats.month_and_year(first, "zh-hans")
    if first.year != last.year:
        when += f"至{formats.month_and_year(last, 'zh-hans')}"
    elif first != last:
        when += f"至{formats.month(last, 'zh-hans')}"
    said = [f"{when}各馆填报数据如下：{'；'.join(parts)}。"]
    if missing := _missing(told):
        listed = [
            f"{name}（{'、'.join(formats.month(month, 'zh-hans') for month in months)}）"
            for name, months in missing[:MOST_NAMED]
        ]
        more = f"等{len(missing)}个网点" if len(missing) > MOST_NAMED else ""
        said.append(f"以上数据尚未报齐，实际数字可能更高。尚缺：{'、'.join(listed)}{more}。")
    return said


def _in_units(name: str, number: str, unit: str) -> str:
    """新办读者证7,929张, and 到馆人次68,560: a name that has its unit needs it no more."""
    return f"{name}{number}" if name.endswith(unit) else f"{name}{number}{unit}"


def _aside_in_chinese(told: Told, key: str) -> str:
    change = told.figure(key)
    if key in _incomplete(told):
        return "（尚未报齐）"
    if not change.before:
        return ""
    if not change.more:
        return "，与上年同期持平"
    if change.share is None:
        how = "增加" if change.more > 0 else "减少"
        return f"，同比{how}{formats.number(abs(change.more))}"
    word = "增长" if change.more > 0 else "下降"
    return f"，同比{word}{chinese.per_cent(abs(change.share))}"


def _months(entered: list[tuple[str, Mapping[str, Any]]]) -> tuple[date, date]:
    """The first and the last of those that are told of."""
    first, last = entered[0][1]["months"]
    return date.fromisoformat(first), date.fromisoformat(last)


def _incomplete(told: Told) -> set[str]:
    """The keys of figures of which a library has not entered something."""
    return {f"{INDICATOR}{slug}" for slug in told.about(MISSING).get("indicators", ())}


def _entered(told: Told) -> list[tuple[str, Mapping[str, Any]]]:
    """Those that libraries enter and have entered something of, be it zero."""
    return [
        (key, about)
        for key, about in told.told_of(INDICATOR)
        if about["is_entered"] and told.rows(key)
    ]


def _counted(told: Told) -> list[tuple[str, Mapping[str, Any]]]:
    """Those of which the platform has counted anything, now or a year before."""
    return [
        (key, about)
        for key, about in told.told_of(INDICATOR)
        if not about["is_entered"] and (told.figure(key).now or told.figure(key).before)
    ]


def _name(told: Told, about: Mapping[str, Any]) -> str:
    return told.in_words((about["en"], about["zh"]))


def _missing(told: Told) -> list[tuple[str, list[date]]]:
    """The libraries with the months of which something is missing."""
    return [
        (_name(told, branch), [date.fromisoformat(month) for month in branch["months"]])
        for branch in told.about(MISSING).get("branches", ())
    ]


def library_tables(told: Told) -> list[Table]:
    found = []
    if entered := _entered(told):
        found.append(
            tables.of_indicators(
                told, _("Entered by the libraries"), entered, incomplete=_incomplete(told)
            )
        )
        if told.figure(MISSING).now:
            title = _("Months of libraries with something missing")
            found.append(tables.of_rows(told, title, pgettext("of a figure", "Missing"), MISSING))
    if counted := _counted(told):
        found.append(tables.of_indicators(told, _("Counted by the platform"), counted))
    return found


CHAPTER = Chapter(
    "library",
    gettext_lazy("Figures of the library"),
    {"en": in_english, "zh-hans": in_chinese},
    library_tables,
)
