"""What search engines ask for first."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from brands.choices import EventKind
from home.services.page_tree import ensure_page_tree
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
HOST = "https://events.library.example"


@pytest.fixture(autouse=True)
def _on_monday(set_clock, settings):
    set_clock(NOW)
    settings.BASE_URL = HOST


def xml(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return BeautifulSoup(answer.content, "xml")


def paths(client, address):
    """What a map tells, all of it below BASE_URL."""
    found = [place.get_text() for place in xml(client, address)("loc")]
    assert all(place.startswith(f"{HOST}/") for place in found)
    return [place.removeprefix(HOST) for place in found]


def test_map_of_pages_tells_what_is_published(client):
    tree = ensure_page_tree()
    tree.home["en"].get_children().get(slug="about").specific.unpublish()

    assert paths(client, "/sitemap-pages.xml") == [
        "/",
        *(f"/{slug}/" for slug in ("brands", "accessibility", "privacy")),
        "/zh-hans/",
        *(f"/zh-hans/{slug}/" for slug in ("brands", "about", "accessibility", "privacy")),
    ]


def test_map_of_events_leaves_out_what_is_hidden_or_long_past(client, set_clock):
    event = EventFactory(title_en="Fox tales")
    EventFactory(live=False)
    EventFactory(kind=EventKind.INTERNAL)
    path = f"/events/fox-tales-{event.pk}/"

    assert paths(client, "/sitemap-events.xml") == [path, f"/zh-hans{path}"]

    set_clock(STARTS_AT + timedelta(days=366))
    assert paths(client, "/sitemap-events.xml") == []


def test_map_of_events_tells_the_twin_of_each(client):
    event = EventFactory(title_en="Fox tales")
    twins = xml(client, "/sitemap-events.xml").find("url")("link")

    assert {link["hreflang"]: link["href"] for link in twins} == {
        "en": f"{HOST}/events/fox-tales-{event.pk}/",
        "zh-hans": f"{HOST}/zh-hans/events/fox-tales-{event.pk}/",
    }


def test_maps_of_lists_and_libraries(client):
    branch = BranchFactory(slug="city")
    path = f"/branches/city-{branch.pk}/"

    assert paths(client, "/sitemap-lists.xml") == [
        "/events/",
        "/zh-hans/events/",
        "/branches/",
        "/zh-hans/branches/",
        "/books/",
        "/zh-hans/books/",
        "/reading/",
        "/zh-hans/reading/",
    ]
    assert paths(client, "/sitemap-branches.xml") == [path, f"/zh-hans{path}"]


def test_index_and_robots_lead_to_every_map(client):
    maps = paths(client, "/sitemap.xml")
    robots = client.get("/robots.txt").content.decode().splitlines()

    names = ("pages", "lists", "events", "branches", "books", "reading")
    assert maps == [f"/sitemap-{name}.xml" for name in names]
    assert f"Sitemap: {HOST}/sitemap.xml" in robots
    assert {"Disallow: /tickets/", "Disallow: /*/tickets/", "Disallow: /admin/"} <= set(robots)


@pytest.mark.parametrize("query", ["dragons.xml", "events.xml?p=9", "events.xml?p=x"])
def test_maps_of_nothing_are_not_found(client, query):
    assert client.get(f"/sitemap-{query}").status_code == 404
