"""Staff change who comes, cancel for people, and see who still comes after a change of plan."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from events.models import Intake
from events.services.making.sessions import save_session
from events.services.registration.plan_answers import answer_plan
from staff.choices import StaffRole
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.door import arrive
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import MembershipFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_weeks_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def coordinator():
    return StaffScopeFactory().user


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def page(name, registration):
    return reverse(f"desk:{name}", args=[registration.event_id, registration.reference])


def sizes(registration):
    return registration.attendees.in_party().count()


class TestParty:
    def test_is_changed_past_the_deadline_and_written_down(self, signed_in, coordinator):
        event = EventFactory(intake__changes_until=NOW, intake__party_max=2)
        registration = sign_up(event, guest("Lin", adults=2))
        assert page("party", registration) in signed_in.get(page("registration", registration)).text
        answer = signed_in.post(page("party", registration), {"adults": "3", "children": "0"})
        assert answer.url == page("registration", registration)
        assert sizes(registration) == 3
        assert registration.changes.last().changed_by == coordinator
        assert "party changed: 2 → 3 people" in signed_in.get(answer.url).text

    def test_of_a_family_may_take_in_everyone_of_it(self, signed_in):
        other = MembershipFactory()
        registration = sign_up(EventFactory(), family(household=other.household))
        everyone = list(other.household.memberships.values_list("person_id", flat=True))
        signed_in.post(page("party", registration), {"people": everyone})
        assert sizes(registration) == 2

    def test_of_a_family_tells_whole_names_of_those_only_who_come(self, signed_in):
        other = MembershipFactory(person__name="Wei Jing")
        holder = other.household.memberships.get(role="holder").person
        registration = sign_up(EventFactory(), family(household=other.household))
        told = signed_in.get(page("party", registration)).text
        assert "W•• J••" in told
        assert "Wei Jing" not in told
        assert str(holder) in told

    def test_places_bind_staff_too(self, signed_in):
        registration = sign_up(EventFactory(places=2), guest(adults=2))
        answer = signed_in.post(page("party", registration), {"adults": "3", "children": "0"})
        assert "There are no places for more people" in answer.text
        assert sizes(registration) == 2

    def test_without_anybody_is_cancelled_on_its_own_page(self, signed_in, coordinator):
        registration = sign_up(EventFactory(), guest(adults=2))
        answer = signed_in.post(page("party", registration), {"adults": "0", "children": "0"})
        assert "Cancel the registration instead" in answer.text
        assert (
            "2 people do not come" in signed_in.get(page("cancel_registration", registration)).text
        )
        signed_in.post(page("cancel_registration", registration), {"reason": "Telephoned"})
        registration.refresh_from_db()
        assert registration.is_cancelled
        line = registration.changes.last()
        assert (line.changed_by, line.reason) == (coordinator, "Telephoned")

    def test_what_is_over_cannot_be_changed(self, signed_in, monkeypatch):
        registration = sign_up(EventFactory(), guest(adults=2))
        monkeypatch.setattr(clock, "now", lambda: STARTS_AT + timedelta(days=1))
        assert (
            page("party", registration)
            not in signed_in.get(page("registration", registration)).text
        )
        assert signed_in.get(page("party", registration)).status_code == 302
        answer = signed_in.post(page("party", registration), {"adults": "1", "children": "0"})
        assert "The event is over" in answer.text
        assert sizes(registration) == 2

    def test_who_is_here_stays_on_it(self, signed_in):
        registration = sign_up(EventFactory(), guest("Lin", adults=1))
        [attendee] = registration.attendees.all()
        arrive(registration.event.sessions.get(), attendee)
        answer = signed_in.post(page("party", registration), {"adults": "0", "children": "1"})
        assert "Lin: checked in at the door" in answer.text

    @pytest.mark.parametrize("name", ["party", "cancel_registration"])
    def test_is_for_those_who_may_register(self, client, name):
        registration = sign_up(EventFactory(), guest(adults=2))
        client.force_login(StaffScopeFactory(role=StaffRole.REVIEWER).user)
        assert client.get(page(name, registration)).status_code == 302
        client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
        assert client.get(page(name, registration)).status_code == 404


class TestPlan:
    def test_desk_shows_who_still_comes_and_writes_to_the_silent(self, signed_in):
        event = EventFactory()
        comes, _silent = sign_up(event, guest("Comes")), sign_up(event, guest("Silent"))
        overview = reverse("desk:overview", args=[event.pk])
        assert "plan_answers" not in signed_in.get(overview).context
        session = event.sessions.get()
        session.ends_at += timedelta(hours=1)
        save_session(session, now=NOW)
        answer_plan(registration_id=comes.pk, plan_no=1, still_comes=True, now=NOW)
        shown = signed_in.get(overview)
        answers = shown.context["plan_answers"]
        assert (answers.come, answers.cannot, answers.silent) == (1, 0, 1)
        compose = reverse("desk:compose", args=[event.pk]) + "?to=silent"
        assert compose in shown.text
        assert signed_in.get(compose).context["form"]["recipients"].value() == "silent"

    def test_nobody_is_silent_where_nothing_was_asked(self, signed_in):
        event = EventFactory()
        form = signed_in.get(reverse("desk:compose", args=[event.pk])).context["form"]
        assert "silent" not in dict(form.fields["recipients"].choices)


def test_deadline_is_set_on_the_desk(signed_in):
    event = EventFactory()
    address = reverse("desk:intake", args=[event.pk])
    form = signed_in.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    answer = signed_in.post(address, data | {"changes_until": "2026-05-08T18:00"})
    assert answer.status_code == 302
    until = Intake.objects.get(event=event).changes_until
    assert until.isoformat() == "2026-05-08T10:00:00+00:00"
