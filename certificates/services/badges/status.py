"""Which badges do not hold any more: a bit for each number of a library and year.

Bitstring Status List v1.0, https://www.w3.org/TR/vc-bitstring-status-list/. A list tells nothing of
a single badge to whoever fetches it, and us nothing of which badge somebody checks.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime

from certificates.choices import CertificateState
from certificates.models import Certificate, NumberSeries
from certificates.services.badges.addresses import did, status_list_address
from certificates.services.badges.canonical import Document
from certificates.services.badges.proof import signed
from certificates.services.keys.key_pairs import signing_key_of
from certificates.services.keys.multibase import base64url

# The shortest list that the specification allows, so that one badge hides among many.
ENTRIES = 131_072

# What zlib calls a gzip file; it carries no time, so that the same list gives the same bytes.
GZIP = 31


def status_entry(certificate: Certificate) -> Document:
    """Where the badge stands in the list of its library and year."""
    part, index = divmod(certificate.no - 1, ENTRIES)
    address = status_list_address(certificate.issuer.certificate_issuer, certificate.year, part)
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def status_list(*, sign: str, year: int, part: int, now: datetime) -> Document:
    """The signed list of one library and year; part 1 goes on where part 0 is full.

    Raises:
        NumberSeries.DoesNotExist: no number of this list was given.
        KeyUnreadable: the library's key cannot be read.
    """
    first = part * ENTRIES + 1
    series = NumberSeries.objects.select_related("issuer__certificate_issuer").get(
        issuer__certificate_issuer__sign=sign.upper(), year=year, last__gte=first
    )
    issuer = series.issuer.certificate_issuer
    address = status_list_address(issuer, year, part)
    gone = Certificate.objects.exclude(state=CertificateState.VALID).filter(
        issuer=series.issuer, year=year, no__gte=first, no__lt=first + ENTRIES
    )
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did(issuer),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(no - first for no in gone.values_list("no", flat=True)),
        },
    }
    return signed(document, issuer=issuer, key=signing_key_of(series.issuer, now=now))


def encoded(indexes: Iterable[int]) -> str:
    """The bits, set at these places, compressed and as text; the first is the highest of a byte."""
    bits = bytearray(ENTRIES // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> index % 8
    return base64url(zlib.compress(bytes(bits), wbits=GZIP))
