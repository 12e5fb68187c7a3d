"""Sign-in sheets: rows that never shift, and what comes of typing them in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.services.erasure import erase_person
from door.choices import ConflictKind
from door.errors import NotAtThatTime, NotFromPaper, SessionIsCancelled, TooManyForPaper
from door.models import Conflict, Scan, SheetRow, SignInSheet
from door.services.figures import days_counted
from door.services.paper import sheets
from door.services.paper.sheets import issue_sheet, rows_of, sheets_of
from door.services.paper.typing_in import read_sheet, take_back_rows, take_in, walk_ins_of
from events.choices import CheckInMethod, PlaceState, SessionState
from events.models import Attendance, Attendee, Headcount, Session
from events.services.registration.cancellation import cancel_registration
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import AttendanceFactory
from tests.racing import race
from tests.statements import statements

pytestmark = pytest.mark.django_db

EVENING = STARTS_AT + timedelta(hours=8)


@pytest.fixture
def event():
    """Bo with a child, Ann alone, and Wang, who registered in this order."""
    event = EventFactory(places=60)
    ticket(event, "Bo", children=["Bean"])
    ticket(event, "Ann")
    ticket(event, "王老师")
    return event


@pytest.fixture
def session(event):
    return Session.objects.select_related("event__intake").get(event=event)


@pytest.fixture
def sheet(session):
    return issue(session)


def issue(session, now=STARTS_AT):
    return issue_sheet(session=session, by=None, now=now)


def names(sheet):
    return [row.name for row in rows_of(sheet)]


def typed(sheet, *numbers, adults=0, children=0, at=STARTS_AT, now=EVENING):
    return take_in(
        sheet=sheet, numbers=numbers, adults=adults, children=children, at=at, by=None, now=now
    )


def counted(session):
    """Adults and children of the session's day."""
    [line] = days_counted([session], today=session.first_day)[session.pk]
    return line.adults, line.children


def people_here(session):
    here = Attendance.objects.filter(session=session, undone_at=None)
    return sorted(here.values_list("attendee__person__name", flat=True))


class TestIssuing:
    def test_sorts_by_name_and_keeps_parties_together(self, sheet):
        rows = rows_of(sheet)
        assert [(row.number, row.name, row.begins_party) for row in rows] == [
            (1, "Ann", True),
            (2, "Bo", True),
            (3, "Bean", False),
            (4, "王老师", True),
        ]

    def test_gives_the_same_sheet_until_somebody_comes_or_goes(self, session, sheet):
        assert issue(session) == sheet
        ticket(session.event, "Aaron")
        later = issue(session)
        assert (sheet.number, later.number) == (1, 2)
        assert names(sheet) == ["Ann", "Bo", "Bean", "王老师"]
        assert names(later) == ["Aaron", "Ann", "Bo", "Bean", "王老师"]
        assert list(sheets_of(session.event)) == [later, sheet]

    def test_leaves_out_who_waits_and_who_is_online(self, session):
        ticket(session.event, "Late", state=PlaceState.WAITING)
        ticket(session.event, "Far", is_online=True)
        assert names(issue(session)) == ["Ann", "Bo", "Bean", "王老师"]

    def test_calls_nameless_people_by_whom_they_come_with(self):
        event = EventFactory(places=60)
        ticket(event, "Bo", "")
        session = event.sessions.get()
        assert names(issue(session)) == ["Bo", "with Bo"]

    def test_keeps_the_row_of_who_cancelled(self, sheet):
        gone = Attendee.objects.get(person__name="Ann")
        cancel_registration(registration_id=gone.registration_id, now=STARTS_AT - timedelta(days=1))
        assert [(row.name, row.has_place) for row in rows_of(sheet)][:2] == [
            ("Ann", False),
            ("Bo", True),
        ]

    def test_calls_who_walked_in_without_a_name_a_guest(self, session):
        ticket(session.event, "")
        assert "Guest" in names(issue(session))

    def test_keeps_no_name_of_who_is_forgotten(self, sheet):
        bean = Attendee.objects.get(person__name="Bean")
        erase_person(person_id=bean.person_id, now=EVENING)
        assert names(sheet) == ["Ann", "Bo", "", "王老师"]

    def test_refuses_a_session_that_does_not_take_place(self, session):
        session.state = SessionState.CANCELLED
        with pytest.raises(SessionIsCancelled):
            issue(session)

    def test_refuses_more_than_anyone_can_look_through(self, session, monkeypatch):
        monkeypatch.setattr(sheets, "MOST_ON_PAPER", 3)
        with pytest.raises(TooManyForPaper) as refusal:
            issue(session)
        assert str(refusal.value).startswith("4 people do not fit")
        assert not SignInSheet.objects.exists()

    def test_costs_the_same_for_many(self, session):
        with statements() as few:
            issue(session)
        for _number in range(12):
            ticket(session.event, "Cy", "Di")
        with statements() as many:
            issue(session)
        assert (len(few), len(many)) == (6, 7)  # The second compares itself with the first.


