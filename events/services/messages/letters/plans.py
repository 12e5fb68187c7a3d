"""Letters about an event: it comes soon, is planned anew, or does not take place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from core.addresses import absolute
from events.choices import EventStatus, MessageKind, PlaceState
from events.models import Session
from events.services.messages.examples import example_ticket
from events.services.messages.letters.about_tickets import (
    PLACEHOLDERS,
    about_a_ticket,
    farewell,
    give_back,
    letter_about,
    ticket_of,
)
from events.services.tickets import Ticket
from notifications.models import OutboxMessage
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds


@about_a_ticket(
    MessageKind.PLAN_CHANGED,
    label=gettext_lazy("that an event has a new time or place"),
    why_always=gettext_lazy("So you do not stand in front of a closed door."),
    newest=lambda ticket: ticket.event.intake.plan_no,
)
def plan_changed(ticket: Ticket) -> Letter | None:
    """A session was moved, added or called off: the whole plan as it stands, and a question."""
    if not ticket.can_be_cancelled:
        return None
    letter = letter_about(
        ticket,
        title=_("New plan: %(title)s"),
        paragraphs=(
            _("The plan of this event has changed. This is how it stands now."),
            _("Do you still come? Tell us with one tap: others may be waiting for a place."),
        ),
        whole_plan=True,
        calendar=ticket.is_valid,
    )
    question = reverse("ticket_plan", args=[ticket.registration.code])
    return replace(letter, link=Link(_("I still come, or I cannot"), absolute(question)))


@kinds(MessageKind.REMINDER)
def reminder(message: OutboxMessage, now: datetime) -> Letter | None:
    """A session comes soon; nothing where it was moved or called off meanwhile."""
    ticket = ticket_of(message, now)
    session = next((each for each in ticket.sessions if each.pk == message.data["session"]), None)
    if session is None or not ticket.is_valid or session.is_cancelled:
        return None
    if int(session.starts_at.timestamp()) != message.data["starts_at"] or session.starts_at <= now:
        return None
    return _reminder(ticket, session)


def _reminder(ticket: Ticket, session: Session) -> Letter:
    """The letter about this session alone."""
    ticket = replace(ticket, sessions=[session])
    return letter_about(
        ticket,
        title=_("%(day)s: %(title)s"),
        paragraphs=(_("We look forward to seeing you. Show your ticket at the door."),),
        closing=(give_back(),),
        day=_day_seen_from(ticket.now, session),
    )


def _day_seen_from(now: datetime, session: Session) -> str:
    """Today, tomorrow, or the day's name."""
    days = (session.first_day - timezone.localdate(now)).days
    near = {0: _("Today"), 1: _("Tomorrow")}
    return near.get(days) or formats.day(session.starts_at, today=timezone.localdate(now))


descriptions.register(
    MessageKind.REMINDER,
    Description(
        gettext_lazy("a reminder before an event that you have a place at"),
        waits_for_morning=True,
        example=lambda now: _reminder(
            ticket := example_ticket(PlaceState.SEATED, EventStatus.SCHEDULED, now=now),
            ticket.sessions[0],
        ),
        placeholders=PLACEHOLDERS | {"day": gettext_lazy("today, tomorrow, or the day")},
        required=("link",),
    ),
)


@about_a_ticket(
    MessageKind.EVENT_CANCELLED,
    label=gettext_lazy("that an event is cancelled"),
    why_always=gettext_lazy("So you do not stand in front of a closed door."),
    status=EventStatus.CANCELLED,
    is_farewell=True,
    reason=gettext_lazy("why it is cancelled"),
)
def event_cancelled(ticket: Ticket) -> Letter:
    """The event does not take place."""
    note = ticket.event.intake.status_note
    return farewell(
        ticket,
        title=_("Event cancelled: %(title)s"),
        paragraphs=(
            _("We are sorry: this event has been cancelled."),
            *([note] if note else []),
            _("You do not have to do anything."),
        ),
        reason=note,
    )
