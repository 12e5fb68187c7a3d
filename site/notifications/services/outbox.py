"""The outbox: what is to be told is written down with the change that made it news.

A worker carries it out. It first claims a few due messages for a while, then sends them one by one
and ticks each off. A worker that is killed loses nothing: what it had claimed and not ticked off
becomes due again.

So each message leaves at least once, and once in all but one case: a worker dies between the moment
a channel takes the message and the tick. Then that one message goes twice. It carries the same
identity both times, by which the other side can tell: mails their Message-ID, the webhook its
`webhook-id`; the telephone network has no such thing.
"""

from __future__ import annotations

import hashlib
import logging
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation

from notifications.choices import Channel, Failure, MessageState
from notifications.errors import NotHandedOver, NotRetryable
from notifications.models import OutboxMessage
from notifications.services.failures import understood
from notifications.services.kinds import Letter, descriptions, kinds
from notifications.services.own_words import in_own_words
from notifications.services.quiet import end_of_quiet
from notifications.services.sms import can_text, send_sms
from notifications.services.stopping import stop_url, unwanted_among
from notifications.services.webhook import Envelope, carries, post

log = logging.getLogger(__name__)

# A claim outlasts its batch even if every message waits for the time-out of its channel. A worker
# that is slower still lets go of the rest in time, so that no other one sends what it is sending.
BATCH = 20
CLAIM = timedelta(minutes=5)
LETS_GO = CLAIM / 2

# Half a minute after the first failure, then twice as long each time: over four hours in all.
MOST_ATTEMPTS = 10
FIRST_PAUSE = timedelta(seconds=30)
JITTER = 0.25
LONGEST_PAUSE = timedelta(days=1)

DAYS_TO_KEEP_TEXTS = 30


class Address(NamedTuple):
    """Where a message goes."""

    channel: Channel
    value: str


def address_for(*, email: str, phone: str) -> Address | None:
    """E-mail where there is one, else a text message; None where nobody can be reached.

    A gateway may take either of them over: see `notifications.services.webhook`.
    """
    for meant, value in ((Channel.EMAIL, email), (Channel.SMS, phone)):
        if value and (channel := channel_for(meant)):
            return Address(channel, value)
    return None


def channel_for(channel: Channel) -> Channel | None:
    """The channel that carries what was meant for this one; None where nothing carries texts."""
    if carries(channel):
        return Channel.WEBHOOK
    return None if channel == Channel.SMS and not can_text() else channel


def queue(messages: Iterable[OutboxMessage]) -> None:
    """Write the messages into the outbox; news that is there already is left as it is.

    Call it inside the transaction of the change: then the message exists exactly if the change
    does. A worker sends it after the commit.
    """
    OutboxMessage.objects.bulk_create(
        [_with_patience(message) for message in messages], ignore_conflicts=True
    )


def _with_patience(message: OutboxMessage) -> OutboxMessage:
    if message.kind in descriptions and descriptions[message.kind].waits_for_morning:
        message.waits_for_morning = True
    return message


def retry(message: OutboxMessage, *, now: datetime) -> None:
    """Begin anew with a message that was given up.

    Raises:
        NotRetryable: it was not given up, or its address is forgotten.
    """
    given_up = OutboxMessage.objects.filter(pk=message.pk, state=MessageState.FAILED)
    if not given_up.exclude(address="").update(
        state=MessageState.QUEUED, attempts=0, next_attempt_at=now, failure="", last_error=""
    ):
        raise NotRetryable


def deliver_due(*, now: datetime) -> Counter[MessageState]:
    """Send a batch of what is due; several workers may do so at once.

    Returns:
        How many messages are now in which state: sent, dropped because there was nothing to say
        any more, unwanted by their readers, queued for another attempt, given up. Empty when
        nothing was due.
    """
    _put_off_until_morning(now=now)
    started = time.monotonic()
    messages = _claim(now=now)
    unwanted = unwanted_among(messages)
    outcome: Counter[MessageState] = Counter()
    for number, message in enumerate(messages):
        if time.monotonic() - started > LETS_GO.total_seconds():
            _let_go(messages[number:], now=now)
            break
        if message.pk in unwanted:
            outcome[_tick_off(message, MessageState.UNWANTED, now=now)] += 1
        else:
            outcome[_deliver(message, now=now)] += 1
    return outcome


def send_example(letter: Letter, *, to: Address, language: str, now: datetime) -> None:
    """Hand over an example of a letter at once; it is not stored.

    Raises:
        NotHandedOver: the channel did not take it.
    """
    message = OutboxMessage(
        kind="example",
        channel=to.channel,
        address=to.value,
        language=language,
        dedupe_key=f"example:{to.value}:{language}:{now.isoformat()}",
    )
    try:
        _send(message, letter, now=now)
    except Exception as error:
        raise understood(error) from error


