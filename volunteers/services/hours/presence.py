"""Coming to a shift and leaving it, and what was forgotten of either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cms import formats
from volunteers.choices import PresenceMethod
from volunteers.errors import (
    MoreThanTheShift,
    NotCheckedIn,
    NothingToReview,
    NothingToUndo,
    NotOnThisShift,
    ReasonNeeded,
    ShiftIsOver,
    TooEarlyToCheckIn,
)
from volunteers.models import Claim, HoursEntry, PeopleServed, Presence, Shift
from volunteers.services.hours.durations import minutes_earned, proposed_minutes
from volunteers.services.hours.ledger import (
    minutes_left,
    refuse_own_hours,
    reverse_line,
    write_earned,
)
from volunteers.services.hours.telling import tell_reviewed
from volunteers.services.shifts.claiming import hold_claim

# So long before its beginning one may check in to a shift.
OPENS_BEFORE = timedelta(hours=1)


@dataclass(frozen=True)
class Arrival:
    """A presence, and whether it began just now; else they were here already."""

    presence: Presence
    is_new: bool


@transaction.atomic
def check_in_volunteer(
    *, claim_id: int, method: PresenceMethod, at: datetime, by: Any = None
) -> Arrival:
    """The volunteer is here since that moment. Checking in twice is checking in once.

    Raises:
        NotOnThisShift: they have no place on it.
        OwnHours: a coordinator says at the desk that they are here themselves.
        TooEarlyToCheckIn, ShiftIsOver
    """
    claim = hold_claim(claim_id)
    if method == PresenceMethod.DESK:
        refuse_own_hours(claim.volunteer, by=by)
    if here := presence_of(claim):
        return Arrival(here, is_new=False)
    if not claim.is_held or claim.shift.is_cancelled:
        raise NotOnThisShift
    refuse_unless_time_to_come(claim.shift, at=at)
    presence = Presence.objects.create(
        claim=claim, checked_in_at=at, method=method, checked_in_by=by
    )
    return Arrival(presence, is_new=True)


def refuse_unless_time_to_come(shift: Shift, *, at: datetime) -> None:
    """Raises `TooEarlyToCheckIn` or `ShiftIsOver`."""
    refuse_before_doors_open(shift, at=at)
    if at >= shift.ends_at:
        raise ShiftIsOver


def opens_at(shift: Shift) -> datetime:
    """From when on one may check in to it."""
    return shift.starts_at - OPENS_BEFORE


def refuse_before_doors_open(shift: Shift, *, at: datetime) -> None:
    """Raises `TooEarlyToCheckIn`."""
    if at < opens_at(shift):
        raise TooEarlyToCheckIn(
            starts_at=formats.time_of_day(shift.starts_at),
            opens_at=formats.time_of_day(opens_at(shift)),
        )


@transaction.atomic
def check_out_volunteer(
    *, claim_id: int, at: datetime, now: datetime, by: Any = None, people: int | None = None
) -> Presence:
    """The volunteer has left, and what they did counts. Leaving twice is leaving once.

    Somebody forgets to say so, and a telephone that had it all along hands it over hours later:
    then it counts as it was, unless a coordinator has looked at it by then.

    Args:
        at: when they left, which may lie before `now`.
        people: how many were served on the shift, where whoever checks out says so.

    Raises:
        NotCheckedIn: they are not here.
    """
    claim = hold_claim(claim_id)
    presence = presence_of(claim)
    if presence is None:
        raise NotCheckedIn
    if presence.has_left:
        return presence
    if people is not None:
        count_people_served(shift=claim.shift, people=people, now=now, by=by)
    if presence.reviewed_at:
        return presence
    presence.checked_out_at = max(at, presence.checked_in_at)
    presence.checked_out_by = by
    minutes = minutes_earned(presence, until=presence.checked_out_at)
    earned = min(minutes, minutes_left(volunteer_id=claim.volunteer_id, shift=claim.shift))
    presence.needs_review = earned < 1
    presence.save(update_fields=["checked_out_at", "checked_out_by", "needs_review"])
    if earned >= 1:
        write_earned(presence, minutes=earned, now=now, by=by)
    return presence


@transaction.atomic
def undo_presence(*, presence_id: int, reason: str, now: datetime, by: Any) -> Presence:
    """The check-in was a mistake: it stays, marked, and its hours are taken back.

    Whoever is checked in again afterwards earns again.

    Raises:
        ReasonNeeded, OwnHours
        NothingToUndo: somebody was faster.
    """
    if not reason.strip():
        raise ReasonNeeded
    presence = _hold_presence(presence_id)
    refuse_own_hours(presence.claim.volunteer, by=by)
    if presence.is_undone:
        raise NothingToUndo
    for entry in HoursEntry.objects.standing().filter(presence=presence):
        reverse_line(entry, reason=reason, now=now, by=by)
    presence.needs_review = False
    presence.undone_at, presence.undone_by = now, by
    presence.undo_reason = reason.strip()
    presence.save(update_fields=["needs_review", "undone_at", "undone_by", "undo_reason"])
    return presence


def ask_about_forgotten(*, now: datetime) -> int:
    """Put those who have not said that they left before a coordinator; says how many."""
    return Presence.objects.forgotten(now=now).update(needs_review=True)


@transaction.atomic
def review_presence(
    *, presence_id: int, minutes: int, reason: str = "", now: datetime, by: Any
) -> Presence:
    """A coordinator says how many minutes count. None of them is an answer as well.

    Raises:
        OwnHours: it is about whoever would decide.
        NothingToReview: somebody was faster.
        ReasonNeeded: it is not what was proposed, and nobody says why.
        MoreThanTheShift
    """
    presence = _hold_presence(presence_id)
    claim = presence.claim
    refuse_own_hours(claim.volunteer, by=by)
    if not presence.needs_review:
        raise NothingToReview
    left = minutes_left(volunteer_id=claim.volunteer_id, shift=claim.shift)
    if minutes > left:
        raise MoreThanTheShift(minutes=left)
    if minutes != proposed_minutes(presence) and not reason.strip():
        raise ReasonNeeded
    presence.needs_review = False
    presence.reviewed_at, presence.reviewed_by = now, by
    presence.review_reason = reason.strip()
    presence.save(update_fields=["needs_review", "reviewed_at", "reviewed_by", "review_reason"])
    if minutes > 0:
        write_earned(presence, minutes=minutes, now=now, by=by)
    tell_reviewed(presence, now=now)
    return presence


def count_people_served(*, shift: Shift, people: int, now: datetime, by: Any) -> PeopleServed:
    """Say for how many people the shift was; a later figure takes the place of an earlier one.

    Raises:
        TooEarlyToCheckIn
    """
    refuse_before_doors_open(shift, at=now)
    counted, _is_new = PeopleServed.objects.update_or_create(
        shift=shift, defaults={"people": people, "counted_at": now, "counted_by": by}
    )
    return counted


def presence_of(claim: Claim) -> Presence | None:
    """That of a sign-up, unless it was undone."""
    presence = Presence.objects.valid().filter(claim=claim).first()
    if presence is not None:
        presence.claim = claim
    return presence


def _hold_presence(presence_id: int) -> Presence:
    presences = Presence.objects.filter(pk=presence_id)
    claim = hold_claim(presences.values_list("claim_id", flat=True).get())
    presence = presences.get()
    presence.claim = claim
    return presence
