"""Who of a ticket checks in by themselves, and who leaves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import Household
from core.errors import DomainError
from door.errors import (
    ChildIsHandedOver,
    GroupIsCounted,
    LeavingIsNotNoted,
    NotOnThisTicket,
    PlacesWaitForAnAnswer,
    StillWaiting,
    TicketIsCancelled,
    TicketIsNoPlace,
    TicketIsOnline,
)
from door.models import SelfCheckIn
from door.services.check_in import check_in
from door.services.parties import Member, Party, names_of, party_of
from door.services.results import DoorResult
from door.services.self_check_in.codes import is_at_the_place
from door.services.self_check_in.offers import OPENS_BEFORE, is_open, refuse_unless_open
from events.choices import CheckInMethod, PlaceState
from events.models import Attendance, Event, Registration, Session
from events.services.going_home import is_leaving_noted, leave_by_themselves
from events.services.tickets import Ticket, ticket_for, ticketed

# For so long after they came, people are welcomed; after that they are told since when.
WELCOME_FOR = timedelta(minutes=2)

WITHOUT_A_PLACE: dict[str, type[DomainError]] = {
    PlaceState.WAITING: StillWaiting,
    PlaceState.OFFERED: PlacesWaitForAnAnswer,
    PlaceState.APPLIED: TicketIsNoPlace,
    PlaceState.ENTERED: TicketIsNoPlace,
    PlaceState.DECLINED: TicketIsNoPlace,
    PlaceState.CANCELLED: TicketIsCancelled,
}


@dataclass(frozen=True)
class OwnDoor:
    """A session of a ticket that is going on or begins soon, as its holder may come and leave.

    `is_at_the_place` where their telephone has seen the code lately.
    """

    session: Session
    party: Party
    is_offered: bool
    is_at_the_place: bool
    is_online: bool
    now: datetime

    @property
    def refusal(self) -> DomainError | None:
        """Why nobody of them can check in alone, if that is so."""
        return why_not(self.party.registration, is_online=self.is_online)

    @property
    def arriving(self) -> list[Member]:
        """Who may say that they are here."""
        if self.refusal or not self.is_offered:
            return []
        return [member for member in self.party.missing if member not in self.handed_over]

    @property
    def handed_over(self) -> list[Member]:
        """Children who are to be collected, and come without an adult of their party."""
        return [] if _adults(self.party) else [m for m in self.party.missing if m.is_collected]

    @property
    def leaving(self) -> list[Member]:
        """Who may say that they leave."""
        if not self.is_offered or not is_leaving_noted(self.session.event):
            return []
        return [member for member in self.party.inside if not member.is_collected]

    @property
    def collected(self) -> list[Member]:
        """Children who are here, and leave only against the guardian's code."""
        return [member for member in self.party.inside if member.is_collected]

    @property
    def gone(self) -> list[Member]:
        return [member for member in self.party.here if not member.is_inside]

    @property
    def inside_in_words(self) -> str:
        return names_of(self.party.inside)

    @property
    def handed_over_in_words(self) -> str:
        return names_of(self.handed_over)

    @property
    def collected_in_words(self) -> str:
        return names_of(self.collected)

    @property
    def is_welcome(self) -> bool:
        """Whether they came just now."""
        latest = max((m.here_since for m in self.party.members if m.here_since), default=None)
        return latest is not None and self.now - latest < WELCOME_FOR

    @property
    def has_anything_to_say(self) -> bool:
        return bool(self.party.here or self.arriving or self.is_at_the_place or self.handed_over)


def why_not(registration: Registration, *, is_online: bool) -> DomainError | None:
    """Why nobody with this ticket checks in alone, if that is so."""
    if refusal := WITHOUT_A_PLACE.get(registration.state):
        return refusal()
    if is_online:
        return TicketIsOnline()
    return GroupIsCounted() if registration.is_group else None


def own_doors(ticket: Ticket, *, told: str) -> list[OwnDoor]:
    """The sessions of the ticket that are open now; no statement where none is.

    Args:
        told: what the telephone keeps of the place, see `place_told`.
    """
    now, event = ticket.now, ticket.event
    going_on = [s for s in ticket.sessions if is_open(s, now=now) and not s.is_cancelled]
    if not going_on or event.intake.is_cancelled:
        return []
    is_on = Q(on_screen=True) | Q(on_paper=True)
    offers = SelfCheckIn.objects.filter(is_on, session__in=going_on).in_bulk()
    doors = []
    for session in going_on:
        offer, party = offers.get(session.pk), party_of(session, ticket.registration.pk)
        if party is None:
            continue
        doors.append(
            OwnDoor(
                session=session,
                party=party,
                is_offered=offer is not None,
                is_at_the_place=offer is not None and is_at_the_place(offer, told, now=now),
                is_online=ticket.is_online,
                now=now,
            )
        )
    return [door for door in doors if door.has_anything_to_say]


