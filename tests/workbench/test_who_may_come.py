"""Who may come, at the desk: rules are set there, and passed over there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from brands.choices import ReaderCardRule
from events.choices import AttendeeKind, CardStanding
from events.models import Intake, ReaderCard
from events.services.registration.eligibility import intake_with_places
from events.services.registration.parties import guest_party
from staff.choices import StaffRole
from tests.events.parties import NOW
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.factories.registrations import RegistrationFactory
from tests.factories.staff import StaffScopeFactory
from workbench.services.proxy_rules import notices_about, notices_for

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def now(set_clock):
    set_clock(NOW)


@pytest.fixture
def event():
    return EventFactory()


@pytest.fixture
def coordinator(client):
    client.force_login(StaffScopeFactory().user)
    return client


def address(event, page="who_may_come"):
    return reverse(f"desk:{page}", args=[event.pk])


def test_the_form_sets_all_rules_and_the_desk_tells_them(coordinator, event):
    answer = coordinator.post(
        address(event),
        {
            "children_per_adult": "4",
            "residents_until_0": "2026-04-28",
            "residents_until_1": "10:00",
            "residents_until": "2026-04-28T10:00",
            "reader_card": "format",
            "checks_out": "on",
        },
    )
    assert answer.status_code == 302
    intake = Intake.objects.get(event=event)
    assert (intake.children_per_adult, intake.reader_card) == (4, ReaderCardRule.FORMAT)
    assert intake.residents_until == LATER
    assert intake.checks_out
    desk = coordinator.get(address(event, "overview")).content.decode()
    assert "One adult for every 4 children." in desk
    assert "Until Tue 28 Apr, 10:00 only for people who live in this city" in desk


@pytest.mark.parametrize("children", ["0", "-1", "51", "many"])
def test_no_adult_looks_after_so_many(coordinator, event, children):
    data = {"children_per_adult": children, "reader_card": "none"}
    assert coordinator.post(address(event), data).status_code == 200
    assert Intake.objects.get(event=event).children_per_adult is None


def test_another_branch_has_no_say(client, event):
    client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
    assert client.post(address(event), {"reader_card": "none"}).status_code == 404


def test_the_door_desk_has_no_say_either(client, event):
    scope = StaffScopeFactory(role=StaffRole.DOOR, branch=event.branch)
    client.force_login(scope.user)
    answer = client.post(address(event), {"children_per_adult": "1", "reader_card": "none"})
    assert answer.status_code in (302, 403)
    assert Intake.objects.get(event=event).children_per_adult is None


def test_what_a_caller_must_be_asked_is_said_from_the_beginning():
    event = EventFactory(
        intake__children_per_adult=1,
        intake__residents_until=LATER,
        intake__reader_card=ReaderCardRule.FORMAT,
    )
    intake = intake_with_places(event.pk)
    assert [notice.code for notice in notices_about(intake, now=NOW)] == [
        "residents_first",
        "reader_card_missing",
    ]
    party = guest_party(name="Lin", adults=1, children=2, language="en")
    assert [notice.sentence for notice in notices_for(party, intake, now=NOW)] == [
        "Each adult looks after at most 1 of the children."
    ]


def test_the_card_is_shown_by_its_last_digits(coordinator, event):
    registration = RegistrationFactory(event=event)
    ReaderCard.objects.create(
        registration=registration, last_digits="1234", standing=CardStanding.NOT_VERIFIED
    )
    url = reverse("desk:registration", args=[event.pk, registration.reference])
    page = coordinator.get(url).content.decode()
    assert "Reader card •••• 1234 (not verified: the library system did not answer)" in page


def test_staff_say_for_a_caller_that_the_children_go_alone(coordinator, event):
    url = reverse("desk:register", args=[event.pk])
    page = coordinator.post(url, {"who": "", "new": "1"})
    data = {
        "form_key": page.context["form"]["form_key"].value(),
        "name": "Wang Fang",
        "adults": "0",
        "children": "1",
        "children_leave_alone": "on",
        "language": "en",
    }
    assert coordinator.post(url, data).status_code == 302
    [child] = event.attendees.all()
    assert (child.kind, child.may_leave_alone) == (AttendeeKind.CHILD, True)
