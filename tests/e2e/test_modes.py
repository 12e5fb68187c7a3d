"""What the system asks for: paper, more contrast, its own colours, less motion."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from events.models import Event
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.events import EventFactory


@pytest.fixture(autouse=True)
def _shown_to_everyone(settings: Settings) -> None:
    settings.STYLEGUIDE_PUBLIC = True
    settings.BASE_URL = "https://events.library.example"


@pytest.fixture
def event() -> Event:
    return EventFactory(title_en="Bedtime stories", sessions=3, description_en="<p>Listen.</p>")


@pytest.mark.django_db(transaction=True)
def test_an_event_on_paper_is_a_notice_for_the_board(page: Page, event: Event) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(event.get_absolute_url())

    expect(page.get_by_role("heading", name="Bedtime stories")).to_be_visible()
    expect(page.get_by_text(f"events.library.example{event.get_absolute_url()}")).to_be_visible()
    expect(page.locator(".timeline > li")).to_have_count(3)
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("main")).to_have_css("color", "rgb(0, 0, 0)")
    for selector in (".site-nav", ".site-tools", ".button", ".breadcrumb", ".share"):
        expect(page.locator(f"{selector}:visible")).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_an_event_fits_on_one_sheet(page: Page, event: Event) -> None:
    page.goto(event.get_absolute_url())

    assert pages_of(page.pdf(format="A4")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_list_on_paper_has_two_columns_and_nothing_to_press(page: Page, event: Event) -> None:
    page.emulate_media(media="print")
    page.goto(f"/events/?from={event.first_starts_at:%Y-%m-%d}")

    expect(page.get_by_role("heading", name="Bedtime stories").first).to_be_visible()
    expect(page.locator("#results")).to_have_css("column-count", "2")
    expect(page.locator("form:visible, .button:visible, .chip:visible")).to_have_count(0)


@pytest.mark.matrix
@pytest.mark.parametrize("path", ["/styleguide/", "/zh-hans/styleguide/?contact=nobody"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wish", [{"contrast": "more"}, {"forced_colors": "active"}])
def test_every_component_can_be_read_as_the_system_wishes(
    page: Page, path: str, scheme: Any, wish: dict[str, Any]
) -> None:
    page.emulate_media(color_scheme=scheme, **wish)
    page.goto(path)

    # Axe reads the colours that the stylesheet asked for, not those that the system forced.
    without = ("color-contrast",) if "forced_colors" in wish else ()
    assert violations(page, without=without) == []
    assert sideways_scroll(page) == 0


@pytest.mark.parametrize(
    ("scheme", "paper", "ink"),
    [
        ("light", "rgb(255, 255, 255)", "rgb(0, 0, 0)"),
        ("dark", "rgb(0, 0, 0)", "rgb(255, 255, 255)"),
    ],
)
def test_more_contrast_is_black_and_white(page: Page, scheme: Any, paper: str, ink: str) -> None:
    page.emulate_media(color_scheme=scheme, contrast="more")
    page.goto("/styleguide/")

    expect(page.locator("body")).to_have_css("background-color", paper)
    expect(page.locator(".lead").first).to_have_css("color", ink)


def test_in_forced_colours_what_is_chosen_can_be_told(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.goto("/styleguide/")

    chosen = page.locator(".choice", has=page.locator(":checked")).first
    other = page.locator(".choice:not(:has(:checked))").first
    expect(chosen).to_have_css("outline-style", "solid")
    expect(other).to_have_css("outline-style", "none")


def test_less_motion_moves_nothing(browser: Browser, live_server: LiveServer) -> None:
    page = browser.new_page(base_url=live_server.url, reduced_motion="reduce")
    page.goto("/styleguide/")

    expect(page.locator(".button").first).to_have_css("transition-duration", "1e-05s")
    expect(page.locator(".toast").first).to_have_css("animation-duration", "1e-05s")
    page.close()


def pages_of(document: bytes) -> int:
    with pypdfium2.PdfDocument(document) as opened:
        return len(opened)
