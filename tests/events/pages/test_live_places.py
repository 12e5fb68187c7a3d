"""The places of an event as an open page asks for them again: public, short-lived, cheap."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from brands.choices import EventKind
from events.choices import EventStatus, PoolKind
from events.models import Event, SeatPool
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory
from tests.pages import parsed, words
from tests.statements import statements

pytestmark = pytest.mark.django_db

# Monday 4 May 2026, 08:00 in Shanghai; the factories' events are on Saturday 9 May at 10:00.
NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_monday(set_clock) -> None:
    set_clock(NOW)


def address_of(event: Event, prefix: str = "") -> str:
    return f"{prefix}/events/{event.slug}-{event.pk}/places/"


def panel_of(client: Client, event: Event, prefix: str = ""):
    return parsed(client.get(address_of(event, prefix))).section


def test_it_says_what_the_page_says(client: Client) -> None:
    event = EventFactory()
    page = parsed(client.get(event.get_absolute_url()))

    fragment = panel_of(client, event)

    assert words(fragment.p) == "30 places free"
    assert words(fragment) == words(page.find("section", class_="way-in"))
    assert [link["href"] for link in fragment("a")] == [
        reverse("register", args=[event.slug, event.pk]),
        reverse("event_calendar", args=[event.slug, event.pk]),
    ]


def test_it_follows_the_counter(client: Client) -> None:
    event = EventFactory()
    SeatPool.objects.update(taken=29)
    assert words(panel_of(client, event).p) == "1 place free"
    SeatPool.objects.update(taken=30)
    panel = panel_of(client, event)
    assert (words(panel.p), words(panel.a)) == ("All places are taken", "Join the waiting list")
    assert "way-in-full" in panel["class"]


def test_places_for_children_are_told_apart(client: Client) -> None:
    event = EventFactory()
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=8)
    assert [words(line) for line in panel_of(client, event)("li")] == [
        "General places 30",
        "Children's places 8",
    ]


def test_it_speaks_the_language_of_the_page(client: Client) -> None:
    event = EventFactory()
    assert "register" in panel_of(client, event, "/zh-hans").a["href"]
    assert panel_of(client, event, "/zh-hans").a["href"].startswith("/zh-hans/")


def test_everyone_may_keep_it_for_as_long_as_the_page(client: Client, settings: Settings) -> None:
    settings.PAGE_CACHE_SECONDS = 5
    answer = client.get(address_of(EventFactory()))
    assert answer["Cache-Control"] == "public, max-age=5"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert b"csrf" not in answer.content


def test_it_costs_two_statements(client: Client) -> None:
    event = EventFactory(sessions=3)
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN)
    with statements() as ran:
        assert client.get(address_of(event)).status_code == 200
    assert len(ran) == 2


@pytest.mark.parametrize(
    "hidden", [{"live": False}, {"kind": EventKind.INTERNAL}], ids=["draft", "internal"]
)
def test_what_is_not_public_has_no_places(client: Client, hidden: dict) -> None:
    assert client.get(address_of(EventFactory(**hidden))).status_code == 404


def test_wrong_words_lead_to_the_right_ones(client: Client) -> None:
    event = EventFactory(title_en="Fox tales")
    answer = client.get(f"/zh-hans/events/wolf-{event.pk}/places/")
    assert (answer.status_code, answer["Location"]) == (301, address_of(event, "/zh-hans"))


def live_part(client: Client, event: Event):
    page = BeautifulSoup(client.get(event.get_absolute_url()).content, "html.parser")
    return page.find("live-places")


def test_the_page_tells_where_to_ask_and_until_when(client: Client) -> None:
    event = EventFactory()
    part = live_part(client, event)
    assert part["data-url"] == address_of(event)
    assert datetime.fromisoformat(part["data-until"]) == STARTS_AT
    assert words(part.find(attrs={"data-panel": True}).p) == "30 places free"
    assert part.find(attrs={"role": "status"}).get_text() == ""


def test_once_it_has_begun_nothing_is_asked_any_more(client: Client, set_clock) -> None:
    event = EventFactory()
    set_clock(STARTS_AT)
    assert live_part(client, event) is None


def test_a_cancelled_event_says_so(client: Client) -> None:
    event = EventFactory(intake__status=EventStatus.CANCELLED)
    assert words(panel_of(client, event).p) == "Cancelled"


def test_it_tells_each_kind_of_place_but_nothing_of_what_the_desk_keeps(client: Client) -> None:
    event = EventFactory(places=12)
    SeatPoolFactory(event=event, kind=PoolKind.WHEELCHAIR, capacity=2)
    SeatPoolFactory(event=event, reserve=True, capacity=7)
    panel = panel_of(client, event)
    assert words(panel.p) == "12 places free"
    assert [words(line) for line in panel.ul("li")] == ["General places 12", "Wheelchair places 2"]


def test_full_event_says_what_is_free_for_those_who_need_it(client: Client) -> None:
    event = EventFactory(places=12)
    SeatPoolFactory(event=event, kind=PoolKind.WHEELCHAIR, capacity=2)
    SeatPoolFactory(event=event, reserve=True, capacity=7)
    event.pools.filter(kind=PoolKind.GENERAL).update(taken=12)
    panel = panel_of(client, event)
    assert words(panel.p) == "All places are taken"
    assert [words(line) for line in panel.ul("li")] == ["Still free: wheelchair places 2"]
