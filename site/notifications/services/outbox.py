"""The outbox: what is to be told is written down with the change that made it news.

A worker carries it out. It first claims a few due messages for a while, then sends them one by one
and ticks each off. A worker that is killed loses nothing: what it had claimed and not ticked off
becomes due again. At worst the one message that was just leaving goes twice, under the same
Message-ID.
"""

from __future__ import annotations

import hashlib
import logging
import random
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation

from notifications.choices import Channel, MessageState
from notifications.models import OutboxMessage
from notifications.services.kinds import Letter, kinds
from notifications.services.sms import send_sms

log = logging.getLogger(__name__)

# A claim outlasts its batch even if every message waits for the time-out of its channel.
BATCH = 20
CLAIM = timedelta(minutes=5)

# Half a minute after the first failure, then twice as long each time: over four hours in all.
MOST_ATTEMPTS = 10
FIRST_PAUSE = timedelta(seconds=30)
JITTER = 0.25

DAYS_TO_KEEP_TEXTS = 30


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


def deliver_due(*, now: datetime) -> Counter[MessageState]:
    """Send a batch of what is due; several workers may do so at once.

    Returns:
        How many messages are now in which state: sent, dropped because there was nothing to say
        any more, queued for another attempt, given up. Empty when nothing was due.
    """
    return Counter(_deliver(message, now=now) for message in _claim(now=now))


@transaction.atomic
def _claim(*, now: datetime) -> list[OutboxMessage]:
    """Take a batch that no other worker has; until the claim ends none of it is due."""
    due = OutboxMessage.objects.filter(state=MessageState.QUEUED, next_attempt_at__lte=now)
    messages = list(
        due.order_by("next_attempt_at", "pk").select_for_update(skip_locked=True, no_key=True)[
            :BATCH
        ]
    )
    OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
        attempts=F("attempts") + 1, next_attempt_at=now + CLAIM
    )
    for message in messages:
        message.attempts += 1
    return messages


def _deliver(message: OutboxMessage, *, now: datetime) -> MessageState:
    if message.attempts > MOST_ATTEMPTS:
        return _postpone(message, "The last attempt never came to an end.", now=now)
    try:
        with translation.override(message.language):
            letter = kinds[message.kind](message, now)
            if letter:
                _send(message, letter)
    except Exception as error:
        # The error's own words may hold the address: they stay in the row, which forgets them.
        log.warning("%s was not sent, attempt %s: %s", message, message.attempts, type(error))
        return _postpone(message, f"{type(error).__name__}: {error}", now=now)
    _tick_off(message, letter, now=now)
    return MessageState(message.state)


def _tick_off(message: OutboxMessage, letter: Letter | None, *, now: datetime) -> None:
    message.sent_at = now
    message.last_error = ""
    if letter:
        message.state = MessageState.SENT
        message.title, message.body = letter.title[:200], letter.text
    else:
        message.state = MessageState.DROPPED
    message.save(update_fields=["state", "sent_at", "title", "body", "last_error"])


def _send(message: OutboxMessage, letter: Letter) -> None:
    if message.channel == Channel.SMS:
        send_sms(to=message.address, text=letter.short)
        return
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.title.split()),  # A mail with a line break in it never leaves.
        body=letter.text,
        to=[message.address],
        headers={"Message-ID": _message_id(message), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(letter.html, "text/html")
    for attachment in letter.attachments:
        mail.attach(attachment.name, attachment.content, attachment.mime_type)
    mail.send()


def _message_id(message: OutboxMessage) -> str:
    """The same for every attempt, so that a mail program shows a message once."""
    news = hashlib.sha256(message.dedupe_key.encode()).hexdigest()[:32]
    return f"<{news}@{urlsplit(settings.BASE_URL).hostname}>"


def _postpone(message: OutboxMessage, error: str, *, now: datetime) -> MessageState:
    message.last_error = error[:1000]
    if message.attempts >= MOST_ATTEMPTS:
        message.state = MessageState.FAILED
    message.next_attempt_at = now + pause_after(message.attempts)
    message.save(update_fields=["state", "last_error", "next_attempt_at"])
    return MessageState(message.state)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts; a little uneven, so that crowds spread."""
    unevenness = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret.
    return FIRST_PAUSE * 2 ** (attempts - 1) * unevenness


def forget_texts(*, now: datetime) -> int:
    """Blank texts and addresses of messages done with 30 days ago; says how many.

    The row stays, so that the same news is not told again.
    """
    long_ago = now - timedelta(days=DAYS_TO_KEEP_TEXTS)
    done = Q(state__in=[MessageState.SENT, MessageState.DROPPED], sent_at__lte=long_ago) | Q(
        state=MessageState.FAILED, created_at__lte=long_ago
    )
    remembered = ~Q(address="", title="", body="", data={}, last_error="")
    return OutboxMessage.objects.filter(done & remembered).update(
        address="", title="", body="", data={}, last_error=""
    )
