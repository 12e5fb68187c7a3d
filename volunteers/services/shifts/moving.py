"""Shifts at another time or place, and those who cannot be at both any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from wagtail.log_actions import log

from core.errors import DomainError
from network.models import Branch, Room
from volunteers.choices import MAY_NOT_STAY, MOVED_INTO_ANOTHER, ClaimMessage, ClaimState
from volunteers.errors import (
    ShiftEndsBeforeItStarts,
    ShiftHasBegun,
    ShiftIsCancelled,
    ShiftLastsTooLong,
)
from volunteers.models import Claim, Presence, Shift
from volunteers.models.shift import LONGEST_SHIFT
from volunteers.services.hours.presence import OPENS_BEFORE
from volunteers.services.shifts.groups import move_groups
from volunteers.services.shifts.locks import lock_shifts_with_people
from volunteers.services.shifts.places import end_claim, undo_arrivals
from volunteers.services.shifts.staying import who_may_not_stay
from volunteers.services.shifts.telling import tell
from volunteers.services.shifts.waiting_list import offer_free_places


@dataclass(frozen=True)
class ShiftMove:
    """Where a shift is to go, and when it is to be."""

    shift_id: int
    starts_at: datetime
    ends_at: datetime
    branch: Branch
    room: Room | None = None

    @property
    def wanted(self) -> dict[str, Any]:
        """The values of the shift's fields."""
        return {
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "branch": self.branch,
            "room": self.room,
        }

    def refuse_impossible(self, shift: Shift, *, now: datetime) -> None:
        """Raises what `move_shift` does."""
        refuse_impossible_times(self.starts_at, self.ends_at)
        if shift.is_cancelled:
            raise ShiftIsCancelled
        if min(shift.starts_at, self.starts_at) <= now:
            raise ShiftHasBegun


@dataclass
class Moved:
    """What became of a shift that was to be moved, or would.

    Attributes:
        refusal: why it has stayed where it is.
        is_moved: whether it went anywhere.
        staying: sign-ups that went along, of those who wait as well.
        clashing: those that were ended, for their volunteers are on another shift then.
        barred: those that were ended, for their volunteers may not be there on that day.
    """

    shift: Shift
    refusal: DomainError | None = None
    is_moved: bool = False
    staying: list[Claim] = field(default_factory=list)
    clashing: list[Claim] = field(default_factory=list)
    barred: list[Claim] = field(default_factory=list)

    @property
    def lost(self) -> list[Claim]:
        return [*self.clashing, *self.barred]


@transaction.atomic
def move_shifts(moves: Sequence[ShiftMove], *, now: datetime, by: Any) -> list[Moved]:
    """Put shifts at other times or places together, with everyone who is on them.

    Only where all of them will be counts: whoever is on two that move by a week keeps both. Whoever
    is somewhere else then keeps the place that stays where it is, or else the one taken first, and
    loses the other; so does whoever may not be there on that day by a rule that nobody passes over.
    All are told. A shift that cannot go stays, and says why; the others go.
    """
    outcomes = _put(moves, now=now, by=by)
    moved = [each for each in outcomes if each.is_moved]
    for each in moved:
        shift, plan = each.shift, str(each.shift.plan_no)
        log(shift, "volunteers.shift_moved", user=by, data={"clashes": len(each.lost)})
        tell(each.staying, ClaimMessage.MOVED, now=now, again=plan)
        tell(each.clashing, ClaimMessage.CLASHES, now=now, again=plan)
        tell(each.barred, ClaimMessage.MAY_NOT_STAY, now=now, again=plan)
        move_groups(shift, now=now, opens_at=shift.starts_at - OPENS_BEFORE)
    for each in moved:
        offer_free_places(each.shift, now=now)
    return outcomes


def would_move(moves: Sequence[ShiftMove], *, now: datetime, by: Any) -> list[Moved]:
    """What `move_shifts` would do: it is done, and taken back; nobody is told."""
    with transaction.atomic():
        outcomes = _put(moves, now=now, by=by)
        transaction.set_rollback(True)
    return outcomes


def move_shift(*, shift_id: int, now: datetime, by: Any, **to: Any) -> list[Claim]:
    """Put one shift at another time or place, as `move_shifts` does.

    Args:
        to: as for `ShiftMove`.

    Returns:
        The sign-ups that were ended.

    Raises:
        ShiftEndsBeforeItStarts: the end is not after the start.
        ShiftLastsTooLong: it would last for more than a day.
        ShiftHasBegun: it has begun, or would have by now.
        ShiftIsCancelled: there is nothing to move.
    """
    return _lost(move_shifts([ShiftMove(shift_id, **to)], now=now, by=by))


