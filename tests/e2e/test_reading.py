"""A parent writes down what two children have read, and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from rewards.models import Dispute, TallyEntry
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, HouseholdFactory
from tests.factories.rewards import ChallengeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def assert_accessible(page: Page) -> None:
    assert violations(page) == []
    assert sideways_scroll(page) == 0


def test_a_parent_logs_for_two_children_reaches_a_tier_and_disputes_a_line(
    page: Page, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    household = HouseholdFactory(user__name="Wang Fang")
    guardian = household.people.get().user
    for name in ("Bean", "Pip"):
        ChildFactory(household=household, person__name=name)
    year = timezone.localdate().year
    challenge = ChallengeFactory(
        title_en="Thirty books",
        first_day=timezone.localdate().replace(month=1, day=1),
        last_day=timezone.localdate().replace(month=12, day=31),
        log_until=timezone.localdate().replace(year=year + 1, month=1, day=10),
        collect_until=None,
        tiers=[2, 10],
    )
    BranchFactory(name_en="Riverside")
    sign_in(guardian)

    page.goto("/reading/")
    page.get_by_role("link", name="Thirty books").click()
    assert_accessible(page)
    page.get_by_role("link", name="Take part").click()
    for name in ("Bean", "Pip"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_label("Your library").select_option("Riverside")
    page.get_by_role("button", name="Take part").click()
    expect(page.get_by_role("heading", name="Please check this form")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("I am a guardian of the children that I have ticked").check()
    page.get_by_role("button", name="Take part").click()

    page.get_by_role("link", name="Write down what we read").click()
    assert_accessible(page)
    for name in ("Bean", "Pip"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="One more: Books").click()
    page.get_by_text("Which book? If you like").click()
    page.get_by_role("textbox", name="Title").fill("Owls at night")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("heading", name="A new tier. Congratulations!")).to_be_visible()
    expect(page.get_by_text("“Tier from 2” is reached!")).to_have_count(2)
    assert_accessible(page)

    page.get_by_role("link", name="My family's reading").click()
    assert_accessible(page)
    page.get_by_role("region", name="Pip").get_by_role("link", name="Thirty books").click()
    expect(page.get_by_text("8 more books to “Tier from 10”")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Is this wrong?").click()
    page.get_by_label("What is wrong?").fill("Pip has read only one of them.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You asked about it. A librarian looks at it.")).to_be_visible()
    assert_accessible(page)

    assert Dispute.objects.get().reader.challenge == challenge
    assert TallyEntry.objects.sum() == 4
    # The browser reports the failed form; nothing else.
    assert [each for each in complaints if "422" not in each] == []
