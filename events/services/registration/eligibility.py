"""Whether one may register now, and which places a party takes. Who may come: see `rules`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Subquery
from django.utils import timezone

from brands.choices import WayIn
from cms import formats
from events.choices import AttendeeKind, PlaceState, PoolKind, RegistrationChannel
from events.errors import (
    DrawPending,
    EventCancelled,
    EventFull,
    EventNotPublic,
    InvitationNeeded,
    NoPlacesForAdults,
    NoRegistrationNeeded,
    NotOpenYet,
    PartyEmpty,
    PartyTooLarge,
    RegistrationClosed,
)
from events.models import ConductEntry, Event, Intake, Invitation, SeatPool
from events.permissions import may_attend_internal
from events.services.questions.asked import asks_questions
from events.services.registration.invitations import refuse_unless_good
from events.services.registration.parties import Member
from events.services.registration.way_in import State, WayInNow, way_in_now


def intake_with_places(event_id: int) -> Intake:
    """The event's intake, with `event`, the places in `event.pools`, whether it `asks`, and
    `restrictions_until`.

    Raises:
        EventNotPublic: there is no such event.
    """
    intakes = Intake.objects.select_related("event", "draw").prefetch_related("event__pools")
    intakes = intakes.annotate(
        asks=asks_questions("event", "event__programme"),
        restrictions_until=_last_restriction_ends(),
    )
    try:
        return intakes.get(event_id=event_id)
    except Intake.DoesNotExist as error:
        raise EventNotPublic from error


def _last_restriction_ends() -> Subquery:
    """Until when at all somebody lets others go first, who it may be: the last line of an index."""
    restrictions = ConductEntry.objects.restrictions().order_by("-ends_at")
    return Subquery(restrictions.values("ends_at")[:1])


def refuse_unless_open(
    intake: Intake, *, now: datetime, by: Any = None, invitation: Invitation | None = None
) -> None:
    """Say no unless one may register oneself now, for a place or for the waiting list.

    Args:
        by: who it is; internal events are open to staff alone.
        invitation: to this event, if they hold one.

    Raises:
        EventNotPublic, EventCancelled, NoRegistrationNeeded, NotOpenYet, RegistrationClosed,
        InvitationNeeded, InvitationRevoked, InvitationExpired, InvitationUsedUp,
        GroupRegisteredAlready: as their names say.
    """
    event = intake.event
    if not event.live or (event.is_internal and not may_attend_internal(by)):
        raise EventNotPublic
    if invitation:
        refuse_unless_good(invitation, now=now)
    match way_in_of(event, now=now, invitation=invitation):
        case WayInNow(state=State.CANCELLED):
            raise EventCancelled
        case WayInNow(state=State.DROP_IN):
            raise NoRegistrationNeeded
        case WayInNow(state=State.NOT_OPEN_YET, opens_at=datetime() as opens_at):
            raise NotOpenYet(opens_at=formats.moment(opens_at, today=timezone.localdate(now)))
        case WayInNow(state=State.BY_INVITATION):
            raise InvitationNeeded
        case WayInNow(takes_registrations=False):
            raise RegistrationClosed


def way_in_of(event: Event, *, now: datetime, invitation: Invitation | None = None) -> WayInNow:
    """How one gets into the event, from its intake and its pools."""
    pools = event.pools.all()
    return way_in_now(
        event,
        places=sum(pool.capacity for pool in pools),
        free=sum(pool.free for pool in pools),
        now=now,
        invitation=invitation,
    )


def refuse_unless_takes_place(intake: Intake) -> None:
    """What holds at the desk and the door too.

    Raises:
        EventCancelled, NoRegistrationNeeded: as their names say.
    """
    if intake.is_cancelled:
        raise EventCancelled
    if intake.way_in == WayIn.DROP_IN:
        raise NoRegistrationNeeded


def state_until_decided(intake: Intake, channel: RegistrationChannel) -> str:
    """The state of those whom a lot or the library will give a place; empty where it is the clock.

    Whoever registers at a desk has the library's word already.

    Raises:
        DrawPending: the list of entries is closed, and the lots are not drawn.
    """
    if intake.way_in == WayIn.APPROVAL and channel == RegistrationChannel.WEB:
        return PlaceState.APPLIED
    if intake.way_in == WayIn.DRAW and intake.draw and not intake.draw.is_drawn:
        if intake.draw.is_frozen:
            raise DrawPending
        return PlaceState.ENTERED
    return ""


def places_of(members: Iterable[Member], pools: Iterable[SeatPool]) -> list[SeatPool]:
    """The pool in which each member takes a place, in the order of the members.

    Children take the children's places where an event has such, and general ones otherwise.

    Raises:
        PartyEmpty: there are no members.
        EventFull: the event has no places at all.
        NoPlacesForAdults: it has none for adults.
        PartyTooLarge: the event could not hold the party even if it were empty.
    """
    by_kind = {pool.kind: pool for pool in pools}
    general = by_kind.get(PoolKind.GENERAL)
    for_kind = {
        AttendeeKind.ADULT: general,
        AttendeeKind.CHILD: by_kind.get(PoolKind.CHILDREN, general),
    }
    places = []
    for member in members:
        pool = for_kind[member.kind]
        if pool is None:
            raise NoPlacesForAdults if by_kind else EventFull
        places.append(pool)
    if not places:
        raise PartyEmpty
    for pool, wanted in Counter(places).items():
        if pool.capacity == 0:
            raise EventFull
        if wanted > pool.capacity:
            raise PartyTooLarge(most=pool.capacity)
    return places
