"""The one key of a library that signs, and how another takes its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from wagtail.log_actions import log

from certificates.errors import KeyReplacedAlready, KeyUnreadable, KeyWithdrawnAlready
from certificates.models import SigningKey
from certificates.services.keys.multibase import ED25519_PUBLIC, base58
from core.reconciliation import checks
from network.models import Branch


def signing_key_of(issuer: Branch, *, now: datetime) -> SigningKey:
    """The key that signs for the library; made the first time that one is needed."""
    active = SigningKey.objects.filter(issuer=issuer, retired_at=None)
    key = active.first()
    if key is None:
        # Somebody else may be as quick: a library has one active key, and theirs is as good.
        SigningKey.objects.bulk_create([_new_key(issuer, now)], ignore_conflicts=True)
        key = active.get()
    return key


@transaction.atomic
def rotate_key(*, key_id: int, now: datetime, by: Any = None) -> SigningKey:
    """Let a new key sign from now on. The old one stays published: what it signed stays good.

    Raises:
        KeyReplacedAlready: somebody else was quicker.
    """
    old = _locked(key_id)
    if not old.is_active:
        raise KeyReplacedAlready
    return _replace(old, now, by)


@transaction.atomic
def withdraw_key(*, key_id: int, now: datetime, by: Any = None) -> None:
    """Publish a stolen key no more. What it signed falls, with what a thief may sign.

    Raises:
        KeyWithdrawnAlready: somebody else was quicker.
    """
    key = _locked(key_id)
    if key.is_withdrawn:
        raise KeyWithdrawnAlready
    if key.is_active:
        _replace(key, now, by)
    key.withdrawn_at = now
    key.save(update_fields=["withdrawn_at"])
    log(key, "certificates.key_withdrawn", user=by)


def _locked(key_id: int) -> SigningKey:
    return SigningKey.objects.select_for_update(no_key=True).get(pk=key_id)


def _replace(old: SigningKey, now: datetime, by: Any) -> SigningKey:
    old.retired_at = now
    old.save(update_fields=["retired_at"])
    new = _new_key(old.issuer, now)
    new.save()
    log(new, "certificates.key_rotated", user=by, data={"before": old.public_multibase})
    return new


def private_key_of(key: SigningKey) -> Ed25519PrivateKey:
    """What signs.

    Raises:
        KeyUnreadable: it was encrypted with a key of the site that is not known any more.
    """
    if not key.private:
        raise KeyUnreadable
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key.private))


@checks("signing keys")
def _unreadable_keys(now: datetime, fix: bool) -> Iterator[str]:
    """Keys that nobody can sign with. Another takes their place; what they signed stays good."""
    for key in SigningKey.objects.filter(retired_at=None).select_related("issuer"):
        if not key.private:
            yield (
                f"{key.issuer} cannot sign badges: key {key} was encrypted with another of the "
                "ENCRYPTION_KEYS"
            )
            if fix:
                rotate_key(key_id=key.pk, now=now)


def _new_key(issuer: Branch, now: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    return SigningKey(
        issuer=issuer,
        public_multibase=base58(ED25519_PUBLIC + private.public_key().public_bytes_raw()),
        private=private.private_bytes_raw().hex(),
        created_at=now,
    )
