"""The tree of branches through time: what may move where, and what reports see of it."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from network.errors import MovedSince, NetworkCycle
from network.models import Branch
from network.services.tree import MembershipPeriod, ancestors, membership_periods, place
from tests.factories.network import BranchFactory

NEW_YEAR = date(2026, 1, 1)
MAY = date(2026, 5, 1)
NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def city(db):
    return BranchFactory(name_en="Central Library")


@pytest.fixture
def east(city):
    return BranchFactory(parent=city, name_en="Eastern District")


@pytest.fixture
def west(city):
    return BranchFactory(parent=city, name_en="Western District")


@pytest.fixture
def village(east):
    return BranchFactory(parent=east, name_en="Plum Village")


def placements(branch):
    return list(branch.placements.values_list("parent", "starts_on", "ends_on"))


def test_first_placement_opens_without_an_end(east):
    newcomer = Branch.objects.create(slug="new", name_en="New", kind="branch", level="town")
    place(newcomer, east, MAY)
    assert placements(newcomer) == [(east.pk, MAY, None)]


def test_a_move_ends_the_placement_before(village, east, west):
    place(village, west, MAY)
    assert placements(village) == [
        (east.pk, date(2000, 1, 1), MAY),
        (west.pk, MAY, None),
    ]


def test_to_the_top_of_the_network(village):
    place(village, None, MAY)
    assert ancestors(village, MAY) == []


def test_staying_where_one_is_changes_nothing(village, east):
    before = placements(village)
    place(village, east, MAY)
    assert placements(village) == before


def test_same_day_corrects_the_placement(village, east, west, city):
    place(village, west, MAY)
    place(village, city, MAY)
    assert placements(village) == [(east.pk, date(2000, 1, 1), MAY), (city.pk, MAY, None)]


def test_what_has_been_reported_is_not_moved(village, west, city):
    place(village, west, MAY)
    with pytest.raises(MovedSince) as refusal:
        place(village, city, MAY - timedelta(days=1))
    assert "Plum Village has moved on May 1, 2026" in str(refusal.value)
    assert village.placements.count() == 2


def test_a_branch_that_had_left_comes_back_later(village, west):
    village.placements.update(ends_on=NEW_YEAR)
    with pytest.raises(MovedSince):
        place(village, west, NEW_YEAR - timedelta(days=1))
    place(village, west, MAY)
    assert ancestors(village, NEW_YEAR) == []
    assert ancestors(village, MAY)[0] == west


def test_not_below_itself(east):
    with pytest.raises(NetworkCycle):
        place(east, east, MAY)


def test_not_below_what_stands_below_it(city, east, village):
    with pytest.raises(NetworkCycle) as refusal:
        place(city, village, MAY)
    assert str(refusal.value) == (
        "Central Library cannot stand below Plum Village: on May 1, 2026 that would put it below "
        "itself. Move Plum Village away first, or choose another place."
    )
    assert placements(city) == [(None, date(2000, 1, 1), None)]


def test_not_below_what_will_stand_below_it(east, west):
    place(west, east, NEXT_YEAR)
    with pytest.raises(NetworkCycle) as refusal:
        place(east, west, MAY)
    assert "on Jan. 1, 2027" in str(refusal.value)


def test_below_what_stands_below_it_no_more(east, village, city):
    place(village, city, MAY)
    place(east, village, MAY)
    assert ancestors(east, MAY) == [village, city]


def test_ancestors_by_the_day(village, east, west, city):
    place(village, west, MAY)
    assert ancestors(village, MAY - timedelta(days=1)) == [east, city]
    assert ancestors(village, MAY) == [west, city]


def test_membership_counts_the_days_a_branch_was_there(city, east, west, village):
    place(village, west, MAY)
    assert membership_periods(east, NEW_YEAR, NEXT_YEAR) == [
        MembershipPeriod(east.pk, NEW_YEAR, NEXT_YEAR),
        MembershipPeriod(village.pk, NEW_YEAR, MAY),
    ]
    assert membership_periods(west, NEW_YEAR, NEXT_YEAR) == [
        MembershipPeriod(west.pk, NEW_YEAR, NEXT_YEAR),
        MembershipPeriod(village.pk, MAY, NEXT_YEAR),
    ]


def test_membership_does_not_mind_a_move_inside(city, east, west, village):
    place(village, west, MAY)
    assert membership_periods(city, NEW_YEAR, NEXT_YEAR) == [
        MembershipPeriod(branch.pk, NEW_YEAR, NEXT_YEAR)
        for branch in sorted([city, east, west, village], key=lambda branch: branch.pk)
    ]


def test_membership_of_one_who_came_back(east, west, village):
    place(village, west, date(2026, 3, 1))
    place(village, east, MAY)
    assert membership_periods(east, NEW_YEAR, NEXT_YEAR)[1:] == [
        MembershipPeriod(village.pk, NEW_YEAR, date(2026, 3, 1)),
        MembershipPeriod(village.pk, MAY, NEXT_YEAR),
    ]


DAYS = [NEW_YEAR + timedelta(days=n) for n in range(8)]
BRANCHES = range(5)


class NaiveTree:
    """One table of parents per day: slow and plainly right."""

    def __init__(self):
        self.parents = {day: dict.fromkeys(BRANCHES) for day in DAYS}
        self.last_move = {}

    def place(self, branch, parent, on):
        """Whether the move is allowed; if so, it is made."""
        last = self.last_move.get(branch)
        if last and on < last[0]:
            return False
        if last and last[1] == parent:
            return True
        later = [day for day in DAYS if day >= on]
        if parent is not None and any(branch in self.line(parent, day) for day in later):
            return False
        for day in later:
            self.parents[day][branch] = parent
        self.last_move[branch] = (on, parent)
        return True

    def line(self, branch, day):
        found = []
        while branch is not None:
            found.append(branch)
            branch = self.parents[day][branch]
        return found

    def members(self, root, day):
        return {branch for branch in BRANCHES if root in self.line(branch, day)}


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(
    moves=st.lists(
        st.tuples(
            st.sampled_from(BRANCHES),
            st.one_of(st.none(), st.sampled_from(BRANCHES)),
            st.sampled_from(DAYS),
        ),
        max_size=14,
    )
)
def test_agrees_with_a_tree_kept_day_by_day(moves):
    with transaction.atomic():
        branches = [
            Branch.objects.create(slug=f"b{n}", name_en=f"B{n}", kind="branch", level="town")
            for n in BRANCHES
        ]
        naive = NaiveTree()
        for branch, parent, on in moves:
            try:
                place(branches[branch], None if parent is None else branches[parent], on)
            except DomainError:
                assert not naive.place(branch, parent, on)
            else:
                assert naive.place(branch, parent, on)

        for day in DAYS:
            tomorrow = day + timedelta(days=1)
            for n, branch in enumerate(branches):
                assert ancestors(branch, day) == [branches[b] for b in naive.line(n, day)[1:]]
                members = {m.branch_id for m in membership_periods(branch, day, tomorrow)}
                assert members == {branches[b].pk for b in naive.members(n, day)}
        for n, branch in enumerate(branches):
            periods = membership_periods(branch, DAYS[0], DAYS[-1])
            days = [
                (period.branch_id, day)
                for period in periods
                for day in DAYS
                if period.starts_on <= day < period.ends_on
            ]
            assert sorted(days) == sorted(
                (branches[b].pk, day) for day in DAYS[:-1] for b in naive.members(n, day)
            )
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_cycle():
    one, two = BranchFactory(), BranchFactory()
    refusals = []

    def move_the_other():
        try:
            place(two, one, MAY)
        except NetworkCycle as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    other = Thread(target=move_the_other)
    with transaction.atomic():
        place(one, two, MAY)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive(), "the second move has not waited for the first"
    other.join()

    assert len(refusals) == 1
    assert placements(one)[-1] == (two.pk, MAY, None)
    assert placements(two) == [(None, date(2000, 1, 1), None)]