def who_would_lose(shift: Shift, *, now: datetime, by: Any, **to: Any) -> list[Claim]:
    """Whose places would end by this move, to be shown before it; raises as `move_shift`."""
    return _lost(would_move([ShiftMove(shift.pk, **to)], now=now, by=by))


def _lost(outcomes: list[Moved]) -> list[Claim]:
    [moved] = outcomes
    if moved.refusal:
        raise moved.refusal
    return moved.lost


def _put(moves: Sequence[ShiftMove], *, now: datetime, by: Any) -> list[Moved]:
    """Move those that can be, and end the sign-ups that cannot go along; tell nobody.

    Statements for each place that is lost, and as many for one shift as for hundreds.
    """
    held = {shift.pk: shift for shift in lock_shifts_with_people(move.shift_id for move in moves)}
    outcomes = {}
    for move in moves:
        shift = held[move.shift_id]
        outcomes[shift.pk] = outcome = Moved(shift)
        try:
            move.refuse_impossible(shift, now=now)
        except DomainError as refusal:
            outcome.refusal = refusal
            continue
        if any(getattr(shift, name) != value for name, value in move.wanted.items()):
            outcome.is_moved = True
            for name, value in {**move.wanted, "plan_no": shift.plan_no + 1}.items():
                setattr(shift, name, value)
    moved = [outcome.shift for outcome in outcomes.values() if outcome.is_moved]
    if not moved:
        return list(outcomes.values())

    with _clashes_allowed():
        # The busy times of all sign-ups follow by their foreign key.
        Shift.objects.bulk_update(moved, ["starts_at", "ends_at", "branch", "room", "plan_no"])
        current = list(Claim.objects.filter(shift__in=moved).current().told().order_by("pk"))
        # First those who may not be there at all: what they lose costs them no other place.
        barred = {claim.pk for claim in who_may_not_stay(current, now=now)}
        for claim in current:
            if claim.pk in barred:
                end_claim(claim, ClaimState.RELEASED, now=now, by=by, reason=MAY_NOT_STAY)
                outcomes[claim.shift_id].barred.append(claim)
        clashing = {claim.pk for claim in _who_clashes(moved)}
        for claim in current:
            outcome = outcomes[claim.shift_id]
            if claim.pk in clashing:
                end_claim(claim, ClaimState.RELEASED, now=now, by=by, reason=MOVED_INTO_ANOTHER)
                outcome.clashing.append(claim)
            elif claim.pk not in barred:
                outcome.staying.append(claim)
    came_too_early = Presence.objects.filter(
        claim__shift__in=moved, checked_in_at__lt=F("claim__shift__starts_at") - OPENS_BEFORE
    )
    undo_arrivals(came_too_early, now=now, by=by)
    return list(outcomes.values())


def _who_clashes(moved: Sequence[Shift]) -> list[Claim]:
    """Whose places on these shifts, where they are now, leave no time for another of theirs.

    Whoever calls holds the people.
    """
    here = Claim.objects.holding().filter(shift__in=moved).told().order_by("pk")
    by_person: dict[int, list[Claim]] = defaultdict(list)
    for claim in here:
        by_person[claim.person_id].append(claim)
    elsewhere = (
        Claim.objects.holding()
        .filter(
            person__in=by_person,
            busy_until__gt=min(shift.starts_at for shift in moved),
            busy_from__lt=max(shift.ends_at for shift in moved),
        )
        .exclude(shift__in=moved)
        .values_list("person_id", "busy_from", "busy_until")
    )
    kept: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for person_id, starts_at, ends_at in elsewhere:
        kept[person_id].append((starts_at, ends_at))
    clashing = []
    for person_id, claims in by_person.items():
        for claim in claims:
            times = kept[person_id]
            if any(begins < claim.busy_until and ends > claim.busy_from for begins, ends in times):
                clashing.append(claim)
            else:
                times.append((claim.busy_from, claim.busy_until))
    return sorted(clashing, key=lambda claim: claim.pk)


def refuse_impossible_times(starts_at: datetime, ends_at: datetime) -> None:
    """Raises `ShiftEndsBeforeItStarts` or `ShiftLastsTooLong`."""
    if ends_at <= starts_at:
        raise ShiftEndsBeforeItStarts
    if ends_at - starts_at > LONGEST_SHIFT:
        raise ShiftLastsTooLong(hours=LONGEST_SHIFT // timedelta(hours=1))


@contextmanager
def _clashes_allowed() -> Iterator[None]:
    """Until the end of the block two shifts of one person may overlap; then it is checked."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS person_is_on_one_shift_at_a_time DEFERRED")
        yield
        cursor.execute("SET CONSTRAINTS person_is_on_one_shift_at_a_time IMMEDIATE")
