"""The last place, the same form and the same moment, on real connections."""

import threading
import uuid
from collections import Counter
from datetime import timedelta
from functools import partial
from io import StringIO
from random import shuffle

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.models import F

from core.errors import DomainError
from events.choices import PlaceState, PoolKind
from events.errors import (
    AlreadyRegistered,
    DrawPending,
    GuestAlreadyRegistered,
    NoPlaceForMore,
)
from events.models import Attendee, Intake, Registration, SeatPool
from events.services.registration.cancellation import cancel_registration
from events.services.registration.capacity import set_capacity
from events.services.registration.draw import publish_entries
from events.services.registration.party_changes import Wish
from events.services.registration.party_edit import change_party
from events.services.registration.waiting_list import promote_waiting
from notifications.models import OutboxMessage
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.draws import CLOSES_AT, event_by_lot
from tests.factories.events import EventFactory, SeatPoolFactory
from tests.factories.people import ChildFactory
from tests.racing import race, wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)

SEATED, WAITING = PlaceState.SEATED, PlaceState.WAITING


def attempt(event, party, **kwargs):
    return lambda: sign_up(event, party, **kwargs)


def demand_consistent(event):
    """Counters say what the rows say, parties are whole, nothing is oversold."""
    for pool in SeatPool.objects.filter(event=event):
        assert pool.taken == Attendee.objects.filter(pool=pool, state=SEATED).count()
        assert pool.taken <= pool.ceiling
    waiting = Registration.objects.filter(event=event, state=WAITING).count()
    assert Intake.objects.get(event=event).waiting == waiting
    coming = Attendee.objects.in_party().filter(event=event)
    assert not coming.exclude(state=F("registration__state")).exists()


@pytest.mark.parametrize("round_number", range(3))
def test_last_places_go_to_whole_parties_and_nobody_else(round_number):
    event = EventFactory(places=5)
    answers = race(
        *(attempt(event, guest(f"G{n}", adults=2 + n % 2)) for n in range(24)),
    )
    assert Counter(type(answer) for answer in answers) == {Registration: 24}
    seats = [
        registration.attendees.count() for registration in answers if registration.state == SEATED
    ]
    # Two places stay free where a party of three is the next in the queue.
    assert 3 <= sum(seats) <= 5
    assert len(OutboxMessage.objects.all()) == 24
    queue = sorted(answer.queue_no for answer in answers if answer.state == WAITING)
    assert queue == list(range(1, len(queue) + 1))
    demand_consistent(event)


def test_last_place_goes_to_one():
    event = EventFactory(places=1)
    answers = race(*(attempt(event, guest(f"G{n}")) for n in range(24)))
    assert Counter(answer.state for answer in answers) == {SEATED: 1, WAITING: 23}
    demand_consistent(event)


def test_parties_that_want_the_pools_in_any_order_do_not_block_each_other():
    """Unordered locks of the two pools would deadlock here within a few rounds."""
    event = EventFactory(places=20)
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=20)
    mixed = [guest(f"A{n}", adults=1, children=2) for n in range(8)]
    children = [guest(f"C{n}", adults=0, children=1) for n in range(8)]
    adults = [guest(f"G{n}", adults=1) for n in range(8)]
    parties = [party for trio in zip(mixed, children, adults, strict=True) for party in trio]
    answers = race(*(attempt(event, party) for party in parties))
    assert all(isinstance(answer, Registration) for answer in answers)
    demand_consistent(event)


def test_same_form_sent_by_an_impatient_thumb_is_one_registration():
    event = EventFactory()
    key = uuid.uuid4()
    answers = race(*(attempt(event, guest(), idempotency_key=key) for _ in range(12)))
    assert len(set(answers)) == 1
    assert Registration.objects.count() == 1
    assert OutboxMessage.objects.count() == 1
    demand_consistent(event)


def test_same_form_for_the_last_place_is_one_registration():
    event = EventFactory(places=1)
    key = uuid.uuid4()
    answers = race(*(attempt(event, guest(), idempotency_key=key) for _ in range(12)))
    assert [answer.state for answer in set(answers)] == [SEATED]
    demand_consistent(event)


def test_same_guest_on_two_devices_is_registered_once():
    event = EventFactory()
    answers = race(*(attempt(event, guest()) for _ in range(8)))
    assert Counter(type(answer) for answer in answers) == {
        Registration: 1,
        GuestAlreadyRegistered: 7,
    }
    demand_consistent(event)


def test_both_parents_register_the_same_child_once():
    child = ChildFactory()
    event = EventFactory()
    answers = race(*(attempt(event, family(child)) for _ in range(8)))
    assert Counter(type(answer) for answer in answers) == {Registration: 1, AlreadyRegistered: 7}
    demand_consistent(event)


