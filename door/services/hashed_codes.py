"""Tickets as devices keep them: by a hash from which nobody gets the code back."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection

from django.db.models.expressions import RawSQL

HASH_BYTES = 16

OF_HASHES = """
SELECT id FROM events_registration
WHERE event_id = ANY(%s)
    AND substr(sha256(convert_to(%s || code, 'UTF8')), 1, 16) = ANY(%s::bytea[])
"""


def ticket_key(salt: str, code: str) -> str:
    """The first 16 bytes of SHA-256 over salt and code, as base64url without padding.

    >>> ticket_key("AAAA", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    'Uk20b4rcZ3mHsfmbMrm3Mg'
    """
    digest = hashlib.sha256(f"{salt}{code}".encode()).digest()[:HASH_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def registrations_of(keys: Collection[str], *, salt: str, event_ids: list[int]) -> RawSQL:
    """The ids of the registrations of these events that have these keys, as a subquery."""
    return RawSQL(OF_HASHES, [event_ids, salt, [_bytes_of(key) for key in keys]])  # noqa: S611


def _bytes_of(key: str) -> bytes:
    return base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
