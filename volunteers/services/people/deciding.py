"""What coordinators decide about volunteers: who helps, who pauses, since when they are insured."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from wagtail.log_actions import log

from accounts.choices import LegalPurpose
from accounts.models import Membership, User
from accounts.services.legal_identities import erase_identity
from volunteers.choices import VolunteerMessage, VolunteerState
from volunteers.errors import (
    DecidedAlready,
    EndsTooSoon,
    NotAboutYourself,
    NotAVolunteerNow,
    ReasonMissing,
)
from volunteers.models import Volunteer
from volunteers.services.people.telling import tell

LETTERS = {
    VolunteerState.APPROVED: VolunteerMessage.APPROVED,
    VolunteerState.DECLINED: VolunteerMessage.DECLINED,
}


def is_of_family_of(volunteer: Volunteer, user: User) -> bool:
    """Whether the user would decide about themselves, or about somebody they speak for."""
    return Membership.objects.in_household_of(user).filter(person=volunteer.person_id).exists()


@transaction.atomic
def approve(*, volunteer_id: int, by: User, now: datetime, note: str = "") -> Volunteer:
    """Welcome an applicant; the note is added to the letter.

    Locks the volunteer.

    Raises:
        DecidedAlready: the application does not wait for an answer.
        NotAboutYourself: it is the user's own family.
    """
    return _decide(volunteer_id, VolunteerState.APPROVED, by=by, now=now, note=note)


@transaction.atomic
def decline(*, volunteer_id: int, by: User, now: datetime, reason: str) -> Volunteer:
    """Say no, and why; they read the reason, and may apply again. Their papers are erased.

    Locks the volunteer.

    Raises:
        ReasonMissing: nothing is said.
        DecidedAlready: the application does not wait for an answer.
        NotAboutYourself: it is the user's own family.
    """
    if not reason.strip():
        raise ReasonMissing
    return _decide(volunteer_id, VolunteerState.DECLINED, by=by, now=now, note=reason)


def _decide(
    volunteer_id: int, state: VolunteerState, *, by: User, now: datetime, note: str
) -> Volunteer:
    volunteer = _locked(volunteer_id, by=by)
    if volunteer.state != VolunteerState.APPLIED:
        raise DecidedAlready
    volunteer.state = state
    volunteer.decided_at, volunteer.decided_by = now, by
    volunteer.decision_note = note.strip()
    volunteer.save(update_fields=["state", "decided_at", "decided_by", "decision_note"])
    if state == VolunteerState.DECLINED:
        erase_identity(person=volunteer.person, purpose=LegalPurpose.SERVICE_RECORD)
    log(volunteer, f"volunteers.{state}", user=by)
    tell(volunteer, LETTERS[state], now=now, again=now.isoformat())
    return volunteer


@transaction.atomic
def suspend(
    *, volunteer_id: int, reason: str, until: datetime | None, by: User, now: datetime
) -> Volunteer:
    """Let a volunteer take no shifts from now on, until that moment or until it is lifted.

    Locks the volunteer.

    Raises:
        ReasonMissing: nothing is said; they read the reason.
        EndsTooSoon: the end is past.
        NotAVolunteerNow, NotAboutYourself.
    """
    if not reason.strip():
        raise ReasonMissing
    if until is not None and until <= now:
        raise EndsTooSoon
    volunteer = _locked(volunteer_id, by=by)
    if not volunteer.is_approved:
        raise NotAVolunteerNow
    volunteer.suspended_from, volunteer.suspended_until = now, until
    volunteer.suspension_reason = reason.strip()
    _keep_suspension(volunteer)
    log(volunteer, "volunteers.suspended", user=by)
    tell(volunteer, VolunteerMessage.SUSPENDED, now=now, again=now.isoformat())
    return volunteer


@transaction.atomic
def lift_suspension(*, volunteer_id: int, by: User) -> Volunteer:
    """Let them take shifts again. Lifting what is not there is nothing.

    Locks the volunteer.
    """
    volunteer = _locked(volunteer_id, by=by)
    if volunteer.suspended_from is not None:
        volunteer.suspended_from = volunteer.suspended_until = None
        volunteer.suspension_reason = ""
        _keep_suspension(volunteer)
        log(volunteer, "volunteers.suspension_lifted", user=by)
    return volunteer


@transaction.atomic
def insure(
    *, volunteer_id: int, insured_from: date | None, insured_until: date | None, by: User
) -> Volunteer:
    """Write down from which day to which the library's insurance covers them.

    Locks the volunteer.

    Raises:
        EndsTooSoon: it ends before it begins.
    """
    if insured_until and (insured_from is None or insured_until < insured_from):
        raise EndsTooSoon
    volunteer = _locked(volunteer_id, by=by)
    volunteer.insured_from, volunteer.insured_until = insured_from, insured_until
    volunteer.save(update_fields=["insured_from", "insured_until"])
    log(volunteer, "volunteers.insured", user=by)
    return volunteer


def _keep_suspension(volunteer: Volunteer) -> None:
    volunteer.save(update_fields=["suspended_from", "suspended_until", "suspension_reason"])


def _locked(volunteer_id: int, *, by: User) -> Volunteer:
    volunteer = Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer_id)
    if is_of_family_of(volunteer, by):
        raise NotAboutYourself
    return volunteer
