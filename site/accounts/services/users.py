"""Users and the contacts that sign them in."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User


@transaction.atomic
def user_with_proved_contact(
    *, email: str = "", phone: str = "", language: str, now: datetime
) -> User:
    """The user whom this contact signs in, made on the spot where the contact is new here.

    Call it only once the person has shown that the contact is theirs: it counts as verified.

    Args:
        email: in lower case; or
        phone: as E.164.
        language: in which a new user is written to.
    """
    contact = {"email": email} if email else {"phone": phone}
    user, _is_new = User.objects.get_or_create(
        **contact, defaults={"language": language, "password": make_password(None)}
    )
    if email:
        EmailAddress.objects.update_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
    else:
        set_phone(user, phone, verified_at=now)
    return user


def proved_addresses(user: User) -> list[str]:
    """The user's own e-mail address and phone number, as far as they have shown to be theirs."""
    addresses = []
    if EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        addresses.append(user.email or "")
    if user.phone and user.phone_verified_at:
        addresses.append(user.phone)
    return addresses


def set_phone(user: User, phone: str | None, *, verified_at: datetime | None) -> None:
    """Give the user this number, or none."""
    user.phone = phone
    user.phone_verified_at = verified_at
    user.save(update_fields=["phone", "phone_verified_at"])


@transaction.atomic
def change_profile(user: User, *, name: str, language: str) -> None:
    """How the user is called and written to; the person that they are on tickets follows."""
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    if hasattr(user, "person"):
        user.person.name, user.person.language = name, language
        user.person.save(update_fields=["name", "language"])


@transaction.atomic
def save_as_entered(user: User) -> None:
    """Save what an administrator entered. A contact that changed has to be proved anew."""
    stored = User.objects.filter(pk=user.pk).first()
    if stored is None:
        user.set_unusable_password()
    elif user.phone != stored.phone:
        user.phone_verified_at = None
    user.save()
    EmailAddress.objects.filter(user=user).exclude(email=user.email or "").delete()