def test_cancelling_and_registering_at_once_keeps_the_order():
    event = EventFactory(places=4)
    seated = [sign_up(event, guest(f"S{n}", adults=2)) for n in range(2)]
    first_in_queue = [sign_up(event, guest(f"W{n}", adults=2)) for n in range(2)]
    answers = race(
        *(
            lambda registration=registration: cancel_registration(
                registration_id=registration.pk, now=NOW
            )
            for registration in seated
        ),
        *(attempt(event, guest(f"N{n}")) for n in range(12)),
    )
    newcomers = [answer for answer in answers if answer not in seated]
    assert [
        r.state for r in Registration.objects.filter(pk__in=[r.pk for r in first_in_queue])
    ] == [
        SEATED,
        SEATED,
    ]
    assert {answer.state for answer in newcomers} == {WAITING}
    demand_consistent(event)


def changing(registration, **wish):
    return lambda: change_party(registration_id=registration.pk, wish=Wish(**wish), now=NOW)


def cancelling(registration):
    return lambda: cancel_registration(registration_id=registration.pk, now=NOW)


def people_of(registration):
    return registration.attendees.in_party().count()


def test_same_change_from_two_tabs_happens_once():
    event = EventFactory(places=9)
    registration = sign_up(event, guest(adults=2))
    race(*(changing(registration, adults=4, children=1) for _ in range(8)))
    assert people_of(registration) == 5
    assert registration.changes.count() == 2
    assert OutboxMessage.objects.filter(kind="registration-changed").count() == 1
    demand_consistent(event)


def test_different_changes_from_two_tabs_end_with_one_of_them():
    event = EventFactory(places=3)
    registration = sign_up(event, guest("Lin", adults=2))
    waiting = sign_up(event, guest("W", adults=2))
    race(
        *(changing(registration, adults=1) for _ in range(4)),
        *(changing(registration, adults=3) for _ in range(4)),
    )
    waiting.refresh_from_db()
    # Somebody waits, so the party cannot have grown; having shrunk once it cannot grow again.
    assert (people_of(registration), waiting.state) == (1, SEATED)
    demand_consistent(event)


def test_two_parties_cannot_both_grow_into_the_last_place():
    event = EventFactory(places=5)
    first, second = (sign_up(event, guest(name, adults=2)) for name in ("A", "B"))
    answers = race(
        *(changing(party, adults=3) for party in (first, second) for _ in range(4)),
        attempt(event, guest("C")),
    )
    assert sorted([people_of(first), people_of(second)]) in ([2, 2], [2, 3])
    assert any(isinstance(answer, NoPlaceForMore) for answer in answers)
    demand_consistent(event)


def test_change_and_cancellation_leave_nobody_behind():
    event = EventFactory(places=6)
    parties = [sign_up(event, guest(f"G{n}", adults=2)) for n in range(3)]
    waiting = sign_up(event, guest("W", adults=6))
    race(
        *(changing(party, adults=1) for party in parties),
        *(cancelling(party) for party in parties),
    )
    waiting.refresh_from_db()
    assert waiting.state == SEATED
    demand_consistent(event)


def test_change_of_those_who_wait_while_they_move_up():
    event = EventFactory(places=4)
    seated = [sign_up(event, guest(f"S{n}", adults=2)) for n in range(2)]
    queue = [sign_up(event, guest(f"W{n}", adults=2)) for n in range(3)]
    race(
        *(cancelling(party) for party in seated),
        *(changing(party, adults=1) for party in queue),
        *(changing(party, adults=3) for party in queue),
    )
    demand_consistent(event)
    still = Registration.objects.filter(event=event, state=WAITING)
    free = SeatPool.objects.get(event=event).free
    head = still.order_by("queue_no").first()
    assert head is None or people_of(head) > free


def test_everyone_cancels_while_places_are_added():
    event = EventFactory(places=6)
    seated = [sign_up(event, guest(f"S{n}", adults=2)) for n in range(3)]
    waiting = [sign_up(event, guest(f"W{n}")) for n in range(6)]

    def add_places():
        with transaction.atomic():
            Intake.objects.select_for_update(no_key=True).get(event=event)
            SeatPool.objects.filter(event=event).update(ceiling=8, capacity=8)
            return promote_waiting(event_id=event.pk, now=NOW)

    race(
        add_places,
        *(
            lambda registration=registration: cancel_registration(
                registration_id=registration.pk, now=NOW
            )
            for registration in [*seated, *waiting[:2]]
        ),
    )
    assert set(
        Registration.objects.filter(event=event, state=SEATED).values_list("pk", flat=True)
    ) == {registration.pk for registration in waiting[2:]}
    demand_consistent(event)


