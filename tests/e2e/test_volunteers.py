"""From the wish to help to the welcome: a parent and a daughter of sixteen, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from core import clock
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, HouseholdFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import CredentialKindFactory, RoleFactory
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db(transaction=True)


def assert_accessible(page: Page) -> None:
    assert violations(page) == []
    assert sideways_scroll(page) == 0


def test_a_guardian_joins_a_daughter_and_the_library_welcomes_her(
    page: Page, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    household = HouseholdFactory(user__name="Wang Fang")
    guardian = household.people.get().user
    year = clock.today().year - 16
    ChildFactory(household=household, person__name="Xiaoyu", person__birth_year=year)
    role = RoleFactory(name_en="Reading companion", what_en="Reads to people who see little.")
    role.needs_credentials.add(CredentialKindFactory(name_en="Reading aloud"))
    coordinator = StaffScopeFactory(branch=BranchFactory(name_en="Riverside")).user
    sign_in(guardian)

    page.goto("/volunteer/")
    assert_accessible(page)
    page.get_by_role("link", name="Join: it takes two minutes").click()
    assert_accessible(page)
    page.get_by_role("link", name="Join Xiaoyu").click()
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_role("heading", name="Please check this form")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Your home library").select_option("Riverside")
    page.get_by_label("Reading companion").check()
    page.get_by_role("group", name="Saturday").get_by_label("Morning").check()
    for box in page.get_by_label("I am a guardian of this young person, and I agree.").all():
        box.check()
    page.get_by_role("button", name="Send the application").click()

    expect(page.get_by_text("Your application is with us")).to_be_visible()
    expect(page.get_by_text("Needed for: Reading companion.")).to_be_visible()
    assert_accessible(page)

    sign_in(coordinator)
    page.goto("/admin/volunteers/applications/")
    page.get_by_label("What you say to them").fill("Come by on Saturday.")
    page.get_by_role("button", name="Welcome them").click()
    expect(page.get_by_text("Nobody waits for an answer.")).to_be_visible()

    sign_in(guardian)
    page.goto("/volunteer/me/")
    expect(page.get_by_text("You are a volunteer", exact=True)).to_be_visible()
    volunteer = Volunteer.objects.get()
    assert (volunteer.decided_by, volunteer.decision_note) == (coordinator, "Come by on Saturday.")
    # The browser reports the failed form; nothing else.
    assert [each for each in complaints if "422" not in each] == []
