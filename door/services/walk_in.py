"""People who come without a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from brands.choices import WayIn
from core.bilingual import site_language
from door.choices import DoorAnswer
from door.errors import NoPlaceLeft
from door.services.check_in import check_in
from door.services.headcount_lines import CountedAs, line_of
from door.services.judging import refuse_unless_takes_place
from door.services.parties import people
from door.services.results import DoorResult
from door.services.stations import OpenDoor
from events.choices import CheckInMethod, RegistrationChannel
from events.errors import EventFull, NoPlacesForAdults, NoRegistrationNeeded, PartyTooLarge
from events.models import Headcount, Session
from events.services.attendance import count_heads
from events.services.registration.parties import guest_party
from events.services.registration.registering import register

# Whoever cannot be given a place is let in all the same, and counted.
ONLY_COUNTED = (NoRegistrationNeeded, EventFull, PartyTooLarge, NoPlacesForAdults)


@dataclass(frozen=True)
class WalkIn:
    """Either a check-in on places of their own, or a line of the headcount."""

    session: Session
    result: DoorResult | None = None
    headcount: Headcount | None = None

    answer = DoorAnswer.WELCOME

    @property
    def word(self) -> str:
        return self.result.word if self.result else _("Counted")

    @property
    def who(self) -> str:
        if self.headcount:
            return people(adults=self.headcount.adults, children=self.headcount.children)
        return self.result.who if self.result else ""

    @property
    def advice(self) -> str:
        """Why they were only counted; empty for those who have places."""
        if self.result:
            return self.result.advice
        if self.session.event.intake.way_in == WayIn.DROP_IN:
            return _("This event needs no registration, so they were counted without names.")
        return _("There are not enough free places, so they were counted without names.")


def walk_in(
    *,
    session: Session,
    adults: int,
    children: int,
    name: str = "",
    by: User | None = None,
    door: OpenDoor | None = None,
    client_id: UUID,
    now: datetime,
    needs_places: bool = False,
) -> WalkIn:
    """Let in people without a ticket: on free places if there are any, else by counting them.

    A party gets places for all of them or is counted as a whole. An event that needs no
    registration always counts. Sent twice, it happens once.

    Args:
        by: who is signed in there, or `door`: the device of a station.
        needs_places: nobody is counted for whom there is no place.

    Raises:
        SessionIsCancelled: nobody can be present at it.
        NoPlaceLeft: they need places, and there are none.
    """
    refuse_unless_takes_place(session)
    if counted := line_of(session, client_id, counted_as=[CountedAs.WALK_IN]):
        return WalkIn(session, headcount=counted)
    try:
        registration = register(
            event_id=session.event_id,
            party=guest_party(
                name=name,
                adults=adults,
                children=children,
                # Nobody has a letter with a code in it.
                children_leave_alone=True,
                language=site_language(),
            ),
            idempotency_key=client_id,
            now=now,
            channel=RegistrationChannel.WALK_IN,
            by=by,
        )
    except ONLY_COUNTED as reason:
        if needs_places and not isinstance(reason, NoRegistrationNeeded):
            raise NoPlaceLeft from reason
        headcount = count_heads(
            session=session,
            adults=adults,
            children=children,
            by=by,
            source=CountedAs.WALK_IN.by(client_id),
            now=now,
        )
        return WalkIn(session, headcount=headcount)
    result = check_in(
        session=session,
        registration_id=registration.pk,
        by=by,
        door=door,
        method=CheckInMethod.WALK_IN,
        client_id=client_id,
        now=now,
    )
    return WalkIn(session, result=result)
