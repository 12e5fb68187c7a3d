"""What is read once for a crowd: a moment old it may be, but nobody gets a place by it."""

from __future__ import annotations

import pytest

from brands.choices import WayIn
from events.choices import EventStatus, PlaceState
from events.errors import EventCancelled, EventNotPublic, WayInChanged
from events.models import Intake, SeatPool
from events.services.registration.moment import forget, intake_of_this_moment
from tests.events.parties import guest, sign_up
from tests.factories.events import EventFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(settings):
    """An event with two places, which was read a moment ago."""
    settings.PAGE_CACHE_SECONDS = 60
    event = EventFactory(places=2)
    intake_of_this_moment(event.pk)
    yield event
    forget(event.pk)


def test_event_is_read_once(event):
    with statements() as sql:
        assert intake_of_this_moment(event.pk).event == event
    assert sql == []


def test_it_is_read_anew_after_a_while(event, settings):
    forget(event.pk)
    settings.PAGE_CACHE_SECONDS = 0
    intake_of_this_moment(event.pk)
    SeatPool.objects.filter(event=event).update(taken=2)
    assert intake_of_this_moment(event.pk).event.pools.all()[0].free == 0


def test_what_is_not_there_is_not_kept(event):
    with pytest.raises(EventNotPublic):
        intake_of_this_moment(event.pk + 1)


def test_places_that_are_gone_by_now_are_not_given(event):
    sign_up(event, guest("First", adults=2))
    late = sign_up(event, guest("Late"), intake=intake_of_this_moment(event.pk))
    assert late.state == PlaceState.WAITING


def test_places_that_came_free_are_found(event):
    forget(event.pk)
    SeatPool.objects.filter(event=event).update(taken=2)
    full = intake_of_this_moment(event.pk)
    SeatPool.objects.filter(event=event).update(taken=0)
    assert sign_up(event, intake=full).state == PlaceState.SEATED


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"status": EventStatus.CANCELLED}, EventCancelled),
        ({"way_in": WayIn.APPROVAL}, WayInChanged),
    ],
)
def test_event_that_has_changed_is_noticed_and_read_anew(event, change, refusal):
    Intake.objects.filter(event=event).update(**change)
    with pytest.raises(refusal):
        sign_up(event, intake=intake_of_this_moment(event.pk))
    [(name, value)] = change.items()
    assert getattr(intake_of_this_moment(event.pk), name) == value
