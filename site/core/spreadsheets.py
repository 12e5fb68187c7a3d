"""Tables for spreadsheet programs, each text made harmless before such a program may see it."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.xml.functions import tostring

from core.archives import without_times
from core.text import NOT_IN_XML, for_xml

# A cell that begins so is run as a formula (OWASP, CSV injection). Full-width signs count as these.
FORMULA_SIGNS = "=+-@"
CELL_BREAKS = ("\t", "\r", "\n")

BYTE_ORDER_MARK = "\ufeff"
"""Stands before everything else, so that spreadsheet programs read Chinese right."""

ROWS_AT_ONCE = 500
KEPT_IN_MEMORY = 2 * 1024 * 1024

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def plain_cell(value: Any) -> Any:
    """The value, with a text that would be run as a formula made harmless by an apostrophe.

    Programs skip what cannot be seen before they look for a formula, and take full-width signs
    for plain ones: so does this.
    """
    if not isinstance(value, str):
        return value
    seen = next((char for char in value if not _is_unseen(char)), "")
    is_formula = bool(seen) and unicodedata.normalize("NFKC", seen)[0] in FORMULA_SIGNS
    return f"'{value}" if is_formula or value.startswith(CELL_BREAKS) else value


def _is_unseen(char: str) -> bool:
    """Spaces of any kind, and what only steers: separators and controls of Unicode."""
    return unicodedata.category(char)[0] in "ZC"


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """The rows as CSV, each cell made harmless."""
    return "".join(_csv_parts(rows))


def csv_file(rows: Iterable[Iterable[Any]]) -> bytes:
    """The same as a file to download."""
    return b"".join(csv_stream(rows))


def csv_stream(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """The same part by part, as the rows come in."""
    yield BYTE_ORDER_MARK.encode()
    for part in _csv_parts(rows):
        yield part.encode()


def _csv_parts(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    text = StringIO()
    writer = csv.writer(text)
    for number, row in enumerate(rows, start=1):
        writer.writerow(map(plain_cell, row))
        if number % ROWS_AT_ONCE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def xlsx_file(rows: Iterable[Iterable[Any]], *, name: str, widths: Iterable[int] = ()) -> IO[bytes]:
    """The rows as a workbook of one sheet, written row by row into a file that is then read.

    The first row is the headings: bold, and in sight however far one scrolls.

    Args:
        name: of the sheet; what Excel does not allow in it is left out.
        widths: of the columns, in characters of Latin.
    """
    book = Workbook(write_only=True)
    _fill(book.create_sheet(_sheet_name(name)), rows, widths)
    file = SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115 - whoever reads it closes it.
    book.save(file)
    file.seek(0)
    return file


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook: its name, its rows with the headings first, and its widths."""

    name: str
    rows: Iterable[Iterable[Any]]
    widths: tuple[int, ...] = ()


def xlsx_of_sheets(sheets: Iterable[Sheet], *, title: str, made_at: datetime) -> bytes:
    """A workbook of several sheets, the same file for the same rows whenever it is made.

    Args:
        made_at: what the workbook says of its making.
    """
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for number, each in enumerate(sheets, start=1):
        name = _sheet_name(each.name)
        if name.lower() in taken:
            name = f"{name[:27]} {number}"
        taken.add(name.lower())
        _fill(book.create_sheet(name), each.rows, each.widths)
    file = BytesIO()
    book.save(file)
    properties = book.properties
    properties.title = for_xml(title)
    properties.created, properties.modified = made_at, made_at
    core = tostring(properties.to_tree())
    return without_times(file.getvalue(), replaced={"docProps/core.xml": core})


def _fill(sheet: WriteOnlyWorksheet, rows: Iterable[Iterable[Any]], widths: Iterable[int]) -> None:
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate(rows):
        sheet.append([_xlsx_cell(sheet, value, is_heading=number == 0) for value in row])


def _xlsx_cell(sheet: WriteOnlyWorksheet, value: Any, *, is_heading: bool) -> WriteOnlyCell:
    if isinstance(value, str):
        value = NOT_IN_XML.sub("", plain_cell(value))
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # A text that looks like an error value or a number is a text all the same.
        cell.data_type = "s"
    if is_heading:
        cell.font = Font(bold=True)
    return cell


def _sheet_name(name: str) -> str:
    """At most 31 characters, none of those that address cells."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:31] or "1"
