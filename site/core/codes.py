"""Codes that people carry: secret ones that open a ticket, short ones that name it."""

import base64
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Crockford's base 32 without the letters that look like digits (https://www.crockford.com/base32.html).
REFERENCE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8

SECRET_CODE_BYTES = 16
SECRET_CODE_LENGTH = 26

_random_bytes: ContextVar[Callable[[int], bytes]] = ContextVar(
    "random_bytes", default=secrets.token_bytes
)


def secret_code() -> str:
    """128 random bits as 26 upper-case letters and digits (RFC 4648 base 32 without padding).

    Upper case keeps a QR code that holds it in its small alphanumeric mode.
    """
    return base64.b32encode(_random_bytes.get()(SECRET_CODE_BYTES)).decode("ascii").rstrip("=")


@contextmanager
def codes_foretold(random_bytes: Callable[[int], bytes]) -> Iterator[None]:
    """Within it secret codes are made of these bytes, which are not random: for a demo library."""
    token = _random_bytes.set(random_bytes)
    try:
        yield
    finally:
        _random_bytes.reset(token)


def reference() -> str:
    """Eight characters that a person can read out; names a thing and opens nothing."""
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))
