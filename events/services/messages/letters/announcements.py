"""Letters that somebody writes to all themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import absolute
from events.choices import MessageKind
from events.models import Announcement
from events.services.messages.letters.about_tickets import letter_about, ticket_of
from events.services.tickets import Ticket
from notifications.models import OutboxMessage
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds

# Browsers send lines with both characters at their ends.
BETWEEN_PARAGRAPHS = re.compile(r"(?:\r?\n[ \t]*){2,}")


@kinds(MessageKind.ANNOUNCEMENT)
def announcement(message: OutboxMessage, now: datetime) -> Letter | None:
    """What somebody wrote to all; nothing for those whom it does not concern any more."""
    said = Announcement.objects.get(pk=message.data["announcement"])
    ticket = ticket_of(message, now)
    if ticket.registration.state not in said.states:
        return None
    return announced(said, ticket)


def announced(said: Announcement, ticket: Ticket) -> Letter:
    """The letter to the holder of this ticket; those who do not come are led to the event."""
    paragraphs = tuple(part.strip() for part in BETWEEN_PARAGRAPHS.split(said.text.strip()))
    letter = letter_about(ticket, title="%(title)s", paragraphs=paragraphs, calendar=False)
    if ticket.registration.is_cancelled:
        event_page = absolute(ticket.event.get_absolute_url())
        letter = replace(letter, facts=(), link=Link(_("Show the event"), event_page))
    return replace(letter, title=said.title, essential="")


descriptions.register(
    MessageKind.ANNOUNCEMENT,
    Description(
        gettext_lazy("news about an event that you are registered for"),
        why_always=gettext_lazy("The people who hold the event write it to you themselves."),
    ),
)
