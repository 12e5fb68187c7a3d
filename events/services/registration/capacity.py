"""How many people an event has room for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from wagtail.log_actions import log

from events.choices import PoolKind
from events.errors import ReserveOpensTooLate
from events.models import Event, SeatPool
from events.services.registration.fullness import telling_when_places_come_free
from events.services.registration.locks import lock_intake, lock_pools
from events.services.registration.waiting_list import seat_next_parties


@transaction.atomic
def set_capacity(
    event: Event,
    *,
    kind: str,
    capacity: int,
    by: Any,
    now: datetime,
    opens_at: datetime | None = None,
) -> SeatPool:
    """Set how many places of this kind the event has; a kind that it lacks is added.

    Nobody is dropped: where more are taken than there shall be, those stay, and nobody comes in
    until enough have left. New places go to the waiting list first.

    Args:
        opens_at: for a reserve, when what is left of it opens to everyone.

    Raises:
        ReserveOpensTooLate: a reserve would open when the event has begun, or never.
    """
    intake = lock_intake(event.pk)
    before = event.pools.filter(kind=kind).values_list("capacity", flat=True).first()
    starts_at = intake.event.first_starts_at
    if kind == PoolKind.RESERVE and (
        opens_at is None or (capacity and starts_at and opens_at >= starts_at)
    ):
        raise ReserveOpensTooLate
    pool = _pool_of(intake.event, kind, opens_at=opens_at)
    with telling_when_places_come_free(event.pk, now=now):
        _set(pool, capacity)
        seat_next_parties(intake, now=now)
    pool.refresh_from_db()
    log(event, "events.places", user=by, data={"kind": kind, "from": before, "to": capacity})
    return pool


def _pool_of(event: Event, kind: str, *, opens_at: datetime | None) -> SeatPool:
    """The event's pool of this kind, made without places if it has none."""
    none_yet: dict[str, Any] = {"capacity": 0, "ceiling": 0}
    if kind != PoolKind.RESERVE:
        return SeatPool.objects.get_or_create(event=event, kind=kind, defaults=none_yet)[0]
    general = _pool_of(event, PoolKind.GENERAL, opens_at=None)
    terms = {"merges_into": general, "merges_at": opens_at}
    return SeatPool.objects.update_or_create(
        event=event, kind=kind, defaults=terms, create_defaults=none_yet | terms
    )[0]


def reserves_to_open(*, now: datetime) -> list[int]:
    """The events in whose reserve places are free though its time has come."""
    due = SeatPool.objects.filter(
        kind=PoolKind.RESERVE, merges_at__lte=now, taken__lt=F("capacity")
    )
    return list(due.order_by("merges_at", "pk").values_list("event_id", flat=True))


@transaction.atomic
def open_reserve(*, event_id: int, now: datetime) -> int:
    """Give what is free in the reserve to everyone, those who wait first.

    Each place moves once: the reserve keeps those that are taken, and loses the others. What comes
    free in it later is moved by the next call.

    Returns:
        How many places have moved.
    """
    intake = lock_intake(event_id)
    pools = lock_pools(event_id)
    reserve = next((pool for pool in pools if pool.is_reserve), None)
    if reserve is None or reserve.merges_at is None or reserve.merges_at > now:
        return 0
    free = reserve.free
    if free:
        with telling_when_places_come_free(event_id, now=now):
            _set(reserve, reserve.capacity - free)
            target = next(pool for pool in pools if pool.pk == reserve.merges_into_id)
            _set(target, target.capacity + free)
            seat_next_parties(intake, now=now)
        log(intake.event, "events.reserve_opened", data={"places": free})
    return free


def _set(pool: SeatPool, capacity: int) -> None:
    SeatPool.objects.filter(pk=pool.pk).update(
        capacity=capacity, ceiling=Greatest(F("taken"), Value(capacity))
    )
