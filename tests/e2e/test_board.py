"""The coordinator's board keeps up by itself, and says when it no longer does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from events.models import Attendee, Session
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.door import ticket
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.registrations import AttendanceFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.stations import phone_at

PAUSE = 5_100


@pytest.fixture
def session() -> Session:
    event = EventFactory(sessions=0, title_en="Storytime", places=30)
    return SessionFactory(event=event, starts_at=timezone.now() + timedelta(minutes=10))


def arrives(name: str) -> None:
    attendee = Attendee.objects.get(person__name=name)
    AttendanceFactory(attendee=attendee, checked_in_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_the_board_follows_and_tells_when_it_cannot(
    page: Page, session: Session, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    for name in ("Ann", "Bo", "Cy"):
        ticket(session.event, name)
    phone_at(session, made_at=timezone.now())
    sign_in(StaffScopeFactory(branch=session.event.branch).user)
    page.clock.install()
    page.goto(reverse("desk:board", args=[session.event_id]))
    board = page.locator("live-board")
    here = board.locator("dt:text-is('Here') + dd")
    expect(here).to_have_text("0")
    assert sideways_scroll(page) <= 0
    assert violations(page) == []

    arrives("Ann")
    page.clock.run_for(PAUSE)
    expect(here).to_have_text("1")
    expect(board.locator("dt:text-is('On the way') + dd")).to_have_text("2")
    expect(board.get_by_role("status")).to_have_text("")
    assert complaints == []

    page.context.set_offline(True)
    arrives("Bo")
    page.clock.run_for(PAUSE)
    expect(board.get_by_role("status")).to_contain_text("No contact since")
    expect(here).to_have_text("1")

    page.context.set_offline(False)
    page.clock.run_for(PAUSE)
    expect(board.get_by_role("status")).to_have_text("In contact again.")
    expect(here).to_have_text("2")

    page.context.clear_cookies()
    page.clock.run_for(PAUSE)
    expect(board.get_by_role("status")).to_contain_text("You are signed out.")
    expect(here).to_have_text("2")
