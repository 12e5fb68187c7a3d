"""The waiting list: parties in the order of their numbers, each moved whole or not at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)

from events.choices import MIXED_BY_FAMILIES, MessageKind, PlaceState
from events.models import Attendee, Intake, Registration, SeatPool
from events.services.messages.telling import with_contacts
from events.services.registration.locks import lock_intake, lock_pools
from events.services.registration.seating import offer, seat

# Nearer to the beginning than this nobody is asked: the places are theirs.
MOVES_WITHOUT_ASKING = timedelta(hours=24)
# More than a column of queue numbers can hold.
BEHIND_EVERY_QUEUE_NO = 2**31

SHORTEST_ANSWER, LONGEST_ANSWER = timedelta(hours=2), timedelta(hours=48)


def position_of(registration: Registration) -> int:
    """How many parties of the event wait up to and including this one: 1 is next."""
    own = with_positions(Registration.objects.filter(pk=registration.pk))
    position: int = own.values_list("position", flat=True).get()
    return position


def with_positions(waiting: QuerySet[Registration]) -> QuerySet[Any]:
    """Annotates `position`, as `position_of` tells it.

    Those who let others go first count only for each other: when it is their turn they go to the
    end, behind everyone who waits by then.
    """
    held_behind_the_others = ExpressionWrapper(
        F("queue_no") + BEHIND_EVERY_QUEUE_NO, output_field=BigIntegerField()
    )
    turn = Case(
        When(held_until=None, then=F("queue_no")),
        default=held_behind_the_others,
        output_field=BigIntegerField(),
    )
    up_to_it = (
        Registration.objects.filter(event=OuterRef("event"), state=PlaceState.WAITING)
        .annotate(turn=turn)
        .filter(turn__lte=OuterRef("turn"))
    )
    counted = up_to_it.order_by().values("event").annotate(n=Count("pk")).values("n")
    return waiting.annotate(turn=turn, position=Subquery(counted))


@transaction.atomic
def promote_waiting(*, event_id: int, now: datetime) -> list[Registration]:
    """Seat the parties at the head of the waiting list for which there are places now.

    Call it after every change that frees or adds places.

    Returns:
        The registrations that moved up, in the order of the queue. Their contacts are told.
    """
    return seat_next_parties(lock_intake(event_id), now=now)


def seat_next_parties(intake: Intake, *, now: datetime) -> list[Registration]:
    """`promote_waiting` for those who hold the intake already.

    Behind a party that does not fit nobody moves up to the places that it waits for: nobody
    overtakes, unless the event wants those behind passed forward. A party larger than what the
    event has altogether is always passed over, for it would hold up everyone for ever. Once the
    first session has started nobody is promoted.

    Where the event asks first, and there is time to answer, the places are kept and offered.
    """
    starts_at = intake.event.first_starts_at
    if intake.is_cancelled or starts_at is None or starts_at <= now:
        return []
    fitting = _parties_that_fit(intake, lock_pools(intake.event_id))
    if not fitting:
        return []
    next_ones = Registration.objects.filter(pk__in=fitting).order_by("queue_no")
    parties = list(with_contacts(next_ones))
    if intake.asks_first and starts_at - now > MOVES_WITHOUT_ASKING:
        offer(parties, ends_at=now + time_to_answer(starts_at - now), now=now)
    else:
        seat(parties, message=MessageKind.PROMOTED, now=now)
    Intake.objects.filter(pk=intake.pk).update(waiting=F("waiting") - len(parties))
    return parties


def time_to_answer(left: timedelta) -> timedelta:
    """How long an offer stands when so much time is left until the event begins.

    An eighth of it, so that others can still be asked after a no; between two hours and two days.
    """
    return min(max(left / 8, SHORTEST_ANSWER), LONGEST_ANSWER)


def _parties_that_fit(intake: Intake, pools: list[SeatPool]) -> list[int]:
    """The keys of the registrations that places are for now, in the order of the queue."""
    capacity = {pool.pk: pool.capacity for pool in pools}
    free = {pool.pk: pool.free for pool in pools if not pool.is_reserve}
    if not any(free.values()):
        return []
    # Who waits for a wheelchair place is in nobody's way who waits for a chair.
    shared = {pool.pk for pool in pools if pool.kind in MIXED_BY_FAMILIES}
    waited_for: set[int] = set()
    fitting = []
    for registration_id, wanted in _waiting_parties(intake.event_id).items():
        if any(seats > capacity[pool_id] for pool_id, seats in wanted.items()):
            continue
        if wanted.keys() & waited_for or any(
            seats > free[pool_id] for pool_id, seats in wanted.items()
        ):
            if not intake.skips_to_fitting:
                waited_for |= wanted.keys() | (shared if wanted.keys() & shared else set())
            continue
        for pool_id, seats in wanted.items():
            free[pool_id] -= seats
        fitting.append(registration_id)
    return fitting


def _waiting_parties(event_id: int) -> dict[int, Counter[int]]:
    """What each waiting party wants of each pool, in the order of the queue."""
    parties: dict[int, Counter[int]] = defaultdict(Counter)
    rows = (
        Attendee.objects.filter(
            event_id=event_id,
            state=PlaceState.WAITING,
            registration__held_until__isnull=True,
        )
        .values_list("registration_id", "pool_id")
        .annotate(seats=Count("pk"))
        .order_by("registration__queue_no")
    )
    for registration_id, pool_id, seats in rows:
        parties[registration_id][pool_id] = seats
    return parties
