"""Places that are offered to those who waited: they say yes, or no, or nothing in time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from events.choices import NO_ANSWER, EventStatus, MessageKind, PlaceState
from events.errors import EventCancelled, OfferIsOver
from events.models import Attendee, Registration
from events.services.messages.telling import tell, with_contacts
from events.services.registration.cancellation import cancel_registration
from events.services.registration.locks import lock_intake
from events.services.registration.seating import record


@transaction.atomic
def accept_offer(*, registration_id: int, now: datetime, by: Any = None) -> Registration:
    """Yes: the places that were kept are the party's. Saying yes twice is saying it once.

    Raises:
        EventCancelled: there is nothing to come to any more.
        OfferIsOver: the answer comes too late, or the party has said no.
    """
    registrations = with_contacts(Registration.objects.filter(pk=registration_id))
    intake = lock_intake(registrations.values_list("event_id", flat=True).get())
    registration = registrations.get()
    if intake.is_cancelled:
        raise EventCancelled
    if registration.is_seated:
        return registration
    if not registration.is_offered or _has_ended(registration, now):
        raise OfferIsOver
    Registration.objects.filter(pk=registration_id).update(
        state=PlaceState.SEATED, offer_ends_at=None
    )
    Attendee.objects.filter(registration=registration, state=PlaceState.OFFERED).update(
        state=PlaceState.SEATED
    )
    registration.offer_ends_at = None
    record([registration], PlaceState.SEATED, now=now, by=by)
    tell([registration], MessageKind.PROMOTED, now=now)
    return registration


def offers_that_ended(*, now: datetime) -> list[int]:
    """The registrations whose time to answer is over, the oldest first."""
    ended = Registration.objects.filter(
        state=PlaceState.OFFERED,
        offer_ends_at__lte=now,
        event__intake__status=EventStatus.SCHEDULED,
    )
    return list(ended.order_by("offer_ends_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def withdraw_offer(*, registration_id: int, now: datetime) -> bool:
    """No answer came: the places go to the next, and the party is told how to come back.

    Returns:
        Whether there was still an offer to withdraw.
    """
    registrations = Registration.objects.filter(pk=registration_id)
    lock_intake(registrations.values_list("event_id", flat=True).get())
    registration = registrations.get()
    if not registration.is_offered or not _has_ended(registration, now):
        return False
    cancel_registration(
        registration_id=registration_id,
        now=now,
        reason=NO_ANSWER,
        message=MessageKind.OFFER_ENDED,
    )
    return True


def _has_ended(registration: Registration, now: datetime) -> bool:
    return registration.offer_ends_at is not None and registration.offer_ends_at <= now
