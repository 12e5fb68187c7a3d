"""Where badges and what belongs to them are published; never changed, for signatures name them."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import reverse

from certificates.models import Certificate, Issuer, SigningKey
from core.addresses import absolute


def badge_address(certificate: Certificate) -> str:
    return absolute(reverse("badge", args=[certificate.code.lower(), "json"]))


def picture_address(purpose: str, colour: str) -> str:
    return absolute(reverse("badge_picture", args=[purpose, colour.removeprefix("#")]))


def status_list_address(issuer: Issuer, year: int, part: int) -> str:
    return absolute(reverse("badge_status_list", args=[issuer.sign.lower(), year, part]))


def profile_address(issuer: Issuer) -> str:
    return absolute(reverse("badge_issuer", args=[issuer.sign.lower()]))


def did(issuer: Issuer) -> str:
    """The library as did:web says it: the address of its key document, with colons for slashes."""
    host = quote(urlsplit(settings.BASE_URL).netloc, safe="")
    folder = reverse("badge_did_document", args=[issuer.sign.lower()]).removesuffix("/did.json")
    return f"did:web:{host}{folder.replace('/', ':')}"


def key_address(issuer: Issuer, key: SigningKey) -> str:
    return f"{did(issuer)}#{key.public_multibase}"
