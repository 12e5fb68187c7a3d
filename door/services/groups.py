"""A class at the door: nobody reads thirty names, one says how many of them came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from door.errors import MoreThanRegistered, NotOnThisTicket
from door.services.check_in import check_in
from door.services.parties import Member, Party, party_of
from door.services.results import DoorResult
from door.services.take_back import take_back
from events.choices import CheckInMethod
from events.models import Attendance, Session


def count_group(
    *,
    session: Session,
    registration_id: int,
    adults: int,
    children: int,
    by: User,
    client_id: UUID,
    now: datetime,
) -> DoorResult | None:
    """Make so many of a group present at the session: let some more in, or take some back.

    Its people are nameless, so it does not matter who of them: those who are here stay here first.

    Returns:
        What the door says of those who come in; nothing where nobody does.

    Raises:
        SessionIsCancelled: nobody can be present at it.
        NotOnThisTicket: this registration is none of a group with places.
        MoreThanRegistered: the group has not so many places.
    """
    party = party_of(session, registration_id)
    if party is None or not party.registration.is_group or not party.seated:
        raise NotOnThisTicket
    wanted = {*_first(party, adults, is_child=False), *_first(party, children, is_child=True)}
    too_many = [member.attendee_id for member in party.here if member.attendee_id not in wanted]
    if too_many:
        surplus = Attendance.objects.filter(session=session, attendee__in=too_many)
        take_back(surplus, by=by, reason=_("Counted again"), now=now)
    entering = wanted - {member.attendee_id for member in party.here}
    if not entering:
        return None
    return check_in(
        session=session,
        registration_id=registration_id,
        attendee_ids=entering,
        by=by,
        method=CheckInMethod.TYPED,
        client_id=client_id,
        now=now,
    )


def _first(party: Party, number: int, *, is_child: bool) -> Iterable[int]:
    """The keys of so many adults or children, those who are here before the others.

    Raises:
        MoreThanRegistered: there are fewer.
    """
    able = [member for member in party.seated if member.is_child == is_child]
    if number > len(able):
        raise MoreThanRegistered(most=party.size)
    return [member.attendee_id for member in sorted(able, key=_comes_later)[:number]]


def _comes_later(member: Member) -> tuple[bool, int]:
    return (not member.is_here, member.attendee_id)
