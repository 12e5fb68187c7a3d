"""Moving whole parties to a place or into the queue, for whoever has decided that.

The caller holds the event's intake and its pools (see `locks`), and has judged that they fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from events.choices import UNDECIDED_STATES, MessageKind, PlaceState
from events.models import Attendee, Intake, Registration, RegistrationChange
from events.services.messages.telling import tell

WITHOUT_A_PLACE = (PlaceState.WAITING, *UNDECIDED_STATES)

TAKE_PLACES = """
WITH seated AS (
    UPDATE events_attendee SET state = %(state)s
    WHERE registration_id = ANY(%(registrations)s) AND state = ANY(%(states_before)s)
    RETURNING pool_id
),
wanted AS (
    SELECT pool_id, count(*) AS seats FROM seated GROUP BY pool_id
)
UPDATE events_seatpool AS pool SET
    taken = pool.taken + wanted.seats,
    ceiling = CASE
        WHEN %(beyond_capacity)s THEN greatest(pool.ceiling, pool.taken + wanted.seats)
        ELSE pool.ceiling
    END
FROM wanted WHERE pool.id = wanted.pool_id
"""


def offer(parties: Sequence[Registration], *, ends_at: datetime, now: datetime) -> None:
    """Keep places for these parties until they say yes or no, and ask them."""
    _take_places(parties, PlaceState.OFFERED)
    Registration.objects.filter(pk__in=_keys(parties)).update(
        state=PlaceState.OFFERED, offer_ends_at=ends_at
    )
    for party in parties:
        party.offer_ends_at = ends_at
    record(parties, PlaceState.OFFERED, now=now)
    tell(parties, MessageKind.OFFERED, now=now)


def seat(
    parties: Sequence[Registration],
    *,
    message: MessageKind,
    now: datetime,
    by: Any = None,
    beyond_capacity: bool = False,
) -> None:
    """Give these parties their places, and tell them.

    Args:
        parties: read by `telling.with_contacts`. If they waited, the caller counts the queue.
        by: the user who decided it, if one did.
        beyond_capacity: places were promised before there were fewer, and the promise is kept.
    """
    _take_places(parties, PlaceState.SEATED, beyond_capacity=beyond_capacity)
    Registration.objects.filter(pk__in=_keys(parties)).update(state=PlaceState.SEATED)
    record(parties, PlaceState.SEATED, now=now, by=by)
    tell(parties, message, now=now)


def queue(
    intake: Intake, parties: Sequence[Registration], *, now: datetime, by: Any = None
) -> None:
    """Put these parties at the end of the waiting list, in this order, and tell them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE events_registration AS registration
            SET state = %s, queue_no = %s + joined.place
            FROM unnest(%s::bigint[]) WITH ORDINALITY AS joined (registration_id, place)
            WHERE registration.id = joined.registration_id
            """,
            [PlaceState.WAITING, intake.last_queue_no, _keys(parties)],
        )
    Attendee.objects.filter(registration__in=_keys(parties), state__in=WITHOUT_A_PLACE).update(
        state=PlaceState.WAITING
    )
    Intake.objects.filter(pk=intake.pk).update(
        waiting=F("waiting") + len(parties), last_queue_no=F("last_queue_no") + len(parties)
    )
    intake.refresh_from_db(fields=["waiting", "last_queue_no"])
    record(parties, PlaceState.WAITING, now=now, by=by)
    tell(parties, MessageKind.WAITING, now=now)


def record(
    parties: Sequence[Registration],
    state: PlaceState,
    *,
    now: datetime,
    by: Any = None,
    reason: str = "",
) -> None:
    """Write the new state into the history of each, and into the rows at hand."""
    for party in parties:
        party.state = state
    RegistrationChange.objects.bulk_create(
        RegistrationChange(
            registration=party,
            state=state,
            changed_at=now,
            changed_by_id=by and by.pk,
            reason=reason,
        )
        for party in parties
    )


def _take_places(
    parties: Sequence[Registration], state: PlaceState, *, beyond_capacity: bool = False
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_PLACES,
            {
                "state": state,
                "registrations": _keys(parties),
                "states_before": list(WITHOUT_A_PLACE),
                "beyond_capacity": beyond_capacity,
            },
        )


def _keys(parties: Sequence[Registration]) -> list[int]:
    return [party.pk for party in parties]
