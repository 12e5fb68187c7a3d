"""Plans of shifts: which days they name, what they leave out, and that each day is made once."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import MO, WEEKLY, rrule
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from network.choices import DayKind, Weekday
from tests.admin_forms import errors, submit
from tests.factories.network import BranchFactory, CalendarEntryFactory
from tests.factories.shifts import ShiftFactory, ShiftPlanFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import RoleFactory
from tests.racing import race
from volunteers.choices import ShiftState
from volunteers.models import PlannedNeed, Shift, ShiftPlan
from volunteers.services.shifts.plans import days_of_plan, make_planned_shifts

NOW = datetime(2026, 5, 1, tzinfo=UTC)
MAY = {"first_day": date(2026, 5, 1), "last_day": date(2026, 5, 31)}
WEEK = {"first_day": date(2026, 5, 4), "last_day": date(2026, 5, 10)}
MONDAY, WEDNESDAY = date(2026, 5, 4), date(2026, 5, 6)


def make(plan, **days):
    return make_planned_shifts(plan_id=plan.pk, now=NOW, by=None, **(days or WEEK))


def left_out(plan, **days):
    found = days_of_plan(plan, now=NOW, **(days or WEEK))
    return {each.day: each.why_not for each in found if not each.is_to_make}


class TestTheRule:
    @given(
        first_day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        weekdays=st.sets(st.sampled_from(Weekday.values), min_size=1),
        every_weeks=st.integers(1, 5),
    )
    def test_names_the_days_that_the_standard_names(self, first_day, weekdays, every_weeks):
        plan = ShiftPlan(
            first_day=first_day,
            last_day=first_day + timedelta(days=120),
            weekdays=list(weekdays),
            every_weeks=every_weeks,
        )
        around = [first_day + timedelta(days=number) for number in range(-30, 150)]
        standard = rrule(
            WEEKLY,
            dtstart=datetime.combine(first_day, time()),
            until=datetime.combine(plan.last_day, time()),
            interval=every_weeks,
            byweekday=sorted(weekdays),
            wkst=MO,
        )
        assert [day for day in around if plan.falls_on(day)] == [each.date() for each in standard]


@pytest.mark.django_db
class TestMaking:
    def test_makes_drafts_with_all_that_the_plan_says(self):
        plan = ShiftPlanFactory(title_zh="服务台", meeting_en="Mrs Lin", note_en="Be patient.")
        PlannedNeed.objects.create(plan=plan, role=RoleFactory(), minimum=1, maximum=3)
        first, second = make(plan)
        assert [timezone.localtime(each.starts_at).date() for each in (first, second)] == [
            MONDAY,
            WEDNESDAY,
        ]
        shift = Shift.objects.get(pk=first.pk)
        assert (shift.state, shift.branch, shift.planned_day) == ("draft", plan.branch, MONDAY)
        assert (shift.title_en, shift.title_zh) == (plan.title_en, "服务台")
        assert (shift.meeting_en, shift.note_en) == ("Mrs Lin", "Be patient.")
        assert timezone.localtime(shift.ends_at).time() == time(12)
        assert list(shift.needs.values_list("minimum", "maximum", "ceiling")) == [(1, 3, 3)]

    def test_makes_nothing_new_the_second_time(self):
        plan = ShiftPlanFactory()
        assert len(make(plan)) == 2
        assert make(plan) == []
        assert set(left_out(plan)) == {MONDAY, WEDNESDAY}
        assert len(make(plan, **MAY)) == 6

    def test_leaves_alone_what_was_changed_by_hand(self):
        plan = ShiftPlanFactory()
        [first, second] = make(plan)
        Shift.objects.filter(pk=first.pk).update(
            starts_at=first.starts_at + timedelta(days=1), ends_at=first.ends_at + timedelta(days=1)
        )
        Shift.objects.filter(pk=second.pk).update(state=ShiftState.CANCELLED)
        assert make(plan) == []
        assert Shift.objects.count() == 2

    def test_the_database_takes_one_shift_for_each_day_of_a_plan(self):
        plan = ShiftPlanFactory()
        ShiftFactory(plan=plan, planned_day=MONDAY)
        with pytest.raises(IntegrityError, match="shift_once_per_day_of_a_plan"):
            ShiftFactory(plan=plan, planned_day=MONDAY)

    def test_the_database_wants_the_day_with_the_plan(self):
        with pytest.raises(IntegrityError, match="shift_of_a_plan_has_its_day"):
            ShiftFactory(plan=ShiftPlanFactory())


@pytest.mark.django_db
class TestLeavingOut:
    def test_holidays_unless_they_do_not_matter(self):
        CalendarEntryFactory(first_day=MONDAY, name_en="Youth Day")
        plan = ShiftPlanFactory()
        assert left_out(plan) == {MONDAY: "Holiday: Youth Day."}
        [made] = make(plan)
        assert made.planned_day == WEDNESDAY
        assert left_out(ShiftPlanFactory(skips_holidays=False)) == {}

    def test_days_on_which_the_library_is_closed(self):
        branch = BranchFactory()
        branch.opening_hours.create(weekday=Weekday.WEDNESDAY, opens_at=time(9), closes_at=time(18))
        assert left_out(ShiftPlanFactory(branch=branch)) == {MONDAY: "The library is closed."}
        assert left_out(ShiftPlanFactory(branch=branch, skips_closed_days=False)) == {}

    def test_days_that_the_calendar_closes_this_library_on(self):
        plan = ShiftPlanFactory()
        CalendarEntryFactory(
            kind=DayKind.CLOSED_DAY, branch=plan.branch, first_day=MONDAY, name_en="New lift"
        )
        CalendarEntryFactory(
            kind=DayKind.CLOSED_DAY, branch=BranchFactory(), first_day=WEDNESDAY, name_en="Away"
        )
        assert left_out(plan) == {MONDAY: "Closed: New lift."}
        plan.skips_closed_days = False
        assert left_out(plan) == {}

    def test_school_holidays_and_working_days_matter_to_no_plan(self):
        for kind in (DayKind.SCHOOL_HOLIDAY, DayKind.SCHOOL_TERM, DayKind.WORKING_DAY):
            CalendarEntryFactory(kind=kind, first_day=MONDAY)
        assert left_out(ShiftPlanFactory()) == {}

    def test_what_is_past(self):
        plan = ShiftPlanFactory(first_day=date(2026, 4, 20))
        days = {"first_day": date(2026, 4, 27), "last_day": MONDAY}
        assert left_out(plan, **days) == {
            date(2026, 4, 27): "This is past.",
            date(2026, 4, 29): "This is past.",
        }


@pytest.mark.django_db
class TestClocksThatChange:
    def test_ten_is_ten_before_and_after(self):
        plan = ShiftPlanFactory(weekdays=[Weekday.SUNDAY], first_day=date(2026, 10, 18))
        with timezone.override(ZoneInfo("Europe/Berlin")):
            made = make(plan, first_day=date(2026, 10, 18), last_day=date(2026, 10, 25))
        assert [each.starts_at.astimezone(UTC).hour for each in made] == [8, 9]
        assert {each.ends_at - each.starts_at for each in made} == {timedelta(hours=2)}

    def test_an_hour_that_does_not_exist_makes_no_shift(self):
        plan = ShiftPlanFactory(
            weekdays=[Weekday.SUNDAY],
            starts_at=time(2, 30),
            ends_at=time(3, 30),
            first_day=date(2027, 3, 28),
        )
        days = {"first_day": date(2027, 3, 28), "last_day": date(2027, 3, 28)}
        with timezone.override(ZoneInfo("Europe/Berlin")):
            assert left_out(plan, **days) == {date(2027, 3, 28): "The clocks skip this time."}
            assert make(plan, **days) == []


@pytest.mark.django_db
class TestInTheAdmin:
    @pytest.fixture(autouse=True)
    def _now(self, set_clock):
        set_clock(NOW)

    @pytest.fixture
    def branch(self):
        return BranchFactory()

    @pytest.fixture
    def coordinator(self, client, branch):
        client.force_login(StaffScopeFactory(branch=branch).user)
        return client

    def test_a_plan_is_made_with_its_roles_where_one_plans(self, coordinator, branch):
        role = RoleFactory()
        asked = {
            "title_en": "Telephones",
            "weekdays": ["0", "4"],
            "every_weeks": "2",
            "starts_at": "14:00",
            "ends_at": "17:00",
            "first_day": "2026-05-04",
            "needs-TOTAL_FORMS": "1",
            "needs-0-role": str(role.pk),
            "needs-0-minimum": "1",
            "needs-0-maximum": "2",
        }
        add = reverse("shift_plans:add")
        elsewhere = submit(coordinator, add, **asked, branch=str(BranchFactory().pk))
        assert errors(elsewhere)
        submit(coordinator, add, **asked, branch=str(branch.pk))
        plan = ShiftPlan.objects.get()
        assert (plan.branch, plan.weekdays, plan.every_weeks) == (branch, [0, 4], 2)
        assert list(plan.needs.values_list("role", "minimum", "maximum")) == [(role.pk, 1, 2)]

    def test_a_plan_says_how_many_hands_it_takes(self, coordinator, branch):
        plan = ShiftPlanFactory(branch=branch)
        answer = submit(coordinator, reverse("shift_plans:edit", args=[plan.pk]))
        assert "Say how many people of which role it takes." in errors(answer)

    def test_the_days_are_shown_and_then_made(self, coordinator, branch):
        CalendarEntryFactory(first_day=WEDNESDAY, name_en="Spring break")
        plan = ShiftPlanFactory(branch=branch)
        url = reverse("shift_plans:days", args=[plan.pk])
        week = "2026-05-04/2026-05-10"
        page = coordinator.get(url, {"period": week}).content.decode()
        assert "Make 1 shift" in page
        assert "Holiday: Spring break." in page
        coordinator.post(url, {"period": week})
        assert Shift.objects.get().planned_day == MONDAY
        page = coordinator.get(url, {"period": week}).content.decode()
        assert "It is there already." in page
        assert "Make 1 shift" not in page

    def test_plans_of_other_libraries_do_not_exist(self, coordinator):
        plan = ShiftPlanFactory(title_en="Elsewhere")
        url = reverse("shift_plans:days", args=[plan.pk])
        assert coordinator.get(url).status_code == 404
        assert coordinator.post(url, {"period": "2026-05-04/2026-05-10"}).status_code == 404
        assert coordinator.get(reverse("shift_plans:edit", args=[plan.pk])).status_code == 404
        assert "Elsewhere" not in coordinator.get(reverse("shift_plans:index")).content.decode()
        assert not Shift.objects.exists()

    def test_who_may_only_look_makes_nothing(self, client):
        plan = ShiftPlanFactory()
        client.force_login(StaffScopeFactory(role="director").user)
        url = reverse("shift_plans:days", args=[plan.pk])
        assert "Make" not in client.get(url).content.decode().partition("<main")[2]
        client.post(url, {"period": "2026-05-04/2026-05-10"})
        assert not Shift.objects.exists()

    def test_a_page_of_last_week_makes_nothing_else(self, coordinator, branch, set_clock):
        """Opened on Sunday, sent on Monday: the week that was looked at is no choice any more."""
        plan = ShiftPlanFactory(branch=branch)
        PlannedNeed.objects.create(plan=plan, role=RoleFactory())
        url = reverse("shift_plans:days", args=[plan.pk])
        set_clock(datetime(2026, 5, 12, tzinfo=UTC))
        answer = coordinator.post(url, {"period": "2026-05-04/2026-05-10"}, follow=True)
        assert "Choose the days again" in answer.text
        assert not Shift.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_make_each_shift_once():
    plan = ShiftPlanFactory()
    answers = race(*[partial(make, plan)] * 4)
    assert sorted(len(made) for made in answers) == [0, 0, 0, 2]
    assert Shift.objects.count() == 2
