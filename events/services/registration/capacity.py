"""How many people an event has room for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from wagtail.log_actions import log

from events.models import Event, SeatPool
from events.services.registration.fullness import telling_when_places_come_free
from events.services.registration.locks import lock_intake
from events.services.registration.waiting_list import seat_next_parties


@transaction.atomic
def set_capacity(event: Event, *, kind: str, capacity: int, by: Any, now: datetime) -> SeatPool:
    """Set how many places of this kind the event has; a kind that it lacks is added.

    Nobody is dropped: where more are taken than there shall be, those stay, and nobody comes in
    until enough have left. New places go to the waiting list first.
    """
    intake = lock_intake(event.pk)
    before = event.pools.filter(kind=kind).values_list("capacity", flat=True).first()
    pool, _ = SeatPool.objects.get_or_create(
        event=event, kind=kind, defaults={"capacity": 0, "ceiling": 0}
    )
    with telling_when_places_come_free(event.pk, now=now):
        SeatPool.objects.filter(pk=pool.pk).update(
            capacity=capacity, ceiling=Greatest(F("taken"), Value(capacity))
        )
        seat_next_parties(intake, now=now)
    pool.refresh_from_db()
    log(event, "events.places", user=by, data={"kind": kind, "from": before, "to": capacity})
    return pool
