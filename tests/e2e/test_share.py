"""Telling others of an event, with whatever the browser offers for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from events.models import Event
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event(settings: Settings) -> Event:
    settings.BASE_URL = "https://events.library.example"
    return EventFactory(title_en="Bedtime stories & songs")


def test_the_link_is_copied_whole(page: Page, context: BrowserContext, event: Event) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(event.get_absolute_url())
    page.get_by_role("button", name="Copy the link").click()

    expect(page.locator("share-page [role=status]")).to_have_text("Copied. You can paste it now.")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == f"https://events.library.example{event.get_absolute_url()}"


def test_where_the_clipboard_is_closed_the_link_is_marked(page: Page, event: Event) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(event.get_absolute_url())
    page.get_by_role("button", name="Copy the link").click()

    assert page.evaluate("() => getSelection().toString()").endswith(event.get_absolute_url())
    expect(page.locator("[data-done]")).to_be_hidden()


def test_the_system_s_own_sheet_gets_the_link(page: Page, event: Event) -> None:
    page.add_init_script(
        "navigator.share = async (what) => document.documentElement.dataset.shared = what.url"
    )
    page.goto(event.get_absolute_url())
    page.get_by_role("button", name="Share", exact=True).click()

    expect(page.locator("html")).to_have_attribute(
        "data-shared", f"https://events.library.example{event.get_absolute_url()}"
    )


def test_without_scripts_the_link_stands_there_and_can_be_mailed(
    browser: Browser, live_server: LiveServer, event: Event
) -> None:
    page = browser.new_page(base_url=live_server.url, java_script_enabled=False)
    page.goto(event.get_absolute_url())

    link = f"https://events.library.example{event.get_absolute_url()}"
    expect(page.get_by_label("Tell others")).to_have_value(link)
    expect(page.locator("share-page button:visible")).to_have_count(0)
    mail = page.get_by_role("link", name="By e-mail").get_attribute("href")
    assert mail is not None
    assert mail.startswith("mailto:?subject=Bedtime%20stories%20%26%20songs&body=")
    assert mail.endswith("%0Ahttps%3A%2F%2Fevents.library.example" + page_path(event))
    page.close()


def page_path(event: Event) -> str:
    return event.get_absolute_url().replace("/", "%2F")
