"""A new plan, and who still comes by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from events.choices import PlaceState, Recipients
from events.errors import EventCancelled, NotRegisteredAnyMore, PlanChangedAgain
from events.models import Intake
from events.services.making.sessions import save_session
from events.services.messages.announcements import recipients_of
from events.services.registration.cancellation import cancel_registration
from events.services.registration.plan_answers import PlanAnswers, answer_plan, plan_answers
from events.services.tickets import ticket_of
from notifications.models import OutboxMessage
from tests.events.parties import NOW, guest, sign_up
from tests.factories.door import arrive
from tests.factories.events import EventFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def move(event, *, now=NOW):
    session = event.sessions.get()
    session.starts_at += timedelta(hours=1)
    session.ends_at += timedelta(hours=1)
    save_session(session, now=now)
    event.refresh_from_db()
    event.intake.refresh_from_db()


def answer(registration, still_comes, *, plan_no=1, now=LATER, **kwargs):
    return answer_plan(
        registration_id=registration.pk,
        plan_no=plan_no,
        still_comes=still_comes,
        now=now,
        **kwargs,
    )


@pytest.fixture
def event():
    return EventFactory(places=2)


@pytest.fixture
def registration(event):
    registration = sign_up(event, guest("First", adults=2))
    move(event)
    return registration


def test_who_is_here_is_not_asked_whether_they_still_come(event, registration):
    session = event.sessions.get()
    during = session.starts_at + timedelta(minutes=5)
    assert ticket_of(registration.code, now=during).is_asked_about_plan
    arrive(session, registration.attendees.first())
    ticket = ticket_of(registration.code, now=during)
    assert (ticket.is_here, ticket.is_asked_about_plan) == (True, False)
    assert not ticket_of(registration.code, now=session.ends_at).is_here


def test_yes_is_written_down_with_who_said_it(registration):
    user = UserFactory()
    answered = answer(registration, True, by=user)
    assert (answered.answered_plan_no, answered.still_comes) == (1, True)
    line = answered.changes.last()
    assert (line.state, line.changed_by) == (PlaceState.SEATED, user)
    assert line.why == "still comes after the change of plan"


def test_no_gives_the_places_to_those_who_wait(event, registration):
    waiting = sign_up(event, guest("Second"), now=LATER)
    answered = answer(registration, False)
    waiting.refresh_from_db()
    assert (answered.state, waiting.state) == (PlaceState.CANCELLED, PlaceState.SEATED)
    assert answered.changes.last().why == "cannot come by the new plan"


def test_the_same_answer_twice_is_one(event, registration):
    for _ in range(2):
        answer(registration, True)
    assert registration.changes.count() == 2
    for _ in range(2):
        answer(registration, False)
    assert registration.changes.count() == 3
    assert OutboxMessage.objects.filter(kind="registration-cancelled").count() == 1
    assert plan_answers(event) == PlanAnswers(come=0, cannot=1, silent=0)


def test_who_has_said_no_cannot_say_yes(registration):
    answer(registration, False)
    with pytest.raises(NotRegisteredAnyMore):
        answer(registration, True)


def test_no_counts_after_the_time_for_changes_too(event, registration):
    Intake.objects.filter(event=event).update(changes_until=NOW)
    assert answer(registration, False).is_cancelled


def test_answer_is_to_the_plan_that_was_read(event, registration):
    move(event, now=LATER)
    with pytest.raises(PlanChangedAgain):
        answer(registration, False)
    registration.refresh_from_db()
    assert registration.is_seated


def test_cancelled_event_takes_no_answers(event, registration):
    Intake.objects.filter(event=event).update(status="cancelled")
    with pytest.raises(EventCancelled):
        answer(registration, False)


def test_desk_counts_parties_by_their_answer_to_the_latest_plan():
    event = EventFactory()
    comes, cannot, silent, gone = (
        sign_up(event, guest(name)) for name in ("Comes", "Cannot", "Silent", "Gone")
    )
    cancel_registration(registration_id=gone.pk, now=NOW)
    move(event)
    late = sign_up(event, guest("Late"))
    type(late).objects.filter(pk=late.pk).update(created_at=LATER)
    answer(comes, True)
    answer(cannot, False)
    assert plan_answers(event) == PlanAnswers(come=1, cannot=1, silent=1)
    assert list(recipients_of(event, Recipients.SILENT)) == [silent]

    move(event, now=NOW + timedelta(days=1))
    assert plan_answers(event) == PlanAnswers(come=0, cannot=0, silent=3)


def test_event_that_never_moved_has_asked_nobody():
    event = EventFactory()
    sign_up(event)
    assert plan_answers(event).asked == 0
    assert list(recipients_of(event, Recipients.SILENT)) == []
