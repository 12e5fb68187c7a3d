"""Statements that the database plans once for each connection, instead of each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Self

from django.db import connection
from psycopg import RawCursor


class PreparedCursor(RawCursor[Any]):
    """Numbers the names of values once for each statement: psycopg does so each time it is long.

    Remembers what it ran when that was prepared before, for Django's log of statements.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        text, names = _numbered(query)
        return super().execute(text, [params[name] for name in names], **options)

    def _send_query_prepared(self, name: bytes, pgq: Any, **options: Any) -> None:
        self._query = pgq
        super()._send_query_prepared(name, pgq, **options)


@contextmanager
def prepared_cursor() -> Iterator[Any]:
    """A cursor for statements that run many times a second and take longer to plan than to run.

    The server binds their values, so it must be plain from the statement what type each has: where
    it is not, say `%(now)s::timestamptz`. The text of a statement must not vary.

    Needs `prepare_threshold` in the options of the database; without it the statements run as any
    others do.
    """
    with connection.cursor() as cursor:
        # Django's own wrapper stays around it: it counts statements and translates errors.
        cursor.cursor = PreparedCursor(connection.connection)
        yield cursor


@cache
def _numbered(statement: str) -> tuple[str, list[str]]:
    """The statement with `$1` in place of `%(name)s`, and the names in their order."""
    numbers: dict[str, int] = {}

    def number(name: re.Match[str]) -> str:
        return f"${numbers.setdefault(name[1], len(numbers) + 1)}"

    return re.sub(r"%\((\w+)\)s", number, statement), list(numbers)
