"""Taking a place on a shift, waiting for one, and answering an offer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from core.constraints import violated_constraint
from volunteers.choices import ClaimMessage, ClaimState
from volunteers.errors import (
    CannotPassOver,
    CannotTake,
    NotAboutYourself,
    ReasonNeeded,
    ShiftOfferIsOver,
)
from volunteers.models import Claim, Need, Shift, Volunteer
from volunteers.services.eligibility.asking import what_stands_in_the_way
from volunteers.services.eligibility.words import Obstacle
from volunteers.services.people.deciding import is_of_family_of
from volunteers.services.shifts.locks import lock_people, lock_shift
from volunteers.services.shifts.places import change, take_place, write_claim
from volunteers.services.shifts.telling import tell
from volunteers.services.shifts.waiting_list import offer_free_places

# What has been settled where a place is offered, or passed from hand to hand.
PLACE_IS_GIVEN = frozenset({"full", "not_open", "closed"})

FULL = Obstacle("full")


@dataclass(frozen=True)
class Override:
    """The codes of rules that a coordinator passes over, and why."""

    codes: Collection[str] = frozenset()
    reason: str = ""


NO_OVERRIDE = Override()


@contextmanager
def constraints_as_refusals() -> Iterator[None]:
    """Should a rule of ours ever be wrong, the database says no, and people are told the same."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = violated_constraint(error)
        if name in CODE_BY_CONSTRAINT:
            raise CannotTake([CODE_BY_CONSTRAINT[name]]) from error
        raise


CODE_BY_CONSTRAINT = {
    "person_is_on_one_shift_at_a_time": Obstacle("busy_elsewhere"),
    "claim_once_per_shift": Obstacle("already_on"),
    "need_is_not_over_full": FULL,
    "claim_one_stand_in_at_a_time": FULL,
}


def claim_place(
    *,
    need_id: int,
    volunteer_id: int,
    now: datetime,
    by: Any = None,
    override: Override = NO_OVERRIDE,
) -> Claim:
    """Give the volunteer a place on the shift. Signing up twice is signing up once.

    Args:
        by: the user who does it: the volunteer, their guardian, or a coordinator.
        override: rules that a coordinator passes over.

    Raises:
        CannotTake: with everything that stands in the way.
        CannotPassOver: a rule that cannot be passed over stands in the way.
        ReasonNeeded: rules are passed over without a reason.
        NotAboutYourself: whoever passes over them would do so for themselves or their family.
    """
    with constraints_as_refusals():
        shift, volunteer, need = _hold(need_id, volunteer_id)
        held = _own_claim(shift, volunteer)
        if held and held.is_held and held.need_id == need_id:
            return held
        is_settled = offer_free_places(shift, now=now)
        found = _obstacles(volunteer, need, now=now)
        if not is_settled and not any(each.code == "full" for each in found):
            found.append(FULL)
        overridden = refuse_unless_overridden(found, override)
        if overridden and is_of_family_of(volunteer, by):
            raise NotAboutYourself
        if not take_place(need_id):
            raise CannotTake([FULL])
        claim = write_claim(
            need,
            volunteer,
            ClaimState.HELD,
            shift=shift,
            now=now,
            by=by,
            reason=override.reason if overridden else "",
            overridden=overridden,
            override_reason=override.reason if overridden else "",
            override_by=by if overridden else None,
        )
        tell([claim], ClaimMessage.CLAIMED, now=now)
        return claim


def join_waiting_list(*, need_id: int, volunteer_id: int, now: datetime, by: Any = None) -> Claim:
    """Wait for a place in the order in which people ask; where one is free, it is theirs.

    Raises:
        CannotTake: something else than the number of places stands in the way.
    """
    with constraints_as_refusals():
        shift, volunteer, need = _hold(need_id, volunteer_id)
        waiting = _own_claim(shift, volunteer)
        if waiting and waiting.need_id == need_id:
            return waiting
        found = _obstacles(volunteer, need, now=now)
        if not found:
            return claim_place(need_id=need_id, volunteer_id=volunteer_id, now=now, by=by)
        if others := [each for each in found if each.code != "full"]:
            raise CannotTake(others)
        Shift.objects.filter(pk=shift.pk).update(last_queue_no=F("last_queue_no") + 1)
        shift.refresh_from_db(fields=["last_queue_no"])
        claim = write_claim(
            need,
            volunteer,
            ClaimState.WAITING,
            shift=shift,
            now=now,
            by=by,
            queue_no=shift.last_queue_no,
        )
        tell([claim], ClaimMessage.WAITING, now=now)
        return claim


@transaction.atomic
def accept_shift_offer(*, claim_id: int, now: datetime, by: Any = None) -> Claim:
    """Yes: the place that was kept is theirs. Saying yes twice is saying it once.

    Raises:
        ShiftOfferIsOver: the answer comes too late.
        CannotTake: something has come between.
    """
    claim = hold_claim(claim_id)
    if claim.is_held:
        return claim
    if not claim.is_offered or claim.offered_until is None or claim.offered_until <= now:
        raise ShiftOfferIsOver
    found = _obstacles(
        claim.volunteer, claim.need, now=now, without={claim.pk}, ignoring=PLACE_IS_GIVEN
    )
    if found:
        raise CannotTake(found)
    change(claim, ClaimState.HELD, now=now, by=by)
    tell([claim], ClaimMessage.CLAIMED, now=now)
    return claim


def hold_claim(claim_id: int) -> Claim:
    """Hold the person and the shift of a sign-up, then read it as it stands."""
    claims = Claim.objects.filter(pk=claim_id)
    person_id, shift_id = claims.values_list("person_id", "shift_id").get()
    lock_people([person_id])
    lock_shift(shift_id)
    return claims.told().get()


def refuse_unless_overridden(found: Sequence[Obstacle], override: Override) -> list[str]:
    """The codes that are passed over; raises where something else stands in the way."""
    if not found:
        return []
    if not override.codes:
        raise CannotTake(found)
    firm = [each for each in found if not each.may_be_overridden]
    if firm:
        raise CannotPassOver(rules=" ".join(each.sentence for each in firm))
    if others := [each for each in found if each.code not in override.codes]:
        raise CannotTake(others)
    if not override.reason.strip():
        raise ReasonNeeded
    return [each.code for each in found]


def _hold(need_id: int, volunteer_id: int) -> tuple[Shift, Volunteer, Need]:
    person_id = Volunteer.objects.values_list("person_id", flat=True).get(pk=volunteer_id)
    shift_id = Need.objects.values_list("shift_id", flat=True).get(pk=need_id)
    lock_people([person_id])
    shift = lock_shift(shift_id)
    volunteer = Volunteer.objects.select_related("person__user").get(pk=volunteer_id)
    return shift, volunteer, Need.objects.select_related("role").get(pk=need_id)


def _own_claim(shift: Shift, volunteer: Volunteer) -> Claim | None:
    return Claim.objects.current().filter(shift=shift, volunteer=volunteer).first()


def _obstacles(
    volunteer: Volunteer, need: Need, *, now: datetime, **options: Any
) -> list[Obstacle]:
    needs = Need.objects.filter(pk=need.pk)
    return what_stands_in_the_way(volunteer, needs, now=now, **options)[need.pk]
