"""Who lives and works in the city: families with their accounts, staff with their scopes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from accounts.choices import ConsentPurpose, HouseholdRole
from accounts.models import (
    ADULT_FROM_AGE,
    Consent,
    ConsentText,
    Household,
    Membership,
    Person,
    User,
)
from brands.models import Brand
from core.text import pinyin
from demo.services.catalogue import Pair, read
from demo.services.dice import Dice
from demo.services.network import Network
from staff.choices import StaffRole
from staff.models import StaffScope

DEMO_DOMAIN = "demo.library"
# Reserved for examples (RFC 2606): nobody is ever written to by mistake.
OTHERS_DOMAIN = "example.org"
NO_PASSWORD = UNUSABLE_PASSWORD_PREFIX + "demo"
HOME_OF_THE_COORDINATOR = "eastern-district"
HOME_OF_THE_OTHER_BRANCH = "western-district"
REVIEWED_BRAND = "changhe-lectures"
ELDER_FROM_AGE = 60
STAYS_FOR = timedelta(days=5 * 365)


@dataclass
class Family:
    """A household and the people that it speaks for, the holder first."""

    household: Household
    user: User
    joined_at: datetime
    members: list[Membership] = field(default_factory=list)

    @property
    def holder(self) -> Person:
        return self.members[0].person

    def is_around(self, at: datetime) -> bool:
        """Whether they use the library then: after some years, children have other plans."""
        return self.joined_at <= at <= self.joined_at + STAYS_FOR

    def children(self, day: date) -> list[Person]:
        return [person for person in self._people() if _age(person, day) < ADULT_FROM_AGE]

    def adults(self, day: date) -> list[Person]:
        return [person for person in self._people() if _age(person, day) >= ADULT_FROM_AGE]

    def elders(self, day: date) -> list[Person]:
        return [person for person in self._people() if _age(person, day) >= ELDER_FROM_AGE]

    def _people(self) -> list[Person]:
        return [member.person for member in self.members]


@dataclass
class People:
    families: list[Family]
    staff: dict[str, User]
    coordinators: dict[str, User]
    """By the slug of the area that they coordinate."""

    brand_coordinators: dict[str, User]
    """By the slug of the brand that they coordinate."""


def _age(person: Person, day: date) -> int:
    age = person.age_on(day)
    assert age is not None  # noqa: S101 - everyone here has a year of birth
    return age


class Registry:
    """Draws names and addresses, none of them twice."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.texts = read("people")
        self.addresses = 0

    def name(self) -> Pair:
        surname = self.dice.choice(self.texts["surnames"])
        given = self.dice.choice(self.texts["given_names"])
        latin = "".join(pinyin(given)).capitalize()
        return Pair(f"{''.join(pinyin(surname)).capitalize()} {latin}", surname + given)

    def nickname(self) -> Pair:
        return Pair(*self.dice.choice(self.texts["nicknames"]))

    def address(self, name: Pair) -> str:
        self.addresses += 1
        return f"{name.en.replace(' ', '.').lower()}.{self.addresses}@{OTHERS_DOMAIN}"


def build_staff(network: Network, brands: dict[str, Brand], *, now: datetime, dice: Dice) -> People:
    """Make the accounts that are introduced by name, then colleagues for every area and brand."""
    registry = Registry(dice)
    password = make_password(settings.DEMO_PASSWORD)
    staff = {}
    for entry in read("people")["accounts"]:
        latin, hanzi = entry["name"]
        works_here = entry["key"] not in ("citizen", "volunteer")
        user = User(
            username=dice.uuid().hex,
            email=f"{entry['key']}@{DEMO_DOMAIN}",
            name=f"{latin} {hanzi}",
            password=password,
            is_staff=works_here,
            is_superuser=entry["key"] == "admin",
            date_joined=now - timedelta(days=400),
        )
        staff[entry["key"]] = user

    coordinators = {
        HOME_OF_THE_COORDINATOR: staff["coordinator"],
        HOME_OF_THE_OTHER_BRANCH: staff["branch"],
    }
    areas = [place.area for place in network.places if place.sort == "branch"]
    colleagues = {area: _colleague(registry, now) for area in areas if area not in coordinators}
    brand_coordinators = {slug: _colleague(registry, now) for slug in brands}
    users = [*staff.values(), *colleagues.values(), *brand_coordinators.values()]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    coordinators |= colleagues

    since = now.date() - timedelta(days=365)
    home = network.area(HOME_OF_THE_COORDINATOR).branch
    scopes = [
        StaffScope(user=staff["door"], role=StaffRole.DOOR, branch=home),
        StaffScope(user=staff["director"], role=StaffRole.DIRECTOR),
        StaffScope(user=staff["director"], role=StaffRole.REVIEWER, brand=brands[REVIEWED_BRAND]),
    ]
    scopes += [
        StaffScope(user=user, role=StaffRole.COORDINATOR, branch=network.area(area).branch)
        for area, user in coordinators.items()
    ]
    scopes += [
        StaffScope(user=user, role=StaffRole.COORDINATOR, brand=brands[slug])
        for slug, user in brand_coordinators.items()
    ]
    for scope in scopes:
        scope.starts_on = since
    StaffScope.objects.bulk_create(scopes)
    return People([], staff, coordinators, brand_coordinators)


