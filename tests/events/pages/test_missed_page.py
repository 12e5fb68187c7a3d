"""The page of a no-show, and where else a family meets it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.choices import AppealState, ConductKind
from events.models import Appeal
from events.services.conduct.ledger import take_back
from notifications.services.outbox import deliver_due
from tests.events.parties import family, guest, sign_up
from tests.factories.conduct import NoShowFactory, RestrictionFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.people import HouseholdFactory
from tests.factories.registrations import RegistrationFactory

pytestmark = pytest.mark.django_db

AFTER = STARTS_AT + timedelta(days=3)


@pytest.fixture(autouse=True)
def _clock(set_clock):
    set_clock(AFTER)


@pytest.fixture
def household():
    return HouseholdFactory()


@pytest.fixture
def no_show(household):
    return NoShowFactory(
        registration__household=household, registration__contact=household.people.get()
    )


@pytest.fixture
def restriction(no_show):
    return RestrictionFactory(registration=no_show.registration, source=f"no-show:{no_show.pk}")


def address(entry):
    return reverse("ticket_missed", args=[entry.registration.code])


def say(client, entry, **data):
    return client.post(address(entry), {"about": entry.pk, **data})


class TestPage:
    def test_is_there_for_those_who_were_missed_alone(self, client, no_show):
        came = RegistrationFactory()
        assert client.get(reverse("ticket_missed", args=[came.code])).status_code == 404
        response = client.get(address(no_show))
        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex"

    def test_one_sentence_is_enough(self, client, no_show):
        response = say(client, no_show, reason="ill", words="A fever.")
        assert response.status_code == 302
        assert Appeal.objects.get().words == "A fever."
        page = client.get(address(no_show)).content.decode()
        assert "the library reads it" in page
        assert "<textarea" not in page

    def test_twice_is_once(self, client, no_show):
        for words in ("A fever.", "A fever, I said."):
            say(client, no_show, reason="ill", words=words)
        assert Appeal.objects.get().words == "A fever."

    def test_what_is_missing_is_asked_for(self, client, no_show):
        response = say(client, no_show, words="A fever.")
        assert response.status_code == 422
        assert "Choose what fits best." in response.content.decode()
        assert not Appeal.objects.exists()

    def test_a_form_about_somebody_else_says_nothing(self, client, no_show):
        other = NoShowFactory(registration__contact__email="chen@example.org")
        response = client.post(address(no_show), {"about": other.pk, "reason": "ill"})
        assert response.status_code == 200
        assert not Appeal.objects.exists()

    def test_restriction_can_be_appealed_beside_it(self, client, restriction):
        page = client.get(address(restriction)).content.decode()
        assert "others go first" in page
        assert "What you borrow has nothing to do with it." in page
        assert say(client, restriction, words="My mother was in hospital.").status_code == 302
        assert Appeal.objects.get().entry == restriction

    def test_restriction_that_is_over_is_not_mentioned(self, client, restriction, set_clock):
        set_clock(restriction.ends_at)
        assert "others go first until" not in client.get(address(restriction)).content.decode()

    def test_taken_back_it_says_so(self, client, no_show):
        take_back(no_show, ConductKind.EXCUSED, now=AFTER, reason="You were there.")
        page = client.get(address(no_show)).content.decode()
        assert "This does not count" in page
        assert "You were there." in page
        assert say(client, no_show, reason="ill").status_code == 200


class TestMyPage:
    @pytest.fixture
    def mine(self, client, household):
        client.force_login(household.people.get().user)
        return lambda: client.get(reverse("my_page")).content.decode()

    def test_nothing_is_said_where_there_is_nothing(self, mine):
        assert 'id="attendance"' not in mine()

    def test_tells_what_was_missed_and_where_to_say_why(self, mine, no_show):
        page = mine()
        assert 'id="attendance"' in page
        assert address(no_show) in page
        assert "You were there" not in page

    @pytest.mark.parametrize(("reason", "was_there"), [("ill", False), ("there", True)])
    def test_excused_is_not_the_same_as_there(self, mine, no_show, reason, was_there):
        Appeal.objects.create(entry=no_show, reason=reason)
        take_back(no_show, ConductKind.EXCUSED, now=AFTER)
        assert ("You were there" in mine()) == was_there

    def test_tells_how_it_stands(self, mine, no_show):
        asked = Appeal.objects.create(entry=no_show)
        assert "The library reads what you said" in mine()
        asked.state, asked.answer, asked.decided_at = AppealState.DECLINED, "No.", AFTER
        asked.save()
        assert "It counts" in mine()

    def test_tells_that_others_go_first(self, mine, restriction):
        assert "others go first" in mine()


class TestWhereItBites:
    @pytest.fixture
    def event(self):
        event = EventFactory()
        for session in event.sessions.all():
            session.starts_at += timedelta(weeks=8)
            session.ends_at += timedelta(weeks=8)
            session.save()
        event.first_starts_at += timedelta(weeks=8)
        event.last_ends_at += timedelta(weeks=8)
        event.save()
        return event

    def form(self, client, event):
        page = client.get(reverse("register", args=[event.slug, event.pk]))
        assert page.status_code == 200
        return page.content.decode()

    def test_a_family_reads_why_until_when_and_the_way_back(
        self, client, household, restriction, event
    ):
        client.force_login(household.people.get().user)
        page = self.form(client, event)
        assert restriction.registration.event.title in page
        assert "others go first" in page
        assert address(restriction) in page
        assert "Join the waiting list" in page
        assert "Then it is your turn" in page
        assert "You get your ticket" not in page

    def test_others_read_nothing_of_it(self, client, restriction, event):
        assert "others go first" not in self.form(client, event)
        client.force_login(HouseholdFactory().people.get().user)
        assert "others go first" not in self.form(client, event)

    def test_ticket_tells_how_it_stands_and_nothing_of_why(
        self, client, household, restriction, event
    ):
        held = sign_up(event, family(household=household), now=AFTER)
        page = client.get(held.get_absolute_url()).content.decode()
        assert "others go first" in page
        assert restriction.registration.event.title not in page

    def test_letter_tells_a_guest_why(self, event, mailoutbox):
        ground = NoShowFactory()
        RestrictionFactory(registration=ground.registration, source=f"no-show:{ground.pk}")
        sign_up(event, guest("Lin", email="lin@example.org"), now=AFTER)
        deliver_due(now=AFTER)
        [letter] = mailoutbox
        assert ground.registration.event.title in letter.body
        assert address(ground) in letter.body
