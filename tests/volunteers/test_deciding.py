"""What coordinators decide, what they must say, and about whom they decide nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from notifications.models import OutboxMessage
from tests.factories.people import ChildFactory, UserFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.choices import VolunteerState
from volunteers.errors import (
    DecidedAlready,
    EndsTooSoon,
    NotAboutYourself,
    NotAVolunteerNow,
    ReasonMissing,
)
from volunteers.services.people.deciding import approve, decline, insure, lift_suspension, suspend

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> User:
    return UserFactory()


def kinds() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True))


class TestApplications:
    def test_approved_with_a_word_of_welcome(self, coordinator: User) -> None:
        volunteer = VolunteerFactory(state="applied")
        approve(volunteer_id=volunteer.pk, by=coordinator, now=NOW, note=" Come by. ")
        volunteer.refresh_from_db()
        assert (volunteer.state, volunteer.decided_by) == ("approved", coordinator)
        assert (volunteer.decided_at, volunteer.decision_note) == (NOW, "Come by.")
        assert kinds() == ["volunteer_approved"]

    def test_declined_with_a_reason(self, coordinator: User) -> None:
        volunteer = VolunteerFactory(state="applied")
        with pytest.raises(ReasonMissing):
            decline(volunteer_id=volunteer.pk, by=coordinator, now=NOW, reason=" ")
        decline(volunteer_id=volunteer.pk, by=coordinator, now=NOW, reason="All full.")
        volunteer.refresh_from_db()
        assert (volunteer.state, volunteer.decision_note) == ("declined", "All full.")
        assert kinds() == ["volunteer_declined"]

    @pytest.mark.parametrize("state", ["approved", "declined", "left"])
    def test_decided_once(self, state: str, coordinator: User) -> None:
        volunteer = VolunteerFactory(state=state)
        with pytest.raises(DecidedAlready):
            approve(volunteer_id=volunteer.pk, by=coordinator, now=NOW)
        assert kinds() == []

    def test_nobody_decides_about_their_own_family(self) -> None:
        child = ChildFactory(person__birth_year=2010)
        volunteer = VolunteerFactory(person=child.person, state="applied")
        guardian = child.household.people.exclude(pk=child.person_id).get().user
        with pytest.raises(NotAboutYourself):
            approve(volunteer_id=volunteer.pk, by=guardian, now=NOW)


class TestSuspension:
    def test_it_holds_until_its_end_and_they_are_told_why(self, coordinator: User) -> None:
        volunteer = VolunteerFactory()
        suspend(volunteer_id=volunteer.pk, reason="Late.", until=NOW + DAY, by=coordinator, now=NOW)
        volunteer.refresh_from_db()
        assert volunteer.is_suspended(now=NOW)
        assert not volunteer.is_suspended(now=NOW + DAY)
        assert kinds() == ["volunteer_suspended"]

    def test_lifted_it_is_gone(self, coordinator: User) -> None:
        volunteer = VolunteerFactory(suspended_from=NOW, suspension_reason="Late.")
        for _time in range(2):
            lift_suspension(volunteer_id=volunteer.pk, by=coordinator)
        volunteer.refresh_from_db()
        assert not volunteer.is_suspended(now=NOW)

    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            ({"reason": " ", "until": None}, ReasonMissing),
            ({"reason": "Late.", "until": NOW}, EndsTooSoon),
        ],
    )
    def test_refused(self, said: dict[str, Any], refusal: type, coordinator: User) -> None:
        with pytest.raises(refusal):
            suspend(volunteer_id=VolunteerFactory().pk, by=coordinator, now=NOW, **said)

    def test_only_volunteers_pause(self, coordinator: User) -> None:
        volunteer = VolunteerFactory(state=VolunteerState.APPLIED)
        with pytest.raises(NotAVolunteerNow):
            suspend(volunteer_id=volunteer.pk, reason="Late.", until=None, by=coordinator, now=NOW)


class TestInsurance:
    def test_written_down(self, coordinator: User) -> None:
        first, last = date(2026, 12, 1), date(2027, 11, 30)
        volunteer = insure(
            volunteer_id=VolunteerFactory().pk,
            insured_from=first,
            insured_until=last,
            by=coordinator,
        )
        volunteer.refresh_from_db()
        assert (volunteer.insured_from, volunteer.insured_until) == (first, last)

    @pytest.mark.parametrize("first", [None, date(2026, 12, 2)])
    def test_it_ends_after_it_begins(self, first: date | None, coordinator: User) -> None:
        with pytest.raises(EndsTooSoon):
            insure(
                volunteer_id=VolunteerFactory().pk,
                insured_from=first,
                insured_until=date(2026, 12, 1),
                by=coordinator,
            )
