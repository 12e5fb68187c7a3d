"""Self check-in on an event's desk: offered, shown, printed, ended; and who missed a part."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from brands.choices import EventKind
from door.models import SelfCheckIn
from door.services.self_check_in.codes import paper_code, screen_address
from door.services.self_check_in.offers import offer_self_check_in, offered
from events.choices import CheckInMethod
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.registrations import AttendanceFactory, AttendeeFactory, RegistrationFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _an_hour_before(set_clock):
    set_clock(NOW)


@pytest.fixture
def event():
    return EventFactory(title_en="Storytime", sessions=2)


@pytest.fixture
def session(event):
    return event.sessions.first()


@pytest.fixture
def desk(event):
    client = Client()
    client.force_login(StaffScopeFactory(branch=event.branch).user)
    return client


@pytest.fixture
def offer(session):
    return offer_self_check_in(session=session, on_screen=True, on_paper=True)


def address(name, event, *args):
    return reverse(f"desk:{name}", args=[event.pk, *args])


def history(event):
    return [line.action for line in LogEntry.objects.for_instance(event).order_by("pk")]


def words(response):
    return " ".join(response.content.decode().split())


class TestOffering:
    def test_is_off_until_somebody_ticks_it(self, desk, event, session):
        later = event.sessions.last()
        page = desk.get(address("self_check_in", event))
        assert "Open the screen" not in words(page)
        desk.post(address("self_check_in", event), {"on_screen": [session.pk, later.pk]})
        desk.post(
            address("self_check_in", event),
            {"on_screen": [session.pk], "on_paper": [session.pk]},
        )
        offers = SelfCheckIn.objects.order_by("pk").values_list("pk", "on_screen", "on_paper")
        assert list(offers) == [(session.pk, True, True), (later.pk, False, False)]
        assert history(event) == ["events.self_check_in_changed"] * 4

    def test_saying_the_same_again_is_no_change(self, desk, event, session, offer):
        ticked = {"on_screen": [session.pk], "on_paper": [session.pk]}
        desk.post(address("self_check_in", event), ticked)
        assert history(event) == []

    def test_session_of_another_event_is_no_choice(self, desk, event):
        other = SessionFactory()
        response = desk.post(address("self_check_in", event), {"on_screen": [other.pk]})
        assert "Select a valid choice" in words(response)
        assert not SelfCheckIn.objects.exists()

    def test_session_that_is_over_stays_as_it_was(self, desk, event, session, offer, set_clock):
        set_clock(session.ends_at)
        desk.post(address("self_check_in", event), {})
        assert offered(session.pk).is_on

    def test_tells_how_many_came_by_it(self, desk, event, session, offer):
        party = RegistrationFactory(event=event, party=0)
        for method in (CheckInMethod.SELF, CheckInMethod.SELF, CheckInMethod.SCAN):
            attendee = AttendeeFactory(registration=party)
            AttendanceFactory(attendee=attendee, session=session, method=method)
        assert "<td>2 people</td>" in words(desk.get(address("self_check_in", event)))

    def test_desk_leads_there(self, desk, event):
        assert address("self_check_in", event) in words(desk.get(address("overview", event)))


class TestShowing:
    def test_link_of_the_screen(self, desk, event, session, offer):
        page = words(desk.get(address("self_check_in_screen", event, session.pk)))
        assert screen_address(offer) in page

    def test_closing_gives_another_link(self, desk, event, session, offer):
        asked = words(desk.get(address("close_screens", event, session.pk)))
        assert "Every screen of this session stops" in asked
        desk.post(address("close_screens", event, session.pk))
        page = words(desk.get(address("self_check_in_screen", event, session.pk)))
        assert screen_address(offer) not in page
        assert screen_address(offered(session.pk)) in page
        assert history(event) == ["events.self_check_in_screens_closed"]

    def test_card_is_a_file_to_print(self, desk, event, session, offer):
        card = desk.get(address("self_check_in_card", event, session.pk))
        assert card["Content-Type"] == "application/pdf"
        assert "no-store" in card["Cache-Control"]
        assert card.content.startswith(b"%PDF")

    def test_new_card_has_another_code(self, desk, event, session, offer):
        desk.post(address("replace_card", event, session.pk))
        assert paper_code(offered(session.pk)) != paper_code(offer)
        assert history(event) == ["events.self_check_in_card_replaced"]

    def test_what_is_not_offered_is_not_there(self, desk, event, session):
        offer_self_check_in(session=session, on_screen=False, on_paper=True)
        assert desk.get(address("self_check_in_screen", event, session.pk)).status_code == 404
        later = event.sessions.last()
        assert desk.get(address("self_check_in_card", event, later.pk)).status_code == 404


class TestWhoMay:
    PAGES = ("self_check_in_screen", "self_check_in_card", "close_screens", "replace_card")

    def pages(self, event, session):
        return [
            address("self_check_in", event),
            *(address(name, event, session.pk) for name in self.PAGES),
        ]

    def test_another_branchs_staff_find_nothing(self, event, session, offer):
        client = Client()
        client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
        for page in self.pages(event, session):
            assert (client.get(page).status_code, client.post(page).status_code) == (404, 404)
        assert offered(session.pk).screen_no == 1

    def test_session_of_another_event_is_not_there(self, desk, event):
        other = SessionFactory()
        offer_self_check_in(session=other, on_screen=True, on_paper=True)
        for name in self.PAGES:
            assert desk.get(address(name, event, other.pk)).status_code == 404

    def test_reviewer_may_not(self, event, session, offer):
        client = Client()
        client.force_login(StaffScopeFactory(role=StaffRole.REVIEWER, branch=event.branch).user)
        page = address("self_check_in_screen", event, session.pk)
        assert screen_address(offer) not in words(client.get(page, follow=True))


class TestMissed:
    """At a course the desk and the file tell who came late and who left early."""

    @pytest.fixture
    def late(self, event, session):
        attendee = AttendeeFactory(registration__event=event)
        return AttendanceFactory(
            attendee=attendee,
            session=session,
            checked_in_at=STARTS_AT + timedelta(minutes=24),
            checked_out_at=session.ends_at - timedelta(minutes=35),
            check_out_method="self",
        )

    def rows(self, desk, event, *columns):
        form = {"columns": columns, "file_format": "csv", "whom": "seated"}
        sent = {f"attendance-{name}": value for name, value in form.items()}
        response = desk.post(address("names", event), sent | {"purpose": "attendance"})
        content = b"".join(response.streaming_content).decode("utf-8-sig")
        return list(csv.reader(StringIO(content)))

    def test_at_a_course(self, desk, event, late):
        type(event).objects.filter(pk=event.pk).update(kind=EventKind.COURSE)
        page = words(desk.get(address("overview", event)))
        assert "24 min late" in page
        assert "left 35 min early" in page
        AttendanceFactory(attendee=late.attendee, session=event.sessions.last())
        assert self.rows(desk, event, "late", "early") == [
            ["Minutes late", "Left minutes early"],
            ["24, 0", "35, 0"],
        ]

    def test_at_other_events_nobody_asks(self, desk, event, late):
        assert "min late" not in words(desk.get(address("overview", event)))
        assert "Minutes late" not in words(desk.get(address("names", event)))