def arrive(
    *,
    offer: SelfCheckIn,
    ticket: Ticket,
    attendee_ids: Collection[int],
    client_id: UUID,
    now: datetime,
) -> DoorResult:
    """Check in those of a party who say that they are at the place of the session.

    A resend, told by its `client_id`, writes nothing.

    Raises:
        NotOnThisTicket: someone chosen is not on the ticket, or has no place.
        ChildIsHandedOver: a child who is to be collected comes without an adult of the party.
        SelfCheckInIsOff, SessionIsCancelled, SelfCheckInNotYet, SelfCheckInOver: not now.
        StillWaiting, PlacesWaitForAnAnswer, TicketIsNoPlace, TicketIsCancelled, TicketIsOnline,
            GroupIsCounted: not with this ticket.
    """
    refuse_unless_open(offer, now=now)
    if refusal := why_not(ticket.registration, is_online=ticket.is_online):
        raise refusal
    party = party_of(offer.session, ticket.registration.pk)
    if party is None:
        raise NotOnThisTicket
    coming = [member for member in party.missing if member.attendee_id in attendee_ids]
    with_adult = any(not member.is_child for member in (*coming, *party.inside))
    if not with_adult and any(member.is_collected for member in coming):
        raise ChildIsHandedOver
    result = check_in(
        session=offer.session,
        registration_id=ticket.registration.pk,
        attendee_ids=attendee_ids,
        method=CheckInMethod.SELF,
        client_id=client_id,
        now=now,
    )
    if result.party_to_tick is None:
        # It was cancelled between our look and the check-in.
        raise TicketIsCancelled
    return result


def leave(
    *, offer: SelfCheckIn, ticket: Ticket, attendee_ids: Collection[int], now: datetime
) -> int:
    """Note that these people say that they leave; says how many.

    Raises:
        LeavingIsNotNoted: nobody asks at this event.
        NotHere: one of them is not checked in.
        ChildIsCollected: one of them leaves only against the guardian's code.
        SelfCheckInIsOff, SessionIsCancelled, SelfCheckInNotYet, SelfCheckInOver: not now.
    """
    refuse_unless_open(offer, now=now)
    if not is_leaving_noted(offer.session.event):
        raise LeavingIsNotNoted
    return leave_by_themselves(
        session=offer.session,
        registration=ticket.registration,
        attendee_ids=attendee_ids,
        now=now,
    )


def came_by_themselves(event: Event) -> dict[int, int]:
    """How many people checked themselves in, by session; without those where nobody did."""
    here = Attendance.objects.filter(event=event, undone_at__isnull=True, method=CheckInMethod.SELF)
    return dict(here.order_by().values_list("session").annotate(n=Count("pk")))


def tickets_of(user: Any, event: Event, *, now: datetime) -> list[Ticket]:
    """The tickets that a signed-in user has for an event; cancelled ones only if there is no other.

    Nobody's who is not signed in.
    """
    if not user.is_authenticated:
        return []
    held = ticketed(_held_by(user).filter(event=event)).order_by("pk")
    found = list(held)
    live = [registration for registration in found if registration.is_live]
    return [ticket_for(registration, now=now) for registration in live or found]


def tickets_elsewhere(user: Any, event: Event, *, now: datetime) -> list[tuple[Ticket, Session]]:
    """What else the user has a ticket for at this hour, each with its session."""
    if not user.is_authenticated:
        return []
    going_on = Session.objects.planned().filter(starts_at__lte=now + OPENS_BEFORE, ends_at__gt=now)
    seated = _held_by(user).filter(state=PlaceState.SEATED, event__in=going_on.values("event"))
    tickets = [ticket_for(each, now=now) for each in ticketed(seated.exclude(event=event))]
    return [(ticket, ticket.next_session) for ticket in tickets if ticket.next_session]


def _held_by(user: Any) -> QuerySet[Registration]:
    """Those of the user's household, and those that are written to the user."""
    return Registration.objects.filter(
        Q(household__in=Household.objects.held_by(user)) | Q(contact__user=user)
    )


def _adults(party: Party) -> list[Member]:
    """The adults of the party who are here or may come."""
    return [m for m in (*party.missing, *party.inside) if not m.is_child]
