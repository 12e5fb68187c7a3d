"""The codes by which people check themselves in: computed, never stored.

A screen shows another one every half minute; a card keeps its own until it is replaced. Six signs
are 30 bits: of a billion codes three are good at a time, only at their session, only while it is
open, and only for whoever has a ticket.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from core.addresses import DOOR, absolute
from core.codes import REFERENCE_ALPHABET, SECRET_CODE_LENGTH
from door.errors import CodeHasChanged, CodeNotShownHere, SelfCheckInIsOff
from door.models import SelfCheckIn
from door.services.codes import LOOKALIKES

SIGNS = 6
BITS_OF_A_SIGN = 5

# How long a code stands on the screen, and how long it is good after that: somebody types it.
SHOWN_FOR = timedelta(seconds=30)
GRACE = timedelta(seconds=30)

# Whoever comes with an earlier one is told that it has changed, not that it never was one.
REMEMBERED_FOR = timedelta(minutes=10)

# A telephone that was at the place counts as being there for so long.
AT_THE_PLACE_FOR = timedelta(minutes=10)

PURPOSE = "door.self_check_in"


@dataclass(frozen=True)
class ShownCode:
    """What a screen shows from one moment to another."""

    code: str
    begins: datetime
    ends: datetime


def screen_codes(offer: SelfCheckIn, *, after: datetime, until: datetime) -> Iterator[ShownCode]:
    """What a screen shows between two moments."""
    for step in range(_step(after), _step(until - timedelta(microseconds=1)) + 1):
        begins = datetime.fromtimestamp(step * SHOWN_FOR.total_seconds(), UTC)
        code = _code(_on_screen(offer, step), settings.SECRET_KEY)
        yield ShownCode(code, begins, begins + SHOWN_FOR)


def paper_code(offer: SelfCheckIn) -> str:
    """What stands on the card."""
    return _code(_on_paper(offer, offer.paper_no), settings.SECRET_KEY)


def check_shown(offer: SelfCheckIn, typed: str, *, now: datetime) -> None:
    """Make sure that this code is shown at the place now, or was a moment ago.

    Raises:
        CodeHasChanged: it was shown there earlier.
        CodeNotShownHere: it never was.
        SelfCheckInIsOff: it was, and nothing is shown any more.
    """
    code = normal_signs(typed)
    if offer.on_screen and _was_on_screen(offer, code, since=now - GRACE, now=now):
        return
    if offer.on_paper and _is_code(code, _on_paper(offer, offer.paper_no)):
        return
    cards = range(1, offer.paper_no + 1)
    was_on_paper = any(_is_code(code, _on_paper(offer, number)) for number in cards)
    if not was_on_paper and not _was_on_screen(offer, code, since=now - REMEMBERED_FOR, now=now):
        raise CodeNotShownHere
    raise CodeHasChanged if offer.is_on else SelfCheckInIsOff


def normal_signs(text: str) -> str:
    """The six signs as they were told: lower case, with gaps, with letters that look like digits.

    >>> normal_signs("4kx 2po")
    '4KX2P0'
    """
    return re.sub(r"[\s\-–·]+", "", text).upper().translate(LOOKALIKES)


def code_address(offer: SelfCheckIn, code: str) -> str:
    """What the QR code holds: capitals and digits, which keep it small. It tells of nobody."""
    return absolute(f"/H/{offer.pk}-{code}").upper()


def screen_address(offer: SelfCheckIn) -> str:
    """What opens the screen on another device. What follows the # never reaches a log."""
    return absolute(f"{DOOR}screen/#{screen_key(offer)}")


def screen_key(offer: SelfCheckIn) -> str:
    """What a device shows to get the codes of a session, and can get nothing else with."""
    return f"{offer.pk}-{_key(offer, settings.SECRET_KEY)}"


def is_screen_key(offer: SelfCheckIn, key: str) -> bool:
    return any(constant_time_compare(_key(offer, secret), key) for secret in _secrets())


def place_told(offer: SelfCheckIn, *, now: datetime) -> str:
    """What a telephone keeps for some minutes to show that it was at the place."""
    return signing.dumps([*_shown_there(offer), now.timestamp()], salt=PURPOSE)


def is_at_the_place(offer: SelfCheckIn, told: str, *, now: datetime) -> bool:
    """Whether the telephone was at the place of this session lately."""
    try:
        *shown, seen_at = signing.loads(told, salt=PURPOSE)
    except signing.BadSignature:
        return False
    seen = datetime.fromtimestamp(seen_at, UTC)
    return shown == _shown_there(offer) and now - seen < AT_THE_PLACE_FOR


def _shown_there(offer: SelfCheckIn) -> list[int]:
    """Another card, or closed screens, and what was seen there is worthless with the codes."""
    return [offer.pk, offer.screen_no, offer.paper_no]


def _step(moment: datetime) -> int:
    return int(moment.timestamp() // SHOWN_FOR.total_seconds())


def _was_on_screen(offer: SelfCheckIn, code: str, *, since: datetime, now: datetime) -> bool:
    steps = range(_step(since), _step(now) + 1)
    return any(_is_code(code, _on_screen(offer, step)) for step in steps)


def _on_screen(offer: SelfCheckIn, step: int) -> str:
    return f"{offer.pk}:screen:{offer.screen_no}:{step}"


def _on_paper(offer: SelfCheckIn, number: int) -> str:
    return f"{offer.pk}:paper:{number}"


def _is_code(code: str, subject: str) -> bool:
    return any(constant_time_compare(_code(subject, secret), code) for secret in _secrets())


def _code(subject: str, secret: str | bytes) -> str:
    number = int.from_bytes(_digest(subject, secret)[:4])
    return "".join(
        REFERENCE_ALPHABET[(number >> BITS_OF_A_SIGN * place) % len(REFERENCE_ALPHABET)]
        for place in range(SIGNS)
    )


def _key(offer: SelfCheckIn, secret: str | bytes) -> str:
    digest = _digest(f"{offer.pk}:key:{offer.screen_no}", secret)
    return base64.b32encode(digest).decode("ascii")[:SECRET_CODE_LENGTH]


def _digest(subject: str, secret: str | bytes) -> bytes:
    return salted_hmac(PURPOSE, subject, secret=secret, algorithm="sha256").digest()


def _secrets() -> list[str | bytes]:
    """Ours of today, and those of before while we change them."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
