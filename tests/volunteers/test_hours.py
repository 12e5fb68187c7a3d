"""The ledger of hours: what it refuses, how it is corrected, and that it adds up."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.services.erasure import erase_person
from core.constraints import violated_constraint
from tests.factories.hours import ClaimFactory
from tests.factories.people import UserFactory
from tests.factories.shifts import ShiftFactory
from tests.factories.volunteers import VolunteerFactory
from tests.racing import race
from tests.volunteers.hours import ENDS_AT, amounts, demand_books_in_order, serve
from volunteers.choices import DecisionState, HoursKind
from volunteers.errors import (
    HoursAreTakenBack,
    MoreThanTheShift,
    NeedsASecondPerson,
    NoHoursInPeriod,
    NoSuchAmount,
    NothingToDecide,
    OwnHours,
    ProposedAlready,
    ReasonNeeded,
    ShiftIsNotOver,
    StarIsAskedFor,
    StarIsTooFar,
)
from volunteers.models import HoursEntry, HoursStanding, StarLevel
from volunteers.services.hours.by_hand import decide_hours, propose_hours
from volunteers.services.hours.ledger import correct_hours, standing_of, take_back_hours
from volunteers.services.hours.stars import apply_for_star, decide_star, next_step, steps_of
from volunteers.services.hours.statements import check_statement, issue_statement

pytestmark = pytest.mark.django_db


def refused_by(act):
    """The name of the constraint that refuses it."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    return violated_constraint(refusal.value)


@pytest.fixture
def coordinator():
    return UserFactory()


@pytest.fixture
def line():
    """Two hours of somebody who was checked in."""
    serve(ClaimFactory())
    return HoursEntry.objects.get()


class TestWhatTheDatabaseRefuses:
    def test_changes(self, line):
        lines = HoursEntry.objects.filter(pk=line.pk)
        assert refused_by(lambda: lines.update(minutes=60)) == "hours_ledger_stands"
        assert refused_by(lambda: lines.update(reason="x")) == "hours_ledger_stands"
        assert refused_by(lambda: lines.update(made_by=UserFactory())) == "hours_ledger_stands"

    def test_deletes(self, line):
        assert refused_by(lambda: line.delete()) == "hours_ledger_stands"

    def test_who_wrote_may_be_forgotten(self, line, coordinator):
        entry = take_back_hours(entry_id=line.pk, reason="A mistake.", now=ENDS_AT, by=coordinator)
        coordinator.delete()
        entry.refresh_from_db()
        assert entry.made_by is None

    def test_another_amount_or_day_in_what_takes_a_line_back(self, line):
        line_back = {
            "volunteer": line.volunteer,
            "shift": line.shift,
            "presence": line.presence,
            "kind": line.kind,
            "minutes": -120,
            "day": line.day,
            "source": "reverses",
            "reverses": line,
            "reason": "A mistake.",
        }
        for wrong in (
            {"minutes": -60},
            {"day": date(2026, 1, 1)},
            {"kind": HoursKind.MANUAL, "presence": None},
            {"volunteer": VolunteerFactory()},
        ):
            write = partial(HoursEntry.objects.create, **line_back | wrong)
            assert refused_by(write) == "hours_taken_back_exactly"
        HoursEntry.objects.create(**line_back)
        again = partial(HoursEntry.objects.create, **line_back | {"source": "again"})
        assert refused_by(again) == "volunteers_hoursentry_reverses_id_key"

    def test_more_than_the_shift_and_by_hand_alone(self, coordinator):
        by_hand = {
            "volunteer": VolunteerFactory(),
            "shift": ShiftFactory(),
            "kind": HoursKind.MANUAL,
            "minutes": 120,
            "day": date(2026, 5, 9),
            "source": "x",
            "made_by": coordinator,
            "approved_by": UserFactory(),
            "approved_at": ENDS_AT,
        }
        refused: dict[str, dict[str, Any]] = {
            "hours_within_the_shift": {"minutes": 121},
            "hours_manual_take_two": {"approved_by": None},
            "hours_approved_by_another": {"approved_by": coordinator},
            "hours_manual_are_approved": {"approved_at": None},
        }
        for name, wrong in refused.items():
            assert refused_by(partial(HoursEntry.objects.create, **by_hand | wrong)) == name
        HoursEntry.objects.create(**by_hand)
        more = partial(HoursEntry.objects.create, **by_hand | {"source": "y", "minutes": 1})
        assert refused_by(more) == "hours_within_the_shift"

    def test_a_presence_of_somebody_else(self, line):
        theirs = partial(
            HoursEntry.objects.create,
            volunteer=VolunteerFactory(),
            shift=line.shift,
            presence=line.presence,
            kind=HoursKind.CHECKED_IN,
            minutes=10,
            day=line.day,
            source="theirs",
        )
        assert refused_by(theirs) == "hours_of_their_own_presence"


