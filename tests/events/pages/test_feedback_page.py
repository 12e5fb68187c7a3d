"""The survey as visitors see it, and what everyone reads of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Feedback
from events.services.feedback.links import party_token, sign_token
from events.services.feedback.surveys import OPEN_FOR
from notifications.services.limits import Limit
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.feedback import FeedbackFactory, FeedbackQuestionFactory, party_that_came
from tests.factories.registrations import RegistrationFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db

NEXT_DAY = STARTS_AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_the_day_after(set_clock):
    set_clock(NEXT_DAY)


@pytest.fixture
def event():
    return EventFactory(programme=FeedbackQuestionFactory(text_en="Could you hear well?").programme)


def address(party):
    return reverse("feedback", args=[party_token(party)])


def at_the_table(event):
    return reverse("feedback", args=[sign_token(event)])


class TestParty:
    def test_is_asked_three_things_and_thanked(self, client, event):
        party = party_that_came(event)
        page = parsed(client.get(address(party)))
        assert "Could you hear well?" in words(page.main)
        assert [field["value"] for field in page.select('[name="stars"]')] == list("12345")
        question = event.programme.feedback_questions.get()

        answer = client.post(
            address(party),
            {
                "stars": "4",
                f"question_{question.pk}": "partly",
                "words": "  The back row heard nothing. ",
                "quoted_as": "not to be kept without agreement",
                "known_to": "nobody",
            },
        )

        assert answer["Location"] == address(party)
        assert "It is anonymous" in words(parsed(client.get(address(party))).main)
        given = Feedback.objects.get()
        assert (
            given.stars,
            given.first_answer,
            given.words,
            given.quoted_as,
            given.registration,
        ) == (
            4,
            "partly",
            "The back row heard nothing.",
            "",
            None,
        )

    def test_mistake_keeps_what_was_said(self, client, event):
        answer = client.post(
            address(party_that_came(event)), {"words": "Lovely", "known_to": "library"}
        )
        assert answer.status_code == 422
        html = answer.content.decode()
        assert "Choose from one to five stars." in html
        assert "Lovely" in html
        assert not Feedback.objects.exists()

    def test_who_is_known_reads_the_answer_and_takes_it_back(self, client, event):
        party = party_that_came(event)
        client.post(address(party), {"stars": "2", "words": "Too long", "known_to": "library"})
        assert "Too long" in words(parsed(client.get(address(party))).main)
        client.post(address(party), {"take_back": "yes"})
        assert not Feedback.objects.exists()
        assert parsed(client.get(address(party))).select('[name="stars"]')

    def test_is_told_when_it_is_too_late(self, client, event, set_clock):
        party = party_that_came(event)
        set_clock(event.last_ends_at + OPEN_FOR)
        answer = client.get(address(party))
        assert answer.status_code == 410
        assert "open for 30 days" in answer.content.decode()

    def test_address_leaks_nowhere(self, client, event):
        answer = client.get(address(party_that_came(event)))
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer["Cache-Control"]
        assert client.get("/feedback/p1.made-up/").status_code == 404

    def test_ticket_leads_there_once_the_event_is_over(self, client, event, set_clock):
        came, stayed_away = party_that_came(event), RegistrationFactory(event=event)
        assert address(came) in client.get(came.get_absolute_url()).content.decode()
        html = client.get(stayed_away.get_absolute_url()).content.decode()
        assert "/feedback/" not in html
        set_clock(STARTS_AT)
        assert "/feedback/" not in client.get(came.get_absolute_url()).content.decode()


class TestTable:
    def test_code_leads_to_the_language_of_the_phone(self, client, event):
        url = reverse("feedback_at_the_table", args=[sign_token(event)])
        answer = client.get(url, headers={"accept-language": "zh-CN"})
        assert answer["Location"] == f"/zh-hans/feedback/{sign_token(event)}/"

    def test_a_phone_is_asked_once_unless_it_is_handed_on(self, client, event):
        page = parsed(client.get(at_the_table(event)))
        assert not page.select('[name="known_to"]')
        client.post(at_the_table(event), {"stars": "5"})
        assert not parsed(client.get(at_the_table(event))).select('[name="stars"]')
        assert parsed(client.get(at_the_table(event) + "?again=1")).select('[name="stars"]')

    def test_what_more_comes_from_one_phone_weighs_nothing(self, client, event):
        phones = [
            (client, "10.0.0.1", "one", False),
            (Client(), "10.0.0.1", "one", True),
            (Client(), "10.0.0.1", "two", False),
            (client, "10.0.0.2", "one", True),
        ]
        for browser, connection, agent, is_repeat in phones:
            before = set(Feedback.objects.values_list("pk", flat=True))
            sent = {"REMOTE_ADDR": connection, "HTTP_USER_AGENT": agent}
            browser.post(at_the_table(event), {"stars": "5"}, **sent)
            assert Feedback.objects.exclude(pk__in=before).get().is_repeat == is_repeat

    def test_one_connection_cannot_answer_for_a_town(self, client, event, monkeypatch):
        few = Limit("feedback from a table sign", most=1, span=timedelta(hours=1))
        monkeypatch.setattr("events.views.feedback.AT_THE_TABLE", few)
        client.post(at_the_table(event), {"stars": "5"})
        answer = client.post(at_the_table(event), {"stars": "1", "words": "Let me in"})
        assert answer.status_code == 429
        assert "Let me in" in answer.content.decode()
        assert Feedback.objects.count() == 1

    def test_many_connections_cannot_either(self, client, event, monkeypatch):
        few = Limit("feedback from the signs of an event", most=1, span=timedelta(days=1))
        monkeypatch.setattr("events.views.feedback.OF_ONE_SIGN", few)
        for number, status in ((1, 302), (2, 429)):
            connection = {"REMOTE_ADDR": f"10.0.{number}.1"}
            answer = client.post(at_the_table(event), {"stars": "1"}, **connection)
            assert answer.status_code == status
        party = party_that_came(event)
        assert client.post(address(party), {"stars": "5", "known_to": "nobody"}).status_code == 302
        assert Feedback.objects.count() == 2


class TestEventPage:
    def test_tells_the_average_and_what_may_be_quoted(self, client, event):
        FeedbackFactory.create_batch(5, event=event)
        FeedbackFactory(event=event, words="Not for the public", may_be_quoted=True)
        FeedbackFactory(
            event=event, words="Worth the rain", may_be_quoted=True, is_public=True, language="en"
        )
        told = words(parsed(client.get(event.get_absolute_url())).main)
        assert "4 of 5 stars" in told
        assert "7 answers" in told
        assert "one for each party" in told
        assert "Worth the rain a visitor" in told
        assert "Not for the public" not in told

    def test_tells_nothing_of_a_few(self, client, event):
        FeedbackFactory.create_batch(4, event=event)
        assert "of 5 stars" not in words(parsed(client.get(event.get_absolute_url())).main)
