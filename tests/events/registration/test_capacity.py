from datetime import timedelta

import pytest

from events.choices import PoolKind
from events.services.registration.capacity import set_capacity
from staff.models import LogEntry
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(days=7)


def change(event, capacity, kind=PoolKind.GENERAL):
    return set_capacity(event, kind=kind, capacity=capacity, by=UserFactory(), now=NOW)


def test_more_places():
    pool = change(EventFactory(places=10), 15)
    assert (pool.capacity, pool.ceiling, pool.free) == (15, 15, 15)


def test_lowering_below_what_is_taken_drops_nobody():
    event = RegistrationFactory(event=EventFactory(places=10), party=4).event
    pool = change(event, 3)
    assert (pool.capacity, pool.ceiling, pool.taken, pool.free) == (3, 4, 4, 0)
    assert event.attendees.filter(state="seated").count() == 4


def test_raising_again_after_lowering():
    event = RegistrationFactory(event=EventFactory(places=10), party=4).event
    change(event, 3)
    pool = change(event, 6)
    assert (pool.capacity, pool.ceiling, pool.taken, pool.free) == (6, 6, 4, 2)


def test_places_for_children_are_added_where_there_were_none():
    event = EventFactory(places=10)
    change(event, 5, PoolKind.CHILDREN)
    assert dict(event.pools.values_list("kind", "capacity")) == {"general": 10, "children": 5}


def test_change_is_logged_with_both_numbers():
    event = EventFactory(places=10)
    change(event, 12)
    line = LogEntry.objects.for_instance(event).get()
    assert (line.action, line.data) == (
        "events.places",
        {"kind": "general", "from": 10, "to": 12},
    )
