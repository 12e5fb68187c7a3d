"""Racing: the same moment on several real connections."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from core.errors import DomainError


def race(*attempts: Callable[[], Any]) -> list[Any]:
    """Start all attempts at once, each on its own connection; return results and refusals.

    Use it in tests marked `django_db(transaction=True)`: other connections see committed rows only.
    """
    start = Barrier(len(attempts))

    def run(attempt: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait()
            return attempt()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def wait_until_somebody_waits(*, number: int = 1) -> None:
    """Until other connections stand at locks, such as one of this transaction."""
    with connection.cursor() as cursor:
        for _ in range(500):
            # Within a transaction the first look would be shown again and again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) >= %s FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'",
                [number],
            )
            if cursor.fetchone() == (True,):
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")
