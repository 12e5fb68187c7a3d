"""What must be done to values before a spreadsheet program may see them."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

# A cell that begins so is run as a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

BYTE_ORDER_MARK = "\ufeff"
"""Stands before everything else, so that spreadsheet programs read Chinese right."""


def plain_cell(value: Any) -> Any:
    """The value, with a text that would be run as a formula made harmless by an apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """The rows as CSV, each cell made harmless."""
    text = StringIO()
    csv.writer(text).writerows(map(plain_cell, row) for row in rows)
    return text.getvalue()


def csv_file(rows: Iterable[Iterable[Any]]) -> bytes:
    """The same as a file to download."""
    return (BYTE_ORDER_MARK + csv_text(rows)).encode()
