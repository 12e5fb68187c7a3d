"""The moment at which an event that was full is full no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef

from events.choices import FOR_EVERYONE
from events.models import Event, SeatPool
from events.querysets import has_free_places
from events.signals import places_came_free


@contextmanager
def telling_when_places_come_free(event_id: int, *, now: datetime) -> Iterator[None]:
    """Send `places_came_free` after the commit where the block makes room at a full event.

    The caller holds the intake, so of many who give places back at the same moment exactly one
    makes the difference.
    """
    was_full = is_full(event_id)
    yield
    if was_full and not is_full(event_id):
        news = partial(places_came_free.send_robust, sender=Event, event_id=event_id, now=now)
        transaction.on_commit(news)


def is_full(event_id: int) -> bool:
    """Whether newcomers find no place: none is free, or somebody waits for what is.

    What has no places at all is not full.
    """
    places = SeatPool.objects.filter(kind__in=FOR_EVERYONE, capacity__gt=0)
    has_places = Exists(places.filter(event=OuterRef("pk")))
    return Event.objects.filter(has_places, ~has_free_places(Event), pk=event_id).exists()
