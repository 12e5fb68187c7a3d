"""Where a certificate can be checked."""

from __future__ import annotations

from certificates.models import Certificate
from core.addresses import absolute


def check_url(certificate: Certificate) -> str:
    """As people type it; whatever the language of the day, it is the address without one."""
    return absolute(f"/verify/{certificate.code.lower()}/")


def qr_address(certificate: Certificate) -> str:
    """What the QR code says: upper case keeps it small."""
    return absolute(f"/V/{certificate.code}").upper()
