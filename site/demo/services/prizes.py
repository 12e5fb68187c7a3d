"""Prizes of the demo library: they lie at libraries, and some readers have collected theirs."""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from accounts.models import Membership, User
from demo.services.network import Network
from rewards.choices import CollectionState
from rewards.models import Collection, Prize, PrizeStock
from rewards.services.prizes.handing_over import hand_over
from rewards.services.prizes.putting_aside import put_aside_all
from rewards.services.prizes.stock import deliver, transfer

DELIVERED = 12
BROUGHT = 2
LOW_BELOW = 1
LIBRARIES = 20
COLLECTED = 6


def keep_prizes(network: Network, coordinator: User, *, now: datetime) -> None:
    """All prizes come to the central library; some of each are brought to others."""
    others = [place.branch for place in network.places if place != network.central][:LIBRARIES]
    for prize in Prize.objects.order_by("pk"):
        central = deliver(
            prize=prize,
            branch=network.central.branch,
            pieces=DELIVERED + BROUGHT * len(others),
            form=uuid5(NAMESPACE_URL, f"delivery of {prize.pk}"),
            now=now,
            by=coordinator,
        )
        for branch in others:
            transfer(
                stock_id=central.pk,
                to=branch,
                pieces=BROUGHT,
                form=uuid5(NAMESPACE_URL, f"{prize.pk} to {branch.pk}"),
                now=now,
                by=coordinator,
            )
    PrizeStock.objects.update(low_below=LOW_BELOW)


def collect_prizes(citizen: User, coordinator: User, *, now: datetime) -> None:
    """Some come and collect theirs; those of the demo citizen's family still lie aside."""
    put_aside_all(now=now)
    family = Membership.objects.in_household_of(citizen).values("person")
    ready = Collection.objects.filter(state=CollectionState.RESERVED).exclude(
        reader__person__in=family
    )
    for collection in ready.told().order_by("pk")[:COLLECTED]:
        hand_over(
            collection_id=collection.pk,
            branch=collection.stock.branch,
            by=coordinator,
            now=now,
        )
