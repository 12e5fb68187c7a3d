"""The parties of the tickets that are shown, however many: one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, JSONObject

from door.models import Scan
from door.services.codes import TicketCode, TicketReference, read_code
from door.services.hashed_codes import registrations_of, ticket_key
from door.services.judging import Showing
from door.services.parties import Party, attendees_at, parties
from door.services.stations import OpenDoor
from events.models import Attendee, Session

NARROW = (
    "kind",
    "age",
    "may_leave_alone",
    "state",
    "person__name",
    "registration__code",
    "registration__reference",
    "registration__state",
    "registration__group_name",
    "registration__event__title_en",
    "registration__event__title_zh",
)


def shown_parties(
    session: Session, showings: Sequence[Showing], *, door: OpenDoor | None, now: datetime
) -> list[Party | None]:
    """The party of each showing, in their order; None where nobody knows the ticket.

    A code is known wherever it belongs. A reference, a key and a choice from a list name tickets
    of this session's event, at a station of any of its events.
    """
    event_ids = door.event_ids if door else [session.event_id]
    salt = door.station.salt if door else ""
    read = [read_code(showing.code) if showing.code else None for showing in showings]
    codes = [code.value for code in read if isinstance(code, TicketCode)]
    references = [code.value for code in read if isinstance(code, TicketReference)]
    keys = [showing.key for showing in showings if showing.key]
    chosen = [showing.registration_id for showing in showings if showing.registration_id]
    if not (codes or references or keys or chosen):
        return [None] * len(showings)
    wanted = Q(pk__in=[])
    if codes:
        wanted |= Q(registration__code__in=codes)
    if references:
        wanted |= Q(registration__reference__in=references, event__in=event_ids)
    if chosen:
        wanted |= Q(registration__in=chosen, event__in=event_ids)
    if keys:
        wanted |= Q(registration__in=registrations_of(keys, salt=salt, event_ids=event_ids))

    found: dict[Any, Party] = {}
    for party in parties(attendees_shown(session, now=now).filter(wanted)):
        registration = party.registration
        found[TicketCode(registration.code)] = party
        if registration.event_id in event_ids:
            found[TicketReference(registration.reference)] = party
            found[registration.pk] = party
            if keys:
                found[ticket_key(salt, registration.code)] = party
    return [
        found.get(code or showing.key or showing.registration_id)
        for showing, code in zip(showings, read, strict=True)
    ]


def attendees_shown(session: Session, *, now: datetime) -> QuerySet[Attendee]:
    """As `attendees_at`, and at which station they were let in, and where else they are right."""
    return (
        attendees_at(session)
        .select_related("registration__event", "person")
        .only(*NARROW)
        .annotate(here_by=_who_let_them_in(session), right=_right_session(session, now=now))
    )


def party_shown(session: Session, registration_id: int, *, now: datetime) -> Party | None:
    """The party of a registration, wherever it belongs."""
    attendees = attendees_shown(session, now=now).filter(registration=registration_id)
    return next(parties(attendees), None)


def _who_let_them_in(session: Session) -> Subquery:
    """The station and number of the device; nothing for those let in by someone signed in."""
    welcomes = Scan.objects.filter(
        session=session,
        registration=OuterRef("registration"),
        attendance_ids__contains=[OuterRef("presence__pk")],
    )
    number = Cast("device__number", CharField())
    name = Concat("device__station__name", Value(" · "), number)
    return Subquery(welcomes.filter(device__isnull=False).values_list(name)[:1])


def _right_session(session: Session, *, now: datetime) -> Case:
    """For a ticket of another event: where it is right, as `parties.right_session_in` reads it."""
    planned = Session.objects.planned().filter(event=OuterRef("event"))
    nearest = planned.annotate(is_over=Q(ends_at__lte=now)).order_by("is_over", "starts_at", "pk")
    told = JSONObject(
        id="pk",
        starts_at="starts_at",
        ends_at="ends_at",
        branch_en="branch__name_en",
        branch_zh="branch__name_zh",
        has_room=Q(room__isnull=False),
        room_en="room__name_en",
        room_zh="room__name_zh",
    )
    return Case(
        When(~Q(event=session.event_id), then=Subquery(nearest.values_list(told)[:1])),
        output_field=JSONField(),
    )
