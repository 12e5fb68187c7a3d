"""The first whole path: a coordinator publishes, a family signs up, is scanned, and is counted.

Two people, each in a browser of their own. Nothing is prepared but the library itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from core import clock
from events.models import Attendance, Event, Registration
from tests.e2e.accessibility import violations
from tests.e2e.pages import PATIENCE
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "two-herons-by-the-canal"
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(autouse=True)
def _midday() -> Iterator[None]:
    """Live where it is midday now, so that an event of the next hour is one of today."""
    hours = 12 - clock.now().hour
    with override_settings(TIME_ZONE=f"Etc/GMT{-hours:+d}"):
        yield


@pytest.fixture(autouse=True)
def _library() -> None:
    """A branch with a room, a programme, its coordinator, and a mother with two children."""
    branch = BranchFactory(name_en="North Library", name_zh="北区图书馆")
    RoomFactory(branch=branch, name_en="Story room", name_zh="故事屋", capacity=24)
    brand = BrandFactory(name_en="Little Tree Seedling", name_zh="小树苗")
    ProgrammeFactory(brand=brand, name_en="Saturday story hour", name_zh="周六故事会")
    StaffScopeFactory(branch=branch, user=user_with_password("coordinator@example.org"))
    household = HouseholdFactory(user=user_with_password("mother@example.org", name="Lin Yue"))
    for nickname in ("Bean", "Pip"):
        ChildFactory(
            household=household,
            person__name=nickname,
            person__birth_year=clock.now().year - 6,
            person__birth_month=1,
        )


def user_with_password(email: str, **fields: str):
    user = UserFactory(email=email, **fields)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.fixture
def citizen(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Another person with another phone."""
    context: BrowserContext = browser.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="en"
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def sign_in_with_password(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_text("Use a password instead").click()
    page.get_by_label("E-mail or mobile phone").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in with the password").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def test_from_a_programme_to_a_person_at_the_door(
    page: Page, citizen: Page, hold_before_camera: Callable[[str], None]
) -> None:
    coordinator = page
    coordinator.set_viewport_size(DESKTOP)
    sign_in_with_password(coordinator, "coordinator@example.org")
    event = publish(coordinator, starts_at=clock.now() + timedelta(hours=1))

    sign_in_with_password(citizen, "mother@example.org")
    registration = sign_up(citizen, event)

    coordinator.set_viewport_size({"width": 390, "height": 844})
    hold_before_camera(f"HTTPS://LIBRARY.EXAMPLE/T/{registration.code}")
    let_in(coordinator)
    assert Attendance.objects.filter(attendee__registration=registration).count() == 3

    coordinator.set_viewport_size(DESKTOP)
    see_it_counted(coordinator)


def publish(page: Page, *, starts_at: datetime) -> Event:
    page.goto("/admin/")
    page.get_by_role("link", name="Saturday story hour").click()
    page.get_by_label("Library or service point").select_option("North Library")
    page.get_by_label("Room").select_option("Story room (24 people)")
    page.get_by_label("Date and time").fill(f"{timezone.localtime(starts_at):%Y-%m-%d %H:%M}")
    # The calendar opens a moment after the field is entered, and closes when it is left.
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_be_visible()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("The draft is ready")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("“Saturday story hour” is published.")).to_be_visible()
    return Event.objects.get()


def sign_up(page: Page, event: Event) -> Registration:
    page.goto("/events/")
    page.get_by_role("link", name="Saturday story hour").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saturday story hour")
    assert violations(page) == []
    page.get_by_role("link", name="Sign up", exact=True).first.click()
    for name in ("Lin Yue", "Bean", "Pip"):
        page.get_by_label(name).check()
    assert violations(page) == []
    page.get_by_role("button", name="Sign up").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your ticket")
    expect(page.get_by_role("img", name="QR code of your ticket")).to_be_visible()
    assert violations(page) == []
    registration = Registration.objects.get(event=event)
    expect(page.get_by_text(registration.reference)).to_be_visible()
    return registration


def let_in(page: Page) -> None:
    page.goto("/checkin/")
    page.get_by_role("button", name=re.compile("Saturday story hour")).click()
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator("#answer")).to_contain_text("Welcome")
    expect(page.locator("#answer")).to_contain_text("L•• Y•• · 1 adult, 2 children")
    expect(page.locator("[data-figures]")).to_contain_text("3 of 3 here")


def see_it_counted(page: Page) -> None:
    page.goto("/admin/figures/")
    row = page.get_by_role("row", name="Saturday story hour")
    counts = [cell.inner_text() for cell in row.get_by_role("cell").all()]
    events, sessions, registrations, registered, attendances, *_where, no_shows = map(int, counts)
    assert (events, sessions, registrations, registered) == (1, 1, 1, 3)
    assert (attendances, no_shows) == (3, 0)