def test_what_was_said_of_somebody_is_forgotten_with_them(line, coordinator):
    correct_hours(entry_id=line.pk, minutes=60, reason="Felt ill.", now=ENDS_AT, by=coordinator)
    erase_person(person_id=line.volunteer.person_id, now=ENDS_AT)
    reasons = HoursEntry.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["", "–", "–"]
    assert amounts() == [120, -120, 60]


class TestCorrecting:
    def test_takes_back_and_says_anew(self, line, coordinator):
        correct = {"reason": "She left at eleven.", "now": ENDS_AT, "by": coordinator}
        corrected = correct_hours(entry_id=line.pk, minutes=60, **correct)
        assert amounts() == [120, -120, 60]
        assert list(HoursEntry.objects.standing()) == [corrected]
        with pytest.raises(HoursAreTakenBack):
            correct_hours(entry_id=line.pk, minutes=30, **correct)
        correct_hours(entry_id=corrected.pk, minutes=90, **correct)
        assert amounts() == [120, -120, 60, -60, 90]
        demand_books_in_order()

    def test_wants_a_reason_and_never_oneself(self, line, coordinator):
        with pytest.raises(ReasonNeeded):
            take_back_hours(entry_id=line.pk, reason="", now=ENDS_AT, by=coordinator)
        with pytest.raises(OwnHours):
            take_back_hours(
                entry_id=line.pk, reason="Mine.", now=ENDS_AT, by=line.volunteer.person.user
            )
        assert amounts() == [120]

    def test_stays_within_the_shift_and_leaves_all_as_it_was_if_not(self, line, coordinator):
        for minutes, refusal in ((121, MoreThanTheShift), (0, NoSuchAmount)):
            with pytest.raises(refusal):
                correct_hours(
                    entry_id=line.pk, minutes=minutes, reason="So.", now=ENDS_AT, by=coordinator
                )
        assert amounts() == [120]


class TestByHand:
    @pytest.fixture
    def asked(self, coordinator):
        return {
            "volunteer": VolunteerFactory(),
            "shift": ShiftFactory(),
            "minutes": 90,
            "reason": "Carried chairs.",
            "now": ENDS_AT,
            "by": coordinator,
        }

    def test_takes_two(self, asked, coordinator):
        proposal = propose_hours(**asked)
        decide = {"proposal_id": proposal.pk, "is_approved": True, "now": ENDS_AT}
        with pytest.raises(NeedsASecondPerson):
            decide_hours(by=coordinator, **decide)
        with pytest.raises(OwnHours):
            decide_hours(by=asked["volunteer"].person.user, **decide)
        assert amounts() == []
        decide_hours(by=UserFactory(), **decide)
        assert amounts() == [90]
        with pytest.raises(NothingToDecide):
            decide_hours(by=UserFactory(), **decide)
        standing = standing_of(asked["volunteer"])
        assert (standing.checked_in_minutes, standing.manual_minutes) == (0, 90)

    def test_is_declined_for_a_reason(self, asked):
        proposal = propose_hours(**asked)
        decide = {"proposal_id": proposal.pk, "is_approved": False, "now": ENDS_AT}
        with pytest.raises(ReasonNeeded):
            decide_hours(by=UserFactory(), **decide)
        declined = decide_hours(by=UserFactory(), answer="There were no chairs.", **decide)
        assert declined.state == DecisionState.DECLINED
        assert amounts() == []

    def test_is_refused_where_it_cannot_be_true(self, asked):
        for wrong, refusal in (
            ({"minutes": 121}, MoreThanTheShift),
            ({"minutes": 0}, NoSuchAmount),
            ({"reason": " "}, ReasonNeeded),
            ({"now": ENDS_AT - timedelta(minutes=1)}, ShiftIsNotOver),
            ({"by": asked["volunteer"].person.user}, OwnHours),
        ):
            with pytest.raises(refusal):
                propose_hours(**asked | wrong)
        propose_hours(**asked)
        with pytest.raises(ProposedAlready):
            propose_hours(**asked)

    def test_fills_up_what_was_checked_in_and_no_more(self, line, coordinator):
        asked = {"volunteer": line.volunteer, "shift": line.shift, "reason": "x", "now": ENDS_AT}
        with pytest.raises(MoreThanTheShift, match="at most 0"):
            propose_hours(minutes=1, by=coordinator, **asked)
        correct_hours(entry_id=line.pk, minutes=100, reason="x", now=ENDS_AT, by=coordinator)
        proposal = propose_hours(minutes=20, by=coordinator, **asked)
        decide_hours(proposal_id=proposal.pk, is_approved=True, now=ENDS_AT, by=UserFactory())
        standing = standing_of(line.volunteer)
        assert (standing.checked_in_minutes, standing.manual_minutes) == (100, 20)


