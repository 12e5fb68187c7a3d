"""The waiting list: parties in the order of their numbers, each moved whole or not at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F

from events.choices import PlaceState
from events.models import Attendee, Intake, Registration, SeatPool
from events.services.locks import lock_intake, lock_pools
from events.services.messages import MessageKind, with_contacts
from events.services.seating import seat


def position_of(registration: Registration) -> int:
    """How many parties of the event wait up to and including this one: 1 is next."""
    return Registration.objects.filter(
        event_id=registration.event_id,
        state=PlaceState.WAITING,
        queue_no__lte=registration.queue_no,
    ).count()


@transaction.atomic
def promote_waiting(*, event_id: int, now: datetime) -> list[Registration]:
    """Seat the parties at the head of the waiting list for which there are places now.

    Call it after every change that frees or adds places.

    Returns:
        The registrations that were seated, in the order of the queue. Their contacts are told.
    """
    return seat_next_parties(lock_intake(event_id), now=now)


def seat_next_parties(intake: Intake, *, now: datetime) -> list[Registration]:
    """`promote_waiting` for those who hold the intake already.

    The first party that does not fit ends it: nobody overtakes. Only a party larger than what the
    event has altogether is passed over, for it would hold up everyone for ever. Once the first
    session has started nobody is promoted.
    """
    starts_at = intake.event.first_starts_at
    if intake.is_cancelled or starts_at is None or starts_at <= now:
        return []
    parties = _parties_that_fit(intake.event_id, lock_pools(intake.event_id))
    return _seat(intake, parties, now=now) if parties else []


def _parties_that_fit(event_id: int, pools: list[SeatPool]) -> dict[int, Counter[int]]:
    """The parties to seat, by key of their registration, with the places each takes by pool."""
    capacity = {pool.pk: pool.capacity for pool in pools}
    free = {pool.pk: pool.free for pool in pools}
    if not any(free.values()):
        return {}
    fitting = {}
    for registration_id, wanted in _waiting_parties(event_id).items():
        if any(seats > capacity[pool_id] for pool_id, seats in wanted.items()):
            continue
        if any(seats > free[pool_id] for pool_id, seats in wanted.items()):
            break
        for pool_id, seats in wanted.items():
            free[pool_id] -= seats
        fitting[registration_id] = wanted
    return fitting


def _waiting_parties(event_id: int) -> dict[int, Counter[int]]:
    """What each waiting party wants of each pool, in the order of the queue."""
    parties: dict[int, Counter[int]] = defaultdict(Counter)
    rows = (
        Attendee.objects.filter(event_id=event_id, state=PlaceState.WAITING)
        .values_list("registration_id", "pool_id")
        .annotate(seats=Count("pk"))
        .order_by("registration__queue_no")
    )
    for registration_id, pool_id, seats in rows:
        parties[registration_id][pool_id] = seats
    return parties


def _seat(intake: Intake, parties: dict[int, Counter[int]], *, now: datetime) -> list[Registration]:
    next_ones = Registration.objects.filter(pk__in=parties).order_by("queue_no")
    seated = list(with_contacts(next_ones))
    seat(seated, message=MessageKind.PROMOTED, now=now)
    Intake.objects.filter(pk=intake.pk).update(waiting=F("waiting") - len(seated))
    return seated
