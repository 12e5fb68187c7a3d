"""What a device keeps of a session to answer without a network.

No code of a ticket is in it, and no full name: whoever finds the telephone learns neither.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Q

from accounts.models import Person
from core.contacts import normal_phone
from core.text import masked
from door.services.hashed_codes import ticket_key
from door.services.judging import WORTH_BY_STATE
from door.services.parties import attendees_at
from door.services.stations import OpenDoor
from events.choices import AttendeeKind, PlaceState
from events.models import Session

OF_TICKET = (
    "registration_id",
    "registration__code",
    "registration__reference",
    "registration__state",
    "registration__group_name",
)
OF_ATTENDEE = (
    "pk",
    "person__name",
    "kind",
    "age",
    "here_since",
    "state",
    "may_leave_alone",
    "gone_at",
)


def prepared_tickets(
    session: Session, *, door: OpenDoor, where: Q | None = None
) -> list[dict[str, Any]]:
    """Every ticket of the session's event, as the API describes it; one statement.

    Those who wait or have cancelled are in it, so that the answers are right without a network.
    """
    attendees = attendees_at(session).filter(where or Q(), event=session.event_id)
    salt, guest = door.station.salt, str(Person())
    return [
        {
            "k": ticket_key(salt, code),
            "r": reference,
            "s": WORTH_BY_STATE[PlaceState(state)],
            "p": [_person(row[len(OF_TICKET) :], guest) for row in members],
            "g": group_name,
        }
        for (_pk, code, reference, state, group_name), members in groupby(
            attendees.values_list(*OF_TICKET, *OF_ATTENDEE),
            key=lambda row: row[: len(OF_TICKET)],
        )
    ]


def _person(row: tuple[Any, ...], guest: str) -> tuple[Any, ...]:
    attendee_id, name, kind, age, here_since, place, may_leave_alone, gone_at = row
    return (
        attendee_id,
        masked(name) if name else guest,
        kind,
        age,
        here_since,
        place == PlaceState.SEATED,
        kind == AttendeeKind.CHILD and not may_leave_alone,
        gone_at,
    )


def tickets_of_phone(session: Session, phone: str, *, door: OpenDoor) -> list[dict[str, Any]]:
    """The tickets that were booked under this telephone number; none for half a number."""
    number = normal_phone(phone)
    if number is None:
        return []
    contact = Q(registration__contact__phone=number) | Q(registration__contact__user__phone=number)
    return prepared_tickets(session, door=door, where=contact)
