"""Who may register, when: the window, the size of a party, ages, and which places they take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from accounts.models import ADULT_FROM_AGE
from brands.choices import WayIn
from cms import formats
from events.choices import AttendeeKind, PlaceState, PoolKind, RegistrationChannel
from events.errors import (
    ConsentMissing,
    DrawPending,
    EventCancelled,
    EventFull,
    EventNotPublic,
    NoPlacesForAdults,
    NoRegistrationNeeded,
    NotOpenYet,
    PartyEmpty,
    PartyTooLarge,
    RegistrationClosed,
    TooOld,
    TooYoung,
)
from events.models import Event, Intake, SeatPool
from events.services.registration.parties import Member, Party
from events.services.registration.way_in import State, WayInNow, way_in_now

OLDEST = 130


def intake_with_places(event_id: int) -> Intake:
    """The event's intake, with `event` and the places in `event.pools`.

    Raises:
        EventNotPublic: there is no such event.
    """
    intakes = Intake.objects.select_related("event", "draw").prefetch_related("event__pools")
    try:
        return intakes.get(event_id=event_id)
    except Intake.DoesNotExist as error:
        raise EventNotPublic from error


def refuse_unless_open(intake: Intake, *, now: datetime) -> None:
    """Say no unless the public may register now, for a place or for the waiting list.

    Raises:
        EventNotPublic, EventCancelled, NoRegistrationNeeded, NotOpenYet, RegistrationClosed:
            as their names say.
    """
    event = intake.event
    if not event.live or event.is_internal:
        raise EventNotPublic
    match way_in_of(event, now=now):
        case WayInNow(state=State.CANCELLED):
            raise EventCancelled
        case WayInNow(state=State.DROP_IN):
            raise NoRegistrationNeeded
        case WayInNow(state=State.NOT_OPEN_YET, opens_at=datetime() as opens_at):
            raise NotOpenYet(opens_at=formats.moment(opens_at, today=timezone.localdate(now)))
        case WayInNow(takes_registrations=False):
            raise RegistrationClosed


def way_in_of(event: Event, *, now: datetime) -> WayInNow:
    """How one gets into the event, from its intake and its pools."""
    pools = event.pools.all()
    return way_in_now(
        event,
        places=sum(pool.capacity for pool in pools),
        free=sum(pool.free for pool in pools),
        now=now,
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


def refuse_unless_party_fits(party: Party, intake: Intake, *, day: date) -> None:
    """Judge the size and the ages of a party, and that guardians agree.

    Args:
        day: on which the ages are judged.

    Raises:
        PartyTooLarge, TooYoung, TooOld: as their names say.
        ConsentMissing: for a child of the family taking part was not agreed to, or no longer.
    """
    if len(party.members) > intake.party_max:
        raise PartyTooLarge(most=intake.party_max)
    has_child = any(member.kind == AttendeeKind.CHILD for member in party.members)
    for member in party.members:
        refuse_unless_of_age(member, intake.event, day=day, has_child=has_child)
        if member.misses_consent:
            raise ConsentMissing(name=member.label)


def refuse_unless_of_age(member: Member, event: Event, *, day: date, has_child: bool) -> None:
    """An adult who comes with a child to an event for children is not too old for it."""
    youngest, oldest = age_span(member, day)
    is_companion = (
        member.kind == AttendeeKind.ADULT
        and has_child
        and event.age_to is not None
        and event.age_to < ADULT_FROM_AGE
    )
    if event.age_from is not None and oldest < event.age_from:
        raise TooYoung(name=member.label, age=event.age_from)
    if event.age_to is not None and youngest > event.age_to and not is_companion:
        raise TooOld(name=member.label, age=event.age_to)


def day_of_ages(event: Event, *, now: datetime) -> date:
    """The day on which ages are judged: that of the first session, by the library's clocks."""
    return timezone.localdate(event.first_starts_at or now)


def age_span(member: Member, day: date) -> tuple[int, int]:
    """The least and the greatest age that the member can have on this day.

    Of a birth we know the month at best: within what we do not know, both are possible.
    """
    if member.birth_year is None:
        is_adult = member.kind == AttendeeKind.ADULT
        return (ADULT_FROM_AGE, OLDEST) if is_adult else (0, ADULT_FROM_AGE - 1)
    years = day.year - member.birth_year
    first_possible_month = member.birth_month or 1
    last_possible_month = member.birth_month or 12
    return years - (day.month <= last_possible_month), years - (day.month < first_possible_month)


def age_of(member: Member, day: date) -> int | None:
    """Years on this day, the birthday counted as past from the first day it can be."""
    return None if member.birth_year is None else max(age_span(member, day)[1], 0)


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