class TestDatabase:
    def test_holds_each_row_and_each_attendee_once(self, sheet):
        first, second = sheet.rows.all()[:2]
        for changes in ({"number": second.number}, {"attendee": second.attendee}):
            with pytest.raises(IntegrityError), transaction.atomic():
                SheetRow.objects.filter(pk=first.pk).update(**changes)

    def test_holds_nobody_of_another_event(self, sheet):
        stranger = ticket(EventFactory()).attendees.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            SheetRow.objects.filter(sheet=sheet, number=1).update(attendee=stranger)

    def test_holds_no_session_of_another_event(self, sheet):
        elsewhere = EventFactory().sessions.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            SignInSheet.objects.filter(pk=sheet.pk).update(session=elsewhere)


class TestReading:
    def test_tells_rows_from_spare_lines_and_from_slips(self, sheet):
        reading = read_sheet(sheet, [2, 4, 5, 10, 11, 99])
        assert [row.name for row in reading.rows] == ["Bo", "王老师"]
        assert (reading.spare, reading.unknown) == ((5, 10), (11, 99))

    def test_knows_who_is_here_and_who_lost_the_place(self, sheet):
        AttendanceFactory(attendee=Attendee.objects.get(person__name="Bo"))
        ann = Attendee.objects.get(person__name="Ann")
        cancel_registration(registration_id=ann.registration_id, now=STARTS_AT - timedelta(days=1))
        reading = read_sheet(sheet, [1, 2, 3])
        assert [row.name for row in reading.entering] == ["Ann", "Bean"]
        assert [row.name for row in reading.here] == ["Bo"]
        assert [row.name for row in reading.without_place] == ["Ann"]

    def test_is_one_statement(self, sheet):
        with statements() as sql:
            read_sheet(sheet, [1, 2])
        assert len(sql) == 1


