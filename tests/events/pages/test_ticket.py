"""A ticket: what it tells, where it leads, and that its code leaks nowhere."""

from __future__ import annotations

import io
import re
import sys
import zlib
from datetime import UTC, timedelta

import icalendar
import pytest
import qrcode
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image
from qrcode.util import MODE_ALPHA_NUM, QRData

from core import clock
from events.choices import AttendanceMode, EventStatus, PlaceState
from events.models import Session
from events.services.registration.cancellation import cancel_registration
from events.services.tickets import door_url, ticket_of
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import ChildFactory, HouseholdFactory

pytestmark = pytest.mark.django_db

WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def two_weeks_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def registration():
    return sign_up(EventFactory(), guest("Lin Yu", adults=2, children=2))


def ticket(registration, now=NOW):
    found = ticket_of(registration.code, now=now)
    assert found is not None
    return found


def page(client, registration):
    return client.get(f"/tickets/{registration.code}/").content.decode()


def cancel_event(event):
    event.intake.status = EventStatus.CANCELLED
    event.intake.status_note_en = "The speaker is ill."
    event.intake.save(update_fields=["status", "status_note_en"])


ADDRESSES = ["/tickets/{}/", "/tickets/{}/cancel/", "/tickets/{}.ics", "/tickets/{}.pdf"]


# What it tells


def test_ticket_shows_who_when_where_and_the_code(client, registration):
    shown = page(client, registration)
    assert registration.event.title in shown
    assert "Lin Yu, 1 adult, 2 children" in re.sub(r"\s+", " ", shown)
    assert "Sat 9 May, 10:00–11:30" in shown
    assert str(registration.event.branch) in shown
    assert registration.reference in shown
    assert f"/tickets/{registration.code}.png" in shown
    assert "li•••@example.org" in shown
    assert "lin.yu@example.org" not in shown


def test_ticket_to_what_takes_place_all_day_tells_no_times(client, registration):
    Session.objects.filter(event=registration.event).update(is_all_day=True)

    shown = page(client, registration)

    assert "Sat 9 May" in shown
    assert "10:00" not in shown


def test_code_opens_the_ticket_in_small_letters_too(client, registration):
    assert client.get(f"/tickets/{registration.code.lower()}/").status_code == 200


def test_waiting_list_shows_the_position_as_it_is_now(client):
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    second, third = sign_up(event, guest("Second")), sign_up(event, guest("Third"))
    assert ticket(third).position == 2
    assert "You are number 2." in page(client, third)
    assert f"{third.code}.png" not in page(client, third)

    cancel_registration(registration_id=second.pk, now=NOW)
    assert "You are next." in page(client, third)


def test_online_link_reaches_only_those_with_a_place(client):
    event = EventFactory(places=1, attendance_mode=AttendanceMode.ONLINE)
    Session.objects.update(online_url="https://meet.example.org/secret")
    seated, waiting = sign_up(event, guest("First")), sign_up(event, guest("Second"))
    assert "https://meet.example.org/secret" in page(client, seated)
    assert "meet.example.org" not in page(client, waiting)
    assert b"meet.example.org" in client.get(f"/tickets/{seated.code}.ics").content
    assert b"meet.example.org" not in client.get(f"/tickets/{waiting.code}.ics").content

    cancel_registration(registration_id=seated.pk, now=NOW)
    assert "meet.example.org" not in page(client, seated)


def test_course_shows_its_sessions_and_the_next_one_on_the_slip(client, monkeypatch):
    registration = sign_up(EventFactory(sessions=3))
    monkeypatch.setattr(clock, "now", lambda: STARTS_AT + timedelta(days=1))
    assert "Sat 16 May, 10:00–11:30" in page(client, registration)
    now = STARTS_AT + timedelta(days=1)
    assert ticket(registration, now).next_session.starts_at == STARTS_AT + WEEK
    assert ticket(registration, STARTS_AT + 9 * WEEK).next_session.starts_at == STARTS_AT + 2 * WEEK


def test_cancelled_session_is_not_the_next_one():
    event = EventFactory(sessions=2)
    registration = sign_up(event)
    event.sessions.filter(starts_at=STARTS_AT).update(state="cancelled")
    assert ticket(registration).next_session.starts_at == STARTS_AT + WEEK


def test_cancelled_event_says_why_and_asks_nothing(client, registration):
    cancel_event(registration.event)
    shown = page(client, registration)
    assert "This event is cancelled" in shown
    assert "The speaker is ill." in shown
    assert "/cancel/" not in shown
    assert ".png" not in shown.split("<main")[1].split("</main")[0]


