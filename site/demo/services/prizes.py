"""Prizes of the demo library: they lie at libraries, are drawn by lot, and some are collected."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from accounts.models import Membership, User
from demo.services.catalogue import read
from demo.services.events import draw_after
from demo.services.network import Network
from rewards.choices import CollectionState, Unit
from rewards.models import Collection, Prize, PrizeDraw, PrizeStock, Tier
from rewards.services.draws.drawing import draw_prizes, publish_list
from rewards.services.prizes.handing_over import hand_over
from rewards.services.prizes.putting_aside import put_aside_all
from rewards.services.prizes.stock import deliver, transfer

DELIVERED = 30
BROUGHT = 4
LOW_BELOW = 1
LIBRARIES = 20
COLLECTED = 6
DRAWN = "Twelve coloured pencils"
LOTS = 3
# When the exchange closes whose index is the number.
CLOSING_BELL = timedelta(hours=15)


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


def draw_prizes_by_lot(coordinator: User, *, now: datetime) -> None:
    """Lots were drawn among those who have reached a tier; others are drawn in some days."""
    a_week_ago = now - timedelta(days=8) + CLOSING_BELL
    over = _name_the_number(Unit.POINTS, a_week_ago)
    publish_list(prize_draw_id=over.pk, now=a_week_ago)
    draw_prizes(
        prize_draw_id=over.pk,
        number=read("pages")["texts"]["number_that_came_out"],
        by=coordinator,
        now=over.draw.number_known_at + timedelta(minutes=10),
    )
    _name_the_number(Unit.BOOKS, now + timedelta(days=5) + CLOSING_BELL)


def _name_the_number(unit: Unit, list_is_published: datetime) -> PrizeDraw:
    """A draw among those who reach the first tier of a challenge."""
    tiers = Tier.objects.filter(challenge__unit=unit, challenge__only_from_list=False)
    tier = tiers.select_related("challenge").order_by("threshold")[0]
    draw = draw_after(list_is_published)
    draw.save()
    return PrizeDraw.objects.create(
        challenge=tier.challenge,
        tier=tier,
        prize=Prize.objects.get(name_en=DRAWN),
        places=LOTS,
        draw=draw,
    )


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
