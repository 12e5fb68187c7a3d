"""Moving a meeting to another time or place, alone or with those of its event that come after it.

What would follow is told first. Who moves it sends back what was told, as a digest; if anything is
different by then, nothing is moved. So a form that is sent twice moves once, and whoever moves it
back undoes it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.versions import digest_of_lines
from events.choices import PlaceState
from events.errors import CannotMove, ChangedSince, NothingToMove
from events.models import Event, Intake, SeatPool, Session
from events.services.making.clashes import Clash, Slot, clashes_of
from events.services.making.sessions import save_session
from events.services.registration.locks import lock_intake
from network.models import Branch, CalendarEntry, Room
from network.services.calendar import entries_of, without_opening

# What is counted from the start of an event, as long as it has not come yet.
MOVING_ALONG = ("opens_at", "closes_at", "changes_until", "residents_until")


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
class Step:
    """One meeting that would move, and what it would find there."""

    session: Session
    slot: Slot
    branch: Branch
    entries: list[CalendarEntry]
    is_closed: bool
    clashes: list[Clash]

    @property
    def is_taken(self) -> bool:
        return any(clash.forbids for clash in self.clashes)

    @property
    def stays(self) -> bool:
        session = self.session
        place = (session.branch_id, session.room_id)
        return (self.slot.starts_at, self.branch.pk, self.slot.room and self.slot.room.pk) == (
            session.starts_at,
            *place,
        )


@dataclass(frozen=True)
class Prospect:
    """What a move would do.

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
    def digest(self) -> str:
        """Stands for what was told: which meetings move from where to where."""
        lines = [
            f"{each.session.pk} {each.session.starts_at} {each.session.branch_id} "
            f"{each.session.room_id} {each.slot.starts_at} {each.branch.pk} "
            f"{each.slot.room and each.slot.room.pk}"
            for each in self.steps
        ]
        return digest_of_lines(lines)


def prospect_of(
    session: Session, move: Move, *, now: datetime, without: Collection[int] = ()
) -> Prospect:
    """What would follow from the move; nothing is moved.

    Args:
        without: keys of events that are in nobody's way, because they are moved away as well.
    """
    event = Event.objects.select_related("intake").get(pk=session.event_id)
    planned = list(event.sessions.planned().select_related("branch", "room"))
    moving = [each for each in planned if each.pk == session.pk]
    if moving and move.takes_rest:
        moving += [each for each in planned if each.starts_at > session.starts_at]
    steps = _steps(event, session, moving, move, without={event.pk, *without})
    people = event.attendees.aggregate(
        seated=Count("pk", filter=Q(state=PlaceState.SEATED)),
        waiting=Count("pk", filter=Q(state__in=(PlaceState.WAITING, PlaceState.OFFERED))),
    )
    return Prospect(
        steps=steps,
        later_by=_later_by(planned, steps),
        why_not=_why_not(event, steps, now=now),
        **people,
    )


@transaction.atomic
def move_session(
    *,
    session_id: int,
    move: Move,
    digest: str,
    user: Any,
    now: datetime,
    without: Collection[int] = (),
) -> Prospect:
    """Move it as it was told, with all that goes along, or not at all; returns what was done.

    Who is registered is written to and asked whether they still come. If the event begins at
    another time by this, registration opens and closes as much later, and a reserve opens so.
    Locks the intake first, so that two who press at once follow one another.

    Raises:
        ChangedSince: what was told is not what would happen now.
        NothingToMove: it is there already.
        CannotMove: something stands in the way: it is past, cancelled, drawn by lot, or a room is
            taken.
    """
    session = Session.objects.get(pk=session_id)
    intake = lock_intake(session.event_id)
    prospect = prospect_of(session, move, now=now, without=without)
    if not prospect.steps or prospect.digest != digest:
        raise ChangedSince
    if all(step.stays for step in prospect.steps):
        raise NothingToMove
    if prospect.why_not:
        raise CannotMove(why=prospect.why_not)
    # Those that go furthest leave first, so that none takes the room of one that is still there.
    steps = sorted(prospect.steps, key=lambda step: step.slot.starts_at)
    if steps[0].slot.starts_at > steps[0].session.starts_at:
        steps.reverse()
    for step in steps:
        moved = step.session
        moved.starts_at, moved.ends_at = step.slot.starts_at, step.slot.ends_at
        moved.branch, moved.room = step.branch, step.slot.room
        save_session(moved, now=now)
    move_along(intake, by=prospect.later_by, now=now)
    log(
        intake.event,
        "events.session_moved",
        user=user,
        data={"sessions": [step.session.pk for step in steps], "starts_at": move.starts_at},
    )
    return prospect


def move_along(intake: Intake, *, by: timedelta, now: datetime) -> None:
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


def _steps(
    event: Event,
    session: Session,
    moving: list[Session],
    move: Move,
    *,
    without: Collection[int],
) -> list[Step]:
    """Of the meetings in this order; statements for each library that they take place at."""
    by = _on_the_clock(move.starts_at) - _on_the_clock(session.starts_at)
    found: dict[int, Step] = {}

    def target(each: Session) -> Branch:
        return move.branch if _shares_place(each, session) else each.branch

    in_order = sorted(moving, key=lambda each: target(each).pk)
    for _key, group in groupby(in_order, key=lambda each: target(each).pk):
        sessions = list(group)
        branch = target(sessions[0])
        slots = [
            _slot(each, by, move if _shares_place(each, session) else None) for each in sessions
        ]
        days = [timezone.localdate(slot.starts_at) for slot in slots]
        told, closed = entries_of(branch, days), without_opening(branch, days)
        clashes = clashes_of(slots, of=event, branch=branch, without=without)
        for each, slot, day, clash in zip(sessions, slots, days, clashes, strict=True):
            found[each.pk] = Step(each, slot, branch, told.get(day, []), day in closed, clash)
    return [found[each.pk] for each in moving]


def _shares_place(one: Session, other: Session) -> bool:
    return (one.branch_id, one.room_id) == (other.branch_id, other.room_id)


def _slot(session: Session, by: timedelta, move: Move | None) -> Slot:
    starts_at = timezone.make_aware(_on_the_clock(session.starts_at) + by)
    ends_at = starts_at + (session.ends_at - session.starts_at)
    return Slot(starts_at, ends_at, move.room if move else session.room)


def _on_the_clock(moment: datetime) -> datetime:
    """Days and hours are counted on the library's clocks, whatever these do in between."""
    return timezone.localtime(moment).replace(tzinfo=None)


def _later_by(planned: Sequence[Session], steps: Sequence[Step]) -> timedelta:
    """How much later the first meeting of the event is, whichever that is then."""
    if not steps:
        return timedelta(0)
    going_to = {step.session.pk: step.slot.starts_at for step in steps}
    first = min(going_to.get(each.pk, each.starts_at) for each in planned)
    return first - min(each.starts_at for each in planned)


def _why_not(event: Event, steps: Sequence[Step], *, now: datetime) -> str:
    if event.intake.is_cancelled:
        return _("The event is cancelled.")
    if not steps:
        return _("This meeting is cancelled.")
    if event.intake.draw_id:
        return _("Its lots are drawn at a set time. Move it at its desk.")
    if any(step.session.starts_at <= now for step in steps):
        return _("It has begun or is over.")
    if any(step.slot.starts_at <= now for step in steps):
        return _("It would be in the past.")
    if any(step.is_taken for step in steps):
        return _("The room is taken then. Choose another time or room.")
    return ""
