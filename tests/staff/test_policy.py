from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from brands.models import Brand
from core import clock
from events.models import Event
from network.models import Branch
from staff.choices import Action, StaffRole
from staff.policy import (
    ScopedPermissionPolicy,
    branches_in_scope,
    brands_in_scope,
    may_at,
    may_somewhere,
    own_branch,
    own_reach,
    users_who_may,
    where,
)
from tests.factories.brands import BrandFactory
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db


def fresh(user):
    """The user as the next request would load them."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def tree():
    """A central library, a district below it with a village, and a district beside."""
    city = BranchFactory()
    north = BranchFactory(parent=city)
    village = BranchFactory(parent=north)
    south = BranchFactory(parent=city)
    return city, north, village, south


def test_scope_of_a_branch_reaches_all_below_it_and_nothing_beside(tree):
    city, north, village, south = tree
    events = {branch: EventFactory(branch=branch) for branch in tree}
    user = StaffScopeFactory(branch=north).user

    visible = Event.objects.filter(where(user, Action.CHANGE))
    assert set(visible) == {events[north], events[village]}
    assert set(branches_in_scope(user, Action.CHANGE)) == {north, village}
    assert not may_at(user, Action.CHANGE, branch_id=city.pk, brand_id=None)
    assert not may_at(user, Action.CHANGE, branch_id=south.pk, brand_id=None)


def test_own_reach_is_the_first_scope_that_allows_it(tree):
    _, north, _, south = tree
    user = StaffScopeFactory(branch=south, role=StaffRole.DIRECTOR).user
    StaffScopeFactory(user=user, branch=north)
    assert own_reach(user, Action.CHANGE) == {"branch": north.pk}
    assert own_reach(user, Action.REPORT) == {"branch": south.pk}
    assert own_reach(StaffScopeFactory().user, Action.CHANGE) == {}


def test_a_list_of_libraries_begins_with_ones_own():
    city = BranchFactory(name_zh="", name_en="City")
    north = BranchFactory(parent=city, name_zh="", name_en="North")
    apple = BranchFactory(parent=north, name_zh="", name_en="Apple")
    user = StaffScopeFactory(branch=north).user
    assert list(branches_in_scope(user, Action.CHANGE)) == [north, apple]
    assert own_branch(user) == north.pk

    StaffScopeFactory(user=user, role=StaffRole.DIRECTOR)
    user = fresh(user)
    assert list(branches_in_scope(user, Action.REPORT)) == [north, apple, city]
    assert list(branches_in_scope(StaffScopeFactory().user, Action.CHANGE)) == [apple, city, north]


def test_whoever_is_at_home_at_two_libraries_or_at_none_begins_with_none(tree):
    _, north, _, south = tree
    user = StaffScopeFactory(branch=south).user
    StaffScopeFactory(user=user, branch=north)
    assert own_branch(user) is None
    assert own_branch(StaffScopeFactory().user) is None


def test_tree_is_that_of_today(tree):
    _, north, village, _ = tree
    village.placements.update(ends_on=clock.today())
    user = StaffScopeFactory(branch=north).user
    assert set(branches_in_scope(user, Action.VIEW)) == {north}


def test_branch_and_brand_of_one_scope_must_both_fit(tree):
    _, north, _, south = tree
    brand, other = BrandFactory(), BrandFactory()
    user = StaffScopeFactory(branch=north, brand=brand).user

    wanted = EventFactory(branch=north, brand=brand)
    EventFactory(branch=north, brand=other)
    EventFactory(branch=south, brand=brand)
    EventFactory(branch=north, brand=None)
    assert list(Event.objects.filter(where(user, Action.CHANGE))) == [wanted]


def test_scopes_are_alternatives_and_do_not_mix(tree):
    _, north, _, south = tree
    brand, other = BrandFactory(), BrandFactory()
    user = UserFactory()
    StaffScopeFactory(user=user, branch=north, brand=brand)
    StaffScopeFactory(user=user, branch=south, brand=other)

    def may(branch, brand):
        return may_at(user, Action.CHANGE, branch_id=branch.pk, brand_id=brand.pk)

    assert may(north, brand)
    assert may(south, other)
    assert not may(north, other)
    assert not may(south, brand)


def test_role_of_one_scope_does_not_spread_to_another(tree):
    _, north, _, south = tree
    user = UserFactory()
    StaffScopeFactory(user=user, branch=north, role=StaffRole.COORDINATOR)
    StaffScopeFactory(user=user, branch=south, role=StaffRole.DIRECTOR)

    assert may_at(user, Action.VIEW, branch_id=south.pk, brand_id=None)
    assert not may_at(user, Action.CHANGE, branch_id=south.pk, brand_id=None)
    assert may_at(user, Action.CHANGE, branch_id=north.pk, brand_id=None)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (StaffRole.COORDINATOR, set(Action) - {Action.REVIEW}),
        (StaffRole.REVIEWER, {Action.VIEW, Action.REVIEW}),
        (StaffRole.DOOR, {Action.CHECK_IN}),
        (StaffRole.DIRECTOR, {Action.VIEW, Action.REPORT}),
    ],
)
def test_roles(role, allowed):
    user = StaffScopeFactory(role=role).user
    assert {action for action in Action if may_somewhere(user, action)} == allowed


def test_scope_counts_only_within_its_term():
    today = clock.today()
    past = StaffScopeFactory(starts_on=date(2000, 1, 1), ends_on=today).user
    future = StaffScopeFactory(starts_on=date(today.year + 1, 1, 1)).user
    EventFactory()
    for user in (past, future):
        assert not may_somewhere(user, Action.VIEW)
        assert not Event.objects.filter(where(user, Action.VIEW)).exists()


def test_nobody_else_may_anything():
    EventFactory()
    dismissed = StaffScopeFactory(user__is_active=False).user
    for user in (AnonymousUser(), UserFactory(), UserFactory(is_staff=True), dismissed):
        assert not may_somewhere(user, *Action)
        assert not Event.objects.filter(where(user, *Action)).exists()
        assert not branches_in_scope(user, *Action).exists()
        assert not brands_in_scope(user, *Action).exists()


def test_superuser_may_everything():
    event = EventFactory(brand=None)
    user = UserFactory(is_superuser=True)
    assert all(may_at(user, action, branch_id=event.branch_id, brand_id=None) for action in Action)
    assert set(branches_in_scope(user, Action.ADD)) == set(Branch.objects.all())


def test_brands_in_scope():
    brand, _ = BrandFactory(), BrandFactory()
    assert set(brands_in_scope(StaffScopeFactory(brand=brand).user, Action.ADD)) == {brand}
    somewhere = StaffScopeFactory(branch=BranchFactory()).user
    assert set(brands_in_scope(somewhere, Action.ADD)) == set(Brand.objects.all())


def test_two_statements_answer_every_question_of_a_request(tree):
    _, north, _, south = tree
    user = UserFactory()
    StaffScopeFactory(user=user, branch=north)
    StaffScopeFactory(user=user, branch=south, brand=BrandFactory())
    user = fresh(user)
    with statements() as captured:
        for action in Action:
            may_somewhere(user, action)
            may_at(user, action, branch_id=south.pk, brand_id=None)
            where(user, action)
    assert len(captured) == 2


def test_scope_of_every_branch_needs_one_statement():
    user = fresh(StaffScopeFactory().user)
    with statements() as captured:
        assert may_somewhere(user, Action.CHANGE)
    assert len(captured) == 1


def test_those_who_may_are_found(tree):
    _, north, village, south = tree
    brand = BrandFactory()
    boss = UserFactory(is_superuser=True)
    everywhere = StaffScopeFactory(role=StaffRole.REVIEWER).user
    above = StaffScopeFactory(role=StaffRole.REVIEWER, branch=north).user
    of_brand = StaffScopeFactory(role=StaffRole.REVIEWER, brand=brand).user
    beside = StaffScopeFactory(role=StaffRole.REVIEWER, branch=south).user
    StaffScopeFactory(role=StaffRole.COORDINATOR)

    assert set(users_who_may(Action.REVIEW)) == {boss, everywhere, above, of_brand, beside}
    found = users_who_may(Action.REVIEW, branch_id=village.pk, brand_id=brand.pk)
    assert set(found) == {boss, everywhere, above, of_brand}


class TestScopedPermissionPolicy:
    def test_stored_row_is_judged_whatever_the_instance_claims(self):
        mine, foreign = BranchFactory(), BranchFactory()
        user = StaffScopeFactory(branch=mine).user
        policy = ScopedPermissionPolicy(Event)
        event = EventFactory(branch=foreign)
        event.branch = mine
        assert not policy.user_has_permission_for_instance(user, "change", event)

    def test_rows_without_a_brand_need_a_scope_of_every_brand(self):
        room = RoomFactory()
        policy = ScopedPermissionPolicy(type(room), brand=None)
        of_branch = StaffScopeFactory(branch=room.branch).user
        of_brand = StaffScopeFactory(branch=room.branch, brand=BrandFactory()).user

        assert policy.user_has_permission(of_branch, "change")
        assert policy.user_has_permission_for_instance(of_branch, "change", room)
        assert not policy.user_has_permission(of_brand, "change")
        assert not policy.user_has_permission_for_instance(of_brand, "change", room)

    def test_brands_need_a_scope_of_every_branch(self):
        brand, other = BrandFactory(), BrandFactory()
        policy = ScopedPermissionPolicy(Brand, branch=None, brand="pk")
        lead = StaffScopeFactory(brand=brand).user
        of_branch = StaffScopeFactory(branch=BranchFactory()).user

        assert list(policy.instances_user_has_permission_for(lead, "change")) == [brand]
        assert not policy.user_has_permission_for_instance(lead, "change", other)
        assert not policy.user_has_permission(of_branch, "change")

    def test_those_with_the_permission_are_found(self):
        user = StaffScopeFactory().user
        StaffScopeFactory(role=StaffRole.DIRECTOR)
        assert list(ScopedPermissionPolicy(Event).users_with_permission("change")) == [user]


class TestTheAdmin:
    @pytest.mark.parametrize(
        "role", [StaffRole.COORDINATOR, StaffRole.REVIEWER, StaffRole.DIRECTOR]
    )
    def test_opens_to_those_who_see_something_there(self, client, role):
        client.force_login(StaffScopeFactory(role=role, branch=BranchFactory()).user)
        assert client.get("/admin/").status_code == 200

    def test_stays_shut_for_the_door_desk_and_for_citizens(self, client):
        for user in (StaffScopeFactory(role=StaffRole.DOOR).user, UserFactory(is_staff=True)):
            client.force_login(user)
            assert client.get("/admin/").status_code == 302
