"""The live board: who is expected, who came when and by which door, and what is the matter."""

import uuid
from datetime import timedelta

import pytest

from door.models import Device
from door.services.board import board_of, day_to_show, days_of
from door.services.paper.sheets import issue_sheet
from door.services.paper.typing_in import take_in
from door.services.stations import renew_code, revoke
from door.services.take_back import take_back
from door.services.walk_in import walk_in
from events.models import Attendance, Session
from events.services.registration.cancellation import cancel_registration
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import AttendanceFactory, HeadcountFactory
from tests.factories.stations import entry, phone_at
from tests.statements import statements

pytestmark = pytest.mark.django_db

DAY = STARTS_AT.date()
SOON = STARTS_AT + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def _soon_after_the_beginning(set_clock):
    set_clock(SOON)


@pytest.fixture
def event():
    return EventFactory(places=90)


@pytest.fixture
def session(event):
    return Session.objects.select_related("event__intake").get(event=event)


def board(event, now=SOON):
    return board_of(event, day=DAY, now=now)


def first(event, now=SOON):
    return board(event, now).sessions[0]


def arrive(registration, *, minutes=0):
    for attendee in registration.attendees.all():
        at = STARTS_AT + timedelta(minutes=minutes)
        AttendanceFactory(attendee=attendee, checked_in_at=at)


def scan(phone, session, registration, **fields):
    return phone.send(entry(session, at=SOON, code=registration.code, **fields))


def doors(event, now=SOON):
    return {door.name: door for door in board(event, now).doors}


class TestFigures:
    def test_tell_who_is_expected_here_and_on_the_way(self, event, session):
        arrive(ticket(event, "Bo", children=["Bean", "Pip"]))
        ticket(event, "Ann", "Al")
        ticket(event, "Far", is_online=True)
        HeadcountFactory(session=session, day=DAY, adults=4, children=2)
        HeadcountFactory(session=session, day=DAY + timedelta(days=1), adults=9)
        found = first(event)
        assert (found.expected, found.here, found.missing) == (5, 3, 2)
        assert (found.adults, found.children) == (1, 2)
        assert (found.counted_adults, found.counted_children) == (4, 2)
        assert not found.is_over
        assert first(event, now=session.ends_at).is_over

    def test_count_walk_ins_among_those_here_and_not_the_expected(self, event, session):
        ticket(event, "Ann")
        walk_in(
            session=session,
            adults=1,
            children=1,
            by=UserFactory(),
            client_id=uuid.uuid4(),
            now=SOON,
        )
        found = first(event)
        assert (found.expected, found.missing, found.here, found.walk_ins) == (1, 1, 2, 2)

    def test_count_who_came_without_a_place_and_not_who_was_undone(self, event, session):
        gone, mistaken = ticket(event, "Ann"), ticket(event, "Bo")
        cancel_registration(registration_id=gone.pk, now=STARTS_AT - timedelta(days=1))
        arrive(gone)
        arrive(mistaken)
        take_back(
            Attendance.objects.filter(attendee__registration=mistaken),
            by=None,
            reason="Slip",
            now=SOON,
        )
        found = first(event)
        assert (found.expected, found.missing, found.here) == (1, 1, 1)

    def test_tell_sessions_of_a_day_apart_and_leave_out_other_days(self, event, session):
        afternoon = SessionFactory(event=event, starts_at=STARTS_AT + timedelta(hours=5))
        SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=7))
        arrive(ticket(event, "Ann"))
        found = board(event).sessions
        assert [each.session for each in found] == [session, afternoon]
        assert [(each.here, each.missing) for each in found] == [(1, 0), (0, 1)]

    def test_tell_who_went_home(self, event):
        arrive(ticket(event, "Ann", "Bo"))
        gone = Attendance.objects.first()
        gone.checked_out_at, gone.check_out_method = SOON, "freely"
        gone.save()
        assert (first(event).here, first(event).gone_home) == (2, 1)


class TestArrivals:
    def bars(self, event):
        found = first(event)
        return found.minutes, [
            (int((bar.at - STARTS_AT) / timedelta(minutes=1)), bar.people, bar.share)
            for bar in found.bars
        ]

    def test_stand_for_five_minutes_each_with_the_gaps(self, event):
        for minutes in (-12, -11, 0, 4):
            arrive(ticket(event, "Ann", "Bo"), minutes=minutes)
        assert self.bars(event) == (5, [(-15, 4, 100), (-10, 0, 0), (-5, 0, 0), (0, 4, 100)])

    def test_are_coarser_where_many_hours_would_not_fit(self, event):
        for minutes in (0, 10, 300):
            arrive(ticket(event), minutes=minutes)
        minutes, bars = self.bars(event)
        assert minutes == 15
        assert (len(bars), bars[0], bars[-1]) == (21, (0, 2, 100), (300, 1, 50))

    def test_of_a_whole_day_still_fit(self, event):
        for minutes in (-600, 600):
            arrive(ticket(event), minutes=minutes)
        _minutes, bars = self.bars(event)
        assert len(bars) <= 24
        assert sum(people for _at, people, _share in bars) == 2

    def test_are_none_before_anyone_came(self, event):
        assert first(event).bars == ()


