"""Calendars: the same filters as the list, cancelled sessions marked, cheap to fetch again."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.core.cache import cache, caches

from events.services.sessions import cancel_session
from tests.factories.brands import BrandFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_monday(set_clock):
    set_clock(NOW)


def entries(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return [
        (entry["SUMMARY"], entry["STATUS"])
        for entry in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    ]


def test_feed_holds_every_session_of_public_events(client):
    course = EventFactory(title_en="Course", title_zh="课程", sessions=2)
    cancel_session(course.sessions.last())
    EventFactory(title_en="Draft", live=False)

    assert entries(client, "/events.ics") == [("Course", "CONFIRMED"), ("Course", "CANCELLED")]
    assert entries(client, "/zh-hans/events.ics") == [
        ("课程", "CONFIRMED"),
        ("课程", "CANCELLED"),
    ]


def test_event_whose_only_session_is_cancelled_stays_in_the_feed(client):
    event = EventFactory(title_en="Fox tales")
    cancel_session(event.sessions.get())

    assert entries(client, "/events.ics") == [("Fox tales", "CANCELLED")]


def test_feed_keeps_the_last_month(client):
    for days in (-31, -29):
        event = EventFactory(title_en=f"{days} days", sessions=0)
        SessionFactory(event=event, starts_at=NOW + timedelta(days=days))

    assert entries(client, "/events.ics") == [("-29 days", "CONFIRMED")]


def test_feed_has_the_filters_of_the_list(client):
    brand = BrandFactory(slug="little-tree")
    EventFactory(title_en="Wanted", brand=brand)
    EventFactory(title_en="Too old", brand=brand, age_from=60)
    EventFactory(title_en="Another brand")

    assert entries(client, "/events.ics?brand=little-tree&age=5&page=7") == [
        ("Wanted", "CONFIRMED")
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("age=five", "Age of who comes: Enter a whole number.\n"),
        ("q=%00", "Search: Null characters are not allowed.\n"),
        ("from=x", "From: Give the day as year, month and day: 2026-04-23.\n"),
        ("brand=x", "Brand: Select a valid choice. x is not one of the available choices.\n"),
    ],
)
def test_feed_refuses_what_it_cannot_read_with_a_sentence(client, query, sentence):
    answer = client.get(f"/events.ics?{query}")

    assert (answer.status_code, answer.content.decode()) == (400, sentence)


def test_feed_is_written_once_and_fetched_often(client):
    EventFactory(title_en="Fox tales")
    first = client.get("/events.ics")
    with statements() as spent:
        second = client.get("/events.ics")
    unchanged = client.get("/events.ics", headers={"If-None-Match": first["ETag"]})

    assert (second.content, spent) == (first.content, [])
    assert unchanged.status_code == 304
    assert "max-age=300" in first["Cache-Control"]


def test_invented_addresses_push_out_no_counts_of_attempts(client):
    cache.set("attempts", 3)
    kept = [client.get(f"/events.ics?invented={number}").status_code for number in range(40)]

    assert set(kept) == {200}
    assert cache.get("attempts") == 3
    assert len(cache._cache) == 1
    assert len(caches["feeds"]._cache) <= 20


def test_calendar_of_one_event_has_all_its_sessions(client):
    event = EventFactory(title_en="Fox tales", sessions=3)
    answer = client.get(f"/events/fox-tales-{event.pk}.ics")
    calendar = icalendar.Calendar.from_ical(answer.content)

    assert [entry.start for entry in calendar.walk("VEVENT")] == [
        STARTS_AT + timedelta(weeks=week) for week in range(3)
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="fox-tales.ics"'


def test_calendar_knows_the_right_words_of_its_address(client):
    event = EventFactory(title_en="Fox tales")
    answer = client.get(f"/events/wolf-tales-{event.pk}.ics")

    assert (answer.status_code, answer["Location"]) == (301, f"/events/fox-tales-{event.pk}.ics")
