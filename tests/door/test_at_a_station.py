"""What happens at a station beside scans: counts, groups, going home, the log of all doors."""

from datetime import timedelta

import pytest

from brands.choices import EventKind
from door.api import schemas
from door.services.own_stations import open_own_station
from events.choices import AccessNeed, CheckOutMethod
from events.models import Attendance, Headcount, Intake
from events.services.going_home import guardian_code
from events.services.making.sessions import cancel_session
from staff.models import LogEntry, StaffScope
from tests.events.parties import school_class, sign_up
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.invitations import GroupInvitationFactory
from tests.factories.stations import Phone, entry, phone_at, refusal
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = STARTS_AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_eleven(set_clock):
    set_clock(NOW)


@pytest.fixture
def phone(session):
    """A helper's, who has no account."""
    return phone_at(session)


@pytest.fixture
def own(session, clerk):
    """That of somebody who is signed in."""
    return Phone(open_own_station(sessions=[session], by=clerk, now=NOW))


@pytest.fixture
def family(session, phone):
    """A mother and her child, who are here."""
    registration = ticket(session.event, "Lin Yue", children=["Bean"])
    phone.send(entry(session, code=registration.code))
    return registration


def going(session, registration, *, at=NOW, **fields):
    attendees = [attendee.pk for attendee in registration.attendees.all()]
    return entry(session, "check_out", at=at, **{"attendees": attendees} | fields)


def gone():
    left = Attendance.objects.exclude(checked_out_at=None).order_by("attendee")
    return list(left.values_list("attendee__person__name", "check_out_method"))


class TestGoingHome:
    @pytest.mark.parametrize(
        ("kind", "says_so", "checks_out"),
        [
            (EventKind.READING, False, False),
            (EventKind.READING, True, True),
            (EventKind.COURSE, False, True),
        ],
    )
    def test_people_sign_off_from_courses_and_where_the_event_says_so(
        self, session, phone, kind, says_so, checks_out
    ):
        type(session.event).objects.filter(pk=session.event_id).update(kind=kind)
        Intake.objects.filter(event=session.event_id).update(checks_out=says_so)
        [told] = phone.get("station").json()["sessions"]
        assert told["checks_out"] == checks_out

    def test_who_leaves_early_is_noted_at_the_time(self, session, phone):
        wei = ticket(session.event, "Wei")
        arrive = entry(session, code=wei.code, told="welcome", at=STARTS_AT)
        early = going(session, wei, at=STARTS_AT + timedelta(minutes=20))
        assert [a["answer"] for a in phone.hand_over(arrive, early)] == ["welcome", "gone_home"]
        presence = Attendance.objects.get()
        assert presence.checked_out_at == STARTS_AT + timedelta(minutes=20)
        assert presence.check_out_method == CheckOutMethod.FREELY
        [told] = phone.get(f"sessions/{session.pk}/roster").json()["tickets"]
        assert told["p"][0][-1] == presence.checked_out_at.isoformat()

    def test_with_a_code_they_go_when_the_library_hears_it(self, session, phone, family):
        [told] = phone.hand_over(
            going(session, family, at=STARTS_AT, guardian_code=guardian_code(family))
        )
        assert told["answer"] == "gone_home"
        assert set(Attendance.objects.values_list("checked_out_at", flat=True)) == {NOW}

    @pytest.mark.parametrize(
        "fields", [{}, {"guardian_code": "abc"}, {"guardian_code": "wrong"}, {"reason": "   "}]
    )
    def test_without_a_code_no_child_goes(self, session, phone, family, fields):
        answer = phone.post("scans", going(session, family, **fields))
        assert refusal(answer) == (422, "guardian_code_needed")
        assert gone() == []

    def test_guessing_ends_for_the_right_code_too(self, session, phone, family):
        other = ticket(session.event, "Chen", children=["Pip"])
        wrong = guardian_code(other)
        answers = [
            phone.post("scans", going(session, family, guardian_code=wrong)) for _ in range(6)
        ]
        assert [answer.status_code for answer in answers] == [403] * 5 + [429]
        right = phone.post("scans", going(session, family, guardian_code=guardian_code(family)))
        assert refusal(right) == (429, "guardian_code_locked")
        assert gone() == []

    def test_staff_let_a_child_go_for_a_reason_under_their_name(self, session, own, family, clerk):
        told = own.send(going(session, family, reason="Her aunt, known to us"))
        assert told["answer"] == "gone_home"
        assert gone() == [("Lin Yue", CheckOutMethod.FREELY), ("Bean", CheckOutMethod.BY_STAFF)]
        assert LogEntry.objects.get(action="events.let_go").user == clerk

    def test_helpers_have_no_reason_that_counts(self, session, phone, family):
        answer = phone.post("scans", going(session, family, reason="I say so"))
        assert refusal(answer) == (403, "only_staff_let_go")
        assert gone() == []

    def test_who_lost_the_right_to_lets_nobody_go(self, session, own, family):
        StaffScope.objects.all().delete()
        answer = own.post("scans", going(session, family, reason="Her aunt"))
        assert refusal(answer) == (403, "only_staff_let_go")
        assert gone() == []

    def test_a_ticket_of_another_event_has_no_way_home_here(self, session, phone, family):
        foreign = ticket(EventFactory(), "Chen", children=["Pip"])
        sent = going(session, foreign, guardian_code=guardian_code(foreign))
        assert refusal(phone.post("scans", sent)) == (422, "not_on_this_ticket")

    def test_who_has_not_come_does_not_go(self, session, phone):
        at_home = ticket(session.event, "Wei")
        answer = phone.post("scans", going(session, at_home))
        assert refusal(answer) == (422, "not_here")


