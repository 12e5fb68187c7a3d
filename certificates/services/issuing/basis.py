"""Whether that still stands for which certificates were issued. If not, a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from certificates.models import Certificate
from certificates.querysets import CertificateQuerySet
from certificates.services.sources.source import source_of
from core.reconciliation import checks

# So many certificates are looked at with one question to each of their sources.
AT_ONCE = 500


def check_bases(certificates: CertificateQuerySet, *, now: datetime) -> int:
    """Mark those whose basis has changed, and unmark those where it has come back; says how many.

    What somebody has decided about stays decided.
    """
    return sum(1 for found in differing(certificates, now=now) if _mark(*found, now=now))


def differing(
    certificates: CertificateQuerySet, *, now: datetime
) -> Iterator[tuple[Certificate, bool]]:
    """Valid, undecided ones that are marked wrongly, and whether their basis stands."""
    undecided = certificates.valid().filter(basis_answer="").order_by("pk")
    rows = undecided.iterator(chunk_size=AT_ONCE)
    while chunk := [row for _index, row in zip(range(AT_ONCE), rows, strict=False)]:
        standing = _standing(chunk, now=now)
        for certificate in chunk:
            stands = certificate.pk in standing
            if stands == (certificate.basis_changed_at is not None):
                yield certificate, stands


def _standing(certificates: Iterable[Certificate], *, now: datetime) -> set[int]:
    by_source = defaultdict(list)
    for certificate in certificates:
        by_source[source_of(certificate)].append(certificate)
    return {key for source, theirs in by_source.items() for key in source.standing(theirs, now=now)}


def _mark(certificate: Certificate, stands: bool, *, now: datetime) -> int:
    undecided = Certificate.objects.valid().filter(pk=certificate.pk, basis_answer="")
    return undecided.update(basis_changed_at=None if stands else now)


@checks("certificates")
def _bases(now: datetime, fix: bool) -> Iterator[str]:
    """Whoever undid an attendance may have crashed before certificates were looked at."""
    for certificate, stands in differing(Certificate.objects.all(), now=now):
        if stands:
            yield f"certificate {certificate.number}: marked, although its basis stands again"
        else:
            yield f"certificate {certificate.number}: its basis has changed, and nobody was told"
        if fix:
            _mark(certificate, stands, now=now)
