"""Where prizes lie: every piece that comes or goes is a line, and the lines add up.

Who needs several stocks holds them in the order of their keys, before any row of a collection. A
piece that comes goes to those who wait for it first, in the same transaction: while anybody waits
at a library, none is free there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from network.models import Branch
from rewards.choices import StockKind
from rewards.errors import PiecesMissing, PiecesPutAside, SameLibrary, WhyIsMissing
from rewards.models import Prize, PrizeStock, StockLine
from rewards.services.prizes.waiting import serve_those_who_wait


def stock_of(prize: Prize, branch: Branch) -> PrizeStock:
    """The stock of a prize at a library; an empty one where none was kept so far."""
    stock, _created = PrizeStock.objects.get_or_create(prize=prize, branch=branch)
    return stock


def hold_stocks(keys: Iterable[int]) -> dict[int, PrizeStock]:
    """These stocks as they stand, held in the order of their keys until the transaction ends."""
    stocks = PrizeStock.objects.filter(pk__in=set(keys)).order_by("pk")
    return {stock.pk: stock for stock in stocks.select_for_update(no_key=True)}


def take_piece(stock_id: int) -> bool:
    """Put a piece aside if one is free."""
    free = PrizeStock.objects.with_free().filter(pk=stock_id)
    return bool(free.update(reserved=F("reserved") + 1))


def give_back_piece(stock_id: int, pieces: int = 1) -> None:
    """Put pieces aside no longer."""
    PrizeStock.objects.filter(pk=stock_id).update(reserved=F("reserved") - pieces)


@transaction.atomic
def deliver(
    *, prize: Prize, branch: Branch, pieces: int, form: UUID, now: datetime, by: Any
) -> PrizeStock:
    """Pieces have come from a supplier. Sending the same form twice is sending it once."""
    stock = stock_of(prize, branch)
    if _write(stock, StockKind.DELIVERED, pieces, source=f"delivery:{form}", now=now, by=by):
        serve_those_who_wait([stock.pk], now=now)
    return stock


@transaction.atomic
def transfer(
    *, stock_id: int, to: Branch, pieces: int, form: UUID, now: datetime, by: Any
) -> PrizeStock:
    """Pieces go to another library; only those that are free do.

    Raises:
        SameLibrary: they lie there.
        PiecesMissing: not so many are free.
    """
    origin = PrizeStock.objects.select_related("prize").get(pk=stock_id)
    if origin.branch_id == to.pk:
        raise SameLibrary
    target = stock_of(origin.prize, to)
    held = hold_stocks([origin.pk, target.pk])
    source = f"transfer:{form}"
    if StockLine.objects.filter(stock=origin, source=source).exists():
        return target
    _demand_free(held[origin.pk], pieces)
    _write(origin, StockKind.TRANSFER_OUT, -pieces, source=source, now=now, by=by)
    _write(target, StockKind.TRANSFER_IN, pieces, source=source, now=now, by=by)
    serve_those_who_wait([target.pk], now=now)
    return target


@transaction.atomic
def write_off(
    *, stock_id: int, pieces: int, reason: str, form: UUID, now: datetime, by: Any
) -> PrizeStock:
    """Pieces are broken, lost or given to others.

    Raises:
        WhyIsMissing: nobody said why.
        PiecesMissing: not so many are free.
    """
    if not reason.strip():
        raise WhyIsMissing
    stock = hold_stocks([stock_id])[stock_id]
    source = f"written-off:{form}"
    if not StockLine.objects.filter(stock=stock, source=source).exists():
        _demand_free(stock, pieces)
        _write(
            stock,
            StockKind.WRITTEN_OFF,
            -pieces,
            source=source,
            reason=reason.strip(),
            now=now,
            by=by,
        )
    return stock


@transaction.atomic
def count_anew(
    *, stock_id: int, counted: int, reason: str, form: UUID, now: datetime, by: Any
) -> PrizeStock:
    """So many lie there, whatever the lines say: a line makes up for the difference.

    Raises:
        PiecesPutAside: fewer than are put aside for readers.
    """
    stock = hold_stocks([stock_id])[stock_id]
    difference = counted - stock.on_hand
    source = f"counted:{form}"
    if not difference or StockLine.objects.filter(stock=stock, source=source).exists():
        return stock
    if counted < stock.reserved:
        raise PiecesPutAside(reserved=stock.reserved)
    kind = StockKind.FOUND if difference > 0 else StockKind.MISSING
    _write(stock, kind, difference, source=source, reason=reason.strip(), now=now, by=by)
    serve_those_who_wait([stock.pk], now=now)
    return stock


def _demand_free(stock: PrizeStock, pieces: int) -> None:
    if pieces > stock.free:
        raise PiecesMissing(free=stock.free)


def _write(
    stock: PrizeStock,
    kind: StockKind,
    pieces: int,
    *,
    source: str,
    now: datetime,
    by: Any,
    reason: str = "",
) -> bool:
    """Add a line; says whether it is new."""
    try:
        with transaction.atomic():
            StockLine.objects.create(
                stock=stock,
                kind=kind,
                pieces=pieces,
                source=source,
                reason=reason,
                made_at=now,
                made_by=by,
            )
    except IntegrityError as error:
        if "stock_line_once_per_source" in str(error):
            return False
        raise
    return True
