"""What can wait for the morning does; what is urgent leaves at any hour."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from notifications.choices import MessageState
from notifications.models import MessageSettings, OutboxMessage
from notifications.services.outbox import deliver_due, queue
from notifications.services.quiet import end_of_quiet
from tests.factories.notifications import OutboxMessageFactory

pytestmark = pytest.mark.django_db


def shanghai(hour, minute=0, day=9):
    """A moment on the library's clocks, eight hours ahead of UTC."""
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def message(at, **kwargs):
    return OutboxMessageFactory(created_at=at, next_attempt_at=at, **kwargs)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (shanghai(20, 59), None),
        (shanghai(21), shanghai(8, day=10)),
        (shanghai(23, 59), shanghai(8, day=10)),
        (shanghai(0), shanghai(8)),
        (shanghai(7, 59), shanghai(8)),
        (shanghai(8), None),
    ],
)
def test_night_lasts_from_nine_to_eight(now, end):
    assert end_of_quiet(now=now) == end


def test_hours_within_a_day():
    MessageSettings.objects.create(quiet_from=time(12), quiet_until=time(14))
    assert end_of_quiet(now=shanghai(13)) == shanghai(14)
    assert end_of_quiet(now=shanghai(11)) is end_of_quiet(now=shanghai(14)) is None


def test_same_time_twice_is_no_quiet_at_all():
    MessageSettings.objects.create(quiet_from=time(21), quiet_until=time(21))
    assert {end_of_quiet(now=shanghai(hour)) for hour in range(24)} == {None}


def test_what_can_wait_leaves_in_the_morning(kind):
    kind("test-news")
    patient = message(shanghai(22), waits_for_morning=True)
    message(shanghai(22))
    assert deliver_due(now=shanghai(22)) == Counter({MessageState.SENT: 1})
    patient.refresh_from_db()
    assert (patient.next_attempt_at, patient.attempts) == (shanghai(8, day=10), 0)
    assert deliver_due(now=shanghai(7, 59, day=10)) == Counter()
    assert deliver_due(now=shanghai(8, day=10)) == Counter({MessageState.SENT: 1})


def test_kind_says_whether_it_can_wait(kind):
    kind("test-news", label="news", waits_for_morning=True)
    kind("test-code", label="a code")
    queue(OutboxMessageFactory.build(kind=name) for name in ("test-news", "test-code"))
    waits = OutboxMessage.objects.values_list("kind", "waits_for_morning")
    assert dict(waits) == {"test-news": True, "test-code": False}


def test_times_are_checked():
    with pytest.raises(ValidationError):
        MessageSettings(quiet_from="25:00").full_clean()
