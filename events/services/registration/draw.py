"""Giving places by lot: the list is published, then the number comes out, then lots are drawn.

The arithmetic and the reasons for it stand in `core.draw`, which anyone can download and run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Count
from wagtail.log_actions import log

from brands.choices import WayIn
from core import draw as lots
from events.choices import EventStatus, MessageKind, PlaceState
from events.errors import EventCancelled, RegistrationStillOpen
from events.models import Attendee, Draw, Intake, Registration
from events.services.messages.telling import with_contacts
from events.services.registration.drawing_lots import draw_by, publish_entries_of
from events.services.registration.locks import lock_intake, lock_pools
from events.services.registration.seating import queue, seat
from events.services.registration.waiting_list import seat_next_parties

CODE_LENGTH = 12


def entry_code(registration: Registration) -> str:
    """The name of an entry on the published list.

    Its holder can tell it from the ticket's secret code; nobody can tell the secret code from it.
    """
    return sha256(f"draw:{registration.code}".encode()).hexdigest()[:CODE_LENGTH]


def draws_to_freeze(*, now: datetime) -> list[int]:
    """The events whose registration has closed and whose list is not published yet."""
    due = Intake.objects.filter(
        draw__frozen_at__isnull=True,
        draw__number_known_at__gt=now,
        way_in=WayIn.DRAW,
        closes_at__lte=now,
        status=EventStatus.SCHEDULED,
    )
    return list(due.order_by("closes_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def publish_entries(*, event_id: int, now: datetime) -> Draw:
    """Write down who takes part, and with how many people, for everyone to see.

    Doing it twice is doing it once.

    Raises:
        EventCancelled: there is nothing to draw for.
        RegistrationStillOpen: more may still enter.
        DrawNumberKnownTooEarly: the number may be out already, so the list could be made to fit.
    """
    intake = lock_intake(event_id)
    draw = _draw_of(intake)
    if draw.is_frozen:
        return draw
    if intake.is_cancelled:
        raise EventCancelled
    if intake.closes_at is None or now < intake.closes_at:
        raise RegistrationStillOpen
    free = {pool.kind: pool.free for pool in lock_pools(event_id) if not pool.is_reserve}
    entries = [
        lots.Entry(entry_code(registration), wanted)
        for registration, wanted in _parties_in(event_id)
    ]
    publish_entries_of(draw, free, entries, now=now)
    return draw


@transaction.atomic
def draw_lots(*, event_id: int, number: str, by: Any, now: datetime) -> Draw:
    """Draw the lots with the number that has come out, and tell everyone how it ended.

    Winners have their places; the others wait in the order of their lots. Who withdrew after the
    list was published stays on it, for the result must follow from it: their places go to those
    who wait.

    Args:
        number: as it was published, letter by letter.

    Raises:
        EventCancelled, DrawListNotPublished, DrawNumberNotKnownYet, DrawIsOver: as they say.
    """
    intake = lock_intake(event_id)
    draw = _draw_of(intake)
    if intake.is_cancelled:
        raise EventCancelled
    outcome = draw_by(draw, number, by=by, now=now)
    lock_pools(event_id)
    parties = {entry_code(registration): registration for registration, _ in _parties_in(event_id)}
    winners = [parties[code] for code in outcome.winners if code in parties]
    losers = [parties[code] for code in outcome.losers if code in parties]
    seat(winners, message=MessageKind.CONFIRMED, now=now, by=by, beyond_capacity=True)
    queue(intake, losers, now=now, by=by)
    log(
        intake.event,
        "events.drawn",
        user=by,
        data={"number": draw.number, "winners": len(winners), "losers": len(losers)},
    )
    seat_next_parties(intake, now=now)
    return draw


def _draw_of(intake: Intake) -> Draw:
    """The draw, held until the transaction ends."""
    return Draw.objects.select_for_update(no_key=True).get(intake=intake)


def _parties_in(event_id: int) -> list[tuple[Registration, Counter[str]]]:
    """The registrations that are in the draw, and the places of each kind that each wants."""
    wanted: dict[int, Counter[str]] = defaultdict(Counter)
    rows = (
        Attendee.objects.filter(event_id=event_id, state=PlaceState.ENTERED)
        .order_by()
        .values_list("registration_id", "pool__kind")
        .annotate(seats=Count("pk"))
    )
    for registration_id, kind, seats in rows:
        wanted[registration_id][kind] = seats
    registrations = with_contacts(
        Registration.objects.filter(event_id=event_id, state=PlaceState.ENTERED)
    )
    return [(registration, wanted[registration.pk]) for registration in registrations]
