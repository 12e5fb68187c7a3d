"""Messages in a real browser: a coordinator writes to all, a reader stops reminders."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from events.models import Announcement, Event
from notifications.services.stopping import stop_url
from tests.e2e.accessibility import sideways_scroll, violations
from tests.events.parties import guest, sign_up
from tests.factories.events import EventFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_coordinator_sees_first_and_sends_then(
    page: Page, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    event: Event = EventFactory(title_en="Storytime")
    sign_up(event, guest("Ada"))
    sign_in(StaffScopeFactory().user)
    page.goto(f"/admin/events/desk/{event.pk}/")
    page.get_by_role("link", name="Write to the registered").click()

    page.get_by_label("Subject (English)").fill("Bring an umbrella")
    page.get_by_label("Text (English)").fill("It will rain.")
    page.get_by_role("button", name="Show what would be sent").click()
    letter = page.frame_locator("iframe").get_by_role("heading", name="Bring an umbrella")
    expect(letter).to_be_visible()
    page.get_by_role("button", name="Send it to 1 party").click()

    expect(page.get_by_text("Sent to 1 party.")).to_be_visible()
    assert Announcement.objects.get().written_to == 1
    assert complaints == []


def test_reader_stops_reminders_with_one_tap(page: Page, complaints: list[str]) -> None:
    path = stop_url("ada@example.org", "reminder").partition("/messages/")[2]
    page.goto(f"/messages/{path}")
    assert violations(page) == []
    assert sideways_scroll(page) <= 0
    page.get_by_role("button", name="Stop: a reminder").click()
    expect(page.get_by_text("Done: you get no more of these.")).to_be_visible()
    expect(page.get_by_label("A reminder before an event")).not_to_be_checked()
    assert violations(page) == []
    assert complaints == []
