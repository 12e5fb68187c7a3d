"""Without a signal: what still works, and what is gone when its owner is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.accessibility import sideways_scroll, violations
from tests.e2e.conftest import PHONE


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A visitor whose browser lets the site's service worker in."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="en")
    context.set_default_timeout(10_000)
    yield context
    context.close()


def settle(page: Page, path: str = "/offline/") -> None:
    """Visit the site once, so that the worker is at work."""
    page.goto(path)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def kept(page: Page, name: str) -> list[str]:
    """The paths in one of the phone's caches."""
    paths: list[str] = page.evaluate(
        """async (name) => {
            const cache = await caches.open(name);
            return (await cache.keys()).map((request) => new URL(request.url).pathname);
        }""",
        name,
    )
    return paths


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "title"),
    [("/events/", "No signal just now"), ("/zh-hans/branches/?q=1", None)],
)
def test_a_page_says_what_still_works(
    page: Page, context: BrowserContext, path: str, title: str | None
) -> None:
    settle(page)
    context.set_offline(True)
    page.goto(path)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if title:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    language = "zh-hans" if path.startswith("/zh-hans/") else "en"
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".hero-art")).to_have_js_property("complete", value=True)
    assert page.locator(".hero-art").evaluate("image => image.naturalWidth") > 0
    expect(page.locator("body")).to_have_css("margin", "0px")
    assert violations(page) == []
    assert sideways_scroll(page) == 0


@pytest.mark.django_db(transaction=True)
def test_the_page_that_was_asked_for_comes_with_the_signal(
    page: Page, context: BrowserContext
) -> None:
    settle(page)
    context.set_offline(True)
    page.goto("/branches/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No signal just now")

    context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Libraries near you")
    expect(page).to_have_url("/branches/")


@pytest.mark.django_db(transaction=True)
def test_the_size_that_was_wished_for_is_kept(page: Page, context: BrowserContext) -> None:
    settle(page)
    page.get_by_role("link", name="Large mode").click()
    context.set_offline(True)
    page.goto("/events/")

    expect(page.locator("body")).to_have_css("font-size", "20px")


@pytest.mark.django_db(transaction=True)
def test_the_door_and_the_admin_are_left_alone(page: Page, context: BrowserContext) -> None:
    settle(page)
    context.set_offline(True)

    for path in ("/checkin/", "/admin/"):
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(path)
