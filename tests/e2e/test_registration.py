"""From the form to the ticket and back, on a phone, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from core import clock
from events.choices import EventStatus, PlaceState
from events.models import Event, Registration
from events.services.registration.cancellation import cancel_registration
from notifications.services.outbox import deliver_due
from tests.e2e.accessibility import sideways_scroll, violations
from tests.events.parties import guest, sign_up
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.people import ChildFactory, HouseholdFactory

pytestmark = pytest.mark.django_db(transaction=True)


def next_week(**kwargs) -> Event:
    event = EventFactory(sessions=0, **kwargs)
    SessionFactory(event=event, starts_at=clock.now() + timedelta(days=7))
    return event


def form_of(event: Event) -> str:
    return reverse("register", args=[event.slug, event.pk])


def open_the_ticket(page: Page) -> None:
    """By the link in the letter."""
    deliver_due(now=clock.now())
    [link] = re.findall(r"http\S+(/tickets/\w+/)", str(mail.outbox[-1].body))
    page.goto(link)


def assert_accessible(page: Page) -> None:
    assert violations(page) == []
    assert sideways_scroll(page) == 0


def test_guest_brings_a_child_and_gives_the_places_back(page: Page, complaints: list[str]) -> None:
    event = next_week(age_from=3, age_to=6)
    page.goto(form_of(event))
    assert_accessible(page)
    page.get_by_role("button", name="Sign up").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Tell us your name")
    assert_accessible(page)

    page.get_by_label("Your name").fill("Lin Yu")
    page.get_by_label("E-mail or mobile phone").fill("lin@example.org")
    expect(page.get_by_label("Child 2")).to_be_hidden()
    page.get_by_label("Child 1").fill(str(clock.today().year - 5))
    expect(page.get_by_label("Child 2")).to_be_visible()
    page.get_by_role("button", name="One more: Adults").click()
    page.get_by_role("button", name="Sign up").click()

    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    expect(page.get_by_text("We have written to lin@example.org.")).to_be_visible()
    assert_accessible(page)
    open_the_ticket(page)
    expect(page.get_by_role("heading", name="Your ticket")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("Lin Yu, 1 adult, 1 child")
    expect(page.get_by_role("img", name="QR code of your ticket")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("link", name="Cancel my places").click()
    assert_accessible(page)
    page.get_by_role("link", name="Keep our places").click()
    page.get_by_role("link", name="Cancel my places").click()
    page.get_by_role("button", name="Cancel our places").click()
    expect(page.get_by_role("heading", name="You have cancelled")).to_be_visible()
    assert_accessible(page)
    assert Registration.objects.get().state == PlaceState.CANCELLED
    assert [complaint for complaint in complaints if "422" not in complaint] == []


def test_family_signs_up_without_scripts(
    browser: Browser, live_server: LiveServer, sign_in: Callable[[User], None], page: Page
) -> None:
    child = ChildFactory(person__name="Doudou")
    sign_in(child.household.memberships.get(role="holder").person.user)
    [cookie] = page.context.cookies()
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": live_server.url}])
    page = plain.new_page()
    event = next_week()
    page.goto(form_of(event))
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one person")
    page.get_by_label("Doudou").check()
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("article")).to_contain_text("Doudou")
    plain.close()


def test_guest_counts_children_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = plain.new_page()
    page.goto(form_of(next_week(age_from=3)))
    page.get_by_label("Your name").fill("Lin Yu")
    page.get_by_label("E-mail or mobile phone").fill("lin@example.org")
    page.get_by_label("Child 3").fill(str(clock.today().year - 5))
    page.get_by_role("button", name="Sign up").click()
    open_the_ticket(page)
    expect(page.get_by_role("article")).to_contain_text("Lin Yu, 1 child")
    plain.close()


def test_a_place_comes_free_while_one_waits(page: Page, complaints: list[str]) -> None:
    """Whoever comes back to the open page finds the ticket on it, without loading it anew."""
    event = next_week(places=1)
    first = sign_up(event, guest("First"), now=clock.now())
    page.goto(form_of(event))
    expect(page.get_by_text("All places are taken.")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Your name").fill("Lin Yu")
    page.get_by_label("E-mail or mobile phone").fill("lin@example.org")
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    open_the_ticket(page)
    expect(page.get_by_role("heading", name="You are on the waiting list")).to_be_visible()
    expect(page.get_by_text("Your position 1")).to_be_visible()
    assert_accessible(page)

    cancel_registration(registration_id=first.pk, now=clock.now())
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("heading", name="Your ticket")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("state", ["cancelled", "not_open_yet", "closed", "drop_in"])
def test_closed_forms_are_accessible(page: Page, state: str) -> None:
    intakes = {
        "cancelled": {"intake__status": EventStatus.CANCELLED},
        "not_open_yet": {"intake__opens_at": clock.now() + timedelta(days=1)},
        "closed": {"intake__closes_at": clock.now() - timedelta(days=1)},
        "drop_in": {"intake__way_in": "drop_in"},
    }
    page.goto(form_of(next_week(**intakes[state])))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)


def test_family_form_and_chinese_ticket_are_accessible(
    page: Page, sign_in: Callable[[User], None]
) -> None:
    household = HouseholdFactory()
    ChildFactory(household=household, person__birth_year=clock.today().year - 1)
    sign_in(household.memberships.get(role="holder").person.user)
    event = next_week(age_from=3)
    page.goto(f"/zh-hans{form_of(event)}")
    assert_accessible(page)
    page.locator("form.form button").click()
    page.wait_for_url(re.compile("/zh-hans/tickets/"))
    assert_accessible(page)