class TestTypingIn:
    def test_checks_in_as_the_door_does(self, session, sheet):
        clerk = UserFactory()
        told = take_in(
            sheet=sheet,
            numbers=[1, 3],
            adults=0,
            children=0,
            at=STARTS_AT,
            by=clerk,
            now=EVENING,
        )
        assert told.people == 2
        assert people_here(session) == ["Ann", "Bean"]
        assert set(Attendance.objects.values_list("method", "checked_in_at", "checked_in_by")) == {
            (CheckInMethod.PAPER, STARTS_AT, clerk.pk)
        }
        scans = Scan.objects.values_list("answer", "scanned_at", "received_at", "scanned_by")
        assert list(scans) == [("welcome", STARTS_AT, EVENING, clerk.pk)] * 2
        assert [row.is_from_paper for row in rows_of(sheet)] == [True, False, True, False]
        assert (sheets_of(session.event).get().people, sheets_of(session.event).get().signed) == (
            4,
            2,
        )

    def test_twice_is_once(self, session, sheet):
        typed(sheet, 1, 2, adults=2)
        before = (Attendance.objects.count(), Scan.objects.count(), Headcount.objects.count())
        assert typed(sheet, 1, 2, adults=2).people == 0
        assert typed(sheet, 2, adults=2).people == 0
        after = (Attendance.objects.count(), Scan.objects.count(), Headcount.objects.count())
        assert after == before
        assert not Conflict.objects.exists()

    def test_leaves_alone_who_came_through_the_door(self, session, sheet):
        AttendanceFactory(attendee=Attendee.objects.get(person__name="Bo"))
        assert typed(sheet, 2, 3).people == 1
        bo = Attendance.objects.get(attendee__person__name="Bo")
        assert bo.method == CheckInMethod.SCAN
        assert not Conflict.objects.exists()

    def test_who_cancelled_meanwhile_counts_and_is_shown(self, session, sheet):
        ann = Attendee.objects.get(person__name="Ann")
        cancel_registration(registration_id=ann.registration_id, now=STARTS_AT - timedelta(days=1))
        taken = session.event.pools.get().taken
        assert typed(sheet, 1).people == 1
        assert people_here(session) == ["Ann"]
        assert Conflict.objects.get().kind == ConflictKind.CANCELLED_MEANWHILE
        assert session.event.pools.get().taken == taken

    def test_counts_spare_lines_once_and_corrects_them(self, session, sheet):
        typed(sheet, adults=3, children=1)
        typed(sheet, adults=3, children=1)
        assert counted(session) == (3, 1)
        typed(sheet, adults=2)
        assert counted(session) == (2, 0)
        typed(sheet)
        assert counted(session) == (0, 0)
        assert walk_ins_of(sheet) is None
        assert Headcount.objects.count() == 4

    def test_sheets_count_apart(self, session, sheet):
        ticket(session.event, "Zoe")
        other = issue(session)
        typed(sheet, adults=1)
        typed(other, adults=2)
        assert counted(session) == (3, 0)
        assert walk_ins_of(sheet).adults == 1

    @pytest.mark.parametrize(
        ("at", "now"),
        [
            (STARTS_AT - timedelta(days=1), EVENING),
            (STARTS_AT + timedelta(days=1), EVENING + timedelta(days=3)),
            (STARTS_AT, STARTS_AT - timedelta(hours=1)),
        ],
        ids=["the day before", "the day after", "not yet"],
    )
    def test_refuses_times_at_which_nobody_was_there(self, session, sheet, at, now):
        with pytest.raises(NotAtThatTime):
            typed(sheet, 1, adults=1, at=at, now=now)
        assert not Scan.objects.exists()
        assert not Headcount.objects.exists()

    def test_costs_the_same_for_many(self, session):
        for _number in range(12):
            ticket(session.event, "Cy", "Di")
        sheet = sheets_of(session.event).get(pk=issue(session).pk)
        with statements() as one:
            typed(sheet, 1)
        with statements() as many:
            typed(sheet, *range(1, 29))
        assert len(many) == len(one) == 5


class TestTakingBack:
    def back(self, sheet, *numbers):
        return take_back_rows(
            sheet=sheet, numbers=numbers, reason="Wrong row", by=None, now=EVENING
        )

    def test_undoes_what_came_from_paper_and_nothing_else(self, session, sheet):
        AttendanceFactory(attendee=Attendee.objects.get(person__name="Bo"))
        typed(sheet, 1, 3)
        assert self.back(sheet, 1, 2) == 1
        assert people_here(session) == ["Bean", "Bo"]
        assert Attendance.objects.exclude(undone_at=None).get().undo_reason == "Wrong row"

    def test_can_be_typed_in_again(self, session, sheet):
        typed(sheet, 1)
        self.back(sheet, 1)
        assert typed(sheet, 1).people == 1
        assert people_here(session) == ["Ann"]

    def test_refuses_rows_that_nobody_typed(self, sheet):
        with pytest.raises(NotFromPaper):
            self.back(sheet, 1, 99)


@pytest.mark.django_db(transaction=True)
def test_two_who_print_and_type_in_at_once_do_it_once(session):
    """Two colleagues at two desks: one sheet, one attendance each, nothing for a coordinator."""
    first, second = race(lambda: issue(session), lambda: issue(session))
    assert first == second
    told = race(*[lambda: typed(first, 1, 2, 3, adults=2)] * 2)
    assert sorted(each.people for each in told) == [0, 3]
    assert people_here(session) == ["Ann", "Bean", "Bo"]
    assert counted(session) == (2, 0)
    assert not Conflict.objects.exists()
