"""A gateway of the library's own: messages are posted to it in JSON, signed.

It is one adapter away from whatever a library writes to its readers by: an enterprise's messenger,
another provider of text messages. It follows Standard Webhooks (https://www.standardwebhooks.com):
the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`; the id stays the same
through all attempts, so that the gateway can tell a repetition.

    POST <WEBHOOK_URL>
    {"type": "reminder", "timestamp": "2026-05-08T02:00:00+00:00", "data": {
        "to": "+8613800138000", "language": "zh-hans", "title": "…", "text": "…", "short": "…",
        "html": "…", "url": "https://…", "stop_url": "https://…"}}

Any answer of 2xx means that the gateway has taken the message. It is not read, and redirections
are not followed: a message goes to whom the operator named and to nobody else.
"""

from __future__ import annotations

import base64
import hmac
import json
import socket
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer
from urllib.parse import urlsplit

from django.conf import settings

from notifications.choices import Channel, Failure
from notifications.errors import NotHandedOver
from notifications.services.failures import of_status, wait_asked_for
from notifications.services.kinds import Letter

PATIENCE_SECONDS = 10.0
SECRET_PREFIX = "whsec_"  # noqa: S105 - says what follows.


@dataclass(frozen=True)
class Envelope:
    """A letter, to whom it goes, and by what the gateway knows it again."""

    identity: str
    kind: str
    to: str
    language: str
    letter: Letter


def carries(channel: Channel) -> bool:
    """Whether the gateway takes over what was meant for this channel."""
    return bool(settings.WEBHOOK_URL) and channel in settings.WEBHOOK_CARRIES


def signature(secret: str, identity: str, timestamp: int, body: bytes) -> str:
    """The signature of a request, as Standard Webhooks asks for symmetric keys.

    Args:
        secret: base64, after `whsec_`.
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    signed = f"{identity}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def post(envelope: Envelope, *, now: datetime) -> None:
    """Hand the letter over to the gateway at once.

    Raises:
        NotHandedOver: the gateway was not there, too slow, or said no.
    """
    body = _body(envelope, now=now)
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Shuxiang",
        "webhook-id": envelope.identity,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            signature(secret, envelope.identity, timestamp, body)
            for secret in settings.WEBHOOK_SECRETS
        ),
    }
    address = urlsplit(settings.WEBHOOK_URL)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=PATIENCE_SECONDS)
    # The time-out counts for each read alone; an answer that drips is cut off by the clock.
    too_slow = Event()
    alarm = Timer(PATIENCE_SECONDS, _cut_off, [connection, too_slow])
    alarm.start()
    try:
        path = f"{address.path or '/'}?{address.query}" if address.query else address.path or "/"
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        status, asked = answer.status, wait_asked_for(answer.headers, now=now)  # type: ignore[arg-type]
    except (OSError, HTTPException) as error:
        is_slow = isinstance(error, TimeoutError) or too_slow.is_set()
        failure = Failure.SLOW if is_slow else Failure.UNREACHABLE
        raise NotHandedOver(failure, type(error).__name__) from error
    finally:
        alarm.cancel()
        connection.close()
    if too_slow.is_set():
        raise NotHandedOver(Failure.SLOW, "The answer was cut off.")
    if not 200 <= status < 300:
        raise of_status(status, f"The gateway answered {status}.", retry_after=asked)


def _body(envelope: Envelope, *, now: datetime) -> bytes:
    letter = envelope.letter
    return json.dumps(
        {
            "type": envelope.kind,
            "timestamp": now.isoformat(),
            "data": {
                "to": envelope.to,
                "language": envelope.language,
                "title": letter.title,
                "text": letter.text,
                "short": letter.short,
                "html": letter.html,
                "url": letter.link.url if letter.link else None,
                "stop_url": letter.stop_url or None,
            },
        },
        ensure_ascii=False,
    ).encode()


def _cut_off(connection: HTTPConnection, too_slow: Event) -> None:
    too_slow.set()
    if connection.sock:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # It has just ended by itself.
