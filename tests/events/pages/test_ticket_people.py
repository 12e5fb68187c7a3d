"""The pages of a ticket on which people change who comes and answer to a new plan."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from events.choices import PlaceState
from events.models import Intake
from events.services.making.sessions import save_session
from events.services.registration.draw import publish_entries
from events.views.party import PER_TICKET
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.draws import CLOSES_AT, event_by_lot
from tests.factories.events import EventFactory
from tests.factories.people import HouseholdFactory, MembershipFactory, UserFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_weeks_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def people_url(registration):
    return f"/tickets/{registration.code}/people/"


def plan_url(registration):
    return f"/tickets/{registration.code}/plan/"


def text_of(answer):
    """The words of the page's main part."""
    main = answer.content.decode().split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def coming(registration):
    return registration.attendees.in_party().count()


def move(event):
    session = event.sessions.get()
    session.starts_at += timedelta(hours=1)
    session.ends_at += timedelta(hours=1)
    save_session(session, now=NOW)


def test_so_many_letters_nobody_is_sent_by_changing_their_mind(client):
    registration = sign_up(EventFactory(), guest(adults=2))
    answers = [
        client.post(people_url(registration), {"adults": str(1 + n % 2), "children": "0"})
        for n in range(PER_TICKET.most + 1)
    ]
    assert {answer.status_code for answer in answers[:-1]} == {302}
    assert (answers[-1].status_code, coming(registration)) == (429, 2)


class TestGuest:
    def test_finds_the_form_on_the_ticket_as_the_party_is(self, client):
        registration = sign_up(EventFactory(), guest(adults=2, children=1))
        assert people_url(registration) in client.get(f"/tickets/{registration.code}/").text
        form = client.get(people_url(registration)).context["form"]
        assert (form["adults"].value(), form["children"].value()) == (2, 1)

    def test_says_how_many_come_and_sees_the_ticket(self, client):
        registration = sign_up(EventFactory(), guest("Lin Yu", adults=2, children=1))
        for _ in range(2):
            answer = client.post(people_url(registration), {"adults": "3", "children": "0"})
            assert (answer.status_code, answer.url) == (302, f"/tickets/{registration.code}/")
        assert coming(registration) == 3
        assert registration.changes.count() == 2
        assert "Lin Yu, 2 adults" in text_of(client.get(answer.url))

    def test_reads_what_will_follow_before_it_does(self, client):
        page = text_of(client.get(people_url(sign_up(EventFactory(), guest(adults=2)))))
        assert "gives their place back at once" in page
        assert "until the event begins" in page

    def test_with_nobody_left_is_asked_first(self, client):
        registration = sign_up(EventFactory(), guest(adults=2))
        answer = client.post(people_url(registration), {"adults": "0", "children": "0"})
        assert answer.url == f"/tickets/{registration.code}/cancel/"
        assert coming(registration) == 2

    def test_children_by_their_years_where_the_event_has_ages(self, client):
        event = EventFactory(age_from=6, age_to=12)
        registration = sign_up(event, guest(adults=1, children=2, birth_years=[2017, 2018]))
        form = client.get(people_url(registration)).context["form"]
        assert [field.value() for field in form.birth_years][:3] == [2017, 2018, None]
        client.post(people_url(registration), {"adults": "1", "born_1": "2017"})
        assert coming(registration) == 2
        answer = client.post(
            people_url(registration), {"adults": "1", "born_1": "2017", "born_2": "2024"}
        )
        assert answer.status_code == 422
        assert "Child 2 is too young" in text_of(answer)

    def test_children_whose_years_nobody_knows_are_counted(self, client):
        event = EventFactory(age_from=6, age_to=12)
        registration = sign_up(event, guest(adults=1, children=2), channel="desk")
        form = client.get(people_url(registration)).context["form"]
        assert form["children"].value() == 2

    def test_at_a_full_event_is_shown_the_way_for_the_others(self, client):
        event = EventFactory(places=2)
        registration = sign_up(event, guest(adults=2))
        answer = client.post(people_url(registration), {"adults": "3", "children": "0"})
        assert answer.status_code == 409
        assert f"/events/{event.slug}-{event.pk}/register/" in answer.text
        assert "your own places stay yours" in text_of(answer)
        assert coming(registration) == 2


class TestFamily:
    @pytest.fixture
    def household(self):
        return HouseholdFactory(user__name="Ma Li")

    @pytest.fixture
    def registration(self, household):
        MembershipFactory(household=household, person__name="Grandma")
        return sign_up(EventFactory(), family(household=household))

    def test_ticks_others_when_signed_in(self, client, household, registration):
        client.force_login(household.memberships.get(role="holder").person.user)
        page = client.get(people_url(registration))
        assert "Grandma" in page.text
        everyone = list(household.memberships.values_list("person_id", flat=True))
        client.post(people_url(registration), {"people": everyone})
        assert coming(registration) == 2

    @pytest.mark.parametrize("is_signed_in", [True, False])
    def test_is_not_shown_to_others_who_have_the_ticket(
        self, client, household, registration, is_signed_in
    ):
        if is_signed_in:
            stranger = HouseholdFactory()
            client.force_login(stranger.memberships.get(role="holder").person.user)
        page = client.get(people_url(registration))
        assert "Grandma" not in page.text
        grandma = household.memberships.exclude(role="holder").get().person_id
        answer = client.post(people_url(registration), {"people": [grandma]})
        assert answer.status_code == 422
        assert coming(registration) == 1

    def test_can_take_somebody_off_with_the_ticket_alone(self, client, household):
        MembershipFactory(household=household, person__name="Grandma")
        grandma = household.memberships.exclude(role="holder").get()
        registration = sign_up(EventFactory(), family(grandma))
        client.post(people_url(registration), {"people": [grandma.person_id]})
        [left] = registration.attendees.in_party()
        assert left.person == grandma.person

    def test_costs_a_fixed_number_of_statements(self, client, household, registration):
        client.force_login(household.memberships.get(role="holder").person.user)

        def cost():
            with statements() as captured:
                client.get(people_url(registration))
            return len(captured)

        cost()
        before = cost()
        for _ in range(4):
            MembershipFactory(household=household)
        assert cost() == before


