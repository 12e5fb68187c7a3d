"""Large mode: a wish that any page takes, that is remembered, and that leads back."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django.fixtures import Settings

from cms.large_mode import COOKIE


@pytest.fixture(autouse=True)
def _shown_to_everyone(settings: Settings) -> None:
    settings.STYLEGUIDE_PUBLIC = True


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def mode_of(page: BeautifulSoup):
    (html,) = page.select("html")
    return html.get("data-mode"), html.get("data-size")


def address(page: BeautifulSoup, selector: str) -> str:
    (link,) = page.select(selector)
    return str(link["href"])


@pytest.mark.parametrize("size", ["large", "larger", "largest"])
def test_a_size_is_remembered_and_leads_back(client: Client, size: str) -> None:
    answer = client.get(f"/large-mode/{size}/", {"next": "/zh-hans/events/?view=week"})

    assert (answer.status_code, answer["Location"]) == (302, "/zh-hans/events/?view=week")
    assert client.cookies[COOKIE].value == size
    assert client.cookies[COOKIE]["max-age"] > 300 * 24 * 60 * 60
    assert "no-store" in answer["Cache-Control"]


def test_the_standard_version_forgets_the_size(client: Client) -> None:
    client.get("/large-mode/large/")
    client.get("/large-mode/standard/")

    assert client.cookies[COOKIE].value == ""
    assert client.cookies[COOKIE]["max-age"] == 0


@pytest.mark.django_db
def test_there_are_no_other_sizes(client: Client) -> None:
    answer = client.get("/large-mode/gigantic/")

    assert answer.status_code == 404
    assert COOKIE not in answer.cookies


def test_filters_that_were_chosen_since_are_kept(client: Client) -> None:
    answer = client.get(
        "/large-mode/large/",
        {"next": "/events/"},
        headers={"referer": "http://testserver/events/?free=1#list"},
    )

    assert answer["Location"] == "/events/?free=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/events/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "http://testserver//elsewhere.example/",
        "javascript:alert(1)",
        "http://[broken",
        "\x00",
    ],
)
def test_nobody_is_led_elsewhere(client: Client, elsewhere: str) -> None:
    by_link = client.get("/large-mode/large/", {"next": elsewhere})
    by_referer = client.get("/large-mode/large/", headers={"referer": elsewhere})

    assert (by_link["Location"], by_referer["Location"]) == ("/", "/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/styleguide/", "/zh-hans/styleguide/"])
def test_a_page_offers_the_other_sizes_and_the_way_back(client: Client, path: str) -> None:
    client.get(address(soup(client.get(path)), ".site-tools a[rel=nofollow]"))
    page = soup(client.get(path))

    assert mode_of(page) == ("large", "large")
    sizes = page.select(".large-size")
    assert [link.get("aria-current") for link in sizes] == ["true", None, None]
    assert client.get(address(page, ".large-size-largest"))["Location"] == path
    assert mode_of(soup(client.get(path))) == ("large", "largest")
    client.get(address(page, ".large-off"))
    assert mode_of(soup(client.get(path))) == (None, None)


@pytest.mark.django_db
def test_an_unknown_wish_is_no_wish(client: Client) -> None:
    client.cookies[COOKIE] = 'gigantic" onload="alert(1)'

    assert mode_of(soup(client.get("/styleguide/"))) == (None, None)


@pytest.mark.django_db
def test_caches_on_the_way_are_told_that_pages_differ(client: Client) -> None:
    assert "Cookie" in client.get("/styleguide/")["Vary"]
    assert "Cookie" in client.get("/no-such-page/")["Vary"]
    assert "Cookie" not in client.get("/art/lamp-1f4468-1.svg").get("Vary", "")


@pytest.mark.django_db
def test_the_page_cache_gives_nobody_the_size_of_another(settings: Settings) -> None:
    settings.PAGE_CACHE_SECONDS = 60
    visitors = Client()
    seen = []
    for cookies in ({}, {COOKIE: "large"}, {COOKIE: "largest"}, {}, {COOKIE: "large"}):
        visitors.cookies.clear()
        visitors.cookies.load(cookies)
        answer = visitors.get("/events/")
        assert "public" in answer["Cache-Control"]
        assert "Cookie" in answer["Vary"]
        seen.append(mode_of(soup(answer)))

    standard, large, largest = (None, None), ("large", "large"), ("large", "largest")
    assert seen == [standard, large, largest, standard, large]
