"""The same answer for everyone: who is registered is told to their own address and nowhere else."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from brands.choices import WayIn
from core import clock
from events.choices import PlaceState
from events.models import Attendee, Registration
from events.views import registered as registered_view
from notifications.models import OutboxMessage
from tests.events.parties import NOW, guest, sign_up
from tests.factories.draws import event_by_lot
from tests.factories.events import EventFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

VALUE = re.compile(r"--.*|'[^']*'|\d+")

MET_BEFORE = {
    "seated": {},
    "waiting": {"places": 1},
    "applied": {"intake__way_in": WayIn.APPROVAL},
}


@pytest.fixture(autouse=True)
def two_weeks_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def event_where_one_is(state):
    """An event at which newcomers end up in this state."""
    if state == PlaceState.ENTERED:
        return event_by_lot()
    event = EventFactory(**MET_BEFORE[state])
    if state == PlaceState.WAITING:
        sign_up(event, guest("First"))
    return event


def form_of(event):
    return reverse("register", args=[event.slug, event.pk])


def page_after(event):
    return reverse("registered", args=[event.slug, event.pk])


def as_guest(**fields):
    return {
        "form_key": str(uuid.uuid4()),
        "name": "Lin Yu",
        "contact": "lin@example.org",
        "adults": "1",
        "children": "0",
    } | fields


def told(answer):
    """All that a browser is told, but for the seconds in the signature of what it typed itself."""
    cookies = {
        name: {key: value for key, value in cookie.items() if key != "expires"}
        for name, cookie in answer.cookies.items()
    }
    return answer.status_code, dict(answer.items()), answer.content, cookies


# Known and unknown


@pytest.mark.parametrize("state", ["seated", "waiting", "applied", "entered"])
def test_known_and_unknown_guests_get_one_answer_after_the_same_statements(client, state):
    event = event_where_one_is(state)
    answers, sql = [], []
    for _ in range(2):
        with statements() as collected:
            answers.append(told(client.post(form_of(event), as_guest())))
        sql.append([VALUE.sub("?", statement) for statement in collected])
    assert answers[0] == answers[1]
    assert sql[0] == sql[1]
    mine = Registration.objects.get(contact__name="Lin Yu")
    assert mine.state == state
    letters = OutboxMessage.objects.filter(subject_id=mine.pk).order_by("pk")
    assert [letter.kind for letter in letters][1:] == ["ticket-again"]


def test_page_after_it_is_the_same_for_all(client):
    event = EventFactory()
    pages = [client.post(form_of(event), as_guest(), follow=True).content for _ in range(2)]
    assert pages[0] == pages[1]
    assert Registration.objects.get().reference not in pages[0].decode()


def test_who_was_never_here_may_see_the_page_too(client):
    page = client.get(page_after(EventFactory()))
    assert page.status_code == 200
    assert "the address that you gave" in page.content.decode()


def test_letter_to_who_is_registered_goes_out_once_in_a_while(client, monkeypatch):
    event = EventFactory()
    for minutes in (0, 1, 2, 25):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: NOW + timedelta(minutes=minutes))
        client.post(form_of(event), as_guest())
    assert OutboxMessage.objects.filter(kind="ticket-again").count() == 2


# What was typed


def test_address_is_told_to_the_browser_that_typed_it_and_stands_in_no_url(client):
    event = EventFactory()
    answer = client.post(form_of(event), as_guest())
    assert answer.url == page_after(event)
    cookie = answer.cookies["written_to"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        page_after(event),
        True,
        "Lax",
        900,
    )
    page = client.get(answer.url)
    assert "lin@example.org" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    client.cookies.clear()
    assert "lin@example.org" not in client.get(answer.url).content.decode()


@pytest.mark.parametrize("forged", ["", "x", "ImxpbkBleGFtcGxlLm9yZyI:1:x", "\x00", "9" * 4000])
def test_forged_cookie_is_no_address(client, forged):
    client.cookies["written_to"] = forged
    page = client.get(page_after(EventFactory()))
    assert "the address that you gave" in page.content.decode()


def test_address_is_forgotten_after_a_quarter_of_an_hour(client, monkeypatch):
    event = EventFactory()
    client.post(form_of(event), as_guest())
    monkeypatch.setattr(registered_view, "COOKIE_SECONDS", -1)
    assert "lin@example.org" not in client.get(page_after(event)).content.decode()


def test_who_gave_a_telephone_number_is_led_to_their_text_messages(client):
    event = EventFactory()
    page = client.post(form_of(event), as_guest(contact="138 0013 8000"), follow=True)
    assert "Look at your text messages" in page.content.decode()
    assert "unwanted mail" not in page.content.decode()


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("seated", "your ticket in it"), ("applied", "your request"), ("entered", "in the draw")],
)
def test_page_says_what_the_message_is_about(client, state, sentence):
    page = client.get(page_after(event_where_one_is(state))).content.decode()
    assert sentence in page


def test_mailbox_is_linked_where_no_mail_leaves(client, settings, tmp_path):
    event = EventFactory()
    assert "/dev/mail/" not in client.get(page_after(event)).content.decode()
    settings.DEV_MAILBOX = tmp_path
    assert "/dev/mail/" in client.get(page_after(event)).content.decode()


def test_words_in_the_address_are_put_right(client):
    event = EventFactory()
    answer = client.get(f"/events/wrong-{event.pk}/registered/")
    assert (answer.status_code, answer.url) == (301, page_after(event))


@pytest.mark.parametrize("fields", [{"live": False}, {"kind": "internal"}])
def test_drafts_and_internal_events_are_not_there(client, fields):
    assert client.get(page_after(EventFactory(**fields))).status_code == 404


# Sent twice


def test_form_sent_twice_is_one_registration_and_one_message(client):
    """By an impatient thumb, from the page before, or once more because the answer was lost."""
    event = EventFactory()
    form = as_guest()
    answers = [told(client.post(form_of(event), form)) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert Registration.objects.count() == 1
    assert [message.kind for message in OutboxMessage.objects.all()] == ["registration-confirmed"]


def test_two_tabs_are_one_registration(client):
    event = EventFactory()
    for _ in range(2):
        page = client.get(form_of(event))
        client.post(form_of(event), as_guest(form_key=page.context["form"]["form_key"].value()))
    assert Registration.objects.count() == 1
    assert Attendee.objects.count() == 1


def test_who_has_cancelled_comes_anew_with_the_same_form(client):
    """The page before still shows it filled in, and they mean it."""
    event = EventFactory()
    form = as_guest()
    for _ in range(2):
        client.post(form_of(event), form)
    first = Registration.objects.get()
    client.post(reverse("ticket_cancel", args=[first.code]))
    for _ in range(2):
        client.post(form_of(event), form)
    second = Registration.objects.exclude(pk=first.pk).get()
    assert (second.state, event.pools.get().taken) == (PlaceState.SEATED, 1)
    confirmed = OutboxMessage.objects.filter(kind="registration-confirmed")
    assert set(confirmed.values_list("subject_id", flat=True)) == {first.pk, second.pk}


# One entry in a draw


def test_in_a_draw_an_address_has_one_entry_whatever_name_is_given(client):
    event = event_by_lot()
    answers = [told(client.post(form_of(event), as_guest(name=name))) for name in ("Lin", "Wang")]
    assert answers[0] == answers[1]
    entry = Registration.objects.get()
    assert entry.contact.name == "Lin"
    letter = OutboxMessage.objects.get(kind="ticket-again")
    assert (letter.subject_id, letter.address) == (entry.pk, "lin@example.org")


def test_elsewhere_people_who_share_an_address_are_two_guests(client):
    event = EventFactory()
    for name in ("Lin", "Wang"):
        client.post(form_of(event), as_guest(name=name))
    assert Registration.objects.count() == 2
