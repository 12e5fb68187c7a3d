"""The events of a series, from a day on: by days, to another time or room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from events.choices import EventStatus, PlaceState
from events.errors import CannotMove, NothingToMove
from events.models import Event, Series, Session
from events.services.making.moving.as_told import Outlook, move_as_told
from events.services.making.moving.carrying_out import carry_out
from events.services.making.moving.steps import Step, look_up, on_the_clock, step_to
from network.models import Room


@dataclass(frozen=True)
class SeriesMove:
    """What is asked for. Without a time, or a room, each event keeps its own."""

    from_day: date
    days: int = 0
    starts_at: time | None = None
    room: Room | None = None

    def of(self, session: Session) -> Step:
        before = on_the_clock(session.starts_at)
        day = before.date() + timedelta(days=self.days)
        at = datetime.combine(day, self.starts_at or before.time())
        return step_to(session, at, session.branch, self.room or session.room)


@dataclass(frozen=True)
class MeetingOfSeries:
    """One meeting of the series, what would follow for it, and why it stays if it does."""

    step: Step
    registered: int
    why_not: str


@dataclass(frozen=True)
class SeriesProspect:
    """What a move would do to those meetings of a series that are still to come."""

    meetings: Sequence[MeetingOfSeries]

    @property
    def moving(self) -> Sequence[MeetingOfSeries]:
        return [each for each in self.meetings if not each.why_not]

    @property
    def going(self) -> Sequence[Step]:
        return [each.step for each in self.moving]

    @property
    def events(self) -> int:
        """How many of them move."""
        return len({step.session.event_id for step in self.going})

    @property
    def registered(self) -> int:
        """How many people are written to."""
        return sum(each.registered for each in self.moving)

    @property
    def is_taken(self) -> bool:
        """Whether a room is that one of them would need."""
        return any(step.is_taken for step in self.going)

    @property
    def lines(self) -> Iterator[str]:
        yield from (f"{each.step.line} {each.why_not}" for each in self.meetings)
        yield str(bool(self.registered))

    def carry_out(self, *, user: Any, now: datetime) -> None:
        if not self.going:
            raise NothingToMove
        if self.is_taken:
            raise CannotMove(why=_("The room is taken then. Choose another time or room."))
        carry_out(self.going, user=user, now=now)


def prospect_of_series(
    series: Series, move: SeriesMove, *, events: QuerySet[Event], now: datetime
) -> SeriesProspect:
    """What would follow from the move; nothing is moved.

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
    steps = [move.of(each) for each in sessions if each.first_day >= move.from_day]
    going = {step.session.event_id for step in steps}
    return SeriesProspect(
        [
            MeetingOfSeries(
                step,
                registered=vars(step.session)["registered"],
                why_not=step.why_not(now=now) or (_("It is there already.") if step.stays else ""),
            )
            for step in look_up(steps, of=series.programme, without=going)
        ]
    )


@transaction.atomic
def move_series(
    *,
    series_id: int,
    move: SeriesMove,
    events: QuerySet[Event],
    digest: str,
    user: Any,
    now: datetime,
) -> Outlook[SeriesProspect]:
    """Move them as it was told, all or none, with all that goes along; returns what was done.

    Raises:
        ChangedSince: what was told is not what would happen now.
        NothingToMove: there is no event to move, or no change.
        CannotMove, RoomTaken: a room is taken.
    """
    series = Series.objects.get(pk=series_id)
    outlook = move_as_told(
        lambda: prospect_of_series(series, move, events=events, now=now),
        event_ids=list(events.filter(series=series).values_list("pk", flat=True)),
        digest=digest,
        user=user,
        now=now,
    )
    log(
        series,
        "events.series_shifted",
        user=user,
        data={"events": outlook.prospect.events, "days": move.days, "from": str(move.from_day)},
    )
    return outlook
