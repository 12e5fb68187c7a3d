"""What became of the messages about an event's registrations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.text import capfirst

from core.errors import DomainError
from events.choices import MessageKind
from events.models import Event, Registration
from events.services.messages.reminders import LEADS, reminders_of
from notifications.choices import MessageState
from notifications.models import OutboxMessage
from notifications.services.kinds import descriptions
from notifications.services.outbox import retry


@dataclass(frozen=True)
class DeliveryCounts:
    """How many messages wait, were sent, could not be delivered."""

    queued: int
    sent: int
    failed: int

    @property
    def has_any(self) -> bool:
        return bool(self.queued or self.sent or self.failed)


@dataclass(frozen=True)
class Delivery:
    """A message and the registration that it is about."""

    message: OutboxMessage
    registration: Registration

    @property
    def about(self) -> str:
        return capfirst(str(descriptions[self.message.kind].label))

    @property
    def can_be_retried(self) -> bool:
        return self.message.state == MessageState.FAILED and bool(self.message.address)


def messages_of(event: Event) -> QuerySet[OutboxMessage]:
    """All messages about registrations for the event, the latest first."""
    registrations = Registration.objects.filter(event=event)
    return OutboxMessage.objects.filter(
        kind__in=MessageKind.values, subject_id__in=registrations.values("pk")
    ).order_by("-pk")


def counts_of(event: Event) -> DeliveryCounts:
    """The counts of the event's messages, in one statement."""
    states = (MessageState.QUEUED, MessageState.SENT, MessageState.FAILED)
    counts = messages_of(event).aggregate(
        **{state.value: Count("pk", filter=Q(state=state)) for state in states}
    )
    return DeliveryCounts(**counts)


def deliveries(messages: Sequence[OutboxMessage]) -> list[Delivery]:
    """These messages with their registrations."""
    registrations = Registration.objects.select_related("contact").in_bulk(
        [message.subject_id for message in messages]
    )
    return [
        Delivery(message, registrations[message.subject_id])
        for message in messages
        if message.subject_id
    ]


def retry_failed(event: Event, *, now: datetime) -> int:
    """Begin anew with all that failed and can still be sent; says how many."""
    begun = 0
    for message in messages_of(event).filter(state=MessageState.FAILED).exclude(address=""):
        try:
            retry(message, now=now)
        except DomainError:
            continue  # Somebody was faster.
        begun += 1
    return begun


def reminders_in_words(event: Event) -> list[str]:
    """When people are reminded of the event."""
    chosen = reminders_of(event)
    return [str(lead.label) for lead in LEADS if getattr(chosen, lead.setting)]
