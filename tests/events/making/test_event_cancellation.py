from datetime import timedelta

import pytest

from events.errors import AlreadyCancelled
from events.models import Session
from events.services.making.event_cancellation import cancel_event
from events.services.making.sessions import save_session
from notifications.models import OutboxMessage
from staff.models import LogEntry
from tests.events.parties import sign_up
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import RoomFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(days=7)


def cancel(event, **kwargs):
    reasons = {"reason_en": "Flood", "reason_zh": "漏水"}
    cancel_event(event, **reasons, user=UserFactory(), now=NOW, **kwargs)


def test_event_says_why_and_keeps_its_date():
    event = EventFactory()
    cancel(event)
    event.refresh_from_db()
    event.intake.refresh_from_db()
    assert event.intake.is_cancelled
    assert (event.intake.status_note_en, event.intake.status_note_zh) == ("Flood", "漏水")
    assert event.intake.ical_sequence == 1
    assert event.first_starts_at == STARTS_AT


def test_everyone_is_told_in_the_same_transaction():
    event = EventFactory()
    sign_up(event)
    cancel(event)
    assert OutboxMessage.objects.filter(kind="event-cancelled").count() == 1


def test_room_is_free_for_others():
    room = RoomFactory()
    event = SessionFactory(room=room).event
    cancel(event)
    other = EventFactory(sessions=0)
    times = {"starts_at": STARTS_AT, "ends_at": STARTS_AT + timedelta(hours=1)}
    save_session(Session(event=other, branch=other.branch, room=room, **times), now=NOW)
    assert room.sessions.count() == 2


def test_second_cancellation_is_refused_and_tells_nobody():
    event = EventFactory()
    sign_up(event)
    cancel(event)
    with pytest.raises(AlreadyCancelled):
        cancel(event)
    assert OutboxMessage.objects.filter(kind="event-cancelled").count() == 1


def test_cancellation_is_logged():
    event = EventFactory()
    cancel(event)
    line = LogEntry.objects.for_instance(event).get()
    assert (line.action, line.data) == ("events.cancel", {"en": "Flood", "zh": "漏水"})
