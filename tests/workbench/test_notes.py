"""Notes on a desk: for colleagues, of whoever wrote them, there for the next one who does it."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from brands.choices import Audience
from events.models import Event, EventNote
from events.models.note import LONGEST_NOTE
from events.services.notes import write_note
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(set_clock):
    set_clock(STARTS_AT)


@pytest.fixture
def event():
    return EventFactory()


def client_of(event, role=StaffRole.COORDINATOR):
    client = Client()
    client.force_login(StaffScopeFactory(branch=event.branch, role=role).user)
    return client


def address(event, name="notes", *args):
    return reverse(f"desk:{name}", args=[event.pk, *args])


def noted(event, by=None, text="The microphone needs new batteries."):
    return write_note(event, text, by=by, now=STARTS_AT)


def test_a_note_stands_on_the_desk_and_is_stored_encrypted(event):
    client = client_of(event)
    answer = client.post(address(event), {"text": "Bring glue.\nAnd <b>scissors</b>."})

    assert answer["Location"] == address(event, "overview") + "#notes"
    note = EventNote.objects.get()
    assert (note.written_at, note.text) == (STARTS_AT, "Bring glue.\nAnd <b>scissors</b>.")
    shown = parsed(client.get(address(event, "overview"))).select_one(".notes")
    assert "And <b>scissors</b>." in words(shown)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM events_eventnote")
        assert "glue" not in cursor.fetchone()[0]
    (line,) = LogEntry.objects.filter(action="events.note_written")
    assert "glue" not in str(line.data)


def test_a_note_too_long_is_told_so_and_stays_typed(event):
    typed = "x" * (LONGEST_NOTE + 1)
    answer = client_of(event).post(address(event), {"text": typed})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert typed in told
    assert f"at most {LONGEST_NOTE} characters" in told
    assert not EventNote.objects.exists()


def test_those_who_only_see_the_event_read_and_do_not_write(event):
    note = noted(event)
    director = client_of(event, StaffRole.DIRECTOR)
    page = parsed(director.get(address(event, "overview")))
    assert note.text in words(page.select_one(".notes"))
    assert page.select_one(".note-form") is None
    assert director.post(address(event), {"text": "Hello"}).status_code in (302, 403)
    assert EventNote.objects.count() == 1


def test_one_removes_ones_own_and_nobody_elses(event):
    client = client_of(event)
    client.post(address(event), {"text": "Mine"})
    mine, theirs = EventNote.objects.get(), noted(event)

    assert client.post(address(event, "remove_note", theirs.pk)).status_code == 404
    assert client.post(address(event, "remove_note", mine.pk)).status_code == 302
    assert list(EventNote.objects.all()) == [theirs]
    assert LogEntry.objects.filter(action="events.note_removed").count() == 1
    forms = parsed(client.get(address(event))).select(".notes form")
    assert not forms


def test_of_another_branch_there_are_none(event):
    elsewhere = client_of(EventFactory(branch=BranchFactory()))
    note = noted(event)
    assert elsewhere.get(address(event)).status_code == 404
    assert elsewhere.post(address(event), {"text": "Hello"}).status_code == 404
    assert elsewhere.post(address(event, "remove_note", note.pk)).status_code == 404
    assert EventNote.objects.count() == 1


def test_what_was_noted_about_the_programme_here_is_read_before_it_is_held_again(event):
    Event.objects.filter(pk=event.pk).update(programme=(programme := ProgrammeFactory()))
    again = EventFactory(programme=programme, branch=event.branch)
    same_elsewhere = EventFactory(programme=programme, branch=BranchFactory())
    other_here = EventFactory(branch=event.branch, audience=Audience.ELDERS)
    for each in (event, same_elsewhere, other_here):
        noted(each, text=f"About {each.pk}")

    page = parsed(client_of(again).get(address(again)))
    assert f"About {event.pk}" in words(page.main)
    assert f"About {same_elsewhere.pk}" not in words(page.main)
    assert f"About {other_here.pk}" not in words(page.main)
