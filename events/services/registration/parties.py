"""Who comes together: a household's people, or a guest with the people they bring."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.choices import HouseholdRole
from accounts.models import Membership, Person
from brands.choices import WayIn
from events.choices import AccessNeed, AttendeeKind
from events.errors import NotYourFamily
from events.models import Intake
from events.services.registration.reader_cards import GivenCard


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the party. Who has no `person_id` becomes a person by registering.

    `number` tells the nameless adults, and children, of a guest apart. `may_leave_alone` is what
    a guardian says of a child; nothing where they leave it to the child's age.
    """

    label: str
    kind: AttendeeKind
    name: str = ""
    birth_year: int | None = None
    birth_month: int | None = None
    person_id: int | None = None
    number: int | None = None
    misses_consent: bool = False
    needs: tuple[str, ...] = ()
    may_leave_alone: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who is written to. E-mail in lower case, phone as E.164; either may be missing."""

    name: str
    email: str = ""
    phone: str = ""
    language: str
    person_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """A class, a club, a company: what it is called, and the ages of its children in years."""

    name: str
    age_from: int | None = None
    age_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class Party:
    """The people of one registration, seated or queued as a whole.

    `contact` is missing for a walk-in who left no name. A guest who comes along is both the
    contact and the first member (`contact_comes`). `is_online` says where the party takes part,
    if the event lets people choose.

    `lives_here` and `card` are what the party says of itself, where the event asks for it.
    """

    members: tuple[Member, ...]
    contact: Contact | None
    contact_comes: bool = False
    household_id: int | None = None
    group: Group | None = None
    lives_here: bool = False
    card: GivenCard | None = None
    is_online: bool = False


def household_party(
    *,
    members: Sequence[Membership],
    people: Iterable[int],
    needs: Mapping[int, Collection[str]] | None = None,
    is_online: bool = False,
) -> Party:
    """The chosen people of a household, whose holder is written to.

    Args:
        members: the household's current members with the household, their persons and consents,
            the holder among them.
        people: primary keys of the persons who come.
        needs: what helps whom, as values of `AccessNeed` by the keys of the persons.
        is_online: whether they take part online, if the event lets people choose.

    Raises:
        NotYourFamily: someone was chosen who is not of this household.
    """
    chosen = set(people)
    if chosen - {member.person_id for member in members}:
        raise NotYourFamily
    holder = next(member for member in members if member.role == HouseholdRole.HOLDER)
    return Party(
        members=tuple(
            replace(member_of(member), needs=_in_order((needs or {}).get(member.person_id, ())))
            for member in members
            if member.person_id in chosen
        ),
        contact=contact_of(holder.person),
        household_id=holder.household_id,
        lives_here=holder.household.lives_here,
        is_online=is_online,
    )


def member_of(membership: Membership) -> Member:
    person = membership.person
    return Member(
        label=str(person),
        kind=kind_of(membership),
        birth_year=person.birth_year,
        birth_month=person.birth_month,
        person_id=person.pk,
        misses_consent=membership.misses_consent,
        may_leave_alone=membership.may_leave_alone,
    )


def kind_of(membership: Membership) -> AttendeeKind:
    """Whether they take a child's place or an adult's."""
    is_child = membership.role == HouseholdRole.CHILD
    return AttendeeKind.CHILD if is_child else AttendeeKind.ADULT


def contact_of(person: Person) -> Contact:
    """Somebody who is known, at their own address or at their account's."""
    user = person.user
    return Contact(
        name=person.name,
        email=person.email or (user.email if user else None) or "",
        phone=person.phone or (user.phone if user else None) or "",
        language=person.language,
        person_id=person.pk,
    )


def guest_party(
    *,
    name: str,
    email: str = "",
    phone: str = "",
    adults: int,
    children: int,
    birth_years: Sequence[int] = (),
    needs: Collection[str] = (),
    is_online: bool = False,
    children_leave_alone: bool | None = None,
    language: str,
) -> Party:
    """A guest and the people they bring, who stay nameless.

    Args:
        name: the guest's; empty for a walk-in who left none.
        email: in lower case.
        phone: as E.164.
        adults: how many come, the guest included; 0 where only children come.
        children: how many come.
        birth_years: of the children, as far as they were asked for.
        needs: what helps one of them, as values of `AccessNeed`. Which of the nameless it is nobody
            asks: the first stands for them.
        is_online: whether they take part online, if the event lets people choose.
        children_leave_alone: whether the children go home alone; nothing leaves it to their age.
        language: which the guest is written to in.
    """
    members = [
        Member(
            label=_("Adult %(number)s") % {"number": number},
            kind=AttendeeKind.ADULT,
            number=number,
        )
        for number in range(1, adults + 1)
    ] + [
        Member(
            label=_("Child %(number)s") % {"number": number},
            kind=AttendeeKind.CHILD,
            number=number,
            birth_year=birth_years[number - 1] if number <= len(birth_years) else None,
            may_leave_alone=children_leave_alone,
        )
        for number in range(1, children + 1)
    ]
    if members and needs:
        members[0] = replace(members[0], needs=_in_order(needs))
    if not (name and members):
        return Party(members=tuple(members), contact=None, is_online=is_online)

    comes = adults > 0
    if comes:
        members[0] = replace(members[0], name=name, label=name)
    return Party(
        members=tuple(members),
        contact=Contact(name=name, email=email, phone=phone, language=language),
        contact_comes=comes,
        is_online=is_online,
    )


def _in_order(needs: Collection[str]) -> tuple[str, ...]:
    """The same needs are the same party, in whatever order they were ticked."""
    return tuple(need.value for need in AccessNeed if need in needs)


def group_party(
    group: Group,
    *,
    adults: int,
    children: int,
    contact: Contact | None,
    household_id: int | None = None,
) -> Party:
    """Many people who come together under one name; whoever answers for them is only written to.

    All of them stay nameless, the contact too: a teacher may bring two classes to one event. The
    children leave with those who brought them, so nobody is asked for a code.
    """
    nameless = guest_party(
        name="", adults=adults, children=children, children_leave_alone=True, language=""
    )
    return replace(nameless, contact=contact, household_id=household_id, group=group)


def guest_key_of(party: Party, intake: Intake) -> str | None:
    """By which the guest of a party is known again at this event; nothing for others.

    Several people may share an address, so the name counts too. Not where lots are drawn: there an
    address has one entry, whatever name is given with it.
    """
    contact = party.contact
    if contact is None or contact.person_id or party.group:
        return None
    name = "" if intake.way_in == WayIn.DRAW else contact.name
    return guest_key(contact.email or contact.phone, name)


def guest_key(address: str, name: str) -> str | None:
    """A keyed hash by which the same guest is known again, and nobody can be looked up.

    Without an address nobody is known again: names alone are shared by too many.
    """
    if not address:
        return None
    plain = " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
    return salted_hmac("events.guest", f"{address}\n{plain}", algorithm="sha256").hexdigest()
