"""Whether one may register now, and which places a party takes. Who may come: see `rules`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Subquery
from django.utils import timezone

from brands.choices import WayIn
from cms import formats
from events.choices import (
    MIXED_BY_FAMILIES,
    AccessNeed,
    AttendanceMode,
    AttendeeKind,
    PlaceState,
    PoolKind,
    RegistrationChannel,
)
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
    TooFewSuchPlaces,
)
from events.models import ConductEntry, Event, Intake, Invitation, SeatPool
from events.permissions import may_attend_internal
from events.services.questions.asked import asks_questions
from events.services.registration.invitations import refuse_unless_good
from events.services.registration.parties import Member, Party
from events.services.registration.way_in import State, WayInNow, way_in_by_pools


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
    return way_in_by_pools(event, event.pools.all(), now=now, invitation=invitation)


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


def takes_part_online(party: Party, event: Event) -> bool:
    """Whether the party has chosen to, at an event that lets people choose."""
    return party.is_online and event.attendance_mode == AttendanceMode.MIXED


def places_of(
    members: Iterable[Member],
    pools: Iterable[SeatPool],
    *,
    is_online: bool = False,
    besides: int = 0,
) -> list[SeatPool]:
    """The pool in which each member takes a place, in the order of the members.

    Where an event has no places of a kind people take what they would take without: children the
    children's places if there are such, and everyone else general ones. Where it has some and they
    are taken, the party waits for them as a whole: a wheelchair user is not put on a chair because
    one is free.

    Args:
        is_online: whether the party takes part online.
        besides: places of a reserve that stand in for general ones.

    Raises:
        PartyEmpty: there are no members.
        EventFull: the event has no places at all.
        NoPlacesForAdults: it has none for adults.
        PartyTooLarge: the event could not hold the party even if it were empty.
        TooFewSuchPlaces: it has some of the places that they need, but never so many.
    """
    by_kind = {
        pool.kind: pool
        for pool in pools
        if not pool.is_reserve and (pool.capacity or pool.kind == PoolKind.GENERAL)
    }
    general = by_kind.get(PoolKind.GENERAL)
    usual = {
        AttendeeKind.ADULT: general,
        AttendeeKind.CHILD: by_kind.get(PoolKind.CHILDREN, general),
    }
    members = list(members)
    places = []
    for member, kind in zip(members, kinds_of_places(members, is_online=is_online), strict=True):
        pool = by_kind.get(kind, usual[member.kind])
        if pool is None:
            raise NoPlacesForAdults if by_kind else EventFull
        places.append(pool)
    if not places:
        raise PartyEmpty
    for pool, wanted in Counter(places).items():
        if pool.capacity == 0 and not (pool is general and besides):
            raise EventFull
        if wanted > pool.capacity + (besides if pool is general else 0):
            if pool.kind in MIXED_BY_FAMILIES:
                raise PartyTooLarge(most=pool.capacity)
            raise TooFewSuchPlaces(places=pool.get_kind_display(), most=pool.capacity)
    return places


def kinds_of_places(members: Sequence[Member], *, is_online: bool) -> list[PoolKind]:
    """The place that suits each member best.

    Of those who need a companion each brings one adult at most who has a place for companions.
    """
    if is_online:
        return [PoolKind.ONLINE] * len(members)
    companions = sum(AccessNeed.COMPANION in member.needs for member in members)
    kinds = []
    for member in members:
        if AccessNeed.WHEELCHAIR in member.needs:
            kind = PoolKind.WHEELCHAIR
        elif companions and member.kind == AttendeeKind.ADULT and not member.needs:
            kind = PoolKind.COMPANION
            companions -= 1
        elif member.kind == AttendeeKind.CHILD:
            kind = PoolKind.CHILDREN
        else:
            kind = PoolKind.GENERAL
        kinds.append(kind)
    return kinds


def places_at_desk(
    members: Iterable[Member],
    pools: Sequence[SeatPool],
    *,
    anyone_waits: bool,
    is_online: bool = False,
) -> list[SeatPool]:
    """As `places_of`, but who would take a general place takes one of the reserve first.

    Only if it seats the whole party. Who has to wait waits for general places: what is left of the
    reserve is for the next who telephones, and opens to those who wait at its time.

    Raises:
        As `places_of`.
    """
    reserve = next((pool for pool in pools if pool.is_reserve), None)
    if reserve is None:
        return places_of(members, pools, is_online=is_online)
    places = places_of(members, pools, is_online=is_online, besides=reserve.capacity)
    left = reserve.free
    with_reserve = []
    for pool in places:
        takes_reserve = pool.kind == PoolKind.GENERAL and left > 0
        left -= takes_reserve
        with_reserve.append(reserve if takes_reserve else pool)
    return with_reserve if seats_at_once(with_reserve, anyone_waits=anyone_waits) else places


def seats_at_once(places: Sequence[SeatPool], *, anyone_waits: bool) -> bool:
    """Whether every pool has room for those who want a place in it, and nobody is ahead of them.

    Nobody waits for a reserve, so whoever finds places there passes nobody.
    """
    return all(pool.free >= seats for pool, seats in Counter(places).items()) and (
        not anyone_waits or is_all_reserve(places)
    )


def is_all_reserve(places: Sequence[SeatPool]) -> bool:
    """Whether the whole party sits in the reserve."""
    return all(pool.is_reserve for pool in places)
