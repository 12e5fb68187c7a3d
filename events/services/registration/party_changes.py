"""What becomes of a party by a change: who of the wish is who of those who come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from accounts.models import Membership
from events.choices import AttendeeKind
from events.errors import NotYourFamily
from events.models import Attendance, Attendee, Registration
from events.services.registration.parties import Member, guest_party, member_of


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who shall come in the end.

    Attributes:
        people: of a family, the keys of the persons.
        adults, children: of a guest's party, how many; the guest is the first adult.
        birth_years: of the children, as far as they are known.
    """

    people: frozenset[int] = frozenset()
    adults: int = 0
    children: int = 0
    birth_years: tuple[int, ...] = ()

    @property
    def is_nobody(self) -> bool:
        return not (self.people or self.adults or self.children)


@dataclass(frozen=True)
class Change:
    """What becomes of a party: who stays, who leaves, who returns and who is new."""

    staying: list[tuple[Attendee, Member]]
    leaving: list[Attendee]
    returning: list[tuple[Attendee, Member]]
    new: list[Member]

    @property
    def is_nothing(self) -> bool:
        return not (self.leaving or self.joining)

    @property
    def joining(self) -> list[Member]:
        return [member for _, member in self.returning] + self.new

    @property
    def members(self) -> list[Member]:
        """Everyone who shall come."""
        return [member for _, member in self.staying] + self.joining

    @property
    def members_before(self) -> list[Member]:
        """Everyone who has come so far."""
        return [member for _, member in self.staying] + [_as_member(each) for each in self.leaving]


def what_changes(registration: Registration, wish: Wish, members: Sequence[Membership]) -> Change:
    """Compare the wish with those who come, and with those who came once and were taken off."""
    attendees = list(registration.attendees.select_related("person").order_by("pk"))
    here = set(
        Attendance.objects.filter(attendee__in=attendees, undone_at=None).values_list(
            "attendee_id", flat=True
        )
    )
    # Of people without names those leave first who have not come, then those who joined last.
    attendees.sort(
        key=lambda each: (each.pk not in here, each.person_id != registration.contact_id)
    )
    coming = [each for each in attendees if each.left_at is None]
    gone = [each for each in attendees if each.left_at is not None]
    wanted = (
        _of_the_family(registration, wish, members, coming)
        if registration.is_family
        else _of_the_guest(registration, wish, coming)
    )
    staying, missing = _matched(wanted, coming)
    returning, new = _matched(missing, gone)
    returning = [
        (attendee, replace(member, needs=tuple(attendee.needs))) for attendee, member in returning
    ]
    stays = {attendee.pk for attendee, _ in staying}
    leaving = [each for each in coming if each.pk not in stays]
    return Change(staying, sorted(leaving, key=lambda each: each.pk), returning, new)


def _of_the_family(
    registration: Registration,
    wish: Wish,
    members: Sequence[Membership],
    coming: Sequence[Attendee],
) -> list[Member]:
    """The persons of the wish: who comes already, or whoever of the family is asked in."""
    known = {
        membership.person_id: member_of(membership)
        for membership in members
        if membership.household_id == registration.household_id
    }
    known |= {attendee.person_id: _as_member(attendee) for attendee in coming}
    if wish.people - known.keys():
        raise NotYourFamily
    return [known[person] for person in sorted(wish.people)]


def _of_the_guest(
    registration: Registration, wish: Wish, coming: Sequence[Attendee]
) -> list[Member]:
    """The guest, and so many others without names; of a group nobody has one.

    What the guest has said of going home holds for all of their children.
    """
    leave_alone = [each.may_leave_alone for each in coming if each.kind == AttendeeKind.CHILD]
    contact = None if registration.is_group else registration.contact
    party = guest_party(
        name=contact.name if contact else "",
        adults=wish.adults,
        children=wish.children,
        birth_years=wish.birth_years,
        children_leave_alone=registration.is_group or (all(leave_alone) if leave_alone else None),
        language="",
    )
    members = list(party.members)
    if contact and wish.adults:
        members[0] = replace(members[0], person_id=contact.pk)
    return members


def _as_member(attendee: Attendee) -> Member:
    person = attendee.person
    return Member(
        label=str(person),
        kind=AttendeeKind(attendee.kind),
        birth_year=person.birth_year,
        birth_month=person.birth_month,
        person_id=person.pk,
    )


def _matched(
    wanted: Iterable[Member], attendees: Iterable[Attendee]
) -> tuple[list[tuple[Attendee, Member]], list[Member]]:
    """Who of the wanted each attendee is, and the wanted who are nobody of them.

    Persons are known by their key; others by their kind and year of birth, or by their kind alone
    where no year is asked for.
    """
    free, pairs, rest = list(attendees), [], list(wanted)
    for suits in (_is_the_person, _is_as_old, _is_of_the_kind):
        missing = []
        for member in rest:
            attendee = next((each for each in free if suits(member, each)), None)
            if attendee is None:
                missing.append(member)
            else:
                free.remove(attendee)
                pairs.append((attendee, member))
        rest = missing
    return pairs, rest


def _is_the_person(member: Member, attendee: Attendee) -> bool:
    return member.person_id == attendee.person_id


def _is_as_old(member: Member, attendee: Attendee) -> bool:
    return (
        member.person_id is None
        and member.kind == attendee.kind
        and member.birth_year == attendee.person.birth_year
    )


def _is_of_the_kind(member: Member, attendee: Attendee) -> bool:
    return member.person_id is None and member.kind == attendee.kind and not member.birth_year
