"""A coordinator makes an event of a programme and publishes it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from events.models import Event
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.staff import StaffScopeFactory

DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def coordinator() -> User:
    ours, beside = BranchFactory(name_en="North Library"), BranchFactory(name_en="South Library")
    RoomFactory(branch=ours, name_en="Story room", capacity=24)
    RoomFactory(branch=beside, name_en="Reading hall")
    ProgrammeFactory(
        name_en="Saturday story hour",
        name_zh="周六故事会",
        description_en="<p>Come and listen.</p>",
        description_zh="<p>来听故事。</p>",
    )
    return StaffScopeFactory().user


@pytest.mark.django_db(transaction=True)
def test_three_fields_and_one_button(
    page: Page, coordinator: User, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    sign_in(coordinator)
    page.set_viewport_size(DESKTOP)
    page.goto("/admin/")
    page.get_by_role("link", name="Saturday story hour").click()

    page.get_by_label("Library or service point").select_option("North Library")
    rooms = page.get_by_label("Room").locator("option")
    expect(rooms).to_have_text(["---------", "Story room (24 people)"])
    page.get_by_label("Room").select_option("Story room (24 people)")
    page.get_by_label("Date and time").fill("2030-06-01 10:00")
    # The calendar opens a moment after the field is entered, and closes when it is left.
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_be_visible()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Make the draft").click()

    expect(page.get_by_text("The draft is ready")).to_be_visible()
    expect(page.get_by_label("Title (English)")).to_have_value("Saturday story hour")
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_text("“Saturday story hour” is published.")).to_be_visible()
    expect(page.get_by_text("North Library, Story room")).to_be_visible()
    event = Event.objects.get()
    assert (event.live, event.sessions.count(), event.pools.get().capacity) == (True, 1, 24)
    page.get_by_role("link", name="Public page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saturday story hour")
    assert complaints == []


@pytest.mark.django_db(transaction=True)
def test_preview_beside_the_editor_follows_what_is_typed(
    page: Page, coordinator: User, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    event = EventFactory(live=False, title_en="Lanterns")
    sign_in(coordinator)
    page.set_viewport_size(DESKTOP)
    # The editor looks at what is typed only once it has taken stock of what was there.
    page.add_init_script(
        "addEventListener('w-unsaved:watch-edits', () => (document.body.dataset.watched = ''))"
    )
    page.goto(f"/admin/events/edit/{event.pk}/")
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text("Lanterns")
    expect(page.locator("body[data-watched]")).to_be_visible()
    page.get_by_label("Title (English)").fill("Paper lanterns")
    expect(preview.get_by_role("heading", level=1)).to_have_text("Paper lanterns")
    assert complaints == []
