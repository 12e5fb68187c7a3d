"""A coordinator makes an event of a programme and publishes it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from brands.models import Programme
from events.models import Event
from network.models import Room
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.staff import StaffScopeFactory

DESKTOP = {"width": 1280, "height": 900}
FIRST_OF_JUNE = datetime(2030, 6, 1, 2, tzinfo=UTC)  # Ten o'clock in Shanghai, a Saturday.
COUNT_WHAT_HANDS_DO = """
const hands = JSON.parse(sessionStorage.hands ?? '{"clicks": 0, "keys": 0}');
const count = (what) => () => {
  hands[what] += 1;
  sessionStorage.hands = JSON.stringify(hands);
};
addEventListener("pointerdown", count("clicks"), true);
addEventListener("keydown", count("keys"), true);
"""


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
def test_from_programme_to_published_event_in_a_few_keys(
    page: Page, coordinator: User, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    """docs/publishing.md tells these figures, and how long they take somebody."""
    programme, room = Programme.objects.get(), Room.objects.get(name_en="Story room")
    last = EventFactory(programme=programme, branch=room.branch, brand=None, sessions=0)
    SessionFactory(event=last, starts_at=FIRST_OF_JUNE - timedelta(weeks=1), room=room)
    taken = EventFactory(branch=room.branch, title_en="Night of poems", sessions=0)
    SessionFactory(event=taken, starts_at=FIRST_OF_JUNE + timedelta(weeks=1), room=room)
    sign_in(coordinator)
    page.set_viewport_size(DESKTOP)
    page.add_init_script(COUNT_WHAT_HANDS_DO)
    page.goto("/admin/")
    page.get_by_role("link", name="Saturday story hour").click()

    # Library, room and the week after the last event are there already.
    expect(page.get_by_label("Room")).to_contain_text("Story room")
    expect(page.get_by_label("Date and time")).to_have_value("2030-06-01 10:00")
    in_the_way = page.locator(".in-the-way")
    expect(in_the_way).to_contain_text("Nothing else is in the way.")
    page.get_by_label("Date and time").click()
    for _each in "01 10:00":
        page.keyboard.press("Backspace")
    page.keyboard.type("08 10:00")
    expect(in_the_way).to_contain_text("Room taken: “Night of poems” (North Library)")
    for _each in "0:00":
        page.keyboard.press("Backspace")
    page.keyboard.type("5:00")
    expect(in_the_way).to_contain_text("Nothing else is in the way.")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_text("“Saturday story hour” is published.")).to_be_visible()
    hands = page.evaluate("JSON.parse(sessionStorage.hands)")
    assert hands == {"clicks": 3, "keys": 25}
    event = Event.objects.get(sessions__starts_at=datetime(2030, 6, 8, 7, tzinfo=UTC))
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
