"""The site inside WeChat's own browser: what works there stands in place of what does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from events.models import Event
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.books import BookListFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.registrations import AttendeeFactory, RegistrationFactory

pytestmark = pytest.mark.django_db(transaction=True)

AGENT = (
    "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.49.2600(0x28003133) WeChat/arm64"
)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def wechat(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    page = browser.new_page(base_url=live_server.url, user_agent=AGENT, viewport=PHONE)
    page.add_init_script("navigator.share = async () => {}")
    yield page
    page.close()


@pytest.fixture
def event() -> Event:
    event = EventFactory(title_en="Bedtime stories", sessions=0)
    starts_at = timezone.now() + timedelta(days=3)
    SessionFactory(event=event, starts_at=starts_at)
    return event


def test_an_event_offers_what_works_there(wechat: Page, event: Event) -> None:
    wechat.goto(event.get_absolute_url())

    expect(wechat.get_by_role("button", name="Copy the link")).to_be_visible()
    expect(wechat.get_by_text("or show it in Moments")).to_be_visible()
    for gone in ("Share", "By e-mail", "Poster to print"):
        expect(wechat.get_by_text(gone, exact=True)).to_be_hidden()
    expect(wechat.get_by_role("link", name="Poster to save")).to_be_hidden()


def test_a_poster_is_a_picture_to_press_and_hold(wechat: Page, event: Event) -> None:
    wechat.goto(event.get_absolute_url())
    poster = wechat.get_by_role("img", name="Poster: Bedtime stories")
    expect(poster).to_be_hidden()
    wechat.locator("summary", has_text="Poster to save").click()

    expect(wechat.get_by_text("Press and hold the picture")).to_be_visible()
    expect(poster).to_be_visible()
    expect(poster).to_have_js_property("naturalWidth", 1588)


def test_a_ticket_is_a_picture_to_press_and_hold(wechat: Page, event: Event) -> None:
    registration = RegistrationFactory(event=event, party=0)
    AttendeeFactory(registration=registration)
    wechat.goto(registration.get_absolute_url())
    expect(wechat.get_by_role("link", name="Add to calendar")).to_be_hidden()
    expect(wechat.get_by_role("link", name="Save as PDF")).to_be_hidden()
    wechat.locator("summary", has_text="Save as a picture").click()

    ticket = wechat.get_by_role("img", name="Ticket: Bedtime stories")
    expect(ticket).to_have_js_property("naturalWidth", 1119)
    wechat.locator("summary", has_text="Add to calendar").click()
    expect(wechat.get_by_text("choose “Open in browser”")).to_be_visible()
    assert violations(wechat) == []
    assert sideways_scroll(wechat) == 0


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_what_stands_there(
    wechat: Page, event: Event, prefix: str, scheme: str
) -> None:
    wechat.emulate_media(color_scheme=scheme)
    book_list = BookListFactory()
    for address in (event.get_absolute_url(), book_list.get_absolute_url(), "/books/"):
        wechat.goto(f"{prefix}{address}")
        for way in wechat.locator("details.wechat-way > summary").all():
            way.click()
        assert violations(wechat) == []
        assert sideways_scroll(wechat) == 0


def test_the_button_of_an_official_account_shows_inside_wechat_only(
    wechat: Page, page: Page, settings: Settings
) -> None:
    settings.WECHAT_KIND = "official-account"
    settings.SOCIALACCOUNT_PROVIDERS = {"weixin": {"APPS": [{"client_id": "wx1", "secret": "s"}]}}
    asked: list[str] = []
    wechat.route(lambda url: "weixin" in url and "localhost" not in url, lambda r: r.abort())
    wechat.on("request", lambda request: asked.append(request.url))
    wechat.goto("/accounts/login/")
    assert [url for url in asked if "qq.com" in url] == []
    wechat.get_by_role("button", name="Sign in by WeChat").click()
    wechat.wait_for_timeout(500)
    assert [url.split("?")[0] for url in asked if "qq.com" in url] == [
        "https://open.weixin.qq.com/connect/oauth2/authorize"
    ]

    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Sign in by WeChat")).to_be_hidden()


def test_other_browsers_see_nothing_of_it(page: Page, event: Event) -> None:
    page.goto(event.get_absolute_url())
    expect(page.locator(".only-in-wechat").first).to_be_hidden()
    expect(page.locator(".only-in-wechat:visible")).to_have_count(0)
    expect(page.get_by_role("link", name="By e-mail")).to_be_visible()
