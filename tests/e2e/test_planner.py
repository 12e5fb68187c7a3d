"""A coordinator moves meetings in the planner, by pointer and by key, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from events.models import Session
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory

DESKTOP = {"width": 1280, "height": 900}
SATURDAY = datetime(2030, 6, 1, 2, tzinfo=UTC)  # Ten o'clock in Shanghai.
A_DAY = timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_cards_are_moved_by_pointer_and_by_key(
    page: Page, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    north, south = (BranchFactory(name_en=name) for name in ("North Library", "South Library"))
    event = EventFactory(branch=north, title_en="Storytime", sessions=0)
    session = SessionFactory(event=event, starts_at=SATURDAY)
    sign_in(StaffScopeFactory().user)
    page.set_viewport_size(DESKTOP)
    page.goto("/admin/planner/?week=2030-W22")
    card = page.locator(f"#session-{session.pk}")
    carry(page, card, page.locator(f'[data-day="2030-05-31"] [data-row="{south.pk}"]'))
    dialog = page.get_by_role("dialog", name="Move")
    expect(dialog.get_by_label("Day")).to_have_value("2030-05-31")
    expect(dialog).to_contain_text("Fri 31 May 2030, 10:00–11:30 · South Library")
    expect(dialog).to_contain_text("Nobody has signed up, so nobody is written to.")
    assert Session.objects.get().starts_at == SATURDAY
    dialog.get_by_role("button", name="Move it").click()

    expect(page.get_by_text("“Storytime” is moved to Fri 31 May 2030, 10:00.")).to_be_visible()
    moved = Session.objects.get()
    assert (moved.starts_at, moved.branch) == (SATURDAY - A_DAY, south)

    card.get_by_role("link", name="10:00–11:30 Storytime").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(dialog.get_by_label("Day")).to_have_value("2030-06-01")
    dialog.get_by_label("Time").fill("15:00")
    expect(dialog).to_contain_text("Sat 1 Jun 2030, 15:00–16:30 · South Library")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name="Move it back").click()
    expect(page.get_by_text("Sat 1 Jun 2030, 10:00–11:30 · North Library")).to_be_visible()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("“Storytime” is moved to Sat 1 Jun 2030, 10:00.")).to_be_visible()
    back = Session.objects.get()
    assert (back.starts_at, back.branch) == (SATURDAY, north)
    assert complaints == []


def carry(page: Page, card: Locator, cell: Locator) -> None:
    """Take the card by its middle, and let it go above the cell."""
    for place in (card, cell):
        box = place.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        if place is card:
            page.mouse.down()
    page.mouse.up()
