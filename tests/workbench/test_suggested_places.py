"""A suggestion of places is shown with its arithmetic, and nothing is set by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.choices import PoolKind
from tests.events.registration.test_overbooking import held
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory, SessionFactory
from tests.factories.network import RoomFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(set_clock):
    set_clock(STARTS_AT + timedelta(days=60))
    event = EventFactory(programme=ProgrammeFactory(), sessions=0, places=20)
    room = RoomFactory(branch=event.branch, capacity=28)
    SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=90), room=room)
    return event


@pytest.fixture
def places(client, event):
    client.force_login(StaffScopeFactory().user)
    address = reverse("desk:places", args=[event.pk])
    return lambda ending="": client.get(address + ending)


def happen(event, times):
    """Earlier events of the programme, where four of five came."""
    for week in range(times):
        held(event.programme, week=week, seated=5, came=4)


def test_is_shown_with_its_arithmetic_and_sets_nothing(places, event):
    happen(event, 5)
    answer = places()
    page = answer.content.decode()
    assert "20 of 25 people with a place came (80 %)." in page
    assert "With 31 places for a room of 28, more than 28 come in about 4 of 100 events." in page
    assert "Fill in 31 places" in page
    assert answer.context["form"]["general"].value() == 20
    assert event.pools.get().capacity == 20


def test_is_filled_in_on_request_and_still_sets_nothing(places, event):
    happen(event, 5)
    SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=10)
    answer = places("?suggested")
    assert answer.context["form"]["general"].value() == 21
    assert "Save to make it so." in answer.content.decode()
    assert event.pools.get(kind=PoolKind.GENERAL).capacity == 20


def test_too_little_history_says_so(places, event):
    happen(event, 4)
    answer = places("?suggested")
    assert "names were taken at 4 earlier events" in answer.content.decode()
    assert answer.context["form"]["general"].value() == 20


def test_nothing_is_said_where_no_room_is_known(places, event):
    happen(event, 5)
    event.sessions.update(room=None)
    assert "people with a place came" not in places().content.decode()
