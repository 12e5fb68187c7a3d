"""What somebody at a desk sees: whose a prize is, whether it can be given here, what was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.days import midnight
from core.errors import DomainError
from network.models import Branch
from notifications.services.limits import count_attempt
from rewards.choices import CollectionState
from rewards.models import Collection, Prize, PrizeStock
from rewards.permissions import desks_in_scope, readers_in_scope
from rewards.querysets import CollectionQuerySet
from rewards.services.desk.finding import LOOK_UPS
from rewards.services.names import who_collects
from rewards.services.prizes.handing_over import where_it_is
from rewards.services.prizes.putting_aside import (
    collected_already,
    live_collection,
    right_of,
)
from staff.choices import Action

# In the session: at which library somebody stood last.
LAST_DESK = "prize_desk"

MOST_FOUND = 20
SHORTEST_NAME = 2
LAST_DIGITS = 3


@dataclass(frozen=True)
class Shown:
    """A prize at this desk.

    Without trouble it is handed over by one button; `instead` are the substitutes that lie here.
    """

    collection: Collection
    who: str
    trouble: str
    instead: tuple[Prize, ...]

    @property
    def can_be_given(self) -> bool:
        return not self.trouble


def shown_at(collection: Collection, branch: Branch, *, now: datetime) -> Shown:
    """What is to be said about this prize at this library."""
    try:
        right = right_of(collection, now=now)
        live = live_collection(right) or collection
        if live.is_collected:
            raise collected_already(live)
    except DomainError as refusal:
        gone = collected_already(collection) if collection.is_collected else refusal
        return Shown(collection, who_collects(collection.reader), str(gone), ())
    kept = {
        stock.prize_id: stock
        for stock in PrizeStock.objects.filter(prize__in=right.prizes, branch=branch)
    }
    is_here = live.is_reserved and live.stock.branch_id == branch.pk
    stock = kept.get(live.stock.prize_id)
    trouble = ""
    if not is_here and (stock is None or stock.free < 1):
        trouble = str(where_it_is(live, live.stock.prize))
    instead = tuple(
        prize
        for prize in right.prizes
        if prize.pk != live.stock.prize_id and prize.pk in kept and kept[prize.pk].free > 0
    )
    return Shown(live, who_collects(live.reader), trouble, instead)


def prizes_at_desk(user: Any) -> CollectionQuerySet:
    """Those that somebody may look at without their code: of readers, or libraries, in scope."""
    readers = readers_in_scope(user, Action.CHECK_IN)
    return Collection.objects.filter(
        Q(reader__in=readers) | Q(stock__branch__in=desks_in_scope(user))
    )


def find_prizes(user: Any, text: str, *, now: datetime) -> list[Collection]:
    """The prizes still to be had of readers by this nickname, name or end of a card's number.

    Only readers in scope are found.

    Raises:
        TooManyAttempts: the user has looked up more people than anyone stands before.
    """
    asked = text.strip()
    if asked.isdecimal() and len(asked) >= LAST_DIGITS:
        ending = asked[-LAST_DIGITS:]
        matching = Q(reader__card__ending=ending) | Q(reader__person__reader_cards__ending=ending)
    elif len(asked) >= SHORTEST_NAME:
        matching = Q(reader__nickname__icontains=asked) | Q(reader__person__name__icontains=asked)
    else:
        return []
    count_attempt({LOOK_UPS: str(user.pk)}, now=now)
    states = [CollectionState.WAITING, CollectionState.RESERVED, CollectionState.FELL_BACK]
    today = timezone.localdate(now)
    found = (
        Collection.objects.filter(
            matching, state__in=states, reader__in=readers_in_scope(user, Action.CHECK_IN)
        )
        .exclude(reader__challenge__collect_until__lt=today)
        .order_by("-pk")
        .told()
        .distinct()
    )
    latest: dict[tuple[int | None, int | None], Collection] = {}
    for collection in found[: 2 * MOST_FOUND]:
        latest.setdefault((collection.award_id, collection.draw_entry_id), collection)
    return list(latest.values())[:MOST_FOUND]


def handed_over_today(branch: Branch, *, now: datetime) -> CollectionQuerySet:
    """What was given at this library since midnight, the latest first."""
    return (
        Collection.objects.filter(
            stock__branch=branch,
            state=CollectionState.COLLECTED,
            collected_at__gte=midnight(timezone.localdate(now)),
        )
        .told()
        .order_by("-collected_at", "-pk")
    )
