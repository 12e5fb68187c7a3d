"""Who is told what about a registration. How it is worded is the business of `letters`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from events.choices import LIVE_STATES, MessageKind
from events.models import Registration, Session
from notifications.models import OutboxMessage
from notifications.services import outbox

# Whoever moves a session often moves it twice: the letter waits a little, and tells how it ended.
PLAN_SETTLES = timedelta(minutes=5)

# Who signs up again and again is told where they stand, but not as often.
TICKET_AGAIN_AFTER = timedelta(minutes=10)

# News of what begins within a day wakes people up; news of later things does not.
SOON = timedelta(days=1)


def tell(
    registrations: Iterable[Registration],
    kind: MessageKind,
    *,
    now: datetime,
    again: str = "",
    after: timedelta = timedelta(0),
    waits_for_morning: bool = False,
    **data: Any,
) -> None:
    """Write to the contacts of these registrations, to each once.

    Args:
        again: tells messages of one kind apart that are each meant to be sent.
        after: how long the message waits before it leaves.
        waits_for_morning: whether it may not leave during the quiet hours.
        data: what else its wording needs to know.
    """
    messages = (
        _message_to(
            registration,
            kind,
            created_at=now,
            next_attempt_at=now + after,
            waits_for_morning=waits_for_morning,
            data=data,
            again=again,
        )
        for registration in registrations
    )
    outbox.queue(message for message in messages if message)


def can_wait_for_morning(event_id: int, *, now: datetime) -> bool:
    """Whether news of the event may wait out the night: nothing of it begins within a day."""
    soon = Session.objects.filter(event=event_id, ends_at__gt=now, starts_at__lt=now + SOON)
    return not soon.exists()


def _message_to(
    registration: Registration, kind: MessageKind, *, again: str, **fields: Any
) -> OutboxMessage | None:
    """A message to the registration's contact, or None where nobody can be reached."""
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
        **fields,
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
    """Write to a guest where they stand, at most once in a while."""
    registrations = with_contacts(
        Registration.objects.filter(
            event_id=event_id, attendees__guest_key=guest_key, attendees__state__in=LIVE_STATES
        )
    )
    tell(registrations, MessageKind.TICKET_AGAIN, now=now, again=once_in_a_while(now))


def once_in_a_while(now: datetime) -> str:
    """The same for all letters of a kind that are one too many."""
    return str(now.timestamp() // TICKET_AGAIN_AFTER.total_seconds())


def tell_plan_changed(*, event_id: int, now: datetime) -> None:
    """Write to everyone who has a place or waits for one how the event stands after a change.

    Call it in the transaction of the change. Each plan is told once. The letter waits a little, and
    is dropped if by then there is a newer plan, whose own letter follows: so several changes within
    minutes make one letter, and none goes untold.
    """
    # Nothing is over where no session takes place any more: that is the greatest of news.
    registrations = Registration.objects.filter(event_id=event_id, state__in=LIVE_STATES).exclude(
        event__last_ends_at__lte=now
    )
    told = list(with_contacts(registrations).select_related("event__intake"))
    if not told:
        return
    plan_no = told[0].event.intake.plan_no
    tell(
        told,
        MessageKind.PLAN_CHANGED,
        now=now,
        again=str(plan_no),
        after=PLAN_SETTLES,
        waits_for_morning=can_wait_for_morning(event_id, now=now),
        number=plan_no,
    )