class TestHeadcount:
    def test_each_day_is_told_with_its_figure(self, session, set_clock):
        session.ends_at += timedelta(days=1)
        session.save()
        phone = phone_at(session)
        phone.send(entry(session, "headcount", adults=4, children=2))
        set_clock(NOW + timedelta(days=1))
        phone.send(entry(session, "headcount", at=NOW + timedelta(days=1), adults=1))
        status = phone.get("station").json()
        schemas.Status.model_validate(status)
        assert status["sessions"][0]["days"] == [
            {"day": "2026-05-10", "adults": 1, "children": 0},
            {"day": "2026-05-09", "adults": 4, "children": 2},
        ]

    def test_places_that_walk_ins_can_have_are_told(self, session, phone):
        phone.send(entry(session, "walk_in", adults=2, children=1))
        assert phone.get("station").json()["sessions"][0]["places_free"] == 27

    def test_figure_of_a_day_is_corrected_whoever_counted(self, session, phone):
        phone.send(entry(session, "headcount", adults=9))
        correction = entry(session, "correction", day="2026-05-09", adults=4, children=2)
        for _ in range(2):
            told = phone_at(session).send(correction)
            assert (told["answer"], told["who"]) == ("counted", "4 adults, 2 children")
        figures = phone.get("station").json()["sessions"][0]
        assert (figures["adults"], figures["children"]) == (4, 2)

    @pytest.mark.parametrize(
        "change",
        [{"day": "2026-05-08"}, {"day": "yesterday"}, {"adults": -1}, {"children": 10**30}],
    )
    def test_bad_correction_is_refused(self, session, phone, change):
        sent = {"day": "2026-05-09", "adults": 4, "children": 2} | change
        answer = phone.post("scans", entry(session, "correction", **sent))
        assert refusal(answer) == (422, "entry_not_understood")
        assert not Headcount.objects.exists()

    def test_correction_is_no_count_to_take_back(self, session, phone):
        correction = entry(session, "correction", day="2026-05-09", adults=4, children=2)
        phone.send(correction)
        undo = entry(session, "undo", of=correction["client_id"], reason="x")
        assert refusal(phone.post("scans", undo)) == (404, "no_scan_to_take_back")

    def test_reversal_stands_for_good(self, session, phone):
        counted = entry(session, "headcount", adults=1)
        phone.send(counted)
        for _ in range(2):
            phone.send(entry(session, "undo", of=counted["client_id"], reason="x"))
        assert list(Headcount.objects.order_by("pk").values_list("adults", flat=True)) == [1, -1]

    def test_line_of_another_session_is_not_taken_back_here(self, session, phone):
        other = EventFactory(branch=session.event.branch).sessions.get()
        counted = entry(other, "headcount", adults=1)
        phone_at(other).send(counted)
        undo = entry(session, "undo", of=counted["client_id"], reason="x")
        assert refusal(phone.post("scans", undo)) == (404, "no_scan_to_take_back")

    def test_nobody_is_counted_at_what_does_not_take_place(self, session, phone):
        cancel_session(session, now=NOW)
        answer = phone.post("scans", entry(session, "headcount", adults=1))
        assert refusal(answer) == (409, "session_is_cancelled")

    def test_status_costs_the_same_for_many_sessions(self, session):
        def cost(*sessions):
            phone = phone_at(*sessions)
            with statements() as sql:
                assert phone.get("station").status_code == 200
            return len(sql)

        one = cost(session)
        assert cost(session, *[EventFactory().sessions.get() for _ in range(3)]) == one == 5


