"""What one volunteer is on, waits for, and was on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from volunteers.choices import ClaimState
from volunteers.models import Claim, Volunteer

LATEST = 10


@dataclass(frozen=True)
class MyShifts:
    """Sign-ups: those to answer first, then what comes, what is waited for, and what was."""

    offered: list[Claim]
    coming: list[Claim]
    waiting: list[Claim]
    past: list[Claim]


def my_shifts(volunteer: Volunteer, *, now: datetime) -> MyShifts:
    """The volunteer's sign-ups that matter now; two statements."""
    own = Claim.objects.filter(volunteer=volunteer).told()
    current = list(own.current().filter(busy_until__gt=now).order_by("busy_from", "pk"))
    was_there = own.filter(state=ClaimState.HELD, busy_until__lte=now)
    return MyShifts(
        offered=[each for each in current if each.is_offered],
        coming=[each for each in current if each.is_held],
        waiting=[each for each in current if each.is_waiting],
        past=list(was_there.order_by("-busy_from")[:LATEST]),
    )


def fellows_of(claim: Claim) -> list[Claim]:
    """Who else is on the shift: told only to who is on it, as nicknames and roles, no more."""
    on_it = Claim.objects.filter(shift=claim.shift_id, state=ClaimState.HELD).exclude(pk=claim.pk)
    return list(on_it.select_related("volunteer", "need__role").order_by("claimed_at", "pk"))
