"""Who helps at the demo library: what there is to do, and sixty people in every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.choices import ConsentPurpose
from accounts.models import Consent, ConsentText, Person, User
from brands.choices import EventLanguage
from demo.services.brands import Matrix
from demo.services.catalogue import Pair, read
from demo.services.dice import Dice
from demo.services.network import Network, Place
from demo.services.people import HOME_OF_THE_COORDINATOR, Family, People
from network.choices import Weekday
from network.models import Branch
from volunteers.choices import PartOfDay, VolunteerState
from volunteers.models import Availability, Credential, CredentialKind, Role, Volunteer
from volunteers.services.people.availability import HOURS
from volunteers.services.people.candidates import nickname_of
from volunteers.services.people.credentials import last_day

VOLUNTEERS = 60
FROM_AGE = 14
MOST_MINORS = 6
# How many are in each state but the usual one; the first applied at the demo coordinator's library.
STATES = [
    *[VolunteerState.APPLIED] * 8,
    *[VolunteerState.DECLINED] * 3,
    *[VolunteerState.LEFT] * 3,
]
SUSPENDED = 2
AT_THE_COORDINATORS = 5


@dataclass(frozen=True)
class Helper:
    """Somebody who may be drawn, and the family whose account speaks for them."""

    person: Person
    family: Family

    def is_minor(self, day: date) -> bool:
        return self.person.is_minor(on=day)


def build_volunteers(
    matrix: Matrix, people: People, network: Network, *, now: datetime, dice: Dice
) -> None:
    """Make roles, credentials and volunteers; who is introduced as a volunteer is one."""
    texts = read("volunteers")
    kinds = _kinds(texts, matrix)
    roles = _roles(texts, kinds)
    helpers = _helpers(people, now=now, dice=dice)
    volunteers = []
    for number, helper in enumerate(helpers):
        state = STATES[number - 1] if 0 < number <= len(STATES) else VolunteerState.APPROVED
        is_near = number <= AT_THE_COORDINATORS
        branch = network.area(HOME_OF_THE_COORDINATOR).branch if is_near else _home(network, dice)
        volunteer = _volunteer(helper, state, branch, texts, now=now, dice=dice)
        volunteer.decided_by = people.staff["coordinator"] if volunteer.decided_at else None
        volunteers.append(volunteer)
    for volunteer in volunteers[-SUSPENDED:]:
        _suspend(volunteer, texts, now=now)
    Volunteer.objects.bulk_create(volunteers)
    _say_what_they_like(volunteers, roles, dice)
    _verify(volunteers, kinds, texts, people.staff["coordinator"], now=now, dice=dice)
    _agree(helpers, now=now)


def _kinds(texts: dict[str, Any], matrix: Matrix) -> dict[str, CredentialKind]:
    kinds = {}
    for entry in texts["credentials"]:
        kind = CredentialKind.objects.create(
            slug=entry["slug"],
            sort=entry["sort"],
            good_for_months=entry["good_for_months"],
            **Pair(*entry["name"]).fields("name"),
        )
        programmes = (matrix.programmes.get(slug) for slug in entry.get("granted_by", []))
        kind.granted_by.set([programme for programme in programmes if programme])
        kinds[kind.slug] = kind
    return kinds


def _roles(texts: dict[str, Any], kinds: dict[str, CredentialKind]) -> list[Role]:
    roles = []
    for entry in texts["roles"]:
        role = Role.objects.create(
            slug=entry["slug"],
            minimum_age=entry.get("minimum_age"),
            **Pair(*entry["name"]).fields("name"),
            **Pair(*entry["what"]).fields("what"),
        )
        role.needs_credentials.set([kinds[slug] for slug in entry.get("needs", [])])
        roles.append(role)
    return roles


def _helpers(people: People, *, now: datetime, dice: Dice) -> list[Helper]:
    """The introduced volunteer first, then one of each family drawn, a few of them minors."""
    today = timezone.localdate(now)
    introduced = people.staff["volunteer"]
    own = next(family for family in people.families if family.user == introduced)
    families = [
        family
        for family in people.families
        if family is not own and family.user not in people.staff.values() and family.is_around(now)
    ]
    dice.shuffle(families)
    drawn = [Helper(family.holder, family) for family in families]
    minors = [
        Helper(person, family)
        for family in families
        for person in family.children(today)
        if (person.age_on(today) or 0) >= FROM_AGE
    ][:MOST_MINORS]
    with_minors = {id(helper.family) for helper in minors}
    adults = [helper for helper in drawn if id(helper.family) not in with_minors]
    others = [*minors, *adults][: VOLUNTEERS - 1]
    dice.shuffle(others)
    return [Helper(own.holder, own), *others]


def _home(network: Network, dice: Dice) -> Branch:
    places: list[Place] = network.of_sorts(["central", "branch"]) or network.places
    return dice.choice(places).branch


def _volunteer(
    helper: Helper,
    state: VolunteerState,
    branch: Branch,
    texts: dict[str, Any],
    *,
    now: datetime,
    dice: Dice,
) -> Volunteer:
    language = helper.family.user.language
    is_waiting = state == VolunteerState.APPLIED
    applied_at = now - timedelta(
        days=dice.randint(1, 9) if is_waiting else dice.randint(40, 900),
        minutes=dice.randint(0, 700),
    )
    about = dice.choice(texts["about"])["text"] if dice.happens(0.5) else ("", "")
    volunteer = Volunteer(
        person=helper.person,
        home_branch=branch,
        state=state,
        nickname=nickname_of(helper.person.name),
        languages=_languages(dice),
        about=Pair(*about).in_language(language),
        in_roll_of_honour=dice.happens(0.3),
        applied_at=applied_at,
    )
    if not is_waiting:
        volunteer.decided_at = applied_at + timedelta(days=dice.randint(1, 6))
    if state == VolunteerState.DECLINED:
        volunteer.decision_note = Pair(*texts["declined"]["text"]).in_language(language)
    if state == VolunteerState.LEFT:
        volunteer.left_at = now - timedelta(days=dice.randint(2, 30))
        volunteer.in_roll_of_honour = False
    if state == VolunteerState.APPROVED:
        first = timezone.localdate(now).replace(month=1, day=1)
        volunteer.insured_from, volunteer.insured_until = first, first.replace(month=12, day=31)
    return volunteer


def _languages(dice: Dice) -> list[str]:
    others = [
        language.value
        for language, share in (
            (EventLanguage.CANTONESE, 0.2),
            (EventLanguage.ENGLISH, 0.35),
            (EventLanguage.SIGN, 0.08),
        )
        if dice.happens(share)
    ]
    return [EventLanguage.MANDARIN.value, *others]


def _suspend(volunteer: Volunteer, texts: dict[str, Any], *, now: datetime) -> None:
    volunteer.suspended_from = now - timedelta(days=3)
    volunteer.suspended_until = now + timedelta(days=25)
    language = volunteer.person.language
    volunteer.suspension_reason = Pair(*texts["suspended"]["text"]).in_language(language)


def _say_what_they_like(volunteers: list[Volunteer], roles: list[Role], dice: Dice) -> None:
    like = Volunteer.interests.through
    like.objects.bulk_create(
        like(volunteer_id=volunteer.pk, role_id=role.pk)
        for volunteer in volunteers
        for role in dice.sample(roles, dice.randint(1, 3))
    )
    Availability.objects.bulk_create(
        row for volunteer in volunteers if dice.happens(0.8) for row in _times(volunteer, dice)
    )


def _times(volunteer: Volunteer, dice: Dice) -> Iterator[Availability]:
    for weekday in sorted(dice.sample(Weekday.values, dice.randint(1, 4))):
        starts_at, ends_at = HOURS[dice.choice(list(PartOfDay))]
        yield Availability(
            volunteer=volunteer, weekday=weekday, starts_at=starts_at, ends_at=ends_at
        )


def _verify(
    volunteers: list[Volunteer],
    kinds: dict[str, CredentialKind],
    texts: dict[str, Any],
    coordinator: User,
    *,
    now: datetime,
    dice: Dice,
) -> None:
    """The introduced volunteer holds all; of the others some hold some, and a few ran out."""
    today = timezone.localdate(now)
    introduced, *others = volunteers
    held = [(introduced, kind) for kind in kinds.values()] + [
        (volunteer, kinds[entry["slug"]])
        for volunteer in others
        if volunteer.is_approved
        for entry in texts["credentials"]
        if dice.happens(entry["share"])
    ]
    rows = []
    for volunteer, kind in held:
        days = 100 if volunteer is introduced else dice.randint(10, 800)
        verified_on = today - timedelta(days=days)
        rows.append(
            Credential(
                volunteer=volunteer,
                kind=kind,
                verified_by=coordinator,
                verified_on=verified_on,
                expires_on=last_day(kind, verified_on),
            )
        )
    Credential.objects.bulk_create(rows)


def _agree(helpers: list[Helper], *, now: datetime) -> None:
    """Everyone has agreed, and the guardians of minors too."""
    today = timezone.localdate(now)
    texts = {text.purpose: text for text in ConsentText.objects.current(on=today)}
    Consent.objects.bulk_create(
        Consent(
            person=helper.person, text=texts[purpose], given_by=helper.family.user, given_at=now
        )
        for helper in helpers
        for purpose in (ConsentPurpose.VOLUNTEERING, ConsentPurpose.MINOR_VOLUNTEER)
        if purpose == ConsentPurpose.VOLUNTEERING or helper.is_minor(today)
    )
