"""The prizes of a reader, and where each of them is to be had."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from core.errors import DomainError
from network.models import Branch
from rewards.models import Collection, Prize, PrizeStock, Reader
from rewards.services.prizes.putting_aside import right_of


def prizes_of_reader(reader: Reader) -> list[Collection]:
    """What became of each award and each lot that has won, the latest first; one statement.

    What fell back or was let go is told only as long as nothing has followed it.
    """
    latest = {}
    for collection in Collection.objects.filter(reader=reader).told().order_by("pk"):
        latest[collection.award_id, collection.draw_entry_id] = collection
    return sorted(latest.values(), key=lambda collection: -collection.pk)


@dataclass(frozen=True)
class Offer:
    """A prize, the libraries that have one to give away, and whether it stands in for another."""

    prize: Prize
    branches: tuple[Branch, ...]
    is_substitute: bool


@dataclass(frozen=True)
class Offers:
    """What a reader may have instead of what lies aside, and where they may wait for the prize."""

    to_take: tuple[Offer, ...] = ()
    prize: Prize | None = None
    to_wait_at: tuple[Branch, ...] = ()

    def __bool__(self) -> bool:
        return any(offer.branches for offer in self.to_take) or bool(self.to_wait_at)


def offers_for(collection: Collection, *, now: datetime) -> Offers:
    """Where else a prize is to be had now; nothing once it is collected or given no more."""
    if collection.is_collected:
        return Offers()
    try:
        right = right_of(collection, now=now)
    except DomainError:
        return Offers()
    stocks = PrizeStock.objects.filter(prize__in=right.prizes)
    if collection.is_open:
        stocks = stocks.exclude(pk=collection.stock_id)
    free: dict[int, list[Branch]] = defaultdict(list)
    without: list[Branch] = []
    for stock in stocks.select_related("branch").order_by("branch__name_en", "branch"):
        if stock.free > 0:
            free[stock.prize_id].append(stock.branch)
        elif stock.prize_id == right.prizes[0].pk:
            without.append(stock.branch)
    return Offers(
        to_take=tuple(
            Offer(prize, tuple(free[prize.pk]), is_substitute=place > 0)
            for place, prize in enumerate(right.prizes)
        ),
        prize=right.prizes[0],
        to_wait_at=tuple(without),
    )
