"""Whose name goes on a badge, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from door.choices import BadgesFor
from door.services.paper.expected import comes_with, expected_at, parties_by_name
from events.models import Attendance, Attendee, Session


@dataclass(frozen=True)
class Badge:
    """What a badge says. Without a name there is room to write one.

    `party` is the group, or with whom they come; `reference` opens nothing outside a door.
    """

    name: str
    party: str
    reference: str


def badges_at(session: Session, *, whom: BadgesFor) -> list[Badge]:
    """The badges of a session, each party together, sorted by name; one statement."""
    attendees = expected_at(session)
    if whom == BadgesFor.NOT_HERE:
        here = Attendance.objects.filter(session=session, undone_at__isnull=True)
        attendees = attendees.exclude(pk__in=here.values("attendee"))
    return [
        Badge(attendee.person.name, _party_of(attendee, party), attendee.registration.reference)
        for party in parties_by_name(attendees)
        for attendee in party
    ]


def _party_of(attendee: Attendee, party: Sequence[Attendee]) -> str:
    """Nothing for whom the others come with."""
    is_first = attendee is party[0] and not attendee.registration.is_group
    return "" if is_first else comes_with(party)
