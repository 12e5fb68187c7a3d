"""The letter of the day after, which asks how it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import formats
from core.errors import DomainError
from events.choices import EventStatus, MessageKind, PlaceState
from events.services.feedback.links import party_url
from events.services.feedback.surveys import closes_at, has_answered, refuse_unless_open
from events.services.messages.examples import example_ticket
from events.services.messages.letters.about_tickets import PLACEHOLDERS, letter_about, ticket_of
from events.services.tickets import Ticket
from notifications.models import OutboxMessage
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds


@kinds(MessageKind.FEEDBACK)
def feedback_asked(message: OutboxMessage, now: datetime) -> Letter | None:
    """Nothing for those who have answered meanwhile, or where it is too late."""
    ticket = ticket_of(message, now)
    try:
        refuse_unless_open(ticket.event, now=now)
    except DomainError:
        return None
    return None if has_answered(ticket.registration) else how_was_it(ticket)


def how_was_it(ticket: Ticket) -> Letter:
    letter = letter_about(
        ticket,
        title=_("How was it? %(title)s"),
        paragraphs=(
            _(
                "You were there. Would you tell us how it was? It takes a minute: some stars, two "
                "questions, and a sentence if you like."
            ),
        ),
        closing=(
            _(
                "Your answer is anonymous unless you choose otherwise. The link is for your party "
                "and works until %(day)s."
            )
            % {"day": formats.day(closes_at(_end(ticket)))},
        ),
        calendar=False,
    )
    facts = tuple(fact for fact in letter.facts if fact[0] in (_("When"), _("Where")))
    link = Link(_("Tell us how it was"), party_url(ticket.registration))
    return replace(letter, facts=facts, link=link, essential="")


def _end(ticket: Ticket) -> datetime:
    return ticket.event.last_ends_at or ticket.now


def _example(now: datetime) -> Letter:
    return how_was_it(example_ticket(PlaceState.SEATED, EventStatus.SCHEDULED, now=now))


descriptions.register(
    MessageKind.FEEDBACK,
    Description(
        gettext_lazy("how you liked what you were at"),
        waits_for_morning=True,
        example=_example,
        placeholders=PLACEHOLDERS,
        required=("link",),
    ),
)
