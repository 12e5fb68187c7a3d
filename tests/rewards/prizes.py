"""What tests of prizes say again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db.models import Sum

from network.models import Branch
from rewards.choices import AwardState, CollectionState, PrizeRule
from rewards.models import (
    Award,
    Challenge,
    Collection,
    Prize,
    PrizeStock,
    Reader,
    StockLine,
    Tier,
)
from rewards.services.prizes.putting_aside import put_aside_for_awards
from rewards.services.prizes.reconciliation import prizes_add_up
from rewards.services.prizes.stock import deliver
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.rewards import (
    ChallengeFactory,
    PrizeFactory,
    ReaderFactory,
    TallyEntryFactory,
    TierFactory,
    TierPrizeFactory,
)

NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
_thresholds = count(10)


def tier_with(*prizes: Prize, challenge: Challenge | None = None, **fields: Any) -> Tier:
    """A tier of a challenge that gives each tier's prize at once; the first is the prize."""
    challenge = challenge or ChallengeFactory(prize_rule=PrizeRule.EACH, **fields)
    tier = TierFactory(challenge=challenge, threshold=next(_thresholds))
    for place, prize in enumerate(prizes or [PrizeFactory()], start=1):
        TierPrizeFactory(tier=tier, prize=prize, place=place)
    return tier


def award(tier: Tier, *, reader: Reader | None = None, **fields: Any) -> Award:
    """Somebody has just reached the tier, and nothing has come of it yet."""
    reader = reader or ReaderFactory(challenge=tier.challenge, **fields)
    TallyEntryFactory(reader=reader, amount=tier.threshold)
    return Award.objects.create(
        challenge=tier.challenge, reader=reader, tier=tier, earned_at=NOW - timedelta(minutes=1)
    )


def prize_of(tier: Tier) -> Prize:
    first = tier.prizes.order_by("place").first()
    assert first
    return first.prize


def stock(prize: Prize, branch: Branch | None = None, pieces: int = 5) -> PrizeStock:
    """A delivery, as it is noted at a library."""
    branch = branch or BranchFactory()
    kept = deliver(prize=prize, branch=branch, pieces=pieces, form=uuid4(), now=NOW, by=None)
    kept.refresh_from_db()
    return kept


def put_aside(*awards: Award, now: datetime = NOW) -> list[Collection]:
    put_aside_for_awards([each.pk for each in awards], now=now)
    return [collection_of(each) for each in awards]


def collection_of(of: Award) -> Collection:
    """The latest one."""
    return Collection.objects.told().filter(award=of).latest("pk")


def one_prize(pieces: int = 1, **fields: Any) -> Collection:
    """A prize that lies aside at its reader's library."""
    tier = tier_with()
    earned = award(tier, **fields)
    stock(prize_of(tier), earned.reader.branch, pieces)
    return put_aside(earned)[0]


def lapse(of: Award) -> None:
    """The tier is lost; nobody has been told yet."""
    Award.objects.filter(pk=of.pk).update(state=AwardState.LAPSED, lapsed_at=NOW)


def clerk() -> Any:
    return UserFactory(is_staff=True)


def demand_prizes_in_order() -> None:
    """Sums follow from lines and collections; while anybody waits, none is free."""
    assert list(prizes_add_up(NOW, False)) == []
    for kept in PrizeStock.objects.all():
        lines = StockLine.objects.filter(stock=kept)
        assert kept.on_hand == (lines.aggregate(sum=Sum("pieces"))["sum"] or 0)
        collections = Collection.objects.filter(stock=kept)
        assert kept.reserved == collections.filter(state=CollectionState.RESERVED).count()
        if collections.filter(state=CollectionState.WAITING).exists():
            assert kept.free == 0
