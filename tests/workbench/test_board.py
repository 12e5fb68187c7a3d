"""The live board in the admin: whom it shows, and what it costs to ask again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events.choices import EventStatus
from staff.choices import StaffRole
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.registrations import AttendanceFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.stations import phone_at
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_it_begins(set_clock):
    set_clock(STARTS_AT)


@pytest.fixture
def event():
    return EventFactory(title_en="Storytime", places=60)


@pytest.fixture
def desk(event):
    client = Client()
    client.force_login(StaffScopeFactory(branch=event.branch).user)
    return client


def url(name, event):
    return reverse(f"desk:{name}", args=[event.pk])


def now(desk, event, **headers):
    return desk.get(url("board_now", event), headers=headers)


def test_page_shows_sessions_and_doors(desk, event):
    AttendanceFactory(attendee=ticket(event, "Ann").attendees.get())
    ticket(event, "Bo", children=["Bean"])
    phone_at(event.sessions.get())
    html = " ".join(desk.get(url("board", event)).content.decode().split())
    for name, number in (("Expected", 3), ("Here", 1), ("On the way", 2)):
        assert f"<dt>{name}</dt> <dd>{number}</dd>" in html
    assert "Main door · 1" in html
    assert "As of 10:00:00" in html
    assert "Ann" not in html


def test_says_who_did_not_come_once_it_is_over(desk, event, set_clock):
    ticket(event, "Ann")
    set_clock(event.sessions.get().ends_at)
    html = now(desk, event).content.decode()
    assert "Did not come" in html
    assert "On the way" not in html


def test_answers_304_until_something_changes(desk, event, set_clock):
    first = now(desk, event)
    assert first["Board-Time"] == "10:00:00"
    set_clock(STARTS_AT + timedelta(seconds=5))
    same = now(desk, event, if_none_match=first["ETag"])
    assert (same.status_code, same.content) == (304, b"")
    assert same["Board-Time"] == "10:00:05"
    AttendanceFactory(attendee=ticket(event).attendees.get())
    changed = now(desk, event, if_none_match=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_shows_the_day_that_is_asked_for(desk, event):
    SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=7, hours=3))
    page = desk.get(url("board", event), {"day": "2026-05-16"}).content.decode()
    assert "?day=2026-05-16" in page
    assert "13:00" in page
    assert (
        "No session takes place on this day."
        in desk.get(url("board_now", event), {"day": "2026-05-10"}).content.decode()
    )
    for nonsense in ("x", "2026-13-40"):
        assert "10:00" in desk.get(url("board", event), {"day": nonsense}).content.decode()


def test_says_when_nothing_will_change_any_more(desk, event, set_clock):
    assert 'data-is-over="false"' in now(desk, event).content.decode()
    set_clock(event.sessions.get().ends_at + timedelta(hours=3))
    assert (
        'data-is-over="true"'
        in desk.get(url("board_now", event), {"day": "2026-05-09"}).content.decode()
    )


def test_asking_again_costs_a_handful_of_statements(desk, event):
    phone_at(event.sessions.get())
    now(desk, event)
    with statements() as sql:
        now(desk, event)
    about_doors = [one for one in sql if "door_" in one or "events_attend" in one]
    # Before them stands who is asking: session, user, rights, scope, branches, profile, event.
    assert (len(sql), len(about_doors)) == (14, 6)


@pytest.mark.parametrize("name", ["board", "board_now"])
def test_is_for_those_who_check_in_there(event, name):
    stranger, reader = Client(), Client()
    stranger.force_login(StaffScopeFactory(branch=EventFactory().branch).user)
    reader.force_login(StaffScopeFactory(branch=event.branch, role=StaffRole.REVIEWER).user)
    assert stranger.get(url(name, event)).status_code == 404
    assert reader.get(url(name, event)).status_code in (302, 403)
    assert Client().get(url(name, event)).status_code == 302


def test_desk_and_stations_lead_to_it(desk, event):
    for name in ("overview", "stations"):
        assert url("board", event) in desk.get(url(name, event)).content.decode()


def test_home_leads_to_the_doors_of_today(desk, event, set_clock):
    tomorrow = EventFactory(branch=event.branch, sessions=0)
    SessionFactory(event=tomorrow, starts_at=STARTS_AT + timedelta(days=1))
    cancelled, elsewhere = EventFactory(branch=event.branch), EventFactory()
    cancelled.intake.status = EventStatus.CANCELLED
    cancelled.intake.save()
    home = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert url("board", event) in home
    for other in (tomorrow, cancelled, elsewhere):
        assert url("board", other) not in home
    set_clock(STARTS_AT - timedelta(days=1))
    assert url("board", event) not in desk.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-31", "x", "\x00"])
@pytest.mark.parametrize("name", ["board", "board_now"])
def test_days_that_nobody_asks_for_break_nothing(desk, event, name, day):
    assert desk.get(url(name, event), {"day": day}).status_code == 200
