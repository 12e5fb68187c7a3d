"""Giving one's place to another volunteer by a link, or swapping two places."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core.codes import secret_code
from volunteers.choices import ClaimMessage, ClaimState, HandoverKind
from volunteers.errors import (
    CannotTake,
    HandoverIsOver,
    HandoverIsYours,
    NothingToSwap,
    ShiftHasBegun,
    SignUpIsOver,
    SwapIsNotForThem,
)
from volunteers.models import Claim, Handover, Need, Shift, Volunteer
from volunteers.services.eligibility.asking import what_stands_in_the_way
from volunteers.services.eligibility.words import Obstacle
from volunteers.services.shifts.claiming import (
    PLACE_IS_GIVEN,
    constraints_as_refusals,
    hold_claim,
)
from volunteers.services.shifts.locks import lock_people, lock_shifts
from volunteers.services.shifts.places import end_claim, write_claim
from volunteers.services.shifts.telling import tell


@dataclass(frozen=True)
class NewLink:
    """A handing over with its code, which is shown once and kept nowhere."""

    handover: Handover
    code: str


@transaction.atomic
def offer_handover(*, claim_id: int, now: datetime, wanted: Shift | None = None) -> NewLink:
    """A link by which another volunteer takes this place; an earlier link is closed.

    Args:
        wanted: the shift whose place they give in return; None to hand over for nothing.

    Raises:
        SignUpIsOver: there is no place to hand over.
        ShiftHasBegun: it is too late.
    """
    claim = hold_claim(claim_id)
    if not claim.is_held:
        raise SignUpIsOver
    ends_at = min(claim.busy_from, wanted.starts_at) if wanted else claim.busy_from
    if ends_at <= now:
        raise ShiftHasBegun
    _close(claim, now=now)
    code = secret_code()
    handover = Handover.objects.create(
        claim=claim,
        kind=HandoverKind.SWAP if wanted else HandoverKind.HAND_OVER,
        wanted=wanted,
        code_hash=_hashed(code),
        created_at=now,
        expires_at=ends_at,
    )
    return NewLink(handover, code)


@transaction.atomic
def keep_after_all(*, claim_id: int, now: datetime) -> None:
    """The link leads to nothing any more; the place stays where it is."""
    _close(hold_claim(claim_id), now=now)


def handover_of(code: str, *, now: datetime) -> Handover | None:
    """What a link leads to while it stands."""
    found = Handover.objects.filter(
        code_hash=_hashed(code), accepted_at=None, closed_at=None, expires_at__gt=now
    )
    return found.select_related(
        "claim__volunteer",
        "claim__need__role",
        "claim__shift__event",
        "claim__shift__branch",
        "claim__shift__room",
        "wanted__event",
        "wanted__branch",
    ).first()


def what_keeps_from(handover: Handover, volunteer: Volunteer, *, now: datetime) -> list[Obstacle]:
    """Everything that keeps the volunteer from taking what is handed over."""
    given = _given_in_return(handover, volunteer)
    waiting = _waiting_claim(handover, volunteer)
    own = {each.pk for each in (given, waiting) if each}
    return _obstacles(volunteer, handover.claim.need_id, without=own, now=now)


def take_handover(*, code: str, volunteer_id: int, now: datetime, by: Any = None) -> Claim:
    """Take the place behind the link; the first who does so gets it.

    Raises:
        HandoverIsOver: somebody was faster, or it was kept after all.
        HandoverIsYours: it is their own.
        NothingToSwap: they do not have what is wanted in return.
        CannotTake: something keeps them from the shift.
        SwapIsNotForThem: something keeps the other one from theirs.
    """
    with constraints_as_refusals():
        handover = handover_of(code, now=now)
        if handover is None:
            raise HandoverIsOver
        volunteer = Volunteer.objects.select_related("person__user").get(pk=volunteer_id)
        if handover.claim.volunteer_id == volunteer.pk:
            raise HandoverIsYours
        lock_people([handover.claim.person_id, volunteer.person_id])
        lock_shifts(filter(None, [handover.claim.shift_id, handover.wanted_id]))
        handover = handover_of(code, now=now)
        if handover is None or not handover.claim.is_held:
            raise HandoverIsOver
        return _pass_on(handover, volunteer, now=now, by=by)


def _pass_on(handover: Handover, volunteer: Volunteer, *, now: datetime, by: Any) -> Claim:
    """Both places change hands, or the one; the counters stay as they are."""
    claim = Claim.objects.told().get(pk=handover.claim_id)
    given = _given_in_return(handover, volunteer)
    if handover.wanted and given is None:
        raise NothingToSwap(wanted=str(handover.wanted))
    if found := what_keeps_from(handover, volunteer, now=now):
        raise CannotTake(found)
    if given and _obstacles(claim.volunteer, given.need_id, without={claim.pk}, now=now):
        raise SwapIsNotForThem

    Handover.objects.filter(pk=handover.pk).update(accepted_by=volunteer, accepted_at=now)
    if waiting := _waiting_claim(handover, volunteer):
        end_claim(waiting, ClaimState.RELEASED, now=now, by=by)
    end_claim(claim, ClaimState.HANDED_OVER, now=now, by=by, passes_on=True)
    if given:
        end_claim(given, ClaimState.HANDED_OVER, now=now, by=by, passes_on=True)
    taken = _hand_to(claim, volunteer, now=now, by=by)
    tell([claim], ClaimMessage.HANDED_OVER, now=now)
    if given:
        _hand_to(given, claim.volunteer, now=now, by=by)
    return taken


def _hand_to(claim: Claim, volunteer: Volunteer, *, now: datetime, by: Any) -> Claim:
    """A place of the same role on the same shift, in the name of another; they are told."""
    taken = write_claim(
        claim.need,
        volunteer,
        ClaimState.HELD,
        shift=claim.shift,
        now=now,
        by=by,
        stands_in_for_id=claim.stands_in_for_id,
    )
    tell([taken], ClaimMessage.CLAIMED, now=now)
    return taken


def _given_in_return(handover: Handover, volunteer: Volunteer) -> Claim | None:
    if handover.wanted_id is None:
        return None
    own = Claim.objects.filter(shift=handover.wanted_id, volunteer=volunteer, state=ClaimState.HELD)
    return own.told().first()


def _waiting_claim(handover: Handover, volunteer: Volunteer) -> Claim | None:
    own = Claim.objects.filter(
        shift=handover.claim.shift_id, volunteer=volunteer, state=ClaimState.WAITING
    )
    return own.told().first()


def _obstacles(
    volunteer: Volunteer, need_id: int, *, without: set[int], now: datetime
) -> list[Obstacle]:
    needs = Need.objects.filter(pk=need_id)
    found = what_stands_in_the_way(
        volunteer, needs, now=now, without=without, ignoring=PLACE_IS_GIVEN
    )
    return found[need_id]


def _close(claim: Claim, *, now: datetime) -> None:
    Handover.objects.filter(claim=claim, accepted_at=None, closed_at=None).update(closed_at=now)


def _hashed(code: str) -> str:
    """128 random bits need no salt: nobody guesses them, and equal codes do not occur."""
    return hashlib.sha256(code.upper().encode()).hexdigest()
