"""What the database refuses about volunteers and credentials, and what their rows answer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.constraints import violated_constraint
from tests.factories.people import ChildFactory, PersonFactory
from tests.factories.volunteers import (
    LONG_AGO,
    AvailabilityFactory,
    CredentialFactory,
    VolunteerFactory,
)
from volunteers.choices import VolunteerState
from volunteers.models import Credential, Volunteer

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def refused(rows: Any, **changes: Any) -> str | None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        rows.update(**changes)
    return violated_constraint(refusal.value)


@pytest.mark.parametrize(
    ("state", "changes", "constraint"),
    [
        ("approved", {"decided_at": None}, "volunteer_decided_at_some_time"),
        ("applied", {"decided_at": NOW}, "volunteer_applied_is_undecided"),
        ("applied", {"decision_note": "Welcome."}, "volunteer_applied_is_undecided"),
        ("approved", {"decided_at": LONG_AGO - DAY}, "volunteer_decided_after_applying"),
        ("declined", {"decision_note": ""}, "volunteer_declined_is_told_why"),
        ("left", {"left_at": None}, "volunteer_left_at_some_time"),
        ("approved", {"left_at": NOW}, "volunteer_left_at_some_time"),
        ("approved", {"suspended_from": NOW}, "volunteer_suspended_for_a_reason"),
        ("approved", {"suspension_reason": "Late."}, "volunteer_suspended_for_a_reason"),
        (
            "approved",
            {"suspended_from": NOW, "suspended_until": NOW, "suspension_reason": "Late."},
            "volunteer_suspension_lasts",
        ),
        ("approved", {"insured_until": TODAY}, "volunteer_insurance_begins"),
        (
            "approved",
            {"insured_from": TODAY, "insured_until": TODAY - DAY},
            "volunteer_insurance_lasts",
        ),
    ],
)
def test_states_and_periods_agree(state: str, changes: dict[str, Any], constraint: str) -> None:
    volunteer = VolunteerFactory(state=state)
    assert refused(Volunteer.objects.filter(pk=volunteer.pk), **changes) == constraint


@pytest.mark.parametrize("state", VolunteerState.values)
def test_every_state_can_be_stored(state: str) -> None:
    assert VolunteerFactory(state=state).state == state


def test_a_person_is_one_volunteer() -> None:
    volunteer = VolunteerFactory()
    with pytest.raises(IntegrityError) as refusal:
        VolunteerFactory(person=volunteer.person)
    assert violated_constraint(refusal.value) == "volunteers_volunteer_person_id_key"


def test_a_guardian_speaks_for_the_children_of_the_family() -> None:
    VolunteerFactory()
    child = ChildFactory(person__birth_year=2010)
    holder = child.household.people.exclude(pk=child.person_id).get()
    young = VolunteerFactory(person=child.person)
    guardian = VolunteerFactory(person=holder)
    assert list(Volunteer.objects.in_household_of(holder.user)) == [guardian, young]


def test_availability_ends_after_it_starts() -> None:
    times = AvailabilityFactory()
    rows = type(times).objects.filter(pk=times.pk)
    assert refused(rows, ends_at=times.starts_at) == "availability_ends_after_it_starts"


class TestSuspension:
    def test_it_holds_from_its_beginning_until_its_end(self) -> None:
        volunteer = VolunteerFactory(
            suspended_from=NOW, suspended_until=NOW + DAY, suspension_reason="Twice late."
        )
        moments = [NOW - DAY, NOW, NOW + DAY]
        assert [volunteer.is_suspended(now=moment) for moment in moments] == [False, True, False]
        found = [Volunteer.objects.suspended(now=moment).exists() for moment in moments]
        assert found == [False, True, False]

    def test_without_an_end_it_lasts(self) -> None:
        volunteer = VolunteerFactory(suspended_from=NOW, suspension_reason="Twice late.")
        assert volunteer.is_suspended(now=NOW + 1000 * DAY)
        assert Volunteer.objects.suspended(now=NOW + 1000 * DAY).get() == volunteer


def test_insurance_covers_its_last_day() -> None:
    volunteer = VolunteerFactory(insured_from=TODAY, insured_until=TODAY + DAY)
    days = [TODAY - DAY, TODAY, TODAY + DAY, TODAY + 2 * DAY]
    assert [volunteer.is_insured(on=day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(("birth_year", "is_minor"), [(2010, True), (1990, False), (None, False)])
def test_who_is_known_to_be_under_18_is_a_minor(birth_year: int | None, is_minor: bool) -> None:
    person = PersonFactory(birth_year=birth_year)
    assert VolunteerFactory(person=person).is_minor(on=TODAY) is is_minor


class TestCredentials:
    def test_one_holds_until_its_last_day_unless_revoked(self) -> None:
        CredentialFactory(verified_on=TODAY + DAY)
        CredentialFactory(verified_on=LONG_AGO, expires_on=TODAY - DAY)
        CredentialFactory(verified_on=LONG_AGO, revoked_at=LONG_AGO)
        last_day = CredentialFactory(verified_on=LONG_AGO, expires_on=TODAY)

        assert list(Credential.objects.in_force(on=TODAY)) == [last_day]
        holding = [found for found in Credential.objects.all() if found.holds(on=TODAY)]
        assert holding == [last_day]

    def test_one_cannot_expire_before_it_was_verified(self) -> None:
        credential = CredentialFactory()
        constraint = refused(
            Credential.objects.filter(pk=credential.pk), expires_on=credential.verified_on - DAY
        )
        assert constraint == "credential_holds_for_a_day_at_least"

    def test_the_same_one_is_not_verified_twice_a_day(self) -> None:
        first = CredentialFactory()
        with pytest.raises(IntegrityError) as refusal:
            CredentialFactory(volunteer=first.volunteer, kind=first.kind)
        assert violated_constraint(refusal.value) == "credential_once_a_day"
