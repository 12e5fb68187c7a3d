"""What the door says."""

import uuid
from datetime import timedelta

import pytest
from django.utils.translation import override

from door.services.check_in import check_in
from door.services.parties import people
from events.choices import CheckInMethod, PlaceState
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import RoomFactory

pytestmark = pytest.mark.django_db

TWO_MINUTES_TO_TEN = STARTS_AT - timedelta(minutes=2)


def said(session, clerk, code, *, now=TWO_MINUTES_TO_TEN, attendee_ids=None):
    result = check_in(
        session=session,
        code=code,
        attendee_ids=attendee_ids,
        by=clerk,
        method=CheckInMethod.SCAN,
        client_id=uuid.uuid4(),
        now=now,
    )
    return result.word, result.who, result.advice


def test_welcome_names_the_party(session, clerk):
    family = ticket(session.event, "Lin Yue", children=["Bean", "Pip"])
    assert said(session, clerk, family.code) == ("Welcome", "Lin Yue · 1 adult, 2 children", "")


def test_welcome_names_only_those_who_came_and_who_is_missing(session, clerk):
    family = ticket(session.event, "Lin Yue", children=["Bean", "Pip"])
    bean = family.attendees.all()[1]
    assert said(session, clerk, family.code, attendee_ids=[bean.pk]) == (
        "Welcome",
        "Bean · 1 child",
        "Not here yet: Lin Yue, Pip",
    )


def test_already_here_says_since_when_by_the_librarys_clock(session, clerk):
    lin = ticket(session.event, "Lin Yue")
    said(session, clerk, lin.code)
    word, who, _advice = said(session, clerk, lin.code, now=STARTS_AT)
    assert (word, who) == ("Already here since 09:58", "Lin Yue · 1 adult")


def test_another_event_says_which_when_and_where_but_not_who(session, clerk):
    other = EventFactory(title_en="Chess", sessions=0)
    room = RoomFactory(branch=other.branch, name_en="Hall")
    SessionFactory(event=other, starts_at=STARTS_AT + timedelta(hours=4), room=room)
    stranger = ticket(other, "Wang Fang")
    assert said(session, clerk, stranger.code) == (
        "Another event",
        "Chess",
        f"Sat 9 May, 14:00–15:30 · {other.branch} · Hall",
    )


def test_another_event_without_a_session_says_so(session, clerk):
    stranger = ticket(EventFactory(title_en="Chess", sessions=0), "Wang Fang")
    assert said(session, clerk, stranger.code) == (
        "Another event",
        "Chess",
        "None of its sessions takes place.",
    )


@pytest.mark.parametrize(
    ("state", "word"),
    [(PlaceState.WAITING, "On the waiting list"), (PlaceState.CANCELLED, "Cancelled")],
)
def test_refusals_name_the_party_and_say_what_to_do(session, clerk, state, word):
    lin = ticket(session.event, "Lin Yue", state=state)
    told = said(session, clerk, lin.code)
    assert told[:2] == (word, "Lin Yue · 1 adult")
    assert told[2].endswith(".")


def test_unknown_code_says_what_to_do(session, clerk):
    word, who, advice = said(session, clerk, "nothing")
    assert (word, who) == ("Unknown code", "")
    assert "short reference" in advice


@pytest.mark.parametrize(
    ("adults", "children", "words"),
    [(1, 0, "1 adult"), (2, 1, "2 adults, 1 child"), (0, 3, "3 children"), (0, 0, "")],
)
def test_people_are_counted_in_words(adults, children, words):
    with override("en"):
        assert people(adults=adults, children=children) == words
