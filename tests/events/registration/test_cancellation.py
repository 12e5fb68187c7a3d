"""Giving places back, and telling everyone when an event is off."""

import pytest

from events.choices import EventStatus, PlaceState, PoolKind
from events.errors import EventIsOver
from events.models import RegistrationChange
from events.services.making.event_cancellation import tell_event_cancelled
from events.services.registration.cancellation import cancel_registration
from notifications.models import OutboxMessage
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import EventFactory, SeatPoolFactory, SessionFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def kinds():
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", "address"))


def test_cancelling_frees_the_places_of_all_pools():
    event = EventFactory()
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN)
    registration = sign_up(event, guest(adults=2, children=1))
    cancelled = cancel_registration(registration_id=registration.pk, now=NOW)
    assert cancelled.state == PlaceState.CANCELLED
    assert set(registration.attendees.values_list("state", flat=True)) == {PlaceState.CANCELLED}
    assert list(event.pools.values_list("taken", flat=True)) == [0, 0]


def test_cancelling_moves_the_next_party_whole():
    event = EventFactory(places=2)
    first = sign_up(event, guest("First", adults=2))
    second = sign_up(event, guest("Second", adults=2))
    cancel_registration(registration_id=first.pk, now=NOW)
    second.refresh_from_db()
    assert second.state == PlaceState.SEATED
    assert event.pools.get().taken == 2
    assert kinds()[2:] == [
        ("registration-cancelled", "first@example.org"),
        ("place-came-free", "second@example.org"),
    ]


def test_cancelling_is_written_down_with_who_and_why():
    registration = sign_up(EventFactory())
    user = UserFactory()
    cancel_registration(registration_id=registration.pk, now=NOW, by=user, reason="At the desk")
    change = RegistrationChange.objects.get(registration=registration, state=PlaceState.CANCELLED)
    assert (change.changed_by, change.reason, change.changed_at) == (user, "At the desk", NOW)


def test_cancelling_twice_is_cancelling_once():
    event = EventFactory()
    sign_up(event, guest("Other"))
    registration = sign_up(event)
    for _ in range(2):
        cancel_registration(registration_id=registration.pk, now=NOW)
    assert event.pools.get().taken == 1
    assert registration.changes.count() == 2
    assert OutboxMessage.objects.filter(kind="registration-cancelled").count() == 1


def test_leaving_the_waiting_list_takes_nobodys_place():
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    second, third = sign_up(event, guest("Second")), sign_up(event, guest("Third"))
    cancel_registration(registration_id=second.pk, now=NOW)
    third.refresh_from_db()
    event.intake.refresh_from_db()
    assert (third.state, event.intake.waiting) == (PlaceState.WAITING, 1)
    assert event.pools.get().taken == 1


def test_large_party_that_leaves_the_queue_lets_a_small_one_through():
    event = EventFactory(places=3)
    sign_up(event, guest("First", adults=2))
    large, small = sign_up(event, guest("Large", adults=2)), sign_up(event, guest("Small"))
    cancel_registration(registration_id=large.pk, now=NOW)
    small.refresh_from_db()
    assert small.state == PlaceState.SEATED


def test_after_the_end_there_is_nothing_to_cancel():
    event = EventFactory()
    registration = sign_up(event)
    with pytest.raises(EventIsOver):
        cancel_registration(registration_id=registration.pk, now=event.last_ends_at)
    assert event.pools.get().taken == 1


def test_course_can_be_left_halfway():
    event = EventFactory(sessions=2)
    registration = sign_up(event)
    halfway = SessionFactory.build(event=event).ends_at
    assert cancel_registration(registration_id=registration.pk, now=halfway).is_cancelled


def test_when_an_event_is_off_everyone_with_a_claim_is_told_once():
    event = EventFactory(places=1)
    sign_up(event, guest("Seated"))
    sign_up(event, guest("Waiting"))
    gone = sign_up(event, guest("Gone"))
    cancel_registration(registration_id=gone.pk, now=NOW)
    sign_up(EventFactory(), guest("Elsewhere"))
    event.intake.status = EventStatus.CANCELLED
    event.intake.save(update_fields=["status"])
    for _ in range(2):
        tell_event_cancelled(event_id=event.pk, now=NOW)
    told = OutboxMessage.objects.filter(kind="event-cancelled").order_by("pk")
    assert [message.address for message in told] == ["seated@example.org", "waiting@example.org"]
