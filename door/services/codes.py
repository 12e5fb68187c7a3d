"""What was held before the camera, or typed: a ticket's secret code or its short reference."""

import re
from dataclasses import dataclass

from core.codes import REFERENCE_LENGTH, SECRET_CODE_LENGTH

# The address in the QR code, or the ticket page's own address copied from a message.
IN_ADDRESS = re.compile(rf"/(?:T|TICKETS)/([A-Z2-7]{{{SECRET_CODE_LENGTH}}})(?:$|[/?#])")
CODE = re.compile(rf"[A-Z2-7]{{{SECRET_CODE_LENGTH}}}")
REFERENCE = re.compile(rf"[0-9A-HJKMNP-TV-Z]{{{REFERENCE_LENGTH}}}")

# Crockford: what people write for a digit that looks like a letter.
LOOKALIKES = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class TicketCode:
    """Opens a ticket wherever it is shown."""

    value: str


@dataclass(frozen=True)
class TicketReference:
    """Names a ticket, but only among those of one event: eight characters can be guessed."""

    value: str


def read_code(text: str) -> TicketCode | TicketReference | None:
    """Make sense of what a camera, a hand scanner or a finger gave us; None if there is none.

    >>> read_code("https://books.example/T/ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    TicketCode(value='ABCDEFGHIJKLMNOPQRSTUVWXYZ')
    >>> read_code("4kx2 9p-qo")
    TicketReference(value='4KX29PQ0')
    """
    upper = text.strip().upper()
    if found := IN_ADDRESS.search(upper):
        return TicketCode(found[1])
    bare = re.sub(r"[\s\-–·]+", "", upper)
    if CODE.fullmatch(bare):
        return TicketCode(bare)
    bare = bare.translate(LOOKALIKES)
    return TicketReference(bare) if REFERENCE.fullmatch(bare) else None
