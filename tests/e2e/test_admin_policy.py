"""Wagtail's admin works under our content security policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Page as WagtailPage

from accounts.models import User
from home.models import HomePage

DESK = {"width": 1280, "height": 900}
PAGES = [
    "/admin/",
    "/admin/pages/",
    "/admin/images/add/",
    "/admin/documents/",
    "/admin/snippets/",
    "/admin/users/new/",
    "/admin/groups/new/",
    "/admin/workflows/add/",
    "/admin/redirects/add/",
    "/admin/reports/site-history/",
    "/admin/account/",
]


@pytest.fixture
def boss() -> User:
    return User.objects.create_superuser(email="boss@library.example")


@pytest.mark.django_db(transaction=True)
def test_pages_of_the_admin_run_without_a_complaint(
    page: Page, boss: User, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    sign_in(boss)
    for address in PAGES:
        response = page.goto(address)
        assert response
        assert response.status == 200, address
        page.wait_for_load_state("networkidle")
    assert complaints == []


@pytest.mark.django_db(transaction=True)
def test_choosers_and_date_pickers_of_the_editor_work(
    page: Page, boss: User, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    home = WagtailPage.get_first_root_node().add_child(
        instance=HomePage(title="Changtu", slug="changtu", headline="Read")
    )
    sign_in(boss)
    page.set_viewport_size(DESK)
    page.goto(f"/admin/pages/{home.pk}/edit/")
    page.get_by_role("button", name="Insert a block").click()
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("tab", name="Promote").click()
    page.get_by_role("button", name="Choose an image").first.click()
    dialog = page.get_by_role("dialog").filter(has_text="Choose an image")
    expect(dialog).to_be_visible()
    dialog.get_by_role("tab", name="Upload").click()
    expect(dialog.get_by_label("Title")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.get_by_label("Go live date/time").click()
    expect(page.locator(".xdsoft_datetimepicker").first).to_be_visible()
    assert complaints == []
