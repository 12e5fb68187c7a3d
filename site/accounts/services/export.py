"""Telling people everything that is held about them, in a form that programs can read.

Each app says in `exporters` what it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from accounts.models import Consent, LegalIdentity, Membership, User
from accounts.services.erasure import people_of
from core.registries import Registry
from notifications.models import OutboxMessage, StoppedKind
from notifications.services.stopping import known_as


@dataclass(frozen=True)
class Subject:
    """Whose data is told: a user, and the people known by this account."""

    user: User
    people: list[int]


# By the name of the part in the file. What an exporter returns holds only what JSON can say, and
# dates and times.
exporters: Registry[Callable[[Subject], Any]] = Registry("exporters")


def everything_about(user: User, *, now: datetime) -> dict[str, Any]:
    """All parts together; keys are named as on the pages, values are plain."""
    subject = Subject(user, people_of(user))
    return {"told_at": now, **{name: export(subject) for name, export in exporters}}


@exporters("account")
def _account(subject: Subject) -> dict[str, Any]:
    user = subject.user
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    return {
        "name": user.name,
        "email": user.email,
        "email_addresses": list(addresses.values("email", "verified")),
        "phone": user.phone,
        "phone_verified_at": user.phone_verified_at,
        "language": user.language,
        "has_password": user.has_usable_password(),
        "joined_at": user.date_joined,
        "last_signed_in_at": user.last_login,
        "wechat": [
            {"identifier": wechat.uid, "connected_at": wechat.date_joined}
            for wechat in SocialAccount.objects.filter(user=user).order_by("pk")
        ],
        "second_factors": [
            {"name": str(factor), "added_at": factor.created_at, "used_at": factor.last_used_at}
            for factor in factors
        ],
    }


@exporters("family")
def _family(subject: Subject) -> list[dict[str, Any]]:
    memberships = Membership.objects.filter(person__in=subject.people).select_related(
        "person", "household"
    )
    return [
        {
            "name": membership.person.name,
            "role": membership.get_role_display(),
            "birth_year": membership.person.birth_year,
            "birth_month": membership.person.birth_month,
            "goes_home_alone": membership.may_leave_alone,
            "lives_in_the_city": membership.household.lives_here,
            "joined_at": membership.joined_at,
            "left_at": membership.left_at,
        }
        for membership in memberships
    ]


@exporters("consents")
def _consents(subject: Subject) -> list[dict[str, Any]]:
    consents = Consent.objects.filter(person__in=subject.people).select_related("person", "text")
    return [
        {
            "person": consent.person.name,
            "purpose": consent.text.get_purpose_display(),
            "version": consent.text.version,
            "text": consent.text.text,
            "given_at": consent.given_at,
            "withdrawn_at": consent.withdrawn_at,
        }
        for consent in consents.order_by("given_at", "pk")
    ]


@exporters("names_and_numbers_in_papers")
def _legal_identities(subject: Subject) -> list[dict[str, Any]]:
    identities = LegalIdentity.objects.filter(person__in=subject.people).select_related("person")
    return [
        {
            "person": identity.person.name,
            "purpose": identity.get_purpose_display(),
            "name": identity.name,
            "number": identity.number,
            "given_at": identity.kept_at,
            "erased_on": identity.expires_on,
        }
        for identity in identities.order_by("pk")
    ]


@exporters("messages")
def _messages(subject: Subject) -> list[Any]:
    addresses = [address for address in (subject.user.email, subject.user.phone) if address]
    messages = OutboxMessage.objects.filter(address__in=addresses).order_by("pk")
    return list(messages.values("address", "created_at", "sent_at", "title", "body"))


@exporters("messages_not_wanted")
def _messages_not_wanted(subject: Subject) -> list[Any]:
    addresses = [address for address in (subject.user.email, subject.user.phone) if address]
    readers = [reader for address in addresses for reader in known_as(address)]
    stopped = StoppedKind.objects.filter(reader__in=readers).order_by("pk")
    return list(stopped.values("kind", "stopped_at"))
