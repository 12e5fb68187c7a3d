"""Signed links to certificates, for holders who have no account.

Not the code on the paper: whoever sees that may check the certificate, and never open it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.core import signing
from django.urls import reverse

from certificates.errors import LinkExpired
from certificates.models import Certificate
from core.addresses import absolute

# A school year's half, in which the paper is asked for; after that, ask the library.
LINK_DAYS = 90
SALT = "certificates.held"


def held_url(certificates: Sequence[Certificate]) -> str:
    """Where these are opened for a while, and nothing else is."""
    token = signing.dumps([certificate.pk for certificate in certificates], salt=SALT)
    return absolute(reverse("held_certificates", args=[token]))


def certificates_of_link(token: str) -> list[Certificate]:
    """Those that the link opens and that stand still.

    Raises:
        LinkExpired: it is too old, or not one of ours.
    """
    try:
        keys = signing.loads(token, salt=SALT, max_age=timedelta(days=LINK_DAYS))
    except signing.BadSignature as error:
        raise LinkExpired from error
    held = Certificate.objects.valid().filter(pk__in=keys).exclude(holder__name="")
    return list(held.select_related("holder").order_by("pk"))
