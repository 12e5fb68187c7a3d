"""Checking oneself in, page by page: the screen, where its code leads, the ticket."""

from __future__ import annotations

import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from brands.choices import EventKind
from door.models import Scan
from door.services.self_check_in import offers
from door.services.self_check_in.codes import (
    code_address,
    paper_code,
    place_told,
    screen_key,
)
from door.services.self_check_in.offers import close_screens, offer_self_check_in
from events.choices import CheckOutMethod, PlaceState
from events.models import Attendance
from notifications.services.limits import Limit
from tests.door.screens import screen_code
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.people import HouseholdFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _five_to_ten(set_clock):
    set_clock(NOW)


@pytest.fixture
def offer(session):
    return offer_self_check_in(session=session, on_screen=True, on_paper=True)


@pytest.fixture
def family(session):
    return ticket(session.event, "Lin Yue", children=["Bean"])


@pytest.fixture
def at_the_place(client, offer):
    """A phone that has just seen the code."""
    client.cookies["at_the_place"] = place_told(offer, now=NOW)
    return client


def place(offer, signs):
    return reverse("self_check_in", args=[offer.pk, signs])


def say(registration, session, *, step="here", people=None, **fields):
    people = registration.attendees.values_list("pk", flat=True) if people is None else people
    return (
        reverse(f"ticket_{step}", args=[registration.code]),
        {"session": session.pk, "client_id": uuid.uuid4(), "people": people, **fields},
    )


def words(response):
    return " ".join(response.content.decode().split())


def here():
    return Attendance.objects.filter(undone_at=None, checked_out_at=None).count()


class TestScreen:
    def codes(self, key):
        address = reverse("self_check_in_codes")
        return Client().get(address, headers={"Authorization": f"Bearer {key}"})

    def test_page_says_nothing_of_the_session(self, client, offer):
        response = client.get(reverse("self_check_in_screen"))
        assert "Storytime" not in words(response)

    def test_is_told_the_codes_of_ten_minutes(self, offer, family):
        told = self.codes(screen_key(offer)).json()
        assert [code["code"] for code in told["codes"]] == [
            screen_code(offer, now=NOW + n * timedelta(seconds=30)) for n in range(20)
        ]
        assert told["now"] == told["codes"][0]["begins"] == round(NOW.timestamp() * 1000)
        assert told["words"]["en"]["title"] == "Storytime"
        assert told["words"]["zh-hans"]["title"] == "故事会"
        assert told["words"]["en"]["here"] == "0 people are here"

    def test_is_told_no_code_before_and_after(self, offer, session, set_clock):
        key = screen_key(offer)
        set_clock(STARTS_AT - timedelta(hours=1))
        assert self.codes(key).json()["codes"] == []
        set_clock(STARTS_AT - timedelta(minutes=31))
        first = self.codes(key).json()["codes"][0]
        assert first["begins"] == round((STARTS_AT - timedelta(minutes=30)).timestamp() * 1000)
        set_clock(session.ends_at)
        assert self.codes(key).json()["codes"] == []

    def test_counts_who_is_here_and_names_nobody(self, at_the_place, offer, family, session):
        at_the_place.post(*say(family, session))
        told = self.codes(screen_key(offer))
        assert told.json()["words"]["en"]["here"] == "2 people are here"
        assert "Lin" not in told.content.decode()

    def test_stops_when_it_is_closed(self, offer):
        key = screen_key(offer)
        close_screens(offer)
        response = self.codes(key)
        assert (response.status_code, response.json()["code"]) == (410, "screen_is_closed")

    def test_opens_nothing_else(self, client, offer):
        """The key of a screen is no token of a station."""
        response = client.get(
            "/api/v1/station", headers={"Authorization": f"Bearer {screen_key(offer)}"}
        )
        assert response.status_code == HTTPStatus.UNAUTHORIZED