def _put_off_until_morning(*, now: datetime) -> None:
    """In the quiet hours, what can wait becomes due when they end."""
    if morning := end_of_quiet(now=now):
        OutboxMessage.objects.filter(
            state=MessageState.QUEUED, next_attempt_at__lte=now, waits_for_morning=True
        ).update(next_attempt_at=morning)


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


def _let_go(messages: Iterable[OutboxMessage], *, now: datetime) -> None:
    """Undo the claim on what there was no time for."""
    OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
        attempts=F("attempts") - 1, next_attempt_at=now
    )


def _deliver(message: OutboxMessage, *, now: datetime) -> MessageState:
    if message.attempts > MOST_ATTEMPTS:
        never_ended = NotHandedOver(Failure.BROKEN_OFF, "The last attempt never came to an end.")
        return _postpone(message, never_ended, now=now)
    try:
        with translation.override(message.language):
            letter = worded(message, now=now)
            if letter:
                _send(message, letter, now=now)
    except Exception as error:
        # The error's own words may hold the address: they stay in the row, which forgets them.
        log.warning("%s was not sent, attempt %s: %s", message, message.attempts, type(error))
        return _postpone(message, understood(error), now=now)
    if letter is None:
        return _tick_off(message, MessageState.DROPPED, now=now)
    message.title, message.body = letter.title[:200], letter.text
    return _tick_off(message, MessageState.SENT, now=now)


def worded(message: OutboxMessage, *, now: datetime) -> Letter | None:
    """The letter as it leaves, in the active language; None where there is nothing to say."""
    letter = kinds[message.kind](message, now)
    if letter is None or message.kind not in descriptions:
        return letter
    letter = in_own_words(letter, message.kind)
    if descriptions[message.kind].can_be_stopped:
        letter = replace(letter, stop_url=stop_url(message.address, message.kind))
    return letter


def _tick_off(message: OutboxMessage, state: MessageState, *, now: datetime) -> MessageState:
    message.state = state
    message.sent_at = now
    message.failure = message.last_error = ""
    message.save(update_fields=["state", "sent_at", "title", "body", "failure", "last_error"])
    return state


def _send(message: OutboxMessage, letter: Letter, *, now: datetime) -> None:
    if message.channel == Channel.SMS:
        send_sms(to=message.address, text=letter.short)
    elif message.channel == Channel.WEBHOOK:
        post(
            Envelope(
                identity=f"msg_{_news(message)}",
                kind=message.kind,
                to=message.address,
                language=message.language,
                letter=letter,
            ),
            now=now,
        )
    else:
        _mail(message, letter)


def _mail(message: OutboxMessage, letter: Letter) -> None:
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.title.split()),  # A mail with a line break in it never leaves.
        body=letter.text,
        to=[message.address],
        headers={"Message-ID": _message_id(message), "Auto-Submitted": "auto-generated"},
    )
    if letter.stop_url:
        # RFC 8058: one tap in the mail program, nothing to sign in to.
        mail.extra_headers["List-Unsubscribe"] = f"<{letter.stop_url}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.attach_alternative(letter.html, "text/html")
    for attachment in letter.attachments:
        mail.attach(attachment.name, attachment.content, attachment.mime_type)
    mail.send()


def _news(message: OutboxMessage) -> str:
    """The same for every attempt, and tells nothing."""
    return hashlib.sha256(message.dedupe_key.encode()).hexdigest()[:32]


def _message_id(message: OutboxMessage) -> str:
    """So that a mail program shows a message once."""
    return f"<{_news(message)}@{urlsplit(settings.BASE_URL).hostname}>"


def _postpone(message: OutboxMessage, error: NotHandedOver, *, now: datetime) -> MessageState:
    message.failure = error.failure
    message.last_error = str(error)[:1000]
    if error.is_final or message.attempts >= MOST_ATTEMPTS:
        message.state = MessageState.FAILED
    pause = max(pause_after(message.attempts), error.retry_after or timedelta(0))
    message.next_attempt_at = now + min(pause, LONGEST_PAUSE)
    message.save(update_fields=["state", "failure", "last_error", "next_attempt_at"])
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
    ended = [MessageState.SENT, MessageState.DROPPED, MessageState.UNWANTED]
    done = Q(state__in=ended, sent_at__lte=long_ago) | Q(
        state=MessageState.FAILED, created_at__lte=long_ago
    )
    remembered = ~Q(address="", title="", body="", data={}, last_error="")
    return OutboxMessage.objects.filter(done & remembered).update(
        address="", title="", body="", data={}, last_error=""
    )
