"""Registering: a place for everyone of a party or for nobody, and never one place twice.

Two paths lead to a place. Both end in the same single statement (`entering`).

The fast path is that statement alone. It holds the intake with a share lock, so that any number
of parties pass side by side, and locks the pools in the order of their keys. What it cannot seat
it leaves untouched.

The slow path locks the intake for itself first. Nobody joins or leaves the queue meanwhile, so it
can say for certain who is seated and who waits.

Whoever comes by an invitation takes the slow path, because its places are counted too.

Order of locks, here and wherever places change hands: intake, then the invitation, then pools by
key.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import astuple, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import SimpleLazyObject

from core.codes import reference, secret_code
from core.constraints import violated_constraint
from core.errors import DomainError
from events.choices import LIVE_STATES, PlaceState, RegistrationChannel
from events.errors import (
    AlreadyRegistered,
    DrawPending,
    EventCancelled,
    EventFull,
    GroupRegisteredAlready,
    GuestAlreadyRegistered,
    WayInChanged,
)
from events.models import Attendee, Intake, Invitation, Registration, SeatPool
from events.services.conduct.holding import held_until
from events.services.messages.telling import once_in_a_while, send_ticket_again
from events.services.questions.answers import Given
from events.services.registration.eligibility import (
    intake_with_places,
    is_all_reserve,
    places_at_desk,
    places_of,
    refuse_unless_open,
    refuse_unless_takes_place,
    seats_at_once,
    state_until_decided,
    takes_part_online,
)
from events.services.registration.entering import (
    columns_of_contact,
    columns_of_group,
    enter,
    rows_of,
)
from events.services.registration.invitations import count_invited_again, take_invited_places
from events.services.registration.locks import hold_intake, lock_intake, lock_pools
from events.services.registration.moment import forget
from events.services.registration.parties import Party, guest_key_of
from events.services.registration.rules import day_of_ages, refuse_unless_party_fits
from events.services.registration.waiting_list import seat_next_parties
from events.services.words import listed


def register(
    *,
    event_id: int,
    party: Party,
    idempotency_key: uuid.UUID,
    now: datetime,
    channel: RegistrationChannel = RegistrationChannel.WEB,
    by: Any = None,
    intake: Intake | None = None,
    answers: Sequence[Given] = (),
    invitation: Invitation | None = None,
) -> Registration:
    """Give the whole party places, or put it on the waiting list, or say why not.

    At a desk staff judge window and rules themselves, and say yes where the library decides; they
    give away the reserve first, and a full event means the waiting list as it does online. Online,
    whoever missed several events lately waits for a while even where places are free
    (`conduct.holding`). At the door who walks in takes a free place past those who wait, or none.
    Where lots are drawn everyone enters the draw until it is over.

    Args:
        party: who comes, made by `household_party` or `guest_party`.
        idempotency_key: comes with the form. The same party sent again under the same key lands
            on the registration it has already; who has cancelled that comes anew.
        by: the user who does it, signed in or not.
        intake: the event's, if `intake_with_places` has just read it for the form.
        answers: what the party says to the questions of the event. A party that is registered
            already under this key keeps what it said then.
        invitation: to this event, by which the party comes.

    Returns:
        The registration: seated, waiting, in the draw, or with the library to decide.

    Raises:
        EventNotPublic, EventCancelled, NoRegistrationNeeded, NotOpenYet, RegistrationClosed: the
            event takes no registrations now.
        InvitationNeeded, InvitationRevoked, InvitationExpired, InvitationUsedUp,
        GroupRegisteredAlready, TooFewPlacesInvited: not without an invitation, or not by this one.
        DrawPending: the list of entries is closed, and the lots are not drawn.
        PartyDoesNotFit: everything about this party that the rules do not allow.
        PartyEmpty, PartyTooLarge, TooFewSuchPlaces, NoPlacesForAdults: the event has no places for
            such a party.
        AlreadyRegistered: someone of the party is registered already.
        GuestAlreadyRegistered: this guest is, and where they stand is on its way to their address.
        EventFull: no place and no queue.
    """
    key = _key(event_id, party, idempotency_key)
    intake = intake or intake_with_places(event_id)
    try:
        registration = _register(
            intake,
            party,
            key=key,
            now=now,
            channel=channel,
            by=by,
            answers=answers,
            invitation=invitation,
        )
    except (DomainError, IntegrityError) as error:
        forget(event_id)
        if earlier := Registration.objects.filter(idempotency_key=key).first():
            if not earlier.is_cancelled:
                return earlier
            return register(
                event_id=event_id,
                party=party,
                idempotency_key=key,
                now=now,
                channel=channel,
                by=by,
                answers=answers,
                invitation=invitation,
            )
        if refusal := _refusal(error, intake, party, now=now):
            raise refusal from error
        raise
    if registration.idempotency_key != key:
        raise GuestAlreadyRegistered
    return registration


def sent_earlier(*, event_id: int, party: Party, idempotency_key: uuid.UUID) -> Registration | None:
    """The registration of this party under this key, if the same form was sent before."""
    key = _key(event_id, party, idempotency_key)
    return Registration.objects.filter(idempotency_key=key).first()


def _key(event_id: int, party: Party, idempotency_key: uuid.UUID) -> uuid.UUID:
    """One for each party that a form is sent with: who is corrected registers anew.

    What the library system says of a card may be another thing a moment later.
    """
    same = astuple(replace(party, card=None))
    return uuid.uuid5(idempotency_key, json.dumps([event_id, same], sort_keys=True))


def _register(
    intake: Intake,
    party: Party,
    *,
    key: uuid.UUID,
    now: datetime,
    channel: RegistrationChannel,
    by: Any,
    answers: Sequence[Given],
    invitation: Invitation | None,
) -> Registration:
    day = day_of_ages(intake.event, now=now)
    if channel == RegistrationChannel.WEB:
        refuse_unless_open(intake, now=now, by=by, invitation=invitation)
        refuse_unless_party_fits(party, intake, day=day, now=now)
    else:
        refuse_unless_takes_place(intake)
    walks_in = channel == RegistrationChannel.WALK_IN
    undecided = state_until_decided(intake, channel)
    known_by = guest_key_of(party, intake)
    held = None
    if channel == RegistrationChannel.WEB and not undecided and not invitation:
        held = held_until(intake, party, now=now)
    is_online = takes_part_online(party, intake.event)

    def choose_places(pools: Sequence[SeatPool], *, anyone_waits: bool) -> list[SeatPool]:
        if channel == RegistrationChannel.WEB or undecided:
            return places_of(party.members, pools, is_online=is_online)
        anyone_ahead = anyone_waits and not walks_in
        return places_at_desk(party.members, pools, anyone_waits=anyone_ahead, is_online=is_online)

    def taking(places: Sequence[SeatPool]) -> dict[str, Any]:
        return {
            "may_overtake": walks_in or is_all_reserve(places),
            "party": json.dumps(rows_of(party, places, day=day, guest_key=known_by)),
        }

    pools = list(intake.event.pools.all())
    places = choose_places(pools, anyone_waits=intake.waiting > 0)
    entry = {
        "event_id": intake.event_id,
        "code": secret_code(),
        "reference": reference(),
        "idempotency_key": key,
        "channel": channel,
        "changed_by_id": by and by.pk,
        "now": now,
        "way_in": intake.way_in,
        "guest_key": known_by,
        "again": once_in_a_while(now),
        "undecided": undecided,
        "held_until": held,
        "is_online": is_online,
        "household_id": party.household_id,
        "invitation_id": invitation and invitation.pk,
        "people": len(places),
        **taking(places),
        **columns_of_group(party.group),
        "card": party.card,
        **columns_of_contact(party.contact),
    }
    # What was read may be a moment old: it only saves a crowd the path that it would not pass.
    seats = not held and seats_at_once(places, anyone_waits=intake.waiting > 0)
    is_quick = undecided or walks_in or seats
    if is_quick and not invitation:
        with transaction.atomic():
            registration = enter(entry, answers, may_queue=False)
        if registration:
            return registration
        forget(intake.event_id)

    def choose_again(locked: Intake) -> dict[str, Any]:
        """How much of a reserve is left is certain only under the lock."""
        if channel == RegistrationChannel.WEB or not any(pool.is_reserve for pool in pools):
            return {}
        held_pools = lock_pools(locked.event_id)
        return taking(choose_places(held_pools, anyone_waits=locked.waiting > 0))

    return _enter_slowly(entry, answers, choose_again, may_queue=not walks_in)


def _enter_slowly(
    entry: dict[str, Any],
    answers: Sequence[Given],
    choose_again: Callable[[Intake], dict[str, Any]],
    *,
    may_queue: bool,
) -> Registration:
    with transaction.atomic():
        hold_intake(entry["event_id"])
        # Most of a crowd need not read what they hold.
        intake: Any = SimpleLazyObject(partial(lock_intake, entry["event_id"]))
        if entry["invitation_id"]:
            take_invited_places(entry["invitation_id"], entry["people"], now=entry["now"])
        entry |= choose_again(intake)
        registration = enter(entry, answers, may_queue=may_queue)
        if registration is None:
            raise _why_nobody_enters(intake, entry)
        if entry["invitation_id"] and not vars(registration)["is_new"]:
            count_invited_again(entry["invitation_id"])
        if registration.is_waiting and vars(registration)["places_left"]:
            # Those ahead may all be larger than what the event has by now, or want other places.
            promoted = seat_next_parties(intake, now=entry["now"])
            return next((each for each in promoted if each == registration), registration)
        return registration


def _why_nobody_enters(intake: Intake, entry: dict[str, Any]) -> DomainError:
    """The way in may have changed since the form was shown."""
    if intake.is_cancelled:
        return EventCancelled()
    if intake.way_in != entry["way_in"]:
        return WayInChanged()
    return DrawPending() if entry["undecided"] == PlaceState.ENTERED else EventFull()


def _refusal(
    error: Exception, intake: Intake, party: Party, *, now: datetime
) -> DomainError | None:
    """What the violation of a constraint that we know means to the person."""
    if not isinstance(error, IntegrityError):
        return None
    match violated_constraint(error):
        case "person_once_per_event":
            return _already_registered(intake.event_id, party)
        case "guest_once_per_event":
            send_ticket_again(intake.event_id, guest_key_of(party, intake), now=now)
            return GuestAlreadyRegistered()
        case "group_registers_once_by_invitation":
            return GroupRegisteredAlready()
        case _:
            return None


def _already_registered(event_id: int, party: Party) -> AlreadyRegistered:
    attendees = Attendee.objects.filter(
        event_id=event_id,
        person__in=[member.person_id for member in party.members],
        state__in=LIVE_STATES,
    ).select_related("person", "registration")
    own = [a for a in attendees if a.registration.household_id == party.household_id]
    names = listed(str(attendee.person) for attendee in attendees)
    return AlreadyRegistered(names=names, ticket_code=own[0].registration.code if own else None)
