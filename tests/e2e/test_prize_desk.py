"""A desk hands out prizes to those who come, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core import clock
from rewards.choices import PrizeRule
from rewards.models import Award, Collection, StockLine
from rewards.services.prizes.putting_aside import put_aside_for_awards
from rewards.services.prizes.stock import deliver
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.network import BranchFactory
from tests.factories.rewards import (
    ChallengeFactory,
    PrizeFactory,
    ReaderFactory,
    TierFactory,
    TierPrizeFactory,
)
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def prizes_for(*nicknames: str) -> list[Collection]:
    """Everybody has one put aside at the same library."""
    now, branch, prize = clock.now(), BranchFactory(), PrizeFactory(name_en="Cloth bag")
    tier = TierFactory(
        challenge=ChallengeFactory(prize_rule=PrizeRule.EACH, collect_until=None, branch=branch)
    )
    TierPrizeFactory(tier=tier, prize=prize)
    deliver(prize=prize, branch=branch, pieces=5, form=uuid4(), now=now, by=None)
    awards = [
        Award.objects.create(
            challenge=tier.challenge,
            reader=ReaderFactory(challenge=tier.challenge, nickname=nickname, branch=branch),
            tier=tier,
            earned_at=now - timedelta(minutes=1),
        )
        for nickname in nicknames
    ]
    put_aside_for_awards([award.pk for award in awards], now=now)
    return list(Collection.objects.told().order_by("pk"))


def test_two_readers_come_and_one_code_comes_twice(
    page: Page, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    first, second = prizes_for("Bean", "Pea")
    branch = first.stock.branch
    sign_in(StaffScopeFactory(branch=branch).user)
    page.goto(f"/admin/reading/prize-desk/{branch.pk}/")
    field, hand_over = (
        page.get_by_label("Code of the prize"),
        page.get_by_role("button", name="Hand over", exact=True),
    )

    for number, collection in enumerate((first, second), 1):
        expect(field).to_be_focused()
        # A hand scanner types the address of the QR code and then Enter.
        page.keyboard.type(f"HTTPS://LIBRARY.EXAMPLE/P/{collection.code}")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Cloth bag")).to_be_visible()
        expect(page.get_by_role("status", name="Cloth bag")).to_contain_text(
            collection.reader.nickname
        )
        assert not sideways_scroll(page)
        hand_over.click()
        expect(page.get_by_text(f"{number} handed over today")).to_be_visible()

    expect(field).to_be_focused()
    page.keyboard.type(first.code)
    page.keyboard.press("Enter")
    expect(page.get_by_text("This prize was handed over already")).to_be_visible()
    expect(hand_over).to_have_count(0)
    assert not violations(page)
    assert StockLine.objects.filter(kind="collected").count() == 2
    assert complaints == []
