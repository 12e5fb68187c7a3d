"""Coming, changing what one said, and going."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.choices import HouseholdRole, LegalPurpose
from accounts.models import Membership, Person, User
from accounts.services.legal_identities import erase_identity
from network.models import Branch
from volunteers.choices import VolunteerMessage, VolunteerState
from volunteers.errors import NotOfAge, TooYoungToVolunteer, VolunteersAlready
from volunteers.models import Role, Volunteer
from volunteers.services.people.agreements import agree
from volunteers.services.people.availability import Part, keep_availability
from volunteers.services.people.telling import tell
from volunteers.services.shifts.releasing import give_back_coming_shifts

WAITING_OR_IN = (VolunteerState.APPLIED, VolunteerState.APPROVED)


@dataclass(frozen=True)
class Profile:
    """What volunteers say about themselves, and can change at any time."""

    home_branch: Branch
    nickname: str
    languages: list[str] = field(default_factory=list)
    interests: Iterable[Role] = ()
    availability: Iterable[Part] = ()
    about: str = ""
    in_roll_of_honour: bool = False


@transaction.atomic
def apply_to_help(
    *, membership: Membership, profile: Profile, read: Collection[int], by: User, now: datetime
) -> Volunteer:
    """Let somebody of the family apply. Whoever was declined or has left may do so again.

    Locks the person.

    Args:
        read: the keys of the texts that were agreed to.

    Raises:
        VolunteersAlready: they have applied, or are a volunteer.
        NotOfAge: under 18 with an account of their own.
        TooYoungToVolunteer: not old enough, with whomever's consent.
        AgreementMissing, GuardianMissing: a text was not agreed to.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=membership.person_id)
    volunteer = Volunteer.objects.filter(person=person).first() or Volunteer(person=person)
    if volunteer.pk and volunteer.state in WAITING_OR_IN:
        raise VolunteersAlready(name=person)
    _demand_age(membership, person, now=now)
    agree(person, read=read, given_by=by, now=now)

    volunteer.state = VolunteerState.APPLIED
    volunteer.applied_at = now
    volunteer.decided_at = volunteer.decided_by = volunteer.left_at = None
    volunteer.decision_note = ""
    _keep(volunteer, profile)
    log(volunteer, "volunteers.applied", user=by)
    tell(volunteer, VolunteerMessage.APPLIED, now=now, again=now.isoformat())
    return volunteer


@transaction.atomic
def change_profile(*, volunteer: Volunteer, profile: Profile) -> None:
    """Put what they say now in the place of what they said before."""
    _keep(volunteer, profile)


@transaction.atomic
def leave(*, volunteer: Volunteer, by: User, now: datetime) -> None:
    """Stop, at once. What was done stays and counts, what is to come goes to others.

    Leaving twice is leaving once. Locks the person before the shifts.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=volunteer.person_id)
    stored = Volunteer.objects.get(pk=volunteer.pk)
    if stored.state == VolunteerState.LEFT:
        return
    give_back_coming_shifts(person, now=now, by=by)
    Volunteer.objects.filter(pk=stored.pk).update(
        state=VolunteerState.LEFT, left_at=now, in_roll_of_honour=False
    )
    erase_identity(person=person, purpose=LegalPurpose.SERVICE_RECORD)
    log(stored, "volunteers.left", user=by)


def _demand_age(membership: Membership, person: Person, *, now: datetime) -> None:
    today = timezone.localdate(now)
    age = person.age_on(today)
    if age is not None and age < settings.VOLUNTEERS_FROM_AGE:
        raise TooYoungToVolunteer(age=settings.VOLUNTEERS_FROM_AGE, name=person)
    if person.is_minor(on=today) and membership.role != HouseholdRole.CHILD:
        raise NotOfAge


def _keep(volunteer: Volunteer, profile: Profile) -> None:
    volunteer.home_branch = profile.home_branch
    volunteer.nickname = profile.nickname
    volunteer.languages = profile.languages
    volunteer.about = profile.about
    volunteer.in_roll_of_honour = profile.in_roll_of_honour
    volunteer.save()
    volunteer.interests.set(profile.interests)
    keep_availability(volunteer, profile.availability)
