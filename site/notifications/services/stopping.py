"""Readers say which kinds of messages they do not want; what they need is sent all the same.

A reader is an address, known here by a keyed hash. So it works for guests and for accounts alike,
and the table tells nobody whom it is about.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes

from core.addresses import absolute
from notifications.models import OutboxMessage, StoppedKind
from notifications.services.kinds import descriptions, kinds_to_stop

# 128 bits of the hash, in characters of base64.
READER_LENGTH = 22

signer = signing.Signer(sep=".", salt="notifications.stopping")


class Choice(NamedTuple):
    """Of which reader, and the kind of message that led here."""

    reader: str
    kind: str


def reader_of(address: str) -> str:
    """By what the reader at this address is known."""
    return _known_as(address, settings.SECRET_KEY)


def stop(readers: Iterable[str], kinds: Iterable[str], *, now: datetime) -> None:
    """Send these readers no more messages of these kinds. Twice is once."""
    wanted = kinds_to_stop()
    StoppedKind.objects.bulk_create(
        [
            StoppedKind(reader=reader, kind=kind, stopped_at=now)
            for reader in readers
            for kind in kinds
            if kind in wanted
        ],
        ignore_conflicts=True,
    )


def want_again(readers: Iterable[str], kinds: Iterable[str]) -> None:
    """Send these readers messages of these kinds again, which they have just asked for."""
    StoppedKind.objects.filter(reader__in=list(readers), kind__in=list(kinds)).delete()


@transaction.atomic
def choose(
    readers: Collection[str], wanted: Collection[str], *, among: Iterable[str], now: datetime
) -> None:
    """Send these readers the wanted kinds, and no others among those they were asked about."""
    StoppedKind.objects.filter(reader__in=readers, kind__in=wanted).delete()
    stop(readers, [kind for kind in among if kind not in wanted], now=now)


def stopped_by(readers: Iterable[str]) -> set[str]:
    """The kinds that one of these readers does not want."""
    found = StoppedKind.objects.filter(reader__in=list(readers))
    return set(found.values_list("kind", flat=True))


def unwanted_among(messages: Iterable[OutboxMessage]) -> set[int]:
    """The keys of those messages that their readers do not want."""
    asked = [
        (message.pk, message.kind, known_as(message.address))
        for message in messages
        if message.kind in descriptions and descriptions[message.kind].can_be_stopped
    ]
    if not asked:
        return set()
    readers = [reader for _key, _kind, names in asked for reader in names]
    stopped = set(
        StoppedKind.objects.filter(reader__in=readers).values_list("reader", "kind").iterator()
    )
    return {key for key, kind, names in asked if any((reader, kind) in stopped for reader in names)}


def known_as(address: str) -> list[str]:
    """By what the reader is known: today, and by earlier secret keys of the site."""
    return [
        _known_as(address, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def carry_over(*, old: str, new: str, now: datetime) -> None:
    """What the reader at the old address does not want stays unwanted at the new one."""
    if old and new:
        stop([reader_of(new)], stopped_by(known_as(old)), now=now)


def stop_url(address: str, kind: str) -> str:
    """Where this reader stops this kind with one tap. It never runs out and names no address."""
    token = signer.sign(f"{kind}.{reader_of(address)}")
    return absolute(reverse("message_choices", args=[token]))


def choice_of(token: str) -> Choice | None:
    """Whom and what a token is about, if we have signed it."""
    try:
        kind, reader = signer.unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    return Choice(reader, kind) if kind in descriptions else None


def _known_as(address: str, key: str | bytes) -> str:
    digest = hmac.digest(
        force_bytes(key), f"notifications.reader:{address.strip().lower()}".encode(), sha256
    )
    return base64.urlsafe_b64encode(digest).decode()[:READER_LENGTH]
