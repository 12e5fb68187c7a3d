"""Those who stand at the door without a place, when one is free."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from events.choices import MessageKind, PlaceState
from events.errors import DrawPending, EventCancelled, EventFull
from events.models import Intake, Registration
from events.services.messages.telling import with_contacts
from events.services.registration.locks import lock_intake, lock_pools
from events.services.registration.offers import accept_offer
from events.services.registration.seating import WITHOUT_A_PLACE, seat


@transaction.atomic
def seat_at_the_door(*, registration_id: int, now: datetime, by: Any = None) -> Registration:
    """Give a party that has come its places, past those who wait elsewhere.

    Raises:
        EventFull: there are not enough places for all of them.
        EventCancelled: there is nothing to come to any more.
        OfferIsOver: a place was kept for them, and they did not answer in time.
        DrawPending: the lot decides.
    """
    registrations = with_contacts(Registration.objects.filter(pk=registration_id))
    intake = lock_intake(registrations.values_list("event_id", flat=True).get())
    registration = registrations.get()
    if intake.is_cancelled:
        raise EventCancelled
    if registration.is_seated:
        return registration
    if registration.is_offered:
        return accept_offer(registration_id=registration_id, now=now, by=by)
    if registration.state == PlaceState.ENTERED:
        raise DrawPending
    members = registration.attendees.filter(state__in=WITHOUT_A_PLACE)
    wanted = Counter(members.values_list("pool_id", flat=True))
    free = {pool.pk: pool.free for pool in lock_pools(registration.event_id)}
    if not wanted or any(seats > free[pool_id] for pool_id, seats in wanted.items()):
        raise EventFull
    waited = registration.is_waiting
    seat([registration], message=MessageKind.PROMOTED, now=now, by=by)
    if waited:
        Intake.objects.filter(pk=intake.pk).update(waiting=F("waiting") - 1)
    return registration
