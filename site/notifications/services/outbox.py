"""The outbox: what is to be told is written down with the change that made it news."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from notifications.choices import Channel
from notifications.models import OutboxMessage


class Address(NamedTuple):
    """Where a message goes."""

    channel: Channel
    value: str


def address_for(*, email: str, phone: str) -> Address | None:
    """E-mail where there is one, else a text message; None where nobody can be reached."""
    if email:
        return Address(Channel.EMAIL, email)
    if phone:
        return Address(Channel.SMS, phone)
    return None


def queue(messages: Iterable[OutboxMessage]) -> None:
    """Write the messages into the outbox; news that is there already is left as it is.

    Call it inside the transaction of the change: then the message exists exactly if the change
    does. A worker sends it after the commit.
    """
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)
