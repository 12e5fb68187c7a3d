"""The libraries: the tree of the network, and the page of each place."""

from datetime import UTC, datetime, time

import pytest

from network.choices import BranchKind, Weekday
from network.models import OpeningHours
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.pages import parsed, words
from tests.statements import statements

pytestmark = pytest.mark.django_db

# Monday 4 May 2026, 16:00 in Shanghai.
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_monday(set_clock):
    set_clock(NOW)


def opens(branch, weekday, opens_at, closes_at, **season):
    OpeningHours.objects.create(
        branch=branch, weekday=weekday, opens_at=time(opens_at), closes_at=time(closes_at), **season
    )


@pytest.fixture
def city():
    return BranchFactory(
        name_en="City Library", name_zh="市图书馆", slug="city", kind=BranchKind.CENTRAL
    )


@pytest.fixture
def village(city):
    """A reading room below a district below the city."""
    district = BranchFactory(name_en="District", name_zh="区馆", slug="district", parent=city)
    return BranchFactory(
        name_en="Village",
        name_zh="村阅书房",
        slug="village",
        parent=district,
        kind=BranchKind.READING_ROOM,
    )


# The network


def test_network_is_a_tree_with_the_hours_of_today(client, city, village):
    opens(city, Weekday.MONDAY, 9, 21)
    opens(village, Weekday.TUESDAY, 9, 12)
    root = parsed(client.get("/branches/"))

    assert words(root.find(class_="network-top")) == "City Library Central library Open until 21:00"
    district = root.find(class_="network-district")
    assert words(district.h3) == "District"
    assert words(district.find("li")) == "Village Reading room Closed, opens tomorrow at 09:00"
    assert [link["href"] for link in root.main("a")] == [
        f"/branches/city-{city.pk}/",
        district.h3.a["href"],
        f"/branches/village-{village.pk}/",
    ]


@pytest.mark.usefixtures("village")
def test_network_exists_in_chinese(client):
    names = [words(link) for link in parsed(client.get("/zh-hans/branches/")).main("a")]

    assert names == ["市图书馆", "区馆", "村阅书房"]


def test_network_without_places_offers_a_next_step(client):
    assert parsed(client.get("/branches/")).find(class_="empty").a["href"] == "/events/"


@pytest.mark.usefixtures("village")
def test_network_costs_the_same_however_large_it_is(client, city):
    with statements() as few:
        client.get("/branches/")
    for _number in range(5):
        opens(BranchFactory(parent=BranchFactory(parent=city)), Weekday.MONDAY, 9, 17)
    with statements() as many:
        client.get("/branches/")

    assert len(few) == len(many) == 2


# A place


def test_place_tells_where_it_is_and_what_is_on(client, city, village):
    village.address_en, village.address_zh = "1 River Road", "河滨路1号"
    village.phone, village.latitude, village.longitude = "0571 8888", 30.25, 120.16
    village.save()
    RoomFactory(branch=village, name_en="Attic", capacity=20)
    EventFactory(title_en="In the village", branch=village)
    EventFactory(title_en="In the city", branch=city)
    root = parsed(client.get(f"/branches/village-{village.pk}/"))

    assert words(root.h1) == "Village"
    crumbs = root.find(class_="breadcrumb")("li")
    assert [words(crumb) for crumb in crumbs] == [
        "Libraries",
        "City Library",
        "District",
        "Village",
    ]
    assert words(root.find("address")) == "1 River Road"
    assert root.find("a", href="geo:30.250000,120.160000") is not None
    assert root.find("a", href="tel:05718888") is not None
    assert "Attic 20 seats" in words(root.find(class_="facts"))
    assert [words(title) for title in root("h3", class_="event-title")] == ["In the village"]
    assert root.find(class_="section-head").a["href"] == "/events/?branch=village"


def test_place_shows_what_is_on_below_it(client, city, village):
    EventFactory(title_en="In the village", branch=village)
    root = parsed(client.get(f"/branches/city-{city.pk}/"))

    assert [words(title) for title in root("h3", class_="event-title")] == ["In the village"]
    below = root.find("section", attrs={"aria-labelledby": "below"})
    assert [words(place) for place in below("li")] == ["District branch library"]


def test_hours_of_the_season_come_first(client, city):
    opens(city, Weekday.MONDAY, 9, 17)
    opens(city, Weekday.MONDAY, 8, 11, season_from="2026-05-01", season_until="2026-05-31")
    root = parsed(client.get(f"/branches/city-{city.pk}/"))

    assert [words(week.caption) for week in root("table")] == [
        "Opening hours, 1–31 May",
        "Opening hours",
    ]
    assert words(root.table.tr) == "Monday 08:00–11:00"
    assert words(root.find(class_="branch-now")) == "Closed, opens Mon at 08:00"


def test_wrong_words_lead_to_the_right_address(client, city):
    answer = client.get(f"/zh-hans/branches/town-{city.pk}/")

    assert (answer.status_code, answer["Location"]) == (301, f"/zh-hans/branches/city-{city.pk}/")


@pytest.mark.parametrize("path", ["x-0", "x-" + "9" * 30, "x-" + "9" * 5000, "x%00-1"])
def test_keys_of_nothing_are_not_found(client, path):
    assert client.get(f"/branches/{path}/").status_code == 404


@pytest.mark.parametrize(("is_step_free", "told"), [(True, True), (False, False)])
def test_place_without_steps_says_so(client, is_step_free, told):
    branch = BranchFactory(is_step_free=is_step_free)
    root = parsed(client.get(f"/branches/{branch.slug}-{branch.pk}/"))

    assert ("Step-free access" in words(root.find(class_="facts"))) == told
