"""The door lets people go home: children only as their guardians want it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from events.choices import CheckInMethod, CheckOutMethod
from events.models import Attendance, Intake
from events.services.attendance import mark_present
from events.services.going_home import guardian_code
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
AT_NOON = STARTS_AT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT_NOON)


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def arrived(session, *names, **fields):
    """A ticket whose people are all here."""
    registration = ticket(session.event, *names, **fields)
    mark_present(
        session=session,
        attendee_ids=[attendee.pk for attendee in registration.attendees.all()],
        by=None,
        method=CheckInMethod.SCAN,
        now=STARTS_AT,
    )
    return registration


@pytest.fixture
def family(session):
    return arrived(session, "Lin Yue", children=["Bean"])


def page_of(registration, session):
    return reverse("door_party", args=[session.pk, registration.pk])


def leaving(registration, **more):
    attendees = [attendee.pk for attendee in registration.attendees.all()]
    return {"registration": registration.pk, "attendee": attendees} | more


def gone():
    return list(
        Attendance.objects.exclude(checked_out_at=None).values_list(
            "attendee__person__name", "check_out_method"
        )
    )


def test_a_party_with_a_small_child_can_go_home(desk, session, family):
    page = desk.get(page_of(family, session)).content.decode()
    assert "Code that the guardian says" in page
    assert "Only against the guardian’s code" in page
    assert guardian_code(family) not in page


def test_of_others_nobody_is_asked_to_sign_off(desk, session):
    adults = arrived(session, "Wei", "Min")
    assert "Goes home" not in desk.get(page_of(adults, session)).content.decode()
    Intake.objects.filter(event=session.event).update(checks_out=True)
    page = desk.get(page_of(adults, session)).content.decode()
    assert "Goes home" in page
    assert "Code that the guardian says" not in page


def test_who_has_not_come_does_not_go(desk, session):
    at_home = ticket(session.event, "Lin Yue", children=["Bean"])
    assert "Goes home" not in desk.get(page_of(at_home, session)).content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_the_code_lets_them_go(desk, session, family, clerk, headers):
    sent = leaving(family, code=guardian_code(family))
    answer = desk.post(reverse("door_going_home", args=[session.pk]), sent, headers=headers)
    assert answer.status_code == (200 if headers else 302)
    assert gone() == [("Lin Yue", CheckOutMethod.FREELY), ("Bean", CheckOutMethod.BY_CODE)]
    page = desk.get(page_of(family, session)).content.decode()
    assert "went home 12:00" in page
    assert "Goes home" not in page


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        ({}, 422, "leaves only against the guardian"),
        ({"code": "abc"}, 422, "leaves only against the guardian"),
        ({"code": "wrong"}, 422, "leaves only against the guardian"),
        ({"reason": "   "}, 422, "leaves only against the guardian"),
        ({"attendee": []}, 422, "Tick who goes home"),
        ({"attendee": ["x"]}, 422, "Choose people of this party"),
    ],
)
def test_whatever_else_is_sent_nobody_goes(desk, session, family, headers, more, status, sentence):
    answer = desk.post(
        reverse("door_going_home", args=[session.pk]), leaving(family, **more), headers=headers
    )
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert gone() == []


def test_the_code_of_another_ticket_and_guessing(desk, session, family):
    other = arrived(session, "Chen", children=["Pip"])
    url = reverse("door_going_home", args=[session.pk])
    wrong = leaving(family, code=guardian_code(other))
    statuses = [desk.post(url, wrong).status_code for _attempt in range(6)]
    assert statuses == [403] * 5 + [429]
    right = leaving(family, code=guardian_code(family))
    assert desk.post(url, right).status_code == 429
    assert gone() == []


def test_without_the_code_the_reason_is_kept_under_the_clerks_name(desk, session, family, clerk):
    url = reverse("door_going_home", args=[session.pk])
    desk.post(url, leaving(family, reason="Her aunt, known to us"))
    assert ("Bean", CheckOutMethod.BY_STAFF) in gone()
    assert LogEntry.objects.get(action="events.let_go").user == clerk


def test_a_ticket_of_another_event_has_no_way_home_here(desk, session, family):
    elsewhere = SessionFactory()
    foreign = arrived(elsewhere, "Chen", children=["Pip"])
    url = reverse("door_going_home", args=[session.pk])
    sent = leaving(foreign, code=guardian_code(foreign))
    assert desk.post(url, sent).status_code == 404
    own = leaving(family, code=guardian_code(family), attendee=sent["attendee"])
    assert desk.post(url, own).status_code == 422
    assert gone() == []


def test_staff_of_another_branch_find_no_such_door(client, session, family):
    client.force_login(StaffScopeFactory(role=StaffRole.DOOR, branch=BranchFactory()).user)
    sent = leaving(family, code=guardian_code(family), reason="I say so")
    answer = client.post(reverse("door_going_home", args=[session.pk]), sent)
    assert answer.status_code == 404
    assert gone() == []


def test_readers_have_no_door_at_all(client, session, family):
    client.force_login(UserFactory())
    sent = leaving(family, code=guardian_code(family))
    assert client.post(reverse("door_going_home", args=[session.pk]), sent).status_code == 403
    assert gone() == []