def _colleague(registry: Registry, now: datetime) -> User:
    name = registry.name()
    return User(
        username=registry.dice.uuid().hex,
        email=registry.address(name),
        name=f"{name.en} {name.zh}",
        password=NO_PASSWORD,
        is_staff=True,
        date_joined=now - timedelta(days=400),
    )


def build_families(
    count: int, people: People, *, days_back: int, now: datetime, dice: Dice
) -> None:
    """Add the families of the two citizens who are introduced by name, and so many others.

    These have joined at some time between the first event and now, or shortly before it.
    """
    registry = Registry(dice)
    today = now.date()
    citizens = [("citizen", [38, 40, 7, 4, 71]), ("volunteer", [24])]
    for key, ages in citizens:
        people.families.append(_family(registry, ages, now, user=people.staff[key]))
    for _ in range(count):
        reference_day = now - timedelta(days=dice.randrange(days_back))
        people.families.append(_family(registry, _ages(dice), reference_day))

    new = [family.user for family in people.families if family.user.pk is None]
    User.objects.bulk_create(new, batch_size=1000)
    Household.objects.bulk_create([family.household for family in people.families], batch_size=1000)
    memberships = [member for family in people.families for member in family.members]
    Person.objects.bulk_create([member.person for member in memberships], batch_size=1000)
    Membership.objects.bulk_create(memberships, batch_size=1000)
    texts = {text.purpose: text for text in ConsentText.objects.current(on=today)}
    Consent.objects.bulk_create(
        [
            Consent(
                person=member.person,
                text=texts[purpose],
                given_by=family.user,
                given_at=member.joined_at,
            )
            for family in people.families
            for purpose in _purposes(dice)
            for member in family.members
        ],
        batch_size=1000,
    )


def _purposes(dice: Dice) -> list[str]:
    """Taking part is agreed to by all, the rest by some."""
    chosen: list[str] = [ConsentPurpose.PARTICIPATION]
    for purpose, share in (
        (ConsentPurpose.PHOTO, 0.6),
        (ConsentPurpose.PUBLICATION, 0.4),
        (ConsentPurpose.AWARD_LIST, 0.5),
    ):
        if dice.happens(share):
            chosen.append(purpose)
    return chosen


def _ages(dice: Dice) -> list[int]:
    """The ages of a household, its holder first."""
    kind = dice.choices(["parents", "elders", "adults"], weights=[55, 22, 23])[0]
    if kind == "elders":
        return [dice.randint(60, 82) for _ in range(dice.randint(1, 2))]
    if kind == "adults":
        return [dice.randint(19, 58) for _ in range(dice.randint(1, 2))]
    parents = [dice.randint(28, 46) for _ in range(dice.choices([1, 2], weights=[1, 3])[0])]
    children = [dice.randint(1, 15) for _ in range(dice.choices([1, 2, 3], weights=[6, 5, 1])[0])]
    grandparents = [dice.randint(60, 78)] if dice.happens(0.25) else []
    return [*parents, *children, *grandparents]


def _family(
    registry: Registry, ages: list[int], day: datetime, *, user: User | None = None
) -> Family:
    """A household with people of these ages on that day, who joined some time before."""
    dice = registry.dice
    joined_at = day - timedelta(days=dice.randint(40, 900), minutes=dice.randint(0, 1400))
    language = dice.choices(["zh-hans", "en"], weights=[7, 3])[0]
    if user is None:
        name = registry.name()
        user = User(
            username=dice.uuid().hex,
            email=registry.address(name),
            name=name.in_language(language),
            password=NO_PASSWORD,
            language=language,
            date_joined=joined_at,
        )
    family = Family(Household(created_at=joined_at, lives_here=True), user, joined_at)
    for number, age in enumerate(ages):
        is_holder = number == 0
        person = Person(
            language=user.language,
            birth_year=day.year - age,
            birth_month=dice.randint(1, 12),
            created_at=joined_at,
            **_identity(registry, user, age, is_holder=is_holder),
        )
        role = HouseholdRole.HOLDER if is_holder else _role(age)
        family.members.append(
            Membership(household=family.household, person=person, role=role, joined_at=joined_at)
        )
    return family


def _identity(registry: Registry, user: User, age: int, *, is_holder: bool) -> dict[str, Any]:
    if is_holder:
        return {"name": user.name, "email": user.email, "user": user}
    name = registry.nickname() if age < ADULT_FROM_AGE else registry.name()
    return {"name": name.in_language(user.language)}


def _role(age: int) -> str:
    if age < ADULT_FROM_AGE:
        return HouseholdRole.CHILD
    return HouseholdRole.ELDER if age >= ELDER_FROM_AGE else HouseholdRole.ADULT
