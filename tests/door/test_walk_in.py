import uuid

import pytest

from brands.choices import WayIn
from door.choices import DoorAnswer
from door.errors import SessionIsCancelled
from door.models import Scan
from door.services.walk_in import walk_in
from events.choices import PlaceState
from events.models import Attendance, Headcount, Registration
from events.services.making.sessions import cancel_session
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT

pytestmark = pytest.mark.django_db


def come(session, clerk, *, adults=2, children=1, client_id=None, **options):
    return walk_in(
        session=session,
        adults=adults,
        children=children,
        by=clerk,
        client_id=client_id or uuid.uuid4(),
        now=STARTS_AT,
        **options,
    )


def fill(session, *, leaving):
    session.event.pools.update(taken=30 - leaving)


def test_free_places_are_taken_and_everyone_is_here(session, clerk):
    told = come(session, clerk, name="Aunt Mei")
    registration = Registration.objects.get()
    assert (registration.channel, registration.state, str(registration.contact)) == (
        "walk_in",
        "seated",
        "Aunt Mei",
    )
    assert (told.answer, told.who) == (DoorAnswer.WELCOME, "Aunt Mei · 2 adults, 1 child")
    assert session.event.pools.get().taken == 3
    assert set(Attendance.objects.values_list("method", "checked_in_by")) == {("walk_in", clerk.pk)}
    assert Scan.objects.get().registration == registration


def test_nobody_needs_to_leave_a_name(session, clerk):
    come(session, clerk)
    assert Registration.objects.get().contact is None
    assert Attendance.objects.count() == 3


@pytest.mark.parametrize("leaving", [0, 2])
def test_party_without_places_for_all_is_counted_as_a_whole(session, clerk, leaving):
    fill(session, leaving=leaving)
    told = come(session, clerk)
    line = Headcount.objects.get()
    assert (line.adults, line.children, line.session) == (2, 1, session)
    assert (told.headcount, told.word, told.who) == (line, "Counted", "2 adults, 1 child")
    assert "not enough free places" in told.advice
    assert not Registration.objects.exists()
    assert session.event.pools.get().taken == 30 - leaving


def test_event_without_registration_only_counts(session, clerk):
    session.event.intake.way_in = WayIn.DROP_IN
    session.event.intake.save()
    told = come(session, clerk)
    assert told.headcount == Headcount.objects.get()
    assert "needs no registration" in told.advice
    assert not Registration.objects.exists()


def test_who_stands_at_the_door_goes_before_the_waiting_list(session, clerk):
    ticket(session.event, state=PlaceState.WAITING)
    session.event.intake.waiting = 1
    session.event.intake.save()
    assert come(session, clerk).result.answer == DoorAnswer.WELCOME


@pytest.mark.parametrize("leaving", [30, 0])
def test_sent_twice_it_happens_once(session, clerk, leaving):
    fill(session, leaving=leaving)
    client_id = uuid.uuid4()
    first, again = (come(session, clerk, client_id=client_id) for _ in range(2))
    assert (first.word, first.who) == (again.word, again.who)
    assert Registration.objects.count() + Headcount.objects.count() == 1
    assert Attendance.objects.count() == (3 if leaving else 0)


def test_counted_when_full_stays_counted_when_a_place_comes_free(session, clerk):
    fill(session, leaving=0)
    client_id = uuid.uuid4()
    come(session, clerk, client_id=client_id)
    fill(session, leaving=30)
    assert come(session, clerk, client_id=client_id).headcount == Headcount.objects.get()
    assert not Registration.objects.exists()


def test_nobody_walks_in_to_a_cancelled_session(session, clerk):
    cancel_session(session, now=STARTS_AT)
    with pytest.raises(SessionIsCancelled):
        come(session, clerk)
    assert Registration.objects.count() + Headcount.objects.count() == 0
