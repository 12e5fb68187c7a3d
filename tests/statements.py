"""Counting SQL: what a budget of statements is held against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collects the SQL that runs inside, without the brackets of transactions."""
    collected: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield collected
    collected += [
        query["sql"]
        for query in queries.captured_queries
        if not query["sql"].startswith(TRANSACTION_CONTROL)
    ]
