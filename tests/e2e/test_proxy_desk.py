"""Registering somebody who calls, by the keyboard alone, counted key by key."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from accounts.models import User
from core import clock
from events.choices import PlaceState, RegistrationChannel
from events.models import Event, Registration
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory
from tests.factories.registrations import RegistrationFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db(transaction=True)

DESKTOP = {"width": 1280, "height": 900}


class Keyboard:
    """Presses keys and counts them; nothing else touches the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.presses += len(text)


@pytest.fixture
def librarian() -> User:
    return StaffScopeFactory(user__name="Librarian Li").user


@pytest.fixture
def desk(
    page: Page, librarian: User, sign_in: Callable[[User], None], complaints: list[str]
) -> Keyboard:
    """The keyboard of a librarian, who has the home of the workbench open."""
    sign_in(librarian)
    page.set_viewport_size(DESKTOP)
    page.goto("/admin/")
    expect(page.get_by_role("link", name="Register somebody", exact=True)).to_be_visible()
    return Keyboard(page)


def make_event(title: str, *, days: int = 3, **fields: object) -> Event:
    event = EventFactory(title_en=title, sessions=0, **fields)
    SessionFactory(event=event, starts_at=clock.now() + timedelta(days=days))
    return event


def choose(desk: Keyboard, event: Event, letters: str) -> None:
    page = desk.page
    desk.press("Alt+r")
    expect(page.get_by_label("For which event?")).to_be_focused()
    if letters:
        desk.type(letters)
    desk.press("Enter")
    page.wait_for_url(f"**/desk/{event.pk}/register/")
    expect(page.get_by_label("Who is calling?")).to_be_focused()


def test_new_guest_in_fewer_keys_than_seconds_allow(desk: Keyboard, complaints: list[str]) -> None:
    make_event("Chess", days=1)
    event = make_event("Story hour")
    page = desk.page
    choose(desk, event, "stor")
    desk.type("13800138000")
    desk.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    desk.type("Wang")
    desk.press("Enter")

    page.wait_for_url(re.compile(r"/registrations/"))
    registration = Registration.objects.get()
    name = f"Reference {registration.reference}"
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert registration.channel == RegistrationChannel.DESK
    assert registration.contact
    assert registration.contact.phone == "+8613800138000"
    assert desk.presses == 1 + 5 + 12 + 5
    assert complaints == []


def test_known_family_and_the_next_caller(desk: Keyboard, complaints: list[str]) -> None:
    event = make_event("Story hour")
    account = UserFactory(name="Lin Yue", email="lin@example.org", phone="+8613800138000")
    ChildFactory(household=HouseholdFactory(user=account), person__name="Bean")
    page = desk.page
    choose(desk, event, "")
    desk.type("13800138000")
    desk.press("Enter")
    expect(page.get_by_label("L•• Y••")).to_be_focused()
    expect(page.get_by_text("Lin Yue")).to_have_count(0)
    desk.press("Tab", "Space", "Enter")

    page.wait_for_url(re.compile(r"/registrations/"))
    attendees = Registration.objects.get().attendees.all()
    assert [str(attendee) for attendee in attendees] == ["Bean"]
    assert desk.presses == 1 + 1 + 12 + 3
    expect(page.get_by_role("link", name="Next caller, same event")).to_be_focused()
    desk.press("Enter")
    page.wait_for_url(f"**/desk/{event.pk}/register/")
    expect(page.get_by_label("Who is calling?")).to_be_focused()
    assert complaints == []


def test_full_event_is_said_before_and_the_slip_is_at_hand(
    desk: Keyboard, context: BrowserContext, complaints: list[str]
) -> None:
    event = make_event("Story hour", places=1)
    RegistrationFactory(event=event)
    page = desk.page
    choose(desk, event, "")
    expect(page.get_by_text("All places are taken")).to_be_visible()
    desk.type("Wang Fang")
    desk.press("Enter")
    expect(page.get_by_label("Telephone number or e-mail")).to_be_focused()
    desk.press("Enter")
    page.wait_for_url(re.compile(r"/registrations/"))
    expect(page.get_by_text("On the waiting list, number 1")).to_be_visible()
    assert Registration.objects.last().state == PlaceState.WAITING
    slip = page.get_by_role("link", name="Slip: English")
    expect(slip).to_be_focused()
    answer = context.request.get(slip.get_attribute("href") or "")
    assert answer.headers["content-type"] == "application/pdf"
    assert complaints == []


