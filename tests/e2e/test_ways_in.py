"""One journey for each way into an event, on a phone: from its page to the door."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import User
from brands.choices import WayIn
from core import clock
from events.choices import PlaceState
from events.models import Event, Registration
from events.services.registration.approval import accept
from events.services.registration.draw import draw_lots, publish_entries
from notifications.services.outbox import deliver_due
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.draws import DrawFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.invitations import GroupInvitationFactory
from tests.factories.people import ChildFactory

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


def event_next_week(way_in: WayIn, **kwargs: object) -> Event:
    event = EventFactory(title_en="Moon stories", sessions=0, intake__way_in=way_in, **kwargs)
    SessionFactory(event=event, starts_at=clock.now() + 7 * DAY)
    return event


def assert_accessible(page: Page) -> None:
    assert violations(page) == []
    assert sideways_scroll(page) == 0


def sign_up_as_guest(page: Page, event: Event, button: str) -> None:
    """From the page of the event, as a guest, to the answer that every guest gets."""
    page.goto(event.get_absolute_url())
    page.get_by_role("link", name=button).click()
    page.get_by_label("Your name").fill("Lin Yu")
    page.get_by_label("E-mail or mobile phone").fill("lin@example.org")
    page.get_by_role("button", name=re.compile("Sign up|Ask for our places")).click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


def open_the_letter(page: Page, title: str) -> None:
    """Follow the link of the letter that has come last."""
    deliver_due(now=clock.now())
    letter = mail.outbox[-1]
    assert letter.subject == f"{title}: Moon stories"
    [link] = re.findall(r"http\S+(/tickets/\w+/)", str(letter.body))
    page.goto(link)


def expect_a_ticket_for_the_door(page: Page) -> None:
    expect(page.get_by_role("heading", name="Your ticket")).to_be_visible()
    expect(page.get_by_role("img", name="QR code of your ticket")).to_be_visible()
    assert_accessible(page)


def test_drop_in(page: Page, complaints: list[str]) -> None:
    """Nothing to sign up for, and nothing that looks like it."""
    event = event_next_week(WayIn.DROP_IN)
    page.goto(event.get_absolute_url())
    expect(page.get_by_text("You need no ticket and no registration.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign up")).to_have_count(0)
    assert_accessible(page)
    page.goto(f"{event.get_absolute_url()}register/")
    expect(page.get_by_text("Come as you are.")).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)
    assert complaints == []


def test_first_come(page: Page, complaints: list[str]) -> None:
    """The page says to look into the mail, and the mail has the ticket."""
    event = event_next_week(WayIn.FIRST_COME)
    sign_up_as_guest(page, event, "Sign up")
    expect(page.get_by_text("lin@example.org")).to_be_visible()
    assert_accessible(page)
    open_the_letter(page, "Your ticket")
    expect_a_ticket_for_the_door(page)
    assert complaints == []


def test_by_request(page: Page, complaints: list[str]) -> None:
    """Asked for, read, and answered: the same address becomes the ticket."""
    event = event_next_week(WayIn.APPROVAL)
    sign_up_as_guest(page, event, "Ask for a place")
    expect(page.get_by_text("your request, which the library reads and answers")).to_be_visible()
    open_the_letter(page, "You have asked for a place")
    expect(page.get_by_role("heading", name="You have asked for a place")).to_be_visible()
    assert_accessible(page)

    accept(registration_id=Registration.objects.get().pk, by=None, now=clock.now())
    open_the_letter(page, "Your ticket")
    expect_a_ticket_for_the_door(page)
    assert complaints == []


def test_by_lot(page: Page, sign_in: Callable[[User], None], complaints: list[str]) -> None:
    """A family enters as a whole, and can see how the lots were drawn."""
    now = clock.now()
    event = event_next_week(
        WayIn.DRAW,
        places=2,
        intake__draw=DrawFactory(number_known_at=now + 2 * DAY),
        intake__closes_at=now + DAY,
    )
    child = ChildFactory(person__name="Doudou")
    sign_in(child.household.memberships.get(role="holder").person.user)
    page.goto(event.get_absolute_url())
    page.get_by_role("link", name="Enter the draw").click()
    page.get_by_label("Doudou").check()
    page.get_by_role("button", name="Enter the draw").click()
    expect(page.get_by_role("heading", name="You are in the draw")).to_be_visible()
    assert_accessible(page)

    publish_entries(event_id=event.pk, now=now + DAY)
    draw_lots(event_id=event.pk, number="3401.25", by=None, now=now + 3 * DAY)
    page.reload()
    expect_a_ticket_for_the_door(page)
    page.get_by_role("link", name="The result of the draw").click()
    expect(page.get_by_text("3401.25").first).to_be_visible()
    assert_accessible(page)
    assert complaints == []


def test_by_invitation(page: Page, complaints: list[str]) -> None:
    """A class comes by the link that its teacher was given; nobody else finds a form."""
    event = event_next_week(WayIn.INVITATION, places=40)
    page.goto(event.get_absolute_url())
    expect(page.get_by_text("By invitation")).to_be_visible()
    expect(page.get_by_role("link", name="Sign up")).to_have_count(0)
    assert_accessible(page)

    page.goto(GroupInvitationFactory(event=event).get_absolute_url())
    assert_accessible(page)
    page.locator("[name=group_name]").fill("Class 3b")
    page.get_by_label("Your name").fill("Teacher Wang")
    page.get_by_label("E-mail or mobile phone").fill("wang@example.org")
    page.locator("[name=adults]").fill("2")
    page.locator("[name=children]").fill("26")
    page.locator("form.form .button-large").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    registration = Registration.objects.get()
    assert (registration.state, registration.attendees.count()) == (PlaceState.SEATED, 28)
    open_the_letter(page, "Your ticket")
    expect_a_ticket_for_the_door(page)
    expect(page.get_by_role("article")).to_contain_text("Class 3b")
    assert complaints == []
