"""A report as DOCX for Word and WPS, laid out like an official document (GB/T 9704-2012).

A4 with a type area of 156 by 225 mm, title in 22 points, body in FangSong of 16 points on lines of
28 points, headings numbered 一、 in Hei, page numbers — 1 — at the outer edge. The fonts are those
that Chinese offices have; where one is missing, the program takes its own in its place.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext as _
from django.utils.translation import override
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from cms import formats
from core.archives import without_times
from core.text import for_xml
from reports.models import Report
from reports.services.report.charts import Chart, wide
from reports.services.report.document import Document, ReadChapter, document_of
from reports.services.report.paper import chart_png
from reports.services.report.tables import Table

LATIN = "Times New Roman"
XIAO_BIAO_SONG, FANG_SONG, HEI, KAI, SONG = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
STAND_INS = {XIAO_BIAO_SONG: "宋体"}
"""What a program takes that has not the font."""

TEXT_WIDTH, TEXT_HEIGHT = Mm(156), Mm(225)
TOP, LEFT = Mm(37), Mm(28)
PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
TITLE, BODY, SMALL = Pt(22), Pt(16), Pt(10.5)
LINE = Pt(28)
SIGN = Mm(1.6)
"""How wide a Latin letter of a cell is at most, on average."""

BOLD = 1
"""So many more take the words of a heading, which are heavy, where there is room."""

CELL_MARGIN = Mm(1)
FEWEST_SIGNS, MOST_SIGNS = 4, 14
"""In a column of numbers; a Chinese character counts twice."""

CHINESE_NUMBERS = "零一二三四五六七八九十"


def word_of(report: Report) -> bytes:
    """The same file for the same frozen report.

    Raises:
        FiguresChanged: the rows are not those that were frozen.
        NoTypesetting: charts cannot be drawn on this system.
    """
    document = document_of(report)
    with override(report.language):
        return OfficialDocument(document, made_at=report.counted_at or report.made_at).file()


class OfficialDocument:
    """Sets a report part by part."""

    def __init__(self, told: Document, *, made_at: datetime) -> None:
        self.told = told
        self.is_chinese = formats.is_chinese(told.language)
        self.word: Any = docx.Document()
        self._styles()
        self._page()
        self._name_stand_ins()
        self._properties(made_at)

    def file(self) -> bytes:
        self._paragraph(self.told.title, "Title")
        self._paragraph(self.told.scope, "Subtitle")
        self._paragraph(
            f"({self.told.period})" if not self.is_chinese else f"（{self.told.period}）",
            "Subtitle",
        )
        for number, chapter in enumerate(self.told.chapters, start=1):
            self._chapter(number, chapter)
        for note in self.told.notes:
            self._paragraph(note, "Note")
        self._paragraph(f"{_('Digest of the figures')}: {self.told.digest}", "Note")
        file = BytesIO()
        self.word.save(file)
        return without_times(file.getvalue())

    def _chapter(self, number: int, chapter: ReadChapter) -> None:
        heading = f"{_in_chinese(number)}、" if self.is_chinese else f"{number}. "
        self._paragraph(f"{heading}{chapter.title}", "Heading 1")
        for text in chapter.paragraphs:
            self._paragraph(text, "Body Text")
        if chapter.comment:
            self._paragraph(_("Comment"), "Heading 2")
            for text in chapter.comment:
                self._paragraph(text, "Body Text")
        for chart in chapter.charts:
            self._chart(chart)
        for table in chapter.tables:
            self._table(table)

    def _chart(self, chart: Chart) -> None:
        paragraph = self.word.add_paragraph(style="Picture")
        shape = paragraph.add_run().add_picture(BytesIO(chart_png(chart)), width=TEXT_WIDTH)
        # Read aloud in place of the picture.
        shape._inline.docPr.set("descr", for_xml(chart.alternative))
        shape._inline.docPr.set("title", for_xml(chart.title))
        self._paragraph(chart.title, "Caption")

    def _table(self, table: Table) -> None:
        self._paragraph(table.title, "Table Title")
        grid = self.word.add_table(rows=0, cols=len(table.headings), style="Table Grid")
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        grid.autofit = False
        _narrow_margins(grid)
        widths = _widths(table)
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width
        self._row(grid, widths, table.headings, is_bold=True)
        _repeat_on_each_page(grid.rows[0])
        for row in table.rows:
            texts = (row.label, *(cell.text for cell in row.cells))
            self._row(grid, widths, texts, is_bold=row.is_sum)
        self._paragraph("", "Cell")

    def _row(self, grid: Any, widths: list[int], texts: tuple[str, ...], *, is_bold: bool) -> None:
        row = grid.add_row()
        _keep_whole(row)
        for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = widths[number]
            paragraph = cell.paragraphs[0]
            paragraph.style = "Cell"
            if number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.add_run(for_xml(text)).bold = is_bold

    def _paragraph(self, text: str, style: str) -> None:
        self.word.add_paragraph(for_xml(text), style=style)

    def _styles(self) -> None:
        indent = self.is_chinese
        self._style("Normal", FANG_SONG, BODY, spacing=LINE)
        self._style("Title", XIAO_BIAO_SONG, TITLE, align=WD_ALIGN_PARAGRAPH.CENTER, spacing=LINE)
        self._style("Subtitle", KAI, BODY, align=WD_ALIGN_PARAGRAPH.CENTER, spacing=LINE)
        self._style("Heading 1", HEI, BODY, spacing=LINE, signs_in=2 * indent, is_bold=not indent)
        self._style("Heading 2", KAI, BODY, spacing=LINE, signs_in=2 * indent, is_bold=not indent)
        justified = WD_ALIGN_PARAGRAPH.JUSTIFY
        self._style("Body Text", FANG_SONG, BODY, spacing=LINE, signs_in=2, align=justified)
        self._style("Caption", SONG, SMALL, align=WD_ALIGN_PARAGRAPH.CENTER)
        for name in ("Table Title", "Cell", "Note", "Picture"):
            self.word.styles.add_style(name, 1).base_style = self.word.styles["Normal"]
        self._style("Table Title", HEI, Pt(12), keeps_next=True)
        self.word.styles["Table Title"].paragraph_format.space_before = Pt(8)
        self._style("Cell", SONG, Pt(9))
        self._style("Note", SONG, SMALL)
        self._style("Picture", SONG, SMALL, keeps_next=True)

    def _style(
        self,
        name: str,
        font: str,
        size: Pt,
        *,
        spacing: Pt | None = None,
        signs_in: int = 0,
        align: WD_ALIGN_PARAGRAPH | None = None,
        is_bold: bool = False,
        keeps_next: bool = False,
    ) -> None:
        style = self.word.styles[name]
        style.font.name, style.font.size, style.font.bold = LATIN, size, is_bold
        style.font.italic = False
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
        fonts.set(qn("w:eastAsia"), font)
        for stretched in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(stretched)
        shape = style.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        if spacing:
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, spacing
        else:
            shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
        if align is not None:
            shape.alignment = align
        if name.startswith("Heading") or keeps_next:
            shape.keep_with_next = True
        borders = style.element.pPr.find(qn("w:pBdr"))
        if borders is not None:
            style.element.pPr.remove(borders)
        if signs_in:
            # Measured in signs, so that it follows the size of the font.
            inwards = style.element.get_or_add_pPr().get_or_add_ind()
            inwards.set(qn("w:firstLineChars"), str(100 * signs_in))
            inwards.set(qn("w:firstLine"), str(int(size.pt * signs_in * 20)))

    def _page(self) -> None:
        section = self.word.sections[0]
        section.start_type = WD_SECTION.NEW_PAGE
        section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
        section.top_margin, section.left_margin = TOP, LEFT
        section.right_margin = PAGE_WIDTH - LEFT - TEXT_WIDTH
        section.bottom_margin = PAGE_HEIGHT - TOP - TEXT_HEIGHT
        # The line of the number stands seven millimetres below the text.
        section.footer_distance = section.bottom_margin - Mm(7) - Pt(14)
        self.word.settings.odd_and_even_pages_header_footer = True
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = side
            _add_page_number(paragraph)

    def _name_stand_ins(self) -> None:
        fonts = next(
            part
            for part in self.word.part.package.iter_parts()
            if part.partname.endswith("/fontTable.xml")
        )
        named = "".join(
            f'<w:font w:name="{font}"><w:altName w:val="{stand_in}"/></w:font>'
            for font, stand_in in STAND_INS.items()
        )
        fonts._blob = fonts.blob.replace(b"</w:fonts>", f"{named}</w:fonts>".encode())

    def _properties(self, made_at: datetime) -> None:
        core = self.word.core_properties
        moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        core.title, core.subject = for_xml(self.told.title), for_xml(self.told.period)
        core.author = core.last_modified_by = for_xml(self.told.scope)
        core.language = "zh-CN" if self.is_chinese else "en-GB"
        core.comments, core.keywords, core.revision = "", "", 1
        core.created = core.modified = moment


def _add_page_number(paragraph: Any) -> None:
    for kind, text in (
        ("text", "— "),
        ("begin", ""),
        ("instruction", "PAGE"),
        ("end", ""),
        ("text", " —"),
    ):
        run = paragraph.add_run(text if kind == "text" else "")
        run.font.size, run.font.name = Pt(14), LATIN
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), SONG)
        if kind == "instruction":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run._element.append(instruction)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)


def _widths(table: Table) -> list[int]:
    """Of the columns: numbers and the words above them stay whole, labels take what is left."""
    most = TEXT_WIDTH * 3 // 4
    for more in (BOLD, 0):
        signs = [
            int(SIGN * min(each, MOST_SIGNS)) + 2 * CELL_MARGIN + Pt(1)
            for each in _signs(table, more)
        ]
        if sum(signs) <= most:
            break
    if sum(signs) > most:
        signs = [each * most // sum(signs) for each in signs]
    return [TEXT_WIDTH - sum(signs), *signs]


def _signs(table: Table, more: int) -> list[int]:
    """How many each column of numbers wants, with so many more for a word above it."""
    columns = zip(*(row.cells for row in table.rows), strict=True)
    return [
        max(
            *(wide(word) + more for word in heading.split()),
            *(wide(cell.text) for cell in cells),
            FEWEST_SIGNS,
        )
        for heading, cells in zip(table.headings[1:], columns, strict=True)
    ]


def _narrow_margins(grid: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(CELL_MARGIN.twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The schema wants it before the look of the table.
    grid._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _repeat_on_each_page(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _in_chinese(number: int) -> str:
    """九, 十, 十一: as headings are numbered."""
    if number <= 10:
        return CHINESE_NUMBERS[number]
    return f"十{CHINESE_NUMBERS[number - 10]}"