class TestCodeAtThePlace:
    def test_qr_code_leads_there_in_the_language_of_the_phone(self, client, offer, settings):
        code = screen_code(offer, now=NOW)
        path = code_address(offer, code).removeprefix(settings.BASE_URL.upper())
        response = client.get(path, headers={"Accept-Language": "zh-CN"})
        assert response.url == f"/zh-hans/here/{offer.pk}/{code}/"

    def test_guest_is_sent_to_the_ticket_and_remembered(self, client, offer, family):
        response = client.get(place(offer, screen_code(offer, now=NOW)))
        assert "The link is in the letter from the library." in words(response)
        assert "no-store" in response["Cache-Control"]
        cookie = response.cookies["at_the_place"]
        assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (600, True, "Lax")
        page = words(client.get(family.get_absolute_url()))
        assert "We are here" in page
        assert "Six signs" not in page

    def test_code_may_go_out_of_date_while_somebody_reads(self, client, offer, set_clock):
        address = place(offer, screen_code(offer, now=NOW))
        client.get(address)
        set_clock(NOW + timedelta(minutes=9))
        assert client.get(address).status_code == HTTPStatus.OK
        set_clock(NOW + timedelta(minutes=11))
        assert client.get(address).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_wrong_code_tells_nothing_of_the_event(self, client, offer):
        response = client.get(place(offer, "000000"))
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Storytime" not in words(response)
        assert "at_the_place" not in response.cookies

    def test_session_that_is_not(self, client):
        response = client.get(reverse("self_check_in", args=[2**62, "000000"]))
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_family_that_is_signed_in_ticks_and_is_welcome(self, client, offer, session):
        user = UserFactory()
        mine = ticket(
            session.event, "Lin Yue", children=["Bean"], household=HouseholdFactory(user=user)
        )
        client.force_login(user)
        page = client.get(place(offer, paper_code(offer)))
        assert "Who of you is here?" in words(page)
        response = client.post(*say(mine, session), follow=True)
        assert response.redirect_chain == [(mine.get_absolute_url(), 302)]
        assert "Lin Yue, Bean" in words(response).partition("Welcome")[2]

    def test_ticket_for_another_event_of_this_hour(self, client, offer):
        user = UserFactory()
        other = EventFactory(title_en="Chess")
        ticket(other, "Lin Yue", household=HouseholdFactory(user=user))
        client.force_login(user)
        page = words(client.get(place(offer, paper_code(offer))))
        assert "Your ticket is for another event at this hour: Chess, 10:00" in page

    def test_who_waits_is_sent_to_the_people(self, client, offer, session):
        user = UserFactory()
        ticket(
            session.event,
            "Lin Yue",
            household=HouseholdFactory(user=user),
            state=PlaceState.WAITING,
        )
        client.force_login(user)
        page = words(client.get(place(offer, paper_code(offer))))
        assert "No place has come free for you yet." in page

    def test_signed_in_without_a_ticket(self, client, offer):
        user = UserFactory()
        client.force_login(user)
        page = words(client.get(place(offer, paper_code(offer))))
        assert "Nobody has signed up for this event with your account." in page

    def test_internal_event_is_not_linked(self, client, session, offer):
        session.event.kind = EventKind.INTERNAL
        session.event.save()
        page = words(client.get(place(offer, paper_code(offer))))
        assert session.event.get_absolute_url() not in page

    def test_too_many_codes(self, client, offer, monkeypatch):
        few = Limit("few", most=1, span=timedelta(minutes=10))
        monkeypatch.setattr(offers, "TRIES_OF_ADDRESS", few)
        client.get(place(offer, "000000"))
        response = client.get(place(offer, paper_code(offer)))
        assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert "Wait 10 minutes" in words(response)


