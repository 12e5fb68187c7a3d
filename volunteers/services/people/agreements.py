"""What volunteers agree to, and guardians for those under 18. A new wording is asked anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.choices import ConsentPurpose
from accounts.models import Consent, ConsentText, Person, User
from accounts.services.consents import give_consent
from volunteers.errors import AgreementMissing, GuardianMissing
from volunteers.models import Claim
from volunteers.services.shifts.releasing import give_back_coming_shifts

REFUSALS = {
    ConsentPurpose.VOLUNTEERING: AgreementMissing,
    ConsentPurpose.MINOR_VOLUNTEER: GuardianMissing,
}


def missing_texts(person: Person, *, on: date) -> list[ConsentText]:
    """The texts of this day that still have to be agreed to; those of volunteers come first."""
    purposes = [ConsentPurpose.VOLUNTEERING]
    if person.is_minor(on=on):
        purposes.append(ConsentPurpose.MINOR_VOLUNTEER)
    agreed = Consent.objects.in_force().filter(person=person).values("text")
    texts = ConsentText.objects.current(on=on).filter(purpose__in=purposes).exclude(pk__in=agreed)
    return sorted(texts, key=lambda text: purposes.index(ConsentPurpose(text.purpose)))


def give_back_without_consent(*, now: datetime) -> int:
    """Give the coming shifts of those to others whose consent was withdrawn. Returns of how many.

    Whoever has agreed to an earlier wording keeps what they have: a new one is asked before the
    next shift.
    """
    today = timezone.localdate(now)
    given = 0
    on_shifts = Claim.objects.current().filter(busy_from__gt=now)
    people = Person.objects.filter(pk__in=on_shifts.values("person"))
    for purpose in REFUSALS:
        consents = Consent.objects.filter(person=OuterRef("pk"), text__purpose=purpose)
        withdrawn = people.filter(Exists(consents), ~Exists(consents.in_force()))
        for person in withdrawn.order_by("pk"):
            if purpose == ConsentPurpose.VOLUNTEERING or person.is_minor(on=today):
                give_back_coming_shifts(person, now=now)
                given += 1
    return given


def agree(person: Person, *, read: Collection[int], given_by: User, now: datetime) -> None:
    """Record that all that is missing is agreed to, by these very texts.

    Raises:
        AgreementMissing, GuardianMissing: a text that has to be agreed to was not.
    """
    for text in missing_texts(person, on=timezone.localdate(now)):
        if text.pk not in read:
            raise REFUSALS[ConsentPurpose(text.purpose)]
        give_consent(person_id=person.pk, text_id=text.pk, given_by=given_by, now=now)
