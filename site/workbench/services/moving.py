"""Moving a meeting with those who help at it: what follows for them is told before as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from core.errors import DomainError
from events.models import Session
from events.services.making.moving import Move, Prospect, Step, move_session, prospect_of
from volunteers.choices import ShiftState
from volunteers.models import Claim, Shift
from volunteers.services.shifts.moving import move_shift, who_would_lose


@dataclass(frozen=True)
class Going:
    """A shift that goes along with its meeting.

    Attributes:
        helpers: volunteers who are on it, and are told.
        lost: how many of them are somewhere else then, or may not come by a rule.
        why_not: what keeps it where it is, in a sentence; nothing if it goes along.
    """

    shift: Shift
    helpers: int
    lost: int = 0
    why_not: str = ""


@dataclass(frozen=True)
class Outlook:
    """What a move would do for those who come, and for those who help."""

    prospect: Prospect
    shifts: Sequence[Going] = field(default_factory=list)

    @property
    def helpers(self) -> int:
        return sum(going.helpers for going in self.shifts if not going.why_not)

    @property
    def lost(self) -> int:
        return sum(going.lost for going in self.shifts)

    @property
    def staying(self) -> list[Going]:
        return [going for going in self.shifts if going.why_not]


def outlook_of(session: Session, move: Move, *, user: Any, now: datetime) -> Outlook:
    """What would follow; nothing is moved, and nobody is told."""
    prospect = prospect_of(session, move, now=now)
    if prospect.why_not:
        return Outlook(prospect)
    shifts = []
    for shift, where in _going_along(prospect):
        helpers = len(_on_it(shift))
        try:
            lost = who_would_lose(shift, **where, now=now, by=user)
        except DomainError as refusal:
            shifts.append(Going(shift, helpers, why_not=str(refusal)))
        else:
            shifts.append(Going(shift, helpers, lost=len(lost)))
    return Outlook(prospect, shifts)


def move_with_shifts(
    *, session_id: int, move: Move, digest: str, user: Any, now: datetime
) -> Outlook:
    """Move the meeting, and then the shifts that belong to it, each for itself.

    One after the other, for people are locked before shifts and intakes. A shift that cannot go
    along stays where it is: the desk of the event shows that it has lost its session.

    Raises:
        ChangedSince, NothingToMove, CannotMove, RoomTaken: as `move_session` says. Nothing moved.
    """
    session = Session.objects.get(pk=session_id)
    going = list(_going_along(prospect_of(session, move, now=now)))
    prospect = move_session(session_id=session_id, move=move, digest=digest, user=user, now=now)
    shifts = []
    for shift, where in going:
        helpers = len(_on_it(shift))
        try:
            lost = move_shift(shift_id=shift.pk, **where, now=now, by=user)
        except DomainError as refusal:
            shifts.append(Going(shift, helpers, why_not=str(refusal)))
        else:
            shifts.append(Going(shift, helpers, lost=len(lost)))
    return Outlook(prospect, shifts)


def _going_along(prospect: Prospect) -> Iterator[tuple[Shift, dict[str, Any]]]:
    """The shifts of these meetings, and where to: as far as their meeting, and to its place.

    Those of the event as a whole belong to its meeting where it has only that one.
    """
    steps = {step.session.pk: step for step in prospect.steps if not step.stays}
    if not steps:
        return
    event = prospect.steps[0].session.event
    belongs = Q(session__in=steps)
    only_step: Step | None = None
    if event.sessions.planned().count() == 1:
        [only_step] = steps.values()
        belongs |= Q(session=None)
    shifts = event.shifts.filter(belongs).exclude(state=ShiftState.CANCELLED)
    for shift in shifts.with_people().select_related("branch", "room").order_by("starts_at", "pk"):
        step = steps[shift.session_id] if shift.session_id else only_step
        if step is None:
            continue
        session = step.session
        by = step.slot.starts_at - session.starts_at
        was_there = (shift.branch_id, shift.room_id) == (session.branch_id, session.room_id)
        yield (
            shift,
            {
                "starts_at": shift.starts_at + by,
                "ends_at": shift.ends_at + by,
                "branch": step.branch if shift.branch_id == session.branch_id else shift.branch,
                "room": step.slot.room if was_there else _room_that_stays(shift, step),
            },
        )


def _room_that_stays(shift: Shift, step: Step) -> Any:
    """A shift in another room of the library keeps it, unless the library is another one."""
    moves_away = shift.branch_id == step.session.branch_id != step.branch.pk
    return None if moves_away else shift.room


def _on_it(shift: Shift) -> list[Claim]:
    """The sign-ups that have a place, of a shift read `with_people`."""
    return vars(shift)["on_it"]