def test_reconcile_finds_and_mends_a_sum(line, capsys):
    HoursStanding.objects.update(checked_in_minutes=7)
    call_command("reconcile", "--fix")
    assert HoursStanding.objects.get().checked_in_minutes == 120
    assert f"volunteer {line.volunteer_id}" in capsys.readouterr().out


class TestStars:
    @pytest.fixture
    def volunteer(self):
        """One hundred hours and a minute, by a shift that never ended."""
        volunteer = VolunteerFactory()
        HoursStanding.objects.create(volunteer=volunteer, checked_in_minutes=6001)
        return volunteer

    def test_are_asked_for_where_the_hours_stand(self, volunteer):
        one, two = StarLevel.objects.order_by("hours")[:2]
        with pytest.raises(StarIsTooFar, match="300"):
            apply_for_star(volunteer=volunteer, level=two, now=ENDS_AT)
        assert apply_for_star(volunteer=volunteer, level=one, now=ENDS_AT).minutes == 6001
        with pytest.raises(StarIsAskedFor):
            apply_for_star(volunteer=volunteer, level=one, now=ENDS_AT)

    def test_are_confirmed_by_somebody_else(self, volunteer, coordinator):
        award = apply_for_star(volunteer=volunteer, level=StarLevel.objects.first(), now=ENDS_AT)
        decide = {"award_id": award.pk, "is_confirmed": True, "now": ENDS_AT}
        with pytest.raises(OwnHours):
            decide_star(by=volunteer.person.user, **decide)
        decide_star(by=coordinator, **decide)
        with pytest.raises(NothingToDecide):
            decide_star(by=coordinator, **decide)
        first, *_others = steps_of(volunteer, minutes=6001)
        assert (first.is_theirs, first.can_be_asked_for) == (True, False)

    def test_can_be_asked_for_again_after_a_no(self, volunteer, coordinator):
        level = StarLevel.objects.first()
        award = apply_for_star(volunteer=volunteer, level=level, now=ENDS_AT)
        decide = {"award_id": award.pk, "is_confirmed": False, "now": ENDS_AT, "by": coordinator}
        with pytest.raises(ReasonNeeded):
            decide_star(**decide)
        decide_star(answer="We are still counting.", **decide)
        first, *_others = steps_of(volunteer, minutes=6001)
        assert first.declined.answer == "We are still counting."
        assert apply_for_star(volunteer=volunteer, level=level, now=ENDS_AT).is_open

    def test_wait_for_hours_that_were_taken_back_meanwhile(self, volunteer, coordinator):
        award = apply_for_star(volunteer=volunteer, level=StarLevel.objects.first(), now=ENDS_AT)
        HoursStanding.objects.update(checked_in_minutes=5999)
        with pytest.raises(StarIsTooFar):
            decide_star(award_id=award.pk, is_confirmed=True, now=ENDS_AT, by=coordinator)

    def test_the_next_one_is_told_in_full_hours(self, volunteer):
        step = next_step(steps_of(volunteer, minutes=6001))
        assert (step.level.hours, step.missing_hours) == (300, 200)
        assert next_step(steps_of(volunteer, minutes=1500 * 60)) is None


class TestStatements:
    def test_keep_their_number_until_something_changes(self, line, coordinator):
        year = {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31), "now": ENDS_AT}
        statement = issue_statement(volunteer=line.volunteer, **year)
        assert (statement.minutes, statement.shifts) == (120, 1)
        assert issue_statement(volunteer=line.volunteer, **year) == statement
        assert check_statement(statement.number.lower()).still_stands
        correct_hours(entry_id=line.pk, minutes=60, reason="x", now=ENDS_AT, by=coordinator)
        assert not check_statement(statement.number).still_stands
        assert issue_statement(volunteer=line.volunteer, **year).number != statement.number

    def test_are_not_made_of_nothing(self, line):
        with pytest.raises(NoHoursInPeriod):
            issue_statement(
                volunteer=line.volunteer,
                first_day=date(2026, 5, 10),
                last_day=date(2026, 5, 31),
                now=ENDS_AT,
            )
        assert check_statement("00000000") is None


@pytest.mark.django_db(transaction=True)
def test_a_line_is_taken_back_once_however_many_do_it(coordinator):
    serve(ClaimFactory())
    line = HoursEntry.objects.get()
    attempts = [
        partial(take_back_hours, entry_id=line.pk, reason="x", now=ENDS_AT, by=coordinator)
    ] * 6
    assert [type(answer) for answer in race(*attempts)].count(HoursEntry) == 1
    assert amounts() == [120, -120]
    demand_books_in_order()
