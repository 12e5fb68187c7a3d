import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from events.choices import AttendeeKind, PlaceState
from events.models import Attendee
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.events import EventFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.registrations import (
    AttendanceFactory,
    AttendeeFactory,
    RegistrationFactory,
)
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements
from workbench.services.name_lists import NAME_LISTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    client.force_login(StaffScopeFactory().user)
    return client


@pytest.fixture
def event():
    """Ms Wang with a child, and a party that waits."""
    event = EventFactory(places=10, title_en="Storytime", sessions=1)
    party = RegistrationFactory(
        event=event,
        party=0,
        contact__name="Ms Wang",
        contact__phone="+8613800000000",
        contact__email="wang@example.org",
    )
    AttendanceFactory(attendee=AttendeeFactory(registration=party, person__name="Ms Wang"))
    AttendeeFactory(registration=party, person__name="小明", kind=AttendeeKind.CHILD, age=7)
    waiting = RegistrationFactory(
        event=event, party=0, state=PlaceState.WAITING, queue_no=1, contact__name="Mr Li"
    )
    AttendeeFactory(registration=waiting, person__name="Mr Li", state=PlaceState.WAITING)
    return event


def ask(client, event, purpose, kind, *, columns=None, **asked):
    """Send the form of a purpose as the page does; the least columns unless some are chosen."""
    minimum = NAME_LISTS[purpose].minimum
    typed = {"columns": minimum if columns is None else columns, "file_format": kind}
    if purpose != "sign_in":
        typed["whom"] = "seated"
    sent = {f"{purpose}-{name}": value for name, value in (typed | asked).items()}
    return client.post(reverse("desk:names", args=[event.pk]), sent | {"purpose": purpose})


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def csv_rows(answer):
    return list(csv.reader(StringIO(body(answer).decode("utf-8-sig"))))


