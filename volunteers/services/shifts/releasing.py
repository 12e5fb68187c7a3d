"""Stepping back from a shift in time or late, and being taken off it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import Person
from volunteers.choices import ClaimMessage, ClaimState
from volunteers.errors import (
    NotAboutYourself,
    NothingToDecide,
    ReasonNeeded,
    ShiftHasBegun,
    SignUpIsOver,
    TooLateToGiveBack,
)
from volunteers.models import Claim
from volunteers.services.people.deciding import is_of_family_of
from volunteers.services.rules import volunteer_rules
from volunteers.services.shifts.claiming import hold_claim
from volunteers.services.shifts.places import change, end_claim
from volunteers.services.shifts.telling import tell
from volunteers.services.shifts.waiting_list import offer_free_places
from volunteers.signals import place_fell_free_late


def may_be_given_back_until(claim: Claim) -> datetime:
    """Until when the volunteer may step back without a word."""
    return claim.busy_from - volunteer_rules().release_before


@transaction.atomic
def release_claim(*, claim_id: int, now: datetime, by: Any = None, reason: str = "") -> Claim:
    """Give the place back, say no to an offer, or wait no longer. Twice is once.

    Raises:
        TooLateToGiveBack: a place that is held cannot be given back any more without a word.
    """
    claim = hold_claim(claim_id)
    if not claim.is_current:
        return claim
    if claim.is_held and now > may_be_given_back_until(claim):
        raise TooLateToGiveBack
    held = claim.is_held
    end_claim(claim, ClaimState.RELEASED, now=now, by=by, reason=reason)
    if held:
        tell([claim], ClaimMessage.RELEASED, now=now)
    offer_free_places(claim.shift, now=now)
    return claim


@transaction.atomic
def give_back_coming_shifts(person: Person, *, now: datetime, by: Any = None) -> None:
    """Give back all that is to come, late or not: somebody stops, or is forgotten."""
    coming = Claim.objects.current().filter(person=person, busy_from__gt=now)
    for claim_id in coming.order_by("shift_id", "pk").values_list("pk", flat=True):
        claim = hold_claim(claim_id)
        if claim.is_current:
            end_claim(claim, ClaimState.RELEASED, now=now, by=by)
            offer_free_places(claim.shift, now=now)


@transaction.atomic
def cannot_come(*, claim_id: int, excuse: str, now: datetime, by: Any = None) -> Claim:
    """Say late that one cannot come: the place is offered at once to those who wait, else to
    whoever fits best, and the library decides.

    Who says so in time gives the place back as always.

    Raises:
        SignUpIsOver: there is no place to give up.
        ShiftHasBegun: it is too late for that as well.
    """
    claim = hold_claim(claim_id)
    if not claim.is_held:
        raise SignUpIsOver
    if claim.busy_from <= now:
        raise ShiftHasBegun
    if now <= may_be_given_back_until(claim):
        return release_claim(claim_id=claim_id, now=now, by=by)
    end_claim(
        claim,
        ClaimState.LATE,
        now=now,
        by=by,
        excuse=excuse.strip(),
        awaits_decision=True,
    )
    tell([claim], ClaimMessage.CANNOT_COME, now=now)
    offer_free_places(claim.shift, now=now)
    news = partial(place_fell_free_late.send_robust, sender=Claim, shift_id=claim.shift_id)
    transaction.on_commit(news)
    return claim


@transaction.atomic
def decide_absence(*, claim_id: int, is_excused: bool, now: datetime, by: Any) -> Claim:
    """Whether a late word is excused. What they said is forgotten with the decision.

    Raises:
        NothingToDecide: somebody was faster.
        NotAboutYourself: it is the user's own family.
    """
    claim = hold_claim(claim_id)
    if is_of_family_of(claim.volunteer, by):
        raise NotAboutYourself
    if not claim.awaits_decision:
        raise NothingToDecide
    state = ClaimState.EXCUSED if is_excused else ClaimState.LATE
    change(claim, state, now=now, by=by, excuse="", awaits_decision=False)
    tell([claim], ClaimMessage.DECIDED, now=now)
    return claim


@transaction.atomic
def take_off(*, claim_id: int, reason: str, now: datetime, by: Any) -> Claim:
    """A coordinator takes somebody off the shift, and they are told why.

    Raises:
        ReasonNeeded: nobody is taken off without a word.
        SignUpIsOver: they are not on it any more.
        ShiftHasBegun: what has begun stays as it was.
    """
    if not reason.strip():
        raise ReasonNeeded
    claim = hold_claim(claim_id)
    if not claim.is_current:
        raise SignUpIsOver
    if claim.busy_from <= now:
        raise ShiftHasBegun
    end_claim(claim, ClaimState.CANCELLED, now=now, by=by, reason=reason.strip())
    tell([claim], ClaimMessage.TAKEN_OFF, now=now, reason=reason.strip())
    offer_free_places(claim.shift, now=now)
    return claim
