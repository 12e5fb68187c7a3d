"""Letting others go first: a party that waits though places are free, and when its turn comes.

A held party stands on the waiting list and does not count among those who wait, so it keeps nobody
out. When it is let go it goes to the end of the queue: nobody's position ever grows. That is when
the restriction ends, and a day before the event begins at the latest: places that nobody else
wants are better filled.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from events.choices import RELEASED, EventStatus, PlaceState
from events.models import ConductEntry, Event, Intake, Registration
from events.services.conduct.answerable import Answerable, answerable_for, answerable_for_party
from events.services.conduct.ledger import restriction_of
from events.services.conduct.policy import policy_for
from events.services.registration.locks import lock_intake
from events.services.registration.parties import Party
from events.services.registration.seating import record
from events.services.registration.waiting_list import seat_next_parties

# So long before the first session begins nobody lets others go first any more.
OTHERS_GO_FIRST_UNTIL = timedelta(hours=24)


def held_until(intake: Intake, party: Party, *, now: datetime) -> datetime | None:
    """Until when the party lets others go first; None where it does not.

    Asks nothing more of the database where nobody at all is restricted.

    Args:
        intake: as `intake_with_places` reads it.
    """
    if not _is_anyone_restricted(intake, now=now):
        return None
    return _end_for(answerable_for_party(party), intake.event, now=now)


def lets_others_go_first(intake: Intake, registration: Registration, *, now: datetime) -> bool:
    """Whether the registration would be held back if it were made now.

    Args:
        intake: as `intake_with_places` reads it.
        registration: read by `telling.with_contacts`.
    """
    if not _is_anyone_restricted(intake, now=now):
        return False
    return _end_for(answerable_for(registration), intake.event, now=now) is not None


def _is_anyone_restricted(intake: Intake, *, now: datetime) -> bool:
    last_ends_at: datetime | None = vars(intake)["restrictions_until"]
    return last_ends_at is not None and last_ends_at > now


def _end_for(who: Answerable | None, event: Event, *, now: datetime) -> datetime | None:
    restriction = restriction_at(event, who, now=now) if who else None
    return end_of_holding(restriction, event, now=now) if restriction else None


def restriction_at(event: Event, who: Answerable, *, now: datetime) -> ConductEntry | None:
    """The restriction that holds for them at this event."""
    policy = policy_for(event.brand_id)
    return restriction_of(who, policy.brand_id, now=now) if policy.is_on else None


def end_of_holding(restriction: ConductEntry, event: Event, *, now: datetime) -> datetime | None:
    """When a party that signs up for the event now takes its turn; None where that is at once."""
    moments = [restriction.ends_at]
    if event.first_starts_at:
        moments.append(event.first_starts_at - OTHERS_GO_FIRST_UNTIL)
    first = min(moment for moment in moments if moment)
    return first if first > now else None


def events_with_parties_to_release(*, now: datetime) -> list[int]:
    """The events at which somebody's turn has come."""
    due = _due(now=now).filter(event__intake__status=EventStatus.SCHEDULED)
    return list(due.order_by("event_id").values_list("event_id", flat=True).distinct())


@transaction.atomic
def release_parties(*, event_id: int, now: datetime) -> list[Registration]:
    """Put the parties whose turn has come at the end of the queue, and seat those who fit.

    Returns:
        The parties that were released, in the order in which they had signed up.
    """
    intake = lock_intake(event_id)
    if intake.is_cancelled:
        return []
    parties = list(_due(now=now).filter(event=event_id).order_by("queue_no"))
    if not parties:
        return []
    for place, party in enumerate(parties, 1):
        party.held_until, party.queue_no = None, intake.last_queue_no + place
        party.save(update_fields=["held_until", "queue_no"])
    Intake.objects.filter(pk=intake.pk).update(
        waiting=F("waiting") + len(parties), last_queue_no=F("last_queue_no") + len(parties)
    )
    record(parties, PlaceState.WAITING, now=now, reason=RELEASED)
    intake.refresh_from_db(fields=["waiting", "last_queue_no"])
    seat_next_parties(intake, now=now)
    return parties


def _due(*, now: datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(
        Q(held_until__lte=now) | Q(event__first_starts_at__lte=now + OTHERS_GO_FIRST_UNTIL),
        held_until__isnull=False,
        state=PlaceState.WAITING,
    )