def test_ticket_of_an_event_that_lost_its_sessions_still_opens(client, registration):
    registration.event.sessions.all().delete()
    assert client.get(f"/tickets/{registration.code}/").status_code == 200


def test_walk_in_without_a_contact_has_a_ticket(client):
    registration = sign_up(EventFactory(), guest(name="", email=""), channel="walk_in")
    assert "1 adult" in page(client, registration)
    assert "We write to" not in page(client, registration)


# Overlaps only warn


def test_another_event_at_the_same_time_is_warned_of(client):
    child = ChildFactory()
    first = sign_up(EventFactory(title_en="Storytime"), family(child))
    second = EventFactory(title_en="Chess", sessions=0)
    SessionFactory(event=second, starts_at=STARTS_AT + timedelta(minutes=89))
    sign_up(second, family(child))
    assert [session.event for session in ticket(first).overlaps] == [second]
    assert "Chess" in page(client, first)


def test_what_follows_directly_is_no_overlap():
    child = ChildFactory()
    first = sign_up(EventFactory(), family(child))
    second = EventFactory(sessions=0)
    SessionFactory(event=second, starts_at=STARTS_AT + timedelta(minutes=90))
    sign_up(second, family(child))
    assert ticket(first).overlaps == []


def test_overlap_is_of_the_same_people_with_live_registrations():
    child = ChildFactory()
    first = sign_up(EventFactory(), family(child))
    sign_up(EventFactory(), family(household=HouseholdFactory()))
    given_back = sign_up(EventFactory(), family(child))
    cancel_registration(registration_id=given_back.pk, now=NOW)
    assert ticket(first).overlaps == []


# The code


def test_qr_code_stays_small(registration, settings):
    settings.BASE_URL = "https://events.library.example"
    address = door_url(registration)
    assert address == f"HTTPS://EVENTS.LIBRARY.EXAMPLE/T/{registration.code}"
    assert QRData(address).mode == MODE_ALPHA_NUM
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(address)
    assert code.best_fit() == 3


def test_qr_code_is_a_picture(client, registration):
    answer = client.get(f"/tickets/{registration.code}.png")
    assert answer["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.width == picture.height == 370


@pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("zh-hans", "/zh-hans")])
def test_address_in_the_qr_code_leads_to_the_ticket_in_the_readers_language(
    client, registration, language, prefix
):
    answer = client.get(f"/T/{registration.code}", headers={"accept-language": language})
    assert answer.status_code == 302
    assert answer.url == f"{prefix}/tickets/{registration.code}/"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", [*ADDRESSES, "/tickets/{}.png"])
