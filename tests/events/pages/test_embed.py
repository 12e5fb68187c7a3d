"""What partners show on their sites: framed by anyone, personal to no one."""

from datetime import UTC, datetime

import pytest

from tests.factories.brands import BrandFactory
from tests.factories.events import EventFactory
from tests.factories.people import UserFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_monday(set_clock, settings):
    set_clock(NOW)
    settings.BASE_URL = "https://events.library.example"


def titles(page):
    return [words(title) for title in page.select(".event-title")]


def test_frame_shows_what_the_filters_leave_over(client):
    little_tree = BrandFactory(slug="little-tree", name_en="Little Tree", name_zh="小树苗")
    EventFactory(title_en="Fox tales", title_zh="狐狸的故事", brand=little_tree)
    EventFactory(title_en="Another brand's")
    EventFactory(title_en="Draft", brand=little_tree, live=False)
    page = parsed(client.get("/events/embed/?brand=little-tree"))

    assert titles(page) == ["Fox tales"]
    assert words(page.select_one(".embedded-head")) == "What is on Little Tree"
    assert page.select_one(".embedded-foot a")["href"] == "/events/?brand=little-tree"
    assert titles(parsed(client.get("/zh-hans/events/embed/?brand=little-tree"))) == ["狐狸的故事"]


def test_links_leave_the_frame(client):
    page = parsed(client.get("/events/embed/"))

    assert page.base.attrs == {"target": "_top"}


def test_only_the_frame_may_be_framed_by_anyone(client):
    frame, whole = client.get("/events/embed/"), client.get("/events/")

    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame
    assert "frame-ancestors 'self'" in whole["Content-Security-Policy"]
    assert whole["X-Frame-Options"] == "SAMEORIGIN"


def test_frame_leaves_nothing_and_knows_nobody(client, settings):
    settings.PAGE_CACHE_SECONDS = 5
    EventFactory()
    stranger = client.get("/events/embed/")
    client.force_login(UserFactory(email="li@example.org"))
    known = client.get("/events/embed/")

    assert not stranger.cookies
    assert stranger["Cache-Control"] == "public, max-age=5"
    assert known.content == stranger.content
    assert parsed(stranger).find_all(["form", "input"]) == []


def test_filter_that_cannot_be_read_leaves_the_others(client):
    little_tree = BrandFactory(slug="little-tree")
    EventFactory(title_en="Fox tales", brand=little_tree)
    EventFactory(title_en="Another brand's")
    answer = client.get("/events/embed/?brand=little-tree&age=five")

    assert answer.status_code == 400
    assert "Fox tales" in answer.content.decode()
    assert "Another brand" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "theme", "scheme"),
    [
        ("", "light", "light"),
        ("?look=dark", "dark", "dark"),
        ("?look=device", None, "light dark"),
        ("?look=pink", "light", "light"),
    ],
)
def test_look_of_the_frame(client, query, theme, scheme):
    page = parsed(client.get(f"/events/embed/{query}"))

    assert page.body.get("data-theme") == theme
    assert page.find("meta", attrs={"name": "color-scheme"})["content"] == scheme


def test_frame_without_events_says_so(client):
    assert "Nothing is planned at the moment" in words(parsed(client.get("/events/embed/")))


def test_partner_copies_the_lines_of_their_list(client):
    BrandFactory(slug="little-tree", name_en="Little Tree")
    page = parsed(client.get("/events/on-your-site/?brand=little-tree&age=5&page=3&look=dark"))
    code = page.textarea.text

    assert code == (
        '<iframe src="https://events.library.example/events/embed/'
        '?brand=little-tree&amp;age=5&amp;look=dark" title="What is on" width="100%" '
        'height="800" loading="lazy" style="border: 0"></iframe>\n'
        '<script src="https://events.library.example/embed.js" async></script>'
    )
    assert page.iframe["src"] == "/events/embed/?brand=little-tree&age=5&look=dark"
    assert [link["href"] for link in page.select(".feeds a")] == [
        f"https://events.library.example/events.{ending}?brand=little-tree&age=5"
        for ending in ("ics", "rss", "json")
    ]
    assert [
        (words(chip), chip["href"], "aria-current" in chip.attrs) for chip in page.select(".chip")
    ] == [
        ("Light", "/events/on-your-site/?brand=little-tree&age=5&look=light", False),
        ("Dark", "/events/on-your-site/?brand=little-tree&age=5&look=dark", True),
        (
            "As the visitor's device",
            "/events/on-your-site/?brand=little-tree&age=5&look=device",
            False,
        ),
    ]


def test_nobody_smuggles_lines_into_those_that_partners_copy(client):
    page = parsed(client.get('/events/on-your-site/?q="><script>alert(1)</script>'))

    assert "<script>alert" not in page.textarea.text
    assert "alert" in page.iframe["src"]


def test_list_leads_partners_to_their_lines(client):
    EventFactory(title_en="Fox tales")
    page = parsed(client.get("/events/?q=fox&page=1"))

    assert [link["href"] for link in page.select(".listing-foot a")] == [
        "/events.ics?q=fox",
        "/events/on-your-site/?q=fox",
    ]


def test_script_for_partners_stays_at_its_address(client):
    answer = client.get("/embed.js")

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert not answer.cookies
