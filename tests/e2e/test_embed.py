"""The list in the page of a partner, which lies at another origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from core import clock
from events.models import Event
from tests.factories.events import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)

LOW = 200
"""Pixels; less than any list with an event is high."""


@pytest.fixture(autouse=True)
def event(settings: Settings, live_server: LiveServer) -> Event:
    settings.BASE_URL = live_server.url
    event = EventFactory(title_en="Fox tales", sessions=0)
    SessionFactory(event=event, starts_at=clock.now() + timedelta(days=1))
    return event


@pytest.fixture
def partner() -> Iterator[Callable[[str], str]]:
    """A site of somebody else: `partner(lines)` is the address of a page with these lines."""
    pages: list[bytes] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[-1])

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()

    def show(lines: str) -> str:
        page = f'<!doctype html><html lang="en"><title>Tea house</title><h1>Tea</h1>{lines}'
        pages.append(page.encode())
        return f"http://127.0.0.1:{server.server_port}/"

    yield show
    server.shutdown()
    server.server_close()


@pytest.fixture
def lines(page: Page) -> str:
    """What the library tells partners to copy, with a frame that is too low."""
    page.goto("/events/on-your-site/")
    code = page.locator("copy-text textarea").input_value()
    assert 'height="800"' in code
    return code.replace('height="800"', f'height="{LOW}"')


def test_frame_is_as_high_as_its_list(
    page: Page,
    context: BrowserContext,
    complaints: list[str],
    partner: Callable[[str], str],
    lines: str,
) -> None:
    page.goto(partner(lines))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("link", name="Fox tales")).to_be_visible()
    page.wait_for_function(f"() => document.querySelector('iframe').offsetHeight > {LOW}")

    inside = page.frames[1]
    assert inside.evaluate("document.documentElement.scrollHeight - window.innerHeight") == 0
    assert context.cookies() == []
    assert complaints == []

    before = page.locator("iframe").bounding_box()
    inside.evaluate("document.querySelector('.event-list').remove()")
    page.wait_for_function(
        f"() => document.querySelector('iframe').offsetHeight < {before and before['height']}"
    )


def test_link_in_the_frame_opens_the_event_in_the_whole_window(
    page: Page, live_server: LiveServer, event: Event, partner: Callable[[str], str], lines: str
) -> None:
    page.goto(partner(lines))
    page.frame_locator("iframe").get_by_role("link", name="Fox tales").click()

    expect(page).to_have_url(f"{live_server.url}{event.get_absolute_url()}")


def test_list_is_there_without_the_script(
    page: Page, partner: Callable[[str], str], lines: str
) -> None:
    page.goto(partner(lines.splitlines()[0]))

    link = page.frame_locator("iframe").get_by_role("link", name="Fox tales")
    expect(link).to_be_visible()
    assert page.evaluate("document.querySelector('iframe').offsetHeight") == LOW


def test_frame_heeds_no_stranger(page: Page, partner: Callable[[str], str], lines: str) -> None:
    page.goto(partner(lines))
    page.wait_for_function(f"() => document.querySelector('iframe').offsetHeight > {LOW}")
    height = page.evaluate("document.querySelector('iframe').offsetHeight")
    page.evaluate("postMessage({ kind: 'shuxiang-height', height: 9000 }, '*')")
    page.evaluate("new Promise((done) => setTimeout(done))")

    assert page.evaluate("document.querySelector('iframe').offsetHeight") == height


def test_no_other_page_of_the_library_can_be_framed(
    page: Page, live_server: LiveServer, partner: Callable[[str], str]
) -> None:
    page.goto(partner(f'<iframe src="{live_server.url}/events/" title="List"></iframe>'))

    expect(page.frame_locator("iframe").get_by_role("link", name="Fox tales")).to_have_count(0)
    assert page.frames[1].url.startswith("chrome-error://")


def test_partner_copies_the_lines(page: Page, context: BrowserContext, lines: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()

    expect(page.locator("copy-text [role=status]")).to_have_text("Copied. You can paste it now.")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.locator("copy-text textarea").input_value()
