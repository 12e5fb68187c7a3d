"""What the library writes to those who have an account, and what they find again of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.services.users import proved_addresses
from notifications.choices import MessageState
from notifications.models import OutboxMessage
from notifications.services.kinds import descriptions
from notifications.services.outbox import address_for


def message_to(
    user: User, kind: str, *, subject_id: int, dedupe_key: str, now: datetime
) -> OutboxMessage | None:
    """A message to the user for `outbox.queue`, or None where nobody can be reached."""
    address = address_for(email=user.email or "", phone=user.phone or "")
    if address is None:
        return None
    return OutboxMessage(
        kind=kind,
        channel=address.channel,
        address=address.value,
        language=user.language,
        subject_id=subject_id,
        dedupe_key=dedupe_key,
        created_at=now,
        next_attempt_at=now,
    )


@dataclass(frozen=True)
class Mail:
    """A message that was sent to somebody, as they find it again."""

    title: str
    about: str
    text: str
    sent_at: datetime
    went_by_phone: bool


def mails_to(user: User, *, most: int) -> list[Mail]:
    """What the library has sent to the user's proved addresses, the latest first.

    The outbox keeps texts for 30 days (`notifications.services.outbox`).
    """
    messages = OutboxMessage.objects.filter(
        address__in=proved_addresses(user), state=MessageState.SENT
    ).order_by("-sent_at", "-pk")
    return [
        Mail(
            title=message.title,
            about=str(descriptions[message.kind].label) if message.kind in descriptions else "",
            text=message.body,
            sent_at=message.sent_at,
            went_by_phone="@" not in message.address,
        )
        for message in messages[:most]
        if message.sent_at
    ]