class TestTicket:
    def test_offers_nothing_where_nothing_is_offered(self, client, family):
        assert "At the door" not in words(client.get(family.get_absolute_url()))

    def test_six_signs_let_in(self, client, offer, family, session):
        code = screen_code(offer, now=NOW).lower()
        response = client.post(*say(family, session, signs=f"{code[:3]} {code[3:]}"))
        assert response.url == family.get_absolute_url()
        assert here() == 2
        assert "Welcome" in words(client.get(response.url))

    def test_since_when(self, at_the_place, family, session, set_clock):
        at_the_place.post(*say(family, session))
        set_clock(STARTS_AT)
        page = words(at_the_place.get(family.get_absolute_url()))
        assert "Here since 09:55: Lin Yue, Bean" in page

    def test_wrong_signs_keep_what_was_ticked(self, client, offer, family, session):
        [mother] = family.attendees.filter(kind="adult")
        response = client.post(*say(family, session, people=[mother.pk], signs="000000"))
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        page = words(response)
        assert 'value="000000"' in page
        assert page.count(" checked>") == 1
        assert here() == 0

    def test_neither_signs_nor_place(self, client, offer, family, session):
        response = client.post(*say(family, session))
        assert "Scan the code at the place, or type its six signs" in words(response)
        assert here() == 0

    def test_nobody_ticked(self, at_the_place, family, session):
        response = at_the_place.post(*say(family, session, people=[]))
        assert "Tick at least one of you." in words(response)

    def test_place_of_another_session_lets_nobody_in(self, client, family, session, offer):
        other = EventFactory().sessions.get()
        elsewhere = offer_self_check_in(session=other, on_screen=True, on_paper=True)
        client.cookies["at_the_place"] = place_told(elsewhere, now=NOW)
        response = client.post(*say(family, session))
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert here() == 0

    def test_session_of_another_event(self, at_the_place, family):
        other = EventFactory().sessions.get()
        assert at_the_place.post(*say(family, other)).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("session_id", ["", "x", "-1", "9" * 30])
    def test_session_that_is_none(self, at_the_place, family, session, session_id):
        path, form = say(family, session)
        response = at_the_place.post(path, form | {"session": session_id})
        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_tap_that_comes_twice(self, at_the_place, family, session):
        step = say(family, session)
        assert [at_the_place.post(*step).status_code for _tap in range(2)] == [302, 302]
        assert (here(), Scan.objects.count()) == (2, 1)

    def test_after_the_end(self, at_the_place, family, session, set_clock):
        set_clock(session.ends_at)
        response = at_the_place.post(*say(family, session))
        assert response.status_code == HTTPStatus.CONFLICT
        assert "This session is over." in words(response)

    def test_cancelled_ticket_is_told_so_at_the_place(self, at_the_place, session):
        gone = ticket(session.event, state=PlaceState.CANCELLED)
        assert "This ticket was cancelled. Ask at the door" in words(
            at_the_place.get(gone.get_absolute_url())
        )
        assert at_the_place.post(*say(gone, session)).status_code == HTTPStatus.CONFLICT

    def test_child_without_an_adult_is_received_at_the_door(self, at_the_place, session):
        child = ticket(session.event, children=["Bean"])
        child.attendees.filter(kind="adult").delete()
        page = words(at_the_place.get(child.get_absolute_url()))
        assert "Somebody at the door receives Bean" in page
        assert "is here</button>" not in page

    def test_asked_for_by_its_address_it_is_the_ticket(self, client, family, offer):
        for step in ("ticket_here", "ticket_leaving"):
            response = client.get(reverse(step, args=[family.code]))
            assert response.url == family.get_absolute_url()

    def test_code_of_no_ticket(self, at_the_place, family, session):
        path, form = say(family, session)
        wrong = path.replace(family.code, "A" * 26)
        assert at_the_place.post(wrong, form).status_code == HTTPStatus.NOT_FOUND


class TestLeaving:
    @pytest.fixture
    def course(self, session, offer):
        session.event.kind = EventKind.COURSE
        session.event.save()
        return offer

    def test_adult_leaves_and_the_child_stays(self, at_the_place, course, family, session):
        at_the_place.post(*say(family, session))
        page = words(at_the_place.get(family.get_absolute_url()))
        assert "Bean may not leave alone: say the code for collecting" in page
        adult = family.attendees.filter(kind="adult").values_list("pk", flat=True)
        at_the_place.post(*say(family, session, step="leaving", people=adult))
        gone = Attendance.objects.get(checked_out_at__isnull=False)
        assert gone.check_out_method == CheckOutMethod.SELF
        page = words(at_the_place.get(family.get_absolute_url()))
        assert "Lin Yue left at 09:55." in page

    def test_child_is_let_go_by_people_only(self, at_the_place, course, family, session):
        at_the_place.post(*say(family, session))
        response = at_the_place.post(*say(family, session, step="leaving"))
        assert response.status_code == HTTPStatus.CONFLICT
        assert "leaves only against the guardian&#x27;s code" in words(response)
        assert here() == 2
