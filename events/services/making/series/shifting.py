"""Moving the events of a series together: from a day on, by days, to another time or room.

What would follow is told first, event by event. Who moves them sends back what was told, as a
digest; if anything is different by then, nothing is moved. So a form that is sent twice moves once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.errors import ChangedSince
from events.choices import EventStatus, PlaceState
from events.errors import DateTaken, NothingToMove
from events.models import Event, Series, Session
from events.registries import Following
from events.services.making import moving
from events.services.making.moving import (
    Step,
    Target,
    carry_out,
    on_the_clock,
    slot_for,
    steps_to,
    take_along,
)
from network.models import Room


@dataclass(frozen=True)
class Shift:
    """What is asked for. Without a time, or a room, each event keeps its own."""

    from_day: date
    days: int = 0
    starts_at: time | None = None
    room: Room | None = None

    @property
    def changes_something(self) -> bool:
        return bool(self.days or self.starts_at or self.room)

    def target_of(self, session: Session) -> Target:
        before = on_the_clock(session.starts_at)
        day = before.date() + timedelta(days=self.days)
        at = datetime.combine(day, self.starts_at or before.time())
        return Target(session, slot_for(session, at, self.room or session.room), session.branch)


@dataclass(frozen=True)
class Shifted:
    """One meeting of the series, what would follow for it, and why it stays if it does."""

    step: Step
    registered: int
    why_not: str


def shifted_by(
    series: Series, shift: Shift, *, events: QuerySet[Event], now: datetime
) -> list[Shifted]:
    """What the shift would do to those of these events that are still to come.

    Args:
        events: those that the one who asks may change. Others stay where they are.
    """
    sessions = (
        Session.objects.planned()
        .filter(
            event__in=events.filter(series=series, intake__status=EventStatus.SCHEDULED),
            starts_at__gt=now,
        )
        .select_related("event__intake", "branch", "room")
        .annotate(
            registered=Count(
                "event__attendees", filter=Q(event__attendees__state=PlaceState.SEATED)
            )
        )
        .order_by("starts_at", "pk")
    )
    targets = [shift.target_of(each) for each in sessions if each.first_day >= shift.from_day]
    going = {target.session.event_id for target in targets}
    return [
        Shifted(
            step,
            registered=vars(step.session)["registered"],
            why_not=step.why_not(now=now) or (_("It is there already.") if step.stays else ""),
        )
        for step in steps_to(targets, of=series.programme, without=going)
    ]


def going(shifted: Sequence[Shifted]) -> list[Step]:
    """The steps of those that move."""
    return [each.step for each in shifted if not each.why_not]


def digest_of(shifted: Sequence[Shifted], following: Following) -> str:
    """Stands for what was told: which meetings go where, which stay, and what goes along."""
    stay = "".join("-" if each.why_not else "+" for each in shifted)
    return moving.digest_of((each.step for each in shifted), following, stay)


@transaction.atomic
def shift_series(
    *,
    series_id: int,
    shift: Shift,
    events: QuerySet[Event],
    digest: str,
    user: Any,
    now: datetime,
) -> tuple[int, Following]:
    """Move them as it was told, all or none, with all that goes along.

    Returns:
        How many events moved, and what followed for what goes along.

    Raises:
        ChangedSince: what was told is not what would happen now.
        NothingToMove: there is no event to move, or no change.
        DateTaken, RoomTaken: a room is taken.
    """
    series = Series.objects.get(pk=series_id)
    moving.hold([event.pk for event in events.filter(series=series)], now=now)
    shifted = shifted_by(series, shift, events=events, now=now)
    steps = going(shifted)
    following = take_along(steps, user=user, now=now)
    if digest_of(shifted, following) != digest:
        raise ChangedSince
    if not steps or not shift.changes_something:
        raise NothingToMove
    for step in steps:
        if step.is_taken:
            raise DateTaken(day=timezone.localdate(step.slot.starts_at))
    carry_out(steps, user=user, now=now)
    moved = len({step.session.event_id for step in steps})
    log(
        series,
        "events.series_shifted",
        user=user,
        data={"events": moved, "days": shift.days, "from": str(shift.from_day)},
    )
    return moved, following
