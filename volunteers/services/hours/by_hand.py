"""Hours for which nobody was checked in: one person proposes them, another one decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.constraints import violated_constraint
from volunteers.choices import DecisionState, HoursKind
from volunteers.errors import (
    MoreThanTheShift,
    NeedsASecondPerson,
    NoSuchAmount,
    NothingToDecide,
    ProposedAlready,
    ProposerHasLeft,
    ReasonNeeded,
    ShiftIsCancelled,
    ShiftIsNotOver,
)
from volunteers.models import HoursProposal, Shift, Volunteer
from volunteers.services.hours.ledger import minutes_left, refuse_own_hours, write_line
from volunteers.services.shifts.locks import lock_people


def propose_hours(
    *, volunteer: Volunteer, shift: Shift, minutes: int, reason: str, now: datetime, by: Any
) -> HoursProposal:
    """Ask for hours to be added; nothing counts until a colleague agrees.

    Raises:
        ReasonNeeded, NoSuchAmount, MoreThanTheShift, OwnHours, ShiftIsCancelled
        ShiftIsNotOver: nobody has worked yet.
        ProposedAlready: for the same volunteer and shift.
    """
    refuse_own_hours(volunteer, by=by)
    if shift.is_cancelled:
        raise ShiftIsCancelled
    if shift.ends_at > now:
        raise ShiftIsNotOver
    if not reason.strip():
        raise ReasonNeeded
    if minutes < 1:
        raise NoSuchAmount
    left = minutes_left(volunteer_id=volunteer.pk, shift=shift)
    if minutes > left:
        raise MoreThanTheShift(minutes=max(left, 0))
    try:
        with transaction.atomic():
            return HoursProposal.objects.create(
                volunteer=volunteer,
                shift=shift,
                minutes=minutes,
                reason=reason.strip(),
                proposed_at=now,
                proposed_by=by,
            )
    except IntegrityError as error:
        if violated_constraint(error) == "hours_proposed_once_at_a_time":
            raise ProposedAlready from error
        raise


@transaction.atomic
def decide_hours(
    *, proposal_id: int, is_approved: bool, answer: str = "", now: datetime, by: Any
) -> HoursProposal:
    """Yes, and the hours count; or no, and why.

    Raises:
        NeedsASecondPerson: whoever proposed them would decide.
        ProposerHasLeft: then there would be one person only.
        OwnHours, NothingToDecide, ReasonNeeded, MoreThanTheShift
    """
    proposals = HoursProposal.objects.select_related("volunteer__person", "shift", "proposed_by")
    lock_people([proposals.values_list("volunteer__person_id", flat=True).get(pk=proposal_id)])
    proposal = proposals.get(pk=proposal_id)
    if proposal.state != DecisionState.OPEN:
        raise NothingToDecide
    refuse_own_hours(proposal.volunteer, by=by)
    if proposal.proposed_by_id == by.pk:
        raise NeedsASecondPerson
    if not is_approved and not answer.strip():
        raise ReasonNeeded
    if is_approved and proposal.proposed_by is None:
        raise ProposerHasLeft
    proposal.state = DecisionState.CONFIRMED if is_approved else DecisionState.DECLINED
    proposal.decided_at, proposal.decided_by = now, by
    proposal.answer = answer.strip()
    proposal.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    if is_approved:
        write_line(
            volunteer_id=proposal.volunteer_id,
            shift=proposal.shift,
            kind=HoursKind.MANUAL,
            minutes=proposal.minutes,
            source=f"proposal:{proposal.pk}",
            reason=proposal.reason,
            now=proposal.proposed_at,
            by=proposal.proposed_by,
            approved_by=by,
            approved_at=now,
        )
    return proposal
