"""What an event asks, on a phone: answered at registration, and said again on the ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from core import clock
from events.choices import QuestionKind
from events.models import Answer, Registration
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.questions import QuestionFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_guest_answers_and_thinks_again(page: Page, complaints: list[str]) -> None:
    event = EventFactory(sessions=0)
    SessionFactory(event=event, starts_at=clock.now() + timedelta(days=7))
    QuestionFactory(event=event, text_en="Any allergies?")
    QuestionFactory(event=event, kind=QuestionKind.CHOICE, text_en="Which size?", is_required=True)

    page.goto(reverse("register", args=[event.slug, event.pk]))
    page.get_by_label("Your name").fill("Lin Yu")
    page.get_by_label("E-mail or mobile phone").fill("lin@example.org")
    page.get_by_label("Any allergies?").fill("Nuts")
    page.get_by_role("button", name="Sign up").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Which size?").click()
    expect(page.get_by_role("group", name="Which size?")).to_contain_text("Please answer")
    expect(page.get_by_label("Any allergies?")).to_have_value("Nuts")
    assert violations(page) == []
    assert sideways_scroll(page) == 0

    page.get_by_text("Small").click()
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(Registration.objects.get().get_absolute_url())
    page.get_by_role("link", name="Change my answers").click()
    expect(page.get_by_role("radio", name="Small")).to_be_checked()
    page.get_by_text("Large", exact=True).click()
    page.get_by_label("Any allergies?").fill("")
    page.get_by_role("button", name="Save my answers").click()
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    assert [answer.said for answer in Answer.objects.all()] == ["Large"]
    assert [complaint for complaint in complaints if "422" not in complaint] == []
