"""How messages about registrations are worded. Who is told what, and when, stands in `messages`."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms import formats
from core.addresses import absolute
from events.choices import PlaceState
from events.models import Registration, Session
from events.services.draw import entry_code
from events.services.messages import MessageKind
from events.services.tickets import Ticket, ticket_calendar, ticket_for, ticketed
from events.services.words import listed
from notifications.models import OutboxMessage
from notifications.services.kinds import (
    Attachment,
    Description,
    Letter,
    Link,
    descriptions,
    kinds,
)

LABELS: dict[MessageKind, tuple[str | Promise, str | Promise]] = {
    MessageKind.CONFIRMED: (
        gettext_lazy("your ticket"),
        gettext_lazy("You show it at the door."),
    ),
    MessageKind.WAITING: (
        gettext_lazy("your position on a waiting list"),
        gettext_lazy("It is the answer to your registration."),
    ),
    MessageKind.PROMOTED: (
        gettext_lazy("places that came free for you"),
        gettext_lazy("You have waited for it, and others wait behind you."),
    ),
    MessageKind.CANCELLED: (
        gettext_lazy("that you have cancelled"),
        gettext_lazy("So you know if somebody else did it in your name."),
    ),
    MessageKind.EVENT_CANCELLED: (
        gettext_lazy("that an event is cancelled"),
        gettext_lazy("So you do not stand in front of a closed door."),
    ),
    MessageKind.PLAN_CHANGED: (
        gettext_lazy("that an event has a new time or place"),
        gettext_lazy("So you do not stand in front of a closed door."),
    ),
    MessageKind.TICKET_AGAIN: (
        gettext_lazy("your ticket once more"),
        gettext_lazy("Somebody asked for it with your name and address."),
    ),
}

for _kind, (_label, _why_always) in LABELS.items():
    descriptions.register(_kind, Description(_label, why_always=_why_always))


@kinds(MessageKind.CONFIRMED)
def confirmed(message: OutboxMessage, now: datetime) -> Letter | None:
    """The party has its places."""
    ticket = _ticket(message, now)
    if not ticket.is_valid:
        return None
    return _about(
        ticket,
        title=_("Your ticket: %(title)s"),
        paragraphs=(
            *_of_the_draw(ticket),
            _("You have your places. Show the ticket at the door: one code for all of you."),
        ),
        closing=(_give_back(),),
    )


@kinds(MessageKind.WAITING)
def waiting(message: OutboxMessage, now: datetime) -> Letter | None:
    """The party waits for places."""
    ticket = _ticket(message, now)
    if ticket.position is None:
        return None
    return _about(
        ticket,
        title=_("On the waiting list: %(title)s"),
        paragraphs=(
            *_of_the_draw(ticket),
            _("You are number %(position)s on the waiting list.") % {"position": ticket.position},
            _(
                "As soon as your whole party can come the places are yours, and we write to you. "
                "Your page shows where you stand."
            ),
        ),
        label=_("Show my position"),
        calendar=False,
    )


@kinds(MessageKind.ENTERED)
def entered(message: OutboxMessage, now: datetime) -> Letter | None:
    """The party is in the draw."""
    ticket = _ticket(message, now)
    draw = ticket.event.intake.draw
    if ticket.registration.state != PlaceState.ENTERED or draw is None:
        return None
    return _about(
        ticket,
        title=_("In the draw: %(title)s"),
        paragraphs=(
            _("Your whole party is in the draw, and wins or loses together."),
            _(
                "When registration has closed the list of entries is published. Your entry is "
                "called %(entry)s. Lots are drawn with this number, which nobody controls: "
                "%(number)s."
            )
            % {"entry": entry_code(ticket.registration), "number": draw.number_name},
            _("We write to you as soon as the lots are drawn. You need not do anything."),
        ),
        closing=(_("You cannot make it any more? Withdraw on your page."),),
        label=_("Show my entry"),
        calendar=False,
    )


@kinds(MessageKind.APPLIED)
def applied(message: OutboxMessage, now: datetime) -> Letter | None:
    """The party has asked for places, and the library decides."""
    ticket = _ticket(message, now)
    if ticket.registration.state != PlaceState.APPLIED:
        return None
    return _about(
        ticket,
        title=_("You have asked for a place: %(title)s"),
        paragraphs=(
            _("The library reads every request, and answers you at this address."),
            _("This is not a place yet: please wait for the answer before you come."),
        ),
        label=_("Show my request"),
        calendar=False,
    )


@kinds(MessageKind.DECLINED)
def declined(message: OutboxMessage, now: datetime) -> Letter:
    """The library could not give a place."""
    ticket = _ticket(message, now)
    reason = ticket.registration.changes.filter(state=PlaceState.DECLINED).last()
    return _farewell(
        ticket,
        title=_("No place this time: %(title)s"),
        paragraphs=(
            _("We are sorry: the library cannot give you a place at this event."),
            *([reason.reason] if reason and reason.reason else []),
        ),
    )


@kinds(MessageKind.PROMOTED)
def promoted(message: OutboxMessage, now: datetime) -> Letter | None:
    """Places came free."""
    ticket = _ticket(message, now)
    if not ticket.is_valid:
        return None
    return _about(
        ticket,
        title=_("You have your places: %(title)s"),
        paragraphs=(
            _("Places came free, and they are yours. All you have to do is come."),
            _("If you cannot come any more, please cancel today: others are waiting."),
        ),
    )


@kinds(MessageKind.PLAN_CHANGED)
def plan_changed(message: OutboxMessage, now: datetime) -> Letter | None:
    """A session was moved, added or called off: here is the whole plan as it stands."""
    ticket = _ticket(message, now)
    if not ticket.can_be_cancelled:
        return None
    return _about(
        ticket,
        title=_("New plan: %(title)s"),
        paragraphs=(_("The plan of this event has changed. This is how it stands now."),),
        closing=(_("You cannot make it any more? Cancel on the ticket's page."),),
        whole_plan=True,
        calendar=ticket.is_valid,
    )


@kinds(MessageKind.TICKET_AGAIN)
def ticket_again(message: OutboxMessage, now: datetime) -> Letter:
    """Someone signed up again with a name and an address that have a ticket."""
    return _about(
        _ticket(message, now),
        title=_("Your ticket: %(title)s"),
        paragraphs=(
            _("Someone has just signed up with your name and this address once more."),
            _("You are registered already. Here is your ticket again."),
        ),
        closing=(_give_back(),),
    )


@kinds(MessageKind.CANCELLED)
def cancelled(message: OutboxMessage, now: datetime) -> Letter:
    """The registration was cancelled."""
    return _farewell(
        _ticket(message, now),
        title=_("Cancelled: %(title)s"),
        paragraphs=(_("You are no longer signed up. Thank you for making room for others."),),
    )


@kinds(MessageKind.EVENT_CANCELLED)
def event_cancelled(message: OutboxMessage, now: datetime) -> Letter:
    """The event does not take place."""
    ticket = _ticket(message, now)
    note = ticket.event.intake.status_note
    return _farewell(
        ticket,
        title=_("Event cancelled: %(title)s"),
        paragraphs=(
            _("We are sorry: this event has been cancelled."),
            *([note] if note else []),
            _("You do not have to do anything."),
        ),
    )


def _ticket(message: OutboxMessage, now: datetime) -> Ticket:
    registration = ticketed(Registration.objects.all()).get(pk=cast(int, message.subject_id))
    return ticket_for(registration, now=now)


def _of_the_draw(ticket: Ticket) -> tuple[str, ...]:
    """Where to see that all went well, for those who were in a draw."""
    draw = ticket.event.intake.draw
    if draw is None or not draw.is_drawn:
        return ()
    event = ticket.event
    return (
        _("The lots are drawn. How it went, and how to draw them again yourself: %(url)s")
        % {"url": absolute(reverse("event_draw", args=[event.slug, event.pk]))},
    )


def _give_back() -> str:
    return _("Something has come up? Cancel on the ticket's page: your places go to others.")


def _about(
    ticket: Ticket,
    *,
    title: str,
    paragraphs: tuple[str, ...],
    closing: tuple[str, ...] = (),
    label: str = "",
    whole_plan: bool = False,
    calendar: bool = True,
) -> Letter:
    """A letter that leads to the ticket."""
    return Letter(
        title=title % {"title": ticket.event.title},
        paragraphs=paragraphs,
        facts=_facts(ticket, whole_plan=whole_plan),
        link=Link(label or _("Show the ticket"), absolute(ticket.registration.get_absolute_url())),
        closing=closing,
        attachments=_calendar(ticket) if calendar else (),
    )


def _farewell(ticket: Ticket, *, title: str, paragraphs: tuple[str, ...]) -> Letter:
    """A letter that leads to other events; its calendar file takes the sessions away."""
    return Letter(
        title=title % {"title": ticket.event.title},
        paragraphs=paragraphs,
        facts=_facts(ticket),
        link=Link(_("See what else is on"), absolute(reverse("event_list"))),
        attachments=_calendar(ticket),
    )


def _facts(ticket: Ticket, *, whole_plan: bool = False) -> tuple[tuple[str, str], ...]:
    facts = [
        *(_plan(ticket) if whole_plan else [(_("When"), _when(ticket))]),
        (_("Where"), ticket.place),
        (_("Who"), listed(ticket.party)),
        (_("Please bring"), ticket.event.bring if ticket.is_valid else ""),
        (_("Reference"), ticket.registration.reference),
    ]
    return tuple((label, value) for label, value in facts if value)


def _plan(ticket: Ticket) -> list[tuple[str, str]]:
    """Every session, called off or not."""
    off = _("%(when)s: does not take place")
    return [
        (
            _("Session %(number)s") % {"number": number},
            off % {"when": _time_of(session)} if session.is_cancelled else _time_of(session),
        )
        for number, session in enumerate(ticket.sessions, 1)
    ]


def _when(ticket: Ticket) -> str:
    session = ticket.next_session
    if session is None:
        return ""
    count = len(ticket.planned)
    if count == 1:
        return _time_of(session)
    return ngettext(
        "%(when)s, and %(n)s more session", "%(when)s, and %(n)s more sessions", count - 1
    ) % {"when": _time_of(session), "n": count - 1}


def _time_of(session: Session) -> str:
    if session.spans_whole_days:
        return formats.days(session.first_day, session.last_day)
    return formats.when(session.starts_at, session.ends_at)


def _calendar(ticket: Ticket) -> tuple[Attachment, ...]:
    name = f"{ticket.registration.reference}.ics"
    return (Attachment(name, ticket_calendar(ticket), "text/calendar"),)
