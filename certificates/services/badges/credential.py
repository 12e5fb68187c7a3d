"""What a certificate says as a badge, and nothing more."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.choices import Languages, Purpose
from certificates.errors import BadgeWithdrawn
from certificates.models import Certificate, Holder
from certificates.services.badges.addresses import badge_address, did, picture_address
from certificates.services.badges.canonical import Document
from certificates.services.badges.proof import moment, signed
from certificates.services.badges.status import status_entry
from certificates.services.keys.key_pairs import signing_key_of
from core.addresses import absolute

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]

# Words that Open Badges has for it (AchievementType).
ACHIEVEMENT_TYPES = {
    Purpose.ATTENDANCE: "Certificate",
    Purpose.COURSE: "CertificateOfCompletion",
    Purpose.READING: "Achievement",
    Purpose.CONTEST: "Award",
    Purpose.SERVICE_HOURS: "CommunityService",
    Purpose.STAR: "CommunityService",
}

# How the texts of `wording` spell their language for translations.
LANGUAGES = {"en": "en", "zh": "zh-hans"}


def badge(certificate: Certificate, *, now: datetime) -> Document:
    """The signed credential of a valid certificate.

    Its achievement is its own and nobody else's: the text says how often this one person came.

    Raises:
        BadgeWithdrawn: it was replaced or revoked.
        KeyUnreadable: the library's key cannot be read.
    """
    if not certificate.is_valid:
        raise BadgeWithdrawn
    key = signing_key_of(certificate.issuer, now=now)
    return signed(
        _unsigned(certificate),
        issuer=certificate.issuer.certificate_issuer,
        key=key,
        created=max(certificate.issued_at, key.created_at),
    )


def _unsigned(certificate: Certificate) -> Document:
    address = badge_address(certificate)
    title, narrative = text_of(certificate, "title"), text_of(certificate, "body")
    colour = certificate.look["colour"]
    return {
        "@context": CONTEXTS,
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "issuer": {
            "id": did(certificate.issuer.certificate_issuer),
            "type": ["Profile"],
            "name": " ".join(_in_its_languages(certificate, "library")),
            "url": absolute("/"),
        },
        "validFrom": moment(certificate.issued_at),
        "credentialSubject": {
            "id": f"{address}#holder",
            "type": ["AchievementSubject"],
            **_identifiers(certificate.holder),
            "achievement": {
                "id": f"{address}#achievement",
                "type": ["Achievement"],
                "achievementType": ACHIEVEMENT_TYPES[Purpose(certificate.purpose)],
                "name": title,
                "description": narrative,
                "humanCode": certificate.number,
                "criteria": {"id": f"{address}#criteria", "narrative": narrative},
                "image": {"id": picture_address(certificate.purpose, colour), "type": "Image"},
            },
        },
        "credentialStatus": status_entry(certificate),
    }


def _identifiers(holder: Holder) -> Document:
    """The name, if its holder wants whoever checks to see it, as the page that checks shows it."""
    if not holder.shows_name:
        return {}
    return {
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": holder.masked_name,
                "identityType": "name",
            }
        ]
    }


def text_of(certificate: Certificate, text: str) -> str:
    """A text of the certificate in its languages, with somebody in place of the name."""
    said = []
    for language in Languages(certificate.languages).suffixes:
        with override(LANGUAGES[language]):
            said.append(_("the holder").join(certificate.wording[language][text]))
    return " ".join(said)


def _in_its_languages(certificate: Certificate, word: str) -> list[str]:
    return [
        certificate.wording[language][word]
        for language in Languages(certificate.languages).suffixes
    ]
