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
from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import SimpleLazyObject

from cms.formats import listed
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
from events.models import Attendee, Intake, Invitation, Registration
from events.services.messages.telling import send_ticket_again
from events.services.questions.answers import Given
from events.services.registration.application import Application
from events.services.registration.eligibility import intake_with_places, seats_at_once
from events.services.registration.entering import enter
from events.services.registration.invitations import count_invited_again, take_invited_places
from events.services.registration.locks import hold_intake, lock_intake, lock_pools
from events.services.registration.moment import forget
from events.services.registration.parties import Party
from events.services.registration.waiting_list import seat_next_parties


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
    return _register(
        Application(
            intake=intake or intake_with_places(event_id),
            party=party,
            key=_key(event_id, party, idempotency_key),
            now=now,
            channel=channel,
            by=by,
            answers=answers,
            invitation=invitation,
        )
    )


def _register(asked: Application) -> Registration:
    try:
        registration = _let_in(asked)
    except (DomainError, IntegrityError) as error:
        forget(asked.event_id)
        if earlier := Registration.objects.filter(idempotency_key=asked.key).first():
            return _register(_anew(asked)) if earlier.is_cancelled else earlier
        if refusal := _refusal(error, asked):
            raise refusal from error
        raise
    if registration.idempotency_key != asked.key:
        raise GuestAlreadyRegistered
    return registration


def _anew(asked: Application) -> Application:
    """The same, by somebody who has cancelled it."""
    key = _key(asked.event_id, asked.party, asked.key)
    return replace(asked, intake=intake_with_places(asked.event_id), key=key)


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


def _let_in(asked: Application) -> Registration:
    asked.refuse_unless_admissible()
    anyone_waits = asked.intake.waiting > 0
    places = asked.places(asked.pools, anyone_waits=anyone_waits)
    entry = asked.entry(places)
    # What was read may be a moment old: it only saves a crowd the path that it would not pass.
    seats = not asked.held_until and seats_at_once(places, anyone_waits=anyone_waits)
    if (asked.undecided or asked.walks_in or seats) and not asked.invitation:
        with transaction.atomic():
            registration = enter(entry, asked.answers, may_queue=False)
        if registration:
            return registration
        forget(asked.event_id)
    return _enter_slowly(asked, entry)


def _enter_slowly(asked: Application, entry: dict[str, Any]) -> Registration:
    with transaction.atomic():
        hold_intake(asked.event_id)
        # Most of a crowd need not read what they hold.
        intake: Any = SimpleLazyObject(partial(lock_intake, asked.event_id))
        if asked.invitation:
            take_invited_places(asked.invitation.pk, entry["people"], now=asked.now)
        if not asked.is_online_form and any(pool.is_reserve for pool in asked.pools):
            # How much of a reserve is left is certain only under the lock.
            places = asked.places(lock_pools(asked.event_id), anyone_waits=intake.waiting > 0)
            entry |= asked.taking(places)
        registration = enter(entry, asked.answers, may_queue=not asked.walks_in)
        if registration is None:
            raise _why_nobody_enters(intake, asked)
        if asked.invitation and not vars(registration)["is_new"]:
            count_invited_again(asked.invitation.pk)
        if registration.is_waiting and vars(registration)["places_left"]:
            # Those ahead may all be larger than what the event has by now, or want other places.
            promoted = seat_next_parties(intake, now=asked.now)
            return next((each for each in promoted if each == registration), registration)
        return registration


def _why_nobody_enters(intake: Intake, asked: Application) -> DomainError:
    """The way in may have changed since the form was shown."""
    if intake.is_cancelled:
        return EventCancelled()
    if intake.way_in != asked.intake.way_in:
        return WayInChanged()
    return DrawPending() if asked.undecided == PlaceState.ENTERED else EventFull()


def _refusal(error: Exception, asked: Application) -> DomainError | None:
    """What the violation of a constraint that we know means to the person."""
    if not isinstance(error, IntegrityError):
        return None
    match violated_constraint(error):
        case "person_once_per_event":
            return _already_registered(asked.event_id, asked.party)
        case "guest_once_per_event":
            send_ticket_again(asked.event_id, asked.guest_key, now=asked.now)
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
