"""Places that came free are offered, kept for a while, and go on to the next."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from core import clock
from events.choices import PlaceState, PoolKind
from events.errors import EventCancelled, OfferIsOver
from events.models import Intake, Registration, SeatPool
from events.services.making.event_cancellation import cancel_event
from events.services.registration.cancellation import cancel_registration
from events.services.registration.offers import accept_offer, offers_that_ended, withdraw_offer
from events.services.registration.waiting_list import time_to_answer
from notifications.models import OutboxMessage
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.people import UserFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SEATED, OFFERED, WAITING = PlaceState.SEATED, PlaceState.OFFERED, PlaceState.WAITING


@pytest.fixture
def event():
    return EventFactory(places=2, intake__asks_first=True)


@pytest.fixture
def offered(event):
    """A party of two, after another has left; behind it waits one."""
    first, second, _third = (
        sign_up(event, guest(name, adults=n))
        for name, n in (("First", 2), ("Next", 2), ("Last", 1))
    )
    cancel_registration(registration_id=first.pk, now=NOW)
    second.refresh_from_db()
    return second


def state_of(registration):
    return Registration.objects.get(pk=registration.pk).state


def taken(event):
    return SeatPool.objects.get(event=event, kind=PoolKind.GENERAL).taken


def kinds(registration):
    sent = OutboxMessage.objects.filter(subject_id=registration.pk).order_by("pk")
    return list(sent.values_list("kind", flat=True))


def test_places_are_kept_until_the_answer(event, offered):
    assert offered.state == OFFERED
    assert offered.offer_ends_at == NOW + time_to_answer(STARTS_AT - NOW)
    assert {attendee.state for attendee in offered.attendees.all()} == {OFFERED}
    assert taken(event) == 2
    assert Intake.objects.get(event=event).waiting == 1
    assert kinds(offered) == ["waiting-list-joined", "place-offered"]


def test_yes_seats_the_party(event, offered):
    accept_offer(registration_id=offered.pk, now=NOW)

    assert state_of(offered) == SEATED
    assert taken(event) == 2
    assert kinds(offered)[-1] == "place-came-free"


def test_yes_twice_is_yes_once(offered):
    for _ in range(2):
        accept_offer(registration_id=offered.pk, now=NOW)

    assert kinds(offered).count("place-came-free") == 1
    assert offered.changes.filter(state=SEATED).count() == 1


def test_no_passes_the_places_on(event, offered):
    cancel_registration(registration_id=offered.pk, now=NOW)

    assert state_of(offered) == PlaceState.CANCELLED
    assert taken(event) == 1
    assert event.registrations.get(contact__name="Last").state == OFFERED


def test_without_an_answer_they_go_on_too(event, offered):
    late = offered.offer_ends_at
    assert offers_that_ended(now=late - timedelta(seconds=1)) == []
    assert offers_that_ended(now=late) == [offered.pk]
    with pytest.raises(OfferIsOver):
        accept_offer(registration_id=offered.pk, now=late)

    assert withdraw_offer(registration_id=offered.pk, now=late)
    assert not withdraw_offer(registration_id=offered.pk, now=late)
    assert state_of(offered) == PlaceState.CANCELLED
    assert kinds(offered)[-1] == "offer-ended"
    with translation.override("zh-hans"):
        assert offered.changes.last().why == "逾期未答复"
    assert event.registrations.get(contact__name="Last").state == OFFERED


def test_an_offer_that_stands_is_not_withdrawn(offered):
    assert not withdraw_offer(registration_id=offered.pk, now=NOW)
    assert state_of(offered) == OFFERED


@pytest.mark.parametrize(
    ("left", "answer"),
    [
        (timedelta(days=60), timedelta(days=2)),
        (timedelta(days=8), timedelta(days=1)),
        (timedelta(hours=40), timedelta(hours=5)),
        (timedelta(hours=3), timedelta(hours=2)),
    ],
)
def test_the_time_to_answer_shortens_as_the_event_nears(left, answer):
    assert time_to_answer(left) == answer


def test_on_the_last_day_nobody_is_asked(event):
    first = sign_up(event, guest("First", adults=2))
    second = sign_up(event, guest("Second", adults=2))
    cancel_registration(registration_id=first.pk, now=STARTS_AT - DAY)

    assert state_of(second) == SEATED


def test_small_parties_pass_large_ones_only_where_the_event_wants_it():
    for skips, expected in ((False, WAITING), (True, SEATED)):
        event = EventFactory(places=3, intake__skips_to_fitting=skips)
        leaving = sign_up(event, guest("Leaving"))
        sign_up(event, guest("Staying", adults=2))
        large = sign_up(event, guest("Large", adults=2))
        small = sign_up(event, guest("Small"))
        cancel_registration(registration_id=leaving.pk, now=NOW)

        assert state_of(large) == WAITING
        assert state_of(small) == expected


def test_a_cancelled_event_has_no_offers(event, offered):
    cancel_event(event, reason_en="Storm", reason_zh="暴雨", user=UserFactory(), now=NOW)

    assert offers_that_ended(now=STARTS_AT) == []
    with pytest.raises(EventCancelled):
        accept_offer(registration_id=offered.pk, now=NOW)


def test_the_database_wants_an_end_for_each_offer(offered):
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=offered.pk).update(offer_ends_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=offered.pk).update(state=SEATED)


class TestPage:
    @pytest.fixture(autouse=True)
    def now(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOW)

    def test_the_ticket_asks_and_one_tap_answers(self, client, offered):
        page = parsed(client.get(offered.get_absolute_url()))
        assert "Places for all of you!" in words(page.main)
        assert "Yes, we are coming" in words(page.main)
        assert page.find(class_="ticket-code") is None

        answer = client.post(reverse("ticket_accept", args=[offered.code]), follow=True)
        assert "Your ticket" in words(parsed(answer).main)
        assert parsed(answer).find(class_="ticket-code")

    def test_too_late_is_said_on_the_ticket(self, client, offered, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: offered.offer_ends_at)

        answer = client.post(reverse("ticket_accept", args=[offered.code]))
        assert answer.status_code == 409
        assert "This offer has ended" in answer.content.decode()

    def test_no_is_asked_once_more(self, client, offered):
        address = reverse("ticket_cancel", args=[offered.code])
        assert "Give the places to the next?" in words(parsed(client.get(address)).main)
        client.post(address)

        assert state_of(offered) == PlaceState.CANCELLED

    def test_a_link_alone_accepts_nothing(self, client, offered):
        assert client.get(reverse("ticket_accept", args=[offered.code])).status_code == 405
        assert state_of(offered) == OFFERED
