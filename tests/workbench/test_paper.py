"""Paper for the door, as a coordinator prints it and types it in again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDFCatalog_IsTagged

from cms.services.qr import qr_drawing
from door.choices import BadgesFor
from door.models import Conflict, SignInSheet
from door.services.paper.badges import Badge, badges_at
from door.services.paper.typing_in import walk_ins_of
from events.choices import PlaceState
from events.models import Attendance, Attendee, Session
from events.services.registration.cancellation import cancel_registration
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.registrations import AttendanceFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements
from workbench.choices import BadgeFormat
from workbench.services.badges import CUTS, badges_pdf, name_size
from workbench.services.sign_in_sheet import typing_in_address

pytestmark = pytest.mark.django_db

EVENING = STARTS_AT + timedelta(hours=8)
POINTS_PER_MM = 72 / 25.4


@pytest.fixture(autouse=True)
def _in_the_evening(set_clock):
    set_clock(EVENING)


@pytest.fixture
def event():
    """Ann alone, Bo with a child."""
    event = EventFactory(places=90, title_en="Storytime")
    ticket(event, "Ann")
    ticket(event, "Bo", children=["Bean"])
    return event


@pytest.fixture
def session(event):
    return Session.objects.select_related("event__intake").get(event=event)


@pytest.fixture
def desk(event):
    client = Client()
    client.force_login(StaffScopeFactory(branch=event.branch).user)
    return client


def url(name, event, *args):
    return reverse(f"desk:{name}", args=[event.pk, *args])


def print_sheet(desk, session):
    return desk.post(url("new_sheet", session.event, session.pk))


def texts(pdf):
    with PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_range() for page in opened]


def letters(text):
    """Without hyphens and spaces, which may go where a line ends."""
    return "".join(filter(str.isalpha, text))


def type_in(desk, event, *, number=1, **typed):
    form = {"rows": "", "adults": 0, "children": 0, "at": "2026-05-09T10:00"} | typed
    return desk.post(url("typing_in", event, number), form)


def look_and_confirm(desk, event, **typed):
    """As the page does: the second press sends what the first one has shown."""
    looked = type_in(desk, event, **typed)
    return type_in(desk, event, seen=looked.context["seen"], **typed)


class TestSheet:
    def test_is_a_tagged_pdf_of_a4_with_numbered_rows(self, desk, event, session):
        answer = print_sheet(desk, session)
        assert answer["Content-Type"] == "application/pdf"
        assert "no-store" in answer["Cache-Control"]
        with PdfDocument(answer.content) as opened:
            assert FPDFCatalog_IsTagged(opened)
            assert [round(side) for side in opened[0].get_size()] == [595, 842]
        [text] = texts(answer.content)
        assert "Sign-in sheet 1" in text
        assert "Page 1 of 1" in text
        order = ["Storytime", "10:00", "Signature", "Ann", "Bo", "Bean", "Came without signing up"]
        places = [text.index(word) for word in order]
        assert places == sorted(places)
        lines = text.split("\r\n")
        assert [line for line in lines if line.startswith(("1 ", "2 ", "3 "))] == [
            "1 Ann adult",
            "2 Bo adult",
            "3 Bean child",
        ]
        assert {"4", "9"} <= set(lines)

    def test_repeats_head_and_number_on_every_page(self, desk, event, session):
        for number in range(30):
            ticket(event, f"Guest {number:02}", "Another")
        pages = texts(print_sheet(desk, session).content)
        assert len(pages) >= 3
        assert all("Signature" in page and "Sign-in sheet 1" in page for page in pages)
        assert f"Page 2 of {len(pages)}" in pages[1]

    def test_says_in_chinese_what_it_is(self, desk, event, session):
        ticket(event, "王老师")
        user = StaffScopeFactory(branch=event.branch, user__language="zh-hans").user
        desk.force_login(user)
        [text] = texts(print_sheet(desk, session).content)
        assert "王老师" in text

    def test_again_is_the_same_although_others_registered(self, desk, event, session):
        first = print_sheet(desk, session)
        ticket(event, "Aaron")
        again = desk.post(url("sheet", event, 1))
        assert "Aaron" not in texts(again.content)[0]
        assert texts(again.content) == texts(first.content)
        assert "Aaron" in texts(print_sheet(desk, session).content)[0]
        assert list(SignInSheet.objects.values_list("number", flat=True)) == [1, 2]

    def test_strikes_out_who_cancelled(self, desk, event, session):
        print_sheet(desk, session)
        ann = Attendee.objects.get(person__name="Ann")
        cancel_registration(registration_id=ann.registration_id, now=STARTS_AT - timedelta(days=1))
        [text] = texts(desk.post(url("sheet", event, 1)).content)
        assert "1 Ann cancelled" in text

    def test_leads_back_to_the_page_that_takes_it_in(self, desk, event, session):
        print_sheet(desk, session)
        address = typing_in_address(SignInSheet.objects.get())
        assert address.endswith(url("typing_in", event, 1))
        assert qr_drawing(address).side < 50

    def test_comes_by_post_only_and_leaves_a_line(self, desk, event, session):
        assert desk.get(url("new_sheet", event, session.pk)).status_code == 405
        print_sheet(desk, session)
        line = LogEntry.objects.get(action="events.sheet_printed")
        assert line.data == {"sheet": 1}

    def test_of_a_cancelled_event_is_refused_in_words(self, desk, event, session):
        event.intake.status = "cancelled"
        event.intake.save()
        answer = desk.post(url("new_sheet", event, session.pk), follow=True)
        assert "nobody can be checked in" in answer.content.decode()


class TestTypingIn:
    @pytest.fixture(autouse=True)
    def _printed(self, desk, session):
        print_sheet(desk, session)

    def test_shows_who_that_is_before_anyone_is_checked_in(self, desk, event):
        AttendanceFactory(attendee=Attendee.objects.get(person__name="Bo"))
        answer = type_in(desk, event, rows="１，2、 5 40")
        reading = answer.context["reading"]
        assert [row.name for row in reading.entering] == ["Ann"]
        html = answer.content.decode()
        assert "1 person will be checked in" in html
        assert "These rows are not on the sheet and are left out: 40." in html
        assert "These rows have no name. Count who signed there by their number: 5." in html
        assert 'value="１，2、 5 40"' in html
        assert Attendance.objects.count() == 1

    def test_checks_in_what_was_looked_at(self, desk, event, session):
        answer = look_and_confirm(desk, event, rows="1-2", adults=2)
        assert answer["Location"] == url("typing_in", event, 1)
        here = Attendance.objects.filter(method="paper", checked_in_at=STARTS_AT)
        assert set(here.values_list("attendee__person__name", flat=True)) == {"Ann", "Bo"}
        assert walk_ins_of(SignInSheet.objects.get()).adults == 2
        page = desk.get(answer["Location"]).content.decode()
        assert "2 people are checked in from the sheet." in page
        assert "from paper" in page
        log = LogEntry.objects.get(action="events.sheet_typed_in")
        assert log.data == {"sheet": 1, "people": 2}

    def test_shows_again_what_was_changed_after_looking(self, desk, event):
        looked = type_in(desk, event, rows="1")
        answer = type_in(desk, event, rows="1-3", seen=looked.context["seen"])
        assert len(answer.context["reading"].entering) == 3
        assert not Attendance.objects.exists()

    def test_says_that_nothing_has_changed(self, desk, event):
        look_and_confirm(desk, event, rows="1")
        answer = look_and_confirm(desk, event, rows="1")
        page = desk.get(answer["Location"]).content.decode()
        assert "Nobody was checked in anew." in page
        assert Attendance.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"rows": "1-3, x7"}, "“x7” is no row."),
            ({"rows": "1-3", "adults": "many"}, "Enter a whole number."),
            ({"rows": "1-3", "at": "noon"}, "Enter a valid date/time."),
        ],
    )
    def test_loses_nothing_to_an_error(self, desk, event, typed, said):
        answer = type_in(desk, event, **typed)
        assert answer.status_code == 422
        html = answer.content.decode()
        assert said in html
        for value in typed.values():
            assert f'value="{value}"' in html

    def test_keeps_what_was_typed_when_the_service_refuses(self, desk, event):
        answer = look_and_confirm(desk, event, rows="1-3", at="2026-05-08T10:00")
        assert answer.status_code == 422
        html = answer.content.decode()
        assert "The session was not on at that time." in html
        assert 'value="1-3"' in html
        assert 'value="2026-05-08T10:00"' in html

    def test_says_what_becomes_of_who_cancelled(self, desk, event):
        ann = Attendee.objects.get(person__name="Ann")
        cancel_registration(registration_id=ann.registration_id, now=STARTS_AT - timedelta(days=1))
        assert "counts all the same" in type_in(desk, event, rows="1").content.decode()
        look_and_confirm(desk, event, rows="1")
        assert Conflict.objects.count() == 1
        assert "on paper" in desk.get(url("stations", event)).content.decode()

    def test_takes_rows_back_for_a_reason(self, desk, event):
        look_and_confirm(desk, event, rows="1-2")
        back = url("take_back_rows", event, 1)
        refused = desk.post(back, {"back-rows": "2", "back-reason": ""})
        assert refused.status_code == 422
        assert 'name="back-rows" value="2"' in refused.content.decode()
        answer = desk.post(back, {"back-rows": "2", "back-reason": "Slip"}, follow=True)
        assert "The check-in of 1 person is taken back." in answer.content.decode()
        assert Attendance.objects.filter(undone_at=None).get().attendee.person.name == "Ann"
        told = desk.post(back, {"back-rows": "2", "back-reason": "Slip"}).content.decode()
        assert "None of these rows was checked in from paper." in told

    def test_page_costs_the_same_for_many(self, desk, event, session):
        for _number in range(20):
            ticket(event, "Cy", "Di")
        print_sheet(desk, session)
        counts = []
        for number in (1, 2):
            with statements() as sql:
                desk.get(url("typing_in", event, number))
            counts.append(len(sql))
        assert counts[0] == counts[1]


class TestBadges:
    def ask(self, desk, event, session, **asked):
        form = {"session": session.pk, "whom": "everyone", "size": "badges", "first": 1}
        return desk.post(url("badges", event), form | asked)

    def test_hold_name_event_and_party_and_no_secret(self, desk, event, session):
        answer = self.ask(desk, event, session, with_codes="on")
        assert answer["Content-Type"] == "application/pdf"
        [text] = texts(answer.content)
        for word in ("Storytime", "Ann", "Bo", "Bean", "with Bo"):
            assert word in text
        for registration in event.registrations.all():
            assert registration.reference in text
            assert registration.code not in text
        assert LogEntry.objects.get(action="events.badges_printed").data == {"badges": 3}

    def test_are_for_those_who_are_not_here_yet(self, session):
        AttendanceFactory(attendee=Attendee.objects.get(person__name="Bo"))
        assert [badge.name for badge in badges_at(session, whom=BadgesFor.NOT_HERE)] == [
            "Ann",
            "Bean",
        ]

    def test_leave_room_for_the_names_of_a_class(self, event, session):
        ticket(event, "", children=[""], group_name="Class 3b")
        badges = badges_at(session, whom=BadgesFor.EVERYONE)
        assert [(b.name, b.party) for b in badges][-2:] == [("", "Class 3b")] * 2

    def test_cost_one_statement(self, event, session):
        for _number in range(10):
            ticket(event, "Cy", "Di")
        with statements() as sql:
            assert len(badges_at(session, whom=BadgesFor.NOT_HERE)) == 23
        assert len(sql) == 1

    def test_lack_nobody_with_a_place(self, event, session):
        ticket(event, "Late", state=PlaceState.WAITING)
        names = {badge.name for badge in badges_at(session, whom=BadgesFor.EVERYONE)}
        assert names == {"Ann", "Bo", "Bean"}

    def test_keep_what_was_asked_after_an_error(self, desk, event, session):
        answer = self.ask(desk, event, session, first="x", size="labels", whom="not_here")
        assert answer.status_code == 422
        html = answer.content.decode()
        assert '<option value="labels" selected>' in html
        assert '<option value="not_here" selected>' in html

    def test_begin_with_the_label_that_is_left(self, event):
        badges = [Badge(f"Guest {number}", "", "0000000A") for number in range(30)]
        pages = texts(badges_pdf(event, badges, size=BadgeFormat.LABELS, first=20))
        assert [page.count("Guest") for page in pages] == [5, 24, 1]

    def test_break_no_word_that_can_be_set_smaller(self):
        width = CUTS[BadgeFormat.BADGES].name_width(with_codes=True)
        names = ("Bo", "Yangyang", "王小明", "欧阳小明明")
        sizes = {name: name_size(name, width=width, height=33) for name in names}
        assert sizes == {"Bo": 36, "Yangyang": 28, "王小明": 36, "欧阳小明明": 36}
        assert name_size("Wolfeschlegelsteinhausen", width=width, height=33) == 25

    @pytest.mark.parametrize("size", BadgeFormat)
    @pytest.mark.parametrize("with_codes", [False, True])
    def test_hold_any_name_inside_their_label(self, event, size, with_codes):
        """Every letter that is set stands inside the label that it belongs to, none is cut off."""
        names = [
            "Al",
            "王小明",
            "阿卜杜勒·热合曼·买买提江·阿不都热依木",
            "Maximiliane Oppenheimer-Schwarzenberg",
            "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren",
            "MMMMMMMM WWWWWWWW MMMMMMMM WWWWWWWW",
            "Maria del Carmen Fernandez de la Vega y Santillan Gutierrez",
            "李雷 and the very long company of friends from Changhe",
        ]
        badges = [Badge(name, "", "0000000A") for name in names]
        cut = CUTS[size]
        pdf = badges_pdf(event, badges, size=size, with_codes=with_codes)
        with PdfDocument(pdf) as opened:
            page = opened[0]
            text, height = page.get_textpage(), page.get_height()
            for number, name in enumerate(names):
                left, top = (side * POINTS_PER_MM for side in cut.place(number))
                name_top = top + cut.name_top * POINTS_PER_MM
                box = (
                    left + cut.inset * POINTS_PER_MM,
                    height - name_top - cut.name_height * POINTS_PER_MM,
                    left + (cut.inset + cut.name_width(with_codes=with_codes)) * POINTS_PER_MM,
                    height - name_top,
                )
                found = text.get_text_bounded(*box)
                assert letters(found) == letters(name)


class TestWhoMay:
    @pytest.fixture
    def addresses(self, desk, event, session):
        print_sheet(desk, session)
        return [
            ("get", url("paper", event)),
            ("get", url("typing_in", event, 1)),
            ("post", url("typing_in", event, 1)),
            ("post", url("new_sheet", event, session.pk)),
            ("post", url("sheet", event, 1)),
            ("post", url("take_back_rows", event, 1)),
            ("post", url("badges", event)),
        ]

    def answers(self, client, addresses):
        return {getattr(client, method)(address).status_code for method, address in addresses}

    def test_nobody_of_another_library(self, addresses):
        stranger = Client()
        stranger.force_login(StaffScopeFactory(branch=EventFactory().branch).user)
        assert self.answers(stranger, addresses) == {404}

    def test_nobody_who_only_reads(self, event, addresses):
        reader = Client()
        reader.force_login(StaffScopeFactory(branch=event.branch, role=StaffRole.REVIEWER).user)
        assert self.answers(reader, addresses) <= {302, 403}
        assert SignInSheet.objects.count() == 1

    def test_not_past_the_event_of_the_address(self, desk, event, addresses):
        other = EventFactory(branch=event.branch)
        assert desk.get(url("typing_in", other, 1)).status_code == 404
        session = event.sessions.get()
        assert desk.post(url("new_sheet", other, session.pk)).status_code == 404

    def test_page_shows_what_was_printed(self, desk, event, addresses):
        look_and_confirm(desk, event, rows="2")
        html = desk.get(url("paper", event)).content.decode()
        assert "Sheet 1" in html
        assert "1 of 3 rows" in html
        assert url("paper", event) in desk.get(url("overview", event)).content.decode()
