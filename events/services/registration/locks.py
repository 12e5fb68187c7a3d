"""The order in which everyone locks what places depend on: the intake, then the pools by key.

An invitation stands between them, or after the pools for those who hold the intake alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from events.models import Intake, SeatPool


def lock_intake(event_id: int) -> Intake:
    """Hold the event's intake alone until the transaction ends: nobody enters or leaves.

    `FOR NO KEY UPDATE`, because a plain `FOR UPDATE` deadlocks with checks of foreign keys.
    """
    intakes = Intake.objects.select_related("event", "draw")
    return intakes.select_for_update(no_key=True, of=("self",)).get(event_id=event_id)


def hold_intake(event_id: int) -> None:
    """As `lock_intake`, for those who need not read it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM events_intake WHERE event_id = %s FOR NO KEY UPDATE", [event_id]
        )


def hold_intakes(event_ids: Sequence[int]) -> None:
    """As `hold_intake`, of many events in the order of their keys."""
    intakes = Intake.objects.filter(event__in=event_ids).order_by("event_id")
    list(intakes.select_for_update(no_key=True).values_list("event_id"))


def lock_pools(event_id: int) -> list[SeatPool]:
    """Lock the event's pools, in the order of their keys, after the intake."""
    pools = SeatPool.objects.filter(event_id=event_id).order_by("pk")
    return list(pools.select_for_update(no_key=True))
