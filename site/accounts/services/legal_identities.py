"""The name and number in somebody's papers: given for a purpose, and erased on a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.choices import LegalPurpose
from accounts.models import LegalIdentity, Person

DAYS_TO_KEEP = 365


def keep_identity(
    *, person: Person, purpose: LegalPurpose, name: str, number: str, now: datetime
) -> LegalIdentity:
    """Keep them for a year, in place of what was given for this purpose before."""
    identity, _created = LegalIdentity.objects.update_or_create(
        person=person,
        purpose=purpose,
        defaults={
            "name": name,
            "number": number,
            "kept_at": now,
            "expires_on": timezone.localdate(now) + timedelta(days=DAYS_TO_KEEP),
        },
    )
    return identity


def erase_identity(*, person: Person, purpose: LegalPurpose) -> None:
    """Erase what was given for this purpose, if anything was."""
    LegalIdentity.objects.filter(person=person, purpose=purpose).delete()


def erase_expired_identities(*, now: datetime) -> int:
    """Erase those whose day has come; says how many."""
    erased, _by_model = LegalIdentity.objects.filter(
        expires_on__lte=timezone.localdate(now)
    ).delete()
    return erased
