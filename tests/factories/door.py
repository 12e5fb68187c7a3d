"""Tickets as they come to the door: a registration with its people."""

import uuid

from django.db.models import F

from events.choices import AttendeeKind, PlaceState
from events.models import Attendee, Registration
from tests.factories.events import STARTS_AT, SeatPoolFactory
from tests.factories.people import PersonFactory
from tests.factories.registrations import AttendanceFactory


def ticket(event, *names, children=(), state=PlaceState.SEATED, **fields):
    """A registration of these adults and children for the event, with places in its first pool.

    Without names it is one adult.
    """
    pool = event.pools.first() or SeatPoolFactory(event=event)
    if state == PlaceState.WAITING:
        fields.setdefault("queue_no", event.registrations.count() + 1)
    registration = Registration.objects.create(
        event=event, idempotency_key=uuid.uuid4(), state=state, **fields
    )
    adults = names or ["Lin Yue"]
    people = [(name, AttendeeKind.ADULT) for name in adults]
    people += [(name, AttendeeKind.CHILD) for name in children]
    for name, kind in people:
        Attendee.objects.create(
            event=event,
            registration=registration,
            pool=pool,
            person=PersonFactory(name=name),
            state=state,
            kind=kind,
            age=7 if kind == AttendeeKind.CHILD else None,
        )
    if state == PlaceState.SEATED:
        type(pool).objects.filter(pk=pool.pk).update(taken=F("taken") + len(people))
    return registration


def arrive(session, *attendees, at=STARTS_AT):
    """These attendees are checked in to the session."""
    for attendee in attendees:
        AttendanceFactory(session=session, attendee=attendee, checked_in_at=at)
