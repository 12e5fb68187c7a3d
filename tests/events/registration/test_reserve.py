"""Places kept for telephone and desk: nobody else gets or sees them before they open to all."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from events.choices import PlaceState, PoolKind, RegistrationChannel
from events.errors import ReserveOpensTooLate
from events.models import Attendee, Event, SeatPool
from events.services.registration.cancellation import cancel_registration
from events.services.registration.capacity import open_reserve, reserves_to_open, set_capacity
from events.services.registration.eligibility import way_in_of
from events.services.registration.fullness import is_full
from events.services.registration.way_in import State
from events.signals import places_came_free
from notifications.models import OutboxMessage
from staff.models import LogEntry
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

SEATED, WAITING = PlaceState.SEATED, PlaceState.WAITING
OPENS_AT = STARTS_AT - timedelta(days=1)


@pytest.fixture
def event():
    """Two general places, and two kept for the desk."""
    event = EventFactory(places=2)
    SeatPoolFactory(event=event, reserve=True)
    return event


def at_desk(event, name, **kwargs):
    return sign_up(event, guest(name, **kwargs), channel=RegistrationChannel.DESK)


def kinds(registration):
    return list(registration.attendees.values_list("pool__kind", flat=True))


def taken(event):
    return dict(event.pools.values_list("kind", "taken"))


def capacities(event):
    return dict(event.pools.values_list("kind", "capacity"))


class TestUntilItOpens:
    def test_newcomers_online_neither_get_nor_see_it(self, event):
        assert way_in_of(event, now=NOW).free == 2
        sign_up(event, guest("First", adults=2))
        online = sign_up(event, guest("Online"))
        assert (online.state, kinds(online)) == (WAITING, ["general"])
        assert way_in_of(Event.objects.get(pk=event.pk), now=NOW).state == State.FULL

    def test_public_counts_leave_it_out(self, event):
        counted = Event.objects.with_places().get()
        assert (counted.places, counted.places_free) == (2, 2)
        sign_up(event, guest("First", adults=2))
        assert not Event.objects.with_free_places().exists()
        assert is_full(event.pk)

    def test_desk_takes_it_first(self, event):
        at_desk(event, "Caller")
        assert taken(event) == {"general": 0, "reserve": 1}

    def test_desk_takes_general_places_where_it_is_too_small(self, event):
        party = at_desk(event, "Caller", adults=3)
        assert (party.state, kinds(party)) == (SEATED, ["reserve", "reserve", "general"])

    def test_children_have_their_own_places(self, event):
        SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=1)
        assert kinds(at_desk(event, "Caller", children=1)) == ["reserve", "children"]

    def test_caller_gets_it_though_others_wait(self, event):
        sign_up(event, guest("First", adults=2))
        waiting = sign_up(event, guest("Waiting"))
        assert at_desk(event, "Caller").state == SEATED
        waiting.refresh_from_db()
        assert waiting.state == WAITING

    def test_caller_who_needs_a_general_place_too_waits_behind_the_others(self, event):
        sign_up(event, guest("First", adults=1))
        ahead = sign_up(event, guest("Ahead", adults=2))
        caller = at_desk(event, "Caller", adults=3)
        assert (ahead.state, caller.state) == (WAITING, WAITING)
        assert set(kinds(caller)) == {"general"}, "nobody waits for the reserve"
        assert taken(event) == {"general": 1, "reserve": 0}

    def test_walk_in_takes_it(self, event):
        sign_up(event, guest("First", adults=2))
        party = sign_up(event, guest("Walks in"), channel=RegistrationChannel.WALK_IN)
        assert kinds(party) == ["reserve"]

    def test_what_is_left_is_decided_under_the_lock(self, event, monkeypatch):
        """Between reading the places and taking them another caller was quicker."""
        stale = list(event.pools.all())
        at_desk(event, "Quicker", adults=2)
        monkeypatch.setattr(
            "events.services.registration.application.places_at_desk",
            stale_at_first(stale),
        )
        caller = at_desk(event, "Caller")
        assert (caller.state, kinds(caller)) == (SEATED, ["general"])
        assert taken(event) == {"general": 1, "reserve": 2}

    def test_promotion_does_not_touch_it(self, event):
        first = sign_up(event, guest("First", adults=2))
        second, third = (sign_up(event, guest(n, adults=2)) for n in ("Second", "Third"))
        cancel_registration(registration_id=first.pk, now=NOW)
        states = [type(r).objects.get(pk=r.pk).state for r in (second, third)]
        assert states == [SEATED, WAITING]
        assert taken(event) == {"general": 2, "reserve": 0}


def stale_at_first(stale):
    """`places_at_desk`, which is first told of pools that were read too early."""
    from events.services.registration.eligibility import places_at_desk

    early = [stale]

    def choose(members, pools, **kwargs):
        return places_at_desk(members, early.pop() if early else pools, **kwargs)

    return choose


class TestOpening:
    def test_those_who_wait_come_first(self, event):
        sign_up(event, guest("First", adults=2))
        second, third = sign_up(event, guest("Second")), sign_up(event, guest("Third", adults=2))
        assert reserves_to_open(now=OPENS_AT - timedelta(seconds=1)) == []
        assert reserves_to_open(now=OPENS_AT) == [event.pk]
        assert open_reserve(event_id=event.pk, now=OPENS_AT) == 2
        assert [type(r).objects.get(pk=r.pk).state for r in (second, third)] == [SEATED, WAITING]
        assert capacities(event) == {"general": 4, "reserve": 0}
        assert taken(event) == {"general": 3, "reserve": 0}
        assert OutboxMessage.objects.filter(kind="place-came-free").count() == 1

    def test_once(self, event):
        open_reserve(event_id=event.pk, now=OPENS_AT)
        assert open_reserve(event_id=event.pk, now=OPENS_AT) == 0
        assert reserves_to_open(now=OPENS_AT) == []
        assert capacities(event) == {"general": 4, "reserve": 0}

    def test_taken_places_stay(self, event):
        caller = at_desk(event, "Caller")
        open_reserve(event_id=event.pk, now=OPENS_AT)
        assert kinds(caller) == ["reserve"]
        assert capacities(event) == {"general": 3, "reserve": 1}

    def test_place_that_comes_free_in_it_later_is_for_everyone(self, event):
        caller = at_desk(event, "Caller")
        open_reserve(event_id=event.pk, now=OPENS_AT)
        cancel_registration(registration_id=caller.pk, now=OPENS_AT)
        assert reserves_to_open(now=OPENS_AT) == [event.pk]
        open_reserve(event_id=event.pk, now=OPENS_AT)
        assert capacities(event) == {"general": 4, "reserve": 0}

    def test_not_before_its_time(self, event):
        assert open_reserve(event_id=event.pk, now=OPENS_AT - timedelta(seconds=1)) == 0
        assert capacities(event) == {"general": 2, "reserve": 2}

    def test_followers_hear_of_it(self, event, django_capture_on_commit_callbacks):
        heard = []

        def hear(event_id, **kwargs):
            heard.append(event_id)

        sign_up(event, guest("First", adults=2))
        places_came_free.connect(hear)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                open_reserve(event_id=event.pk, now=OPENS_AT)
        finally:
            places_came_free.disconnect(hear)
        assert heard == [event.pk]

    def test_is_written_down(self, event):
        open_reserve(event_id=event.pk, now=OPENS_AT)
        line = LogEntry.objects.for_instance(event).get()
        assert (line.action, line.data) == ("events.reserve_opened", {"places": 2})


class TestSetting:
    def set(self, event, capacity, opens_at=OPENS_AT):
        return set_capacity(
            event,
            kind=PoolKind.RESERVE,
            capacity=capacity,
            opens_at=opens_at,
            by=UserFactory(),
            now=NOW,
        )

    def test_new_reserve_knows_where_and_when_it_goes(self):
        event = EventFactory(places=5)
        reserve = self.set(event, 3)
        assert reserve.merges_into == event.pools.get(kind=PoolKind.GENERAL)
        assert (reserve.capacity, reserve.merges_at) == (3, OPENS_AT)

    def test_time_can_be_moved(self, event):
        earlier = OPENS_AT - timedelta(days=2)
        assert self.set(event, 2, opens_at=earlier).merges_at == earlier

    def test_lowering_it_drops_nobody(self, event):
        at_desk(event, "Caller", adults=2)
        reserve = self.set(event, 1)
        assert (reserve.capacity, reserve.taken, reserve.free) == (1, 2, 0)

    @pytest.mark.parametrize("opens_at", [None, STARTS_AT])
    def test_it_opens_before_the_event_begins(self, opens_at):
        with pytest.raises(ReserveOpensTooLate):
            self.set(EventFactory(places=5), 3, opens_at=opens_at)


class TestTheDatabase:
    def test_refuses_a_reserve_that_never_opens(self, event):
        with pytest.raises(IntegrityError), transaction.atomic():
            SeatPool.objects.filter(event=event, kind=PoolKind.RESERVE).update(merges_at=None)

    def test_refuses_to_merge_into_places_of_another_event(self, event):
        elsewhere = EventFactory(places=1).pools.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            event.pools.filter(kind=PoolKind.RESERVE).update(merges_into=elsewhere)

    def test_refuses_other_places_that_merge(self, event):
        with pytest.raises(IntegrityError), transaction.atomic():
            event.pools.filter(kind=PoolKind.GENERAL).update(merges_at=OPENS_AT)


def test_attendees_of_the_reserve_count_as_registered(event):
    at_desk(event, "Caller")
    assert Attendee.objects.get(event=event).state == SEATED
