"""Several statements that see the database as of one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

ONE_STATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@contextmanager
def one_state() -> Iterator[None]:
    """All that is read within is as of one moment, whatever others commit meanwhile.

    Nothing can be written within, so nothing has to be tried again because of what others wrote.
    PostgreSQL wants to know before the first statement of a transaction. Within one that is going
    on, such as that which fills the demo library, what it sees stays as it is.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute(ONE_STATE)
        yield
