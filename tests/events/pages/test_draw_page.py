"""What everyone may see of a draw, and what its entrant sees."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core import draw as lots
from events.services.registration.draw import draw_lots, entry_code, publish_entries
from tests.events.parties import NOW, guest, sign_up
from tests.factories.draws import CLOSES_AT, KNOWN_AT, event_by_lot
from tests.factories.events import EventFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Set the clock: `at(moment)`."""

    def at(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(NOW)
    return at


def address(name, event):
    return reverse(name, args=[event.slug, event.pk])


def publish(event):
    return publish_entries(event_id=event.pk, now=CLOSES_AT + timedelta(minutes=1))


def draw(event, number="3912.81"):
    publish(event)
    return draw_lots(event_id=event.pk, number=number, by=None, now=KNOWN_AT)


def main_of(client, url):
    return words(parsed(client.get(url)).main)


def test_signing_up_means_entering_the_draw(client, at):
    event = event_by_lot()
    page = words(parsed(client.get(address("register", event))).main)
    assert "Places are drawn by lot." in page
    assert "Enter the draw" in page

    answer = client.post(
        address("register", event),
        {
            "form_key": "5a0f6a4e-0c3f-4e62-9d0e-0d4c3cbf8f11",
            "name": "Lin Yu",
            "contact": "lin@example.org",
            "adults": "1",
            "children": "0",
        },
        follow=True,
    )
    assert "The message leads to your entry in the draw." in words(parsed(answer).main)
    entry = event.registrations.get()
    ticket = words(parsed(client.get(entry.get_absolute_url())).main)
    assert "You are in the draw" in ticket
    assert f"Your entry in the draw is called {entry_code(entry)}." in ticket
    assert parsed(answer).find(class_="ticket-code") is None


def test_the_event_says_that_lots_decide(client, at):
    event = event_by_lot()

    page = main_of(client, event.get_absolute_url())
    assert "Places by lot" in page
    assert "No need to be quick" in page


def test_the_page_names_the_number_before_there_is_a_list(client, at):
    event = event_by_lot()
    page = main_of(client, address("event_draw", event))

    assert event.intake.draw.number_name_en in page
    assert "Draw it again yourself" in page
    assert client.get(address("draw_entries", event)).status_code == 404


def test_the_list_can_be_downloaded_and_fits_its_fingerprint(client, at):
    event = event_by_lot()
    entry = sign_up(event, guest(adults=2))
    published = publish(event)
    at(CLOSES_AT + timedelta(minutes=2))
    file = client.get(address("draw_entries", event)).content.decode()

    assert lots.fingerprint(file) == published.entries_sha256
    assert f"{entry_code(entry)} general=2" in file
    assert published.entries_sha256 in main_of(client, address("event_draw", event))


def test_the_script_that_the_page_offers_finds_the_same_result(client, at, tmp_path):
    event = event_by_lot(places=3)
    for number in range(7):
        sign_up(event, guest(f"Guest {number}", adults=1 + number % 2))
    draw(event)
    at(KNOWN_AT)
    (tmp_path / "draw.py").write_bytes(client.get(reverse("draw_script")).content)
    (tmp_path / "list.txt").write_bytes(client.get(address("draw_entries", event)).content)
    printed = subprocess.run(
        [sys.executable, "-I", "draw.py", "list.txt", "3912.81"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    page = parsed(client.get(address("event_draw", event)))
    shown = [code.text for code in page.select(".draw-result code")]

    assert len(shown) == 7
    assert [line.split("\t")[1] for line in printed.splitlines()[1:]] == shown
    seated = {entry_code(party) for party in event.registrations.filter(state="seated")}
    assert seated == {line.split("\t")[1] for line in printed.splitlines() if "has a place" in line}


def test_there_is_no_page_where_there_is_no_draw(client, at):
    assert client.get(address("event_draw", EventFactory())).status_code == 404
    assert client.get(address("draw_entries", EventFactory())).status_code == 404


def test_withdrawing_asks_first(client, at):
    entry = sign_up(event_by_lot())
    page = client.get(reverse("ticket_cancel", args=[entry.code]))
    assert "Withdraw for all of you?" in words(parsed(page).main)

    client.post(reverse("ticket_cancel", args=[entry.code]))
    entry.refresh_from_db()
    assert entry.is_cancelled


def test_a_declined_ticket_says_so(client, at):
    entry = sign_up(event_by_lot())
    type(entry).objects.filter(pk=entry.pk).update(state="declined")

    page = parsed(client.get(entry.get_absolute_url()))
    assert "No place this time" in words(page.main)
    assert page.find(class_="ticket-code") is None
