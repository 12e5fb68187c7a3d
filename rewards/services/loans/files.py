"""Reading a file of loans: a reader number and a count in each row, or a row for each loan.

Nobody has to prepare the file: encoding, delimiter and columns are found by themselves. Titles and
whatever else stands in it are not even looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Self

from django.conf import settings

from core import tables
from core.tables import Table, columns_named, read_day
from rewards.choices import RowFault
from rewards.errors import LoanColumnsNotFound, LoanFileNotReadable
from rewards.services.cards.numbers import ending_of, hash_of_number, plain_number

# What each column may be called; compared without case, spaces and underscores.
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": (
        "readernumber", "readerno", "reader", "readerid", "cardnumber", "cardno", "card",
        "borrower", "borrowernumber", "patron", "patronid", "barcode", "number",
        "读者证号", "读者号", "读者编号", "证号", "借书证号", "读者条码", "卡号", "读者",
    ),
    "count": (
        "count", "loans", "loancount", "numberofloans", "books", "total",
        "册数", "借阅量", "借阅册数", "借阅次数", "外借册次", "册次", "次数", "数量",
    ),
    "library": (
        "library", "branch", "homelibrary", "location",
        "馆", "分馆", "网点", "服务网点", "图书馆", "所属馆", "馆名", "开户馆",
    ),
    "day": (
        "date", "day", "loandate", "borrowed", "borrowedon", "issued",
        "日期", "借阅日期", "借书日期", "外借日期", "借出日期", "借阅时间",
    ),
}  # fmt: skip
COLUMNS = tuple(HEADINGS)

# More would be another key, an amount of money or a telephone number.
LONGEST_COUNT = 7


@dataclass(frozen=True)
class Columns:
    """Which column says what, counted from 0. Without a count, each row is one loan."""

    number: int
    count: int | None = None
    library: int | None = None
    day: int | None = None
    has_headings: bool = True

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)

    @property
    def last(self) -> int:
        return max(at for at in (self.number, self.count, self.library, self.day) if at is not None)


@dataclass
class Loans:
    """What a file says of one reader number. `libraries` counts the loans that name one."""

    ending: str
    rows: int = 0
    count: int = 0
    libraries: Counter[int] = field(default_factory=Counter)

    @property
    def library(self) -> int | None:
        """Where most of the loans were made, the first of several."""
        return self.libraries.most_common(1)[0][0] if self.libraries else None


@dataclass
class Counted:
    """What a file says: loans by the hash of a reader number, and the rows that it cannot use."""

    rows: int = 0
    loans: dict[str, Loans] = field(default_factory=dict)
    bad_rows: list[tuple[int, RowFault]] = field(default_factory=list)

    @property
    def sum(self) -> int:
        return sum(each.count for each in self.loans.values())


def open_table(content: bytes) -> Table:
    """The table that a file holds.

    Raises:
        LoanFileNotReadable: neither UTF-8 nor GB 18030, or nothing in it.
    """
    return tables.open_table(content, refusal=LoanFileNotReadable)


def find_columns(table: Table) -> Columns:
    """Which columns say what: by their headings, else the number first and the count second.

    Raises:
        LoanColumnsNotFound: no column is named as reader numbers are, and the first holds none.
    """
    rows = table.first_rows()
    found = columns_named(rows[0], HEADINGS)
    if (number := found["number"]) is not None:
        return Columns(number, found["count"], found["library"], found["day"])
    if not re.fullmatch(settings.READER_CARD_PATTERN, plain_number(rows[0][0])):
        raise LoanColumnsNotFound
    has_counts = all(len(row) > 1 and _looks_like_count(row[1]) for row in rows)
    return Columns(number=0, count=1 if has_counts else None, has_headings=False)


def count_loans(
    table: Table,
    columns: Columns,
    *,
    first_day: date,
    last_day: date,
    libraries: Mapping[str, int],
    most: int,
) -> Counted:
    """What the file says, row by row; a row that cannot be used leaves the others alone.

    Args:
        libraries: keys of libraries by their names (`plain_name`).
        most: loans of one number that can be true.

    Raises:
        LoanFileNotReadable: it is no table after all.
    """
    counted = Counted()
    reader = _RowReader(columns, first_day, last_day, libraries)
    for place, (line, row) in enumerate(table):
        if place == 0 and columns.has_headings:
            continue
        counted.rows += 1
        try:
            key, ending, amount, library = reader.read(row)
        except _BadRow as bad:
            counted.bad_rows.append((line, bad.fault))
            continue
        loans = counted.loans.setdefault(key, Loans(ending))
        if loans.count + amount > most:
            counted.bad_rows.append((line, RowFault.COUNT_TOO_HIGH))
            continue
        loans.rows += 1
        loans.count += amount
        if library is not None:
            loans.libraries[library] += amount
    return counted


def plain_name(name: str) -> str:
    """A name as libraries are compared by it."""
    return " ".join(name.split()).casefold()


class _BadRow(Exception):
    def __init__(self, fault: RowFault) -> None:
        super().__init__(fault)
        self.fault = fault


class _RowReader:
    """Reads rows, or says for each one why not. A number that comes again is known by then."""

    def __init__(
        self, columns: Columns, first_day: date, last_day: date, libraries: Mapping[str, int]
    ) -> None:
        self.columns = columns
        self.last = columns.last
        self.first_day, self.last_day = first_day, last_day
        self.libraries = libraries
        self.pattern = re.compile(settings.READER_CARD_PATTERN)
        self.numbers: dict[str, tuple[str, str]] = {}
        self.days: dict[str, date | None] = {}

    def read(self, row: Sequence[str]) -> tuple[str, str, int, int | None]:
        """Hash and ending of the number, loans, library."""
        if len(row) <= self.last:
            raise _BadRow(RowFault.CELLS_MISSING)
        columns = self.columns
        key, ending = self.number(row[columns.number])
        if columns.day is not None:
            self.check_day(row[columns.day])
        amount = 1 if columns.count is None else self.count(row[columns.count])
        library = None if columns.library is None else self.library(row[columns.library])
        return key, ending, amount, library

    def number(self, typed: str) -> tuple[str, str]:
        known = self.numbers.get(typed)
        if known is None:
            number = plain_number(typed)
            if not number:
                raise _BadRow(RowFault.NUMBER_MISSING)
            if not self.pattern.fullmatch(number):
                raise _BadRow(RowFault.NUMBER_UNKNOWN)
            known = self.numbers[typed] = hash_of_number(number), ending_of(number)
        return known

    def count(self, typed: str) -> int:
        if not _looks_like_count(typed):
            raise _BadRow(RowFault.COUNT_UNREADABLE)
        return int(typed)

    def library(self, typed: str) -> int | None:
        name = plain_name(typed)
        if not name:
            return None
        if name not in self.libraries:
            raise _BadRow(RowFault.LIBRARY_UNKNOWN)
        return self.libraries[name]

    def check_day(self, typed: str) -> None:
        if typed not in self.days:
            self.days[typed] = read_day(typed)
        day = self.days[typed]
        if day is None:
            raise _BadRow(RowFault.DAY_UNREADABLE)
        if not self.first_day <= day <= self.last_day:
            raise _BadRow(RowFault.DAY_OUTSIDE)


def _looks_like_count(typed: str) -> bool:
    text = typed.strip()
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_COUNT


def shown_rows(rows: Iterable[Sequence[str]], columns: Columns) -> list[list[str]]:
    """First rows to look at: of numbers their ending, of what is not counted nothing."""
    used = {columns.number, columns.count, columns.library, columns.day}
    return [
        [_shown(cell, at, columns, used) for at, cell in enumerate(row)]
        for row in islice(rows, 1 if columns.has_headings else 0, None)
    ]


def _shown(cell: str, at: int, columns: Columns, used: set[int | None]) -> str:
    if at == columns.number:
        return f"•••• {ending_of(plain_number(cell))}"
    return cell if at in used else "–"
