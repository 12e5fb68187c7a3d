"""A class that is invited, readers of the newsletter, and colleagues who come to their evening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person, User
from brands.choices import WayIn
from demo.services.catalogue import read
from demo.services.dice import Dice
from events.choices import AttendeeKind, InvitationKind, PlaceState, RegistrationChannel
from events.models import (
    Attendee,
    Event,
    Invitation,
    Registration,
    RegistrationChange,
    SeatPool,
)

CLASS_PLACES, NEWSLETTER_PLACES = 14, 6
ADULTS, CHILDREN = 2, 10


def invite(user: User, *, now: datetime, dice: Dice) -> None:
    """Invite a class, which has registered, and readers of the newsletter, who have not yet."""
    events = Event.objects.upcoming(now=now).filter(intake__way_in=WayIn.INVITATION)
    event = events.first()
    if event is None or event.first_starts_at is None:
        return
    last_day_to_register = event.first_starts_at - timedelta(days=1)
    names = read("pages")["invitations"]
    made_at = now - timedelta(days=3)
    of_class, _of_readers = (
        Invitation.objects.create(
            event=event,
            code=dice.secret_code(),
            kind=kind,
            name=name,
            places=places,
            expires_at=last_day_to_register,
            made_at=made_at,
            made_by=user,
        )
        for kind, name, places in (
            (InvitationKind.GROUP, names["group"], CLASS_PLACES),
            (InvitationKind.PEOPLE, names["people"], NEWSLETTER_PLACES),
        )
    )
    pool = event.pools.first()
    if pool is None or pool.free < ADULTS + CHILDREN:
        return
    kinds = [AttendeeKind.ADULT] * ADULTS + [AttendeeKind.CHILD] * CHILDREN
    _register(
        event,
        pool,
        [(Person.objects.create(created_at=made_at), kind) for kind in kinds],
        contact=Person.objects.create(name=names["teacher"], created_at=made_at),
        at=made_at + timedelta(hours=5),
        dice=dice,
        invitation=of_class,
        group_name=names["class"],
        group_age_from=8,
        group_age_to=9,
    )
    Invitation.objects.filter(pk=of_class.pk).update(taken=len(kinds))


def send_colleagues(event: Event, users: Sequence[User], *, now: datetime, dice: Dice) -> None:
    """Sign these colleagues up for what is held for them."""
    pool = event.pools.get()
    for user in users:
        person, _created = Person.objects.get_or_create(
            user=user, defaults={"name": user.name, "created_at": user.date_joined}
        )
        at = now - timedelta(hours=dice.randint(2, 60))
        _register(
            event, pool, [(person, AttendeeKind.ADULT)], contact=person, at=at, dice=dice, by=user
        )


def _register(
    event: Event,
    pool: SeatPool,
    people: Sequence[tuple[Person, AttendeeKind]],
    *,
    contact: Person,
    at: datetime,
    dice: Dice,
    by: User | None = None,
    **fields: Any,
) -> None:
    """Write a party down that has its places, and queue no message about it."""
    registration = Registration.objects.create(
        event=event,
        code=dice.secret_code(),
        reference=dice.reference(),
        idempotency_key=dice.uuid(),
        contact=contact,
        state=PlaceState.SEATED,
        channel=RegistrationChannel.WEB,
        created_at=at,
        **fields,
    )
    RegistrationChange.objects.create(
        registration=registration, state=PlaceState.SEATED, changed_at=at, changed_by=by
    )
    Attendee.objects.bulk_create(
        Attendee(
            event=event,
            registration=registration,
            pool=pool,
            person=person,
            state=PlaceState.SEATED,
            kind=kind,
        )
        for person, kind in people
    )
    pool.taken += len(people)
    pool.save(update_fields=["taken"])
