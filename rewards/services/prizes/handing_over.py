"""Handing prizes over at a desk: each once, whoever stands at however many desks.

Rows are held in the order reader, stocks by key, collection; the same as everywhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from network.models import Branch
from rewards.choices import CollectionState, StockKind
from rewards.errors import (
    NotCollected,
    PrizeLiesElsewhere,
    PrizeNoLongerTheirs,
    PrizeNotGivenNow,
    PrizeNotHereButThere,
    PrizeNotHereYet,
    PrizeOutOfStock,
    TooLateToUndo,
    WhyIsMissing,
)
from rewards.models import Collection, Prize, PrizeStock, StockLine
from rewards.services.awards.settling import settle
from rewards.services.earning.reviewing import refuse_own_reading
from rewards.services.locks import hold_readers
from rewards.services.prizes.putting_aside import choose_prize, collected_already
from rewards.services.prizes.stock import hold_stocks


@transaction.atomic
def hand_over(
    *,
    collection_id: int,
    branch: Branch,
    by: Any,
    now: datetime,
    prize: Prize | None = None,
) -> Collection:
    """Give the reader their prize at this library, and write down who gave it and when.

    A prize that is put aside elsewhere, or went back meanwhile, is given here if one is free here;
    a substitute is given where `prize` names it.

    Raises:
        PrizeCollectedAlready: they have got it.
        PrizeNoLongerTheirs: the tier was lost, or the challenge keeps no prizes any more.
        OwnReading: it is for the family of whoever stands at the desk.
        PrizeLiesElsewhere, PrizeNotHereYet, PrizeNotHereButThere: none is left here.
        PrizeNotOfTier: the substitute is none.
    """
    collection = Collection.objects.told().get(pk=collection_id)
    if by is not None:
        refuse_own_reading(collection.reader, by=by)
    hold_readers([collection.reader_id])
    collection = Collection.objects.told().get(pk=collection_id)
    if collection.is_collected:
        raise collected_already(collection)
    if collection.award and not collection.award.is_earned:
        raise PrizeNoLongerTheirs
    wanted = prize or collection.stock.prize
    is_here = collection.stock.branch_id == branch.pk and collection.stock.prize_id == wanted.pk
    if not (is_here and collection.is_reserved):
        collection = _bring_here(collection, wanted, branch, now=now)
    hold_stocks([collection.stock_id])
    handed = Collection.objects.filter(pk=collection.pk, state=CollectionState.RESERVED).update(
        state=CollectionState.COLLECTED, collected_at=now, handed_over_by=by
    )
    if not handed:
        raise PrizeNoLongerTheirs
    PrizeStock.objects.filter(pk=collection.stock_id).update(reserved=F("reserved") - 1)
    StockLine.objects.create(
        stock_id=collection.stock_id,
        kind=StockKind.COLLECTED,
        pieces=-1,
        source=_source(collection),
        made_at=now,
        made_by=by,
    )
    return Collection.objects.told().get(pk=collection.pk)


def _bring_here(
    collection: Collection, wanted: Prize, branch: Branch, *, now: datetime
) -> Collection:
    try:
        brought = choose_prize(
            collection_id=collection.pk,
            branch=branch,
            prize=wanted,
            may_wait=False,
            is_told=False,
            now=now,
        )
    except PrizeNotGivenNow as refusal:
        raise PrizeNoLongerTheirs from refusal
    except PrizeOutOfStock as refusal:
        raise where_it_is(collection, wanted) from refusal
    if brought.is_waiting:
        raise where_it_is(brought, wanted)
    return brought


def where_it_is(
    collection: Collection, wanted: Prize
) -> PrizeLiesElsewhere | PrizeNotHereButThere | PrizeNotHereYet:
    """The refusal of a desk that has none left: where the prize lies, or where others do."""
    if collection.is_reserved and collection.stock.prize_id == wanted.pk:
        return PrizeLiesElsewhere(place=collection.stock.branch)
    free = PrizeStock.objects.with_free().filter(prize=wanted).select_related("branch")
    places = [str(stock.branch) for stock in free.order_by("-on_hand", "pk")[:3]]
    return PrizeNotHereButThere(places=", ".join(places)) if places else PrizeNotHereYet()


@transaction.atomic
def undo_hand_over(*, collection_id: int, reason: str, by: Any, now: datetime) -> Collection:
    """Take a hand-over back on its day: the piece lies aside for the reader again.

    The line of the stock stands; a further one takes it back. If the tier was lost meanwhile it
    lapses now.

    Raises:
        WhyIsMissing: nobody said why.
        OwnReading: it was for the family of whoever stands at the desk.
        NotCollected: somebody was faster.
        TooLateToUndo: the day is over.
    """
    if not reason.strip():
        raise WhyIsMissing
    collection = Collection.objects.select_related("reader").get(pk=collection_id)
    if by is not None:
        refuse_own_reading(collection.reader, by=by)
    hold_readers([collection.reader_id])
    hold_stocks([collection.stock_id])
    collection = Collection.objects.get(pk=collection_id)
    if not collection.is_collected:
        raise NotCollected
    if timezone.localdate(collection.collected_at) != timezone.localdate(now):
        raise TooLateToUndo
    line = StockLine.objects.get(
        stock=collection.stock_id, source=_source(collection), reverses=None
    )
    StockLine.objects.create(
        stock_id=collection.stock_id,
        kind=line.kind,
        pieces=-line.pieces,
        source=line.source,
        reverses=line,
        reason=reason.strip(),
        made_at=now,
        made_by=by,
    )
    PrizeStock.objects.filter(pk=collection.stock_id).update(reserved=F("reserved") + 1)
    Collection.objects.filter(pk=collection.pk).update(
        state=CollectionState.RESERVED, collected_at=None, handed_over_by=None
    )
    settle([collection.reader_id], now=now)
    return Collection.objects.told().get(pk=collection.pk)


def _source(collection: Collection) -> str:
    """Of the line of a hand-over: one for each time that it takes place."""
    undone = StockLine.objects.filter(
        stock=collection.stock_id,
        source__startswith=f"collection:{collection.pk}:",
        reverses__isnull=False,
    )
    return f"collection:{collection.pk}:{undone.count() + 1}"
