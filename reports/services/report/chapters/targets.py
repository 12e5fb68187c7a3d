"""The targets of the year: how far each is, and how far the year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.choices import Standing
from reports.services.indicators.freezing import TARGET
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Cell, Row, Table, exact, figure_in_words
from reports.services.report.told import Told
from reports.services.targets.progress import Progress

MOST_NAMED = 6


@dataclass(frozen=True)
class ToldTarget:
    """A frozen target with its names in the report's language."""

    key: str
    name: str
    progress: Progress

    def number(self, number: int) -> str:
        return figure_in_words(self.key, number)


def in_english(told: Told) -> list[str]:
    targets = _targets(told)
    if not targets:
        return []
    year = told.last_day.year
    said = [
        f"{english.amount(len(targets), 'target is', 'targets are')} set for {year}; by the end of"
        f" the period {english.per_cent(_share_of_year(targets))} of the year had passed."
    ]
    counts = [
        (Standing.REACHED, "reached"),
        (Standing.AHEAD, "ahead of the year"),
        (Standing.ON_COURSE, "on course"),
        (Standing.BEHIND, "behind the year"),
        (Standing.OPEN, "not reached yet"),
        (Standing.MISSED, "not reached"),
        (Standing.KEPT, "kept below its limit"),
        (Standing.EXCEEDED, "above its limit"),
    ]
    listed = [
        f"{number} {'is' if number == 1 else 'are'} {words}"
        for standing, words in counts
        if (number := sum(each.progress.standing == standing for each in targets))
    ]
    said.append(f"Of the targets, {english.listed(listed)}.")
    last = [
        f"{each.name} ({english.per_cent(each.progress.share)} of"
        f" {each.number(each.progress.goal)})"
        for each in _furthest_behind(targets)
    ]
    if last:
        said.append(f"Furthest behind: {english.listed(last)}.")
    return [" ".join(said)]


def in_chinese(told: Told) -> list[str]:
    targets = _targets(told)
    if not targets:
        return []
    said = (
        f"{told.last_day.year}年共设定年度目标{len(targets)}项，"
        f"时间进度为{chinese.per_cent(_share_of_year(targets))}。"
    )
    counts = [
        (Standing.REACHED, "已完成"),
        (Standing.AHEAD, "快于时间进度"),
        (Standing.ON_COURSE, "与时间进度一致"),
        (Standing.BEHIND, "慢于时间进度"),
        (Standing.OPEN, "尚未完成"),
        (Standing.MISSED, "未完成"),
        (Standing.KEPT, "控制在限额内"),
        (Standing.EXCEEDED, "超出限额"),
    ]
    listed = [
        f"{words}{number}项"
        for standing, words in counts
        if (number := sum(each.progress.standing == standing for each in targets))
    ]
    said += f"其中{'，'.join(listed)}。"
    last = [
        f"{each.name}（完成{each.number(each.progress.goal)}的"
        f"{chinese.per_cent(each.progress.share)}）"
        for each in _furthest_behind(targets)
    ]
    if last:
        said += f"进度最慢的是{chinese.listed(last)}。"
    return [said]


def _targets(told: Told) -> list[ToldTarget]:
    return [
        ToldTarget(key, _name(told, about), _progress(told, key, about))
        for key, about in told.told_of(TARGET)
    ]


def _name(told: Told, about: Mapping[str, Any]) -> str:
    of_what = [told.in_words((each["en"], each["zh"])) for each in about["of"]]
    return " · ".join([told.in_words((about["en"], about["zh"])), *of_what])


def _progress(told: Told, key: str, about: Mapping[str, Any]) -> Progress:
    return Progress(
        goal=about["goal"],
        reached=told.figure(key).now,
        days_gone=about["days_gone"],
        days=about["days"],
        more_is_better=about["more_is_better"],
        adds_up=about["adds_up"],
    )


def _share_of_year(targets: list[ToldTarget]) -> float:
    """Of what is counted to the last day; where all is entered, of the months that are over."""
    return max(each.progress.share_of_year for each in targets)


def _furthest_behind(targets: list[ToldTarget]) -> list[ToldTarget]:
    behind = [each for each in targets if each.progress.standing == Standing.BEHIND]
    behind.sort(key=lambda each: each.progress.share - each.progress.share_of_year)
    return behind[:MOST_NAMED]


def target_tables(told: Told) -> list[Table]:
    rows = tuple(_row(each) for each in _targets(told))
    if not rows:
        return []
    headings = (
        _("Target"),
        _("To reach this year"),
        _("Reached"),
        _("Share of the target"),
        _("Share of the year"),
        _("How it stands"),
    )
    return [Table(_("Targets of the year"), headings, rows)]


def _row(target: ToldTarget) -> Row:
    progress, key = target.progress, target.key
    reached = Cell(
        target.number(progress.reached),
        exact(key, progress.reached),
        {"figure": key} if progress.reached else {},
    )
    return Row(
        target.name,
        (
            Cell(target.number(progress.goal), exact(key, progress.goal)),
            reached,
            Cell(f"{progress.share:.0%}"),
            Cell(f"{progress.share_of_year:.0%}"),
            Cell(standing_in_words(progress, key)),
        ),
    )


def standing_in_words(progress: Progress, key: str) -> str:
    """Ahead by 220, on course: never by colour alone, in the unit of the figure with this key."""
    amount = {"number": figure_in_words(key, abs(progress.apart))}
    match progress.standing:
        case Standing.AHEAD:
            words = _("ahead by %(number)s")
        case Standing.BEHIND:
            words = _("behind by %(number)s")
        case Standing.OPEN:
            words = _("%(number)s to go")
        case Standing.MISSED:
            words = _("%(number)s short")
        case Standing.EXCEEDED:
            words = _("%(number)s too many")
        case standing:
            return str(standing.label)
    return words % amount


CHAPTER = Chapter(
    "targets",
    gettext_lazy("Targets"),
    {"en": in_english, "zh-hans": in_chinese},
    target_tables,
)
