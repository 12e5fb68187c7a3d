"""Each rule says no where it should, and all that fail are told at once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.choices import ConsentPurpose
from accounts.models import Consent, ConsentText
from tests.factories.events import STARTS_AT
from tests.factories.network import BranchFactory
from tests.factories.people import PersonFactory
from tests.factories.shifts import NeedFactory
from tests.factories.volunteers import (
    CredentialFactory,
    CredentialKindFactory,
    RoleFactory,
    VolunteerFactory,
)
from tests.statements import statements
from tests.volunteers.shifts import NOW, claim, codes, wait
from volunteers.choices import CredentialSort, ShiftState, VolunteerState
from volunteers.errors import CannotTake
from volunteers.models import Need, VolunteerRules
from volunteers.services.eligibility.asking import what_stands_in_the_way
from volunteers.services.eligibility.judging import kilometres

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def volunteer():
    return VolunteerFactory()


def later(need, delta, **fields):
    """Another need, that much after the end of this one."""
    fields.setdefault("shift__branch", need.shift.branch)
    return NeedFactory(shift__starts_at=need.shift.ends_at + delta, **fields)


def test_nothing_stands_in_the_way(volunteer):
    assert codes(volunteer, NeedFactory()) == []


@pytest.mark.parametrize("state", [VolunteerState.APPLIED, VolunteerState.DECLINED])
def test_only_approved_volunteers_sign_up(state):
    assert codes(VolunteerFactory(state=state), NeedFactory()) == ["not_approved"]


def test_the_agreement_is_asked_for():
    assert codes(VolunteerFactory(agreed=False), NeedFactory()) == ["agreement"]


def test_a_new_wording_asks_again(volunteer):
    ConsentText.objects.create(
        purpose=ConsentPurpose.VOLUNTEERING,
        version=2,
        text_en="New.",
        text_zh="新。",
        published_on=date(2026, 4, 1),
    )
    assert codes(volunteer, NeedFactory()) == ["agreement"]


def test_a_guardian_agrees_for_a_minor():
    minor = VolunteerFactory(person=PersonFactory(birth_year=2010, birth_month=1))
    need = NeedFactory()
    assert codes(minor, need) == ["guardian_consent"]
    text = ConsentText.objects.get(purpose=ConsentPurpose.MINOR_VOLUNTEER, version=1)
    Consent.objects.create(person=minor.person, text=text, given_at=NOW)
    assert codes(minor, need) == []


def test_who_is_suspended_on_the_day_does_not_sign_up():
    need = NeedFactory()
    suspended = {"suspended_from": NOW + HOUR, "suspension_reason": "Twice nobody came."}
    whole = VolunteerFactory(**suspended)
    short = VolunteerFactory(**suspended, suspended_until=NOW + 2 * HOUR)
    assert codes(whole, need) == ["suspended"]
    assert codes(short, need) == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (ShiftState.DRAFT, "not_open"),
        (ShiftState.CLOSED, "closed"),
        (ShiftState.CANCELLED, "cancelled"),
    ],
)
def test_only_published_shifts_take_people_in(volunteer, state, code):
    assert codes(volunteer, NeedFactory(shift__state=state)) == [code]


def test_what_has_begun_takes_nobody_in(volunteer):
    assert codes(volunteer, NeedFactory(), now=STARTS_AT) == ["over"]


def test_nobody_is_on_a_shift_twice(volunteer):
    need = NeedFactory(places=2)
    claim(need, volunteer)
    usher = NeedFactory(shift=need.shift)
    assert codes(volunteer, usher) == ["already_on"]


def test_full(volunteer):
    need = NeedFactory(places=1)
    claim(need, VolunteerFactory())
    assert codes(volunteer, need) == ["full"]


def test_overlap_is_half_open(volunteer):
    need = NeedFactory()
    claim(need, volunteer)
    assert codes(volunteer, later(need, timedelta(0))) == []
    assert codes(volunteer, later(need, -timedelta(minutes=1))) == ["overlap"]


def test_waiting_makes_nobody_busy(volunteer):
    full = NeedFactory(places=0)
    wait(full, volunteer)
    assert codes(volunteer, later(full, -HOUR)) == []


def test_the_way_between_two_libraries_takes_time(volunteer):
    here = BranchFactory(latitude="30.500000", longitude="114.300000")
    there = BranchFactory(latitude="30.590000", longitude="114.300000")
    need = NeedFactory(shift__branch=here)
    claim(need, volunteer)
    # Ten kilometres at fifteen an hour, and ten minutes on top.
    assert codes(volunteer, later(need, 49 * HOUR / 60, shift__branch=there)) == ["travel"]
    assert codes(volunteer, later(need, 51 * HOUR / 60, shift__branch=there)) == []
    assert codes(volunteer, later(need, timedelta(0), shift__branch=here)) == []


def test_where_nobody_knows_how_far_it_is_only_the_minutes_on_top_count(volunteer):
    need = NeedFactory()
    claim(need, volunteer)
    elsewhere = {"shift__branch": BranchFactory()}
    assert codes(volunteer, later(need, 9 * HOUR / 60, **elsewhere)) == ["travel"]
    assert codes(volunteer, later(need, 10 * HOUR / 60, **elsewhere)) == []


def test_a_degree_of_latitude():
    assert kilometres((30, 114), (31, 114)) == pytest.approx(111.2, abs=0.1)


def test_between_two_days_there_is_a_night(volunteer):
    evening = NeedFactory(shift__starts_at=datetime(2026, 5, 9, 12, tzinfo=UTC))
    claim(evening, volunteer)
    assert codes(volunteer, later(evening, 9 * HOUR)) == ["rest"]
    assert codes(volunteer, later(evening, 10 * HOUR)) == []


def test_credentials_are_missing_or_have_expired_by_the_day(volunteer):
    first_aid, sign_language = CredentialKindFactory.create_batch(2)
    role = RoleFactory()
    role.needs_credentials.set([first_aid, sign_language])
    need = NeedFactory(role=role)
    CredentialFactory(volunteer=volunteer, kind=first_aid, expires_on=date(2026, 5, 8))
    assert codes(volunteer, need) == ["credential_missing", "credential_expired"]
    CredentialFactory(volunteer=volunteer, kind=sign_language, expires_on=date(2026, 5, 9))
    CredentialFactory(volunteer=volunteer, kind=first_aid, verified_on=date(2026, 3, 1))
    assert codes(volunteer, need) == []


def test_a_background_check_holds_on_the_day(volunteer):
    check = CredentialKindFactory(sort=CredentialSort.BACKGROUND_CHECK)
    role = RoleFactory()
    role.needs_credentials.add(check)
    need = NeedFactory(role=role)
    assert codes(volunteer, need) == ["background_check"]
    CredentialFactory(volunteer=volunteer, kind=check, expires_on=date(2026, 5, 8))
    assert codes(volunteer, need) == ["background_check"]


def test_too_young_by_the_day_of_the_shift():
    """The volunteers of the factory are born in March 1990."""
    role = RoleFactory(minimum_age=36)
    assert codes(VolunteerFactory(), NeedFactory(role=role)) == []
    assert codes(VolunteerFactory(), NeedFactory(role=RoleFactory(minimum_age=37))) == ["too_young"]


@pytest.mark.parametrize(
    ("limit", "code", "distance"),
    [
        ("hours_per_day", "hours_day", timedelta(0)),
        ("hours_per_week", "hours_week", timedelta(days=-2)),
        ("hours_per_month", "hours_month", timedelta(days=14)),
    ],
)
def test_hours_are_counted_by_day_week_and_month(volunteer, limit, code, distance):
    """9 May 2026 is a Saturday: two days before is the same week, two weeks after the month."""
    VolunteerRules.objects.create(pk=1, **{limit: 4})
    first = NeedFactory(shift__hours=3)
    claim(first, volunteer)
    fits = later(first, distance, shift__hours=1)
    too_much = later(first, distance, shift__hours=2)
    assert codes(volunteer, fits) == []
    assert codes(volunteer, too_much) == [code]


def test_only_so_many_shifts_to_come(volunteer):
    VolunteerRules.objects.create(pk=1, most_open_claims=1)
    need = NeedFactory()
    claim(need, volunteer)
    next_week = later(need, timedelta(days=7))
    assert codes(volunteer, next_week) == ["open_claims"]
    assert codes(volunteer, next_week, now=need.shift.ends_at) == []


def test_all_that_stands_in_the_way_is_told_at_once_in_sentences():
    role = RoleFactory(minimum_age=60)
    role.needs_credentials.add(CredentialKindFactory(name_en="First aid"))
    need = NeedFactory(role=role, places=0, shift__state=ShiftState.CLOSED)
    volunteer = VolunteerFactory(state=VolunteerState.APPLIED, agreed=False)
    with pytest.raises(CannotTake) as refusal:
        claim(need, volunteer)
    found = refusal.value.obstacles
    assert [each.code for each in found] == [
        *("not_approved", "agreement", "closed", "full", "credential_missing", "too_young")
    ]
    assert refusal.value.code == "not_approved"
    assert found[4].sentence == "It needs something that you do not have yet: First aid."
    assert all(each.remedy and str(each.remedy) in str(refusal.value) for each in found)


def test_statements_do_not_grow_with_shifts(volunteer):
    for _number in range(5):
        NeedFactory()
    with statements() as few:
        what_stands_in_the_way(volunteer, Need.objects.all(), now=NOW)
    for _number in range(5):
        NeedFactory()
    with statements() as many:
        what_stands_in_the_way(volunteer, Need.objects.all(), now=NOW)
    assert len(few) == len(many) == 5
