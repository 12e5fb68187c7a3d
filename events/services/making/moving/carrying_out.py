"""Moving meetings with what depends on when their events begin. What goes along has gone before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from wagtail.log_actions import log

from events.models import Event, Intake, SeatPool, Session
from events.services.making.moving.steps import Step
from events.services.making.sessions import save_session

# What is counted from the start of an event, as long as it has not come yet.
MOVING_ALONG = ("opens_at", "closes_at", "changes_until", "residents_until")


def carry_out(steps: Sequence[Step], *, user: Any, now: datetime) -> None:
    """Move all of them, of one event or of many; `move_as_told` has locked all of it.

    Who is registered is written to and asked whether they still come. Where an event begins at
    another time by this, its registration opens and closes as much later, and a reserve opens so.

    Raises:
        RoomTaken: two of them want one room, or somebody has just taken it.
    """
    by = later_by(steps)
    # Those that go furthest leave first, so that none takes the room of one that is still there.
    in_order = sorted(steps, key=lambda step: step.slot.starts_at)
    if in_order and in_order[0].slot.starts_at > in_order[0].session.starts_at:
        in_order.reverse()
    moved: dict[Event, list[Step]] = defaultdict(list)
    for step in in_order:
        session = step.session
        session.starts_at, session.ends_at = step.slot.starts_at, step.slot.ends_at
        session.branch, session.room = step.branch, step.slot.room
        save_session(session, now=now)
        moved[session.event].append(step)
    for event, its_steps in moved.items():
        _move_along(event.intake, by=by[event.pk], now=now)
        log(
            event,
            "events.session_moved",
            user=user,
            data={
                "sessions": [step.session.pk for step in its_steps],
                "starts_at": min(step.slot.starts_at for step in its_steps),
            },
        )


def later_by(steps: Sequence[Step]) -> Mapping[int, timedelta]:
    """How much later the first meeting of each event is, whichever that is then, by its key."""
    going_to = {step.session.pk: step.slot.starts_at for step in steps}
    before: dict[int, list[datetime]] = defaultdict(list)
    then: dict[int, list[datetime]] = defaultdict(list)
    planned = Session.objects.planned().filter(event__in={step.session.event_id for step in steps})
    for event_id, key, starts_at in planned.values_list("event_id", "pk", "starts_at"):
        before[event_id].append(starts_at)
        then[event_id].append(going_to.get(key, starts_at))
    return {event_id: min(then[event_id]) - min(before[event_id]) for event_id in before}


def _move_along(intake: Intake, *, by: timedelta, now: datetime) -> None:
    """Let registration open and close as much later, and a reserve open so; what has come stays."""
    if not by:
        return
    moments = {
        name: moment + by
        for name in MOVING_ALONG
        if (moment := getattr(intake, name)) is not None and moment > now
    }
    Intake.objects.filter(pk=intake.pk).update(**moments)
    reserves = SeatPool.objects.filter(event=intake.event_id, merges_at__gt=now)
    reserves.update(merges_at=F("merges_at") + by)
