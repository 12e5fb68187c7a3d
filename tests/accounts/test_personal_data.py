"""Whoever asks to be forgotten is, and everyone can see what is held about them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.choices import ConsentPurpose
from accounts.errors import StaffAccountStays
from accounts.models import Consent, ConsentText, Household, Person, User
from accounts.services.consents import give_consent
from accounts.services.erasure import erase_account, erase_person, traces
from accounts.services.export import everything_about
from brands.models import ProgrammeLead
from events.choices import PlaceState, RegistrationChannel
from notifications.choices import Channel, MessageState
from notifications.models import OutboxMessage
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import EventFactory
from tests.factories.people import (
    ChildFactory,
    HouseholdFactory,
    MembershipFactory,
    PersonFactory,
    UserFactory,
)
from tests.factories.staff import StaffScopeFactory

LATER = NOW + timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def household() -> Household:
    return HouseholdFactory()


@pytest.fixture
def holder(household: Household) -> User:
    user = User.objects.get(person__households=household)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


class TestEveryTrace:
    """A new table with a key to people has to say what becomes of its rows."""

    @staticmethod
    def keys_to(target: type[models.Model]) -> Iterator[tuple[str, Any]]:
        for model in apps.get_models():
            for field in model._meta.get_fields():
                if field.is_relation and not field.auto_created and field.related_model is target:
                    yield f"{model._meta.app_label}.{model.__name__}.{field.name}", field

    def test_every_key_to_a_person_is_declared(self) -> None:
        assert {name for name, _field in self.keys_to(Person)} - {
            name for name, _ in traces
        } == set()

    def test_every_key_to_a_user_goes_with_the_user_or_is_declared(self) -> None:
        answered = (models.SET_NULL, models.CASCADE)
        left = {
            name
            for name, field in self.keys_to(User)
            if field.remote_field.on_delete not in answered
        }
        assert left - {name for name, _trace in traces} == set()

    def test_nothing_is_declared_that_is_not_there(self) -> None:
        there = {name for target in (Person, User) for name, _field in self.keys_to(target)}
        assert {name for name, _trace in traces} - there == set()


def test_the_log_of_administrators_forgets_the_name(household: Household, holder: User) -> None:
    administrator = UserFactory()
    log(holder, "wagtail.edit", user=administrator)
    assert ModelLogEntry.objects.get().label == holder.name

    erase_account(user=holder, now=LATER)

    line = ModelLogEntry.objects.get()
    assert (line.label, line.user_id) == ("", administrator.pk)


class TestErasingAPerson:
    def test_who_they_were_is_gone_and_what_they_attended_stays(self) -> None:
        registration = sign_up(EventFactory(), guest("Lin", email="lin@example.org"))
        person = registration.contact

        erase_person(person_id=person.pk, now=LATER)

        person.refresh_from_db()
        assert (person.name, person.email, person.erased_at) == ("", "", LATER)
        assert registration.attendees.get().person == person

    def test_their_coming_places_go_to_others(self) -> None:
        event = EventFactory(places=1)
        first, second = sign_up(event, guest("First")), sign_up(event, guest("Second"))

        erase_person(person_id=first.contact_id, now=LATER)

        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == (PlaceState.CANCELLED, PlaceState.SEATED)
        assert first.changes.last().reason == "The account was deleted."

    def test_what_is_over_is_not_touched(self) -> None:
        registration = sign_up(EventFactory())
        erase_person(person_id=registration.contact_id, now=NOW + timedelta(days=60))
        registration.refresh_from_db()
        assert registration.state == PlaceState.SEATED

    def test_a_family_keeps_its_places_when_one_of_them_is_forgotten(
        self, household: Household
    ) -> None:
        child = ChildFactory(household=household)
        registration = sign_up(EventFactory(), family(child))
        erase_person(person_id=child.person_id, now=LATER)
        registration.refresh_from_db()
        assert registration.state == PlaceState.SEATED

    def test_no_guest_can_be_looked_up_any_more(self) -> None:
        registration = sign_up(EventFactory(), guest("Lin"))
        attendee = registration.attendees.get()
        assert attendee.guest_key

        erase_person(person_id=attendee.person_id, now=LATER)

        attendee.refresh_from_db()
        assert attendee.guest_key is None

    def test_twice_is_once(self) -> None:
        person = PersonFactory()
        erase_person(person_id=person.pk, now=NOW)
        erase_person(person_id=person.pk, now=LATER)
        person.refresh_from_db()
        assert person.erased_at == NOW


class TestErasingAnAccount:
    def test_the_whole_family_is_forgotten(self, household: Household, holder: User) -> None:
        child = ChildFactory(household=household, agreed=False)
        left = MembershipFactory(household=household, left_at=NOW)
        text = ConsentText.objects.get(purpose=ConsentPurpose.PHOTO)
        give_consent(person_id=child.person_id, text_id=text.pk, given_by=holder, now=NOW)

        erase_account(user=holder, now=LATER)

        assert not User.objects.filter(pk=holder.pk).exists()
        assert not EmailAddress.objects.exists()
        people = Person.objects.filter(households=household)
        assert {(p.name, p.email, p.birth_year, p.erased_at) for p in people} == {
            ("", "", None, LATER)
        }
        assert left.person in people
        assert not household.memberships.filter(left_at=None).exists()
        consent = Consent.objects.get()
        assert (consent.withdrawn_at, consent.given_by) == (LATER, None)

    def test_their_places_go_to_others(self, household: Household, holder: User) -> None:
        event = EventFactory(places=2)
        registration = sign_up(event, family(ChildFactory(household=household)))

        erase_account(user=holder, now=LATER)

        registration.refresh_from_db()
        assert registration.state == PlaceState.CANCELLED
        assert event.pools.get().taken == 0

    def test_others_who_were_here_too_are_not_forgotten(
        self, household: Household, holder: User
    ) -> None:
        elsewhere = HouseholdFactory()
        shared = ChildFactory(household=elsewhere).person
        MembershipFactory(household=household, person=shared)
        partner = MembershipFactory(
            household=household, person=PersonFactory(user=UserFactory())
        ).person

        erase_account(user=holder, now=LATER)

        for person in (shared, partner):
            person.refresh_from_db()
            assert person.erased_at is None
            assert person.name

    def test_guests_under_the_same_proved_address_are_forgotten(self, holder: User) -> None:
        mine = sign_up(EventFactory(), guest("Lin", email=holder.email)).contact
        other = sign_up(EventFactory(), guest("Wu", email="wu@example.org")).contact

        erase_account(user=holder, now=LATER)

        mine.refresh_from_db()
        other.refresh_from_db()
        assert (mine.name, other.name) == ("", "Wu")

    def test_an_address_that_was_never_proved_forgets_nobody_else(self) -> None:
        household = HouseholdFactory()
        user = User.objects.get(person__households=household)
        guest_person = sign_up(EventFactory(), guest("Lin", email=user.email)).contact
        erase_account(user=user, now=LATER)
        guest_person.refresh_from_db()
        assert guest_person.name == "Lin"

    def test_messages_are_not_sent_and_not_kept(self, holder: User) -> None:
        for number, state in enumerate((MessageState.QUEUED, MessageState.SENT)):
            OutboxMessage.objects.create(
                kind="registration-confirmed",
                channel=Channel.EMAIL,
                address=holder.email or "",
                language="en",
                dedupe_key=str(number),
                state=state,
                title="Dear Lin",
                body="Dear Lin",
            )

        erase_account(user=holder, now=LATER)

        message = OutboxMessage.objects.get()
        assert (message.state, message.address, message.title, message.body) == (
            MessageState.SENT,
            "",
            "",
            "",
        )

    def test_whoever_works_here_is_not_forgotten_by_a_slip(self) -> None:
        colleague = StaffScopeFactory().user
        with pytest.raises(StaffAccountStays):
            erase_account(user=colleague, now=LATER)
        assert User.objects.filter(pk=colleague.pk).exists()

    def test_whoever_led_a_programme_stays_in_its_history(self, holder: User) -> None:
        ProgrammeLead.objects.create(
            programme=ProgrammeFactory(), user=holder, starts_on=NOW.date(), ends_on=LATER.date()
        )
        with pytest.raises(StaffAccountStays):
            erase_account(user=holder, now=LATER)
        holder.person.refresh_from_db()
        assert holder.person.erased_at is None


class TestTelling:
    def test_everything_is_told(self, household: Household, holder: User) -> None:
        child = ChildFactory(household=household, person__name="Doudou", agreed=False)
        text = ConsentText.objects.get(purpose=ConsentPurpose.PHOTO)
        give_consent(person_id=child.person_id, text_id=text.pk, given_by=holder, now=NOW)
        registration = sign_up(
            EventFactory(title_en="Storytime"), family(child), channel=RegistrationChannel.DESK
        )

        told = everything_about(holder, now=LATER)

        assert list(told) == [
            "told_at",
            "account",
            "family",
            "consents",
            "names_and_numbers_in_papers",
            "messages",
            "messages_not_wanted",
            "certificates",
            "reading_challenges",
            "reader_cards",
            "service_hours",
            "volunteering",
            "shifts",
            "registrations",
            "attendance",
            "feedback",
            "following",
            "calendar_link",
        ]
        assert told["account"]["email"] == holder.email
        assert [person["name"] for person in told["family"]] == [holder.name, "Doudou"]
        assert [line["purpose"] for line in told["consents"]] == ["photos and film"]
        assert [message["address"] for message in told["messages"]] == [holder.email]
        (visit,) = told["registrations"]
        assert (visit["event"], visit["reference"]) == ("Storytime", registration.reference)
        assert [person["name"] for person in visit["people"]] == [holder.name, "Doudou"]

    def test_nothing_of_others_is_told(self, holder: User) -> None:
        stranger = ChildFactory(household=HouseholdFactory(), person__name="Stranger")
        sign_up(EventFactory(), family(stranger))
        assert "Stranger" not in json.dumps(everything_about(holder, now=LATER), default=str)

    def test_no_secret_is_told(self, household: Household, holder: User) -> None:
        holder.set_password("paper-lantern-9")
        holder.save()
        registration = sign_up(EventFactory(), family(household=household))
        told = json.dumps(everything_about(holder, now=LATER), default=str)
        assert registration.code not in told
        assert holder.password not in told

    def test_as_a_file(self, client: Client, holder: User) -> None:
        holder.set_password("paper-lantern-9")
        holder.save()
        client.post(
            reverse("account_login"), {"login": holder.email, "password": "paper-lantern-9"}
        )
        response = client.get(reverse("account_data"))
        assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
        assert json.loads(response.content)["account"]["email"] == holder.email
