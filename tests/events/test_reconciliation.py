"""What has come apart is found, told and mended; what is whole is left alone."""

from datetime import date

import pytest
from django.core.management import call_command

from events.choices import EventStatus, PlaceState
from events.models import Answer, Intake, SeatPool
from events.services import reconciliation
from events.services.making.event_cancellation import tell_event_cancelled
from events.services.registration.cancellation import cancel_registration
from notifications.models import OutboxMessage
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import EventFactory
from tests.factories.questions import AnswerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    """Two seated of three places, a party of two that waits, and one who has cancelled."""
    event = EventFactory(places=3)
    sign_up(event, guest("First", adults=2))
    sign_up(event, guest("Second", adults=2))
    third = sign_up(event, guest("Third"))
    cancel_registration(registration_id=third.pk, now=NOW)
    AnswerFactory(question__event=event, registration=third)
    return event


def found(check, fix=False):
    return list(check(NOW, fix))


CHECKS = [
    reconciliation.places,
    reconciliation.waiting,
    reconciliation.queues,
    reconciliation.answers,
    reconciliation.messages,
]


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_whole_is_left_alone(event, check):
    assert found(check) == []


def test_pool_is_counted_again(event):
    SeatPool.objects.filter(event=event).update(taken=1)
    [sentence] = found(reconciliation.places)
    assert sentence == f"event {event.pk}, general places: 1 taken, 2 seated"
    assert event.pools.get().taken == 1

    found(reconciliation.places, fix=True)
    assert event.pools.get().taken == 2
    assert found(reconciliation.places) == []


def test_answers_are_erased_when_it_was_said(event):
    Answer.objects.update(erases_on=date(2030, 1, 1))
    [sentence] = found(reconciliation.answers)
    reference = event.registrations.get(answers__isnull=False).reference
    assert sentence == f"{reference}: erased on 2030-01-01, not on 2026-05-24"

    found(reconciliation.answers, fix=True)
    assert Answer.objects.get().erases_on == date(2026, 5, 24)
    assert found(reconciliation.answers) == []


def test_pool_that_was_oversold_by_hand_lets_nobody_in(event):
    SeatPool.objects.filter(event=event).update(taken=0, capacity=1, ceiling=1)
    found(reconciliation.places, fix=True)
    pool = event.pools.get()
    assert (pool.taken, pool.capacity, pool.ceiling) == (2, 1, 2)


def test_waiting_parties_are_counted_again(event):
    Intake.objects.filter(event=event).update(waiting=7)
    [sentence] = found(reconciliation.waiting)
    assert sentence == f"event {event.pk}: 7 parties counted, 1 wait"
    found(reconciliation.waiting, fix=True)
    assert Intake.objects.get(event=event).waiting == 1


def test_queue_that_stands_still_is_moved(event):
    SeatPool.objects.filter(event=event).update(capacity=9, ceiling=9)
    [sentence] = found(reconciliation.queues)
    assert sentence == f"event {event.pk}: 1 parties wait though there are places"
    assert event.registrations.filter(state=PlaceState.WAITING).count() == 1

    found(reconciliation.queues, fix=True)
    assert not event.registrations.filter(state=PlaceState.WAITING).exists()
    assert found(reconciliation.queues) == []


def test_lost_messages_are_written_again(event):
    OutboxMessage.objects.all().delete()
    assert len(found(reconciliation.messages)) == 3
    assert not OutboxMessage.objects.exists()

    found(reconciliation.messages, fix=True)
    assert sorted(OutboxMessage.objects.values_list("kind", flat=True)) == [
        "registration-cancelled",
        "registration-confirmed",
        "waiting-list-joined",
    ]
    assert found(reconciliation.messages) == []


def test_who_was_not_told_that_the_event_is_off_is_told(event):
    Intake.objects.filter(event=event).update(status=EventStatus.CANCELLED)
    assert len(found(reconciliation.messages)) == 2
    tell_event_cancelled(event_id=event.pk, now=NOW)
    assert found(reconciliation.messages) == []


def test_nobody_is_written_to_about_the_past_or_without_an_address(event):
    sign_up(event, guest("Walker", email=""), channel="walk_in")
    OutboxMessage.objects.all().delete()
    assert len(found(reconciliation.messages)) == 3
    assert list(reconciliation.messages(event.last_ends_at, False)) == []


def test_command_tells_and_mends(event, capsys, monkeypatch):
    monkeypatch.setattr("core.clock.now", lambda: NOW)
    SeatPool.objects.filter(event=event).update(taken=3)
    for arguments, closing in [
        ([], "1 wrong; mend it with --fix."),
        (["--fix"], "1 mended."),
        (["--fix"], "All is well."),
    ]:
        call_command("reconcile", *arguments)
        assert capsys.readouterr().out.splitlines()[-1] == closing
