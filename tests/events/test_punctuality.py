"""Who came late to a course, and who left early: told from times, stored nowhere."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from events.models import Attendance, Session
from events.services.punctuality import minutes_early, minutes_late
from tests.factories.events import STARTS_AT
from tests.factories.registrations import AttendanceFactory

pytestmark = pytest.mark.django_db

ENDS_AT = STARTS_AT + timedelta(minutes=90)


def missed(came=STARTS_AT, left=None, **session):
    """Minutes late and early of somebody at a session of an hour and a half."""
    fields = {"checked_out_at": left, "check_out_method": "self"} if left else {}
    attendance = AttendanceFactory(checked_in_at=came, **fields)
    Session.objects.filter(pk=attendance.session_id).update(**session)
    told = Attendance.objects.annotate(late=minutes_late(), early=minutes_early())
    return told.values_list("late", "early").get()


@pytest.mark.parametrize(
    ("after", "late"),
    [
        (timedelta(minutes=-20), None),
        (timedelta(minutes=15), None),
        (timedelta(minutes=15, seconds=1), 15),
        (timedelta(minutes=24, seconds=59), 24),
    ],
)
def test_a_quarter_of_an_hour_is_forgiven_at_the_start(after, late):
    assert missed(came=STARTS_AT + after) == (late, None)


@pytest.mark.parametrize(
    ("before", "early"),
    [
        (timedelta(minutes=-5), None),
        (timedelta(minutes=15), None),
        (timedelta(minutes=35), 35),
    ],
)
def test_and_at_the_end(before, early):
    assert missed(left=ENDS_AT - before) == (None, early)


def test_who_has_not_left_has_not_left_early():
    assert missed() == (None, None)


@pytest.mark.parametrize(
    "days", [{"is_all_day": True}, {"daily_opens_at": time(9), "daily_closes_at": time(17)}]
)
def test_days_without_times_have_no_late(days):
    late, left = STARTS_AT + timedelta(minutes=40), ENDS_AT - timedelta(minutes=40)
    assert missed(came=late, left=left, **days) == (None, None)
