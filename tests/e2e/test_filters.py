"""Searching and narrowing the list on the phone, with and without JavaScript."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories.brands import BrandFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory


@pytest.fixture(autouse=True)
def _something_on(live_server: LiveServer) -> None:
    """Story time for children tomorrow, a course for elders where there is no step."""
    seedling = BrandFactory(slug="seedling", name_en="Little Tree", name_zh="小树苗")
    for title, chinese, fields in (
        ("Story time", "小树苗故事会", {"brand": seedling, "age_to": 10}),
        ("Telephones", "手机课堂", {"branch": BranchFactory(is_step_free=True), "age_from": 60}),
    ):
        event = EventFactory(title_en=title, title_zh=chinese, sessions=0, **fields)
        day = timezone.localdate() + timedelta(days=1)
        SessionFactory(event=event, starts_at=timezone.make_aware(datetime.combine(day, time(10))))


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_choosing_narrows_in_place_and_tells_what_is_left(
    page: Page, complaints: list[str]
) -> None:
    page.goto("/events/")
    page.evaluate("window.sameDocument = true")
    expect(page.get_by_label("Brand")).to_be_hidden()
    page.get_by_text("Filters", exact=True).click()

    age = page.get_by_label("Age of who comes")
    age.focus()
    age.select_option(label="5 years (1)")
    expect(page.locator(".event-title")).to_have_text(["Story time"])
    expect(age).to_be_focused()
    expect(page.locator("#filters-chosen")).to_have_text("1")
    expect(page.get_by_label("Only where no step is in the way (0)")).to_be_visible()

    page.get_by_label("Only where no step is in the way (0)").check()
    page.get_by_role("link", name="Without the filter at the age of 5 there is 1 event").click()
    expect(page.locator(".event-title")).to_have_text(["Telephones"])
    assert query_of(page) == {"accessible": ["on"]}
    assert complaints == []


def test_mistyped_search_says_what_it_shows(page: Page) -> None:
    page.goto("/events/")
    page.get_by_role("searchbox").fill("stroytime")
    page.keyboard.press("Enter")

    expect(page.locator(".event-title")).to_have_text(["Story time"])
    expect(page.locator(".listing-told")).to_contain_text("Showing results for storytime.")
    page.get_by_role("link", name="Search for “stroytime” as it is written").click()
    expect(page.locator(".event-title")).to_have_count(0)
    assert query_of(page)["q"] == ['"stroytime"']


def test_without_javascript_the_form_does_the_same(
    browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto("/zh-hans/events/")
    page.locator("summary").filter(has=page.locator("#filters-chosen")).click()
    page.locator("#id_brand").select_option("seedling")
    page.locator("#id_q").fill("xiaoshumiao")
    page.locator(".filters button.button").last.click()

    expect(page.locator(".event-title")).to_have_text(["小树苗故事会"])
    expect(page.locator(".offer").first).to_contain_text("小树苗")
    assert query_of(page)["brand"] == ["seedling"]
    context.close()
