"""Who takes which place: children, wheelchair users, companions, those who take part online."""

import pytest

from brands.choices import AccessOffer
from events.choices import AccessNeed, AttendanceMode, PlaceState, PoolKind
from events.errors import TooFewSuchPlaces
from events.models import SeatPool
from events.services.registration.parties import household_party
from events.services.registration.way_in import State, way_in_by_pools
from events.services.tickets import ticket_of
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import EventFactory, SeatPoolFactory
from tests.factories.people import HouseholdFactory

pytestmark = pytest.mark.django_db

WHEELCHAIR, COMPANION = AccessNeed.WHEELCHAIR, AccessNeed.COMPANION


def event_with(*, mode=AttendanceMode.ONSITE, **capacities):
    """An event with five general places and these others."""
    event = EventFactory(places=5, attendance_mode=mode)
    for kind, capacity in capacities.items():
        SeatPoolFactory(event=event, kind=kind, capacity=capacity)
    return event


def kinds(registration):
    return list(registration.attendees.order_by("pk").values_list("pool__kind", flat=True))


def test_children_share_the_places_again_once_their_own_are_taken_away():
    assert kinds(sign_up(event_with(children=0), guest(children=1))) == ["general", "general"]


def test_each_need_can_be_offered():
    assert set(AccessNeed.values) == set(AccessOffer.values)


class TestWheelchairPlaces:
    def test_who_needs_one_takes_one(self):
        event = event_with(wheelchair=1)
        party = sign_up(event, guest("Lin", adults=2, needs=[WHEELCHAIR]))
        assert kinds(party) == ["wheelchair", "general"]

    def test_where_there_are_none_it_is_a_general_one(self):
        assert kinds(sign_up(event_with(), guest(needs=[WHEELCHAIR]))) == ["general"]
        assert kinds(sign_up(event_with(wheelchair=0), guest(needs=[WHEELCHAIR]))) == ["general"]

    def test_where_there_are_none_a_child_takes_a_childrens_place(self):
        party = guest("Lin", adults=0, children=1, needs=[WHEELCHAIR])
        assert kinds(sign_up(event_with(children=1), party)) == ["children"]

    def test_nobody_else_takes_them(self):
        event = event_with(wheelchair=3)
        assert sign_up(event, guest("Five", adults=5)).state == PlaceState.SEATED
        assert sign_up(event, guest("One")).state == PlaceState.WAITING

    def test_when_they_are_full_the_whole_party_waits(self):
        event = event_with(wheelchair=1)
        sign_up(event, guest("First", needs=[WHEELCHAIR]))
        second = sign_up(event, guest("Second", adults=2, needs=[WHEELCHAIR]))
        assert second.state == PlaceState.WAITING
        assert event.pools.get(kind=PoolKind.GENERAL).taken == 0
        assert ticket_of(second.code, now=NOW).too_few == ["wheelchair places"]

    def test_that_general_places_are_full_goes_without_saying(self):
        event = event_with(wheelchair=1)
        sign_up(event, guest("Five", adults=5))
        waiting = sign_up(event, guest("One"))
        assert ticket_of(waiting.code, now=NOW).too_few == []

    def test_who_waits_for_a_chair_is_not_in_the_way(self):
        event = event_with(wheelchair=1)
        sign_up(event, guest("First", adults=5))
        sign_up(event, guest("Waits"))
        assert sign_up(event, guest("Lin", needs=[WHEELCHAIR])).state == PlaceState.SEATED

    def test_nobody_overtakes_for_the_same_places(self):
        event = event_with(wheelchair=1)
        sign_up(event, guest("First", adults=5))
        party = sign_up(event, guest("Waits", adults=2, needs=[WHEELCHAIR]))
        behind = sign_up(event, guest("Behind", needs=[WHEELCHAIR]))
        assert [party.state, behind.state] == [PlaceState.WAITING, PlaceState.WAITING]

    def test_more_than_there_are_is_refused_with_a_way_on(self):
        event = event_with(wheelchair=1)
        holder = HouseholdFactory().memberships.get()
        family = household_party(
            members=[holder], people=[holder.person_id], needs={holder.person_id: [WHEELCHAIR]}
        )
        assert kinds(sign_up(event, family)) == ["wheelchair"]
        event.pools.filter(kind=PoolKind.WHEELCHAIR).update(capacity=1)
        two = guest("Two", adults=2, needs=[WHEELCHAIR])
        members = tuple(
            type(member)(**{**vars(member), "needs": (WHEELCHAIR.value,)}) for member in two.members
        )
        with pytest.raises(TooFewSuchPlaces, match="wheelchair places, 1 in all"):
            sign_up(event, type(two)(**{**vars(two), "members": members}))


class TestCompanions:
    def test_one_adult_comes_along(self):
        event = event_with(companion=2, wheelchair=1)
        party = sign_up(event, guest("Lin", adults=3, needs=[WHEELCHAIR, COMPANION]))
        assert kinds(party) == ["wheelchair", "companion", "general"]

    def test_who_comes_alone_has_none(self):
        assert kinds(sign_up(event_with(companion=2), guest(needs=[COMPANION]))) == ["general"]

    def test_children_are_no_companions(self):
        party = guest("Lin", adults=1, children=1, needs=[COMPANION])
        assert kinds(sign_up(event_with(companion=2), party)) == ["general", "general"]

    def test_where_there_are_none_it_is_a_general_place(self):
        party = sign_up(event_with(), guest("Lin", adults=2, needs=[COMPANION]))
        assert kinds(party) == ["general", "general"]


class TestOnline:
    def test_whoever_chooses_it_takes_an_online_place(self):
        event = event_with(mode=AttendanceMode.MIXED, online=10, children=2)
        party = sign_up(event, guest("Lin", adults=1, children=1, is_online=True))
        assert (party.is_online, kinds(party)) == (True, ["online", "online"])

    def test_without_places_of_its_own_it_takes_a_general_one(self):
        party = sign_up(event_with(mode=AttendanceMode.MIXED), guest(is_online=True))
        assert (party.is_online, kinds(party)) == (True, ["general"])

    @pytest.mark.parametrize("mode", [AttendanceMode.ONSITE, AttendanceMode.ONLINE])
    def test_there_is_nothing_to_choose_elsewhere(self, mode):
        party = sign_up(event_with(mode=mode), guest(is_online=True))
        assert not party.is_online
        assert party.comes_online == (mode == AttendanceMode.ONLINE)

    def test_nobody_waits_for_it_behind_those_who_want_to_come(self):
        event = event_with(mode=AttendanceMode.MIXED, online=1)
        sign_up(event, guest("First", adults=5))
        sign_up(event, guest("Waits"))
        assert sign_up(event, guest("Online", is_online=True)).state == PlaceState.SEATED


def test_needs_are_kept_with_who_has_them():
    event = event_with()
    party = sign_up(event, guest("Lin", adults=2, needs=["large_type", "hearing_loop"]))
    assert list(party.attendees.order_by("pk").values_list("needs", flat=True)) == [
        ["hearing_loop", "large_type"],
        [],
    ]


def test_public_count_is_of_places_that_are_for_everyone():
    event = event_with(wheelchair=2, companion=2, online=3, children=4)
    pools = list(SeatPool.objects.filter(event=event))
    assert way_in_by_pools(event, pools, now=NOW).free == 12
    for pool in pools:
        if pool.is_for_everyone:
            pool.taken = pool.capacity
    assert way_in_by_pools(event, pools, now=NOW).state == State.FULL
