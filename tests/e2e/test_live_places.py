"""An open page keeps up with the places that are left, and disturbs nobody with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from events.models import Event, SeatPool
from tests.e2e.accessibility import violations
from tests.factories.events import EventFactory, SessionFactory

PAST_THE_PAUSE = 21_000


@pytest.fixture
def event() -> Event:
    event = EventFactory(sessions=0)
    SessionFactory(event=event, starts_at=timezone.now() + timedelta(minutes=2))
    return event


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Every time that the page has asked for the places."""
    heard: list[str] = []
    page.on(
        "request",
        lambda request: heard.append(request.url) if request.url.endswith("/places/") else None,
    )
    return heard


def take(places: int) -> None:
    SeatPool.objects.update(taken=places)


@pytest.mark.django_db(transaction=True)
def test_the_page_follows_and_says_only_what_matters(
    page: Page, event: Event, asked: list[str], complaints: list[str]
) -> None:
    page.clock.install()
    page.goto(event.get_absolute_url())
    word, status = page.locator(".way-in-word"), page.locator("live-places [role=status]")
    expect(word).to_have_text("30 places free")

    take(29)
    page.clock.run_for(PAST_THE_PAUSE)
    expect(word).to_have_text("1 place free")
    expect(status).to_have_text("")

    sign_up = page.get_by_role("link", name="Sign up")
    sign_up.focus()
    take(30)
    page.clock.run_for(PAST_THE_PAUSE)
    expect(word).to_have_text("All places are taken")
    expect(status).to_have_text("All places are taken")
    expect(page.get_by_role("link", name="Join the waiting list")).to_be_focused()
    assert len(asked) == 3
    assert violations(page) == []
    assert complaints == []


@pytest.mark.django_db(transaction=True)
def test_nobody_asks_once_it_has_begun(page: Page, event: Event, asked: list[str]) -> None:
    page.clock.install()
    page.goto(event.get_absolute_url())
    expect(page.locator(".way-in-word")).to_have_text("30 places free")
    for _ in range(12):
        page.clock.run_for(PAST_THE_PAUSE)
    until_now = len(asked)
    assert 6 <= until_now <= 10
    page.clock.run_for(10 * PAST_THE_PAUSE)
    assert len(asked) == until_now


@pytest.mark.django_db(transaction=True)
def test_a_page_that_nobody_looks_at_does_not_ask(
    page: Page, event: Event, asked: list[str]
) -> None:
    page.add_init_script(
        "Object.defineProperty(document, 'hidden', { get: () => window.turnedAway ?? false });"
    )
    page.clock.install()
    page.goto(event.get_absolute_url())
    expect(page.locator(".way-in-word")).to_have_text("30 places free")
    before = len(asked)

    page.evaluate("window.turnedAway = true")
    page.clock.run_for(3 * PAST_THE_PAUSE)
    assert len(asked) == before

    take(12)
    page.evaluate(
        "window.turnedAway = false; document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(page.locator(".way-in-word")).to_have_text("18 places free")


@pytest.mark.django_db(transaction=True)
def test_without_a_script_the_number_stands_there(
    browser: Browser, live_server: LiveServer, event: Event
) -> None:
    page = browser.new_page(base_url=live_server.url, java_script_enabled=False)
    page.goto(event.get_absolute_url())
    expect(page.locator(".way-in-word")).to_have_text("30 places free")
    page.close()
