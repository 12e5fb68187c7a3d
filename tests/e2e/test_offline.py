"""Without a signal: what still works, and what is gone when its owner is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from core import clock
from events.models import Registration
from tests.e2e.accessibility import sideways_scroll, violations
from tests.e2e.pages import PATIENCE, PHONE
from tests.events.parties import guest, sign_up
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.people import UserFactory


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A visitor whose browser lets the site's service worker in."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="en")
    context.set_default_timeout(PATIENCE)
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
            context.new_page().goto(path)


@pytest.fixture
def ticket() -> Registration:
    """A family's ticket for an event in two weeks, by the clock that the browser goes by too."""
    now = clock.now()
    event = EventFactory(title_en="Bedtime stories", sessions=0)
    SessionFactory(event=event, starts_at=now + timedelta(weeks=2))
    return sign_up(event, guest("Lin Yu", adults=2), now=now)


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_was_opened_opens_the_door_without_a_signal(
    page: Page, context: BrowserContext, ticket: Registration
) -> None:
    settle(page)
    page.goto(f"/tickets/{ticket.code}/")
    expect(page.locator(".ticket-code")).to_have_js_property("complete", value=True)
    expect(page.locator(".saved-notice")).to_be_hidden()
    context.set_offline(True)

    page.goto("/")
    page.locator(".saved-ticket", has_text="Bedtime stories").click()
    expect(page).to_have_url(f"/tickets/{ticket.code}/")
    expect(page.locator(".ticket-reference")).to_contain_text(ticket.reference)
    assert page.locator(".ticket-code").evaluate("image => image.naturalWidth") > 100
    expect(page.locator(".saved-notice")).to_be_visible()
    expect(page.locator(".saved-notice [data-saved-at]")).not_to_be_empty()
    assert violations(page) == []


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_was_never_opened_is_not_there(
    page: Page, context: BrowserContext, ticket: Registration
) -> None:
    settle(page)
    context.set_offline(True)
    page.goto(f"/tickets/{ticket.code}/")

    expect(page.get_by_role("heading", level=1)).to_have_text("No signal just now")
    expect(page.locator(".saved-ticket")).to_have_count(0)
    expect(page.locator("[data-none]")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_ticket_leaves_the_phone_with_its_code(
    page: Page, ticket: Registration
) -> None:
    settle(page)
    page.goto(f"/zh-hans/tickets/{ticket.code}/")
    page.goto(f"/tickets/{ticket.code}/")
    expect(page.locator(".ticket-code")).to_have_js_property("complete", value=True)
    assert len(kept(page, "tickets")) == 3

    page.goto(f"/tickets/{ticket.code}/cancel/")
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(f"/tickets/{ticket.code}/")
    assert kept(page, "tickets") == []


@pytest.mark.django_db(transaction=True)
def test_whoever_signs_out_leaves_no_ticket_behind(
    page: Page, ticket: Registration, sign_in: Callable[[User], None]
) -> None:
    sign_in(UserFactory())
    settle(page)
    page.goto(f"/tickets/{ticket.code}/")
    assert f"/tickets/{ticket.code}/" in kept(page, "tickets")

    page.goto("/accounts/logout/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("/")
    assert kept(page, "tickets") == []


@pytest.mark.django_db(transaction=True)
def test_tickets_can_be_removed_by_hand(
    page: Page, context: BrowserContext, ticket: Registration
) -> None:
    settle(page)
    page.goto(f"/tickets/{ticket.code}/")
    context.set_offline(True)
    page.goto("/events/")
    page.get_by_role("button", name="Remove these tickets from this phone").click()

    expect(page.locator(".saved-ticket")).to_have_count(0)
    assert kept(page, "tickets") == []


@pytest.mark.django_db(transaction=True)
def test_nothing_else_of_a_person_is_kept(
    page: Page, ticket: Registration, sign_in: Callable[[User], None]
) -> None:
    sign_in(UserFactory())
    settle(page)
    for path in ("/me/", "/me/account/", "/events/", "/", f"/tickets/{ticket.code}/"):
        page.goto(path)

    names: list[str] = page.evaluate("() => caches.keys()")
    kept_paths = {path for name in names for path in kept(page, name)}
    beginnings = ("/static/", "/art/", "/theme/", "/icons/", "/tickets/")
    others = {path for path in kept_paths if not path.startswith(beginnings)}
    assert others == {"/offline/", "/zh-hans/offline/"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/offline/", "/zh-hans/offline/"])
def test_the_site_can_be_installed(page: Page, context: BrowserContext, path: str) -> None:
    settle(page, path)
    browser = context.new_cdp_session(page)

    assert browser.send("Page.getAppManifest")["errors"] == []
    # Test browsers leave no traces, and so install nothing: that is all Chromium may say.
    hindrances = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {hindrance["errorId"] for hindrance in hindrances} <= {"in-incognito"}
