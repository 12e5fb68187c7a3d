"""Giving the places of a registration back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F

from events.choices import HOLDING_STATES, LIVE_STATES, MessageKind, PlaceState
from events.errors import EventIsOver
from events.models import Attendee, Intake, Registration, SeatPool
from events.services.messages.telling import tell, with_contacts
from events.services.registration.fullness import telling_when_places_come_free
from events.services.registration.invitations import count_invited_again
from events.services.registration.locks import lock_intake, lock_pools
from events.services.registration.seating import record
from events.services.registration.waiting_list import seat_next_parties


@transaction.atomic
def cancel_registration(
    *,
    registration_id: int,
    now: datetime,
    by: Any = None,
    reason: str = "",
    message: MessageKind = MessageKind.CANCELLED,
) -> Registration:
    """Cancel the whole registration, and give its places to those who wait.

    Cancelling twice is cancelling once, and whoever was declined has nothing to cancel.

    Args:
        by: the user who does it, signed in or not.
        reason: for the registration's history.
        message: what its contact is told.

    Raises:
        EventIsOver: the last session has ended.
    """
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    intake = lock_intake(event_id)
    lock_pools(event_id)
    registration = with_contacts(Registration.objects.all()).get(pk=registration_id)
    if not registration.is_live:
        return registration
    if intake.event.last_ends_at and intake.event.last_ends_at <= now:
        raise EventIsOver

    with telling_when_places_come_free(event_id, now=now):
        _give_back(registration)
        registration.state = PlaceState.CANCELLED
        registration.offer_ends_at = registration.held_until = None
        registration.revision += 1
        registration.save(update_fields=["state", "offer_ends_at", "held_until", "revision"])
        record([registration], PlaceState.CANCELLED, now=now, by=by, reason=reason)
        tell([registration], message, now=now)
        seat_next_parties(intake, now=now)
    return registration


def _give_back(registration: Registration) -> None:
    """Free the places, or leave the queue."""
    if registration.is_waiting and not registration.is_held:
        Intake.objects.filter(event_id=registration.event_id).update(waiting=F("waiting") - 1)
    attendees = Attendee.objects.filter(registration=registration)
    held = (
        attendees.filter(state__in=HOLDING_STATES)
        .order_by()
        .values_list("pool_id")
        .annotate(seats=Count("pk"))
    )
    for pool_id, seats in held:
        SeatPool.objects.filter(pk=pool_id).update(taken=F("taken") - seats)
    attendees.filter(state__in=LIVE_STATES).update(state=PlaceState.CANCELLED)
    if registration.invitation_id:
        count_invited_again(registration.invitation_id)
