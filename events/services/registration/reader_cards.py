"""Reader cards: whether a number is that of a card, without ever keeping the number.

`settings.READER_CARD_CHECKER` is the dotted path of a function that takes a number, spaces left
out, and says what it knows of it. A library with a system of its own gives `READER_CARD_URL`, or a
function of its own.

The system is asked so that no number stands in an address, where logs would keep it:

    POST <READER_CARD_URL>
    {"number": "20261234"}          answered with    {"valid": true}
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.utils.module_loading import import_string

from brands.choices import ReaderCardRule
from events.choices import CardStanding

PATIENCE_SECONDS = 3.0
LONGEST_ANSWER = 10_000
LAST_DIGITS = 4
BETWEEN_DIGITS = re.compile(r"[\s\-]+")

logger = logging.getLogger(__name__)

Checker = Callable[[str], CardStanding]


@dataclass(frozen=True)
class GivenCard:
    """What remains of a number that was typed."""

    last_digits: str
    standing: CardStanding

    @property
    def is_unknown(self) -> bool:
        return self.standing == CardStanding.UNKNOWN


def look_at_card(typed: str, *, rule: ReaderCardRule) -> GivenCard | None:
    """What can be said of the number that was typed; nothing where none was.

    What does not look like a number is unknown at once. Where the rule asks for more and the
    library system does not answer, a number that looks right is good enough: nobody is turned away
    because a system is down.
    """
    number = BETWEEN_DIGITS.sub("", typed).upper()
    if not number:
        return None
    standing = by_format(number)
    if rule == ReaderCardRule.VERIFIED and standing == CardStanding.LOOKS_RIGHT:
        checker: Checker = import_string(settings.READER_CARD_CHECKER)
        standing = checker(number)
    return GivenCard(number[-LAST_DIGITS:], standing)


def by_format(number: str) -> CardStanding:
    """Whether it looks like a number of ours, by `READER_CARD_PATTERN`."""
    looks_right = re.fullmatch(settings.READER_CARD_PATTERN, number)
    return CardStanding.LOOKS_RIGHT if looks_right else CardStanding.UNKNOWN


def by_library_system(number: str) -> CardStanding:
    """What the library system at `READER_CARD_URL` says, if it says anything."""
    request = Request(  # noqa: S310 - the operator's own address
        settings.READER_CARD_URL,
        json.dumps({"number": number}).encode(),
        {
            "Content-Type": "application/json",
            "User-Agent": "Shuxiang",
            "Authorization": f"Bearer {settings.READER_CARD_TOKEN}",
        },
    )
    try:
        with build_opener(_NoRedirects).open(request, timeout=PATIENCE_SECONDS) as answer:
            is_valid = json.loads(answer.read(LONGEST_ANSWER))["valid"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        logger.warning("The library system did not check a reader card: %s", type(error).__name__)
        return CardStanding.NOT_VERIFIED
    return CardStanding.KNOWN if is_valid is True else CardStanding.UNKNOWN


class _NoRedirects(HTTPRedirectHandler):
    """A number goes to whom the operator named, and to nobody else."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None
