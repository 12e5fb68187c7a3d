"""The code of a prize, by which a desk knows it: whoever has it collects the prize, once."""

from __future__ import annotations

import re
from textwrap import wrap

from cms.services.qr import qr_png
from core.addresses import absolute
from core.codes import SECRET_CODE_LENGTH
from rewards.models import Collection

# Pixels of a module: a code of version 3 is then 370 pixels wide, its quiet zone included.
QR_MODULE = 10
SIGNS_AT_ONCE = 4

BEFORE_THE_CODE = re.compile(r"^.*/P/", re.IGNORECASE)
CODE = re.compile(rf"[A-Z2-7]{{{SECRET_CODE_LENGTH}}}")


def prize_url(collection: Collection) -> str:
    """What the QR code holds: an address in capitals, which keep the code small."""
    return absolute(f"/P/{collection.code}").upper()


def prize_qr_png(collection: Collection) -> bytes:
    """The QR code of the prize, as a picture."""
    return qr_png(prize_url(collection), module=QR_MODULE)


def code_in_groups(collection: Collection) -> str:
    """The code as it is read out and typed."""
    return " ".join(wrap(collection.code, SIGNS_AT_ONCE))


def read_code(text: str) -> str | None:
    """The code in what a camera has read or a hand has typed: bare, with gaps, or an address."""
    signs = re.sub(r"[\s-]", "", BEFORE_THE_CODE.sub("", text.strip())).upper().rstrip("/")
    return signs if CODE.fullmatch(signs) else None


def collection_of_code(code: str) -> Collection | None:
    """The prize that this code opens, if there is one. Upper and lower case are the same."""
    return Collection.objects.told().filter(code=code.upper()).first()
