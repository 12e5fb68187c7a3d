"""Following from a page that is the same for everyone, through the door, and back again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from cms.large_mode import COOKIE
from events.models import Event, Follow
from notifications.choices import MessageState
from tests.e2e.accessibility import sideways_scroll, too_small, violations
from tests.events.parties import family, guest, sign_up
from tests.factories.brands import BrandFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.follows import FollowFactory
from tests.factories.network import BranchFactory
from tests.factories.notifications import OutboxMessageFactory
from tests.factories.people import HouseholdFactory
from tests.mails import code_sent

SignIn = Callable[[User], None]


def event_in_a_week(**fields: object) -> Event:
    event = EventFactory(sessions=0, **fields)
    SessionFactory(event=event, starts_at=timezone.now() + timedelta(days=7))
    event.refresh_from_db()
    return event


@pytest.fixture
def event() -> Event:
    return event_in_a_week(title_en="Bedtime stories")


@pytest.fixture
def reader() -> User:
    household = HouseholdFactory(user__email="lin@example.org", user__language="en")
    return household.people.get().user


@pytest.mark.django_db(transaction=True)
def test_a_stranger_signs_in_by_code_and_follows(
    page: Page, event: Event, complaints: list[str]
) -> None:
    page.goto(event.get_absolute_url())
    page.get_by_role("link", name="Follow", exact=True).click()
    page.get_by_label("E-mail or mobile phone").fill("mei@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_sent())
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What shall we call you?").fill("Mei")
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Follow “Bedtime stories”?")
    assert violations(page) == []
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="You follow this. Stop")).to_be_focused()
    assert Follow.objects.get().event == event
    assert complaints == []


@pytest.mark.django_db(transaction=True)
def test_a_tap_on_the_page_is_answered_in_place(
    page: Page, event: Event, reader: User, sign_in: SignIn, complaints: list[str]
) -> None:
    sign_in(reader)
    page.goto(event.get_absolute_url())
    part = page.locator(".follow")
    part.get_by_role("button", name="Follow", exact=True).click()
    expect(part.get_by_role("button", name="You follow this. Stop")).to_be_focused()
    assert page.url.endswith(event.get_absolute_url())
    assert Follow.objects.count() == 1
    assert violations(page) == []

    part.get_by_role("button", name="You follow this. Stop").click()
    expect(part.get_by_role("button", name="Follow", exact=True)).to_be_focused()
    assert Follow.objects.count() == 0
    assert complaints == []


@pytest.mark.django_db(transaction=True)
def test_without_a_script_it_is_a_form(
    browser: Browser, live_server: LiveServer, event: Event, reader: User, sign_in: SignIn
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    client = Client()
    client.force_login(reader)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(event.get_absolute_url())
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_text("You follow “Bedtime stories” now.")).to_be_visible()
    assert page.url.endswith(event.get_absolute_url())
    page.goto("/me/following/")
    page.get_by_role("button", name="Remove Bedtime stories").click()
    expect(page.get_by_role("heading", name="You follow nothing yet")).to_be_visible()
    context.close()


@pytest.fixture
def full_page(reader: User, event: Event) -> None:
    """Tickets, a waiting list, things followed, a letter."""
    EmailAddress.objects.create(user=reader, email=reader.email, verified=True, primary=True)
    household = reader.person.households.get()
    full = event_in_a_week(places=1)
    now = timezone.now()
    sign_up(full, guest(), now=now)
    for each in (event, event_in_a_week(), full):
        each.first_published_at = now - timedelta(days=1)
        each.save()
        sign_up(each, family(household=household), now=now)
    for target in ({"event": event}, {"brand": BrandFactory()}, {"branch": BranchFactory()}):
        FollowFactory(user=reader, **target)
    OutboxMessageFactory(
        address=reader.email,
        state=MessageState.SENT,
        sent_at=now,
        title="News for you",
        body="Look at https://events.library.example/",
    )


MINE = ["/me/", "/me/following/", "/me/messages/", "/me/calendar/"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("full_page")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_my_pages_are_for_everyone(
    page: Page, reader: User, sign_in: SignIn, complaints: list[str], scheme: str
) -> None:
    sign_in(reader)
    page.emulate_media(color_scheme=scheme)
    for prefix in ("", "/zh-hans"):
        for path in MINE:
            page.goto(prefix + path)
            assert violations(page) == []
            assert sideways_scroll(page) == 0
            assert too_small(page, target=44, text=15) == []
    page.set_viewport_size({"width": 320, "height": 640})
    for path in MINE:
        page.goto(path)
        assert sideways_scroll(page) == 0
    page.goto("/me/messages/")
    page.get_by_text("News for you").click()
    expect(page.get_by_role("link", name="https://events.library.example/")).to_be_visible()
    assert violations(page) == []
    assert complaints == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("full_page")
def test_my_pages_are_large_enough(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    reader: User,
    sign_in: SignIn,
) -> None:
    sign_in(reader)
    context.add_cookies([{"name": COOKIE, "value": "large", "url": live_server.url}])
    for path in MINE:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("data-mode", "large")
        assert too_small(page, target=60, text=20) == []
        assert sideways_scroll(page) == 0
        assert violations(page) == []


@pytest.mark.django_db(transaction=True)
def test_a_calendar_address_is_made_copied_and_ended(
    page: Page, reader: User, sign_in: SignIn, complaints: list[str]
) -> None:
    sign_in(reader)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/me/calendar/")
    page.get_by_role("button", name="Make my calendar address").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    assert f"/calendars/{reader.calendar_link.code}.ics" in address
    assert violations(page) == []
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("button", name="Make my calendar address")).to_be_visible()
    assert complaints == []
