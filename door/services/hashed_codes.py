"""Tickets as devices keep them: by a hash from which nobody gets the code back."""

from __future__ import annotations

import base64
import hashlib

HASH_BYTES = 16


def ticket_key(salt: str, code: str) -> str:
    """The first 16 bytes of SHA-256 over salt and code, as base64url without padding.

    >>> ticket_key("AAAA", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    'Uk20b4rcZ3mHsfmbMrm3Mg'
    """
    digest = hashlib.sha256(f"{salt}{code}".encode()).digest()[:HASH_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def bytes_of(key: str) -> bytes:
    """The bytes that a key stands for."""
    return base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
