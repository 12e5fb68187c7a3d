"""The front door on the phone: what is on soon, near me, at my library."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from home.services.page_tree import ensure_page_tree
from tests.e2e.accessibility import sideways_scroll, violations
from tests.e2e.conftest import PHONE
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory


@pytest.fixture(autouse=True)
def _something_on(live_server: LiveServer) -> None:
    """Two events in the city, one in the village below the east library."""
    ensure_page_tree()
    city = BranchFactory(name_en="City Library", slug="city", latitude=29.95, longitude=112.42)
    east = BranchFactory(name_en="East Library", slug="east", parent=city)
    village = BranchFactory(
        name_en="Village Room", slug="village", parent=east, latitude=30.05, longitude=112.52
    )
    BranchFactory(name_en="Quiet Room", slug="quiet", parent=city)
    for hours, branch in ((20, city), (22, city), (24, village)):
        event = EventFactory(branch=branch, sessions=0)
        SessionFactory(event=event, starts_at=timezone.now() + timedelta(hours=hours))


def places(page: Page) -> list[str]:
    return page.locator(".home-place:visible .home-place-name > a").all_inner_texts()


def test_ones_own_library_comes_first_and_is_remembered_here_alone(
    page: Page, complaints: list[str]
) -> None:
    page.goto("/", wait_until="networkidle")
    assert places(page) == ["City Library", "Village Room"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.get_by_label("Your library or district").select_option(value="east")
    expect(page.locator(".home-place").first).to_contain_text("Village Room")
    # Drawings further down are fetched when they come into sight.
    assert [url for url in asked if "/art/" not in url] == []
    assert page.context.cookies() == []

    page.reload()
    expect(page.locator(".home-place").first).to_contain_text("Village Room")
    expect(page.get_by_label("Your library or district")).to_have_value("east")
    assert complaints == []


def test_library_with_nothing_on_says_so(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Your library or district").select_option(value="quiet")

    expect(page.get_by_text("Nothing is planned at your library this week.")).to_be_visible()
    assert places(page) == ["City Library", "Village Room"]


def test_the_position_puts_the_nearest_first(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 30.05, "longitude": 112.5})
    page.goto("/", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="What is near me?").click()

    expect(page.locator(".home-place").first).to_contain_text("1.9 km")
    assert places(page) == ["Village Room", "City Library"]
    # Drawings further down are fetched when they come into sight.
    assert [url for url in asked if "/art/" not in url] == []


def test_without_javascript_one_chooses_a_library(
    browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport=PHONE
    )
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("button", name="What is near me?")).to_have_count(0)
    page.get_by_label("Your library or district").select_option(value="east")
    page.get_by_role("button", name="Show").click()

    expect(page.locator(".event-row")).to_have_count(1)
    expect(page.locator(".event-row")).to_contain_text("Village Room")
    page.go_back()
    page.get_by_role("link", name="Next 7 days").click()
    expect(page.locator(".event-row")).to_have_count(3)
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_home_can_be_read_on_every_screen(page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")

    assert violations(page) == []
    assert sideways_scroll(page) == 0
