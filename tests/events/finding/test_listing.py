"""The list of what is on: what the filters leave over, and the page that shows it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from brands.choices import Audience, EventKind, WayIn
from events.choices import EventStatus, SessionState
from events.models import Event
from events.querysets import Days
from events.services.finding.listing import Filters, by_day, cards, listed_sessions, weekend_of
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory, SessionFactory
from tests.factories.network import BranchFactory

pytestmark = pytest.mark.django_db

# Monday 4 May 2026, 08:00 in Shanghai; the factories' events are on Saturday 9 May at 10:00.
NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
MONDAY = date(2026, 5, 4)
SATURDAY, SUNDAY = date(2026, 5, 9), date(2026, 5, 10)


def listed(*, now=NOW, first=None, last=None, weekdays=(), **asked):
    """The events that the filters leave over, in the order of the list."""
    days = Days(now, first or timezone.localdate(now), last, frozenset(weekdays))
    return [session.event for session in listed_sessions(Filters(days, **asked))]


def days_listed(*, now=NOW, first=None, last=None, weekdays=()):
    """The days that events stand under, in the order of the list."""
    days = Days(now, first or timezone.localdate(now), last, frozenset(weekdays))
    return [session.day for session in listed_sessions(Filters(days))]


def exhibition(first, last, **session):
    """An event that is open daily from 9 to 17 between two days of May 2026."""
    event = EventFactory(sessions=0, kind=EventKind.EXHIBITION)
    SessionFactory(
        event=event,
        starts_at=datetime(2026, 5, first, 1, 0, tzinfo=UTC),
        ends_at=datetime(2026, 5, last, 9, 0, tzinfo=UTC),
        **{"daily_opens_at": time(9), "daily_closes_at": time(17), **session},
    )
    return event


# What is listed at all


def test_published_events_are_listed_by_their_next_session():
    course = EventFactory(sessions=0)
    for week in (-1, 1):
        SessionFactory(event=course, starts_at=STARTS_AT + timedelta(weeks=week))
    talk = EventFactory()
    EventFactory(live=False)
    EventFactory(kind=EventKind.INTERNAL)
    EventFactory(sessions=0)

    assert listed() == [talk, course]
    assert days_listed() == [SATURDAY, SATURDAY + timedelta(weeks=1)]


def test_what_goes_on_now_is_still_listed_and_what_is_over_is_not():
    event = EventFactory()
    ends_at = event.last_ends_at

    assert listed(now=ends_at - timedelta(minutes=1)) == [event]
    assert listed(now=ends_at) == []


def test_cancelled_session_gives_way_to_the_next_one():
    course = EventFactory(sessions=2)
    course.sessions.filter(starts_at=STARTS_AT).update(state=SessionState.CANCELLED)

    assert days_listed() == [SATURDAY + timedelta(weeks=1)]


def test_cancelled_event_stays_listed_so_that_people_hear_of_it():
    event = EventFactory(intake__status=EventStatus.CANCELLED)

    assert listed() == [event]


# Days


def test_days_are_those_of_the_library_and_both_ends_are_included():
    # From 23:30 on Friday until 01:00 in Shanghai; all of it is Friday in UTC.
    late = EventFactory(sessions=0)
    SessionFactory(event=late, starts_at=datetime(2026, 5, 8, 15, 30, tzinfo=UTC))
    morning = EventFactory()
    sunday = EventFactory(sessions=0)
    SessionFactory(event=sunday, starts_at=STARTS_AT + timedelta(days=1))

    friday = SATURDAY - timedelta(days=1)
    assert listed(first=friday, last=friday) == [late]
    assert listed(first=SATURDAY, last=SATURDAY) == [morning, late]
    assert listed(first=SATURDAY, last=SUNDAY) == [morning, late, sunday]
    assert listed(first=SUNDAY, last=SUNDAY) == [sunday]


def test_first_day_in_the_past_looks_back():
    event = EventFactory()
    later = STARTS_AT + timedelta(days=30)

    assert listed(now=later) == []
    assert listed(now=later, first=SATURDAY) == [event]


def test_exhibition_stands_under_the_first_day_asked_for():
    exhibition(1, 31)

    assert days_listed() == [MONDAY]
    assert days_listed(first=SATURDAY) == [SATURDAY]
    assert days_listed(first=date(2026, 5, 31)) == [date(2026, 5, 31)]
    assert days_listed(first=date(2026, 6, 1)) == []


def test_exhibition_that_has_closed_for_today_stands_under_tomorrow():
    exhibition(1, 31)
    at_five = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

    assert days_listed(now=at_five - timedelta(minutes=1)) == [MONDAY]
    assert days_listed(now=at_five) == [MONDAY + timedelta(days=1)]
    assert days_listed(now=at_five, last=MONDAY) == []


def test_within_a_day_appointments_go_before_what_has_been_open_for_days():
    pictures = exhibition(1, 31)
    story = EventFactory()

    assert listed(first=SATURDAY) == [story, pictures]


def test_weekdays_find_sessions_and_the_next_open_day_of_exhibitions():
    story = EventFactory()
    long = exhibition(1, 31)
    short = exhibition(5, 7)
    wednesday = date(2026, 5, 6)

    assert listed(weekdays=[5]) == [story, long]
    assert listed(weekdays=[2]) == [long, short]
    assert listed(weekdays=[6, 5]) == [story, long]
    assert days_listed(weekdays=[2]) == [wednesday, wednesday]
    assert days_listed(weekdays=[0]) == [MONDAY]
    assert days_listed(weekdays=[0], first=date(2026, 5, 5)) == [date(2026, 5, 11)]
    assert days_listed(weekdays=[0], first=date(2026, 5, 26)) == []


@pytest.mark.parametrize(
    ("today", "weekend"),
    [
        (MONDAY, (SATURDAY, SUNDAY)),
        (SATURDAY, (SATURDAY, SUNDAY)),
        (SUNDAY, (SUNDAY, SUNDAY)),
        (date(2026, 5, 11), (date(2026, 5, 16), date(2026, 5, 17))),
    ],
)
def test_weekend_is_that_of_this_week(today, weekend):
    assert weekend_of(today) == weekend


# What and for whom


def test_brand_and_audience():
    seedling, leling = BrandFactory(), BrandFactory()
    story = EventFactory(brand=seedling, audience=Audience.FAMILIES)
    phones = EventFactory(brand=leling, audience=Audience.ELDERS)
    EventFactory(brand=None)

    assert listed(brand=seedling) == [story]
    assert listed(audience=Audience.ELDERS) == [phones]
    assert listed(brand=seedling, audience=Audience.ELDERS) == []


def test_age_is_within_both_ends_and_events_without_ages_are_for_all():
    toddlers = EventFactory(age_from=0, age_to=3)
    elders = EventFactory(age_from=60)
    children = EventFactory(age_to=12)
    everyone = EventFactory()

    assert listed(age=3) == [toddlers, children, everyone]
    assert listed(age=4) == [children, everyone]
    assert listed(age=60) == [elders, everyone]
    assert listed(age=13) == [everyone]


def test_branch_is_where_it_happens_with_all_below_it():
    city = BranchFactory()
    district = BranchFactory(parent=city)
    village = BranchFactory(parent=district)
    elsewhere = BranchFactory(parent=city)
    at_village = EventFactory(branch=village)
    at_district = EventFactory(branch=district)
    sent_out = EventFactory(branch=city, sessions=0)
    SessionFactory(event=sent_out, branch=village)
    at_elsewhere = EventFactory(branch=elsewhere)

    assert listed(branch=village) == [at_village, sent_out]
    assert listed(branch=district) == [at_village, at_district, sent_out]
    assert listed(branch=city) == [at_village, at_district, sent_out, at_elsewhere]


def test_branch_counts_only_the_sessions_that_meet_there():
    here, there = BranchFactory(), BranchFactory()
    course = EventFactory(branch=here)
    SessionFactory(event=course, branch=there, starts_at=STARTS_AT + timedelta(weeks=1))

    days = Days(NOW, MONDAY)
    [session] = listed_sessions(Filters(days, branch=there))
    assert session.day == SATURDAY + timedelta(weeks=1)


def test_every_word_has_to_be_found_somewhere_in_either_language():
    programme = ProgrammeFactory(name_en="Bedtime", name_zh="睡前故事")
    brand = BrandFactory(name_en="Little Tree Seedling", name_zh="小树苗")
    branch = BranchFactory(name_en="Riverside", name_zh="河畔分馆")
    event = EventFactory(
        title_en="A Fox in the Snow",
        title_zh="雪地里的狐狸",
        summary_en="Picture book for small ears",
        brand=brand,
        programme=programme,
        branch=branch,
    )
    EventFactory()

    for words in ("fox", "狐狸", "小树苗", "bedtime riverside", "河畔 EARS", "睡前", "  fox  "):
        assert listed(query=words) == [event], words
    for words in ("fox 100%", "wolf", "_ox"):
        assert listed(query=words) == [], words


def test_free_places_leaves_out_what_one_cannot_get_into():
    free = EventFactory()
    drop_in = EventFactory(places=0, intake__way_in=WayIn.DROP_IN)
    full = EventFactory(places=0)
    SeatPoolFactory(event=full, capacity=5, taken=5)
    queued = EventFactory(intake__waiting=1)
    EventFactory(intake__status=EventStatus.CANCELLED)
    EventFactory(intake__closes_at=NOW)

    assert listed(only_free=True) == [free, drop_in]
    assert Event.objects.with_free_places().filter(pk__in=[full.pk, queued.pk]).count() == 0


def test_filters_combine():
    brand, branch = BrandFactory(), BranchFactory()
    wanted = EventFactory(brand=brand, branch=branch, age_from=3, age_to=6, title_en="Fox tales")
    EventFactory(brand=brand, branch=branch, age_from=7, title_en="Fox tales")
    EventFactory(brand=brand, age_from=3, age_to=6, title_en="Fox tales")
    EventFactory(branch=branch, age_from=3, age_to=6, title_en="Fox tales")
    EventFactory(brand=brand, branch=branch, age_from=3, age_to=6, title_en="Wolf tales")

    assert listed(brand=brand, branch=branch, age=5, query="fox", weekdays=[5], only_free=True) == [
        wanted
    ]


def test_cards_are_put_together_by_day():
    first, second = EventFactory(), EventFactory()
    third = EventFactory(sessions=0)
    SessionFactory(event=third, starts_at=STARTS_AT + timedelta(days=1))

    days = Days(NOW, MONDAY)
    shown = by_day(cards(listed_sessions(Filters(days)), days))

    assert [(day.day, [card.event for card in day.cards]) for day in shown] == [
        (SATURDAY, [first, second]),
        (SUNDAY, [third]),
    ]
