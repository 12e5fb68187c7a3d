"""For whom a challenge is, by age and library."""

from __future__ import annotations

from datetime import date

from accounts.models import ADULT_FROM_AGE, Person
from network.models import Branch
from rewards.errors import NotForThisAge, NotForThisLibrary
from rewards.models import Challenge


def is_of_age(challenge: Challenge, person: Person) -> bool:
    """Whether their age on its first day fits; who has not said theirs is an adult of any age."""
    age = person.age_on(challenge.first_day)
    if age is None:
        return challenge.age_to is None or challenge.age_to >= ADULT_FROM_AGE
    is_old_enough = challenge.age_from is None or challenge.age_from <= age
    is_young_enough = challenge.age_to is None or age <= challenge.age_to
    return is_old_enough and is_young_enough


def refuse_unless_of_age(challenge: Challenge, person: Person) -> None:
    """Raises `NotForThisAge`."""
    if not is_of_age(challenge, person):
        raise NotForThisAge(name=person)


def refuse_unless_for_library(challenge: Challenge, branch: Branch, *, on: date) -> None:
    """Raises `NotForThisLibrary`: it is for the readers of others."""
    allowed = libraries_of(challenge, on=on)
    if allowed is not None and branch.pk not in allowed:
        raise NotForThisLibrary


def libraries_of(challenge: Challenge, *, on: date) -> set[int] | None:
    """The libraries whose readers may take part; nothing means all of them."""
    roots = list(challenge.branches.values_list("pk", flat=True))
    if not roots:
        return None
    return set(Branch.objects.within(roots, on=on).values_list("pk", flat=True))
