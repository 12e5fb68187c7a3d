"""Who sees and decides what: by the library and brand of a challenge, and by a reader's library."""

from __future__ import annotations

from typing import Any

import pytest

from rewards.models import Challenge, Prize, Reader
from rewards.permissions import (
    challenges_in_scope,
    desks_in_scope,
    held_in_scope,
    may_with_challenge,
    prizes_policy,
    readers_in_scope,
    stocks_in_scope,
)
from staff.choices import Action, StaffRole
from tests.factories.brands import BrandFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.rewards import (
    ChallengeFactory,
    PrizeFactory,
    PrizeStockFactory,
    ReaderFactory,
)
from tests.factories.staff import StaffScopeFactory
from tests.rewards.readings import write

pytestmark = pytest.mark.django_db


def staff(**scope: Any) -> Any:
    return StaffScopeFactory(**scope).user


def test_a_challenge_goes_with_its_library_and_all_above_it() -> None:
    district = BranchFactory()
    branch = BranchFactory(parent=district)
    here, _elsewhere = ChallengeFactory(branch=branch), ChallengeFactory()
    user = staff(branch=district)
    assert list(challenges_in_scope(user, Action.CHANGE)) == [here]
    assert may_with_challenge(user, Action.CHANGE, here)


def test_a_challenge_of_a_brand_goes_with_the_brand() -> None:
    brand = BrandFactory()
    ours = ChallengeFactory(brand=brand)
    ChallengeFactory()
    assert list(challenges_in_scope(staff(brand=brand), Action.CHANGE)) == [ours]


def test_citizens_and_doors_see_none() -> None:
    ChallengeFactory()
    for user in (UserFactory(), staff(role=StaffRole.DOOR)):
        assert list(challenges_in_scope(user, Action.VIEW)) == []
        assert list(readers_in_scope(user, Action.CHANGE)) == []


def test_a_reader_is_looked_after_at_their_own_library_too() -> None:
    city = ChallengeFactory()
    branch = BranchFactory()
    near = ReaderFactory(challenge=city, branch=branch)
    far = ReaderFactory(challenge=city)
    assert list(readers_in_scope(staff(branch=branch), Action.CHANGE)) == [near]
    assert list(readers_in_scope(staff(branch=city.branch), Action.CHANGE)) == [near, far]


def test_what_is_held_goes_with_its_reader() -> None:
    reader = ReaderFactory(challenge__most_per_entry=1, branch=BranchFactory())
    held = write(reader, 2)
    assert list(held_in_scope(staff(branch=reader.branch))) == [held]
    assert list(held_in_scope(staff(branch=BranchFactory()))) == []
    assert list(held_in_scope(staff(branch=reader.branch, role=StaffRole.DIRECTOR))) == []


def test_prizes_are_kept_at_a_library_and_those_of_the_network_are_seen_by_all() -> None:
    branch = BranchFactory()
    own, shared = PrizeFactory(branch=branch), PrizeFactory()
    PrizeFactory(branch=BranchFactory())
    policy = prizes_policy()
    user = staff(branch=branch, brand=BrandFactory())

    def may(action: str) -> list[Prize]:
        return list(policy.instances_user_has_permission_for(user, action).order_by("pk"))

    assert may(Action.VIEW) == [own, shared]
    assert may(Action.CHANGE) == [own]


def test_stock_is_looked_after_where_it_lies_and_handed_out_by_doors() -> None:
    stock = PrizeStockFactory()
    PrizeStockFactory()
    assert list(stocks_in_scope(staff(branch=stock.branch))) == [stock]
    door = staff(branch=stock.branch, role=StaffRole.DOOR)
    assert list(stocks_in_scope(door)) == []
    assert list(desks_in_scope(door)) == [stock.branch]


def test_superusers_see_everything() -> None:
    reader = ReaderFactory()
    admin = UserFactory(is_superuser=True)
    assert list(challenges_in_scope(admin, Action.CHANGE)) == list(Challenge.objects.all())
    assert list(readers_in_scope(admin, Action.CHANGE)) == list(Reader.objects.all()) == [reader]
