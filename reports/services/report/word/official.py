"""Sets a report part by part: title and contents on the first sheet, then chapter by chapter."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext as _

from cms import formats
from core.archives import without_times
from core.text import for_xml
from reports.services.report.charts import Chart
from reports.services.report.document import Document, ReadChapter
from reports.services.report.paper import chart_png
from reports.services.report.tables import Table
from reports.services.report.word.dress import (
    ABOVE_TABLE_TITLE,
    CELL_LINE,
    CONTENTS_LINE,
    LINE,
    SMALL_LINE,
    TEXT_WIDTH,
    dress,
)
from reports.services.report.word.fields import Entry, add_contents, add_mark
from reports.services.report.word.pages import Pages
from reports.services.report.word.parts import (
    leave_out_parts,
    set_language,
    set_properties,
    set_view,
)
from reports.services.report.word.tables import add_table

CHINESE_NUMBERS = "零一二三四五六七八九十"


class OfficialDocument:
    def __init__(self, told: Document, *, made_at: datetime) -> None:
        self.told = told
        self.is_chinese = formats.is_chinese(told.language)
        self.word: Any = docx.Document()
        self.pages = Pages(first=2, is_chinese=self.is_chinese)
        self.entries: list[Entry] = []
        leave_out_parts(self.word)
        dress(self.word, is_chinese=self.is_chinese)
        set_view(self.word)
        set_language(self.word, "zh-CN" if self.is_chinese else "en-GB")
        set_properties(
            self.word,
            title=told.title,
            subject=told.period,
            author=told.scope,
            made_at=made_at,
        )

    def file(self) -> bytes:
        lines = self._first_sheet()
        for number, chapter in enumerate(self.told.chapters, start=1):
            self._chapter(number, chapter)
        if lines:
            add_contents(lines, self.entries)
        for note in self.told.notes:
            self._paragraph(note, "Note")
        self._paragraph(f"{_('Digest of the figures')}: {self.told.digest}", "Note")
        file = BytesIO()
        self.word.save(file)
        return without_times(file.getvalue())

    def _first_sheet(self) -> list[Any]:
        """What it is, and room for the contents; returns the paragraphs for its lines."""
        self._paragraph(self.told.title, "Title")
        self._paragraph(self.told.scope, "Subtitle")
        period = f"（{self.told.period}）" if self.is_chinese else f"({self.told.period})"
        self._paragraph(period, "Subtitle")
        if not self.told.chapters:
            return []
        self._paragraph(_("Contents"), "Contents Title")
        return [self._paragraph("", CONTENTS_LINE) for _chapter in self.told.chapters]

    def _chapter(self, number: int, chapter: ReadChapter) -> None:
        numbered = f"{_in_chinese(number)}、" if self.is_chinese else f"{number}. "
        heading = f"{numbered}{chapter.title}"
        paragraph = self._paragraph(heading, "Heading 1")
        if number == 1:
            paragraph.paragraph_format.page_break_before = True
        mark = f"_Toc{number:09}"
        add_mark(paragraph, mark, number)
        self.entries.append(Entry(for_xml(heading), mark, self.pages.put(LINE, with_next=2 * LINE)))
        self._texts(chapter.paragraphs)
        if chapter.comment:
            self._paragraph(_("Comment"), "Heading 2")
            self.pages.put(LINE, with_next=2 * LINE)
            self._texts(chapter.comment)
        for chart in chapter.charts:
            self._chart(chart)
        for table in chapter.tables:
            self._table(table)

    def _texts(self, texts: tuple[str, ...]) -> None:
        for text in texts:
            self._paragraph(text, "Body Text")
            self.pages.put_text(text)

    def _chart(self, chart: Chart) -> None:
        paragraph = self.word.add_paragraph(style="Picture")
        shape = paragraph.add_run().add_picture(BytesIO(chart_png(chart)), width=TEXT_WIDTH)
        # Read aloud in place of the picture.
        shape._inline.docPr.set("descr", for_xml(chart.alternative))
        shape._inline.docPr.set("title", for_xml(chart.title))
        self._paragraph(chart.title, "Caption")
        self.pages.put(shape.height + SMALL_LINE)

    def _table(self, table: Table) -> None:
        self._paragraph(table.title, "Table Title")
        heights = add_table(self.word, table)
        together = sum(heights if table.is_short else heights[:2])
        self.pages.put(ABOVE_TABLE_TITLE + LINE, with_next=together)
        self.pages.put_table(heights, stays=table.is_short)
        self._paragraph("", "Cell")
        self.pages.put(CELL_LINE)

    def _paragraph(self, text: str, style: str) -> Any:
        return self.word.add_paragraph(for_xml(text), style=style)


def _in_chinese(number: int) -> str:
    """九, 十, 十一: as headings are numbered."""
    if number <= 10:
        return CHINESE_NUMBERS[number]
    return f"十{CHINESE_NUMBERS[number - 10]}"
