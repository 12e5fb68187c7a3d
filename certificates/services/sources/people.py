"""Under which name people stand on their certificates, and whose guardian has to agree first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from accounts.choices import HouseholdRole, LegalPurpose
from accounts.models import LegalIdentity, Membership, Person


def names_on_paper(people: Iterable[Person], *, now: datetime) -> dict[int, str]:
    """By key of the person: the name given for certificates, else the one they go by here."""
    known = {person.pk: person.name for person in people}
    given = LegalIdentity.objects.filter(
        person__in=known, purpose=LegalPurpose.CERTIFICATE, expires_on__gt=timezone.localdate(now)
    )
    return known | {identity.person_id: identity.name for identity in given if identity.name}


def without_consent(people: Iterable[Person], *, now: datetime) -> set[int]:
    """The keys of children of families whose guardian has not agreed that they take part."""
    members = Membership.objects.current().filter(
        person__in=[person.pk for person in people], role=HouseholdRole.CHILD
    )
    members = members.knowing_consents(on=timezone.localdate(now))
    agreed = {member.person_id for member in members if member.agrees_to_take_part}
    return {member.person_id for member in members} - agreed
