"""Numbers of reader cards: as they are typed, and what is stored of them."""

from __future__ import annotations

import hmac
import re

from django.conf import settings
from django.utils.encoding import force_bytes

from rewards.models.reader import SHOWN_DIGITS

BETWEEN_DIGITS = re.compile(r"[\s\-]+")
PURPOSE = b"reader card number:"
PURPOSE_OF_SLIPS = b"reader card slip:"


def plain_number(typed: str) -> str:
    """A number as all of them are compared: without spaces and hyphens, in capitals."""
    return BETWEEN_DIGITS.sub("", typed).upper()


def hash_of_number(number: str) -> str:
    """What is stored of a plain number. Without the key nobody finds out which it was."""
    return _keyed(PURPOSE + number.encode())


def hash_of_slip(code: str) -> str:
    """What is stored of the code of a slip."""
    return _keyed(PURPOSE_OF_SLIPS + code.encode())


def ending_of(number: str) -> str:
    """What its owner recognises it by."""
    return number[-SHOWN_DIGITS:]


def _keyed(message: bytes) -> str:
    key = force_bytes(settings.READER_NUMBER_KEY or settings.SECRET_KEY)
    return hmac.digest(key, message, "sha256").hex()
