"""Invitations as the desk sees them: what each is worth now, who came by it, and its card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string

from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of
from core.addresses import absolute
from core.errors import DomainError
from events.choices import LIVE_STATES
from events.models import Event, Invitation, Registration
from events.services.registration.invitations import refuse_unless_good
from events.services.words import place_in_words, time_in_words

QR_MODULE = 10
SESSIONS_TOLD = 3


@dataclass(frozen=True)
class InvitationNow:
    """An invitation, and why it is good no more, if it is not."""

    invitation: Invitation
    why_over: str


def invitations_of(event: Event, *, now: datetime) -> list[InvitationNow]:
    """The invitations of an event, in the order in which they were made."""
    return [
        InvitationNow(invitation, why_over(invitation, now=now))
        for invitation in event.invitations.select_related("partner")
    ]


def why_over(invitation: Invitation, *, now: datetime) -> str:
    """What its holders read; nothing while it is good."""
    try:
        refuse_unless_good(invitation, now=now)
    except DomainError as refusal:
        return str(refusal)
    return ""


def came_by(invitation: Invitation) -> QuerySet[Registration]:
    """The registrations that came by it, each with how many `people` it has or had."""
    live = Count("attendees", filter=Q(attendees__state__in=LIVE_STATES))
    return invitation.registrations.annotate(people=live).order_by("pk")


def paper_url(invitation: Invitation) -> str:
    """What the QR code holds: an address in capitals, which keep the code small."""
    return absolute(f"/I/{invitation.code}").upper()


def invitation_qr_png(invitation: Invitation) -> bytes:
    """The code that leads to the invitation, as a picture."""
    return qr_png(paper_url(invitation), module=QR_MODULE)


def invitation_pdf(invitation: Invitation) -> bytes:
    """The invitation on A5 to hand out, in the language of the page; tagged for screen readers.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    event = invitation.event
    sessions = event.sessions.planned().select_related("branch", "room", "event")[:SESSIONS_TOLD]
    context = {
        "invitation": invitation,
        "event": event,
        "sessions": [(time_in_words(each), place_in_words(each)) for each in sessions],
        "url": absolute(invitation.get_absolute_url()),
        "qr_code": data_url(invitation_qr_png(invitation), "image/png"),
    }
    html = render_to_string("workbench/invitation_card.html", context)
    css = render_to_string("workbench/invitation_card.css", {"brand": event.brand})
    return pdf_of(html, css=css, variant="pdf/ua-1")
