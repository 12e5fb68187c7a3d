"""A class at the door: counted, not read out."""

import uuid

import pytest
from django.urls import reverse

from core import clock
from door.choices import DoorAnswer
from door.errors import MoreThanRegistered, NotOnThisTicket
from door.services.check_in import check_in
from door.services.groups import count_group
from door.services.parties import party_of
from door.services.roster import roster
from events.choices import CheckInMethod
from events.models import Attendance
from events.services.registration.cancellation import cancel_registration
from tests.door.test_pages import text
from tests.events.parties import NOW, school_class, sign_up
from tests.factories.door import ticket
from tests.factories.events import STARTS_AT
from tests.factories.invitations import GroupInvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_ten(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: STARTS_AT)


@pytest.fixture
def group(session):
    """Two adults and 28 children, at an event with places for others too."""
    session.event.pools.update(capacity=40, ceiling=40)
    invitation = GroupInvitationFactory(event=session.event)
    party = school_class("Class 3b", children=28)
    return sign_up(session.event, party, invitation=invitation)


def count(session, group, clerk, adults, children, **options):
    return count_group(
        session=session,
        registration_id=group.pk,
        adults=adults,
        children=children,
        by=clerk,
        client_id=options.get("client_id", uuid.uuid4()),
        now=STARTS_AT,
    )


def here(group):
    present = Attendance.objects.filter(attendee__registration=group, undone_at=None)
    return {kind: present.filter(attendee__kind=kind).count() for kind in ("adult", "child")}


def test_the_ticket_lets_the_whole_class_in_under_its_name(session, clerk, group):
    result = check_in(
        session=session,
        code=group.code,
        by=clerk,
        method=CheckInMethod.SCAN,
        client_id=uuid.uuid4(),
        now=STARTS_AT,
    )
    assert result.answer == DoorAnswer.WELCOME
    assert result.who == "Class 3b · 2 adults, 28 children"


def test_28_of_30_came(session, clerk, group):
    result = count(session, group, clerk, 2, 26)
    assert result.who == "Class 3b · 2 adults, 26 children"
    assert here(group) == {"adult": 2, "child": 26}


def test_counted_again_the_last_number_stands(session, clerk, group):
    count(session, group, clerk, 2, 28)
    assert count(session, group, clerk, 1, 26) is None
    assert here(group) == {"adult": 1, "child": 26}
    assert count(session, group, clerk, 2, 27).who == "Class 3b · 1 adult, 1 child"
    assert here(group) == {"adult": 2, "child": 27}
    assert count(session, group, clerk, 0, 0) is None
    assert here(group) == {"adult": 0, "child": 0}


def test_sent_twice_is_counted_once(session, clerk, group):
    key = uuid.uuid4()
    for _ in range(2):
        count(session, group, clerk, 2, 20, client_id=key)
    assert here(group) == {"adult": 2, "child": 20}
    assert Attendance.objects.count() == 22


def test_more_than_registered_are_walk_ins(session, clerk, group):
    with pytest.raises(MoreThanRegistered, match="2 adults, 28 children"):
        count(session, group, clerk, 2, 29)
    assert not Attendance.objects.exists()


def test_only_groups_with_places_are_counted(session, clerk, group):
    family = ticket(session.event, "Lin Yue")
    cancel_registration(registration_id=group.pk, now=NOW)
    for other in (family, group):
        with pytest.raises(NotOnThisTicket):
            count(session, other, clerk, 1, 0)


def test_found_by_the_name_of_the_group(session, group):
    ticket(session.event, "Lin Yue")
    assert [party.name for party in roster(session, query="3b")] == ["Class 3b"]


class TestPage:
    def test_asks_for_two_numbers_instead_of_thirty_names(self, client, session, clerk, group):
        client.force_login(clerk)
        page = client.get(reverse("door_party", args=[session.pk, group.pk]))
        assert "0 of 30 are here." in text(page)
        assert 'name="attendee"' not in page.content.decode()
        sent = {"client_id": uuid.uuid4(), "adults": 2, "children": 26}
        answer = client.post(reverse("door_group", args=[session.pk, group.pk]), sent, follow=True)
        assert "28 of 30 are here." in text(answer)

    def test_htmx_gets_the_answer_and_the_party(self, client, session, clerk, group):
        client.force_login(clerk)
        sent = {"client_id": uuid.uuid4(), "adults": 2, "children": 26}
        url = reverse("door_group", args=[session.pk, group.pk])
        answer = client.post(url, sent, headers={"HX-Request": "true"})
        assert "Class 3b · 2 adults, 26 children" in text(answer)
        assert "28 of 30 are here." in text(answer)

    def test_of_another_event_there_is_none(self, client, session, clerk, group):
        client.force_login(clerk)
        other = GroupInvitationFactory()
        stranger = sign_up(other.event, school_class(), invitation=other)
        assert party_of(session, stranger.pk) is None
        url = reverse("door_group", args=[session.pk, stranger.pk])
        sent = {"client_id": uuid.uuid4(), "adults": 1, "children": 0}
        assert client.post(url, sent).status_code == 422
        assert not Attendance.objects.exists()
