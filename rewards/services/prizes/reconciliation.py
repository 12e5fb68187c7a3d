"""What does not add up among prizes, and how it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.reconciliation import checks
from rewards.choices import CollectionState, StockKind
from rewards.models import Collection, PrizeStock, StockLine
from rewards.services.prizes.putting_aside import awards_without_prize, put_aside_for_awards


@checks("prizes")
def prizes_add_up(now: datetime, fix: bool) -> Iterator[str]:
    """Pieces, those put aside and those handed over are what lines and collections say."""
    for stock in _told_wrongly():
        yield (
            f"stock {stock.pk}: {stock.on_hand} on hand and {stock.reserved} put aside, "
            f"lines say {stock.by_lines}, collections say {stock.by_collections}"
        )
        if fix:
            PrizeStock.objects.filter(pk=stock.pk).update(
                on_hand=stock.by_lines, reserved=stock.by_collections
            )
    for stock in _handed_over_wrongly():
        yield (
            f"stock {stock.pk}: lines say {-stock.by_lines} handed over, "
            f"collections say {stock.by_collections}"
        )
    transfers = StockLine.objects.filter(
        kind__in=[StockKind.TRANSFER_IN, StockKind.TRANSFER_OUT]
    ).order_by()
    for transfer in transfers.values("source").annotate(sum=Sum("pieces")).exclude(sum=0):
        yield f"{transfer['source']}: {transfer['sum']} pieces came from nowhere"


@checks("prizes_put_aside")
def prizes_are_put_aside(now: datetime, fix: bool) -> Iterator[str]:
    """Whoever has a right to a prize has one put aside, or waits for it."""
    missing = list(awards_without_prize(now=now).values_list("pk", flat=True))
    for award_id in missing:
        yield f"award {award_id}: no prize was put aside"
    if fix:
        put_aside_for_awards(missing, now=now)


def _sum_of_lines(**filters: object) -> Coalesce:
    lines = StockLine.objects.filter(stock=OuterRef("pk"), **filters).order_by()
    return Coalesce(
        Subquery(lines.values("stock").annotate(sum=Sum("pieces")).values("sum")),
        0,
        output_field=IntegerField(),
    )


def _collections(state: CollectionState) -> Coalesce:
    rows = Collection.objects.filter(stock=OuterRef("pk"), state=state).order_by()
    return Coalesce(
        Subquery(rows.values("stock").annotate(n=Count("pk")).values("n")),
        0,
        output_field=IntegerField(),
    )


def _told_wrongly() -> QuerySet:
    return PrizeStock.objects.annotate(
        by_lines=_sum_of_lines(), by_collections=_collections(CollectionState.RESERVED)
    ).filter(~Q(on_hand=F("by_lines")) | ~Q(reserved=F("by_collections")))


def _handed_over_wrongly() -> QuerySet:
    return PrizeStock.objects.annotate(
        by_lines=_sum_of_lines(kind=StockKind.COLLECTED),
        by_collections=_collections(CollectionState.COLLECTED),
    ).exclude(by_lines=-F("by_collections"))
