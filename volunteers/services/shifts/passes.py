"""The pass of a volunteer: the code of a sign-up, which the door reads like a ticket."""

from __future__ import annotations

from cms.services.qr import qr_png
from core.addresses import absolute
from volunteers.models import Claim

# Pixels of a module: a code of version 3 is then 370 pixels wide, its quiet zone included.
QR_MODULE = 10


def pass_url(claim: Claim) -> str:
    """What the QR code holds: an address in capitals, which keep the code small."""
    return absolute(f"/S/{claim.code}").upper()


def pass_qr_png(claim: Claim) -> bytes:
    """The QR code of the pass, as a picture."""
    return qr_png(pass_url(claim), module=QR_MODULE)


def claim_of_pass(code: str) -> Claim | None:
    """The sign-up that this code opens, if there is one. Upper and lower case are the same."""
    return Claim.objects.told().filter(code=code.upper()).first()
