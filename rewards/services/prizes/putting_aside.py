"""Putting prizes aside: at once for whoever has a right to one, and wherever they want it.

Rows are held in the order reader, stocks by key, collection.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from cms import formats
from network.models import Branch
from rewards.choices import LIVE_COLLECTIONS, PrizeMessage
from rewards.errors import (
    PrizeCollectedAlready,
    PrizeNotGivenNow,
    PrizeNotOfTier,
    PrizeOutOfStock,
)
from rewards.models import Award, Collection, Prize, PrizeDrawEntry, PrizeStock, Reader, TierPrize
from rewards.querysets import AwardQuerySet
from rewards.services.locks import hold_readers
from rewards.services.prizes.stock import (
    give_back_piece,
    hold_stocks,
    stock_of,
    take_piece,
)
from rewards.services.prizes.telling import tell
from rewards.services.prizes.waiting import let_wait, put_aside, serve_those_who_wait

READERS_AT_ONCE = 500


class Right(NamedTuple):
    """What a prize is for: an award, or a lot that has won; and the prizes that it may be."""

    reader: Reader
    award: Award | None
    draw_entry: PrizeDrawEntry | None
    prizes: tuple[Prize, ...]

    @property
    def is_for(self) -> dict[str, Award | PrizeDrawEntry | None]:
        return {"award": self.award, "draw_entry": self.draw_entry}


def awards_without_prize(*, now: datetime) -> AwardQuerySet:
    """The awards with a prize due for which none was ever put aside since they were earned.

    What fell back is not put aside again by itself: its reader asks for it.
    """
    earlier = Collection.objects.filter(award=OuterRef("pk"))
    earlier = earlier.filter(Q(state__in=LIVE_COLLECTIONS) | Q(asked_at__gte=OuterRef("earned_at")))
    due = Award.objects.with_prize_due(on=timezone.localdate(now))
    return due.filter(~Exists(earlier)).order_by("earned_at", "pk")


def put_aside_for_awards(award_ids: Sequence[int], *, now: datetime) -> int:
    """Put the prize of each of these awards aside at its reader's library, and tell the reader.

    Where none is left they wait in line there. Doing it twice is doing it once. Returns for how
    many something was done.
    """
    done = 0
    keys = list(award_ids)
    for start in range(0, len(keys), READERS_AT_ONCE):
        done += _put_aside_for(keys[start : start + READERS_AT_ONCE], now=now)
    return done


def put_aside_all(*, now: datetime, challenge_id: int | None = None) -> int:
    """Put aside what is due and was not: after a challenge was closed, or news got lost."""
    awards = awards_without_prize(now=now)
    if challenge_id is not None:
        awards = awards.filter(challenge=challenge_id)
    return put_aside_for_awards(list(awards.values_list("pk", flat=True)), now=now)


@transaction.atomic
def _put_aside_for(award_ids: Sequence[int], *, now: datetime) -> int:
    readers = Award.objects.filter(pk__in=award_ids).values_list("reader", flat=True)
    hold_readers(sorted(set(readers)))
    awards = list(
        awards_without_prize(now=now)
        .filter(pk__in=award_ids)
        .select_related("reader__challenge", "reader__branch")
    )
    first = first_prizes({award.tier_id for award in awards})
    return len(
        _begin(
            [Right(award.reader, award, None, (first[award.tier_id],)) for award in awards],
            now=now,
        )
    )


@transaction.atomic
def put_aside_for_lots(entries: Sequence[PrizeDrawEntry], *, now: datetime) -> int:
    """Put the prize of a draw aside for each of those who have won, at their own library."""
    hold_readers(sorted({entry.reader_id for entry in entries}))
    rights = [Right(entry.reader, None, entry, (entry.prize_draw.prize,)) for entry in entries]
    return len(_begin(rights, now=now))


def _begin(rights: Iterable[Right], *, now: datetime) -> list[Collection]:
    by_stock: dict[int, list[Right]] = defaultdict(list)
    stocks: dict[tuple[int, int], PrizeStock] = {}
    for right in rights:
        place = (right.prizes[0].pk, right.reader.branch_id)
        if place not in stocks:
            stocks[place] = stock_of(right.prizes[0], right.reader.branch)
        by_stock[stocks[place].pk].append(right)
    begun = []
    for key, stock in hold_stocks(by_stock).items():
        for number, right in enumerate(by_stock[key]):
            collection = Collection(reader=right.reader, stock=stock, asked_at=now, **right.is_for)
            if number < stock.free:
                put_aside(collection, now=now)
            else:
                let_wait(collection)
            begun.append(collection)
        taken = min(stock.free, len(by_stock[key]))
        PrizeStock.objects.filter(pk=key).update(reserved=F("reserved") + taken)
    Collection.objects.bulk_create(begun)
    told = Collection.objects.filter(pk__in=[each.pk for each in begun]).told()
    tell([each for each in told if each.is_reserved], PrizeMessage.READY, now=now)
    tell([each for each in told if each.is_waiting], PrizeMessage.WAITING, now=now)
    return begun


def first_prizes(tiers: Iterable[int]) -> dict[int, Prize]:
    """The prize of each of these tiers; substitutes left out."""
    rows = TierPrize.objects.filter(tier__in=set(tiers)).order_by("tier_id", "place")
    return {row.tier_id: row.prize for row in rows.select_related("prize").distinct("tier_id")}


@transaction.atomic
def choose_prize(
    *,
    collection_id: int,
    branch: Branch,
    prize: Prize,
    may_wait: bool,
    now: datetime,
    is_told: bool = True,
) -> Collection:
    """Have this prize put aside at this library instead; or again, after it fell back.

    The code stays the same as long as the prize was not given up. Whoever may wait takes the next
    piece that comes there if none is left.

    Args:
        is_told: whether the reader gets a letter about it; not if they have it in hand.

    Raises:
        PrizeCollectedAlready: they have got it.
        PrizeNotGivenNow: the tier was lost, or the challenge keeps no prizes any more.
        PrizeNotOfTier: it is neither the prize nor a substitute.
        PrizeOutOfStock: none is left there, and they do not wish to wait.
    """
    collection = Collection.objects.told().get(pk=collection_id)
    hold_readers([collection.reader_id])
    right = right_of(collection, now=now)
    if prize not in right.prizes:
        raise PrizeNotOfTier
    wanted = stock_of(prize, branch)
    hold_stocks([wanted.pk, collection.stock_id])
    current = live_collection(right)
    if current is None:
        current = Collection(reader=right.reader, stock=wanted, asked_at=now, **right.is_for)
    elif current.is_collected:
        raise collected_already(current)
    elif current.stock_id == wanted.pk:
        return current
    _move(current, wanted, may_wait=may_wait, now=now)
    current.substitute_for = right.prizes[0] if prize != right.prizes[0] else None
    current.save()
    current = Collection.objects.told().get(pk=current.pk)
    if is_told:
        kind = PrizeMessage.READY if current.is_reserved else PrizeMessage.WAITING
        tell([current], kind, now=now)
    return current


def _move(collection: Collection, wanted: PrizeStock, *, may_wait: bool, now: datetime) -> None:
    """To another stock, both held: a piece there is taken before one here is given back."""
    is_taken = take_piece(wanted.pk)
    if not is_taken and not may_wait:
        raise PrizeOutOfStock
    left = collection.stock_id if collection.pk and collection.is_reserved else None
    collection.stock = wanted
    if is_taken:
        put_aside(collection, now=now)
    else:
        let_wait(collection)
        collection.asked_at = now
    if left:
        give_back_piece(left)
        serve_those_who_wait([left], now=now)


def right_of(collection: Collection, *, now: datetime) -> Right:
    """What this prize is for, if one is given for it now.

    Raises:
        PrizeNotGivenNow: the tier was lost, or the challenge keeps no prizes any more.
    """
    today = timezone.localdate(now)
    entry = collection.draw_entry
    if entry is not None:
        kept_until = collection.reader.challenge.collect_until
        if not entry.has_won or (kept_until and kept_until < today):
            raise PrizeNotGivenNow
        return Right(collection.reader, None, entry, (entry.prize_draw.prize,))
    due = Award.objects.with_prize_due(on=today)
    award = due.filter(collections=collection).first()
    if award is None:
        raise PrizeNotGivenNow
    return Right(collection.reader, award, None, prizes_of_tier(award.tier_id))


def prizes_of_tier(tier_id: int) -> tuple[Prize, ...]:
    """The prize, and its substitutes in their order."""
    rows = TierPrize.objects.filter(tier=tier_id).select_related("prize").order_by("place")
    return tuple(row.prize for row in rows)


def live_collection(right: Right) -> Collection | None:
    """The one that may be collected or was."""
    live = Collection.objects.live().filter(**right.is_for).told()
    return live.first()


def collected_already(collection: Collection) -> PrizeCollectedAlready:
    """The refusal that says when and where it was handed over."""
    return PrizeCollectedAlready(
        moment=formats.moment(cast(datetime, collection.collected_at)),
        place=collection.stock.branch,
    )
