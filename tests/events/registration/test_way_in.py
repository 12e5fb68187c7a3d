from datetime import timedelta

import pytest

from brands.choices import WayIn
from events.choices import EventStatus
from events.models import Event
from events.services.registration.way_in import State, registration_window, way_in_now
from tests.factories.events import STARTS_AT, EventFactory

pytestmark = pytest.mark.django_db

BEFORE = STARTS_AT - timedelta(days=7)
OVER = STARTS_AT + timedelta(days=1)


def way_in(event, *, now=BEFORE):
    event = Event.objects.with_places().get(pk=event.pk)
    return way_in_now(event, places=event.places, free=event.places_free, now=now)


def test_open_until_the_first_session_starts():
    event = EventFactory()

    assert way_in(event, now=STARTS_AT - timedelta(seconds=1)).state == State.OPEN
    assert way_in(event, now=STARTS_AT).state == State.CLOSED
    assert way_in(event, now=OVER).state == State.OVER


def test_window_of_the_intake_goes_first():
    opens_at, closes_at = BEFORE, STARTS_AT - timedelta(days=1)
    event = EventFactory(intake__opens_at=opens_at, intake__closes_at=closes_at)

    assert registration_window(event, event.intake) == (opens_at, closes_at)
    assert way_in(event, now=opens_at - timedelta(seconds=1)).state == State.NOT_OPEN_YET
    assert way_in(event, now=opens_at).state == State.OPEN
    assert way_in(event, now=closes_at).state == State.CLOSED


def test_full_when_nothing_is_free_or_somebody_waits():
    full = EventFactory(places=4)
    full.pools.update(taken=4)
    queued = EventFactory(places=4, intake__waiting=1)

    assert way_in(full).state == State.FULL
    assert way_in(queued).state == State.FULL
    assert way_in(full).takes_registrations


def test_few_places_are_told_apart():
    assert way_in(EventFactory(places=5)).is_almost_full
    assert not way_in(EventFactory(places=6)).is_almost_full


def test_drop_in_needs_no_places_and_no_window():
    event = EventFactory(
        places=0, intake__way_in=WayIn.DROP_IN, intake__opens_at=STARTS_AT + timedelta(days=9)
    )

    assert way_in(event).state == State.DROP_IN
    assert not way_in(event).takes_registrations


def test_registration_without_places_is_closed():
    assert way_in(EventFactory(places=0)).state == State.CLOSED


def test_registration_without_a_date_is_closed():
    assert way_in(EventFactory(sessions=0)).state == State.CLOSED


def test_cancelled_says_so_even_when_it_would_be_over():
    event = EventFactory(intake__status=EventStatus.CANCELLED)

    assert way_in(event).state == State.CANCELLED
    assert way_in(event, now=OVER).state == State.CANCELLED
