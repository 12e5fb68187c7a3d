"""What whoever holds a certificate, or its code, is told: no more than stands on the paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from certificates.choices import CertificateState, Purpose
from certificates.models import Certificate
from core.bilingual import active_suffix


@dataclass(frozen=True)
class Checked:
    """How a certificate stands. The name is masked, and there only where its holder wants it."""

    state: CertificateState
    number: str
    issuer: str
    purpose: str
    about: str
    issued_on: date
    masked_name: str
    ended_on: date | None

    @property
    def is_valid(self) -> bool:
        return self.state == CertificateState.VALID

    @property
    def is_replaced(self) -> bool:
        return self.state == CertificateState.REPLACED


def check(code: str) -> Checked | None:
    """What stands behind a code, as it was typed or scanned; None for one that is not ours.

    Why one was revoked, and which one replaces it, is told to nobody here.
    """
    certificate = (
        Certificate.objects.filter(code=code.upper())
        .select_related("holder", "replaced_by")
        .first()
    )
    if certificate is None:
        return None
    holder, words = certificate.holder, certificate.wording[active_suffix()]
    return Checked(
        state=CertificateState(certificate.state),
        number=certificate.number,
        issuer=words["library"],
        purpose=str(Purpose(certificate.purpose).label),
        about=words["about"],
        issued_on=timezone.localdate(certificate.issued_at),
        masked_name=holder.masked_name if holder.shows_name else "",
        ended_on=_ended_on(certificate),
    )


def _ended_on(certificate: Certificate) -> date | None:
    if certificate.revoked_at:
        return timezone.localdate(certificate.revoked_at)
    newer = getattr(certificate, "replaced_by", None)
    return timezone.localdate(newer.issued_at) if newer else None
