"""Families: who is in one, and how they come and go.

Each change locks the household first, so that two tabs cannot add the same child twice.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.choices import ConsentPurpose, HouseholdRole
from accounts.errors import (
    AlreadyInFamily,
    ChildNeedsConsent,
    ConsentTextChanged,
    HolderStays,
    HouseholdFull,
    NotAChild,
    NotBornYet,
    StillAChild,
)
from accounts.models import ADULT_FROM_AGE, Household, Membership, Person, User
from accounts.services.consents import give_consent

MOST_PEOPLE = 12


def household_of(user: User, *, now: datetime) -> Household:
    """The household that the user holds; opened, with the user in it, where there is none yet."""
    return Household.objects.held_by(user).first() or _open_household(user, now=now)


@transaction.atomic
def _open_household(user: User, *, now: datetime) -> Household:
    """Locks the user, so that two first visits at once open one household."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if held := Household.objects.held_by(user).first():
        return held
    person, _created = Person.objects.get_or_create(
        user=user, defaults={"name": user.name, "language": user.language, "created_at": now}
    )
    household = Household.objects.create(created_at=now)
    Membership.objects.create(
        household=household, person=person, role=HouseholdRole.HOLDER, joined_at=now
    )
    return household


@transaction.atomic
def add_child(
    *,
    household_id: int,
    nickname: str,
    birth_year: int,
    birth_month: int,
    consent_text_id: int | None,
    added_by: User,
    now: datetime,
    may_leave_alone: bool | None = None,
) -> Membership:
    """Add a child with the guardian's consent to taking part, given for this text.

    Args:
        may_leave_alone: whether they go home alone; nothing leaves it to their age.

    Raises:
        ChildNeedsConsent: no text was agreed to.
        ConsentTextChanged: the text agreed to is no longer the current one.
        NotBornYet, NotAChild: the month of birth is in the future, or 18 years ago.
        HouseholdFull, AlreadyInFamily: there is no room, or the child is there already.
    """
    if consent_text_id is None:
        raise ChildNeedsConsent
    child = Person(
        name=nickname, birth_year=birth_year, birth_month=birth_month, language=added_by.language
    )
    _demand_age_fits(child, HouseholdRole.CHILD, now=now)
    membership = _join(
        household_id, child, HouseholdRole.CHILD, may_leave_alone=may_leave_alone, now=now
    )
    consent = give_consent(person_id=child.pk, text_id=consent_text_id, given_by=added_by, now=now)
    if consent.text.purpose != ConsentPurpose.PARTICIPATION:
        raise ConsentTextChanged
    return membership


@transaction.atomic
def add_adult(
    *,
    household_id: int,
    name: str,
    role: HouseholdRole,
    birth_year: int | None,
    added_by: User,
    now: datetime,
) -> Membership:
    """Add an adult or an elder; their year of birth may stay unsaid.

    Raises:
        NotBornYet, StillAChild: the year of birth is in the future, or less than 18 years ago.
        HouseholdFull, AlreadyInFamily: there is no room, or they are there already.
    """
    adult = Person(name=name, birth_year=birth_year, language=added_by.language)
    _demand_age_fits(adult, role, now=now)
    return _join(household_id, adult, role, now=now)


@transaction.atomic
def change_member(
    *,
    membership: Membership,
    name: str,
    birth_year: int | None,
    birth_month: int | None,
    now: datetime,
    may_leave_alone: bool | None = None,
) -> Person:
    """Correct the name or the birth of someone in the family, and whether they go home alone.

    Who is registered for an event already goes home from it as was said then.

    Raises:
        NotBornYet, NotAChild, StillAChild: the birth does not fit what the person is here.
        AlreadyInFamily: someone else in the family has this name and birth.
    """
    Household.objects.select_for_update(no_key=True).get(pk=membership.household_id)
    person = Person.objects.select_for_update(no_key=True).get(pk=membership.person_id)
    person.name, person.birth_year, person.birth_month = name, birth_year, birth_month
    _demand_age_fits(person, HouseholdRole(membership.role), now=now)
    _demand_not_twice(membership.household_id, person)
    person.save(update_fields=["name", "birth_year", "birth_month"])
    Membership.objects.filter(pk=membership.pk).update(may_leave_alone=may_leave_alone)
    if membership.role == HouseholdRole.HOLDER:
        User.objects.filter(person=person).update(name=name)
    return person


def declare_residence(*, household_id: int, lives_here: bool) -> None:
    """Remember whether the family says that it lives in the city."""
    Household.objects.filter(pk=household_id).update(lives_here=lives_here)


@transaction.atomic
def remove_member(*, membership: Membership, now: datetime) -> None:
    """Let someone leave the family. What they attended stays; removing twice is removing once.

    Raises:
        HolderStays: the account holder cannot leave.
    """
    if membership.role == HouseholdRole.HOLDER:
        raise HolderStays
    Household.objects.select_for_update(no_key=True).get(pk=membership.household_id)
    Membership.objects.filter(pk=membership.pk, left_at__isnull=True).update(left_at=now)


def _join(
    household_id: int,
    person: Person,
    role: HouseholdRole,
    *,
    may_leave_alone: bool | None = None,
    now: datetime,
) -> Membership:
    Household.objects.select_for_update(no_key=True).get(pk=household_id)
    if Membership.objects.current().filter(household_id=household_id).count() >= MOST_PEOPLE:
        raise HouseholdFull(most=MOST_PEOPLE)
    _demand_not_twice(household_id, person)
    person.created_at = now
    person.save()
    return Membership.objects.create(
        household_id=household_id,
        person=person,
        role=role,
        may_leave_alone=may_leave_alone,
        joined_at=now,
    )


def _demand_not_twice(household_id: int, person: Person) -> None:
    same = Membership.objects.current().filter(
        household_id=household_id,
        person__name__iexact=person.name,
        person__birth_year=person.birth_year,
        person__birth_month=person.birth_month,
    )
    if same.exclude(person=person.pk).exists():
        raise AlreadyInFamily(name=person.name)


def _demand_age_fits(person: Person, role: HouseholdRole, *, now: datetime) -> None:
    today = timezone.localdate(now)
    age = person.age_on(today)
    if age is None:
        return
    is_to_come = (person.birth_year, person.birth_month or 1) > (today.year, today.month)
    if is_to_come:
        raise NotBornYet
    if role == HouseholdRole.CHILD and age >= ADULT_FROM_AGE:
        raise NotAChild(name=person.name)
    if role != HouseholdRole.CHILD and age < ADULT_FROM_AGE:
        raise StillAChild(name=person.name)
