"""The people of one ticket, and who of them is here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import ngettext

from cms.formats import listed
from core.text import masked
from events.choices import AccessNeed, AttendeeKind, PlaceState
from events.models import Attendee, Registration, Session
from events.services.words import adults_and_children


@dataclass(frozen=True)
class Member:
    """One attendee of a party, as the door of one session sees them."""

    attendee_id: int
    name: str
    kind: AttendeeKind
    age: int | None
    has_place: bool
    attendance_id: int | None = None
    here_since: datetime | None = None
    here_by: str = ""
    is_named: bool = True
    is_collected: bool = False
    gone_at: datetime | None = None
    needs: tuple[str, ...] = ()

    @property
    def is_here(self) -> bool:
        return self.here_since is not None

    @property
    def is_child(self) -> bool:
        return self.kind == AttendeeKind.CHILD

    @property
    def is_inside(self) -> bool:
        """Here, and not gone home yet."""
        return self.is_here and self.gone_at is None

    @property
    def words(self) -> str:
        """Adult; child, 7 years."""
        if self.age is None:
            return str(self.kind.label)
        years = ngettext("%(count)s year", "%(count)s years", self.age) % {"count": self.age}
        return listed([str(self.kind.label), years])

    @property
    def needs_in_words(self) -> str:
        """What helps them: for whoever receives them, not for a list."""
        return listed(str(AccessNeed(need).label) for need in self.needs)


@dataclass(frozen=True)
class Party:
    """A ticket with its people, in the order of registration.

    `right_session` is where a ticket that is shown at another event belongs.
    """

    registration: Registration
    members: tuple[Member, ...]
    right_session: Session | None = None

    @cached_property
    def seated(self) -> tuple[Member, ...]:
        """Those who hold a place, and those who are here although they no longer do."""
        return tuple(member for member in self.members if member.has_place or member.is_here)

    @property
    def here(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.is_here)

    @property
    def inside(self) -> tuple[Member, ...]:
        """Who came and has not gone home."""
        return tuple(member for member in self.members if member.is_inside)

    @property
    def missing(self) -> tuple[Member, ...]:
        """Who holds a place and is not here yet."""
        return tuple(m for m in self.members if m.has_place and not m.is_here)

    @property
    def name(self) -> str:
        """What to call the party by: its group, else its first member."""
        return self.registration.group_name or self.members[0].name

    def with_masked_names(self) -> Party:
        """As a device without an account may show it; what helps people is not for it either."""
        members = tuple(
            replace(member, name=masked(member.name) if member.is_named else member.name, needs=())
            for member in self.members
        )
        return replace(self, members=members)

    @property
    def here_since(self) -> datetime | None:
        return min((m.here_since for m in self.members if m.here_since), default=None)


def party_of(session: Session, registration_id: int) -> Party | None:
    """The party of a registration for this session's event."""
    return party_where(session, Q(registration=registration_id, event=session.event_id))


def party_where(session: Session, condition: Q) -> Party | None:
    """The first party whose ticket meets the condition; one statement."""
    return next(parties(attendees_at(session).filter(condition)), None)


def attendees_at(session: Session) -> QuerySet[Attendee]:
    """Attendees with their ticket, and whether they are at this session.

    Whoever was taken off the ticket is missing, unless they came all the same.
    """
    here = Q(attendances__session=session, attendances__undone_at__isnull=True)
    return (
        Attendee.objects.select_related("registration", "person")
        .annotate(presence=FilteredRelation("attendances", condition=here))
        .annotate(attendance_id=F("presence__pk"), here_since=F("presence__checked_in_at"))
        .annotate(gone_at=F("presence__checked_out_at"))
        .filter(Q(left_at__isnull=True) | Q(presence__isnull=False))
        .order_by("registration_id", "pk")
    )


def parties(found: QuerySet[Attendee]) -> Iterator[Party]:
    """Group attendees from `attendees_at`, ordered by registration, into their parties."""
    for registration, members in groupby(found, key=lambda attendee: attendee.registration):
        yield Party(registration, tuple(_member(attendee) for attendee in members))


def _member(attendee: Any) -> Member:
    return Member(
        attendee_id=attendee.pk,
        name=str(attendee.person),
        kind=AttendeeKind(attendee.kind),
        age=attendee.age,
        has_place=attendee.state == PlaceState.SEATED,
        attendance_id=attendee.attendance_id,
        here_since=attendee.here_since,
        is_collected=attendee.is_collected,
        gone_at=attendee.gone_at,
        is_named=bool(attendee.person.name),
        needs=tuple(attendee.needs),
    )


def names_of(members: Sequence[Member]) -> str:
    """Lin Yue, Bean, Pip."""
    return listed(member.name for member in members)


def size_of(members: Sequence[Member]) -> str:
    """1 adult, 2 children."""
    children = sum(member.is_child for member in members)
    return people(adults=len(members) - children, children=children)


def people(*, adults: int, children: int) -> str:
    """So many adults and children in words; those of whom there are none go unsaid."""
    return listed(adults_and_children(adults=adults, children=children))
