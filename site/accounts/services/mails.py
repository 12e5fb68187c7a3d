"""What the library has written to somebody, as long as the outbox remembers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.services.users import proved_addresses
from notifications.choices import MessageState
from notifications.models import OutboxMessage
from notifications.services.kinds import descriptions


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
