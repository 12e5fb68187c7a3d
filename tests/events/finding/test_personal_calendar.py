"""A reader's own calendar: a secret address that tells when and where, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Household, User
from accounts.services.export import everything_about
from events.choices import EventStatus
from events.models import CalendarLink
from events.services.calendar import session_uid
from events.services.personal_calendar import (
    calendar_url,
    close_calendar,
    open_calendar,
    renew_calendar,
)
from events.services.registration.cancellation import cancel_registration
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory
from tests.racing import race
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_the_event(set_clock: Any) -> None:
    set_clock(NOW)


@pytest.fixture
def household() -> Household:
    return HouseholdFactory(user__language="en")


@pytest.fixture
def reader(household: Household) -> User:
    return User.objects.get(person__households=household)


def feed_of(user: User) -> str:
    return reverse("my_calendar_feed", args=[open_calendar(user, now=NOW).code])


def entries(client: Client, address: str) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_what_the_family_goes_to_is_there(
    client: Client, household: Household, reader: User
) -> None:
    event = EventFactory(title_en="Storytime", sessions=2)
    sign_up(event, family(ChildFactory(household=household)))
    found = entries(client, feed_of(reader))
    assert [str(entry["UID"]) for entry in found] == [
        session_uid(session) for session in event.sessions.all()
    ]
    assert str(found[0]["SUMMARY"]) == "Storytime"
    assert found[0]["DTSTART"].dt == STARTS_AT


def test_what_i_wait_for_gave_back_or_have_been_to_is_not(
    client: Client, household: Household, reader: User, set_clock: Any
) -> None:
    full, given_back, past = EventFactory(places=1), EventFactory(), EventFactory(sessions=0)
    SessionFactory(event=past, starts_at=STARTS_AT - timedelta(days=7))
    sign_up(full, guest("First"))
    for event in (full, given_back, past):
        registration = sign_up(event, family(household=household))
        if event is given_back:
            cancel_registration(registration_id=registration.pk, now=NOW)
    set_clock(STARTS_AT - timedelta(days=1))
    assert entries(client, feed_of(reader)) == []


def test_nothing_of_others_is_there(client: Client, reader: User) -> None:
    sign_up(EventFactory(), family(household=HouseholdFactory()))
    sign_up(EventFactory(), guest())
    assert entries(client, feed_of(reader)) == []


def test_what_is_called_off_is_marked(client: Client, household: Household, reader: User) -> None:
    event = EventFactory()
    sign_up(event, family(household=household))
    event.intake.status = EventStatus.CANCELLED
    event.intake.save()
    [entry] = entries(client, feed_of(reader))
    assert entry["STATUS"] == "CANCELLED"


def test_it_holds_no_name_no_ticket_and_no_meeting(
    client: Client, household: Household, reader: User
) -> None:
    event = EventFactory(sessions=0)
    SessionFactory(event=event, online_url="https://meet.example/secret")
    child = ChildFactory(household=household, person__name="Doudou")
    registration = sign_up(event, family(child))
    body = client.get(feed_of(reader)).content.decode().replace("\r\n ", "")
    for secret in ("Doudou", reader.name, str(reader.email), registration.code, "meet.example"):
        assert secret not in body
    assert registration.reference not in body


def test_it_speaks_the_readers_language(client: Client, household: Household, reader: User) -> None:
    sign_up(EventFactory(title_zh="故事会"), family(household=household))
    User.objects.filter(pk=reader.pk).update(language="zh-hans")
    [entry] = entries(client, feed_of(reader))
    assert str(entry["SUMMARY"]) == "故事会"
    assert "/zh-hans/events/" in str(entry["URL"])


def test_nobody_on_the_way_keeps_it(client: Client, reader: User) -> None:
    answer = client.get(feed_of(reader))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies


def test_three_statements_however_much_one_goes_to(
    client: Client, household: Household, reader: User
) -> None:
    address = feed_of(reader)
    for _ in range(4):
        sign_up(EventFactory(), family(household=household))
    with statements() as ran:
        assert len(entries(client, address)) == 4
    assert len(ran) == 3


def test_wrong_codes_lead_nowhere(client: Client, reader: User) -> None:
    address = feed_of(reader)
    code = CalendarLink.objects.get().code
    wrong = ("A" if code[0] != "A" else "B") + code[1:]
    assert client.get(address.replace(code, wrong)).status_code == 404
    assert client.get("/calendars/short.ics").status_code == 404
    assert client.get(address.replace(code, code.lower())).status_code == 200


def test_an_old_address_ends_with_the_new_one(client: Client, reader: User) -> None:
    old = feed_of(reader)
    assert feed_of(reader) == old
    renew_calendar(reader, now=NOW)
    new = feed_of(reader)
    assert new != old
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_an_ended_address_leads_nowhere(client: Client, reader: User) -> None:
    address = feed_of(reader)
    close_calendar(reader)
    assert client.get(address).status_code == 404


def test_who_is_locked_out_or_forgotten_has_no_calendar(client: Client, reader: User) -> None:
    address = feed_of(reader)
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert client.get(address).status_code == 404
    User.objects.filter(pk=reader.pk).update(is_active=True)
    reader.delete()
    assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_taps_make_one_address() -> None:
    user = UserFactory()
    first, second = race(*[lambda: open_calendar(user, now=NOW).code] * 2)
    assert first == second == CalendarLink.objects.get().code


def test_the_export_tells_that_there_is_one_and_not_where(reader: User) -> None:
    assert everything_about(reader, now=NOW)["calendar_link"] == {}
    code = open_calendar(reader, now=NOW).code
    told = everything_about(reader, now=NOW)
    assert told["calendar_link"] == {"since": NOW}
    assert code not in str(told)


# The page


@pytest.fixture
def mine(client: Client, reader: User) -> Client:
    client.force_login(reader)
    return client


def test_the_page_makes_renews_and_ends_it(mine: Client, reader: User) -> None:
    page = reverse("my_calendar")
    assert "/calendars/" not in mine.get(page).content.decode()
    assert not CalendarLink.objects.exists()

    mine.post(page, {"do": "open"})
    url = calendar_url(CalendarLink.objects.get())
    answer = mine.get(page)
    assert f'value="{url}"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    mine.post(page, {"do": "open"})
    assert calendar_url(CalendarLink.objects.get()) == url

    mine.post(page, {"do": "renew"})
    assert calendar_url(CalendarLink.objects.get()) != url
    mine.post(page, {"do": "close"})
    assert not CalendarLink.objects.exists()
    assert mine.post(page, {"do": "something"}).status_code == 302


def test_the_device_is_offered_its_own_way(mine: Client, reader: User) -> None:
    url = calendar_url(open_calendar(reader, now=NOW))
    page = mine.get(reverse("my_calendar")).content.decode()
    assert f'href="webcal:{url.partition(":")[2]}"' in page


def test_strangers_are_sent_to_the_door(client: Client) -> None:
    page = reverse("my_calendar")
    for answer in (client.get(page), client.post(page, {"do": "open"})):
        assert answer["Location"] == f"/accounts/login/?next={page}"
    assert not CalendarLink.objects.exists()
