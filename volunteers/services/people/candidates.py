"""Who of a family can apply, and what the form begins with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import Membership, Person, User
from brands.choices import EventLanguage
from volunteers.models import Volunteer
from volunteers.services.people.joining import WAITING_OR_IN

HANZI = re.compile(r"[\u4e00-\u9fff]{2,4}")
LANGUAGE_OF = {"zh-hans": EventLanguage.MANDARIN, "en": EventLanguage.ENGLISH}


@dataclass(frozen=True)
class Candidate:
    """Somebody of the family: a volunteer already, too young, or free to apply."""

    membership: Membership
    volunteer: Volunteer | None
    is_too_young: bool

    @property
    def is_in(self) -> bool:
        return self.volunteer is not None and self.volunteer.state in WAITING_OR_IN

    @property
    def can_apply(self) -> bool:
        return not self.is_in and not self.is_too_young


def who_can_join(user: User, *, now: datetime) -> list[Candidate]:
    """Everyone of the user's family, the user first."""
    today = timezone.localdate(now)
    memberships = Membership.objects.in_household_of(user).select_related("person__volunteer")
    return [
        Candidate(
            membership,
            getattr(membership.person, "volunteer", None),
            _is_too_young(membership.person.age_on(today)),
        )
        for membership in memberships
    ]


def _is_too_young(age: int | None) -> bool:
    return age is not None and age < settings.VOLUNTEERS_FROM_AGE


def first_words(person: Person) -> dict[str, Any]:
    """What the form begins with for somebody new: how they are called, what they speak."""
    languages = [LANGUAGE_OF[person.language]] if person.language in LANGUAGE_OF else []
    return {"nickname": nickname_of(person.name), "languages": languages}


def nickname_of(name: str) -> str:
    """A name without the family's, as a proposal: so that nobody gives away more unawares.

    林晓雨 is 晓雨, 林月 is 小月; of a name that is written apart it is the first part.
    """
    hanzi = next((part for part in name.split() if HANZI.fullmatch(part)), "")
    if len(hanzi) == len("林月"):
        return f"小{hanzi[-1]}"
    if hanzi:
        return hanzi[-2:]
    return name.split()[0][:40] if name.strip() else ""
