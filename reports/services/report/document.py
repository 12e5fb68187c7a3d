"""A report as it is read: the same chapters on the screen, on paper and in every file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from cms import formats
from reports.models import Report
from reports.services.report.chapters import CHAPTERS
from reports.services.report.charts import Chart
from reports.services.report.freezing import told_of
from reports.services.report.phrases import chinese, english
from reports.services.report.tables import Table

PARAGRAPHS = re.compile(r"\r?\n\s*\r?\n")


@dataclass(frozen=True)
class ReadChapter:
    key: str
    title: str
    paragraphs: tuple[str, ...]
    comment: tuple[str, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.paragraphs or self.comment or self.charts or self.tables)


@dataclass(frozen=True)
class Document:
    """Everything is in the report's language; the notes say how its figures are meant."""

    title: str
    scope: str
    period: str
    language: str
    chapters: tuple[ReadChapter, ...]
    notes: tuple[str, ...]
    digest: str


def document_of(report: Report) -> Document:
    """The report as it stands, from frozen rows and kept texts alone.

    A table of nothing but zeros is left out, and so is a chapter in which nothing stands.

    Raises:
        FiguresChanged: the rows are not those that were frozen.
    """
    told = told_of(report)
    texts = {text.chapter: text for text in report.texts.all()}
    with override(report.language):
        chapters = [
            ReadChapter(
                chapter.key,
                str(chapter.title),
                paragraphs(texts[chapter.key].text),
                paragraphs(texts[chapter.key].comment),
                tuple(chart for chart in chapter.charts(told) if chart),
                tuple(table for table in chapter.tables(told) if not table.is_empty),
            )
            for chapter in CHAPTERS
            if chapter.key in texts
        ]
        phrases = chinese if formats.is_chinese(report.language) else english
        scope = phrases.listed([told.in_words(each) for each in told.scope])
        period = phrases.period(report.first_day, report.last_day)
        return Document(
            title=report.title,
            scope=scope or _("All libraries and service points"),
            period=f"{period[:1].upper()}{period[1:]}",
            language=report.language,
            chapters=tuple(chapter for chapter in chapters if not chapter.is_empty),
            notes=tuple(_notes(report)),
            digest=report.digest,
        )


def paragraphs(text: str) -> tuple[str, ...]:
    """What stands between empty lines."""
    return tuple(part.strip() for part in PARAGRAPHS.split(text) if part.strip())


def _notes(report: Report) -> list[str]:
    """How the figures are meant, and whether somebody has approved them."""
    notes = [
        _(
            "Events and attendances are counted apart, as ISO 2789 and GB/T 13191 have it: one"
            " person who comes three times is three attendances. An event in several lines of a"
            " table is one of their sum."
        ),
    ]
    if report.counted_at:
        notes.append(
            _("Counted on %(day)s. Nothing that happened to the records later changes it.")
            % {"day": formats.long_day(report.counted_at)}
        )
    notes.append(
        _("Approved on %(day)s.") % {"day": formats.long_day(report.approved_at)}
        if report.approved_at
        else _("This report is not approved yet.")
    )
    return notes
