"""Who of a family could come to an event, and why the others could not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import HouseholdRole
from accounts.models import Membership, Person
from cms import formats
from events.choices import LIVE_STATES
from events.errors import ConsentMissing
from events.models import Attendee, Event, Registration
from events.services.registration.parties import household_party
from events.services.registration.rules import Finding, day_of_ages, findings


@dataclass(frozen=True)
class Candidate:
    """Someone of the family: what is said of them, and whether they can be and are chosen.

    `problems` are the sentences that the form was refused with, as far as they are about them.
    """

    person: Person
    hint: str
    can_come: bool
    is_chosen: bool
    problems: list[str]

    @property
    def cannot_come(self) -> bool:
        return not self.can_come


@dataclass(frozen=True)
class Candidates:
    """The whole family, and the registrations that some of them have already."""

    people: list[Candidate]
    registrations: list[Registration]

    @property
    def can_anyone_come(self) -> bool:
        return any(candidate.can_come for candidate in self.people)


def candidates(
    event: Event,
    members: Sequence[Membership],
    *,
    chosen: Collection[str],
    refused: Sequence[Finding] = (),
    now: datetime,
    besides: Registration | None = None,
) -> Candidates:
    """Look at each of the family's members: registered already, kept away by a rule, or welcome.

    The rules see the whole family together, as if all of them came.

    Args:
        chosen: keys of the persons who are ticked, as a form has them. If there is only one who
            can come, they are ticked anyway.
        refused: what was found when the form was sent.
        besides: a registration that does not count, for it is being changed.
    """
    attendees = (
        Attendee.objects.filter(
            event=event,
            person__in=[member.person_id for member in members],
            state__in=LIVE_STATES,
        )
        .exclude(registration=besides)
        .select_related("registration")
    )
    registered = {attendee.person_id: attendee.registration for attendee in attendees}

    everyone = household_party(members=members, people=[member.person_id for member in members])
    found: dict[int | None, Finding] = {}
    for finding in findings(everyone, event.intake, day=day_of_ages(event, now=now), now=now):
        found.setdefault(finding.person_id, finding)

    def reason(member: Membership) -> str:
        if member.person_id in registered:
            return _("Registered already")
        if finding := found.get(member.person_id):
            return _why_not(finding, event, member, now=now)
        return ""

    def problems(member: Membership) -> list[str]:
        return [each.sentence for each in refused if each.person_id == member.person_id]

    reasons = {member.person_id: reason(member) for member in members}
    able = [member.person_id for member in members if not reasons[member.person_id]]
    own = {member.household_id for member in members}
    return Candidates(
        people=[
            Candidate(
                person=member.person,
                hint=reasons[member.person_id] or _who(member, now=now),
                can_come=member.person_id in able,
                is_chosen=[member.person_id] == able
                or (member.person_id in able and str(member.person_id) in chosen),
                problems=problems(member),
            )
            for member in members
        ],
        registrations=sorted(
            {each for each in registered.values() if each.household_id in own},
            key=lambda registration: registration.pk,
        ),
    )


def candidates_for(
    registration: Registration,
    attendees: Sequence[Attendee],
    members: Sequence[Membership],
    *,
    chosen: Collection[str],
    refused: Sequence[Finding] = (),
    now: datetime,
) -> list[Candidate]:
    """Who could come on a registration that is there: who comes already, then the others.

    Args:
        attendees: those who come already; they can stay, whatever holds for newcomers.
        members: the whole family, if whoever asks speaks for it.
    """

    def problems(person: Person) -> list[str]:
        return [each.sentence for each in refused if each.person_id == person.pk]

    coming = [
        Candidate(
            person=attendee.person,
            hint="",
            can_come=True,
            is_chosen=str(attendee.person_id) in chosen,
            problems=problems(attendee.person),
        )
        for attendee in attendees
    ]
    if not members:
        return coming
    keys = {attendee.person_id for attendee in attendees}
    family = candidates(
        registration.event, members, chosen=chosen, refused=refused, now=now, besides=registration
    )
    return coming + [
        replace(each, is_chosen=each.can_come and str(each.person.pk) in chosen)
        for each in family.people
        if each.person.pk not in keys
    ]


def _why_not(finding: Finding, event: Event, membership: Membership, *, now: datetime) -> str:
    """In a line on a card, which has the name already."""
    if isinstance(finding.refusal, ConsentMissing):
        return _("Consent to taking part is missing; give it under “My family”")
    return _("%(who)s: the event is for %(ages)s") % {
        "who": _who(membership, now=now),
        "ages": formats.ages(event.age_from, event.age_to),
    }


def _who(membership: Membership, *, now: datetime) -> str:
    """A child's age, and of an adult what they are to the family."""
    if membership.role == HouseholdRole.HOLDER:
        return _("You")
    age = membership.person.age_on(timezone.localdate(now))
    if membership.role == HouseholdRole.CHILD and age is not None:
        return ngettext("%(age)s year", "%(age)s years", age) % {"age": age}
    return membership.get_role_display().capitalize()
