"""Prizes that are put aside no longer: a tier was lost, nobody came, or a reader is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rewards.choices import AwardState, CollectionState, PrizeMessage
from rewards.models import Collection, Reader
from rewards.querysets import CollectionQuerySet
from rewards.services.locks import hold_readers
from rewards.services.prizes.stock import give_back_piece, hold_stocks
from rewards.services.prizes.telling import tell
from rewards.services.prizes.waiting import serve_those_who_wait

# So many days before a prize goes back its reader is reminded.
REMINDED_BEFORE = timedelta(days=7)
# Whoever has just been told that it is ready needs no reminder.
NOT_REMINDED_AFTER = timedelta(days=3)

AT_ONCE = 200


def release_lapsed(award_ids: Sequence[int], *, now: datetime) -> int:
    """Let go what is put aside for tiers that were lost; says for how many."""
    lapsed = Collection.objects.open().filter(award__in=award_ids, award__state=AwardState.LAPSED)
    return _end_all(lapsed, CollectionState.RELEASED, now=now, news=PrizeMessage.RELEASED)


def release_of_readers(readers: Sequence[Reader], *, now: datetime) -> int:
    """Let go what is put aside for readers who are gone. Nobody is left to be told."""
    return _end_all(
        Collection.objects.open().filter(reader__in=readers), CollectionState.RELEASED, now=now
    )


def fall_back(*, now: datetime) -> int:
    """Put back what nobody has collected in time, and end the waiting where nothing is kept.

    The readers are told; as long as the challenge keeps prizes they may ask again.
    """
    today = timezone.localdate(now)
    late = Q(state=CollectionState.RESERVED, reserved_until__lt=today) | Q(
        state=CollectionState.WAITING, reader__challenge__collect_until__lt=today
    )
    return _end_all(
        Collection.objects.filter(late),
        CollectionState.FELL_BACK,
        now=now,
        news=PrizeMessage.FELL_BACK,
    )


def remind(*, now: datetime) -> int:
    """Write to those whose prize goes back soon, to each once; says how many they are."""
    today = timezone.localdate(now)
    due = Collection.objects.filter(
        state=CollectionState.RESERVED,
        reserved_until__range=(today, today + REMINDED_BEFORE),
        reserved_at__lt=now - NOT_REMINDED_AFTER,
    )
    collections = list(due.told())
    tell(collections, PrizeMessage.REMINDER, now=now)
    return len(collections)


def _end_all(
    chosen: CollectionQuerySet,
    state: CollectionState,
    *,
    now: datetime,
    news: PrizeMessage | None = None,
) -> int:
    keys = list(chosen.order_by("pk").values_list("pk", flat=True))
    ended = 0
    for start in range(0, len(keys), AT_ONCE):
        ended += _end(keys[start : start + AT_ONCE], chosen, state, now=now, news=news)
    return ended


@transaction.atomic
def _end(
    keys: Sequence[int],
    chosen: CollectionQuerySet,
    state: CollectionState,
    *,
    now: datetime,
    news: PrizeMessage | None,
) -> int:
    """End those of these that are still among the chosen ones once all is held."""
    rows = Collection.objects.filter(pk__in=keys)
    hold_readers(sorted(set(rows.values_list("reader", flat=True))))
    hold_stocks(rows.values_list("stock", flat=True))
    ended = list(chosen.filter(pk__in=keys).told())
    reserved = Counter(each.stock_id for each in ended if each.is_reserved)
    Collection.objects.filter(pk__in=[each.pk for each in ended]).update(state=state, ended_at=now)
    for stock_id, pieces in sorted(reserved.items()):
        give_back_piece(stock_id, pieces)
    if news:
        tell(ended, news, now=now)
    serve_those_who_wait(reserved, now=now)
    return len(ended)