def test_code_leaks_nowhere(client, registration, address):
    answer = client.get(address.format(registration.code))
    assert answer.status_code == 200
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/tickets/{}.png"])
@pytest.mark.parametrize(
    "code",
    ["", "X", "A" * 25, "A" * 27, "0" * 26, "%00" * 9, "../" * 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
)
def test_wrong_codes_find_nothing(client, address, code):
    for method in (client.get, client.post):
        assert method(address.format(code)).status_code in (404, 405)
    assert client.get(address.format(code)).status_code == 404


# The calendar file


def test_calendar_file_keeps_the_identity_of_the_sessions(client):
    event = EventFactory(sessions=2)
    registration = sign_up(event)
    event.intake.ical_sequence = 4
    event.intake.save(update_fields=["ical_sequence"])
    answer = client.get(f"/tickets/{registration.code}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert registration.reference in answer["Content-Disposition"]
    assert registration.code not in answer["Content-Disposition"]
    entries = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert [entry["UID"] for entry in entries] == [
        f"session-{session.pk}@localhost" for session in event.sessions.all()
    ]
    assert {entry["SEQUENCE"] for entry in entries} == {4}
    assert {entry["STATUS"] for entry in entries} == {"CONFIRMED"}
    assert registration.code not in answer.content.decode()


@pytest.mark.parametrize("what", ["registration", "event", "session"])
def test_what_is_cancelled_is_cancelled_in_the_calendar(client, registration, what):
    match what:
        case "registration":
            cancel_registration(registration_id=registration.pk, now=NOW)
        case "event":
            cancel_event(registration.event)
        case "session":
            registration.event.sessions.update(state="cancelled")
    answer = client.get(f"/tickets/{registration.code}.ics")
    [entry] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["STATUS"] == "CANCELLED"


# Without a signal


def kept_until(client, address):
    return client.get(address).get("Keep-Offline-Until")


def test_phone_may_keep_what_opens_the_door_until_the_event_is_over(client, registration):
    end = registration.event.last_ends_at.astimezone(UTC).isoformat()
    assert kept_until(client, f"/tickets/{registration.code}/") == end
    assert kept_until(client, f"/tickets/{registration.code}.png") == end
    for address in ("/tickets/{}/cancel/", "/tickets/{}.ics", "/tickets/{}.pdf"):
        assert kept_until(client, address.format(registration.code)) is None


def test_phone_keeps_no_ticket_that_opens_no_door(client, registration, monkeypatch):
    full = EventFactory(places=1)
    sign_up(full, guest("First"))
    waiting = sign_up(full, guest("Second"))
    assert kept_until(client, f"/tickets/{waiting.code}/") is None

    cancelled = sign_up(EventFactory(), guest("Third"))
    cancel_registration(registration_id=cancelled.pk, now=NOW)
    assert kept_until(client, f"/tickets/{cancelled.code}/") is None
    assert kept_until(client, f"/tickets/{cancelled.code}.png") is None

    monkeypatch.setattr(clock, "now", lambda: STARTS_AT + WEEK)
    assert kept_until(client, f"/tickets/{registration.code}/") is None


# The PDF


def inside(pdf):
    """The objects of a PDF, unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompressobj().decompress(stream) for stream in streams)


def pages(pdf):
    return len(re.findall(rb"/Type ?/Page\b", inside(pdf)))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pdf_is_one_tagged_page(client, registration, language):
    with translation.override(language):
        address = reverse("ticket_pdf", args=[registration.code])
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert pages(answer.content) == 1
    assert f"/Lang ({language})".encode() in inside(answer.content)
    assert b"/MarkInfo" in inside(answer.content)


def test_pdf_of_a_long_course_stays_on_one_page(client):
    registration = sign_up(
        EventFactory(sessions=8, title_en="A long title of a course " * 5), guest(adults=6)
    )
    answer = client.get(f"/tickets/{registration.code}.pdf")
    assert pages(answer.content) == 1


def test_without_pango_the_page_says_what_to_do_instead(client, registration, monkeypatch):
    class Missing:
        def find_spec(self, name, *args):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    answer = client.get(f"/tickets/{registration.code}.pdf")
    assert answer.status_code == 409
    assert "Print this page instead." in answer.content.decode()


# Cancelling


def test_cancelling_asks_first_and_then_does_it(client, registration):
    asked = client.get(f"/tickets/{registration.code}/cancel/")
    assert "Cancel for all of you?" in asked.content.decode()
    registration.refresh_from_db()
    assert registration.state == PlaceState.SEATED

    done = client.post(f"/tickets/{registration.code}/cancel/")
    assert (done.status_code, done.url) == (302, f"/tickets/{registration.code}/")
    registration.refresh_from_db()
    assert registration.state == PlaceState.CANCELLED
    assert registration.event.pools.get().taken == 0
    assert "You have cancelled" in page(client, registration)


def test_cancelling_twice_is_no_error(client, registration):
    for _ in range(2):
        assert client.post(f"/tickets/{registration.code}/cancel/").status_code == 302
    assert client.get(f"/tickets/{registration.code}/cancel/").status_code == 302


def test_cancelling_names_who_did_it(client):
    household = HouseholdFactory()
    user = household.memberships.get().person.user
    registration = sign_up(EventFactory(), family(household=household))
    client.force_login(user)
    client.post(f"/tickets/{registration.code}/cancel/")
    assert registration.changes.last().changed_by == user


def test_after_the_end_nothing_can_be_cancelled(client, registration, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: registration.event.last_ends_at)
    assert "/cancel/" not in page(client, registration)
    answer = client.post(f"/tickets/{registration.code}/cancel/")
    assert answer.status_code == 409
    assert "The event is over" in answer.content.decode()


def test_cancelling_is_protected_against_other_sites(registration):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/tickets/{registration.code}/cancel/").status_code == 403


# Budgets


def test_ticket_costs_a_fixed_number_of_statements(client, django_assert_num_queries):
    """Registration and event, sessions, people, overlaps."""
    large = sign_up(EventFactory(sessions=6), guest(adults=6))
    with django_assert_num_queries(4):
        client.get(f"/tickets/{large.code}/")