def test_rule_that_is_passed_over_takes_a_second_enter(desk: Keyboard) -> None:
    event = make_event("Story hour", age_from=6, age_to=8)
    page = desk.page
    choose(desk, event, "")
    desk.type("Wang")
    desk.press("Enter")
    expect(page.get_by_label("Telephone number or e-mail")).to_be_focused()
    desk.press("Tab", "Tab")
    desk.type("3")
    desk.press("Enter")
    expect(page.get_by_text("Child 1 is younger than 6.")).to_be_visible()
    expect(page.get_by_role("button", name="Register all the same")).to_be_focused()
    assert Registration.objects.count() == 0
    desk.press("Enter")
    page.wait_for_url(re.compile(r"/registrations/"))
    assert Registration.objects.count() == 1


def test_arrows_choose_an_event_and_whom_it_is(desk: Keyboard) -> None:
    make_event("Story hour", days=1)
    second = make_event("Story evening", days=2)
    for name in ("Zhao Min", "Zhao Na"):
        RegistrationFactory(event=second, contact__name=name)
    page = desk.page
    desk.press("Alt+r")
    expect(page.get_by_label("For which event?")).to_be_focused()
    desk.press("ArrowDown", "ArrowDown", "Enter")
    page.wait_for_url(f"**/desk/{second.pk}/register/")
    expect(page.get_by_label("Who is calling?")).to_be_focused()
    desk.type("zhao")
    desk.press("Enter")
    expect(page.get_by_role("button", name="Zhao Min")).to_be_focused()
    desk.press("ArrowDown")
    expect(page.get_by_role("button", name="Zhao Na")).to_be_focused()
    desk.press("Enter")
    expect(page.get_by_role("heading", name="Z•• N••, who has been here before")).to_be_visible()
    expect(page.get_by_label("Adults")).to_be_focused()


def test_keys_count_before_the_page_is_whole(desk: Keyboard) -> None:
    make_event("Story hour", days=1)
    second = make_event("Story evening", days=2)
    page = desk.page
    held: list[Route] = []
    page.route("**/htmx.min.js", lambda route: held.append(route))
    page.goto("/admin/events/desk/register/", wait_until="commit")
    expect(page.get_by_label("For which event?")).to_be_focused()
    desk.press("ArrowDown", "ArrowDown")
    link = page.get_by_role("link", name=re.compile("Story evening"))
    expect(link).to_be_focused()
    held.pop().continue_()
    page.unroute("**/htmx.min.js")
    page.wait_for_load_state()
    expect(link).to_be_focused()
    desk.press("Enter")
    page.wait_for_url(f"**/desk/{second.pk}/register/")


def test_list_follows_what_is_typed(desk: Keyboard) -> None:
    make_event("Chess")
    make_event("Story hour")
    page = desk.page
    desk.press("Alt+r")
    expect(page.get_by_label("For which event?")).to_be_focused()
    desk.type("chess")
    expect(page.get_by_role("link", name=re.compile("Story hour"))).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("Chess"))).to_be_visible()


def test_works_without_scripts(
    browser, live_server, librarian: User, context: BrowserContext, sign_in: Callable[[User], None]
) -> None:
    sign_in(librarian)
    event = make_event("Story hour")
    plain = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=context.storage_state()
    )
    page = plain.new_page()
    page.goto("/admin/events/desk/register/")
    page.get_by_label("For which event?").fill("story")
    page.get_by_role("button", name="Open the first").click()
    page.get_by_label("Who is calling?").fill("Wang Fang")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Wang Fang")
    page.get_by_role("button", name="Register").click()
    reference = Registration.objects.get(event=event).reference
    expect(page.get_by_role("heading", name=f"Reference {reference}")).to_be_visible()
    plain.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_are_accessible(
    page: Page, librarian: User, sign_in: Callable[[User], None], width: int
) -> None:
    sign_in(librarian)
    event = make_event("Story hour", age_from=3, age_to=8)
    UserFactory(email="lin@example.org")
    ChildFactory(household=HouseholdFactory(user=User.objects.get(email="lin@example.org")))
    page.set_viewport_size({"width": width, "height": 900})
    for step in ("/admin/events/desk/register/", f"/admin/events/desk/{event.pk}/register/"):
        page.goto(step)
        assert violations(page) == []
        assert sideways_scroll(page) <= 0
    for who, shown in (("lin@example.org", "Who of the family comes?"), ("Wang", "A new guest")):
        page.get_by_label("Who is calling?").fill(who)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=shown)).to_be_visible()
        assert violations(page) == []
    page.get_by_label("Children's ages").fill("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is younger than 3")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/registrations/"))
    assert violations(page) == []
    assert sideways_scroll(page) <= 0
    page.goto(f"/admin/events/desk/{event.pk}/names/")
    assert violations(page) == []
    assert sideways_scroll(page) <= 0
