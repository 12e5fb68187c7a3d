"""Let in anyway: people whose ticket opens nothing here, by one tap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from core.errors import DomainError
from door.choices import DoorAnswer
from door.errors import NoPlaceLeft, NotOnThisTicket, ScanOfAnotherSession
from door.models import Scan
from door.services.answering import answer_showings, recall
from door.services.headcount_lines import CountedAs
from door.services.judging import Showing, worth
from door.services.parties import Party
from door.services.results import DoorResult
from door.services.shown_parties import shown_parties
from door.services.stations import OpenDoor
from door.services.walk_in import WalkIn, walk_in
from events.errors import EventFull
from events.models import Session
from events.services.attendance import count_heads
from events.services.registration.at_the_door import seat_at_the_door


def let_in_anyway(
    session: Session, showing: Showing, *, door: OpenDoor, now: datetime
) -> DoorResult | WalkIn:
    """Let them in on free places, whatever their ticket is worth.

    Who waits gets the places of the ticket; who has cancelled, or has a ticket for another event,
    comes in as if without one. A code that nobody knows lets nobody in.

    Raises:
        NoPlaceLeft: there are not enough places for all of them.
        SessionIsCancelled: nobody can be present at it.
        EventCancelled, OfferIsOver, DrawPending, NotOnThisTicket, ScanOfAnotherSession: as they
            say.
    """
    if earlier := Scan.objects.filter(client_id=showing.client_id).first():
        if earlier.session_id != session.pk:
            raise ScanOfAnotherSession
        return recall(earlier, session=session, now=now)
    [party] = shown_parties(session, [showing], door=door, now=now)
    answer = worth(party, session)
    if party and answer in (DoorAnswer.CANCELLED, DoorAnswer.OTHER_EVENT) and not party.here:
        adults, children = _people_of(party, showing)
        return walk_in(
            session=session,
            adults=adults,
            children=children,
            by=door.attendant,
            door=door,
            client_id=showing.client_id,
            now=now,
            needs_places=True,
        )
    if party and answer == DoorAnswer.WAITING and not party.here:
        try:
            seat_at_the_door(registration_id=party.registration.pk, now=now)
        except EventFull as reason:
            raise NoPlaceLeft from reason
    [outcome] = answer_showings(session, [showing], by=door.attendant, door=door, now=now)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def count_those_without_a_ticket_here(
    session: Session,
    outcomes: Iterable[tuple[Showing, DoorResult | DomainError]],
    *,
    by: User | None,
    now: datetime,
) -> None:
    """Count whom a device let in by itself although their ticket opens nothing here.

    A ticket of another event counts its people, a code that nobody knows one adult.
    """
    for showing, outcome in outcomes:
        if isinstance(outcome, DomainError) or not showing.was_let_in:
            continue
        if outcome.answer not in (DoorAnswer.UNKNOWN, DoorAnswer.OTHER_EVENT):
            continue
        adults, children = _people_of(outcome.party, showing) if outcome.party else (1, 0)
        count_heads(
            session=session,
            adults=adults,
            children=children,
            by=by,
            source=CountedAs.LET_IN.by(showing.client_id),
            now=showing.scanned_at,
        )


def _people_of(party: Party, showing: Showing) -> tuple[int, int]:
    """How many adults and children of the party come."""
    chosen = showing.attendee_ids
    members = [m for m in party.members if chosen is None or m.attendee_id in chosen]
    if not members:
        raise NotOnThisTicket
    children = sum(member.is_child for member in members)
    return len(members) - children, children