def test_sixty_four_people_do_everything_at_once():
    """Sign up, give up, make room and lower it: no deadlock, no place twice, nobody forgotten."""
    event = EventFactory(places=12, intake__party_max=6)
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=6)
    there = [sign_up(event, guest(f"T{n}", adults=1, children=n % 2)) for n in range(20)]
    newcomers = [
        attempt(event, guest(f"N{n}", adults=1 + n % 2, children=n % 3)) for n in range(32)
    ]
    twice = [attempt(event, guest(f"T{n}")) for n in range(4)]
    leaving = [
        partial(cancel_registration, registration_id=registration.pk, now=NOW)
        for registration in [*there[:14], *there[:2]]
    ]
    changes = [
        partial(set_capacity, event, kind=kind, capacity=capacity, by=None, now=NOW)
        for kind, capacity in [
            (PoolKind.GENERAL, 8),
            (PoolKind.GENERAL, 20),
            (PoolKind.GENERAL, 14),
            (PoolKind.CHILDREN, 2),
            (PoolKind.CHILDREN, 9),
            (PoolKind.CHILDREN, 7),
        ]
    ]
    moving_up = [partial(promote_waiting, event_id=event.pk, now=NOW)] * 6
    attempts = [*newcomers, *twice, *leaving, *changes, *moving_up]
    shuffle(attempts)
    assert len(attempts) == 64

    answers = race(*attempts)
    assert {type(each) for each in answers if isinstance(each, DomainError)} <= {
        GuestAlreadyRegistered
    }
    live = Registration.objects.filter(event=event).exclude(state=PlaceState.CANCELLED)
    guests = list(live.values_list("contact__name", flat=True))
    assert len(guests) == len(set(guests))
    assert {f"N{n}" for n in range(32)} <= set(guests)
    assert not live.filter(pk__in=[registration.pk for registration in there[:14]]).exists()
    demand_consistent(event)
    promote_waiting(event_id=event.pk, now=NOW)
    assert_nobody_was_passed(event)
    said = StringIO()
    call_command("reconcile", stdout=said)
    assert said.getvalue() == "All is well.\n"


def assert_nobody_was_passed(event):
    """While somebody waits, the first of them does not fit into the places that are free."""
    waiting = Registration.objects.filter(event=event, state=WAITING).order_by("queue_no")
    for registration in waiting:
        wanted = Counter(registration.attendees.values_list("pool", flat=True))
        pools = {pool.pk: pool for pool in SeatPool.objects.filter(event=event)}
        if all(seats <= pools[pool].capacity for pool, seats in wanted.items()):
            assert any(seats > pools[pool].free for pool, seats in wanted.items())
            return


def test_registering_waits_for_whoever_holds_the_intake():
    """So nobody slips into an event while it is being cancelled, or past a queue that forms."""
    event = EventFactory()
    with transaction.atomic():
        Intake.objects.select_for_update(no_key=True).get(event=event)
        [answer] = race(lambda: _sign_up_impatiently(event))
    assert answer == "waited"


def _sign_up_impatiently(event):
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    try:
        return sign_up(event)
    except OperationalError:
        return "waited"


def test_a_place_freed_meanwhile_is_found_by_the_slow_path():
    """The newcomer has read a full event; the place comes free before the intake is locked."""
    event = EventFactory(places=1)
    first = sign_up(event, guest("First"))
    cancel, newcomer = race(
        lambda: cancel_registration(registration_id=first.pk, now=NOW + timedelta(hours=1)),
        attempt(event, guest("Newcomer")),
    )
    newcomer.refresh_from_db()
    assert cancel.is_cancelled
    assert newcomer.state == SEATED
    demand_consistent(event)


def test_who_comes_while_the_list_of_a_draw_is_written_is_turned_away():
    """Entered but not on the list they would be drawn never, and told nothing."""
    event = event_by_lot()
    first = sign_up(event, guest("First"))
    is_written = threading.Event()

    def publish():
        with transaction.atomic():
            publish_entries(event_id=event.pk, now=CLOSES_AT)
            is_written.set()
            wait_until_somebody_waits()

    def come_late():
        is_written.wait()
        return sign_up(event, guest("Late"), now=CLOSES_AT - timedelta(seconds=1))

    _, answer = race(publish, come_late)
    assert isinstance(answer, DrawPending)
    assert list(Registration.objects.filter(event=event)) == [first]
