"""What newspapers, stations and sites said, by how far they are read."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from reports.choices import MediaLevel
from reports.services.report import tables
from reports.services.report.chapters.chapter import Chapter
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Cell, Row, Table
from reports.services.report.told import Told

WIDEST_FIRST = tuple(reversed(MediaLevel))
ENGLISH = {
    MediaLevel.DISTRICT: "district",
    MediaLevel.CITY: "city",
    MediaLevel.PROVINCE: "provincial",
    MediaLevel.NATIONAL: "national",
}
CHINESE = {
    MediaLevel.DISTRICT: "区县级",
    MediaLevel.CITY: "市级",
    MediaLevel.PROVINCE: "省级",
    MediaLevel.NATIONAL: "国家级",
}


def in_english(told: Told) -> list[str]:
    mentions = told.figure("media")
    if not mentions.now:
        if mentions.before:
            return [
                "No media mentions were noted in this period. A year before the media mentioned the"
                f" library {english.times(mentions.before)}."
            ]
        return []
    levels = [f"{formats.number(n)} at {ENGLISH[level]} level" for level, n in _by_level(told)]
    said = (
        f"The media mentioned the library {english.times(mentions.now)}: {english.listed(levels)}."
    )
    if told.has_before or mentions.before:
        said += f" {english.sentence(english.compared(mentions, 'mentions'))}"
    return [said]


def in_chinese(told: Told) -> list[str]:
    mentions = told.figure("media")
    if not mentions.now:
        if mentions.before:
            return [f"本期没有媒体报道记录，上年同期{mentions.before}篇。"]
        return []
    levels = [f"{CHINESE[level]}{formats.number(n)}篇" for level, n in _by_level(told)]
    said = f"媒体报道共{formats.number(mentions.now)}篇，其中{chinese.listed(levels)}"
    if told.has_before or mentions.before:
        said += f"；{chinese.compared(mentions, '篇')}"
    return [f"{said}。"]


def _by_level(told: Told) -> list[tuple[MediaLevel, int]]:
    """The levels that had any, the widest first."""
    counted = [(level, told.figure(f"media_{level}").now) for level in WIDEST_FIRST]
    return [(level, n) for level, n in counted if n]


def media_tables(told: Told) -> list[Table]:
    levels = {f"media_{level}": capfirst(str(level.label)) for level in WIDEST_FIRST}
    found = [
        tables.of_figures(
            told, _("Media mentions by level"), levels | {"media": _("Media mentions in all")}
        )
    ]
    if told.figure("media").now:
        found.append(_titles(told))
    return found


def _titles(told: Told) -> Table:
    """Each mention with its level, the widest level first, in the order of their days."""
    rows = [
        Row(line, (Cell(capfirst(str(level.label))),))
        for level in WIDEST_FIRST
        for line, _n in told.rows(f"media_{level}")
    ]
    return Table(
        _("Media mentions by title"), (_("Day, outlet and title"), _("Level")), tuple(rows)
    )


CHAPTER = Chapter(
    "media",
    gettext_lazy("In the media"),
    {"en": in_english, "zh-hans": in_chinese},
    media_tables,
)
