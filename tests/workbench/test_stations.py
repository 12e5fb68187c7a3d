"""Stations on an event's desk: made, handed out, closed; and what they decided alone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from door.models import Conflict, Station
from events.models import Session
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.stations import Phone, entry, phone_at
from tests.factories.stations import station as station_at

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _an_hour_before(set_clock):
    set_clock(NOW)


@pytest.fixture
def session():
    event = EventFactory(title_en="Storytime")
    return Session.objects.select_related("event").get(event=event)


@pytest.fixture
def desk(session):
    client = Client()
    client.force_login(StaffScopeFactory(branch=session.event.branch).user)
    return client


def address(name, session, *args):
    return reverse(f"desk:{name}", args=[session.event_id, *args])


def make(desk, session, **fields):
    form = {"name": "Main door", "sessions": [session.pk], **fields}
    return desk.post(address("stations", session), form)


def code_in(response):
    [code] = re.findall(r"<code[^>]*>([A-Z2-7]{26})</code>", response.content.decode())
    return code


def let_in_twice(session):
    """Two stations let the same ticket in without a network."""
    family = ticket(session.event, "Lin Yue")
    for name in ("Main door", "Side door"):
        [told] = phone_at(session, name=name).hand_over(
            entry(session, at=NOW, code=family.code, told="welcome"),
            unsynced=3,
        )
    assert told["conflict"] == "let_in_twice"
    return family


def test_code_of_a_new_station_is_shown_once_and_opens_it(desk, session):
    response = make(desk, session)
    assert "no-store" in response["Cache-Control"]
    assert Phone(code_in(response)).opened["station"]["name"] == "Main door"
    assert code_in(response) not in desk.get(address("stations", session)).content.decode()
    station = Station.objects.get()
    assert station.expires_at == session.ends_at + timedelta(hours=3)
    assert LogEntry.objects.filter(action="events.station_made").exists()


def test_form_offers_what_else_happens_there_that_day(desk, session):
    same_day = EventFactory(branch=session.event.branch, title_en="Chess")
    elsewhere = EventFactory(title_en="Far away")
    html = desk.get(address("stations", session)).content.decode()
    assert "Chess" in html
    assert "Far away" not in html
    foreign = make(desk, session, sessions=[elsewhere.sessions.get().pk])
    assert "Select a valid choice" in foreign.content.decode()
    both = make(desk, session, sessions=[session.pk, same_day.sessions.get().pk])
    assert len(Phone(code_in(both)).opened["sessions"]) == 2


def test_new_code_ends_the_old_one_s_devices(desk, session):
    phone = Phone(code_in(make(desk, session)))
    station = Station.objects.get()
    asked = desk.get(address("renew_station_code", session, station.pk)).content.decode()
    assert "1 device stops at its next contact" in asked
    code = code_in(desk.post(address("renew_station_code", session, station.pk)))
    assert phone.get("station").status_code == 410
    assert Phone(code).get("station").status_code == 200


def test_station_that_stands_elsewhere_too_is_opened_by_whoever_may_there(desk, session):
    elsewhere = EventFactory(title_en="Far away").sessions.get()
    shared, _code = station_at(session, elsewhere)
    page = desk.get(address("stations", session)).content.decode()
    renew = address("renew_station_code", session, shared.pk)
    assert renew not in page
    assert {desk.get(renew).status_code, desk.post(renew).status_code} == {404}
    assert desk.post(address("close_station", session, shared.pk)).status_code == 302
    assert desk.post(address("reopen_station", session, shared.pk)).status_code == 404

    everywhere = Client()
    everywhere.force_login(StaffScopeFactory().user)
    assert everywhere.post(address("reopen_station", session, shared.pk)).status_code == 302
    assert renew in everywhere.get(address("stations", session)).content.decode()
    assert len(Phone(code_in(everywhere.post(renew))).opened["sessions"]) == 2


def test_closing_says_what_will_be_lost(desk, session):
    let_in_twice(session)
    station = Station.objects.get(name="Side door")
    asked = desk.get(address("close_station", session, station.pk)).content.decode()
    assert "3 check-ins have not been sent yet and will be lost." in asked
    closed = desk.post(address("close_station", session, station.pk), follow=True)
    assert "The station is closed." in closed.content.decode()
    station.refresh_from_db()
    assert station.is_revoked
    desk.post(address("reopen_station", session, station.pk))
    station.refresh_from_db()
    assert not station.is_revoked


def test_station_closed_yesterday_stays_closed(desk, session, set_clock):
    make(desk, session)
    station = Station.objects.get()
    desk.post(address("close_station", session, station.pk))
    set_clock(NOW + timedelta(hours=24))
    told = desk.post(address("reopen_station", session, station.pk), follow=True)
    assert "closed too long ago" in told.content.decode()


def test_card_is_printed_with_the_code_at_hand_only(desk, session):
    code = code_in(make(desk, session))
    url = address("station_card", session, Station.objects.get().pk)
    card = desk.post(url, {"code": code})
    assert (card["Content-Type"], card.content[:5]) == ("application/pdf", b"%PDF-")
    assert desk.post(url, {"code": "A" * 26}).status_code == 404


def test_conflict_is_shown_until_somebody_has_seen_it(desk, session):
    family = let_in_twice(session)
    home = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 decision at the door that nobody has looked at" in home
    assert "6 check-ins have not been sent yet." in home
    html = desk.get(address("overview", session)).content.decode()
    assert "1 decision at the door that nobody has looked at" in html
    html = desk.get(address("stations", session)).content.decode()
    assert "The same ticket was let in twice" in html
    assert family.reference in html

    conflict = Conflict.objects.get()
    desk.post(address("conflicts_seen", session), {"conflict": conflict.pk})
    conflict.refresh_from_db()
    assert (conflict.seen_at, conflict.seen_by) == (
        NOW,
        desk.get(address("overview", session)).wsgi_request.user,
    )
    assert "nobody has looked at" not in desk.get(address("overview", session)).content.decode()


def test_stations_of_another_event_are_not_there(desk, session):
    elsewhere = EventFactory().sessions.get()
    phone_at(elsewhere, name="Side door")
    station = Station.objects.get()
    for name in ("close_station", "renew_station_code"):
        assert desk.get(address(name, session, station.pk)).status_code == 404
    assert desk.get(reverse("desk:stations", args=[elsewhere.event_id])).status_code == 404
    let_in_twice(elsewhere)
    desk.post(address("conflicts_seen", session), {"conflict": Conflict.objects.get().pk})
    assert Conflict.objects.get().seen_at is None


def test_who_only_reads_makes_no_station(session):
    client = Client()
    client.force_login(StaffScopeFactory(branch=session.event.branch, role=StaffRole.REVIEWER).user)
    assert make(client, session).status_code in (302, 403)
    assert not Station.objects.exists()
