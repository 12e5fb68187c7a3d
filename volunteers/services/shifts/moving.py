"""A shift at another time or place, and those who cannot be at both any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from wagtail.log_actions import log

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
from volunteers.querysets import ClaimQuerySet
from volunteers.services.hours.presence import OPENS_BEFORE
from volunteers.services.shifts.groups import move_groups
from volunteers.services.shifts.locks import lock_shift_with_people
from volunteers.services.shifts.places import end_claim, undo_arrivals
from volunteers.services.shifts.staying import who_may_not_stay
from volunteers.services.shifts.telling import tell
from volunteers.services.shifts.waiting_list import offer_free_places


def _who_would_clash(shift: Shift, *, starts_at: datetime, ends_at: datetime) -> ClaimQuerySet:
    """Who holds a place here and another one at this time."""
    others = (
        Claim.objects.holding()
        .filter(person=OuterRef("person"), busy_from__lt=ends_at, busy_until__gt=starts_at)
        .exclude(shift=shift)
    )
    return Claim.objects.holding().filter(Exists(others), shift=shift).told().order_by("pk")


def who_would_lose(shift: Shift, **move: Any) -> list[Claim]:
    """Whose places would end by this move, to be shown before it: it is made, and taken back.

    Args:
        move: as for `move_shift`, which raises the same.
    """
    with transaction.atomic():
        lost = move_shift(shift_id=shift.pk, **move)
        transaction.set_rollback(True)
    return lost


@transaction.atomic
def move_shift(
    *,
    shift_id: int,
    starts_at: datetime,
    ends_at: datetime,
    branch: Branch,
    room: Room | None = None,
    now: datetime,
    by: Any,
) -> list[Claim]:
    """Put the shift at another time or place, with everyone who is on it.

    Whoever is somewhere else then keeps the other place and loses this one; so does whoever may
    not be there on that day by a rule that nobody passes over. All are told.

    Returns:
        The sign-ups that were ended.

    Raises:
        ShiftEndsBeforeItStarts: the end is not after the start.
        ShiftLastsTooLong: it would last for more than a day.
        ShiftHasBegun: it has begun, or would have by now.
        ShiftIsCancelled: there is nothing to move.
    """
    refuse_impossible_times(starts_at, ends_at)
    shift = lock_shift_with_people(shift_id)
    if shift.is_cancelled:
        raise ShiftIsCancelled
    if min(shift.starts_at, starts_at) <= now:
        raise ShiftHasBegun
    wanted = {"starts_at": starts_at, "ends_at": ends_at, "branch": branch, "room": room}
    if all(getattr(shift, name) == value for name, value in wanted.items()):
        return []

    clashing = list(_who_would_clash(shift, starts_at=starts_at, ends_at=ends_at))
    with _clashes_allowed():
        # The busy times of all sign-ups follow by their foreign key.
        Shift.objects.filter(pk=shift.pk).update(plan_no=F("plan_no") + 1, **wanted)
        for claim in clashing:
            end_claim(claim, ClaimState.RELEASED, now=now, by=by, reason=MOVED_INTO_ANOTHER)
    shift.refresh_from_db()
    came_too_early = Presence.objects.filter(
        claim__shift=shift, checked_in_at__lt=starts_at - OPENS_BEFORE
    )
    undo_arrivals(came_too_early, now=now, by=by)
    current = Claim.objects.filter(shift=shift).current().told().order_by("pk")
    barred = who_may_not_stay(current, now=now)
    for claim in barred:
        end_claim(claim, ClaimState.RELEASED, now=now, by=by, reason=MAY_NOT_STAY)
    lost = [*clashing, *barred]
    log(shift, "volunteers.shift_moved", user=by, data={"clashes": len(lost)})
    plan = str(shift.plan_no)
    tell(current.all(), ClaimMessage.MOVED, now=now, again=plan)
    tell(clashing, ClaimMessage.CLASHES, now=now, again=plan)
    tell(barred, ClaimMessage.MAY_NOT_STAY, now=now, again=plan)
    move_groups(shift, now=now, opens_at=starts_at - OPENS_BEFORE)
    offer_free_places(shift, now=now)
    return lost


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
