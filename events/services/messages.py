"""Who is told what about a registration. How it is worded is the business of `letters`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import QuerySet

from events.choices import LIVE_STATES
from events.models import Registration
from notifications.models import OutboxMessage
from notifications.services import outbox


class MessageKind(models.TextChoices):
    """What a message about a registration says; `subject_id` is the registration's key."""

    CONFIRMED = "registration-confirmed"
    WAITING = "waiting-list-joined"
    PROMOTED = "place-came-free"
    CANCELLED = "registration-cancelled"
    EVENT_CANCELLED = "event-cancelled"
    TICKET_AGAIN = "ticket-again"


def tell(registrations: Iterable[Registration], kind: MessageKind, *, now: datetime) -> None:
    """Write to the contacts of these registrations, to each once."""
    outbox.queue(
        message
        for registration in registrations
        if (message := message_to(registration, kind, now=now))
    )


def message_to(
    registration: Registration, kind: MessageKind, *, now: datetime, again: str = ""
) -> OutboxMessage | None:
    """A message to the registration's contact, or None where nobody can be reached.

    Args:
        again: tells messages of one kind apart that are each meant to be sent.
    """
    contact, address = registration.contact, address_of(registration)
    if contact is None or address is None:
        return None
    return OutboxMessage(
        kind=kind,
        channel=address.channel,
        address=address.value,
        language=contact.language,
        subject_id=registration.pk,
        dedupe_key=":".join(filter(None, [kind, str(registration.pk), again])),
        created_at=now,
        next_attempt_at=now,
    )


def address_of(registration: Registration) -> outbox.Address | None:
    """Where the registration's contact is reached: at their own address, else their account's."""
    contact = registration.contact
    if contact is None:
        return None
    user = contact.user
    return outbox.address_for(
        email=contact.email or (user and user.email) or "",
        phone=contact.phone or (user and user.phone) or "",
    )


def with_contacts(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """The registrations with what is needed to write to their contacts."""
    return registrations.select_related("contact__user")


def send_ticket_again(event_id: int, guest_key: str | None, *, now: datetime) -> None:
    """Send a guest the ticket they have, at most once a day."""
    registration = with_contacts(
        Registration.objects.filter(
            event_id=event_id, attendees__guest_key=guest_key, attendees__state__in=LIVE_STATES
        )
    ).get()
    message = message_to(registration, MessageKind.TICKET_AGAIN, now=now, again=f"{now:%Y-%m-%d}")
    if message:
        outbox.queue([message])
