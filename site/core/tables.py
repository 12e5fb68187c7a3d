"""Reading tables that people have: CSV files as spreadsheet programs save them.

Nobody has to prepare a file: encoding, delimiter, columns and the way in which days are written are
found by themselves.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from itertools import islice

from core.errors import DomainError, FileIsNoTable

# Files saved by Chinese spreadsheet programs are often in GB 18030.
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t|"
DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
ROWS_TO_LOOK_AT = 10


@dataclass(frozen=True)
class Table:
    """The text of a file, what separates its cells, and how it is refused if it is no table."""

    text: str
    delimiter: str
    refusal: type[DomainError]

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Rows that are not empty, with the number of their last line in the file."""
        reader = csv.reader(StringIO(self.text, newline=""), delimiter=self.delimiter)
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield reader.line_num, row
        except csv.Error as error:
            raise self.refusal from error

    def first_rows(self) -> list[list[str]]:
        return [row for _line, row in islice(self, ROWS_TO_LOOK_AT)]


def open_table(content: bytes, *, refusal: type[DomainError] = FileIsNoTable) -> Table:
    """The table that a file holds; one that is neither UTF-8 nor GB 18030, or empty, is refused."""
    text = text_of(content)
    if text is None or "\0" in text:
        raise refusal
    first_line = text.lstrip().split("\n", 1)[0]
    table = Table(text, max(DELIMITERS, key=first_line.count), refusal)
    if not table.first_rows():
        raise refusal
    return table


def text_of(content: bytes) -> str | None:
    """The text in whichever of these encodings it is; None where it is in neither."""
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def in_utf8(content: bytes) -> bytes:
    """The file as browsers send its text back, but for how lines end: no byte more or fewer.

    What is no text is left as it is; whoever reads it refuses it.
    """
    text = text_of(content)
    return content if text is None else re.sub("\r\n?", "\n", text).encode()


def columns_named(
    headings: Sequence[str], names: Mapping[str, Sequence[str]]
) -> dict[str, int | None]:
    """Where each column stands, by what it may be called; of two the first, and None for none.

    Compared without case, spaces and underscores.
    """
    by_name = {_plain(heading): at for at, heading in reversed(list(enumerate(headings)))}
    return {
        column: next((by_name[name] for name in called if name in by_name), None)
        for column, called in names.items()
    }


def cell_at(row: Sequence[str], column: int | None) -> str:
    """What stands in the column; nothing where the row has fewer, or the table no such column."""
    return row[column].strip() if column is not None and column < len(row) else ""


def read_day(typed: str) -> date | None:
    """The day, of a moment too; None for what is none."""
    text = typed.strip().split("T")[0].split(" ")[0]
    for day_format in DAY_FORMATS:
        try:
            return datetime.strptime(text, day_format).date()  # noqa: DTZ007 - a day, no time
        except ValueError:
            continue
    return None


def _plain(heading: str) -> str:
    return re.sub(r"[\s_\-]+", "", heading).casefold()
