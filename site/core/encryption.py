"""Secrets that a copy of the database does not give away.

What `ENCRYPTION_KEYS` names first encrypts; what any of them encrypted can be read. Where no keys
are named they are derived from the secret key of the site.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.encoding import force_bytes

log = logging.getLogger(__name__)


def cipher_of_site(purpose: str) -> MultiFernet:
    """Encrypts for one purpose with the secret key; what an earlier one encrypted can be read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(
            base64.urlsafe_b64encode(hashlib.sha256(purpose.encode() + force_bytes(key)).digest())
        )
        for key in keys
    )


def cipher() -> MultiFernet:
    """Encrypts what is stored about people and has to be read again."""
    if not settings.ENCRYPTION_KEYS:
        return cipher_of_site("personal data")
    return MultiFernet(Fernet(key) for key in settings.ENCRYPTION_KEYS)


class EncryptedTextField(models.TextField):
    """A text that is stored encrypted: it can be read by its row, and not be searched for.

    Where none of the keys fits any more it reads as an empty text, and the log says so.
    """

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else cipher().encrypt(str(value).encode()).decode()

    def from_db_value(self, value: str | None, *args: Any) -> str | None:
        if value is None:
            return None
        try:
            return cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            log.exception("%s cannot be read with the keys of today.", self)
            return ""

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
