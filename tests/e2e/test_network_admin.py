"""Libraries, their hours and their staff, kept in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory

DESK = {"width": 1280, "height": 900}


@pytest.fixture
def boss(sign_in: Callable[[User], None]) -> User:
    user = User.objects.create_superuser(email="boss@library.example")
    sign_in(user)
    return user


@pytest.mark.django_db(transaction=True)
def test_hours_are_added_and_taken_away_row_by_row(
    page: Page, boss: User, complaints: list[str]
) -> None:
    branch = BranchFactory(name_en="Plum Village")
    page.set_viewport_size(DESK)
    page.goto(f"/admin/snippets/network/branch/edit/{branch.pk}/#tab-opening_hours")
    add = page.get_by_role("button", name="Add opening hours")
    for row, (weekday, opens_at, closes_at) in enumerate(
        [("5", "09:00", "12:00"), ("6", "09:00", "12:00"), ("5", "14:00", "20:30")]
    ):
        add.click()
        page.locator(f"#id_opening_hours-{row}-weekday").select_option(weekday)
        page.locator(f"#id_opening_hours-{row}-opens_at").fill(opens_at)
        page.locator(f"#id_opening_hours-{row}-closes_at").fill(closes_at)
        add.focus()
    # Wagtail's list of hours opens a moment after the field is entered, and would lie over "Save".
    hours = page.locator(".xdsoft_datetimepicker:visible")
    page.wait_for_timeout(300)
    page.mouse.click(2, 2)
    expect(hours).to_have_count(0)
    page.locator("#id_opening_hours-1-DELETE-button").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/branch/")
    assert list(branch.opening_hours.values_list("weekday", "opens_at", "closes_at")) == [
        (5, time(9), time(12)),
        (5, time(14), time(20, 30)),
    ]
    assert complaints == []


@pytest.mark.django_db(transaction=True)
def test_scope_is_given_to_a_person_found_by_name(
    page: Page, boss: User, complaints: list[str]
) -> None:
    BranchFactory(name_en="Eastern District")
    UserFactory(name="Chen Wei", email="wei@example.org")
    UserFactory(name="Lin Xiaoyu")
    page.set_viewport_size(DESK)
    page.goto("/admin/staff_scopes/new/")
    page.get_by_role("button", name="Choose a person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name, e-mail or phone").fill("wei")
    expect(dialog.get_by_text("Lin Xiaoyu")).to_be_hidden()
    dialog.get_by_role("link", name="Chen Wei").click()
    expect(dialog).to_be_hidden()
    page.locator("#id_role").select_option("coordinator")
    page.get_by_role("button", name="Choose library or service point").click()
    page.get_by_role("dialog").get_by_role("link", name="Eastern District").click()
    page.get_by_role("button", name="Create").click()
    expect(
        page.get_by_text(
            "Chen Wei: May edit and publish events of every brand at Eastern District and "
            "everything below it."
        )
    ).to_be_visible()
    assert complaints == []
