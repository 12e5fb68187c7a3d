from datetime import UTC, datetime, timedelta

import pytest

from accounts.choices import ConsentPurpose
from accounts.errors import ConsentTextChanged
from accounts.models import Consent, ConsentText
from accounts.services.consents import give_consent, withdraw_consent
from tests.factories.people import PersonFactory, UserFactory
from tests.racing import race

NOW = datetime(2026, 5, 9, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)

pytestmark = pytest.mark.django_db


def photo_text() -> ConsentText:
    return ConsentText.objects.current(on=NOW.date()).get(purpose=ConsentPurpose.PHOTO)


def next_version(text: ConsentText) -> ConsentText:
    return ConsentText.objects.create(
        purpose=text.purpose,
        version=text.version + 1,
        text_en="New wording",
        text_zh="新的内容",
        published_on=LATER.date(),
    )


def test_every_purpose_has_a_text_in_both_languages() -> None:
    texts = ConsentText.objects.current(on=NOW.date())
    assert {text.purpose for text in texts} == set(ConsentPurpose)
    assert all(text.text_en and text.text_zh for text in texts)


def test_a_new_version_counts_from_its_day() -> None:
    first = photo_text()
    second = next_version(first)
    current = {
        day: ConsentText.objects.current(on=day).get(purpose=first.purpose)
        for day in (NOW.date(), LATER.date())
    }
    assert current == {NOW.date(): first, LATER.date(): second}


def test_consent_is_given_once() -> None:
    person, user = PersonFactory(), UserFactory()

    first = give_consent(person_id=person.pk, text_id=photo_text().pk, given_by=user, now=NOW)
    again = give_consent(person_id=person.pk, text_id=photo_text().pk, given_by=user, now=LATER)

    assert first == again
    assert (again.given_by, again.given_at) == (user, NOW)


def test_a_text_that_is_no_longer_current_cannot_be_agreed_to() -> None:
    person, old = PersonFactory(), photo_text()
    next_version(old)
    with pytest.raises(ConsentTextChanged):
        give_consent(person_id=person.pk, text_id=old.pk, given_by=UserFactory(), now=LATER)
    assert not person.consents.exists()


def test_a_text_that_never_was_cannot_be_agreed_to() -> None:
    with pytest.raises(ConsentTextChanged):
        give_consent(person_id=PersonFactory().pk, text_id=0, given_by=UserFactory(), now=NOW)


def test_withdrawing_ends_every_version_of_the_purpose_and_no_other() -> None:
    person, user, old = PersonFactory(), UserFactory(), photo_text()
    award_text = ConsentText.objects.get(purpose=ConsentPurpose.AWARD_LIST)
    for text in (old, award_text):
        give_consent(person_id=person.pk, text_id=text.pk, given_by=user, now=NOW)
    new = next_version(old)
    give_consent(person_id=person.pk, text_id=new.pk, given_by=user, now=LATER)

    ended = withdraw_consent(
        person_id=person.pk, purpose=ConsentPurpose.PHOTO, withdrawn_by=user, now=LATER
    )

    assert ended == 2
    assert [consent.text for consent in person.consents.in_force()] == [award_text]
    photo = person.consents.filter(text__purpose=ConsentPurpose.PHOTO)
    assert {(line.withdrawn_at, line.withdrawn_by) for line in photo} == {(LATER, user)}


def test_withdrawing_twice_is_withdrawing_once() -> None:
    person, user = PersonFactory(), UserFactory()
    give_consent(person_id=person.pk, text_id=photo_text().pk, given_by=user, now=NOW)
    for moment in (LATER, LATER + timedelta(days=1)):
        withdraw_consent(
            person_id=person.pk, purpose=ConsentPurpose.PHOTO, withdrawn_by=user, now=moment
        )
    assert person.consents.get().withdrawn_at == LATER


def test_consent_given_again_is_a_new_line() -> None:
    person, user = PersonFactory(), UserFactory()
    give_consent(person_id=person.pk, text_id=photo_text().pk, given_by=user, now=NOW)
    withdraw_consent(person_id=person.pk, purpose=ConsentPurpose.PHOTO, withdrawn_by=user, now=NOW)

    give_consent(person_id=person.pk, text_id=photo_text().pk, given_by=user, now=LATER)

    assert [line.given_at for line in person.consents.all()] == [LATER, NOW]
    assert person.consents.in_force().get().given_at == LATER


@pytest.mark.django_db(transaction=True)
def test_given_in_four_tabs_at_once_it_is_one_line() -> None:
    person, user, text = PersonFactory(), UserFactory(), photo_text()

    def give() -> int:
        return give_consent(person_id=person.pk, text_id=text.pk, given_by=user, now=NOW).pk

    assert len(set(race(give, give, give, give))) == 1
    assert Consent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_given_and_withdrawn_at_once_at_most_one_line_is_in_force() -> None:
    person, user, text = PersonFactory(), UserFactory(), photo_text()

    def give() -> int:
        return give_consent(person_id=person.pk, text_id=text.pk, given_by=user, now=NOW).pk

    def withdraw() -> int:
        return withdraw_consent(
            person_id=person.pk, purpose=ConsentPurpose.PHOTO, withdrawn_by=user, now=NOW
        )

    give()
    race(give, withdraw, give, withdraw)

    in_force, ended = Consent.objects.in_force(), Consent.objects.exclude(withdrawn_at=None)
    assert in_force.count() <= 1
    assert ended.count() >= 1
