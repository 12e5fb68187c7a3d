"""Every component in a real browser: readable in each mode, and its small script at work."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.e2e.accessibility import sideways_scroll, violations

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""A desktop at 400 %, as WCAG 2.2 describes reflow."""


@pytest.fixture(autouse=True)
def _shown_to_everyone(settings: Settings) -> None:
    settings.STYLEGUIDE_PUBLIC = True


@pytest.mark.parametrize("path", ["/styleguide/", "/zh-hans/styleguide/?contact=nobody"])
def test_every_component_can_be_read_on_a_phone(page: Page, path: str) -> None:
    page.goto(path)

    assert violations(page) == []
    assert sideways_scroll(page) == 0


@pytest.mark.matrix
@pytest.mark.parametrize("path", ["/styleguide/", "/zh-hans/styleguide/?contact=nobody"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP, ZOOMED], ids=["phone", "desktop", "zoomed"])
def test_every_component_can_be_read_in_every_mode(
    browser: Browser, live_server: LiveServer, path: str, scheme: str, size: ViewportSize
) -> None:
    page = browser.new_page(base_url=live_server.url, viewport=size)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(path)

    assert violations(page) == []
    assert sideways_scroll(page) == 0
    page.close()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page) -> None:
    page.goto("/styleguide/?contact=nobody")
    expect(page.locator("error-summary")).to_be_focused()

    page.locator("error-summary a", has_text="E-mail").click()
    expect(page.get_by_label("E-mail", exact=True).first).to_be_focused()


def test_the_stepper_counts_within_its_limits(page: Page) -> None:
    page.goto("/styleguide/")
    children = page.get_by_label("Children", exact=True)
    fewer = page.get_by_role("button", name="One fewer: Children")

    fewer.click()
    fewer.click()

    expect(children).to_have_value("0")
    expect(fewer).to_be_disabled()


def test_the_dialog_opens_and_goes_away_unchanged(page: Page) -> None:
    page.goto("/styleguide/")
    dialog = page.get_by_role("dialog", name="Cancel these places?")

    page.get_by_role("button", name="Cancel these places").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Keep them").click()

    expect(dialog).to_be_hidden()
    expect(page).to_have_url("/styleguide/")


def test_a_toast_can_be_closed(page: Page) -> None:
    page.goto("/styleguide/")
    toast = page.locator("toast-message")

    toast.get_by_role("button", name="Close").click()

    expect(toast).to_have_count(0)


def test_the_language_switch_leads_to_this_page(page: Page) -> None:
    page.goto("/styleguide/?theme=dark")
    page.get_by_role("link", name="中文").click()

    expect(page).to_have_url("/zh-hans/styleguide/?theme=dark")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_the_stepper_is_a_number_field_without_javascript(
    browser: Browser, live_server: LiveServer
) -> None:
    page = browser.new_page(base_url=live_server.url, java_script_enabled=False)
    page.goto("/styleguide/")

    expect(page.get_by_label("Children", exact=True)).to_be_editable()
    expect(page.locator("number-stepper button:visible")).to_have_count(0)
    page.close()
