from datetime import timedelta

import pytest

from events.errors import RoomTaken, SessionEndsBeforeItStarts
from events.models import Session
from events.services.making.sessions import cancel_session, save_session
from tests.events.parties import NOW
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import RoomFactory

pytestmark = pytest.mark.django_db


def session_of(event, *, starts_at=STARTS_AT, minutes=90, room=None):
    ends_at = starts_at + timedelta(minutes=minutes)
    return Session(
        event=event, branch=event.branch, starts_at=starts_at, ends_at=ends_at, room=room
    )


def test_event_is_sorted_by_the_sessions_that_take_place():
    event = EventFactory(sessions=0)
    first = save_session(session_of(event), now=NOW)
    second = save_session(session_of(event, starts_at=STARTS_AT + timedelta(days=7)), now=NOW)
    event.refresh_from_db()
    assert (event.first_starts_at, event.last_ends_at) == (first.starts_at, second.ends_at)

    cancel_session(first, now=NOW)
    event.refresh_from_db()
    assert (event.first_starts_at, event.last_ends_at) == (second.starts_at, second.ends_at)


def test_room_refuses_an_overlapping_session():
    room = RoomFactory()
    save_session(session_of(EventFactory(sessions=0), room=room), now=NOW)
    with pytest.raises(RoomTaken):
        save_session(
            session_of(
                EventFactory(sessions=0), room=room, starts_at=STARTS_AT + timedelta(minutes=89)
            ),
            now=NOW,
        )
    assert Session.objects.count() == 1


def test_room_is_free_when_the_session_before_ends():
    room = RoomFactory()
    save_session(session_of(EventFactory(sessions=0), room=room), now=NOW)
    save_session(
        session_of(
            EventFactory(sessions=0), room=room, starts_at=STARTS_AT + timedelta(minutes=90)
        ),
        now=NOW,
    )
    assert Session.objects.filter(room=room).count() == 2


def test_shared_room_and_cancelled_session_do_not_clash():
    hall = RoomFactory(is_shared=True)
    room = RoomFactory()
    for _ in range(2):
        save_session(session_of(EventFactory(sessions=0), room=hall), now=NOW)
    cancel_session(save_session(session_of(EventFactory(sessions=0), room=room), now=NOW), now=NOW)
    save_session(session_of(EventFactory(sessions=0), room=room), now=NOW)
    assert Session.objects.planned().count() == 3


def test_session_must_end_after_it_starts():
    with pytest.raises(SessionEndsBeforeItStarts):
        save_session(session_of(EventFactory(sessions=0), minutes=0), now=NOW)


def test_change_of_a_session_is_news_for_calendars():
    session = SessionFactory()
    save_session(session, now=NOW)
    session.event.intake.refresh_from_db()
    assert session.event.intake.ical_sequence == 1
