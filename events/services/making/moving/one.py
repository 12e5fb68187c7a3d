"""One meeting of an event, alone or with those that come after it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from events.choices import PlaceState
from events.errors import CannotMove, NothingToMove
from events.models import Event, Session
from events.services.making.moving.as_told import Outlook, move_as_told
from events.services.making.moving.carrying_out import carry_out, later_by
from events.services.making.moving.steps import Step, look_up, on_the_clock, step_to
from network.models import Branch, Room


@dataclass(frozen=True)
class Move:
    """Where a meeting is to go.

    Attributes:
        takes_rest: those that come after it are moved as far; where they share its place, they
            share the new one.
    """

    starts_at: datetime
    branch: Branch
    room: Room | None = None
    takes_rest: bool = False


@dataclass(frozen=True)
class EventProspect:
    """What a move would do to the meetings of one event.

    Attributes:
        steps: the meeting itself, then those that go with it.
        seated, waiting: people who have a place, or hope for one, and are written to.
        later_by: how much later the event begins; its registration opens and closes as much later.
        why_not: what stands in the way, in a sentence; nothing if it can be done.
    """

    steps: Sequence[Step]
    seated: int
    waiting: int
    later_by: timedelta
    why_not: str

    @property
    def stays(self) -> bool:
        return all(step.stays for step in self.steps)

    @property
    def going(self) -> Sequence[Step]:
        return () if self.why_not or self.stays else self.steps

    @property
    def lines(self) -> Iterator[str]:
        yield from (step.line for step in self.steps)
        yield f"{bool(self.seated or self.waiting)} {bool(self.later_by)}"

    def carry_out(self, *, user: Any, now: datetime) -> None:
        if self.why_not:
            raise CannotMove(why=self.why_not)
        if self.stays:
            raise NothingToMove
        carry_out(self.going, user=user, now=now)


def prospect_of(
    session: Session, move: Move, *, now: datetime, without: Collection[int] = ()
) -> EventProspect:
    """What would follow from the move; nothing is moved.

    Args:
        without: keys of events that are in nobody's way, because they are moved away as well.
    """
    event = Event.objects.select_related("intake").get(pk=session.event_id)
    planned = list(event.sessions.planned().select_related("branch", "room"))
    moving = [each for each in planned if each.pk == session.pk]
    if moving and move.takes_rest:
        moving += [each for each in planned if each.starts_at > session.starts_at]
    steps = look_up(
        [_step(each, session, move) for each in moving], of=event, without={event.pk, *without}
    )
    people = event.attendees.aggregate(
        seated=Count("pk", filter=Q(state=PlaceState.SEATED)),
        waiting=Count("pk", filter=Q(state__in=(PlaceState.WAITING, PlaceState.OFFERED))),
    )
    return EventProspect(
        steps=steps,
        later_by=later_by(steps).get(event.pk, timedelta(0)),
        why_not=_why_not(event, steps, now=now),
        **people,
    )


def move_session(
    *, session_id: int, move: Move, digest: str, user: Any, now: datetime
) -> Outlook[EventProspect]:
    """Move it as it was told, with all that goes along; returns what was done.

    Raises:
        ChangedSince: what was told is not what would happen now.
        NothingToMove: it is there already.
        CannotMove: something stands in the way: it is past, cancelled, drawn by lot, or a room is
            taken.
    """
    session = Session.objects.get(pk=session_id)
    return move_as_told(
        lambda: prospect_of(session, move, now=now),
        event_ids=[session.event_id],
        digest=digest,
        user=user,
        now=now,
    )


def _step(each: Session, session: Session, move: Move) -> Step:
    """Where one goes that moves with the other: as far, and to its place if they shared one."""
    by = on_the_clock(move.starts_at) - on_the_clock(session.starts_at)
    shares_place = (each.branch_id, each.room_id) == (session.branch_id, session.room_id)
    branch, room = (move.branch, move.room) if shares_place else (each.branch, each.room)
    return step_to(each, on_the_clock(each.starts_at) + by, branch, room)


def _why_not(event: Event, steps: Sequence[Step], *, now: datetime) -> str:
    if event.intake.is_cancelled:
        return _("The event is cancelled.")
    if not steps:
        return _("This meeting is cancelled.")
    if why_not := next(filter(None, (step.why_not(now=now) for step in steps)), ""):
        return why_not
    if any(step.is_taken for step in steps):
        return _("The room is taken then. Choose another time or room.")
    return ""
