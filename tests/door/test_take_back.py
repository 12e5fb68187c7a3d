import uuid
from datetime import timedelta

import pytest

from door.services.take_back import take_back
from door.services.walk_in import walk_in
from events.choices import PlaceState
from events.models import Attendance, Registration
from tests.events.parties import guest, sign_up
from tests.factories.door import arrive, ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory

pytestmark = pytest.mark.django_db


def come(session, clerk, *, now=STARTS_AT):
    walk_in(session=session, adults=1, children=1, by=clerk, client_id=uuid.uuid4(), now=now)
    return Registration.objects.get(channel="walk_in")


def undo(attendances, clerk, *, now=STARTS_AT):
    return take_back(attendances, by=clerk, reason="Counted twice", now=now)


def taken(session):
    return session.event.pools.get().taken


def test_ticket_keeps_its_places(session, clerk):
    lin = ticket(session.event, "Lin Yue")
    arrive(session, lin.attendees.get())
    assert undo(session.attendances.all(), clerk) == 1
    lin.refresh_from_db()
    assert (lin.state, taken(session)) == (PlaceState.SEATED, 1)


def test_walk_in_gives_its_places_back(session, clerk):
    registration = come(session, clerk)
    assert undo(session.attendances.all(), clerk) == 2
    registration.refresh_from_db()
    assert (registration.state, taken(session)) == (PlaceState.CANCELLED, 0)
    change = registration.changes.last()
    assert (change.reason, change.changed_by) == ("Counted twice", clerk)


def test_walk_in_stays_while_one_of_them_is_here(session, clerk):
    registration = come(session, clerk)
    child = registration.attendees.last()
    undo(session.attendances.filter(attendee=child), clerk)
    registration.refresh_from_db()
    assert (registration.state, taken(session)) == (PlaceState.SEATED, 2)


def test_walk_in_who_was_at_an_earlier_session_keeps_the_place(session, clerk):
    registration = come(session, clerk)
    next_week = SessionFactory(event=session.event, starts_at=STARTS_AT + timedelta(weeks=1))
    arrive(next_week, *registration.attendees.all(), at=next_week.starts_at)
    undo(next_week.attendances.all(), clerk, now=next_week.starts_at)
    registration.refresh_from_db()
    assert registration.state == PlaceState.SEATED


def test_place_goes_to_who_waits(clerk):
    session = EventFactory(places=2).sessions.get()
    come(session, clerk)
    waiting = sign_up(session.event, guest("Wang"))
    assert waiting.is_waiting
    undo(session.attendances.all(), clerk, now=STARTS_AT - timedelta(minutes=5))
    waiting.refresh_from_db()
    assert waiting.state == PlaceState.SEATED


def test_after_the_event_nothing_is_given_back(session, clerk):
    registration = come(session, clerk)
    undo(session.attendances.all(), clerk, now=session.ends_at + timedelta(hours=1))
    registration.refresh_from_db()
    assert registration.state == PlaceState.SEATED
    assert not Attendance.objects.filter(undone_at__isnull=True).exists()
