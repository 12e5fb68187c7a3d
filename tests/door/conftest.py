"""A session with a door, and someone who stands at it."""

import pytest

from events.models import Session
from staff.choices import StaffRole
from tests.factories.events import EventFactory
from tests.factories.staff import StaffScopeFactory


@pytest.fixture
def session():
    """On 9 May 2026 from 10:00 to 11:30 in Shanghai, with 30 places."""
    event = EventFactory(title_en="Storytime", title_zh="故事会")
    return Session.objects.select_related("event__intake").get(event=event)


@pytest.fixture
def clerk(session):
    """The door desk of the branch that answers for the session's event."""
    scope = StaffScopeFactory(role=StaffRole.DOOR, branch=session.event.branch)
    return scope.user
