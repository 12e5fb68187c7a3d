"""What each option of a filter would leave: the same as the list, asked for each in turn."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brands.choices import AccessOffer, Audience, EventKind, EventLanguage, WayIn
from brands.models import Brand
from events.choices import EventStatus, SessionState
from events.querysets import Days
from events.services.finding.facets import count_facets
from events.services.finding.listing import Filters, listed_sessions
from network.models import Branch
from network.services.outline import above, outline
from tests.factories.brands import BrandFactory
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

# Monday 4 May 2026, 08:00 in Shanghai; the factories' events are on Saturday 9 May at 10:00.
NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
TODAY = date(2026, 5, 4)
DAYS = Days(NOW, TODAY)


def count(filters):
    return count_facets(filters, tree=above(outline(on=TODAY)))


def listed(filters):
    return listed_sessions(filters).count()


def test_an_option_counts_what_it_would_leave_beside_the_other_filters():
    seedling, leling = BrandFactory(), BrandFactory()
    EventFactory(brand=seedling, audience=Audience.FAMILIES)
    EventFactory(brand=seedling, audience=Audience.ELDERS)
    EventFactory(brand=leling, audience=Audience.ELDERS)
    facets = count(Filters(DAYS, brand=leling))

    assert facets.total == 1
    # The filter itself is left out of the count of its own options.
    assert facets.options["brand"] == {str(seedling.pk): 2, str(leling.pk): 1}
    assert facets.options["audience"] == {Audience.ELDERS: 1}
    assert facets.of("audience", Audience.FAMILIES) == 0
    assert facets.without == {"brand": 3}


def test_an_event_counts_once_however_often_it_meets():
    city = BranchFactory()
    here, there = BranchFactory(parent=city), BranchFactory(parent=city)
    course = EventFactory(branch=here, sessions=3)
    SessionFactory(event=course, branch=there, starts_at=STARTS_AT + timedelta(days=1))
    facets = count(Filters(DAYS))

    assert facets.total == 1
    assert facets.options["branch"] == {str(b.pk): 1 for b in (city, here, there)}
    assert facets.options["weekday"] == {"5": 1, "6": 1}


def test_an_exhibition_is_open_on_each_of_its_weekdays():
    event = EventFactory(sessions=0)
    SessionFactory(
        event=event,
        starts_at=datetime(2026, 5, 8, 1, tzinfo=UTC),
        ends_at=datetime(2026, 5, 31, 9, tzinfo=UTC),
        daily_opens_at=time(9),
        daily_closes_at=time(17),
    )

    def weekdays(**days):
        return sorted(count(Filters(replace(DAYS, **days))).options.get("weekday", {}))

    assert weekdays() == list("0123456")
    assert weekdays(last=date(2026, 5, 10)) == list("456")
    assert weekdays(first=date(2026, 5, 31)) == ["6"]
    assert weekdays(first=date(2026, 6, 1)) == []


def test_ages_are_counted_by_the_ages_that_events_are_for():
    EventFactory(age_from=0, age_to=3)
    EventFactory(age_from=60)
    EventFactory(age_to=12)
    EventFactory()
    facets = count(Filters(DAYS))

    assert [facets.of_age(age) for age in (0, 3, 4, 12, 13, 60)] == [3, 3, 2, 2, 1, 2]


def test_all_is_counted_in_one_statement_whatever_is_asked():
    brand, branch = BrandFactory(), BranchFactory()
    tree = above(outline(on=TODAY))
    everything = Filters(
        Days(NOW, TODAY, TODAY + timedelta(days=9), frozenset({5, 6})),
        brand=brand,
        branch=branch,
        audience=Audience.ELDERS,
        age=70,
        language=EventLanguage.ENGLISH,
        only_free=True,
        only_accessible=True,
    )
    for filters in (Filters(DAYS), everything):
        with statements() as spent:
            count_facets(filters, tree=tree)
        assert len(spent) == 1


@pytest.fixture
def city():
    """Brands and branches of a library in which no two events are alike."""
    brands = [BrandFactory(), BrandFactory()]
    top = BranchFactory()
    branches = [top, BranchFactory(parent=top, is_step_free=True)]
    branches.append(BranchFactory(parent=branches[1]))
    languages = [[], [EventLanguage.MANDARIN], [EventLanguage.MANDARIN, EventLanguage.SIGN]]
    for number in range(36):
        event = EventFactory(
            title_en=["Story time", "Fox tales", "Phones"][number % 3],
            brand=[*brands, None][number % 3],
            branch=branches[number % 3],
            audience=[Audience.FAMILIES, Audience.ELDERS][number % 2],
            age_from=[None, 3, 7, 60][number % 4],
            age_to=[None, None, 10][number % 3] if number % 4 != 3 else None,
            languages=languages[number % 3],
            access_offers=[[], [AccessOffer.WHEELCHAIR]][number % 5 == 0],
            kind=EventKind.INTERNAL if number == 17 else EventKind.READING,
            live=number != 23,
            sessions=0,
            places=0,
            intake__way_in=[WayIn.FIRST_COME, WayIn.DROP_IN][number % 4 == 1],
            intake__waiting=[0, 2][number % 7 == 3],
            intake__status=[EventStatus.SCHEDULED, EventStatus.CANCELLED][number % 11 == 5],
        )
        SeatPoolFactory(event=event, capacity=9, taken=[0, 9][number % 3 == 1])
        for meeting in range(1 + number % 3):
            starts_at = STARTS_AT + timedelta(days=number % 9 - 4 + 3 * meeting)
            SessionFactory(
                event=event,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(days=12 if number % 12 == 4 else 0, hours=2),
                branch=branches[(number + meeting) % 3],
                state=[SessionState.PLANNED, SessionState.CANCELLED][number % 13 == 6],
            )
    return brands, branches


@st.composite
def asked(draw, brands, branches):
    """Some filters, each of them chosen or not."""
    maybe = lambda *values: draw(st.sampled_from([*values]))  # noqa: E731
    first = TODAY + timedelta(days=maybe(0, 0, 1, 5, -3))
    return Filters(
        Days(
            NOW,
            first,
            maybe(None, None, first + timedelta(days=3), first + timedelta(days=20)),
            frozenset(draw(st.sets(st.integers(0, 6), max_size=3))),
        ),
        query=maybe("", "", "story", "phones", "zzz"),
        brand=maybe(None, None, *brands),
        branch=maybe(None, None, *branches),
        audience=maybe("", "", Audience.FAMILIES, Audience.ELDERS),
        age=maybe(None, None, 2, 8, 70),
        language=maybe("", "", *EventLanguage.values),
        only_free=maybe(False, False, True),
        only_accessible=maybe(False, False, True),
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_facets_say_what_the_list_would_show(city, data):
    brands, branches = city
    filters = data.draw(asked(brands, branches))
    facets = count(filters)

    def on_weekday(weekday):
        return replace(filters, days=replace(filters.days, weekdays=frozenset({weekday})))

    assert facets.total == listed(filters)
    for brand in Brand.objects.all():
        assert facets.of("brand", brand.pk) == listed(replace(filters, brand=brand))
    for branch in Branch.objects.all():
        assert facets.of("branch", branch.pk) == listed(replace(filters, branch=branch))
    for audience in Audience.values:
        assert facets.of("audience", audience) == listed(replace(filters, audience=audience))
    for age in (0, 2, 3, 7, 8, 10, 11, 60):
        assert facets.of_age(age) == listed(replace(filters, age=age))
    for language in EventLanguage.values:
        assert facets.of("language", language) == listed(replace(filters, language=language))
    for weekday in range(7):
        assert facets.of("weekday", weekday) == listed(on_weekday(weekday))
    assert facets.of("free", 1) == listed(replace(filters, only_free=True))
    assert facets.of("accessible", 1) == listed(replace(filters, only_accessible=True))

    dropped = {
        "brand": replace(filters, brand=None),
        "branch": replace(filters, branch=None),
        "audience": replace(filters, audience=""),
        "age": replace(filters, age=None),
        "language": replace(filters, language=""),
        "free": replace(filters, only_free=False),
        "accessible": replace(filters, only_accessible=False),
        "weekday": replace(filters, days=replace(filters.days, weekdays=frozenset())),
    }
    for name, count_without in facets.without.items():
        assert count_without == listed(dropped[name]), name
