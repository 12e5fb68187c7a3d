"""Statements that are planned once for each connection."""

import pytest
from django.db import DataError, connection, transaction

from core.prepared_statements import prepared_cursor
from tests.statements import statements

pytestmark = pytest.mark.django_db

HALF = "SELECT %(whole)s::integer / %(by)s::integer AS half"


def half(whole, by=2):
    with prepared_cursor() as cursor:
        cursor.execute(HALF, {"whole": whole, "by": by})
        return cursor.fetchone()[0]


def test_is_planned_once_and_counted_each_time():
    with statements() as sql:
        assert [half(whole) for whole in (4, 6, 8)] == [2, 3, 4]
    assert len(sql) == 3
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE '%%AS half'"
        )
        assert cursor.fetchall() == [(3,)]


def test_error_is_django_s_own_and_the_next_statement_runs():
    with pytest.raises(DataError), transaction.atomic():
        half(4, by=0)
    assert half(4) == 2
