"""A month, a week and a map of what is on, as people use them on the phone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory

DESKTOP = {"width": 1280, "height": 900}
SMALLEST = {"width": 320, "height": 640}


@pytest.fixture(autouse=True)
def _something_on(live_server: LiveServer) -> None:
    """Fox tales at the city library tomorrow, wolf tales in the village a day later."""
    city = BranchFactory(
        name_en="City Library", name_zh="市图书馆", slug="city", latitude=29.95, longitude=112.42
    )
    village = BranchFactory(
        name_en="Village Room",
        name_zh="村阅书房",
        slug="village",
        parent=city,
        latitude=30.05,
        longitude=112.52,
    )
    for days, title, branch in ((1, "Fox tales", city), (2, "Wolf tales", village)):
        event = EventFactory(title_en=title, branch=branch, sessions=0)
        day = timezone.localdate() + timedelta(days=days)
        SessionFactory(event=event, starts_at=timezone.make_aware(datetime.combine(day, time(10))))


def tomorrow() -> str:
    return (timezone.localdate() + timedelta(days=1)).isoformat()


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def at_rest(page: Page) -> None:
    """What a tap has brought is in its place: a link on its way out takes no further tap."""
    moving = page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")
    expect(moving).to_have_count(0)


def test_views_change_in_place_and_keep_the_filters(page: Page, complaints: list[str]) -> None:
    page.goto("/events/?age=5")
    page.evaluate("window.sameDocument = true")

    page.get_by_role("link", name="Month", exact=True).click()
    expect(page.locator(".month-table")).to_be_visible()
    expect(page.get_by_role("link", name="Month", exact=True)).to_be_focused()
    assert query_of(page) == {"age": ["5"], "view": ["month"]}

    at_rest(page)
    page.get_by_role("link", name="Next month").click()
    expect(page.get_by_role("link", name="This month")).to_be_visible()
    at_rest(page)
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator(".map-place")).to_have_count(2)
    assert query_of(page) == {"age": ["5"], "view": ["map"]}

    page.go_back()
    expect(page.locator(".month-table")).to_be_visible()
    assert page.evaluate("window.sameDocument") is True
    assert complaints == []


def test_a_filter_stays_in_the_view(page: Page) -> None:
    page.goto("/events/?view=map")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Library or district").select_option(value="village")

    expect(page.locator(".map-place")).to_have_count(1)
    assert query_of(page) == {"branch": ["village"], "view": ["map"]}


def test_a_day_of_the_small_month_shows_its_agenda(page: Page) -> None:
    page.goto(f"/events/?view=month&month={tomorrow()[:7]}")
    page.locator(f"#day-{tomorrow()}").click()

    expect(page.locator("#agenda .line-title")).to_have_text("Fox tales")
    expect(page.locator(".month-lines").first).to_be_hidden()
    assert query_of(page)["day"] == [tomorrow()]


def test_without_javascript_the_month_leads_to_an_event(
    browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto("/events/?age=5")
    page.goto(f"/events/?age=5&view=month&month={tomorrow()[:7]}")
    page.locator(f"#day-{tomorrow()}").click()
    assert page.url.endswith("#agenda")
    page.get_by_role("link", name="Fox tales").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fox tales")

    page.goto("/events/?view=map")
    page.get_by_role("link", name="Village Room: 1 event").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".event-title")).to_have_text("Wolf tales")
    expect(page.get_by_role("button", name="What is near me?")).to_have_count(0)
    context.close()


def test_the_position_sorts_the_places_and_is_sent_to_nobody(
    page: Page, context: BrowserContext
) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 30.049, "longitude": 112.519})
    page.goto("/events/?view=map", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="What is near me?").click()

    expect(page.locator(".map-nearest .map-entry > a")).to_have_text(
        ["Village Room", "City Library"]
    )
    expect(page.locator(".map-nearest [data-away]").first).to_have_text("150 m")
    expect(page.get_by_text("The nearest come first.")).to_be_visible()
    expect(page.locator("[data-you]")).to_have_attribute("display", "inline")
    assert asked == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0


def test_a_phone_that_does_not_tell_leaves_the_places_by_district(page: Page) -> None:
    page.goto("/events/?view=map")
    page.evaluate(
        "() => { navigator.geolocation.getCurrentPosition = (yes, no) => no({ code: 1 }); }"
    )
    page.get_by_role("button", name="What is near me?").click()

    expect(page.get_by_text("The places stay by district.")).to_be_visible()
    expect(page.locator(".map-district .map-entry")).to_have_count(2)


@pytest.mark.parametrize("view", ["month", "week", "map"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_views_can_be_read_on_every_screen(page: Page, view: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for width in (SMALLEST, DESKTOP):
        page.set_viewport_size(width)
        page.goto(f"/events/?view={view}")
        assert violations(page) == [], width
        assert sideways_scroll(page) == 0, width


def test_the_month_on_paper_is_one_sheet_with_every_event(page: Page) -> None:
    page.goto(f"/events/?view=month&month={tomorrow()[:7]}&branch=city")
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as document:
        text = document[0].get_textpage().get_text_range()
        assert len(document) == 1

    assert "City Library" in text
    assert "Fox tales" in text
    assert "Filters" not in text
