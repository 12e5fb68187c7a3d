"""A report is counted in many statements, and all of them see the same moment."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import InternalError

from core.snapshots import one_state
from events.models import Event
from reports.services.report import freezing
from reports.services.report.freezing import told_of
from tests.factories.reports import made_report
from tests.racing import race
from tests.reports.test_report import LAST_APRIL, held

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_others_commit_while_it_is_counted_is_not_in_it(monkeypatch):
    held(100)
    count_figures = freezing.count_figures

    def while_others_commit(span: Any) -> Any:
        race(partial(held, 40, LAST_APRIL))
        return count_figures(span)

    monkeypatch.setattr(freezing, "count_figures", while_others_commit)
    first, second = told_of(made_report()), told_of(made_report())

    assert (first.total.now.attendances, first.total.before.attendances) == (100, 0)
    assert (second.total.now.attendances, second.total.before.attendances) == (100, 80)


def test_nothing_is_written_while_one_state_is_read():
    event = held(1)
    with pytest.raises(InternalError, match="read-only"), one_state():
        Event.objects.filter(pk=event.pk).update(title_en="Renamed")
