"""A data set as a file, part by part: CSV for tables, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, islice

from django.conf import settings
from django.utils.translation import override

from core.spreadsheets import CSV_TYPE, csv_stream
from reports.services.open_data.data_sets import DataSet, Row

JSON_TYPE = "application/json; charset=utf-8"


def csv_parts(data: DataSet, *, now: datetime) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 without a mark before it, which Table Schema does not know.

    A text that a spreadsheet program would run as a formula has an apostrophe before it.
    """
    lines: Iterable[Row] = chain([data.headings], _rows(data, now))
    return islice(csv_stream(map(_in_csv, line) for line in lines), 1, None)


def json_parts(data: DataSet, *, now: datetime) -> Iterator[bytes]:
    """A list of objects, a line for each; what is not told is null."""
    before = "[\n"
    for row in _rows(data, now):
        values = {
            name: None if value == "" else value
            for name, value in zip(data.headings, row, strict=True)
        }
        yield f"{before}{json.dumps(values, ensure_ascii=False)}".encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


FORMATS: dict[str, tuple[Callable[..., Iterator[bytes]], str]] = {
    "csv": (csv_parts, CSV_TYPE),
    "json": (json_parts, JSON_TYPE),
}


def _rows(data: DataSet, now: datetime) -> Iterator[Row]:
    """The rows with addresses of the site's first language, which has no prefix."""
    rows = data.rows(now)
    while True:
        with override(settings.LANGUAGE_CODE):
            row = next(rows, None)
        if row is None:
            return
        yield row


def _in_csv(value: object) -> object:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value