class TestGroup:
    """A class: nobody reads thirty names, one says how many of them came."""

    @pytest.fixture
    def group(self, session):
        """Two adults and 28 children."""
        session.event.pools.update(capacity=40, ceiling=40)
        invitation = GroupInvitationFactory(event=session.event)
        return sign_up(session.event, school_class("Class 3b", children=28), invitation=invitation)

    def here(self, group):
        present = Attendance.objects.filter(attendee__registration=group, undone_at=None)
        return {kind: present.filter(attendee__kind=kind).count() for kind in ("adult", "child")}

    def test_its_ticket_lets_it_in_under_its_name(self, session, phone, group):
        told = phone.send(entry(session, code=group.code))
        assert told["who"] == "Class 3b · 2 adults, 28 children"
        assert told["party"]["g"] == "Class 3b"
        assert self.here(group) == {"adult": 2, "child": 28}

    def test_its_name_is_in_the_roster_and_no_other_is(self, session, phone, group, family):
        told = phone.get(f"sessions/{session.pk}/roster").json()["tickets"]
        assert {each["r"]: each["g"] for each in told} == {
            group.reference: "Class 3b",
            family.reference: "",
        }

    def test_28_of_30_came_and_counted_again_the_last_number_stands(self, session, phone, group):
        adults = group.attendees.filter(kind="adult").values_list("pk", flat=True)
        children = group.attendees.filter(kind="child").values_list("pk", flat=True)
        some = [*adults, *children[:26]]
        told = phone.send(entry(session, code=group.reference, attendees=some))
        assert (told["who"], told["text"]) == ("Class 3b · 2 adults, 26 children", "")
        for pk in children[:2]:
            phone.send(entry(session, "undo", attendee=pk, reason="Counted again"))
        assert self.here(group) == {"adult": 2, "child": 24}


class TestNeeds:
    """What helps people is for whoever receives them."""

    @pytest.fixture
    def lin(self, session):
        registration = ticket(session.event, "Lin Yue")
        registration.attendees.update(needs=[AccessNeed.WHEELCHAIR])
        return registration

    def test_staff_who_are_signed_in_are_told(self, session, own, lin):
        told = own.send(entry(session, code=lin.code))
        schemas.Answer.model_validate(told)
        words = str(AccessNeed.WHEELCHAIR.label)
        assert told["needs"] == {str(lin.attendees.get().pk): words}

    def test_helpers_are_not_nor_does_any_phone_keep_it(self, session, phone, own, lin):
        assert "needs" not in phone.send(entry(session, code=lin.code))
        roster = own.get(f"sessions/{session.pk}/roster").content.decode()
        assert AccessNeed.WHEELCHAIR not in roster


class TestRecent:
    def recent(self, phone, session):
        told = phone.get(f"sessions/{session.pk}/recent")
        schemas.Recent.model_validate(told.json())
        return told.json()["recent"]

    def test_what_other_doors_did_is_told_under_masked_names(self, session, phone, family):
        scan = entry(session, code=family.code)
        phone.send(scan)
        phone.send(entry(session, code="no such code"))
        lines = self.recent(phone_at(session), session)
        assert [(line["answer"], line["who"]) for line in lines] == [
            ("unknown", ""),
            ("already_here", "L•• Y•• · 1 adult, 1 child"),
            ("welcome", "L•• Y•• · 1 adult, 1 child"),
        ]
        assert lines[1]["client_id"] == scan["client_id"]
        assert len(lines[2]["let_in"]) == 2

    def test_it_can_be_taken_back_at_any_of_them(self, session, phone, family):
        other = phone_at(session)
        [welcome] = self.recent(other, session)
        other.send(entry(session, "undo", of=welcome["client_id"], reason="Another person"))
        assert not Attendance.objects.filter(undone_at=None).exists()
        taken_back, welcome = self.recent(phone, session)
        assert taken_back["answer"] == "taken_back"
        assert welcome["was_taken_back"]

    def test_nothing_of_another_session_can_be_taken_back(self, session, phone):
        other = EventFactory().sessions.get()
        stranger = ticket(other.event)
        scan = entry(other, code=stranger.code)
        phone_at(other).send(scan)
        for what in ({"of": scan["client_id"]}, {"attendee": stranger.attendees.get().pk}):
            undo = entry(session, "undo", reason="x", **what)
            assert refusal(phone.post("scans", undo)) == (404, "no_scan_to_take_back")
        assert Attendance.objects.get().undone_at is None

    def test_not_that_of_sessions_without_this_station(self, session, phone):
        elsewhere = EventFactory().sessions.get()
        answer = phone.get(f"sessions/{elsewhere.pk}/recent")
        assert refusal(answer) == (404, "not_at_this_station")

    def test_costs_few_statements(self, session, phone, family):
        with statements() as sql:
            self.recent(phone, session)
        assert len(sql) == 3, "device, scans, parties"
