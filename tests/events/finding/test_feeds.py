"""Feeds: the same filters as the list, cheap to fetch again; calendars mark what is cancelled."""

import json
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import icalendar
import pytest
from django.core.cache import cache, caches

from events.services.making.sessions import cancel_session
from tests.factories.brands import BrandFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.pictures import PictureFactory
from tests.pages import parsed
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
    cancel_session(course.sessions.last(), now=NOW)
    EventFactory(title_en="Draft", live=False)

    assert entries(client, "/events.ics") == [("Course", "CONFIRMED"), ("Course", "CANCELLED")]
    assert entries(client, "/zh-hans/events.ics") == [
        ("课程", "CONFIRMED"),
        ("课程", "CANCELLED"),
    ]


def test_event_whose_only_session_is_cancelled_stays_in_the_feed(client):
    event = EventFactory(title_en="Fox tales")
    cancel_session(event.sessions.get(), now=NOW)

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


@pytest.mark.parametrize("ending", ["ics", "rss", "json"])
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("age=five", "Age of who comes: Enter a whole number.\n"),
        ("q=%00", "Search: Null characters are not allowed.\n"),
        ("from=x", "From: Give the day as year, month and day: 2026-04-23.\n"),
        ("brand=x", "Brand: Select a valid choice. x is not one of the available choices.\n"),
    ],
)
def test_feed_refuses_what_it_cannot_read_with_a_sentence(client, ending, query, sentence):
    answer = client.get(f"/events.{ending}?{query}")

    assert (answer.status_code, answer.content.decode()) == (400, sentence)


@pytest.mark.parametrize("address", ["/events.ics", "/events.rss", "/events.json"])
def test_feed_is_written_once_and_fetched_often(client, address):
    EventFactory(title_en="Fox tales")
    first = client.get(address)
    with statements() as spent:
        second = client.get(address)
    unchanged = client.get(address, headers={"If-None-Match": first["ETag"]})

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


def channel(client, address="/events.rss"):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content).find("channel")  # noqa: S314 - our own


def items(client, address="/events.json"):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    return json.loads(answer.content)["items"]


def test_who_follows_by_rss_reads_what_was_published_last(client, settings):
    settings.BASE_URL = "https://events.library.example"
    brand = BrandFactory(name_en="Little Tree", name_zh="小树苗")
    old = EventFactory(title_en="Old", first_published_at=NOW - timedelta(days=9))
    new = EventFactory(
        title_en="Foxes & <owls>",
        title_zh="狐狸",
        summary_en="Bring a <torch>.",
        brand=brand,
        first_published_at=NOW - timedelta(days=1),
    )
    EventFactory(title_en="Undated", first_published_at=None)
    EventFactory(title_en="Draft", live=False)

    told = channel(client)
    assert told.findtext("language") == "en"
    assert told.findtext("link") == "https://events.library.example/events/"
    assert [item.findtext("title") for item in told.findall("item")] == [
        "Foxes & <owls>",
        "Old",
        "Undated",
    ]
    first, second, undated = told.findall("item")
    assert first.findtext("link") == f"https://events.library.example{new.get_absolute_url()}"
    assert first.find("guid").attrib == {"isPermaLink": "false"}
    assert first.findtext("guid") == f"event-{new.pk}@events.library.example"
    assert second.findtext("guid") == f"event-{old.pk}@events.library.example"
    assert parsedate_to_datetime(first.findtext("pubDate")) == NOW - timedelta(days=1)
    assert undated.find("pubDate") is None
    assert first.findtext("category") == "Little Tree"
    assert first.findtext("description").endswith("<p>Bring a &lt;torch&gt;.</p>")

    in_chinese = channel(client, "/zh-hans/events.rss")
    assert in_chinese.findtext("language") == "zh-hans"
    assert in_chinese.find("item").findtext("title") == "狐狸"
    assert in_chinese.find("item").findtext("guid") == first.findtext("guid")


def test_a_pasted_control_character_breaks_no_reader_of_rss(client):
    """Office programs leave a vertical tab where a line was broken; XML cannot hold one."""
    EventFactory(title_en="Fox\vtales", summary_en="At\ufffenight.", brand__name_en="Little\fTree")

    item = channel(client).find("item")
    assert item.findtext("title") == "Fox tales"
    assert item.findtext("category") == "Little Tree"
    assert item.findtext("description").endswith("<p>At night.</p>")


def test_rss_brings_the_photo_of_lists_along(client, settings):
    settings.BASE_URL = "https://events.library.example"
    EventFactory(image=PictureFactory())
    enclosure = channel(client).find("item/enclosure").attrib

    assert enclosure["type"] == "image/jpeg"
    assert enclosure["url"].startswith("https://events.library.example/media/images/")
    assert int(enclosure["length"]) > 100


