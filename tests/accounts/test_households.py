from datetime import UTC, date, datetime
from typing import Any

import pytest
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
from accounts.models import Consent, ConsentText, Household, Membership, Person
from accounts.services.households import (
    MOST_PEOPLE,
    add_adult,
    add_child,
    change_member,
    household_of,
    remove_member,
)
from tests.factories.people import (
    ChildFactory,
    HouseholdFactory,
    MembershipFactory,
    PersonFactory,
    UserFactory,
)
from tests.racing import race

NOW = datetime(2026, 5, 9, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def text_of(purpose: ConsentPurpose = ConsentPurpose.PARTICIPATION) -> ConsentText:
    return ConsentText.objects.current(on=NOW.date()).get(purpose=purpose)


def new_child(household: Household, **changes: Any) -> Membership:
    child: dict[str, Any] = {
        "household_id": household.pk,
        "nickname": "Doudou",
        "birth_year": 2019,
        "birth_month": 6,
        "consent_text_id": text_of().pk,
        "added_by": household.people.get(user__isnull=False).user,
        "now": NOW,
    }
    return add_child(**(child | changes))


def new_adult(household: Household, **changes: Any) -> Membership:
    adult: dict[str, Any] = {
        "household_id": household.pk,
        "name": "Grandma",
        "role": HouseholdRole.ELDER,
        "birth_year": None,
        "added_by": household.people.get(user__isnull=False).user,
        "now": NOW,
    }
    return add_adult(**(adult | changes))


class TestOpening:
    def test_the_first_visit_opens_a_household_with_the_user_in_it(self) -> None:
        user = UserFactory(name="Lin", language="zh-hans")

        household = household_of(user, now=NOW)

        membership = household.memberships.get()
        assert membership.role == HouseholdRole.HOLDER
        assert membership.person == user.person
        assert (user.person.name, user.person.language) == ("Lin", "zh-hans")

    def test_later_visits_find_it(self) -> None:
        user = UserFactory()
        assert household_of(user, now=NOW) == household_of(user, now=NOW)

    def test_someone_who_is_a_guest_in_one_family_holds_their_own(self) -> None:
        user = UserFactory()
        person = PersonFactory(user=user)
        elsewhere = MembershipFactory(household=HouseholdFactory(), person=person).household

        household = household_of(user, now=NOW)

        assert household != elsewhere
        assert [member.person for member in Membership.objects.in_household_of(user)] == [person]


@pytest.mark.django_db(transaction=True)
def test_two_first_visits_at_once_open_one_household() -> None:
    user = UserFactory()

    opened = race(*[lambda: household_of(user, now=NOW).pk] * 4)

    assert len(set(opened)) == 1
    assert Household.objects.count() == Person.objects.count() == 1


class TestChildren:
    def test_a_child_joins_with_the_guardians_consent(self) -> None:
        household = HouseholdFactory()

        membership = new_child(household)

        assert membership.role == HouseholdRole.CHILD
        assert membership.person.name == "Doudou"
        consent = membership.person.consents.get()
        assert consent.text == text_of()
        assert consent.given_by == household.people.get(user__isnull=False).user
        assert consent.given_at == NOW

    def test_without_consent_nobody_joins(self) -> None:
        household = HouseholdFactory()
        with pytest.raises(ChildNeedsConsent):
            new_child(household, consent_text_id=None)
        assert household.memberships.count() == 1

    def test_consent_to_an_outdated_text_lets_nobody_in(self) -> None:
        household, read = HouseholdFactory(), text_of()
        ConsentText.objects.create(
            purpose=read.purpose,
            version=2,
            text_en="New",
            text_zh="新",
            published_on=NOW.date(),
        )
        with pytest.raises(ConsentTextChanged):
            new_child(household, consent_text_id=read.pk)
        assert household.memberships.count() == 1

    def test_consent_to_something_else_is_not_consent_to_taking_part(self) -> None:
        household = HouseholdFactory()
        with pytest.raises(ConsentTextChanged):
            new_child(household, consent_text_id=text_of(ConsentPurpose.PHOTO).pk)
        assert household.memberships.count() == 1

    @pytest.mark.parametrize(
        ("year", "month", "refusal"),
        [(2008, 5, NotAChild), (1990, 1, NotAChild), (2026, 6, NotBornYet), (2031, 1, NotBornYet)],
    )
    def test_a_child_is_born_and_under_18(self, year: int, month: int, refusal: type) -> None:
        household = HouseholdFactory()
        with pytest.raises(refusal):
            new_child(household, birth_year=year, birth_month=month)
        assert household.memberships.count() == 1

    @pytest.mark.parametrize(("year", "month"), [(2008, 6), (2026, 5)])
    def test_the_oldest_and_the_youngest_child(self, year: int, month: int) -> None:
        assert new_child(HouseholdFactory(), birth_year=year, birth_month=month).pk

    def test_the_same_child_is_not_added_twice(self) -> None:
        household = HouseholdFactory()
        new_child(household)
        with pytest.raises(AlreadyInFamily) as refusal:
            new_child(household, nickname="doudou")
        assert "doudou" in str(refusal.value)
        assert household.memberships.count() == 2

    def test_twins_have_two_names(self) -> None:
        household = HouseholdFactory()
        new_child(household)
        assert new_child(household, nickname="Maomao").pk


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_adds_one_child() -> None:
    household = HouseholdFactory()

    answers = race(*[lambda: new_child(household).pk] * 3)

    assert sorted(type(answer).__name__ for answer in answers) == [
        "AlreadyInFamily",
        "AlreadyInFamily",
        "int",
    ]
    assert household.memberships.count() == 2
    assert Consent.objects.count() == 1


class TestAdults:
    def test_an_elder_needs_nothing_but_a_name(self) -> None:
        membership = new_adult(HouseholdFactory())
        assert (membership.person.name, membership.role) == ("Grandma", HouseholdRole.ELDER)

    def test_whoever_is_under_18_is_a_child(self) -> None:
        with pytest.raises(StillAChild):
            new_adult(HouseholdFactory(), birth_year=2009)

    def test_whoever_turns_18_this_year_may_be_added(self) -> None:
        assert new_adult(HouseholdFactory(), birth_year=2008).pk

    def test_nobody_is_born_in_the_future(self) -> None:
        with pytest.raises(NotBornYet):
            new_adult(HouseholdFactory(), birth_year=2027)

    def test_a_full_family_takes_nobody(self) -> None:
        household = HouseholdFactory()
        for _person in range(MOST_PEOPLE - 1):
            MembershipFactory(household=household)
        with pytest.raises(HouseholdFull) as refusal:
            new_adult(household)
        assert str(MOST_PEOPLE) in str(refusal.value)

    def test_whoever_left_makes_room(self) -> None:
        household = HouseholdFactory()
        for _person in range(MOST_PEOPLE - 1):
            left = MembershipFactory(household=household)
        remove_member(membership=left, now=NOW)
        assert new_adult(household).pk


class TestChanging:
    def test_a_name_and_a_birth_can_be_corrected(self) -> None:
        child = ChildFactory(household=HouseholdFactory())
        change_member(membership=child, name="Mimi", birth_year=2018, birth_month=1, now=NOW)
        child.person.refresh_from_db()
        assert (child.person.name, child.person.birth_year, child.person.birth_month) == (
            "Mimi",
            2018,
            1,
        )

    def test_a_child_does_not_become_an_adult_by_typing(self) -> None:
        child = ChildFactory(household=HouseholdFactory())
        with pytest.raises(NotAChild):
            change_member(membership=child, name="Mimi", birth_year=1990, birth_month=1, now=NOW)
        child.person.refresh_from_db()
        assert child.person.birth_year == 2019

    def test_nobody_becomes_a_copy_of_someone_else(self) -> None:
        household = HouseholdFactory()
        child = ChildFactory(household=household)
        twin = ChildFactory(household=household)
        with pytest.raises(AlreadyInFamily):
            change_member(
                membership=twin, name=child.person.name, birth_year=2019, birth_month=5, now=NOW
            )

    def test_saving_without_a_change_is_fine(self) -> None:
        child = ChildFactory(household=HouseholdFactory())
        person = change_member(
            membership=child, name=child.person.name, birth_year=2019, birth_month=5, now=NOW
        )
        assert person == child.person

    def test_a_new_name_of_the_holder_is_the_users_too(self) -> None:
        holder = HouseholdFactory().memberships.get()
        change_member(membership=holder, name="Lin", birth_year=None, birth_month=None, now=NOW)
        holder.person.user.refresh_from_db()
        assert holder.person.user.name == "Lin"


class TestLeaving:
    def test_who_leaves_stays_in_the_history(self) -> None:
        household = HouseholdFactory()
        membership = MembershipFactory(household=household)
        user = household.people.get(user__isnull=False).user

        remove_member(membership=membership, now=NOW)
        remove_member(membership=membership, now=timezone.now())

        membership.refresh_from_db()
        assert membership.left_at == NOW
        assert membership not in Membership.objects.in_household_of(user)

    def test_the_holder_cannot_leave(self) -> None:
        holder = HouseholdFactory().memberships.get()
        with pytest.raises(HolderStays):
            remove_member(membership=holder, now=NOW)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ((2019, 5), date(2026, 4, 30), 6),
        ((2019, 5), date(2026, 5, 1), 7),
        ((2019, None), date(2026, 1, 1), 7),
        ((None, None), date(2026, 1, 1), None),
    ],
)
def test_age_is_counted_in_months(birth: tuple, day: date, age: int | None) -> None:
    person = PersonFactory.build(birth_year=birth[0], birth_month=birth[1])
    assert person.age_on(day) == age


def test_everyone_of_my_family_and_nobody_else() -> None:
    mine, other = HouseholdFactory(), HouseholdFactory()
    child = ChildFactory(household=mine)
    ChildFactory(household=other)
    holder = mine.memberships.get(role=HouseholdRole.HOLDER)

    memberships = Membership.objects.in_household_of(holder.person.user)

    assert list(memberships) == [holder, child]
