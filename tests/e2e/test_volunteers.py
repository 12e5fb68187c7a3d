"""From the wish to help to the welcome, from a shift to hours on paper, and a month that fills."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from cms.formats import month_and_year
from core import clock
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, HouseholdFactory
from tests.factories.shifts import NeedFactory, ShiftFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import CredentialKindFactory, RoleFactory, VolunteerFactory
from tests.volunteers.shifts import NOW, claim
from volunteers.choices import PresenceMethod
from volunteers.models import Claim, FillRun, Volunteer
from volunteers.services.filling.runs import send_suggestions, work_out_suggestions
from volunteers.services.hours.presence import check_in_volunteer, check_out_volunteer

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


def test_a_volunteer_signs_up_swaps_by_a_link_and_gets_hours_on_paper(
    page: Page,
    sign_in: Callable[[User], None],
    set_clock: Callable[[datetime], None],
    complaints: list[str],
) -> None:
    set_clock(NOW)
    volunteer, mate = VolunteerFactory(nickname="Lin"), VolunteerFactory(nickname="Old Zhou")
    NeedFactory(shift__title_en="Telephone desk", role__name_en="Phone companion")
    a_day_later = ShiftFactory.starts_at + timedelta(days=1)
    tea = NeedFactory(
        shift__title_en="Tea and books",
        shift__starts_at=a_day_later,
        role__name_en="Reading companion",
    )
    claim(tea, mate)
    first_aid = RoleFactory(name_en="First aider", minimum_age=60)
    first_aid.needs_credentials.add(CredentialKindFactory(name_en="First aid"))
    NeedFactory(shift__title_en="Dragon boats", shift__starts_at=a_day_later, role=first_aid)
    sign_in(volunteer.person.user)

    page.goto("/volunteer/shifts/")
    assert_accessible(page)
    page.get_by_role("link", name="Dragon boats").click()
    expect(page.get_by_text("This role is for people from 60 years on.")).to_be_visible()
    expect(page.get_by_text("It needs something that you do not have yet")).to_be_visible()
    expect(page.get_by_role("button", name="I do it")).to_have_count(0)
    assert_accessible(page)

    page.goto("/volunteer/shifts/")
    page.get_by_role("link", name="Telephone desk").click()
    page.get_by_role("button", name="I do it").click()
    expect(page.get_by_role("heading", name="You are on: Phone companion")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Hand over or swap").click()
    in_return = page.get_by_label("In return")
    in_return.select_option(in_return.locator("option", has_text="Tea and books").text_content())
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Send this link to whoever may want it").input_value()
    assert_accessible(page)

    sign_in(mate.person.user)
    page.goto(urlsplit(link).path)
    expect(page.get_by_text("In return they want your place on this shift:")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Swap").click()
    expect(page.get_by_role("heading", name="You are on: Phone companion")).to_be_visible()

    held = Claim.objects.holding().get(volunteer=volunteer)
    assert held.need == tea
    check_in_volunteer(claim_id=held.pk, method=PresenceMethod.DOOR, at=held.busy_from)
    check_out_volunteer(claim_id=held.pk, at=held.busy_until, now=held.busy_until)
    set_clock(held.busy_until)
    sign_in(volunteer.person.user)
    page.goto("/volunteer/hours/")
    expect(page.get_by_role("row", name="Tea and books")).to_contain_text("2 h")
    assert_accessible(page)
    page.get_by_role("button", name="Make a statement").click()
    expect(page.get_by_role("heading", name="Statement of service hours")).to_be_visible()
    assert_accessible(page)
    paper = page.get_by_role("link", name="Open to print (PDF)").get_attribute("href")
    assert page.request.get(paper).body().startswith(b"%PDF")
    check = page.get_by_role("link", name="/volunteer/statements/").get_attribute("href")
    page.goto(urlsplit(check).path)
    expect(page.get_by_role("strong")).to_have_text("2 h")
    assert complaints == []


def test_a_coordinator_fills_a_month_with_suggestions(
    page: Page,
    sign_in: Callable[[User], None],
    set_clock: Callable[[datetime], None],
    complaints: list[str],
) -> None:
    set_clock(NOW)
    need = NeedFactory(places=3, minimum=3, shift__title_en="Tea and books")
    lin = VolunteerFactory(home_branch=need.shift.branch, person__name="Lin Yue")
    VolunteerFactory(person__name="Chen Ming")
    sign_in(StaffScopeFactory().user)

    page.goto("/admin/volunteers/filling/")
    assert violations(page) == []
    month = month_and_year(timezone.localdate(need.shift.starts_at))
    page.get_by_role("radio", name=month, exact=True).check()
    page.get_by_role("button", name="Look for people").click()
    expect(page.get_by_text("Looking for people.")).to_be_visible()
    run = FillRun.objects.get()
    work_out_suggestions(run_id=run.pk, now=NOW)
    # The page looks again by itself.
    expect(page.get_by_text("2 suggestions for 3 free places.")).to_be_visible()
    expect(page.get_by_text("1 place that is needed stays empty.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Lin Yue")).to_contain_text(
        "at their library"
    )
    assert violations(page) == []
    page.get_by_label("Drop: Chen Ming").check()
    page.get_by_role("button", name="Drop those that are ticked").click()
    page.get_by_role("button", name="Ask 1 person").click()
    expect(page.get_by_text("They are being asked. This page shows how far it is.")).to_be_visible()
    assert not Claim.objects.exists()
    send_suggestions(run_id=run.pk, now=NOW)
    expect(page.get_by_text("asked, can answer until")).to_be_visible()

    sign_in(lin.person.user)
    page.goto("/volunteer/shifts/mine/")
    page.get_by_role("link", name="Tea and books").first.click()
    page.get_by_role("button", name="Yes, I do it").click()
    expect(page.get_by_text("You are on. Thank you!")).to_be_visible()
    assert Claim.objects.holding().get().volunteer == lin
    assert complaints == []
