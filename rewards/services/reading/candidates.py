"""Who of a family can take part in a challenge, and with which library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.choices import ConsentPurpose, HouseholdRole
from accounts.models import Consent, ConsentText, Membership, Person, User
from core.text import masked
from network.models import Branch
from network.querysets import BranchQuerySet
from rewards.models import Challenge, Reader
from rewards.services.reading.who_may import is_of_age, libraries_of


@dataclass(frozen=True)
class Candidate:
    """Somebody of the family: taking part already, of another age, or free to join."""

    membership: Membership
    reader: Reader | None
    is_of_age: bool
    is_minor: bool
    needs_consent: bool

    @property
    def person(self) -> Person:
        return self.membership.person

    @property
    def is_in(self) -> bool:
        return self.reader is not None and self.reader.is_here

    @property
    def signs_up_alone(self) -> bool:
        """Under 18 with an account of their own: a guardian has to do it."""
        return self.is_minor and self.membership.role == HouseholdRole.HOLDER

    @property
    def can_join(self) -> bool:
        return not self.is_in and self.is_of_age and not self.signs_up_alone

    @property
    def nickname(self) -> str:
        """What they were called before, else a name that gives nothing away."""
        return (self.reader and self.reader.nickname) or masked(str(self.person))


def who_can_take_part(challenge: Challenge, user: User, *, now: datetime) -> list[Candidate]:
    """Everyone of the user's family, the user first; three statements."""
    today = timezone.localdate(now)
    memberships = list(Membership.objects.in_household_of(user))
    people = [membership.person for membership in memberships]
    readers = {
        reader.person_id: reader
        for reader in Reader.objects.filter(challenge=challenge, person__in=people)
    }
    agreed = set(
        Consent.objects.in_force()
        .filter(
            person__in=people,
            text__in=ConsentText.objects.current(on=today).filter(
                purpose=ConsentPurpose.MINOR_READER
            ),
        )
        .values_list("person", flat=True)
    )
    return [
        Candidate(
            membership,
            reader=readers.get(membership.person_id),
            is_of_age=is_of_age(challenge, membership.person),
            is_minor=(is_minor := membership.person.is_minor(on=today)),
            needs_consent=is_minor and membership.person_id not in agreed,
        )
        for membership in memberships
    ]


def text_to_agree_to(candidates: Sequence[Candidate], *, now: datetime) -> ConsentText | None:
    """What a guardian reads before the first child can join; nothing where all was agreed to."""
    if not any(each.can_join and each.needs_consent for each in candidates):
        return None
    texts = ConsentText.objects.current(on=timezone.localdate(now))
    return texts.filter(purpose=ConsentPurpose.MINOR_READER).first()


def libraries_for(challenge: Challenge, *, now: datetime) -> BranchQuerySet:
    """The libraries whose readers may take part."""
    today = timezone.localdate(now)
    standing, allowed = Branch.objects.standing(on=today), libraries_of(challenge, on=today)
    return standing if allowed is None else standing.filter(pk__in=allowed)


def usual_library(user: User) -> int | None:
    """The key of the library with which the family has joined last."""
    readers = Reader.objects.in_household_of(user).order_by("-joined_at", "-pk")
    return readers.values_list("branch", flat=True).first()
