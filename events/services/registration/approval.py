"""Saying yes or no to those who asked for a place, where the library decides."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction

from events.choices import LIVE_STATES, MessageKind, PlaceState
from events.errors import EventCancelled, NotAsked
from events.models import Attendee, Intake, Registration
from events.services.messages.telling import tell, with_contacts
from events.services.registration.invitations import count_invited_again
from events.services.registration.locks import lock_intake, lock_pools
from events.services.registration.seating import queue, record, seat


@transaction.atomic
def accept(*, registration_id: int, by: Any, now: datetime) -> Registration:
    """Say yes: the party has its places, or waits for them if there are too few by now.

    Raises:
        EventCancelled: there is nothing to come to any more.
        NotAsked: the party has withdrawn, or has its answer already.
    """
    intake, party = _asking(registration_id)
    pools = {pool.pk: pool for pool in lock_pools(intake.event_id)}
    wanted = Counter(
        Attendee.objects.filter(registration=party, state=PlaceState.APPLIED).values_list(
            "pool_id", flat=True
        )
    )
    fits = all(seats <= pools[pool_id].free for pool_id, seats in wanted.items())
    if fits and not intake.waiting:
        seat([party], message=MessageKind.CONFIRMED, now=now, by=by)
    else:
        queue(intake, [party], now=now, by=by)
    return party


@transaction.atomic
def decline(*, registration_id: int, by: Any, now: datetime, reason: str = "") -> Registration:
    """Say no, with a reason that the party is told.

    Raises:
        EventCancelled, NotAsked: as `accept`.
    """
    _, party = _asking(registration_id)
    Registration.objects.filter(pk=party.pk).update(state=PlaceState.DECLINED)
    Attendee.objects.filter(registration=party, state__in=LIVE_STATES).update(
        state=PlaceState.DECLINED
    )
    if party.invitation_id:
        count_invited_again(party.invitation_id)
    record([party], PlaceState.DECLINED, now=now, by=by, reason=reason)
    tell([party], MessageKind.DECLINED, now=now)
    return party


def _asking(registration_id: int) -> tuple[Intake, Registration]:
    """The party that asks, and its event's intake, which is held until the transaction ends."""
    registrations = with_contacts(Registration.objects.filter(pk=registration_id))
    intake = lock_intake(registrations.values_list("event_id", flat=True).get())
    if intake.is_cancelled:
        raise EventCancelled
    party = registrations.filter(state=PlaceState.APPLIED).first()
    if party is None:
        raise NotAsked
    return intake, party
