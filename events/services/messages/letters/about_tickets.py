"""What letters about a registration have in common: facts, link, calendar file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from cms.formats import listed
from core.addresses import absolute
from events.choices import EventStatus, MessageKind, PlaceState
from events.models import Registration, Session
from events.services.messages.examples import example_ticket
from events.services.tickets import Ticket, ticket_calendar, ticket_for, ticketed
from events.services.words import time_in_words
from notifications.models import OutboxMessage
from notifications.services.kinds import Attachment, Description, Letter, Link, descriptions, kinds

Wording = Callable[[Ticket], Letter | None]

PLACEHOLDERS: dict[str, str | Promise] = {
    "event": gettext_lazy("the title of the event"),
    "when": gettext_lazy("day and time"),
    "where": gettext_lazy("library and room"),
    "who": gettext_lazy("who comes"),
    "bring": gettext_lazy("what to bring"),
    "reference": gettext_lazy("the reference of the registration"),
    "facts": gettext_lazy("a table of the above"),
    "link": gettext_lazy("the button, or the address that it leads to"),
}


def about_a_ticket(
    kind: MessageKind,
    *,
    label: Promise,
    why_always: str | Promise = "",
    example: PlaceState = PlaceState.SEATED,
    status: EventStatus = EventStatus.SCHEDULED,
    is_farewell: bool = False,
    newest: Callable[[Ticket], int] | None = None,
    **placeholders: Promise,
) -> Callable[[Wording], Wording]:
    """Registers how a kind of message about a registration is worded.

    Args:
        example, status: where the registration and the event of its example stand.
        is_farewell: whether its reader can do without the link.
        newest: the number of the news as it stands. A message with another `number` is not sent:
            one with this number follows it.
        placeholders: what its texts may name besides the usual.
    """

    def register(word: Wording) -> Wording:
        def worded(message: OutboxMessage, now: datetime) -> Letter | None:
            ticket = ticket_of(message, now)
            is_newest = newest is None or message.data["number"] == newest(ticket)
            return word(ticket) if is_newest else None

        kinds.register(kind, worded)
        descriptions.register(
            kind,
            Description(
                label,
                why_always=why_always,
                example=lambda now: word(example_ticket(example, status, now=now)),
                placeholders=PLACEHOLDERS | placeholders,
                required=() if is_farewell else ("link",),
            ),
        )
        return word

    return register


def letter_about(
    ticket: Ticket,
    *,
    title: str,
    paragraphs: tuple[str, ...],
    closing: tuple[str, ...] = (),
    label: str = "",
    whole_plan: bool = False,
    calendar: bool = True,
    **values: str,
) -> Letter:
    """A letter that leads to the ticket; `values` are what own texts may name besides the usual."""
    return Letter(
        title=title % (values | {"title": ticket.event.title}),
        paragraphs=paragraphs,
        facts=_facts(ticket, whole_plan=whole_plan),
        link=Link(label or _("Show the ticket"), absolute(ticket.registration.get_absolute_url())),
        closing=closing,
        attachments=_calendar(ticket) if calendar else (),
        values=_values(ticket) | values,
        essential=_to_collect_with(ticket),
    )


def _to_collect_with(ticket: Ticket) -> str:
    code = ticket.guardian_code
    return _("Collect the children with this code: %(code)s") % {"code": code} if code else ""


def farewell(ticket: Ticket, *, title: str, paragraphs: tuple[str, ...], **values: str) -> Letter:
    """A letter that leads to other events; its calendar file takes the sessions away."""
    return Letter(
        title=title % {"title": ticket.event.title},
        paragraphs=paragraphs,
        facts=_facts(ticket),
        link=Link(_("See what else is on"), absolute(reverse("event_list"))),
        attachments=_calendar(ticket),
        values=_values(ticket) | values,
    )


def ticket_of(message: OutboxMessage, now: datetime) -> Ticket:
    """The ticket that a message is about, as it stands now."""
    registration = ticketed(Registration.objects.all()).get(pk=cast(int, message.subject_id))
    return ticket_for(registration, now=now)


def after_the_draw(ticket: Ticket) -> tuple[str, ...]:
    """Where to see that all went well, for those who were in a draw."""
    draw = ticket.event.intake.draw
    if draw is None or not draw.is_drawn:
        return ()
    event = ticket.event
    return (
        _("The lots are drawn. How it went, and how to draw them again yourself: %(url)s")
        % {"url": absolute(reverse("event_draw", args=[event.slug, event.pk]))},
    )


def give_back() -> str:
    """Where one who cannot come gives the places back."""
    return _("Something has come up? Cancel on the ticket's page: your places go to others.")


def _values(ticket: Ticket) -> dict[str, str]:
    return {
        "event": ticket.event.title,
        "when": _when(ticket),
        "where": ticket.place,
        "who": listed(ticket.party),
        "bring": ticket.event.bring,
        "reference": ticket.registration.reference,
    }


def _facts(ticket: Ticket, *, whole_plan: bool = False) -> tuple[tuple[str, str], ...]:
    facts = [
        *(_plan(ticket) if whole_plan else [(_("When"), _when(ticket))]),
        (_("Where"), ticket.place),
        (pgettext("comes", "Who"), listed(ticket.party)),
        (_("Please bring"), ticket.event.bring if ticket.is_valid else ""),
        (_("Code for collecting the children"), ticket.guardian_code),
        (_("Reference"), ticket.registration.reference),
    ]
    return tuple((label, value) for label, value in facts if value)


def _plan(ticket: Ticket) -> list[tuple[str, str]]:
    """Every session, called off or not."""
    off = _("%(when)s: does not take place")

    def told(session: Session) -> str:
        when = time_in_words(session)
        return off % {"when": when} if session.is_cancelled else when

    return [
        (_("Session %(number)s") % {"number": number}, told(session))
        for number, session in enumerate(ticket.sessions, 1)
    ]


def _when(ticket: Ticket) -> str:
    session = ticket.next_session
    if session is None:
        return ""
    count = len(ticket.planned)
    if count == 1:
        return time_in_words(session)
    return ngettext(
        "%(when)s, and %(n)s more session", "%(when)s, and %(n)s more sessions", count - 1
    ) % {"when": time_in_words(session), "n": count - 1}


def _calendar(ticket: Ticket) -> tuple[Attachment, ...]:
    name = f"{ticket.registration.reference}.ics"
    return (Attachment(name, ticket_calendar(ticket), "text/calendar"),)
