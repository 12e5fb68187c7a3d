"""A child who may not leave alone goes home only against the code of its own ticket."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from core import clock
from events.choices import CheckOutMethod, PlaceState, RegistrationChannel
from events.errors import (
    GuardianCodeLocked,
    GuardianCodeNeeded,
    GuardianCodeWrong,
    NotHere,
)
from events.models import Attendance, Registration, Session
from events.services.attendance import undo_attendance
from events.services.going_home import check_out, guardian_code
from events.services.messages.letters.places import confirmed
from events.services.tickets import door_url, ticket_calendar, ticket_for, ticket_of
from notifications.services.own_words import Words, reworded
from staff.models import LogEntry
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.door import arrive
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory

pytestmark = pytest.mark.django_db

AT_NOON = STARTS_AT + timedelta(hours=2)


@pytest.fixture
def session():
    return Session.objects.select_related("event__intake").get(event=EventFactory())


@pytest.fixture
def clerk():
    return UserFactory(name="Wei")


def inside(session, party):
    """The party, all of whom are checked in."""
    registration = sign_up(session.event, party)
    arrive(session, *registration.attendees.all())
    return registration


def everyone(registration):
    return list(registration.attendees.values_list("pk", flat=True))


def children(registration):
    return list(registration.attendees.filter(kind="child").values_list("pk", flat=True))


def leave(session, registration, attendees=None, *, now=AT_NOON, **kwargs):
    return check_out(
        session=session,
        registration=registration,
        attendee_ids=everyone(registration) if attendees is None else attendees,
        **{"by": None} | kwargs,
        now=now,
    )


def how_they_left(registration):
    found = Attendance.objects.filter(attendee__registration=registration, undone_at=None)
    return list(found.order_by("attendee").values_list("check_out_method", "checked_out_at"))


def wrong(registration):
    return f"{(int(guardian_code(registration)) + 1) % 1_000_000:06}"


# Who may


@pytest.mark.parametrize(
    ("birth_year", "said", "may"),
    [
        (2019, None, False),
        (2013, None, True),
        (2014, None, False),  # Perhaps twelve, perhaps still eleven.
        (2019, True, True),
        (2011, False, False),
    ],
)
def test_a_child_leaves_alone_by_age_or_as_its_guardian_says(birth_year, said, may):
    child = ChildFactory(
        person__birth_year=birth_year, person__birth_month=None, may_leave_alone=said
    )
    registration = sign_up(EventFactory(), family(child))
    attendee = registration.attendees.get(person=child.person)
    assert attendee.may_leave_alone is may
    assert attendee.is_collected is not may


def test_the_library_says_from_which_age_on(settings):
    settings.GOES_HOME_ALONE_FROM_AGE = 6
    registration = sign_up(EventFactory(), family(ChildFactory()))
    assert not registration.attendees.filter(may_leave_alone=False).exists()


@pytest.mark.parametrize(("said", "may"), [(None, False), (True, True)])
def test_a_guest_says_it_for_all_children(said, may):
    registration = sign_up(EventFactory(), guest(children=2, children_leave_alone=said))
    kinds = registration.attendees.order_by("kind").values_list("kind", "may_leave_alone")
    assert list(kinds) == [("adult", True), ("child", may), ("child", may)]


# The code


def test_the_code_is_six_digits_of_its_ticket_alone():
    event = EventFactory()
    codes = {guardian_code(sign_up(event, guest(f"Lin {n}", children=1))) for n in range(5)}
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) == 5


def test_the_code_cannot_be_computed_from_the_ticket_alone(settings):
    registration = sign_up(EventFactory(), guest(children=1))
    known = guardian_code(registration)
    settings.SECRET_KEY = "another"
    assert guardian_code(registration) != known


def test_the_code_stands_in_no_column_and_in_no_qr_code():
    registration = sign_up(EventFactory(), guest(children=1))
    code = guardian_code(registration)
    row = Registration.objects.filter(pk=registration.pk).values().get()
    assert code not in {str(value) for value in row.values()}
    assert code not in door_url(registration)


def test_the_code_is_in_the_letter_and_in_a_text_message():
    registration = sign_up(EventFactory(), guest(children=1))
    ticket = ticket_of(registration.code, now=NOW)
    letter = confirmed(ticket)
    code = guardian_code(registration)
    assert ("Code for collecting the children", code) in letter.facts
    assert code in letter.text
    assert code in letter.short


def test_a_letter_in_words_of_the_librarys_own_still_has_it():
    registration = sign_up(EventFactory(), guest(children=1))
    letter = confirmed(ticket_of(registration.code, now=NOW))
    own = reworded(letter, Words(text="Come, {who}!\n\n{link}", short="Come! {link}"))
    assert guardian_code(registration) in own.text
    assert guardian_code(registration) in own.short


@pytest.mark.parametrize(
    ("party", "now"),
    [
        (guest(), NOW),
        (guest(children=1, children_leave_alone=True), NOW),
        (guest(children=1), STARTS_AT + timedelta(days=1)),
    ],
)
def test_nobody_is_told_a_code_that_nobody_needs(party, now):
    ticket = ticket_of(sign_up(EventFactory(), party).code, now=now)
    assert ticket.guardian_code == ""
    letter = confirmed(ticket)
    assert "collect" not in letter.text + letter.short


def test_who_waits_has_no_code_yet():
    event = EventFactory(places=1)
    sign_up(event)
    registration = sign_up(event, guest("Chen", children=0, adults=1))
    assert registration.state == PlaceState.WAITING
    assert ticket_for(registration, now=NOW).guardian_code == ""


# At the door


def test_the_right_code_lets_the_whole_party_go(session, clerk):
    registration = inside(session, guest(children=2))
    assert leave(session, registration, code=guardian_code(registration), by=clerk) == 3
    assert how_they_left(registration) == [
        (CheckOutMethod.FREELY, AT_NOON),
        (CheckOutMethod.BY_CODE, AT_NOON),
        (CheckOutMethod.BY_CODE, AT_NOON),
    ]
    assert set(Attendance.objects.values_list("checked_out_by", flat=True)) == {clerk.pk}


def test_the_code_may_be_said_as_it_is_written(session):
    registration = inside(session, guest(children=1))
    code = guardian_code(registration)
    wide = code.translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})
    assert leave(session, registration, code=f" {wide[:3]} {wide[3:]} ") == 2


def test_who_may_leave_alone_needs_no_code(session):
    registration = inside(session, guest(adults=1, children=1, children_leave_alone=True))
    assert leave(session, registration) == 2
    assert {how for how, _when in how_they_left(registration)} == {CheckOutMethod.FREELY}


def test_adults_go_while_their_child_stays(session):
    registration = inside(session, guest(children=1))
    adults = [each for each in everyone(registration) if each not in children(registration)]
    assert leave(session, registration, adults) == 1
    with pytest.raises(GuardianCodeNeeded):
        leave(session, registration, children(registration))


def test_without_the_code_nobody_of_them_goes(session):
    registration = inside(session, guest(children=1))
    with pytest.raises(GuardianCodeNeeded):
        leave(session, registration)
    with pytest.raises(GuardianCodeWrong):
        leave(session, registration, code=wrong(registration))
    assert not Attendance.objects.exclude(checked_out_at=None).exists()


def test_the_code_of_another_ticket_is_wrong(session):
    mine, other = inside(session, guest("A", children=1)), inside(session, guest("B", children=1))
    with pytest.raises(GuardianCodeWrong):
        leave(session, mine, code=guardian_code(other))


def test_children_of_another_ticket_do_not_go_with_mine(session):
    mine, other = inside(session, guest("A", children=1)), inside(session, guest("B", children=1))
    with pytest.raises(NotHere):
        leave(
            session,
            mine,
            [*children(mine), *children(other)],
            code=guardian_code(mine),
        )
    assert not Attendance.objects.exclude(checked_out_at=None).exists()


def test_nobody_leaves_who_is_not_here(session):
    registration = sign_up(session.event, guest(children=1))
    with pytest.raises(NotHere):
        leave(session, registration, code=guardian_code(registration))


def test_guessing_ends_after_five_wrong_codes(session):
    registration = inside(session, guest(children=1))
    for _attempt in range(5):
        with pytest.raises(GuardianCodeWrong):
            leave(session, registration, code=wrong(registration))
    with pytest.raises(GuardianCodeLocked):
        leave(session, registration, code=guardian_code(registration))
    later = AT_NOON + timedelta(minutes=10)
    assert leave(session, registration, code=guardian_code(registration), now=later) == 2


def test_one_locked_ticket_locks_no_other(session):
    locked, other = inside(session, guest("A", children=1)), inside(session, guest("B", children=1))
    for _attempt in range(6):
        with pytest.raises((GuardianCodeWrong, GuardianCodeLocked)):
            leave(session, locked, code=wrong(locked))
    assert leave(session, other, code=guardian_code(other)) == 2


def test_a_right_code_forgives_the_slips_before_it(session):
    registration = inside(session, guest(children=3))
    for child in children(registration):
        for _attempt in range(4):
            with pytest.raises(GuardianCodeWrong):
                leave(session, registration, [child], code=wrong(registration))
        assert leave(session, registration, [child], code=guardian_code(registration)) == 1


def test_staff_let_a_child_go_for_a_reason_under_their_name(session, clerk):
    registration = inside(session, guest("Lin Yue", children=1))
    assert leave(session, registration, reason="Grandmother, known to us", by=clerk) == 2
    methods = {how for how, _when in how_they_left(registration)}
    assert methods == {CheckOutMethod.BY_STAFF, CheckOutMethod.FREELY}
    line = LogEntry.objects.for_instance(session.event).get(action="events.let_go")
    assert line.user == clerk
    assert line.data == {
        "reference": registration.reference,
        "children": 1,
        "reason": "Grandmother, known to us",
    }


def test_a_reason_for_nobody_is_not_logged(session, clerk):
    registration = inside(session, guest())
    leave(session, registration, reason="whatever", by=clerk)
    assert how_they_left(registration) == [(CheckOutMethod.FREELY, AT_NOON)]
    assert not LogEntry.objects.filter(action="events.let_go").exists()


def test_going_home_twice_is_once(session):
    registration = inside(session, guest(children=1))
    code = guardian_code(registration)
    assert leave(session, registration, code=code) == 2
    assert leave(session, registration, now=AT_NOON + timedelta(hours=1)) == 0
    assert {when for _how, when in how_they_left(registration)} == {AT_NOON}


def test_a_mistake_is_undone_and_the_child_is_here_again(session, clerk):
    registration = inside(session, guest(children=1))
    leave(session, registration, code=guardian_code(registration))
    here = Attendance.objects.filter(attendee__in=children(registration))
    undo_attendance(here, by=clerk, reason="The wrong child", now=AT_NOON)
    again = AT_NOON + timedelta(minutes=1)
    arrive(session, *registration.attendees.filter(pk__in=children(registration)), at=again)
    with pytest.raises(GuardianCodeNeeded):
        leave(session, registration, children(registration), now=again)


def test_a_slow_clock_ends_nothing_before_it_began(session):
    registration = inside(session, guest())
    leave(session, registration, now=STARTS_AT - timedelta(minutes=5))
    assert how_they_left(registration) == [(CheckOutMethod.FREELY, STARTS_AT)]


@pytest.mark.parametrize(
    "values",
    [
        {"checked_out_at": STARTS_AT - timedelta(seconds=1), "check_out_method": "freely"},
        {"checked_out_at": AT_NOON},
        {"check_out_method": "freely"},
        {"checked_out_at": AT_NOON, "check_out_method": "by_staff"},
    ],
)
def test_the_database_knows_no_such_way_home(session, values):
    inside(session, guest())
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.update(**values)


def test_who_walked_in_has_no_letter_and_needs_no_code(session):
    registration = sign_up(
        session.event,
        guest("", email="", children=1, children_leave_alone=True),
        now=STARTS_AT,
        channel=RegistrationChannel.WALK_IN,
    )
    assert not any(attendee.is_collected for attendee in registration.attendees.all())


# The page of the ticket


def test_the_page_shows_the_code_to_the_guardian_who_is_signed_in(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    household = HouseholdFactory()
    registration = sign_up(EventFactory(), family(ChildFactory(household=household)))
    code = guardian_code(registration)
    shown = f"{code[:3]}&#8239;{code[3:]}"
    with override("en"):
        url = registration.get_absolute_url()
    assert shown not in client.get(url).content.decode(), "whoever scans the code reads it"
    client.force_login(UserFactory())
    assert shown not in client.get(url).content.decode()
    client.force_login(registration.contact.user)
    assert shown in client.get(url).content.decode()


def test_what_a_child_carries_is_without_it():
    registration = sign_up(EventFactory(), family(ChildFactory()))
    ticket = ticket_of(registration.code, now=NOW)
    code = ticket.guardian_code
    assert code
    paper = render_to_string("events/ticket_pdf.html", {"ticket": ticket, "qr_code": ""})
    assert registration.reference in paper
    digits = re.sub(r"\D", "", re.sub(r"<[^>]+>", " ", paper))
    assert code not in digits
    assert code.encode() not in ticket_calendar(ticket)