class TestDoors:
    def test_tell_each_device_staff_and_paper_apart(self, event, session):
        main, side = phone_at(session, name="Main door"), phone_at(session, name="Side door")
        scan(main, session, ticket(event, "Bo", children=["Bean"]))
        scan(main, session, ticket(event, "Cy"))
        scan(side, session, ticket(event, "Di"))
        arrive(ticket(event, "Ed"))
        ticket(event, "Fay")
        sheet = issue_sheet(session=session, by=None, now=SOON)
        row = sheet.rows.get(attendee__person__name="Fay").number
        take_in(sheet=sheet, numbers=[row], adults=0, children=0, at=STARTS_AT, by=None, now=SOON)
        assert {name: door.let_in for name, door in doors(event).items()} == {
            "Main door · 1": 3,
            "Side door · 1": 1,
            "Staff, without a station": 1,
            "Signed on paper": 1,
        }
        assert not any(door.has_trouble for door in doors(event).values())

    def test_forget_what_was_taken_back(self, event, session):
        phone = phone_at(session)
        scan(phone, session, ticket(event))
        take_back(session.attendances.all(), by=None, reason="Slip", now=SOON)
        assert doors(event)["Main door · 1"].let_in == 0

    def test_show_what_is_not_sent_and_what_to_look_at(self, event, session):
        family = ticket(event)
        for name in ("Main door", "Side door"):
            phone_at(session, name=name).hand_over(
                entry(session, at=SOON, code=family.code, told="welcome"),
                unsynced=3,
                device_time=SOON - timedelta(minutes=5),
            )
        side = doors(event)["Side door · 1"]
        assert (side.let_in, side.unsynced, side.conflicts, side.clock_is_off) == (0, 3, 1, True)
        assert side.has_trouble

    def test_show_who_was_not_heard_of_while_people_come(self, event, session):
        phone_at(session)
        assert not doors(event)["Main door · 1"].is_silent
        late = SOON + timedelta(minutes=11)
        assert doors(event, now=late)["Main door · 1"].is_silent
        assert not doors(event, now=session.ends_at)["Main door · 1"].is_silent

    def test_keep_a_device_of_an_old_code_that_let_somebody_in(self, event, session):
        used, idle = phone_at(session, name="Main door"), phone_at(session, name="Side door")
        scan(used, session, ticket(event))
        for device in Device.objects.select_related("station"):
            renew_code(station=device.station, now=SOON)
        found = doors(event, now=SOON + timedelta(minutes=30))
        assert (found["Main door · 1"].let_in, found["Main door · 1"].has_trouble) == (1, False)
        assert "Side door · 1" not in found
        assert found["Side door"].last_seen_at is None
        assert idle.get("station").status_code == 410

    def test_wait_for_nothing_from_a_closed_station(self, event, session):
        phone_at(session).hand_over(unsynced=4)
        revoke(station=Device.objects.get().station, by=None, now=SOON)
        assert not doors(event, now=SOON + timedelta(minutes=30))["Main door · 1"].has_trouble


class TestEnd:
    def test_comes_when_the_stations_close_and_nothing_is_held_back(self, event, session):
        phone = phone_at(session)
        phone.hand_over(unsynced=2)
        evening = session.ends_at + timedelta(hours=3)
        assert not board(event, now=evening - timedelta(minutes=1)).is_over
        assert not board(event, now=evening).is_over
        phone.hand_over(unsynced=0)
        assert board(event, now=evening).is_over


def test_day_is_today_else_the_next_one_else_the_last(event):
    SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=7))
    days = days_of(event)
    assert days == [DAY, DAY + timedelta(days=7)]
    for today, shown in ((-3, 0), (0, 0), (1, 7), (7, 7), (30, 7)):
        expected = DAY + timedelta(days=shown)
        assert day_to_show(days, today=DAY + timedelta(days=today)) == expected


def test_costs_six_statements_however_much_there_is(event, session):
    with statements() as little:
        board(event)
    for name in ("Main door", "Side door", "Back door"):
        phone = phone_at(session, name=name)
        for _number in range(4):
            scan(phone, session, ticket(event, "Bo", children=["Bean"]))
    SessionFactory(event=event, starts_at=STARTS_AT + timedelta(hours=5))
    with statements() as much:
        board(event)
    assert len(much) == 6
    assert len(little) == 5  # Without stations nobody asks for their devices.
