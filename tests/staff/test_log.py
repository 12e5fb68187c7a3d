import pytest
from wagtail.log_actions import log

from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """A line about an event of each of two branches."""
    events = [EventFactory(), EventFactory()]
    return {event.branch: log(event, "events.places") for event in events}


def test_everyone_sees_the_lines_about_rows_in_their_scope(lines):
    for branch, line in lines.items():
        for role in (StaffRole.COORDINATOR, StaffRole.DIRECTOR, StaffRole.REVIEWER):
            user = StaffScopeFactory(role=role, branch=branch).user
            assert list(LogEntry.objects.viewable_by_user(user)) == [line]


def test_nobody_else_sees_any(lines):
    strangers = (
        UserFactory(is_staff=True),
        StaffScopeFactory(branch=BranchFactory()).user,
        StaffScopeFactory(role=StaffRole.DOOR).user,
    )
    for user in strangers:
        assert not LogEntry.objects.viewable_by_user(user).exists()


def test_superuser_sees_all_of_them_even_about_what_is_gone(lines):
    branch, line = next(iter(lines.items()))
    branch.events.get().delete()
    boss = UserFactory(is_superuser=True)
    assert set(LogEntry.objects.viewable_by_user(boss)) == set(lines.values())
    assert not LogEntry.objects.viewable_by_user(StaffScopeFactory(branch=branch).user).exists()
    assert line.label
