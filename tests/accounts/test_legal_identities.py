"""Names and numbers from papers: one for each purpose, kept for a year, then gone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.choices import LegalPurpose
from accounts.models import LegalIdentity
from accounts.services.erasure import erase_person
from accounts.services.legal_identities import (
    erase_expired_identities,
    erase_identity,
    keep_identity,
)
from tests.factories.people import LegalIdentityFactory, PersonFactory

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
FOR_THE_RECORD = LegalPurpose.SERVICE_RECORD

pytestmark = pytest.mark.django_db


def test_what_is_given_again_takes_the_place_of_the_first() -> None:
    person = PersonFactory()
    for name in ("Lin Yue", "Lin Yuan"):
        keep_identity(person=person, purpose=FOR_THE_RECORD, name=name, number="ABC12345", now=NOW)
    kept = LegalIdentity.objects.get()
    assert (kept.name, kept.number, kept.expires_on) == ("Lin Yuan", "ABC12345", date(2027, 11, 23))
    assert kept.masked_number == "AB••••45"


def test_it_is_erased_on_its_day() -> None:
    LegalIdentityFactory(expires_on=NOW.date())
    later = LegalIdentityFactory(expires_on=NOW.date() + timedelta(days=1))
    assert erase_expired_identities(now=NOW) == 1
    assert LegalIdentity.objects.get() == later


def test_its_owner_takes_it_back() -> None:
    identity = LegalIdentityFactory()
    erase_identity(person=PersonFactory(), purpose=FOR_THE_RECORD)
    assert LegalIdentity.objects.get() == identity
    erase_identity(person=identity.person, purpose=FOR_THE_RECORD)
    assert not LegalIdentity.objects.exists()


def test_it_goes_with_the_person() -> None:
    erase_person(person_id=LegalIdentityFactory().person_id, now=NOW)
    assert not LegalIdentity.objects.exists()