def test_a_lost_photo_keeps_no_event_from_the_feeds(client):
    photo = PictureFactory()
    EventFactory(title_en="Fox tales", image=photo)
    photo.file.storage.delete(photo.file.name)

    assert channel(client).find("item/enclosure") is None
    assert [item.get("image") for item in items(client)] == [None]


def test_json_feed_tells_other_sites_what_comes_next(client, settings):
    settings.BASE_URL = "https://events.library.example"
    brand = BrandFactory(slug="little-tree", name_en="Little Tree")
    city = BranchFactory(name_en="City Library", slug="city", address_en="1 River Road")
    room = RoomFactory(branch=city, name_en="Attic")
    course = EventFactory(
        title_en="Course",
        summary_en="Three stories.",
        brand=brand,
        branch=city,
        sessions=0,
        places=12,
        age_from=3,
        first_published_at=NOW,
    )
    SessionFactory(event=course, starts_at=NOW + timedelta(days=3), branch=city, room=room)
    sooner = EventFactory(title_en="Sooner", sessions=0)
    SessionFactory(event=sooner, starts_at=NOW + timedelta(days=1))

    feed = json.loads(client.get("/events.json").content)
    assert {name: feed[name] for name in ("version", "home_page_url", "feed_url", "language")} == {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://events.library.example/events/",
        "feed_url": "https://events.library.example/events.json",
        "language": "en",
    }
    assert [item["title"] for item in feed["items"]] == ["Sooner", "Course"]
    told = feed["items"][1]
    assert told["id"] == f"event-{course.pk}@events.library.example"
    assert told["url"] == f"https://events.library.example{course.get_absolute_url()}"
    assert told["content_text"].endswith("Attic, City Library, 1 River Road\nThree stories.")
    assert told["date_published"] == "2026-05-04T08:00:00+08:00"
    facts = told["_event"]
    assert facts["starts_at"] == "2026-05-07T08:00:00+08:00"
    assert facts["branch"] == {
        "slug": "city",
        "name": "City Library",
        "address": "1 River Road",
        "url": f"https://events.library.example{city.get_absolute_url()}",
        "latitude": None,
        "longitude": None,
    }
    assert facts["brand"] == {"slug": "little-tree", "name": "Little Tree"}
    assert (facts["room"], facts["way_in"], facts["free_places"]) == ("Attic", "open", 12)
    assert (facts["age_from"], facts["age_to"], facts["all_day"]) == (3, None, False)


def test_json_feed_tells_an_exhibition_by_its_days(client):
    show = EventFactory(sessions=0)
    SessionFactory(
        event=show,
        starts_at=NOW,
        ends_at=NOW + timedelta(days=9),
        daily_opens_at=time(9),
        daily_closes_at=time(17, 30),
    )
    facts = items(client)[0]["_event"]

    assert (facts["all_day"], facts["opens_daily"], facts["closes_daily"]) == (
        True,
        "09:00",
        "17:30",
    )


def test_json_feed_marks_what_is_told_in_the_other_language_only(client):
    EventFactory(title_en="", title_zh="老城影像展")

    assert items(client)[0]["language"] == "zh-hans"
    assert items(client, "/zh-hans/events.json")[0]["language"] == "zh-hans"


def test_scripts_of_any_site_may_read_the_json_feed_and_leave_no_trace(client):
    EventFactory()
    answer = client.get("/events.json")

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


@pytest.mark.parametrize("address", ["/events.rss", "/events.json"])
def test_online_link_is_in_no_feed(client, address):
    event = EventFactory(attendance_mode="online", sessions=0)
    SessionFactory(
        event=event, starts_at=NOW + timedelta(days=1), online_url="https://meet.example/secret"
    )
    answer = client.get(address)

    assert "Online" in answer.content.decode()
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/events.rss", "/events.json"])
def test_feeds_cost_the_same_however_many_events_they_hold(client, address):
    def cost(query):
        with statements() as spent:
            assert client.get(f"{address}?{query}").status_code == 200
        return len(spent)

    for _ in range(2):
        EventFactory(brand=BrandFactory(), image=PictureFactory())
    client.get(f"{address}?once")
    few = cost("few")
    for _ in range(4):
        EventFactory(brand=BrandFactory(), image=PictureFactory())
    client.get(f"{address}?again")

    assert cost("many") == few


@pytest.mark.parametrize("address", ["/events/?age=5", "/zh-hans/events/?age=5"])
def test_the_list_says_where_it_can_be_followed(client, address):
    links = parsed(client.get(address)).find_all("link", rel="alternate", type=True)
    path = address.removesuffix("/?age=5")

    assert [link["href"] for link in links] == [
        f"{path}.{ending}?age=5" for ending in ("ics", "rss", "json")
    ]
