"""Where the library decides: people ask, and get an answer."""

import pytest

from brands.choices import WayIn
from events.choices import PlaceState, RegistrationChannel
from events.errors import NotAsked
from events.models import Intake, SeatPool
from events.services.registration.approval import accept, decline
from events.services.registration.cancellation import cancel_registration
from notifications.models import OutboxMessage
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import EventFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return EventFactory(places=2, intake__way_in=WayIn.APPROVAL)


@pytest.fixture
def librarian():
    return UserFactory()


def taken(event):
    return SeatPool.objects.get(event=event).taken


def kinds():
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True))


def test_who_asks_has_no_place_yet(event):
    asked = sign_up(event, guest(adults=2))

    assert asked.state == PlaceState.APPLIED
    assert taken(event) == 0
    assert kinds() == ["place-asked-for"]


def test_more_may_ask_than_there_are_places(event):
    parties = [sign_up(event, guest(f"Guest {n}", adults=2)) for n in range(3)]

    assert {party.state for party in parties} == {PlaceState.APPLIED}


def test_at_the_desk_the_library_has_decided(event):
    assert sign_up(event, channel=RegistrationChannel.DESK).state == PlaceState.SEATED


def test_yes_gives_the_places_and_a_ticket(event, librarian):
    asked = sign_up(event, guest(adults=2))
    accept(registration_id=asked.pk, by=librarian, now=NOW)
    asked.refresh_from_db()

    assert asked.state == PlaceState.SEATED
    assert {attendee.state for attendee in asked.attendees.all()} == {PlaceState.SEATED}
    assert taken(event) == 2
    assert kinds() == ["place-asked-for", "registration-confirmed"]
    assert asked.changes.last().changed_by == librarian


def test_yes_without_places_means_the_waiting_list(event, librarian):
    first, second = (sign_up(event, guest(name, adults=2)) for name in ("First", "Second"))
    for asked in (first, second):
        accept(registration_id=asked.pk, by=librarian, now=NOW)
    second.refresh_from_db()

    assert (second.state, second.queue_no) == (PlaceState.WAITING, 1)
    assert Intake.objects.get(event=event).waiting == 1
    cancel_registration(registration_id=first.pk, now=NOW)
    second.refresh_from_db()
    assert second.state == PlaceState.SEATED


def test_no_is_told_with_its_reason(event, librarian):
    asked = sign_up(event)
    decline(registration_id=asked.pk, by=librarian, now=NOW, reason="For beginners only.")
    asked.refresh_from_db()

    assert asked.state == PlaceState.DECLINED
    assert kinds() == ["place-asked-for", "place-declined"]
    assert asked.changes.last().reason == "For beginners only."


def test_who_was_declined_may_ask_again(event, librarian):
    decline(registration_id=sign_up(event).pk, by=librarian, now=NOW)

    assert sign_up(event).state == PlaceState.APPLIED


@pytest.mark.parametrize("answer", [accept, decline])
def test_nobody_is_answered_twice(event, librarian, answer):
    asked = sign_up(event)
    accept(registration_id=asked.pk, by=librarian, now=NOW)

    with pytest.raises(NotAsked):
        answer(registration_id=asked.pk, by=librarian, now=NOW)
    assert taken(event) == 1


def test_who_withdrew_is_not_answered(event, librarian):
    asked = sign_up(event)
    cancel_registration(registration_id=asked.pk, now=NOW)

    with pytest.raises(NotAsked):
        accept(registration_id=asked.pk, by=librarian, now=NOW)


def test_who_was_declined_has_nothing_to_cancel(client, event, librarian, set_clock):
    """The ticket's address still leads to the form: it must not undo the library's word."""
    set_clock(NOW)
    asked = sign_up(event)
    decline(registration_id=asked.pk, by=librarian, now=NOW)
    client.post(f"/tickets/{asked.code}/cancel/")
    asked.refresh_from_db()

    assert asked.state == PlaceState.DECLINED
    assert kinds() == ["place-asked-for", "place-declined"]
