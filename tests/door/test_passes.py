"""Volunteers' passes at a station: coming and leaving, with a network and without."""

from datetime import timedelta

import pytest

from accounts.models import Person
from door.choices import ConflictKind, DoorAnswer
from door.models import Conflict, Scan
from door.services.hashed_codes import ticket_key
from door.services.passes import read_pass
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.hours import ClaimFactory
from tests.factories.stations import entry, phone_at
from tests.racing import race
from tests.volunteers.hours import ENDS_AT, after, amounts
from volunteers.choices import ClaimState
from volunteers.models import Claim, Presence
from volunteers.services.shifts.passes import pass_url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_beginning(set_clock):
    set_clock(STARTS_AT)


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def claim(session):
    """A place on the shift of two hours that begins with the session."""
    claim = ClaimFactory(
        need__shift__event=session.event,
        need__shift__session=session,
        need__role__name_en="Usher",
    )
    Person.objects.filter(pk=claim.person_id).update(name="Lin Yan")
    return claim


@pytest.fixture
def phone(session):
    return phone_at(session)


def key_of(phone, session, claim):
    return ticket_key(phone.get(f"sessions/{session.pk}/roster").json()["salt"], claim.code)


def test_a_volunteer_comes_and_leaves_and_the_hours_count(phone, session, claim, set_clock):
    welcomed = phone.send(entry(session, "pass", code=pass_url(claim)))
    assert (welcomed["answer"], welcomed["who"]) == ("welcome", "L•• Y•• · Usher")
    again = phone.send(entry(session, "pass", code=pass_url(claim)))
    assert (again["answer"], again["word"]) == ("already_here", "Already here since 10:00")
    set_clock(ENDS_AT)
    left = phone.send(entry(session, "pass", code=pass_url(claim), leaves=True, people=40))
    assert left["answer"] == "gone_home"
    assert left["shift_pass"]["o"]
    assert amounts() == [120]
    assert claim.shift.people_served.people == 40


def test_a_resend_writes_nothing_and_gets_its_first_answer(phone, session, claim):
    shown = entry(session, "pass", code=pass_url(claim))
    assert [phone.send(shown)["answer"] for _twice in range(2)] == ["welcome", "welcome"]
    assert (Scan.objects.count(), Presence.objects.count()) == (1, 1)


def test_what_was_done_without_a_network_counts_as_it_was(phone, session, claim, set_clock):
    key = key_of(phone, session, claim)
    came = entry(session, "pass", key=key, told="welcome", at=after(30))
    left = entry(session, "pass", key=key, leaves=True, at=after(90))
    set_clock(ENDS_AT + timedelta(hours=2))
    answers = phone.hand_over(came, left)
    assert [answer["answer"] for answer in answers] == ["welcome", "gone_home"]
    assert amounts() == [60]
    phone.hand_over(came, left)
    assert amounts() == [60]


@pytest.mark.parametrize("told", [None, "welcome"])
def test_who_gave_the_place_back_is_told_so(phone, session, claim, told):
    Claim.objects.update(state=ClaimState.RELEASED, ended_at=STARTS_AT)
    told_by_device = {"told": told} if told else {}
    answer = phone.send(entry(session, "pass", code=pass_url(claim), **told_by_device))
    assert answer["answer"] == "cancelled"
    assert not Presence.objects.exists()
    kinds = list(Conflict.objects.values_list("kind", flat=True))
    assert kinds == ([ConflictKind.CANCELLED_MEANWHILE] if told else [])


def test_a_pass_for_elsewhere_says_where_and_not_who(phone, session):
    elsewhere = ClaimFactory()
    answer = phone.send(entry(session, "pass", code=pass_url(elsewhere)))
    assert (answer["answer"], answer["who"]) == ("other_event", "")
    assert "shift_pass" not in answer
    assert "10:00–12:00" in answer["text"]
    assert not Presence.objects.exists()


def test_a_shift_of_the_whole_event_is_at_home_at_each_of_its_sessions(phone, session):
    claim = ClaimFactory(need__shift__event=session.event)
    assert phone.send(entry(session, "pass", code=pass_url(claim)))["answer"] == "welcome"


def test_too_early_and_unknown_let_nobody_in(phone, session, claim, set_clock):
    set_clock(STARTS_AT - timedelta(hours=2))
    early = phone.send(entry(session, "pass", code=pass_url(claim)))
    assert (early["answer"], early["text"]) == (
        "waiting",
        "The shift begins at 10:00. Check in from 09:00 on.",
    )
    unknown = phone.send(entry(session, "pass", code=f"https://x/S/{'A' * 26}"))
    assert unknown["answer"] == "unknown"
    assert not Presence.objects.exists()
    assert set(Scan.objects.values_list("answer", flat=True)) == {
        DoorAnswer.WAITING,
        DoorAnswer.UNKNOWN,
    }


def test_who_never_came_cannot_leave(phone, session, claim):
    assert phone.send(entry(session, "pass", code=pass_url(claim), leaves=True))["code"] == (
        "not_checked_in"
    )


def test_a_device_keeps_neither_codes_nor_names(phone, session, claim):
    ClaimFactory(need__shift__event=EventFactory())
    roster = phone.get(f"sessions/{session.pk}/roster")
    [kept] = roster.json()["passes"]
    assert kept == {
        "k": key_of(phone, session, claim),
        "s": "welcome",
        "n": "L•• Y••",
        "r": "Usher",
        "i": None,
        "o": None,
    }
    assert claim.code not in roster.text
    assert "Lin" not in roster.text


def test_what_is_read_is_the_address_of_a_pass():
    code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert read_pass(f"https://books.example/volunteer/pass/{code.lower()}/") == code
    assert read_pass(f"HTTPS://BOOKS.EXAMPLE/T/{code}") is None
    assert read_pass(code) is None


def test_a_late_resend_leaves_the_figure_that_was_said_since(phone, session, claim, set_clock):
    other = ClaimFactory(need=claim.need)
    for each in (claim, other):
        phone.send(entry(session, "pass", code=pass_url(each)))
    set_clock(ENDS_AT)
    first = entry(session, "pass", code=pass_url(claim), leaves=True, people=12)
    phone.send(first)
    phone.send(entry(session, "pass", code=pass_url(other), leaves=True, people=40))
    phone.hand_over(first)
    assert claim.shift.people_served.people == 40


@pytest.mark.django_db(transaction=True)
def test_sent_again_before_the_first_was_answered_happens_once(phone, session, claim):
    came = entry(session, "pass", code=pass_url(claim))
    answers = race(*[lambda: phone.hand_over(came)] * 3)
    assert {answer["answer"] for [answer] in answers} == {"welcome"}
    assert (Scan.objects.count(), Presence.objects.count()) == (1, 1)
