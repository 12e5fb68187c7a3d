"""What helps people is asked privately, shown where it is prepared, and forgotten soon after."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.services.erasure import erase_person
from accounts.services.export import everything_about
from core import clock
from events.choices import AccessNeed, AttendanceMode, EventStatus, PlaceState
from events.models import Attendee, Registration
from events.services.making.readiness import what_is_missing
from events.services.registration.cancellation import cancel_registration
from events.services.registration.needs import (
    KEPT_AFTER_THE_EVENT,
    forget_needs_of_the_past,
    needs_in_words,
    needs_of,
)
from notifications.models import OutboxMessage
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, HouseholdFactory
from tests.factories.staff import StaffScopeFactory
from workbench.services.name_lists import NAME_LISTS

pytestmark = pytest.mark.django_db

ENDS_AT = STARTS_AT + timedelta(minutes=90)


@pytest.fixture(autouse=True)
def two_weeks_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def page_of(event):
    return reverse("register", args=[event.slug, event.pk])


def desk_of(event):
    return reverse("desk:overview", args=[event.pk])


def said(event):
    return list(Attendee.objects.filter(event=event).order_by("pk").values_list("needs", flat=True))


def as_guest(**fields):
    return {
        "form_key": str(uuid.uuid4()),
        "name": "Lin Yu",
        "contact": "lin@example.org",
        "adults": "2",
        "children": "0",
    } | fields


class TestAsking:
    def test_guest_says_it_for_the_party(self, client):
        event = EventFactory()
        client.post(page_of(event), as_guest(needs_0=["large_type", "hearing_loop"]))
        assert said(event) == [["hearing_loop", "large_type"], []]

    def test_family_says_it_for_each(self, client):
        household = HouseholdFactory()
        child = ChildFactory(household=household).person
        holder = household.memberships.get(role="holder").person
        client.force_login(holder.user)
        event = EventFactory()
        client.post(
            page_of(event),
            {
                "form_key": str(uuid.uuid4()),
                "people": [holder.pk, child.pk],
                f"needs_{child.pk}": ["wheelchair"],
                "children_leave_alone": "",
            },
        )
        needs = dict(Attendee.objects.filter(event=event).values_list("person", "needs"))
        assert needs == {holder.pk: [], child.pk: ["wheelchair"]}

    def test_nothing_has_to_be_said(self, client):
        event = EventFactory()
        client.post(page_of(event), as_guest())
        assert said(event) == [[], []]

    def test_what_is_not_offered_is_refused(self, client):
        event = EventFactory()
        assert client.post(page_of(event), as_guest(needs_0=["a seat by the window"])).status_code
        assert said(event) == []

    def test_a_chair_at_home_is_nobodys_business(self, client):
        page = client.get(page_of(EventFactory(attendance_mode=AttendanceMode.ONLINE)))
        assert 'value="large_type"' in page.content.decode()
        assert 'value="wheelchair"' not in page.content.decode()

    def test_where_is_asked_only_where_there_is_a_choice(self, client):
        mixed = EventFactory(attendance_mode=AttendanceMode.MIXED)
        client.post(page_of(mixed), as_guest(where="online"))
        assert Registration.objects.get(event=mixed).is_online
        assert b'name="where"' not in client.get(page_of(EventFactory())).content


class TestShowing:
    @pytest.fixture
    def event(self):
        event = EventFactory(branch=BranchFactory(is_step_free=False))
        party = guest("Lin Yu", needs=[AccessNeed.SIGN_INTERPRETER, AccessNeed.LARGE_TYPE])
        sign_up(event, party)
        sign_up(event, guest("Wu Bo", needs=[AccessNeed.SIGN_INTERPRETER]))
        return event

    def test_readiness_says_what_is_not_offered(self, event):
        event.access_offers = ["large_type"]
        missing = [str(each) for each in what_is_missing(event, needs_of([event])[event.pk])]
        sentence = "2 people need a sign language interpreter, which the event does not offer"
        assert sentence in missing
        assert not any("large type" in each for each in missing)

    def test_house_without_steps_and_places_of_their_own_answer_a_wheelchair(self):
        wheelchair = guest("Lin", needs=[AccessNeed.WHEELCHAIR])
        steps, no_steps, places = (
            EventFactory(branch=BranchFactory(is_step_free=is_step_free))
            for is_step_free in (False, True, False)
        )
        SeatPoolFactory(event=places, kind="wheelchair", capacity=1)
        for event in (steps, no_steps, places):
            sign_up(event, wheelchair)
        needs = needs_of([steps, no_steps, places])
        lacks = [
            any("wheelchair" in str(each) for each in what_is_missing(event, needs[event.pk]))
            for event in (steps, no_steps, places)
        ]
        assert lacks == [True, False, False]

    def test_who_gave_up_needs_nothing(self, event):
        cancel_registration(registration_id=event.registrations.last().pk, now=NOW)
        assert needs_in_words(needs_of([event])[event.pk]) == [
            "a sign language interpreter: 1",
            "large type: 1",
        ]

    def test_desk_counts_for_all_and_names_for_those_who_receive(self, client, event):
        client.force_login(StaffScopeFactory().user)
        html = client.get(desk_of(event)).content.decode()
        assert "A sign language interpreter: 2" in html
        assert "Who needs what" in html

        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        html = client.get(desk_of(event)).content.decode()
        assert "A sign language interpreter: 2" in html
        assert "Who needs what" not in html
        assert "Lin Yu" not in html

    def test_they_stand_on_no_list_in_no_message_and_no_log(self, client, event):
        names = {column.name for each in NAME_LISTS.values() for column in each.columns}
        assert "needs" not in names
        words = ("interpreter", "large_type", "large type")
        told = [str(vars(message)) for message in OutboxMessage.objects.all()]
        told += [str(vars(line)) for line in LogEntry.objects.all()]
        told += [
            client.get(registration.get_absolute_url()).content.decode()
            for registration in event.registrations.all()
        ]
        assert len(told) >= 4
        assert not [each for each in told if any(word in each for word in words)]


class TestForgetting:
    @pytest.fixture
    def event(self):
        event = EventFactory()
        sign_up(event, guest("Lin", needs=[AccessNeed.LARGE_TYPE]))
        return event

    def test_a_week_after_the_event(self, event):
        almost = ENDS_AT + KEPT_AFTER_THE_EVENT - timedelta(seconds=1)
        assert forget_needs_of_the_past(now=almost) == 0
        assert said(event) == [["large_type"]]
        assert forget_needs_of_the_past(now=ENDS_AT + KEPT_AFTER_THE_EVENT) == 1
        assert said(event) == [[]]

    def test_at_once_of_who_does_not_come(self, event):
        cancel_registration(registration_id=event.registrations.get().pk, now=NOW)
        forget_needs_of_the_past(now=NOW)
        assert said(event) == [[]]

    def test_at_once_of_what_does_not_take_place(self, event):
        event.intake.status = EventStatus.CANCELLED
        event.intake.save()
        forget_needs_of_the_past(now=NOW)
        assert said(event) == [[]]

    def test_with_the_person(self, event):
        erase_person(person_id=event.attendees.get().person_id, now=NOW)
        assert said(event) == [[]]

    def test_they_are_in_the_persons_own_data(self):
        household = HouseholdFactory()
        member = household.memberships.get()
        event = EventFactory()
        registration = sign_up(event, guest("Lin", needs=[AccessNeed.LARGE_TYPE]))
        Attendee.objects.filter(registration=registration).update(person=member.person)
        user = User.objects.get(person=member.person)
        told = str(everything_about(user, now=NOW))
        assert "large type" in told


class TestTheOnlineLink:
    LINK = "https://meet.example.org/secret"

    def test_reaches_those_who_take_part_online(self, client):
        event = EventFactory(attendance_mode=AttendanceMode.MIXED)
        event.sessions.update(online_url=self.LINK)
        online = sign_up(event, guest("Online", is_online=True))
        on_site = sign_up(event, guest("On site"))
        assert online.state == on_site.state == PlaceState.SEATED
        for registration, is_told in ((online, True), (on_site, False)):
            page = client.get(registration.get_absolute_url()).content.decode()
            calendar = client.get(f"/tickets/{registration.code}.ics").content.decode()
            assert (self.LINK in page) == is_told
            assert ("meet.example.org" in calendar) == is_told
