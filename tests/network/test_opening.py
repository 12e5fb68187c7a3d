from datetime import UTC, date, datetime, time

import pytest

from network.choices import Weekday
from network.models import OpeningHours
from network.services.opening import (
    NextOpening,
    Opening,
    Week,
    closes_at,
    hours_on,
    next_opening,
    weeks,
)
from tests.factories.network import BranchFactory

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY, SUNDAY = date(2026, 5, 8), date(2026, 5, 9), date(2026, 5, 10)
SUMMER = (date(2026, 7, 1), date(2026, 8, 31))
MORNING, EVENING = Opening(time(9), time(12)), Opening(time(14), time(21, 30))


@pytest.fixture
def branch():
    """Open on Fridays with a pause at noon, on Saturdays all day; in summer on Sundays only."""
    branch = BranchFactory()
    add(branch, Weekday.FRIDAY, EVENING)
    add(branch, Weekday.FRIDAY, MORNING)
    add(branch, Weekday.SATURDAY, Opening(time(9), time(17)))
    add(branch, Weekday.SUNDAY, Opening(time(8), time(11)), SUMMER)
    return branch


def add(branch, weekday, opening, season=(None, None)):
    OpeningHours.objects.create(
        branch=branch,
        weekday=weekday,
        opens_at=opening.opens_at,
        closes_at=opening.closes_at,
        season_from=season[0],
        season_until=season[1],
    )


def at(day, hour, minute=0):
    """A moment on the library's clocks, which are eight hours ahead of UTC."""
    return datetime(day.year, day.month, day.day, hour - 8, minute, tzinfo=UTC)


def test_hours_of_a_day_go_from_morning_to_evening(branch):
    assert hours_on(branch, FRIDAY) == [MORNING, EVENING]
    assert hours_on(branch, SUNDAY) == []


def test_season_replaces_the_whole_week_on_its_days(branch):
    assert hours_on(branch, date(2026, 6, 26)) == [MORNING, EVENING]  # The Friday before.
    assert hours_on(branch, date(2026, 7, 3)) == []
    assert hours_on(branch, date(2026, 7, 5)) == [Opening(time(8), time(11))]
    assert hours_on(branch, date(2026, 8, 30)) == [Opening(time(8), time(11))]
    assert hours_on(branch, date(2026, 9, 4)) == [MORNING, EVENING]


@pytest.mark.parametrize(
    ("hour", "minute", "open_now"),
    [(8, 59, False), (9, 0, True), (11, 59, True), (12, 0, False), (14, 0, True), (21, 30, False)],
)
def test_doors_close_at_the_closing_time(branch, hour, minute, open_now):
    assert (closes_at(branch, at(FRIDAY, hour, minute)) is not None) is open_now


def test_closing_time_of_the_open_stretch(branch):
    assert closes_at(branch, at(FRIDAY, 10)) == time(12)
    assert closes_at(branch, at(FRIDAY, 13)) is None


def test_next_opening_is_later_today_or_on_another_day(branch):
    assert next_opening(branch, at(FRIDAY, 13)) == NextOpening(FRIDAY, time(14))
    assert next_opening(branch, at(FRIDAY, 22)) == NextOpening(SATURDAY, time(9))
    assert next_opening(branch, at(SATURDAY, 18)) == NextOpening(date(2026, 5, 15), time(9))
    assert next_opening(BranchFactory(), at(FRIDAY, 10)) is None


def test_weeks_begin_with_the_one_that_holds(branch):
    usual = Week(None, None, [[], [], [], [], [MORNING, EVENING], [Opening(time(9), time(17))], []])
    summer = Week(*SUMMER, [[], [], [], [], [], [], [Opening(time(8), time(11))]])

    assert weeks(branch, FRIDAY) == [usual, summer]
    assert weeks(branch, date(2026, 7, 3)) == [summer, usual]
    assert weeks(branch, date(2026, 9, 1)) == [usual]
    assert weeks(BranchFactory(), FRIDAY) == []


def test_prefetched_hours_cost_no_statement(branch, django_assert_num_queries):
    with django_assert_num_queries(2):
        [same] = type(branch).objects.prefetch_related("opening_hours")
        hours_on(same, FRIDAY)
        weeks(same, FRIDAY)
        next_opening(same, at(FRIDAY, 13))
