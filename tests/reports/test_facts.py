"""Facts equal what plain Python counts in the rows, and so does every sum of them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brands.models import Programme
from events.models import Event
from network.models import Branch
from reports.choices import Dimension, Measure
from reports.errors import PeriodEndsBeforeItStarts
from reports.services.facts import MEASURES, Counting, Measures, facts, summed, sums
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.registrations import HeadcountFactory
from tests.reports.sample import DAYS, FIRST_DAY, NOW, PlainCount, make_sample

pytestmark = pytest.mark.django_db

DAY = STARTS_AT.date()
LATER = STARTS_AT + timedelta(days=40)


def counting_of(first_day=DAY, last_day=DAY, *, now=LATER, events=None, **narrowed):
    events = Event.objects.all() if events is None else events
    return Counting(events, first_day, last_day, now, **narrowed)


class TestAgainstPlainPython:
    @pytest.fixture
    def plain(self):
        make_sample(423, events=50)
        counting = counting_of(FIRST_DAY, FIRST_DAY + timedelta(days=DAYS), now=NOW)
        total = summed(facts(counting))
        missing = [name for name in MEASURES if not getattr(total, name)]
        assert not missing, "the sample must hold something of everything"
        return PlainCount()

    @settings(
        max_examples=20,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        derandomize=True,
    )
    @given(
        begins=st.integers(0, DAYS),
        lasts=st.integers(0, DAYS),
        branch=st.integers(0, 7),
        programme=st.integers(0, 3),
    )
    def test_for_any_period_branch_and_programme(self, plain, begins, lasts, branch, programme):
        branches, programmes = [None, *Branch.objects.all()], [None, *Programme.objects.all()]
        events = Event.objects.all()
        if programmes[programme]:
            events = events.filter(programme=programmes[programme])
        first_day = FIRST_DAY + timedelta(days=begins)
        counting = counting_of(
            first_day,
            first_day + timedelta(days=lasts),
            now=NOW,
            events=events,
            branch=branches[branch],
        )
        found = facts(counting)
        assert {
            (fact.event_id, fact.district, fact.branch, fact.month): fact.measures for fact in found
        } == plain.facts(counting)
        demand_sums_of(found, counting)


def demand_sums_of(found, counting):
    """The database sums the facts as Python does, by each dimension, by two, and in all."""
    for measure in Measure:
        narrow = sums(counting, (), measures=measure.made_of)[()].get((), Measures())
        assert getattr(narrow, measure) == getattr(summed(found), measure)
    groupings = [*((each,) for each in Dimension), (Dimension.BRAND, Dimension.MONTH)]
    summed_up = sums(counting, (), *groupings)
    assert summed_up[()].get((), Measures()) == summed(found)
    for grouping in groupings:
        keys = {tuple(fact.key(each) for each in grouping) for fact in found}
        assert summed_up[grouping] == {
            key: summed(f for f in found if tuple(f.key(each) for each in grouping) == key)
            for key in keys
        }


def test_a_number_is_made_of_the_facts_behind_it():
    """Narrowed to one key, the same facts come, whatever the period is."""
    for number in range(4):
        HeadcountFactory(
            session=SessionFactory(starts_at=STARTS_AT + timedelta(days=20 * number)),
            day=DAY + timedelta(days=20 * number),
        )
    counting = counting_of(last_day=DAY + timedelta(days=99), now=LATER + timedelta(days=99))
    every = facts(counting)
    assert len(every) == 4
    for dimension in Dimension:
        for key in {fact.key(dimension) for fact in every}:
            narrowed = counting_of(
                last_day=counting.last_day, now=counting.now, only={dimension: key}
            )
            assert facts(narrowed) == [fact for fact in every if fact.key(dimension) == key]


def test_an_event_in_two_months_is_one_event():
    event = EventFactory(sessions=5)
    counting = counting_of(last_day=DAY + timedelta(days=60))
    assert [fact.measures.events for fact in facts(counting)] == [1, 1]
    assert summed(facts(counting)).events == 1
    assert sums(counting, ())[()][()].events == 1
    assert {fact.event_id for fact in facts(counting)} == {event.pk}


def test_rates_are_none_of_nothing():
    nothing = Measures()
    assert nothing.seats_filled is nothing.no_show_rate is nothing.cost_per_attendance is None
    some = Measures(
        registered=15,
        seats=20,
        no_shows=3,
        expected=12,
        actual_cost=Decimal(90),
        attendances=40,
        attendances_costed=36,
        volunteer_minutes=90,
    )
    assert (some.seats_filled, some.no_show_rate, some.cost_per_attendance) == (0.75, 0.25, 2.5)
    assert some.volunteer_hours == 1.5
    assert nothing.satisfaction is None
    assert Measures(answers=4, stars=18).satisfaction == 4.5
    assert nothing.response_rate is Measures(parties_answered=2).response_rate is None
    assert Measures(parties_asked=8, parties_answered=2).response_rate == 0.25
    assert Measures(parties_asked=1, parties_answered=2).response_rate == 1


def test_same_audience_same_day_same_district_is_a_clash():
    east = BranchFactory()
    families = {"audience": "families", "branch": east}
    EventFactory(**families)
    assert summed(facts(counting_of())).clashes == 0
    EventFactory(**families, attendance_mode="online")
    EventFactory(**families, kind="exhibition")
    EventFactory(audience="elders", branch=east)
    EventFactory(audience="everyone", branch=east)
    EventFactory(audience="families")
    assert summed(facts(counting_of())).clashes == 0
    EventFactory(audience="families", branch=BranchFactory(parent=east, level="town"))
    assert summed(facts(counting_of())).clashes == 2


def test_period_must_not_end_before_it_starts():
    with pytest.raises(PeriodEndsBeforeItStarts):
        counting_of(DAY, DAY - timedelta(days=1))
