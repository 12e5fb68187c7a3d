"""What certificates hold about people: how it is told, and what becomes of it.

Number, state and what was certified stay and can be checked; whose it was is forgotten.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import Person
from accounts.services.erasure import Trace, traces
from accounts.services.export import Subject, exporters
from certificates.choices import FORGOTTEN
from certificates.models import Certificate, Holder


def forget_holder(person: Person, now: datetime) -> None:
    """Blank the names on their certificates, and what colleagues wrote when they revoked one."""
    Holder.objects.filter(person=person).update(name="", masked_name="", shows_name=False)
    Certificate.objects.filter(holder__person=person).exclude(revocation_reason="").update(
        revocation_reason=FORGOTTEN
    )


traces.register(
    "certificates.Holder.person",
    Trace("kept; the name is blanked, number and state stay", forget_holder),
)


@exporters("certificates")
def _certificates(subject: Subject) -> list[dict[str, Any]]:
    certificates = Certificate.objects.filter(holder__person__in=subject.people)
    return [
        {
            "number": certificate.number,
            "what_for": certificate.get_purpose_display(),
            "name": certificate.holder.name,
            "masked_name": certificate.holder.masked_name,
            "shows_masked_name": certificate.holder.shows_name,
            "issued_by": str(certificate.issuer),
            "issued_at": certificate.issued_at,
            "text": certificate.wording,
            "figures": certificate.figures,
            "state": certificate.get_state_display(),
            "revoked_at": certificate.revoked_at,
            "why_revoked": certificate.revocation_reason,
        }
        for certificate in certificates.select_related("holder", "issuer").order_by("pk")
    ]
