"""Giving and withdrawing consent. A line of the history is never changed, only ended."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.choices import ASKED_OF_GUARDIANS, ConsentPurpose
from accounts.errors import ConsentTextChanged, NotYourOwnGuardian
from accounts.models import Consent, ConsentText, Person, User


@transaction.atomic
def give_consent(*, person_id: int, text_id: int, given_by: User, now: datetime) -> Consent:
    """Record that the person agrees to this very text. Giving it twice is giving it once.

    Locks the person.

    Raises:
        ConsentTextChanged: a newer version of the text is in force, so another one was read.
        NotYourOwnGuardian: it takes a guardian, and they would agree for themselves.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    text = ConsentText.objects.current(on=timezone.localdate(now)).filter(pk=text_id).first()
    if text is None:
        raise ConsentTextChanged
    if text.purpose in ASKED_OF_GUARDIANS and person.user_id == given_by.pk:
        raise NotYourOwnGuardian
    consent, _created = Consent.objects.in_force().get_or_create(
        person_id=person_id, text=text, defaults={"given_by": given_by, "given_at": now}
    )
    return consent


@transaction.atomic
def withdraw_consent(
    *, person_id: int, purpose: ConsentPurpose, withdrawn_by: User | None, now: datetime
) -> int:
    """End every consent of the person to this purpose, whatever its version. Returns how many.

    Locks the person.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person_id)
    return (
        Consent.objects.in_force()
        .filter(person_id=person_id, text__purpose=purpose)
        .update(withdrawn_at=now, withdrawn_by=withdrawn_by)
    )
