"""What a library publishes of itself, so that its badges can be checked."""

from __future__ import annotations

from certificates.models import Issuer, SigningKey
from certificates.services.badges.addresses import did, key_address, profile_address
from certificates.services.badges.canonical import Document
from certificates.services.badges.credential import CONTEXTS
from certificates.services.badges.proof import moment
from core.addresses import absolute

DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def issuer_of(sign: str) -> Issuer:
    """The library whose numbers begin with this sign.

    Raises:
        Issuer.DoesNotExist: no library has it.
    """
    return Issuer.objects.select_related("branch").get(sign=sign.upper())


def profile(issuer: Issuer) -> Document:
    """Who the library is, as Open Badges says it."""
    names = dict.fromkeys(filter(None, [issuer.branch.name_zh, issuer.branch.name_en]))
    return {
        "@context": CONTEXTS,
        "id": did(issuer),
        "type": ["Profile"],
        "name": " ".join(names),
        "url": absolute("/"),
    }


def did_document(issuer: Issuer) -> Document:
    """Every key that the library has signed with, for ever; but none that was stolen.

    Retired ones carry no end: verifiers would refuse what was rightly signed before it.
    """
    keys = [key for key in _keys(issuer) if not key.is_withdrawn]
    return {
        "@context": DID_CONTEXTS,
        "id": did(issuer),
        "alsoKnownAs": [profile_address(issuer)],
        "verificationMethod": [
            {
                "id": key_address(issuer, key),
                "type": "Multikey",
                "controller": did(issuer),
                "publicKeyMultibase": key.public_multibase,
            }
            for key in keys
        ],
        "assertionMethod": [key_address(issuer, key) for key in keys],
    }


def key_history(issuer: Issuer) -> Document:
    """From when to when each key signed, for people who look into it."""
    return {
        "issuer": did(issuer),
        "keys": [
            {
                "id": key_address(issuer, key),
                "signedFrom": moment(key.created_at),
                "signedUntil": moment(key.retired_at) if key.retired_at else None,
                "withdrawn": key.is_withdrawn,
            }
            for key in _keys(issuer)
        ],
    }


def _keys(issuer: Issuer) -> list[SigningKey]:
    """The newest first; without the private halves, which nothing here needs."""
    return list(
        SigningKey.objects.filter(issuer=issuer.branch)
        .defer("private")
        .order_by("-created_at", "-pk")
    )
