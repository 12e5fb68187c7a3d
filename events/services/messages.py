"""Who is told what about a registration. How it is worded is the business of `letters`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from events.choices import LIVE_STATES
from events.models import Registration
from notifications.choices import MessageState
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
    PLAN_CHANGED = "plan-changed"


# Whoever moves a session often moves it twice: the letter waits a little, and tells how it ended.
PLAN_SETTLES = timedelta(minutes=5)


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


def tell_plan_changed(*, event_id: int, now: datetime) -> None:
    """Write to everyone who has a place or waits for one how the event stands after a change.

    Several changes within a few minutes make one letter.
    """
    registrations = Registration.objects.filter(
        event_id=event_id, state__in=LIVE_STATES, event__last_ends_at__gt=now
    )
    on_its_way = OutboxMessage.objects.filter(
        kind=MessageKind.PLAN_CHANGED, subject_id=OuterRef("pk"), state=MessageState.QUEUED
    )
    untold = registrations.exclude(Exists(on_its_way))
    messages = [
        message_to(registration, MessageKind.PLAN_CHANGED, now=now, again=now.isoformat())
        for registration in with_contacts(untold)
    ]
    for message in filter(None, messages):
        message.next_attempt_at = now + PLAN_SETTLES
    outbox.queue(filter(None, messages))
