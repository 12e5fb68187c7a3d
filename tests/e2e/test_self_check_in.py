"""Two devices: a screen at the place, and the phone of somebody who comes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from core import clock
from door.models import SelfCheckIn
from door.services.self_check_in.codes import screen_key
from door.services.self_check_in.offers import close_screens, offer_self_check_in
from events.choices import CheckInMethod
from events.models import Attendance
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.door import ticket
from tests.factories.events import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_family_lets_itself_in(
    browser: Browser, live_server: LiveServer, page: Page, complaints: list[str]
) -> None:
    event = EventFactory(title_en="Storytime", title_zh="故事会", sessions=0)
    session = SessionFactory(event=event, starts_at=clock.now() - timedelta(minutes=5))
    offer: SelfCheckIn = offer_self_check_in(session=session, on_screen=True, on_paper=False)
    family = ticket(event, "Lin Yue", children=["Bean"])

    television = browser.new_context(viewport={"width": 1280, "height": 720})
    screen = television.new_page()
    screen.on("console", lambda message: complaints.append(message.text))
    screen.goto(f"{live_server.url}/checkin/screen/#{screen_key(offer)}")
    signs = screen.locator("[data-signs]")
    expect(signs).to_have_text(re.compile(r"^[0-9A-Z]{3} [0-9A-Z]{3}$"))
    expect(screen.get_by_role("heading", name="Storytime")).to_be_visible()
    expect(screen.get_by_role("heading", name="故事会")).to_be_visible()
    assert (violations(screen), sideways_scroll(screen)) == ([], 0)

    # Without a network the codes go on, and say so.
    television.set_offline(True)
    screen.evaluate("dispatchEvent(new Event('online'))")
    expect(screen.get_by_text("No connection; the codes go on.").first).to_be_visible()
    complaints.clear()

    # The phone's camera opens what the code holds; the ticket is in the library's letter.
    page.goto(f"/H/{session.pk}-{signs.inner_text().replace(' ', '')}")
    expect(page.get_by_role("heading", name="Open your ticket")).to_be_visible()
    assert (violations(page), sideways_scroll(page)) == ([], 0)
    page.goto(family.get_absolute_url())
    assert (violations(page), sideways_scroll(page)) == ([], 0)
    page.get_by_role("button", name="We are here").click()
    expect(page.locator(".door-answer-welcome")).to_contain_text("Lin Yue, Bean")
    methods = Attendance.objects.values_list("method", flat=True)
    assert list(methods) == [CheckInMethod.SELF] * 2

    # The screen counts them once it is back, and stops when it is closed.
    television.set_offline(False)
    screen.evaluate("dispatchEvent(new Event('online'))")
    expect(screen.get_by_text("2 people are here").first).to_be_visible()
    close_screens(offer)
    screen.evaluate("dispatchEvent(new Event('online'))")
    expect(screen.get_by_text("This screen was closed.").first).to_be_visible()
    expect(signs).to_be_hidden()
    television.close()
    assert [line for line in complaints if "410" not in line] == []
