"""The front door, in a new library and in one that has something on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from brands.choices import WayIn
from brands.models import BrandPage
from events.choices import EventStatus
from home.services.page_tree import ensure_page_tree
from network.choices import BranchKind
from tests.factories.brands import BrandFactory
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.pictures import PictureFactory
from tests.pages import parsed, words
from tests.statements import statements

pytestmark = pytest.mark.django_db

# Monday 4 May 2026, 08:00 in Shanghai.
NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
# Eight are ours; with the others the CMS finds the page, its site, its twin and who may see it.
MOST_STATEMENTS = 16


@pytest.fixture(autouse=True)
def _on_monday(set_clock):
    set_clock(NOW)


def home(client, address="/"):
    return parsed(client.get(address))


@pytest.mark.parametrize(
    ("address", "language", "headline"),
    [("/", "en", "What is on at your library"), ("/zh-hans/", "zh-hans", "书香就在家门口")],
)
def test_new_library_has_a_home_in_each_language(client, address, language, headline):
    root = home(client, address)

    assert (root.html["lang"], words(root.h1)) == (language, headline)
    assert root.find(class_="empty") is not None
    assert {link["hreflang"] for link in root("link", hreflang=True)} == {"en", "zh-hans"}


def test_next_events_stand_at_the_top(client):
    for days in range(8):
        event = EventFactory(title_en=f"Day {days}", title_zh=f"第{days}天", sessions=0)
        SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=days))

    titles = [words(title) for title in home(client)("h3", class_="card-title")]
    assert titles[:6] == [f"Day {days}" for days in range(6)]
    assert "Day 6" not in titles
    assert words(home(client, "/zh-hans/").find("h3", class_="card-title")) == "第0天"


def test_what_one_cannot_join_any_more_stands_in_the_list_alone(client):
    EventFactory(title_en="Cancelled", intake__status=EventStatus.CANCELLED)
    EventFactory(title_en="Closed", intake__closes_at=NOW)
    SeatPoolFactory(event=EventFactory(title_en="Full", places=0), capacity=3, taken=3)
    EventFactory(title_en="Drop in", places=0, intake__way_in=WayIn.DROP_IN)

    titles = [words(title) for title in home(client)("h3", class_="card-title")]
    assert [title for title in titles if not title.startswith("Brand")] == ["Full", "Drop in"]


def test_days_are_counted_and_lead_to_their_list(client):
    for days in (-3, 0, 1, 2):
        event = EventFactory(sessions=0)
        SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=days))
    days = home(client).find("nav", attrs={"aria-label": "When"})("li")

    assert [words(day) for day in days] == [
        "Today – Nothing more",
        "This weekend 2 9–10 May",
        "Next 7 days 3 4–10 May",
    ]
    assert [day.a and day.a["href"] for day in days] == [
        None,
        "/events/?from=2026-05-09&to=2026-05-10",
        "/events/?from=2026-05-04&to=2026-05-10",
    ]


def test_places_with_something_on_this_week_the_busiest_first(client):
    city = BranchFactory(slug="city", name_en="City Library", latitude=29.9, longitude=112.4)
    river = BranchFactory(slug="river", name_en="Riverside", parent=city)
    EventFactory(title_en="City tales", branch=city)
    EventFactory(title_en="Fox tales", branch=river)
    EventFactory(title_en="Wolf tales", branch=river)
    later = EventFactory(branch=BranchFactory(name_en="Next week"), sessions=0)
    SessionFactory(event=later, starts_at=STARTS_AT + timedelta(days=7))
    places = home(client)("li", class_="home-place")

    assert [(words(place.a), words(place.find(class_="map-count"))) for place in places] == [
        ("Riverside", "2 events"),
        ("City Library", "1 event"),
    ]
    assert words(places[0].find(class_="map-next")) == "Sat 9 May, 10:00 Fox tales"
    assert places[0].a["href"] == "/events/?branch=river&from=2026-05-04&to=2026-05-10"
    assert [place["data-within"] for place in places] == ["city river", "city"]
    assert [place.has_attr("data-latitude") for place in places] == [False, True]


def test_ones_own_library_is_chosen_from_the_whole_network(client):
    city = BranchFactory(slug="city", name_en="City Library")
    BranchFactory(slug="river", name_en="Riverside", parent=city)
    EventFactory(branch=city)
    form = home(client).find("form", class_="home-library")

    assert form["action"] == "/events/"
    assert [option["value"] for option in form("option")] == ["", "city", "river"]
    assert {field["name"]: field["value"] for field in form("input")} == {
        "from": "2026-05-04",
        "to": "2026-05-10",
    }


def test_week_without_events_asks_for_no_library(client):
    BranchFactory()

    assert home(client).find(class_="home-nearby") is None


def test_brands_lead_to_their_pages(client):
    BrandFactory(name_en="Retired", retired_on=date(2026, 5, 4))
    brand = BrandFactory(name_en="Little Tree", name_zh="小树苗")
    index = ensure_page_tree().brands["en"]
    page = BrandPage(title="Little Tree", slug="little-tree", brand=brand, locale=index.locale)
    index.add_child(instance=page)
    cards = home(client)("article", class_="brand-card")

    assert [words(card.h3) for card in cards] == ["Little Tree"]
    assert cards[0].h3.a["href"] == "/brands/little-tree/"


def test_network_is_counted_by_kind(client):
    city = BranchFactory(kind=BranchKind.CENTRAL)
    for _number in range(2):
        BranchFactory(parent=city, kind=BranchKind.READING_ROOM)

    stats = home(client).find(class_="stats")("div")
    assert [words(stat) for stat in stats] == ["central library 1", "reading rooms 2"]


def test_search_leads_to_the_list(client):
    form = home(client).find("form", role="search")

    assert (form["action"], form.input["name"]) == ("/events/", "q")


def test_home_costs_the_same_however_much_is_on(client):
    def cost():
        client.get("/")  # Makes the renditions of new pictures.
        with statements() as spent:
            client.get("/")
        return len(spent)

    EventFactory(image=PictureFactory())
    few = cost()
    for _number in range(8):
        EventFactory(image=PictureFactory())

    assert cost() == few
    assert few <= MOST_STATEMENTS


def test_visitors_without_a_session_get_none_and_the_page_may_be_kept(client, settings):
    settings.PAGE_CACHE_SECONDS = 5
    answer = client.get("/")

    assert answer.cookies == {}
    assert answer["Cache-Control"] == "public, max-age=5"


def test_pages_of_those_signed_in_are_kept_by_nobody(admin_client):
    assert admin_client.get("/")["Cache-Control"] == "private, no-cache"
