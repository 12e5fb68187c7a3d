"""Signing with Ed25519, as the suite `eddsa-rdfc-2022` has it.

https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from certificates.models import Issuer, SigningKey
from certificates.services.badges.addresses import key_address
from certificates.services.badges.canonical import Document, canonical
from certificates.services.keys import multibase
from certificates.services.keys.key_pairs import private_key_of


def signed(
    document: Document, *, issuer: Issuer, key: SigningKey, created: datetime | None = None
) -> Document:
    """The document with its proof; the same bytes every time, for so is Ed25519.

    Raises:
        KeyUnreadable: the private half cannot be read.
    """
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "verificationMethod": key_address(issuer, key),
        "proofPurpose": "assertionMethod",
    }
    if created:
        options["created"] = moment(created)
    digest = sha256(canonical(options)).digest() + sha256(canonical(document)).digest()
    signature = private_key_of(key).sign(digest)
    return {**document, "proof": {**options, "proofValue": multibase.base58(signature)}}


def moment(when: datetime) -> str:
    """To the second and in UTC, as `2026-06-01T04:00:00Z`."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
