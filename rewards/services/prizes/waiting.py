"""Those who wait for a prize at a library get the next pieces that come there, in their order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from rewards.choices import CollectionState, PrizeMessage
from rewards.models import Challenge, Collection, PrizeStock
from rewards.services.prizes.telling import tell

# How long a prize lies aside for somebody, unless its challenge keeps none so long.
KEPT_FOR = timedelta(days=30)


def last_day_to_collect(challenge: Challenge, *, on: date) -> date:
    """Until when a prize lies aside that is put aside on this day."""
    last_day = on + KEPT_FOR
    return min(last_day, challenge.collect_until) if challenge.collect_until else last_day


def serve_those_who_wait(stock_ids: Iterable[int], *, now: datetime) -> list[Collection]:
    """Put the free pieces of these stocks aside for those who wait for them, and tell them.

    Call it in the transaction that made pieces free, with the stocks held.
    """
    today = timezone.localdate(now)
    served: list[Collection] = []
    for stock in PrizeStock.objects.with_free().filter(pk__in=set(stock_ids)).order_by("pk"):
        kept = Q(reader__challenge__collect_until=None) | Q(
            reader__challenge__collect_until__gte=today
        )
        first_in_line = Collection.objects.filter(kept, stock=stock).in_line().told()[: stock.free]
        for collection in first_in_line:
            put_aside(collection, now=now)
            collection.save(update_fields=["state", "reserved_at", "reserved_until"])
            served.append(collection)
    for collection in served:
        PrizeStock.objects.filter(pk=collection.stock_id).update(reserved=F("reserved") + 1)
    tell(served, PrizeMessage.READY, now=now)
    return served


def put_aside(collection: Collection, *, now: datetime) -> None:
    """Make this row one whose piece lies aside from now on. The piece is taken elsewhere."""
    collection.state = CollectionState.RESERVED
    collection.reserved_at = now
    collection.reserved_until = last_day_to_collect(
        collection.reader.challenge, on=timezone.localdate(now)
    )


def let_wait(collection: Collection) -> None:
    """Make this row one that waits for a piece."""
    collection.state = CollectionState.WAITING
    collection.reserved_at = None
    collection.reserved_until = None
