"""What letters to volunteers say, in both languages, and when there is nothing to say any more."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from notifications.models import OutboxMessage
from notifications.services.kinds import Letter, descriptions, kinds
from tests.factories.volunteers import CredentialFactory, VolunteerFactory
from volunteers.choices import VolunteerMessage
from volunteers.models import Volunteer

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def letter(kind: VolunteerMessage, volunteer: Volunteer, **data: Any) -> Letter | None:
    return kinds[kind](OutboxMessage(kind=kind, subject_id=volunteer.pk, data=data), NOW)


@pytest.mark.parametrize(
    ("kind", "state", "said"),
    [
        (VolunteerMessage.APPLIED, "applied", "Your application has come in."),
        (VolunteerMessage.APPROVED, "approved", "Come by on Saturday."),
        (VolunteerMessage.DECLINED, "declined", "Come by on Saturday."),
    ],
)
def test_an_answer_says_what_the_library_said(
    kind: VolunteerMessage, state: str, said: str
) -> None:
    note = "" if state == "applied" else "Come by on Saturday."
    volunteer = VolunteerFactory(state=state, decision_note=note)
    text = letter(kind, volunteer).text
    assert said in text
    assert f"/volunteer/me/{volunteer.pk}/" in text


@pytest.mark.parametrize(
    "kind", [VolunteerMessage.APPLIED, VolunteerMessage.APPROVED, VolunteerMessage.DECLINED]
)
def test_an_answer_that_is_out_of_date_is_not_sent(kind: VolunteerMessage) -> None:
    assert letter(kind, VolunteerFactory(state="left")) is None


def test_a_pause_is_told_with_its_reason() -> None:
    volunteer = VolunteerFactory(suspended_from=NOW, suspension_reason="Twice late.")
    assert "Twice late." in letter(VolunteerMessage.SUSPENDED, volunteer).text
    lifted = VolunteerFactory()
    assert letter(VolunteerMessage.SUSPENDED, lifted) is None


@pytest.mark.parametrize(
    "kind", [VolunteerMessage.CREDENTIAL_GRANTED, VolunteerMessage.CREDENTIAL_EXPIRES]
)
def test_a_credential_is_told_while_it_holds(kind: VolunteerMessage) -> None:
    credential = CredentialFactory(kind__name_en="First aid", expires_on=date(2026, 12, 1))
    told = letter(kind, credential.volunteer, credential=credential.pk)
    assert "First aid" in told.title
    assert "1 Dec" in f"{told.title} {told.text}"
    credential.revoked_at = NOW
    credential.save()
    assert letter(kind, credential.volunteer, credential=credential.pk) is None


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", VolunteerMessage)
def test_an_example_shows_how_it_looks(kind: VolunteerMessage, language: str) -> None:
    example = descriptions[kind].example
    assert example
    with translation.override(language):
        shown = example(NOW)
    assert set(descriptions[kind].placeholders) - {"facts", "link"} <= set(shown.values)
    assert shown.link.url.endswith("/volunteer/me/0/")
