"""Pages of the admin on a phone, in Chinese: nothing is cut off, and nothing is pulled sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from events.models import Event
from tests.e2e.accessibility import sideways_scroll
from tests.factories.certificates import TemplateFactory
from tests.factories.events import EventFactory
from tests.factories.network import CalendarEntryFactory
from tests.factories.staff import StaffScopeFactory

PAGES = [
    "wagtailadmin_home",
    "wagtailimages:index",
    "wagtaildocs:index",
    "events_admin:list",
    "certificate_templates:list",
    "calendar:list",
    "calendar:upload",
    "indicators:enter",
    "indicators:import",
    "period_reports:index",
]

# The part of Wagtail's pages beside the sidebar scrolls by itself.
SIDEWAYS = "(main) => main.scrollWidth - main.clientWidth"


@pytest.fixture
def event() -> Event:
    CalendarEntryFactory(name_zh="公共假日")
    TemplateFactory()
    return EventFactory(title_zh="第一章俱乐部：会看地图的狗", sessions=1)


@pytest.fixture
def coordinator(sign_in: Callable[[User], None]) -> User:
    user = StaffScopeFactory(user__language="zh-hans").user
    sign_in(user)
    return user


@pytest.mark.django_db(transaction=True)
def test_no_page_is_wider_than_the_screen(page: Page, event: Event, coordinator: User) -> None:
    for name in PAGES:
        page.goto(reverse(name))
        page.wait_for_load_state("networkidle")
        assert page.locator("main").evaluate(SIDEWAYS) <= 0, name
        assert sideways_scroll(page) <= 0, name


@pytest.mark.django_db(transaction=True)
def test_buttons_keep_to_the_edge_where_they_break(
    page: Page, event: Event, coordinator: User
) -> None:
    page.set_viewport_size({"width": 200, "height": 844})
    page.goto(reverse("desk:compose", args=[event.pk]))
    buttons = page.locator("main form > .button")
    first, back = (buttons.nth(at).bounding_box() for at in (0, 1))
    assert first
    assert back
    assert back["y"] > first["y"]
    assert round(back["x"]) == round(first["x"])
