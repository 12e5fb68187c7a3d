"""The waiting list moves whole parties in their order."""

from datetime import timedelta

import pytest
from django.db.models import F

from events.choices import EventStatus, PlaceState, PoolKind
from events.models import RegistrationChange, SeatPool
from events.services.registration.cancellation import cancel_registration
from events.services.registration.waiting_list import position_of, promote_waiting
from notifications.models import OutboxMessage
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory

pytestmark = pytest.mark.django_db


def add_places(event, number, kind=PoolKind.GENERAL):
    SeatPool.objects.filter(event=event, kind=kind).update(
        ceiling=F("ceiling") + number, capacity=F("capacity") + number
    )


def states(*registrations):
    for registration in registrations:
        registration.refresh_from_db()
    return [registration.state for registration in registrations]


SEATED, WAITING = PlaceState.SEATED, PlaceState.WAITING


def test_new_places_go_to_the_head_of_the_queue():
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    second, third, fourth = (sign_up(event, guest(name)) for name in ("Second", "Third", "Fourth"))
    add_places(event, 2)

    assert promote_waiting(event_id=event.pk, now=NOW) == [second, third]
    assert states(second, third, fourth) == [SEATED, SEATED, WAITING]
    assert event.pools.get().taken == 3
    event.intake.refresh_from_db()
    assert event.intake.waiting == 1
    assert set(second.attendees.values_list("state", flat=True)) == {SEATED}


def test_promotion_is_told_and_written_down():
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    second = sign_up(event, guest("Second"))
    add_places(event, 1)
    later = NOW + timedelta(hours=1)
    promote_waiting(event_id=event.pk, now=later)
    message = OutboxMessage.objects.get(kind="place-came-free")
    assert (message.address, message.subject_id) == ("second@example.org", second.pk)
    assert list(second.changes.values_list("state", "changed_at")) == [
        (WAITING, NOW),
        (SEATED, later),
    ]


def test_party_moves_whole_and_nobody_overtakes_it():
    event = EventFactory(places=3)
    sign_up(event, guest("First", adults=2))
    large, small = sign_up(event, guest("Large", adults=3)), sign_up(event, guest("Small"))
    assert promote_waiting(event_id=event.pk, now=NOW) == []
    assert states(large, small) == [WAITING, WAITING]

    add_places(event, 2)
    assert promote_waiting(event_id=event.pk, now=NOW) == [large]
    assert event.pools.get().taken == 5


def test_head_that_wants_full_childrens_places_holds_up_the_rest():
    event = EventFactory(places=5)
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=1)
    sign_up(event, guest("First", children=1))
    family, adult = sign_up(event, guest("Family", children=1)), sign_up(event, guest("Adult"))
    assert promote_waiting(event_id=event.pk, now=NOW) == []

    add_places(event, 1, PoolKind.CHILDREN)
    assert promote_waiting(event_id=event.pk, now=NOW) == [family, adult]
    assert list(event.pools.order_by("pk").values_list("taken", flat=True)) == [3, 2]


def test_party_that_the_event_can_no_longer_hold_is_passed_over():
    event = EventFactory(places=3)
    first = sign_up(event, guest("First", adults=3))
    large, small = sign_up(event, guest("Large", adults=3)), sign_up(event, guest("Small"))
    SeatPool.objects.filter(event=event).update(capacity=2)
    cancel_registration(registration_id=first.pk, now=NOW)
    assert states(large, small) == [WAITING, SEATED]
    assert position_of(large) == 1


def test_newcomer_behind_a_party_that_the_event_cannot_hold_is_seated():
    event = EventFactory(places=3)
    first = sign_up(event, guest("First", adults=3))
    sign_up(event, guest("Large", adults=3))
    SeatPool.objects.filter(event=event).update(capacity=2)
    cancel_registration(registration_id=first.pk, now=NOW)
    assert sign_up(event, guest("Newcomer")).state == SEATED


@pytest.mark.parametrize(
    ("now", "status"),
    [(STARTS_AT, EventStatus.SCHEDULED), (NOW, EventStatus.CANCELLED)],
)
def test_nobody_is_promoted_to_what_has_begun_or_is_off(now, status):
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    second = sign_up(event, guest("Second"))
    add_places(event, 1)
    event.intake.status = status
    event.intake.save(update_fields=["status"])
    assert promote_waiting(event_id=event.pk, now=now) == []
    assert states(second) == [WAITING]


def test_position_counts_who_still_waits():
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    second, third, fourth = (sign_up(event, guest(name)) for name in ("Second", "Third", "Fourth"))
    sign_up(EventFactory(places=1), guest("Elsewhere"))
    assert [position_of(r) for r in (second, third, fourth)] == [1, 2, 3]
    cancel_registration(registration_id=third.pk, now=NOW)
    assert [position_of(r) for r in (second, fourth)] == [1, 2]


def test_promoting_many_costs_as_much_as_promoting_one(django_assert_max_num_queries):
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    for number in range(8):
        sign_up(event, guest(f"Guest {number}"))
    add_places(event, 8)
    with django_assert_max_num_queries(12):
        assert len(promote_waiting(event_id=event.pk, now=NOW)) == 8
    assert RegistrationChange.objects.filter(state=SEATED).count() == 9