def xlsx_rows(answer):
    sheet = load_workbook(BytesIO(body(answer))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def log_of(event):
    return LogEntry.objects.for_instance(event).get(action="events.names_exported")


class TestPage:
    def test_offers_a_list_for_each_purpose_with_the_least_ticked(self, signed_in, event):
        answer = signed_in.get(reverse("desk:names", args=[event.pk]))
        forms = answer.context["forms"]
        assert [form.purpose for form in forms] == ["sign_in", "attendance", "contacts"]
        html = answer.content.decode()
        assert 'name="sign_in-columns" value="name" id="id_sign_in-columns_0" checked' in html
        assert 'name="sign_in-columns" value="reference" id="id_sign_in-columns_3">' in html
        assert "sign_in-phone" not in html

    def test_is_shut_for_those_who_only_count(self, client, event):
        for role in (StaffRole.DIRECTOR, StaffRole.REVIEWER):
            client.force_login(StaffScopeFactory(role=role).user)
            assert client.get(reverse("desk:names", args=[event.pk])).status_code == 302
            assert ask(client, event, "sign_in", "csv").status_code == 302
        assert not LogEntry.objects.filter(action="events.names_exported").exists()

    def test_gives_contacts_only_to_those_who_may_export_names(self, client, event):
        """A role that checks in and sees, but does not export, gets the sheet alone."""
        user = UserFactory(is_staff=True)
        StaffScopeFactory(user=user, role=StaffRole.DOOR)
        StaffScopeFactory(user=user, role=StaffRole.REVIEWER)
        client.force_login(user)
        answer = client.get(reverse("desk:names", args=[event.pk]))
        assert [form.purpose for form in answer.context["forms"]] == ["sign_in"]
        assert ask(client, event, "contacts", "csv").status_code == 422
        assert ask(client, event, "sign_in", "csv").status_code == 200

    def test_of_a_foreign_event_does_not_exist(self, client, event):
        client.force_login(StaffScopeFactory(branch=EventFactory().branch).user)
        assert client.get(reverse("desk:names", args=[event.pk])).status_code == 404
        assert ask(client, event, "contacts", "csv").status_code == 404


class TestTables:
    def test_contacts_are_one_line_a_party(self, signed_in, event):
        assert csv_rows(ask(signed_in, event, "contacts", "csv")) == [
            ["Contact person", "Mobile phone", "E-mail", "People"],
            ["Ms Wang", "'+8613800000000", "wang@example.org", "2"],
        ]

    def test_contacts_fall_back_on_the_account(self, signed_in):
        event = EventFactory()
        account = UserFactory(email="lin@example.org", phone="+8613900000000")
        RegistrationFactory(event=event, contact=PersonFactory(name="Lin Yue", user=account))
        rows = csv_rows(ask(signed_in, event, "contacts", "csv"))
        assert rows[1] == ["Lin Yue", "'+8613900000000", "lin@example.org", "1"]

    def test_walk_in_without_a_name_is_a_line_as_well(self, signed_in):
        event = EventFactory()
        RegistrationFactory(event=event, contact=None)
        assert csv_rows(ask(signed_in, event, "contacts", "csv"))[1] == ["", "", "", "1"]

    def test_attendance_tells_who_came_when(self, signed_in, event):
        answer = ask(signed_in, event, "attendance", "xlsx", whom="live")
        assert xlsx_rows(answer) == [
            ["Name", "Adult or child", "State", "Checked in"],
            ["Ms Wang", "adult", "has a place", "2026-05-09 10:00"],
            ["小明", "child", "has a place", None],
            ["Mr Li", "adult", "on the waiting list", None],
        ]

    def test_undone_check_in_does_not_count(self, signed_in, event):
        presence = Attendee.objects.get(person__name="Ms Wang").attendances.get()
        presence.undone_at = presence.checked_in_at
        presence.save()
        rows = csv_rows(ask(signed_in, event, "attendance", "csv", columns=["checked_in"]))
        assert rows == [["Checked in"], [""], [""]]

    def test_cancelled_people_only_when_asked(self, signed_in, event):
        gone = RegistrationFactory(event=event, party=0, state=PlaceState.CANCELLED)
        AttendeeFactory(registration=gone, person__name="Gone", state=PlaceState.CANCELLED)
        asked = {
            whom: ask(signed_in, event, "attendance", "csv", whom=whom) for whom in ("live", "all")
        }
        names = {whom: [row[0] for row in csv_rows(answer)[1:]] for whom, answer in asked.items()}
        assert names == {
            "live": ["Ms Wang", "小明", "Mr Li"],
            "all": ["Ms Wang", "小明", "Mr Li", "Gone"],
        }

    def test_workbook_reads_back_and_runs_nothing(self, signed_in):
        event = EventFactory()
        party = RegistrationFactory(event=event, party=0, contact__name=" ＝cmd()")
        AttendeeFactory(registration=party, person__name="=HYPERLINK(1)", age=7)
        answer = ask(signed_in, event, "attendance", "xlsx", columns=["name", "age", "reference"])
        assert answer["Content-Type"].endswith("spreadsheetml.sheet")
        assert xlsx_rows(answer)[1] == ["'=HYPERLINK(1)", 7, party.reference]
        answer = ask(signed_in, event, "contacts", "xlsx", columns=["contact"])
        assert xlsx_rows(answer)[1] == ["' ＝cmd()"]

    def test_columns_keep_the_order_of_the_list(self, signed_in, event):
        answer = ask(signed_in, event, "attendance", "csv", columns=["state", "age", "name"])
        assert csv_rows(answer)[0] == ["Name", "Age", "State"]

    def test_is_in_the_language_of_who_takes_it(self, client, event):
        user = StaffScopeFactory(user__language="zh-hans").user
        client.force_login(user)
        assert csv_rows(ask(client, event, "sign_in", "csv"))[0] == ["姓名", "成人或儿童"]

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    @pytest.mark.parametrize("purpose", list(NAME_LISTS))
    def test_costs_the_same_for_many_people(self, signed_in, purpose, kind):
        def statements_for(parties):
            event = EventFactory(places=100)
            for _ in range(parties):
                registration = RegistrationFactory(event=event, party=2)
                AttendanceFactory(attendee=registration.attendees.first())
            with statements() as captured:
                body(ask(signed_in, event, purpose, kind))
            return len(captured)

        assert statements_for(1) == statements_for(25)


class TestRefusals:
    @pytest.mark.parametrize(
        ("purpose", "asked"),
        [
            ("sign_in", {"columns": ["phone"]}),
            ("sign_in", {"columns": ["name", "contact"]}),
            ("attendance", {"columns": ["email"]}),
            ("contacts", {"columns": ["name"]}),
            ("contacts", {"columns": []}),
            ("contacts", {"whom": "everyone"}),
        ],
    )
    def test_nothing_else_than_what_the_purpose_allows(self, signed_in, event, purpose, asked):
        answer = ask(signed_in, event, purpose, "csv", **asked)
        assert answer.status_code == 422
        assert "Content-Disposition" not in answer
        assert not LogEntry.objects.filter(action="events.names_exported").exists()

    @pytest.mark.parametrize("purpose", list(NAME_LISTS))
    def test_lists_are_tables(self, signed_in, event, purpose):
        answer = ask(signed_in, event, purpose, "pdf")
        assert answer.status_code == 422
        assert "does not come as such a file" in answer.content.decode()

    @pytest.mark.parametrize("purpose", ["", "x", "__init__"])
    def test_purpose_that_is_none(self, signed_in, event, purpose):
        url = reverse("desk:names", args=[event.pk])
        assert signed_in.post(url, {"purpose": purpose}).status_code == 422

    def test_what_was_ticked_stays_ticked(self, signed_in, event):
        answer = ask(signed_in, event, "attendance", "pdf", columns=["age"])
        html = answer.content.decode()
        assert 'name="attendance-columns" value="age" id="id_attendance-columns_2" checked' in html
        assert 'name="attendance-columns" value="name" id="id_attendance-columns_0">' in html


class TestLog:
    def test_tells_who_took_what_and_no_names(self, signed_in, event):
        ask(signed_in, event, "contacts", "xlsx")
        line = log_of(event)
        assert line.user_id == int(signed_in.session["_auth_user_id"])
        assert line.data == {
            "purpose": "contacts",
            "format": "xlsx",
            "columns": ["contact", "phone", "email", "people"],
            "rows": 1,
        }
        assert "Wang" not in f"{line.label} {line.data} {line.message}"
        assert line.message == "Took a list of names: Contact list as XLSX, 1 line"

    def test_shows_in_the_history_of_the_event(self, signed_in, event):
        ask(signed_in, event, "sign_in", "csv")
        html = signed_in.get(reverse("events_admin:history", args=[event.pk])).content.decode()
        assert "Sign-in sheet as CSV, 2 lines" in html

    def test_reads_lines_from_before_purposes(self, event):
        line = LogEntry.objects.log_action(event, "events.names_exported")
        assert line.message == "Exported the list of names"
