"""A class as staff see it: registered by telephone, on the list, in files."""

import uuid

import pytest
from django.urls import reverse

from core import clock
from events.models import Registration
from tests.events.parties import NOW, school_class, sign_up
from tests.factories.events import EventFactory
from tests.factories.invitations import GroupInvitationFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words
from workbench.choices import Purpose, Whom
from workbench.services.name_lists import NAME_LISTS, table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def desk(client):
    client.force_login(StaffScopeFactory().user)
    return client


def by_telephone(**fields):
    return {
        "form_key": str(uuid.uuid4()),
        "name": "Teacher Wang",
        "contact": "wang@example.org",
        "adults": "2",
        "children": "26",
        "language": "en",
        "group_name": "Class 3b",
    } | fields


def register(desk, event, **fields):
    url = reverse("desk:register", args=[event.pk])
    form = by_telephone(**fields)
    asked = parsed_whatever(desk.post(url, form))
    seen = [field["value"] for field in asked.select("[name=seen]")]
    return desk.post(url, form | {"seen": seen}) if seen else None


def parsed_whatever(answer):
    answer.status_code = 200
    return parsed(answer)


def test_registered_by_telephone_without_an_invitation(desk):
    event = EventFactory(intake__party_max=4)
    register(desk, event)
    registration = Registration.objects.get()
    assert (registration.group_name, registration.invitation) == ("Class 3b", None)
    assert registration.attendees.count() == 28
    assert registration.contact.name == "Teacher Wang"


def test_ages_become_a_range_where_the_event_has_some(desk):
    event = EventFactory(age_from=6, age_to=12)
    register(desk, event, ages="8 9", group_children="26", children="")
    registration = Registration.objects.get()
    assert (registration.group_age_from, registration.group_age_to) == (8, 9)
    assert registration.attendees.filter(kind="child").count() == 26


def test_stands_on_the_desk_under_its_name(desk):
    invitation = GroupInvitationFactory(name="Shiyan Primary School")
    event = invitation.event
    party = sign_up(event, school_class(age_from=8, age_to=9), invitation=invitation)
    page = words(parsed(desk.get(reverse("desk:overview", args=[event.pk]))).select_one(".roster"))
    assert "Class 3b , 28 people" in page
    assert "By invitation: Shiyan Primary School" in page
    assert "Guest" not in page
    one = words(parsed(desk.get(reverse("desk:registration", args=[event.pk, party.reference]))))
    assert "Class 3b" in one
    assert "By invitation: Shiyan Primary School" in one


def test_is_named_in_files():
    invitation = GroupInvitationFactory()
    sign_up(invitation.event, school_class(adults=1, children=1), invitation=invitation)
    for purpose, heading in ((Purpose.ATTENDANCE, "Name"), (Purpose.CONTACTS, "Group")):
        columns = NAME_LISTS[purpose].columns
        headings, *rows = table(invitation.event, columns, purpose, Whom.SEATED)
        told = {row[headings.index(heading)] for row in rows}
        assert told == {"Class 3b"}
