"""Sending an invitation: one letter to each address, and no address kept but in the outbox."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from cms import formats
from core.addresses import absolute
from core.errors import DomainError
from events.choices import EventStatus, InvitationKind, InvitationMessage, PlaceState
from events.models import Invitation, Session
from events.services.messages.examples import example_ticket
from events.services.messages.letters.about_tickets import PLACEHOLDERS as OF_TICKETS
from events.services.registration.invitations import refuse_unless_good
from events.services.words import place_in_words, time_in_words
from notifications.models import OutboxMessage
from notifications.services import outbox
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds

EXAMPLE_CODE = "EXAMPLEEXAMPLEEXAMPLEEXAMP"


@transaction.atomic
def send_invitation(
    invitation: Invitation, addresses: Collection[str], *, language: str, by: Any, now: datetime
) -> int:
    """Queue a letter to each address that has not been sent this invitation yet.

    Args:
        addresses: e-mail, in lower case.
        language: in which they are written to.

    Returns:
        How many letters are new in the outbox.

    Raises:
        InvitationRevoked, InvitationExpired, InvitationUsedUp, GroupRegisteredAlready: it is over.
    """
    refuse_unless_good(invitation, now=now)
    before = letters_of(invitation).count()
    reached = [outbox.address_for(email=each, phone="") for each in dict.fromkeys(addresses)]
    outbox.queue(
        OutboxMessage(
            kind=InvitationMessage.INVITED,
            channel=address.channel,
            address=address.value,
            language=language,
            subject_id=invitation.pk,
            dedupe_key=f"{InvitationMessage.INVITED}:{invitation.pk}:{_known_as(address.value)}",
            created_at=now,
            next_attempt_at=now,
        )
        for address in filter(None, reached)
    )
    sent = letters_of(invitation).count() - before
    data = {"invitation": invitation.name, "letters": sent}
    log(invitation.event, "events.invitation_sent", user=by, data=data)
    return sent


def letters_of(invitation: Invitation) -> Any:
    """The letters about one invitation, as far as the outbox remembers."""
    return OutboxMessage.objects.filter(kind=InvitationMessage.INVITED, subject_id=invitation.pk)


@dataclass(frozen=True)
class Fate:
    """How many letters stand where."""

    state: str
    letters: int


def fates_of(invitation: Invitation) -> list[Fate]:
    """What became of the letters about an invitation."""
    counted = letters_of(invitation).order_by("state").values("state").annotate(n=Count("pk"))
    labels = dict(OutboxMessage._meta.get_field("state").flatchoices)
    return [Fate(str(labels[row["state"]]), row["n"]) for row in counted]


def _known_as(address: str) -> str:
    """A keyed hash, by which the same address is known again when the outbox has forgotten it."""
    return salted_hmac("events.invitation", address, algorithm="sha256").hexdigest()[:32]


@kinds(InvitationMessage.INVITED)
def invited(message: OutboxMessage, now: datetime) -> Letter | None:
    """The letter; nothing where the invitation is over by the time it would leave."""
    invitation = Invitation.objects.select_related("event__intake").get(
        pk=cast(int, message.subject_id)
    )
    event = invitation.event
    if not event.live or event.intake.is_cancelled:
        return None
    try:
        refuse_unless_good(invitation, now=now)
    except DomainError:
        return None
    sessions = Session.objects.upcoming(now=now).filter(event=event)
    session = sessions.select_related("branch", "room", "event").first()
    return _letter(invitation, session, now=now) if session else None


def _letter(invitation: Invitation, session: Session, *, now: datetime) -> Letter:
    event = invitation.event
    until = ""
    if invitation.expires_at:
        until = formats.moment(invitation.expires_at, today=timezone.localdate(now))
    when, where = time_in_words(session), place_in_words(session)
    return Letter(
        title=_("You are invited: %(title)s") % {"title": event.title},
        paragraphs=tuple(
            filter(
                None,
                [
                    _("This invitation is for: %(who)s.") % {"who": invitation.name},
                    event.summary,
                    _("It is good until %(until)s.") % {"until": until} if until else "",
                ],
            )
        ),
        facts=((_("When"), when), (_("Where"), where)),
        link=Link(_("Accept the invitation"), absolute(_address_of(invitation))),
        closing=(_("The link is meant for you. Whoever has it can sign up by it."),),
        values={
            "event": event.title,
            "summary": event.summary,
            "when": when,
            "where": where,
            "who": invitation.name,
            "until": until,
        },
    )


def _address_of(invitation: Invitation) -> str:
    return reverse("invitation", args=[invitation.code])


def example_letter(now: datetime) -> Letter:
    """What the newsletter's readers might get. Nobody is invited by it, and nothing is stored."""
    ticket = example_ticket(PlaceState.SEATED, EventStatus.SCHEDULED, now=now)
    event = ticket.event
    event.summary_en = "Old stories, told where they belong."
    event.summary_zh = "在老地方，讲老故事。"
    invitation = Invitation(
        event=event,
        kind=InvitationKind.PEOPLE,
        name=_("the readers of the newsletter"),
        code=EXAMPLE_CODE,
        expires_at=now + timedelta(days=3),
    )
    return _letter(invitation, ticket.sessions[0], now=now)


descriptions.register(
    InvitationMessage.INVITED,
    Description(
        gettext_lazy("an invitation to an event"),
        waits_for_morning=True,
        example=example_letter,
        placeholders={
            **{name: OF_TICKETS[name] for name in ("event", "when", "where")},
            "summary": gettext_lazy("what it is about, in a sentence"),
            "who": gettext_lazy("for whom the invitation is"),
            "until": gettext_lazy("until when it is good"),
            **{name: OF_TICKETS[name] for name in ("facts", "link")},
        },
        required=("link",),
    ),
)