class TestDeadline:
    @pytest.fixture
    def registration(self):
        registration = sign_up(EventFactory(), guest(adults=2))
        Intake.objects.filter(event=registration.event).update(changes_until=NOW)
        return registration

    def test_is_said_on_the_ticket_beforehand(self, client, registration):
        until = NOW + timedelta(days=2)
        Intake.objects.filter(event=registration.event).update(changes_until=until)
        assert "until Mon 27 Apr, 10:00" in text_of(client.get(f"/tickets/{registration.code}/"))

    def test_closes_changes_and_cancelling(self, client, registration):
        page = client.get(f"/tickets/{registration.code}/")
        assert people_url(registration) not in page.text
        assert f"/tickets/{registration.code}/cancel/" not in page.text
        for name in ("people", "cancel"):
            address = f"/tickets/{registration.code}/{name}/"
            assert client.get(address).url == f"/tickets/{registration.code}/"
            answer = client.post(address, {"adults": "1", "children": "0"})
            assert answer.status_code == 409
            assert "Tell the library" in text_of(answer)
        assert coming(registration) == 2

    def test_does_not_hold_anybody_on_the_waiting_list(self, client):
        event = EventFactory(places=1, intake__changes_until=NOW)
        sign_up(event, guest("First"))
        waiting = sign_up(event, guest("Second"))
        client.post(f"/tickets/{waiting.code}/cancel/")
        waiting.refresh_from_db()
        assert waiting.is_cancelled

    def test_published_list_is_told(self, client):
        event = event_by_lot()
        registration = sign_up(event, guest(adults=1))
        publish_entries(event_id=event.pk, now=CLOSES_AT)
        page = client.get(f"/tickets/{registration.code}/")
        assert "changed again after the draw" in text_of(page)
        assert people_url(registration) not in page.text


class TestPlan:
    @pytest.fixture
    def registration(self):
        registration = sign_up(EventFactory(), guest(adults=2))
        move(registration.event)
        return registration

    def answer(self, client, registration, answer, plan="1"):
        answer = client.post(plan_url(registration), {"answer": answer, "plan": plan})
        registration.refresh_from_db()
        return answer

    def test_ticket_asks_until_it_has_its_answer(self, client, registration):
        ticket = f"/tickets/{registration.code}/"
        assert plan_url(registration) in client.get(ticket).text
        assert self.answer(client, registration, "yes").url == ticket
        assert plan_url(registration) not in client.get(ticket).text
        assert "You have said that you still come" in text_of(client.get(ticket))

    def test_following_the_link_says_nothing(self, client, registration):
        for method in (client.get, client.head):
            assert method(plan_url(registration)).status_code == 200
            assert method(plan_url(registration) + "?answer=no&plan=1").status_code == 200
        registration.refresh_from_db()
        assert (registration.still_comes, registration.state) == (None, PlaceState.SEATED)

    def test_page_shows_the_new_plan_and_two_buttons(self, client, registration):
        page = client.get(plan_url(registration))
        assert "Sat 9 May, 11:00–12:30" in text_of(page)
        assert [name for name in ("yes", "no") if f'value="{name}"' in page.text] == ["yes", "no"]

    def test_no_gives_the_places_back(self, client, registration):
        assert self.answer(client, registration, "no").url == f"/tickets/{registration.code}/"
        assert registration.is_cancelled
        assert client.get(plan_url(registration)).status_code == 302
        assert self.answer(client, registration, "no").status_code == 302

    @pytest.mark.parametrize("plan", ["0", "", "x", "²", "9" * 5000])
    def test_answer_to_another_plan_is_asked_again(self, client, registration, plan):
        answer = self.answer(client, registration, "no", plan=plan)
        assert answer.status_code == 409
        assert "changed once more" in text_of(answer)
        assert registration.is_seated

    def test_who_registered_after_the_change_is_not_asked(self, client, registration):
        late = sign_up(registration.event, guest("Late"))
        type(late).objects.filter(pk=late.pk).update(created_at=NOW + timedelta(seconds=1))
        assert plan_url(late) not in client.get(f"/tickets/{late.code}/").text

    def test_who_came_after_it_cannot_use_it_to_cancel_past_the_deadline(
        self, client, registration
    ):
        late = sign_up(registration.event, guest("Late"), now=NOW + timedelta(minutes=1))
        Intake.objects.update(changes_until=NOW)
        assert self.answer(client, late, "no").status_code == 302
        late.refresh_from_db()
        assert late.state == PlaceState.SEATED

    def test_plan_that_never_changed_asks_nothing(self, client):
        registration = sign_up(EventFactory())
        assert client.get(plan_url(registration)).status_code == 302


@pytest.mark.parametrize("page", ["people", "plan"])
def test_pages_leak_nothing_and_are_protected(page):
    registration = sign_up(EventFactory(), guest(adults=2))
    move(registration.event)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(UserFactory())
    address = f"/tickets/{registration.code}/{page}/"
    answer = strict.get(address)
    assert answer.status_code == 200
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert strict.post(address, {"answer": "no", "plan": "1"}).status_code == 403
    assert strict.get(f"/tickets/{'A' * 26}/{page}/").status_code == 404
