"""Feedback on an event's desk: figures for all who see it, words for those who hold it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from events.models import Feedback, FeedbackQuestion
from events.services.feedback.questions import wordings_of
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.feedback import FeedbackFactory, party_that_came
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words
from workbench.services.evidence.chapters import chapter_of, evidence_events

pytestmark = pytest.mark.django_db

ANSWER = {"first_en": "Clear?", "first_zh": "清楚吗？", "second_en": "", "second_zh": ""}


@pytest.fixture(autouse=True)
def _after_the_event(set_clock):
    set_clock(STARTS_AT + timedelta(days=2))


@pytest.fixture
def event():
    event = EventFactory()
    party_that_came(event)
    FeedbackFactory(event=event, stars=5, words="Lovely", may_be_quoted=True, quoted_as="Grandpa")
    FeedbackFactory(event=event, stars=2, words="Too loud")
    return event


def client_of(role=StaffRole.COORDINATOR, **scope):
    client = Client()
    client.force_login(StaffScopeFactory(role=role, **scope).user)
    return client


def page(client, event):
    return client.get(reverse("desk:feedback", args=[event.pk]))


def test_coordinator_reads_figures_and_words(event):
    told = words(parsed(page(client_of(branch=event.branch), event)).main)
    assert "3.5 Stars on average" in told or "Stars on average 3.5" in told
    assert "Lovely" in told
    assert "Too loud" in told
    assert "Not to be quoted." in told


def test_director_reads_figures_alone(event):
    told = words(parsed(page(client_of(StaffRole.DIRECTOR), event)).main)
    assert "Stars on average" in told
    assert "Lovely" not in told


def test_of_another_branch_there_is_nothing(event):
    stranger = client_of(branch=BranchFactory())
    quote = Feedback.objects.get(words="Lovely")
    assert page(stranger, event).status_code == 404
    for name, *key in (("feedback_sign",), ("quote", quote.pk)):
        url = reverse(f"desk:{name}", args=[event.pk, *key])
        assert stranger.post(url, {"show": "yes"}).status_code == 404
    quote.refresh_from_db()
    assert not quote.is_public


def test_a_quote_is_shown_and_taken_down_and_the_log_tells_so(event):
    client = client_of(branch=event.branch)
    quote = Feedback.objects.get(words="Lovely")
    url = reverse("desk:quote", args=[event.pk, quote.pk])
    client.post(url, {"show": "yes"})
    assert "Lovely Grandpa" in words(parsed(client.get(event.get_absolute_url())).main)
    client.post(url, {"hide": "yes"})
    assert "Lovely" not in words(parsed(client.get(event.get_absolute_url())).main)
    actions = LogEntry.objects.for_instance(event).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["events.quote_shown", "events.quote_hidden"]


def test_what_may_not_be_quoted_stays_in_the_house(event):
    client = client_of(branch=event.branch)
    private = Feedback.objects.get(words="Too loud")
    client.post(reverse("desk:quote", args=[event.pk, private.pk]), {"show": "yes"})
    private.refresh_from_db()
    assert not private.is_public
    elsewhere = FeedbackFactory(words="Not of this event", may_be_quoted=True)
    url = reverse("desk:quote", args=[event.pk, elsewhere.pk])
    assert client.post(url, {"show": "yes"}).status_code == 404


def test_sign_for_the_table_is_a_pdf(event):
    answer = client_of(branch=event.branch).get(reverse("desk:feedback_sign", args=[event.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_evidence_tells_the_figures_and_what_is_public(event):
    Feedback.objects.filter(words="Lovely").update(is_public=True)
    told = evidence_events(
        type(event).objects.all(), event.first_starts_at, event.last_ends_at
    ).get()
    user = StaffScopeFactory(branch=event.branch).user
    chapter = chapter_of(told, for_user=user, now=clock.now())
    assert (chapter.feedback.answers, chapter.feedback.average) == (2, 3.5)
    assert [quote.words for quote in chapter.quotes] == ["Lovely"]


class TestQuestions:
    def test_of_a_programme_are_worded_in_both_languages_or_left_to_the_library(self):
        programme = ProgrammeFactory()
        client = client_of(brand=programme.brand)
        url = reverse("programme_questions:survey", args=[programme.pk])
        answer = client.post(url, ANSWER | {"first_zh": ""})
        assert answer.status_code == 422
        assert "Clear?" in answer.content.decode()
        client.post(url, ANSWER)
        assert wordings_of(programme) == [("Clear?", "清楚吗？")]
        client.post(url, dict.fromkeys(ANSWER, ""))
        assert wordings_of(programme) == []

    def test_of_the_library_are_for_those_who_look_after_the_network(self):
        url = reverse("survey:questions")
        assert client_of(branch=BranchFactory()).get(url).status_code in (302, 403)
        everywhere = client_of(branch=None, brand=None)
        assert everywhere.post(url, ANSWER).status_code == 422
        everywhere.post(url, ANSWER | {"second_en": "Long?", "second_zh": "久吗？"})
        asked = FeedbackQuestion.objects.filter(programme=None, is_retired=False)
        assert [question.text_en for question in asked] == ["Clear?", "Long?"]
