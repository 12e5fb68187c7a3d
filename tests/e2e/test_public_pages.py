"""The public pages in a real browser: readable by everyone, quick to filter, asking nobody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from cms.large_mode import COOKIE
from network.models import Branch
from tests.e2e.accessibility import sideways_scroll, too_small, violations
from tests.e2e.pages import DESKTOP, LANGUAGES, PHONE, ZOOMED, visit


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_every_page_can_be_read_on_a_phone(
    page: Page, complaints: list[str], addresses: dict[str, str], prefix: str
) -> None:
    hosts, small = set(), {}
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for path in visit(page, addresses, prefix):
        assert violations(page) == [], path
        assert sideways_scroll(page) == 0, path
        small[path] = too_small(page, target=44, text=0)

    assert {path: targets for path, targets in small.items() if targets} == {}
    assert len(hosts) == 1
    refused = ("400 (Bad Request)", "404 (Not Found)")
    assert [line for line in complaints if not any(why in line for why in refused)] == []


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_every_page_is_large_enough_in_large_mode(
    page: Page, live_server: LiveServer, addresses: dict[str, str], prefix: str
) -> None:
    page.context.add_cookies([{"name": COOKIE, "value": "large", "url": live_server.url}])
    for path in visit(page, addresses, prefix):
        assert too_small(page, target=60, text=20) == [], path
        assert violations(page) == [], path


@pytest.mark.matrix
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("size", ["large", "largest"])
def test_every_page_can_be_read_in_large_mode(
    page: Page,
    live_server: LiveServer,
    addresses: dict[str, str],
    prefix: str,
    scheme: str,
    screen: ViewportSize,
    size: str,
) -> None:
    page.context.add_cookies([{"name": COOKIE, "value": size, "url": live_server.url}])
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in visit(page, addresses, prefix):
        assert violations(page) == [], path
        assert sideways_scroll(page) == 0, path


@pytest.mark.matrix
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, ZOOMED], ids=["desktop", "zoomed"])
def test_every_page_can_be_read_in_every_mode(
    page: Page,
    addresses: dict[str, str],
    prefix: str,
    scheme: str,
    size: ViewportSize,
) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in visit(page, addresses, prefix):
        assert violations(page) == [], path
        assert sideways_scroll(page) == 0, path


@pytest.mark.usefixtures("addresses")
def test_filter_changes_the_list_in_place(page: Page, complaints: list[str]) -> None:
    page.goto("/events/")
    page.evaluate("window.sameDocument = true")
    expect(page.locator("#found")).to_have_text("2 events")

    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Library or district").select_option(label="\N{EN SPACE}Village Room (1)")

    expect(page.locator("#found")).to_have_text("1 event")
    expect(page.locator(".event-title")).to_have_text("老城影像展")
    assert page.url.endswith(f"/events/?branch={branch_slug('Village Room')}")
    assert page.evaluate("window.sameDocument") is True

    page.go_back()
    expect(page.locator(".event-title")).to_have_count(2)
    assert complaints == []


@pytest.mark.usefixtures("addresses")
def test_filter_that_cannot_be_read_says_so_in_place(page: Page) -> None:
    page.goto("/events/")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Until").fill("2020-05-01")
    page.get_by_label("Until").blur()

    summary = page.locator("error-summary")
    expect(summary).to_contain_text("This day is over.")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Until")).to_be_focused()


def test_without_javascript_a_visitor_finds_an_event(
    browser: Browser, live_server: LiveServer, addresses: dict[str, str]
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("fox")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".event-title")).to_have_text("Fox tales")

    page.locator(".event-row").click()
    assert page.url.endswith(addresses["event"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Fox tales")
    expect(page.get_by_role("link", name="Sign up")).to_have_attribute(
        "href", f"{addresses['event']}register/"
    )

    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("狐狸的故事")
    context.close()


def branch_slug(name: str) -> str:
    return Branch.objects.get(name_en=name).slug
