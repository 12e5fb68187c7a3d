"""Tables of an official document: lines all round, headings on each page, no row torn apart."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from core.text import for_xml
from reports.services.report.charts import wide
from reports.services.report.tables import Table
from reports.services.report.word.dress import CELL_LINE, LEFTWARDS, RIGHT, TEXT_WIDTH

SIGN = Mm(1.6)
"""How wide a Latin letter of a cell is at most, on average."""

BOLD = 1
"""So many more take the words of a heading, which are heavy, where there is room."""

SIDE, ABOVE, RULE = Mm(1), Pt(2.5), Pt(0.5)
"""Between the words of a cell and its lines, and how thick these are."""

FEWEST_SIGNS, MOST_SIGNS = 4, 14
"""In a column of numbers; a Chinese character counts twice."""


def add_table(word: Any, table: Table) -> list[Length]:
    """Set it at the end of the document; returns the heights of its rows, the headings first."""
    grid = word.add_table(rows=0, cols=len(table.headings), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _set_margins(grid)
    widths = widths_of(table)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    heights = [_add_row(grid, widths, table.headings, is_bold=True, keeps_next=True)]
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for number, row in enumerate(table.rows, start=1):
        texts = (row.label, *(cell.text for cell in row.cells))
        keeps = table.is_short and number < len(table.rows)
        heights.append(_add_row(grid, widths, texts, is_bold=row.is_sum, keeps_next=keeps))
    return heights


def widths_of(table: Table) -> list[int]:
    """Of the columns: numbers and the words above them stay whole, labels take what is left."""
    most = TEXT_WIDTH * 3 // 4
    for more in (BOLD, 0):
        signs = [
            int(SIGN * min(each, MOST_SIGNS)) + 2 * SIDE + Pt(1) for each in _signs(table, more)
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


def _add_row(
    grid: Any, widths: list[int], texts: tuple[str, ...], *, is_bold: bool, keeps_next: bool
) -> Length:
    row = grid.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    lines = 1
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = widths[number]
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.style = "Cell"
        paragraph.alignment = RIGHT if number else LEFTWARDS
        if keeps_next:
            paragraph.paragraph_format.keep_with_next = True
        run = paragraph.add_run(for_xml(text))
        if is_bold:
            run.bold = True
        room = (widths[number] - 2 * SIDE) // SIGN
        lines = max(lines, -(-wide(text) // max(room, 1)))
    return Length(lines * CELL_LINE + 2 * ABOVE + RULE)


def _set_margins(grid: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", ABOVE), ("left", SIDE), ("bottom", ABOVE), ("right", SIDE)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(room.twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The schema wants it before the look of the table.
    grid._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
