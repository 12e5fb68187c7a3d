"""From the list of who came to the page where a stranger checks the paper."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from certificates.services.templates.presets import make_templates
from events.models import Attendee
from tests.e2e.accessibility import sideways_scroll, violations
from tests.e2e.pages import at_ten
from tests.factories.door import arrive, ticket
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.people import HouseholdFactory, UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.machine import lacks

try:
    from pyzbar.pyzbar import decode
except ImportError:
    lacks("zbar")

pytestmark = pytest.mark.django_db(transaction=True)


def came_last_week(reader: User) -> Attendee:
    """The reader was at an event a week ago."""
    event = EventFactory(title_en="Fox tales", title_zh="狐狸的故事", sessions=0)
    session = SessionFactory(event=event, starts_at=at_ten(-7))
    household = HouseholdFactory(user=reader)
    attendee = ticket(event, household=household).attendees.get()
    attendee.person = reader.person
    attendee.save()
    arrive(session, attendee, at=session.starts_at)
    return attendee


def test_a_certificate_is_issued_printed_and_checked(
    page: Page, context: BrowserContext, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    make_templates()
    reader = UserFactory(name="Lin Yue")
    event = came_last_week(reader).event

    sign_in(StaffScopeFactory(branch=event.branch).user)
    page.goto(f"/admin/certificates/events/{event.pk}/")
    page.get_by_label("Template").select_option(label="Attendance")
    page.get_by_role("button", name="Save, and show who would get one").click()
    expect(page.get_by_role("heading", name="1 person would get one")).to_be_visible()
    assert not violations(page)
    page.get_by_role("button", name="Issue 1 certificate").click()
    expect(page.get_by_text("1 certificate was issued.")).to_be_visible()

    context.clear_cookies()
    sign_in(reader)
    page.goto("/me/certificates/")
    link = page.get_by_role("link", name="Open the PDF").get_attribute("href")
    # The first document of a process takes its time: it looks through all fonts.
    file = context.request.get(link or "", timeout=60_000).body()
    page.get_by_role("link", name="Fox tales").click()
    assert not violations(page)
    assert not sideways_scroll(page)
    sheet = pypdfium2.PdfDocument(BytesIO(file))[0]
    assert "Lin Yue" in sheet.get_textpage().get_text_range()

    # A stranger holds a telephone over the paper.
    context.clear_cookies()
    (code,) = decode(sheet.render(scale=2).to_pil())
    page.goto(urlsplit(code.data.decode()).path)
    expect(page.get_by_role("heading", name="Valid", exact=True)).to_be_visible()
    assert "Lin" not in page.inner_text("main")
    assert not violations(page)
    assert complaints == []
