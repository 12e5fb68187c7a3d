"""What events ask: said why and for how long, never lost on the way, gone when it is due."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.services.erasure import erase_person
from accounts.services.export import everything_about
from brands.choices import WayIn
from core import clock
from events import tasks
from events.choices import PlaceState, PoolKind, QuestionKind, QuestionStep, RegistrationChannel
from events.errors import (
    AnswersClosed,
    EventFull,
    KeptLongerThanSaid,
    NoPlacesForAdults,
    QuestionWasAnswered,
)
from events.models import Answer, Question, Registration
from events.services.making.drafting import copy_event
from events.services.making.sessions import save_session
from events.services.questions.answers import Given, change_answers, erase_due_answers
from events.services.questions.asked import asked_at
from events.services.questions.making import save_question, take_step
from events.services.questions.summaries import summaries_of
from events.services.registration.cancellation import cancel_registration
from events.views import register as register_view
from staff.models import LogEntry
from tests.events.parties import NOW, family, guest, sign_up
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SeatPoolFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory
from tests.factories.questions import AnswerFactory, QuestionFactory, asked
from tests.factories.registrations import RegistrationFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

LAST_DAY = timezone.localdate(STARTS_AT)


@pytest.fixture(autouse=True)
def two_weeks_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def event():
    return EventFactory()


def address_of(event):
    return reverse("register", args=[event.slug, event.pk])


def as_guest(**fields):
    return {
        "form_key": str(uuid.uuid4()),
        "name": "Lin Yu",
        "contact": "lin@example.org",
        "adults": "1",
        "children": "0",
    } | fields


def field_of(question):
    return f"answer_{question.pk}"


def every_kind(event):
    return {kind: QuestionFactory(event=event, kind=kind) for kind in QuestionKind}


TYPED = {
    QuestionKind.TEXT: "  No nuts, please ",
    QuestionKind.CHOICE: "Large",
    QuestionKind.MANY: ["Small", "Large"],
    QuestionKind.NUMBER: "3",
    QuestionKind.DATE: "2026-05-01",
    QuestionKind.CONSENT: "on",
}
KEPT = {
    QuestionKind.TEXT: "No nuts, please",
    QuestionKind.CHOICE: {"en": "Large", "zh": "大"},
    QuestionKind.MANY: [{"en": "Small", "zh": "小"}, {"en": "Large", "zh": "大"}],
    QuestionKind.NUMBER: 3,
    QuestionKind.DATE: "2026-05-01",
    QuestionKind.CONSENT: True,
}


class TestTheDatabase:
    """It is the last word about what a question and an answer can be."""

    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"event": None}, "question_of_an_event_or_a_programme"),
            ({"purpose_zh": ""}, "question_says_what_and_why_in_both_languages"),
            ({"text_en": ""}, "question_says_what_and_why_in_both_languages"),
            ({"kind": "choice", "options_en": ["A"], "options_zh": ["甲"]}, "question_has_options"),
            ({"kind": "choice", "options_en": [], "options_zh": []}, "question_has_options"),
            ({"options_en": ["A", "B"], "options_zh": ["甲", "乙"]}, "question_has_options"),
            ({"kind": "many", "options_zh": ["小"]}, "question_options_in_both_languages"),
            ({"keep_days": 366}, "question_is_not_kept_for_ever"),
        ],
    )
    def test_refuses_half_a_question(self, fields, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            QuestionFactory(**fields)

    def test_refuses_a_question_of_both(self, event):
        with pytest.raises(IntegrityError, match="question_of_an_event_or_a_programme"):
            QuestionFactory(event=event, programme=ProgrammeFactory())

    def test_takes_one_answer_of_a_party_to_a_question(self):
        answer = AnswerFactory()
        with pytest.raises(IntegrityError, match="answer_once"):
            AnswerFactory(question=answer.question, registration=answer.registration)

    def test_takes_only_answers_of_the_kind_of_the_question(self):
        with pytest.raises(IntegrityError, match="answer_kind_of_its_question"):
            AnswerFactory(kind=QuestionKind.NUMBER, value=3)

    @pytest.mark.parametrize("fields", [{"wording": ""}, {"value": False}])
    def test_takes_an_agreement_only_with_what_was_agreed_to(self, fields):
        question = QuestionFactory(kind=QuestionKind.CONSENT)
        with pytest.raises(IntegrityError, match="answer_agrees_to_something"):
            AnswerFactory(question=question, **{"value": True} | fields)

    def test_keeps_a_question_as_long_as_there_are_answers(self):
        question = AnswerFactory().question
        with pytest.raises(IntegrityError, match="answer_kind_of_its_question"):
            Question.objects.filter(pk=question.pk)._raw_delete("default")


class TestAsking:
    def test_programme_asks_first_then_the_event_in_their_order(self):
        event = EventFactory(programme=ProgrammeFactory())
        own = [QuestionFactory(event=event, position=place) for place in (2, 1)]
        shared = QuestionFactory(event=None, programme=event.programme, position=9)
        QuestionFactory(event=event, is_retired=True)
        QuestionFactory()
        QuestionFactory(event=None, programme=ProgrammeFactory())
        questions = [each.question for each in asked_at(event, now=NOW)]
        assert questions == [shared, own[1], own[0]]

    def test_says_why_and_until_when_it_is_kept(self, event):
        question = QuestionFactory(event=event, keep_days=14)
        (each,) = asked_at(event, now=NOW)
        assert each.erases_on == LAST_DAY + timedelta(days=15)
        assert each.why == "So that we can prepare. Your answer is kept until Sat 23 May 2026."
        assert each.wording == f"{question.text_en}\n{each.why}"

    def test_without_a_session_days_count_from_today(self):
        event = EventFactory(sessions=0)
        QuestionFactory(event=event, keep_days=0)
        (each,) = asked_at(event, now=NOW)
        assert each.erases_on == timezone.localdate(NOW) + timedelta(days=1)

    def test_copy_of_an_event_asks_the_same(self):
        event = EventFactory(programme=ProgrammeFactory())
        QuestionFactory(event=None, programme=event.programme, text_en="Shared?")
        AnswerFactory(question=QuestionFactory(event=event, kind="choice", text_en="Which size?"))
        QuestionFactory(event=event, is_retired=True)
        copy = copy_event(event, user=UserFactory()).event
        questions = [each.question for each in asked_at(copy, now=NOW)]
        assert [question.text_en for question in questions] == ["Shared?", "Which size?"]
        assert questions[1].options == event.questions.get(text_en="Which size?").options
        assert Answer.objects.count() == 1


class TestMaking:
    def save(self, question, **fields):
        for name, value in fields.items():
            setattr(question, name, value)
        save_question(question, by=UserFactory(), now=NOW)

    def test_new_question_comes_last_and_into_the_history(self, event):
        first = QuestionFactory.build(event=event)
        second = QuestionFactory.build(event=event)
        self.save(first)
        self.save(second)
        assert list(event.questions.all()) == [first, second]
        assert LogEntry.objects.filter(action="events.questions").count() == 2

    def test_question_of_a_programme_stands_in_its_history(self):
        programme = ProgrammeFactory()
        self.save(QuestionFactory.build(event=None, programme=programme))
        assert LogEntry.objects.for_instance(programme).get().action == "events.questions"

    def test_answered_question_can_be_worded_anew(self):
        answer = AnswerFactory()
        self.save(answer.question, text_en="Anything that you cannot eat?")
        assert Question.objects.get().text_en == "Anything that you cannot eat?"

    def test_answered_question_keeps_its_kind(self):
        answer = AnswerFactory()
        with pytest.raises(QuestionWasAnswered):
            self.save(answer.question, kind=QuestionKind.NUMBER)
        assert Question.objects.get().kind == QuestionKind.TEXT

    def test_answers_are_kept_no_longer_than_was_said(self):
        answer = AnswerFactory(question__keep_days=14)
        with pytest.raises(KeptLongerThanSaid):
            self.save(answer.question, keep_days=15)
        self.save(Question.objects.get(), keep_days=3)
        answer.refresh_from_db()
        assert answer.erases_on == LAST_DAY + timedelta(days=4)

    def test_chosen_words_outlive_the_options(self):
        question = QuestionFactory(kind=QuestionKind.CHOICE)
        answer = AnswerFactory(question=question, value={"en": "Large", "zh": "大"})
        self.save(question, options_en=["S", "M"], options_zh=["小", "中"])
        answer.refresh_from_db()
        assert answer.said == "Large"
        (summary,) = summaries_of(question.event)
        assert summary.counts == [("S", 0), ("M", 0), ("Large", 1)]

    def test_questions_change_places(self, event):
        first, second, third = (QuestionFactory(event=event, position=n) for n in (1, 2, 3))

        def order_after(question, step):
            take_step(question, step, by=UserFactory())
            return list(event.questions.all())

        assert order_after(third, QuestionStep.UP) == [first, third, second]
        assert order_after(first, QuestionStep.DOWN) == [third, first, second]
        assert order_after(third, QuestionStep.UP) == [third, first, second]
        assert order_after(second, QuestionStep.DOWN) == [third, first, second]

    def test_answered_question_is_retired_and_not_deleted(self, event):
        question = AnswerFactory(question__event=event).question
        with pytest.raises(QuestionWasAnswered):
            take_step(question, QuestionStep.DELETE, by=UserFactory())
        take_step(question, QuestionStep.RETIRE, by=UserFactory())
        assert asked_at(event, now=NOW) == []
        assert [summary.question for summary in summaries_of(event)] == [question]
        take_step(question, QuestionStep.ASK_AGAIN, by=UserFactory())
        assert [each.question for each in asked_at(event, now=NOW)] == [question]

    def test_question_without_answers_can_be_deleted(self, event):
        take_step(QuestionFactory(event=event), QuestionStep.DELETE, by=UserFactory())
        assert not Question.objects.exists()


class TestRegistering:
    def test_each_kind_is_asked_with_its_reason_and_kept(self, client, event):
        questions = every_kind(event)
        page = client.get(address_of(event)).content.decode()
        for question in questions.values():
            assert question.text_en in page
        assert page.count("So that we can prepare. Your answer is kept until") == len(questions)

        typed = {field_of(question): TYPED[kind] for kind, question in questions.items()}
        answer = client.post(address_of(event), as_guest(**typed))
        assert answer.status_code == 303
        answers = Registration.objects.get().answers.all()
        assert {answer.kind: answer.value for answer in answers} == KEPT
        assert {answer.erases_on for answer in answers} == {LAST_DAY + timedelta(days=15)}

    def test_agreement_keeps_when_and_to_what(self, client, event):
        question = QuestionFactory(event=event, kind=QuestionKind.CONSENT, help_zh="仅供本馆使用。")
        client.post(f"/zh-hans{address_of(event)}", as_guest(**{field_of(question): "on"}))
        answer = Answer.objects.get()
        assert answer.given_at == NOW
        assert answer.wording.startswith(f"{question.text_zh}\n仅供本馆使用。\n以便我们准备。")

    def test_what_is_left_open_is_not_kept(self, client, event):
        every_kind(event)
        assert client.post(address_of(event), as_guest()).status_code == 303
        assert not Answer.objects.exists()

    def test_zero_is_an_answer(self, client, event):
        question = QuestionFactory(event=event, kind=QuestionKind.NUMBER)
        client.post(address_of(event), as_guest(**{field_of(question): "0"}))
        assert Answer.objects.get().value == 0

    @pytest.mark.parametrize("kind", QuestionKind)
    def test_what_has_to_be_answered_is_asked_for_and_nothing_typed_is_lost(
        self, client, event, kind
    ):
        other = QuestionFactory(event=event)
        question = QuestionFactory(event=event, kind=kind, is_required=True)
        typed = {field_of(other): "Cannot eat nuts", "name": "Lin Yu-Long"}
        answer = client.post(address_of(event), as_guest(**typed))
        assert answer.status_code == 422
        assert answer.context["form"].errors.keys() == {field_of(question)}
        page = answer.content.decode()
        assert 'value="Cannot eat nuts"' in page
        assert 'value="Lin Yu-Long"' in page
        assert not Registration.objects.exists()

    @pytest.mark.parametrize(
        ("kind", "typed"),
        [
            (QuestionKind.TEXT, "x" * 301),
            (QuestionKind.TEXT, "a\x00b"),
            (QuestionKind.CHOICE, "Huge"),
            (QuestionKind.MANY, ["Small", "Huge"]),
            (QuestionKind.NUMBER, "-1"),
            (QuestionKind.NUMBER, "1.5"),
            (QuestionKind.NUMBER, "9" * 30),
            (QuestionKind.DATE, "first of May"),
            (QuestionKind.DATE, "2026-02-30"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, client, event, kind, typed):
        question = QuestionFactory(event=event, kind=kind)
        answer = client.post(address_of(event), as_guest(**{field_of(question): typed}))
        assert answer.status_code == 422
        assert not Registration.objects.exists()

    def test_answers_survive_a_refusal_of_the_event(self, client):
        event = EventFactory(places=0)
        SeatPoolFactory(event=event, kind=PoolKind.CHILDREN)
        question = QuestionFactory(event=event, kind=QuestionKind.CHOICE)
        answer = client.post(address_of(event), as_guest(**{field_of(question): "Large"}))
        assert answer.status_code == NoPlacesForAdults.status
        assert answer.context["form"][field_of(question)].value() == "Large"
        assert not Answer.objects.exists()

    def test_who_knows_a_guests_name_and_address_changes_none_of_their_answers(self, client, event):
        question = QuestionFactory(event=event)
        client.post(address_of(event), as_guest(**{field_of(question): "Nuts"}))
        client.post(address_of(event), as_guest(**{field_of(question): "Nothing at all"}))
        assert [answer.value for answer in Answer.objects.all()] == ["Nuts"]

    def test_family_is_asked_too(self, client, event):
        household = HouseholdFactory()
        child = ChildFactory(household=household)
        client.force_login(household.memberships.get(role="holder").person.user)
        question = QuestionFactory(event=event, is_required=True)
        people = {"people": [child.person_id], "form_key": str(uuid.uuid4())}
        refused = client.post(address_of(event), people)
        assert refused.status_code == 422
        assert refused.context["candidates"].people[1].is_chosen

        client.post(address_of(event), people | {field_of(question): "M, please"})
        assert Answer.objects.get().registration.household == household

    def test_same_form_again_adds_nothing(self, client, event):
        question = QuestionFactory(event=event)
        form = as_guest(**{field_of(question): "First"})
        client.post(address_of(event), form)
        client.post(address_of(event), form)
        client.post(address_of(event), form | {field_of(question): "Second"})
        assert [answer.value for answer in Answer.objects.all()] == ["First"]

    def test_who_waits_is_asked_as_well(self):
        event = EventFactory(places=1)
        question = QuestionFactory(event=event)
        sign_up(event, guest("First"))
        given = [Given(asked(question), "Late")]
        waiting = sign_up(event, guest("Second"), answers=given)
        assert waiting.is_waiting
        assert waiting.answers.get().value == "Late"

    def test_nothing_is_kept_of_who_does_not_get_in(self):
        event = EventFactory(places=1)
        given = [Given(asked(QuestionFactory(event=event)), "Lost")]
        sign_up(event)
        with pytest.raises(EventFull):
            sign_up(event, guest("Wu"), answers=given, channel=RegistrationChannel.WALK_IN)
        assert not Answer.objects.exists()

    def test_answers_and_places_stand_or_fall_together(self, event):
        question = QuestionFactory(event=event)
        twice = [Given(asked(question), "one"), Given(asked(question), "two")]
        with pytest.raises(IntegrityError, match="answer_once"):
            sign_up(event, answers=twice)
        assert not Registration.objects.exists()
        assert event.pools.get().taken == 0


class TestWhatItCosts:
    def test_nothing_where_nothing_is_asked(self, client, event):
        with statements() as shown:
            client.get(address_of(event))
        with statements() as sent:
            client.post(address_of(event), as_guest())
        assert [sql for sql in shown + sent if 'FROM "events_question" WHERE (NOT' in sql] == []
        assert (len(shown), len(sent)) == (3, 4)

    def test_one_statement_to_read_and_one_to_write(self, client, event):
        questions = every_kind(event)
        typed = {field_of(question): TYPED[kind] for kind, question in questions.items()}
        with statements() as shown:
            client.get(address_of(event))
        with statements() as sent:
            client.post(address_of(event), as_guest(**typed))
        assert (len(shown), len(sent)) == (4, 6)


class TestKeptPage:
    """The page of the rush is made once for many visitors, and may be seconds old."""

    @pytest.fixture(autouse=True)
    def kept(self, settings):
        settings.PAGE_CACHE_SECONDS = 60
        register_view.stencils.kept.clear()
        yield
        register_view.stencils.kept.clear()

    def test_question_that_is_newer_than_the_page_is_asked_and_nothing_is_lost(self, client, event):
        client.get(address_of(event))
        question = QuestionFactory(event=event, text_en="Any allergies?", is_required=True)
        assert "Any allergies?" not in client.get(address_of(event)).content.decode()

        answer = client.post(address_of(event), as_guest(name="Lin Yu-Long"))
        assert answer.status_code == 422
        assert 'value="Lin Yu-Long"' in answer.content.decode()
        assert "Any allergies?" in answer.content.decode()
        done = client.post(address_of(event), as_guest(**{field_of(question): "Nuts"}))
        assert done.status_code == 303

    def test_answer_to_a_question_that_is_asked_no_more_is_not_kept(self, client, event):
        question = QuestionFactory(event=event)
        assert question.text_en in client.get(address_of(event)).content.decode()
        take_step(question, QuestionStep.RETIRE, by=UserFactory())
        done = client.post(address_of(event), as_guest(**{field_of(question): "Nuts"}))
        assert done.status_code == 303
        assert not Answer.objects.exists()


class TestChanging:
    @pytest.fixture
    def registration(self, event):
        return sign_up(event)

    def page_of(self, registration):
        return reverse("ticket_answers", args=[registration.code])

    def test_ticket_leads_to_the_answers_where_there_are_questions(
        self, client, event, registration
    ):
        ticket = registration.get_absolute_url()
        assert self.page_of(registration) not in client.get(ticket).content.decode()
        assert client.get(self.page_of(registration)).status_code == 404
        QuestionFactory(event=event)
        assert self.page_of(registration) in client.get(ticket).content.decode()
        assert client.get(self.page_of(registration)).status_code == 200

    def test_all_kinds_come_back_as_they_were_given(self, client, event, registration):
        questions = every_kind(event)
        given = [Given(asked(question), KEPT[kind]) for kind, question in questions.items()]
        change_answers(
            registration_id=registration.pk,
            asked=[each.asked for each in given],
            given=given,
            now=NOW,
        )
        form = client.get(self.page_of(registration)).context["form"]
        shown = {
            field_of(question): form[field_of(question)].value() for question in questions.values()
        }
        assert shown == {
            field_of(questions[QuestionKind.TEXT]): "No nuts, please",
            field_of(questions[QuestionKind.CHOICE]): "Large",
            field_of(questions[QuestionKind.MANY]): ["Small", "Large"],
            field_of(questions[QuestionKind.NUMBER]): 3,
            field_of(questions[QuestionKind.DATE]): date(2026, 5, 1),
            field_of(questions[QuestionKind.CONSENT]): True,
        }

    def test_what_changes_is_new_and_what_stays_keeps_its_moment(
        self, client, event, registration, monkeypatch
    ):
        stays, changes, goes, comes = (QuestionFactory(event=event) for _ in range(4))
        first = [Given(asked(each), "before") for each in (stays, changes, goes)]
        change_answers(
            registration_id=registration.pk,
            asked=[each.asked for each in first],
            given=first,
            now=NOW,
        )
        later = NOW + timedelta(days=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        answer = client.post(
            self.page_of(registration),
            {field_of(stays): "before", field_of(changes): "after", field_of(comes): "after"},
        )
        assert (answer.status_code, answer.url) == (302, registration.get_absolute_url())
        rows = registration.answers.values_list("question", "value", "given_at")
        assert set(rows) == {
            (stays.pk, "before", NOW),
            (changes.pk, "after", later),
            (comes.pk, "after", later),
        }

    def test_agreement_can_be_taken_back(self, client, event, registration):
        question = QuestionFactory(event=event, kind=QuestionKind.CONSENT)
        client.post(self.page_of(registration), {field_of(question): "on"})
        assert registration.answers.get().value is True
        client.post(self.page_of(registration), {})
        assert not registration.answers.exists()

    def test_what_has_to_be_answered_cannot_be_emptied(self, client, event, registration):
        question = QuestionFactory(event=event, is_required=True)
        client.post(self.page_of(registration), {field_of(question): "M"})
        answer = client.post(self.page_of(registration), {field_of(question): ""})
        assert answer.status_code == 422
        assert registration.answers.get().value == "M"

    def test_answer_to_a_retired_question_stays(self, client, event, registration):
        old = AnswerFactory(question__event=event, registration=registration)
        old.question.is_retired = True
        old.question.save()
        question = QuestionFactory(event=event)
        client.post(self.page_of(registration), {field_of(question): "new"})
        assert set(registration.answers.values_list("value", flat=True)) == {old.value, "new"}

    @pytest.mark.parametrize(
        "why", ["registration has closed", "they cancelled", "the event is cancelled"]
    )
    def test_is_over(self, client, event, registration, monkeypatch, why):
        question = QuestionFactory(event=event)
        if why == "registration has closed":
            monkeypatch.setattr(clock, "now", lambda: STARTS_AT)
        elif why == "they cancelled":
            cancel_registration(registration_id=registration.pk, now=NOW)
        else:
            event.intake.status = "cancelled"
            event.intake.save()
        answer = client.post(self.page_of(registration), {field_of(question): "late"})
        assert answer.status_code == 409
        assert str(AnswersClosed()) in answer.content.decode().replace("&#x27;", "'")
        assert not Answer.objects.exists()

    def test_service_asks_again_under_its_lock(self, event, registration):
        question = asked(QuestionFactory(event=event))
        with pytest.raises(AnswersClosed):
            change_answers(
                registration_id=registration.pk,
                asked=[question],
                given=[Given(question, "late")],
                now=STARTS_AT,
            )

    def test_nobody_elses(self, client, event):
        QuestionFactory(event=event)
        assert client.get("/tickets/AAAAAAAAAAAAAAAAAAAAAAAAAA/answers/").status_code == 404


class TestErasing:
    def test_on_the_day_that_was_said(self, event):
        answer = AnswerFactory(question__event=event, question__keep_days=14)
        kept = AnswerFactory(question__event=event, question__keep_days=15)
        last_day = LAST_DAY + timedelta(days=14)
        assert erase_due_answers(today=last_day) == 0
        assert erase_due_answers(today=last_day + timedelta(days=1)) == 1
        assert list(Answer.objects.all()) == [kept]
        assert Registration.objects.filter(pk=answer.registration_id).exists()

    def test_at_once_of_those_who_left(self, event):
        stays = AnswerFactory(question__event=event)
        AnswerFactory(
            question=stays.question,
            registration=RegistrationFactory(event=event, party=0, state=PlaceState.CANCELLED),
        )
        assert erase_due_answers(today=timezone.localdate(NOW)) == 1
        assert list(Answer.objects.all()) == [stays]

    def test_by_the_clock_every_night(self, event, monkeypatch):
        AnswerFactory(question__event=event, question__keep_days=0)
        monkeypatch.setattr(clock, "today", lambda: LAST_DAY + timedelta(days=1))
        tasks.erase_answers(timestamp=0)
        assert not Answer.objects.exists()

    def test_later_where_the_event_moves(self, event, django_capture_on_commit_callbacks):
        answer = AnswerFactory(question__event=event, question__keep_days=14)
        session = event.sessions.get()
        session.starts_at += timedelta(days=7)
        session.ends_at += timedelta(days=7)
        with django_capture_on_commit_callbacks(execute=True):
            save_session(session, now=NOW)
        answer.refresh_from_db()
        assert answer.erases_on == LAST_DAY + timedelta(days=7 + 15)


class TestPersonalData:
    def test_everyone_can_see_what_they_said(self, event):
        household = HouseholdFactory()
        holder = household.memberships.get(role="holder")
        registration = sign_up(event, family(holder))
        question = QuestionFactory(event=event, text_en="Any allergies?")
        AnswerFactory(question=question, registration=registration)
        told = everything_about(holder.person.user, now=NOW)
        (answer,) = told["registrations"][0]["answers"]
        assert (answer["question"], answer["answer"]) == ("Any allergies?", "No nuts, please")
        assert answer["asked_for"] == "So that we can prepare."
        assert answer["erased_on"] == LAST_DAY + timedelta(days=15)

    def test_who_is_forgotten_leaves_no_answer(self, event):
        theirs = AnswerFactory(question__event=event, registration=sign_up(event))
        others = AnswerFactory(question=theirs.question, registration=sign_up(event, guest("Wu")))
        erase_person(person_id=theirs.registration.contact_id, now=NOW)
        assert list(Answer.objects.all()) == [others]

    @pytest.mark.parametrize(("days", "is_kept"), [(0, True), (60, False)])
    def test_child_who_is_forgotten_takes_the_answers_unless_the_family_still_comes(
        self, event, days, is_kept
    ):
        household = HouseholdFactory()
        child = ChildFactory(household=household)
        registration = sign_up(event, family(child))
        AnswerFactory(question__event=event, registration=registration)
        erase_person(person_id=child.person_id, now=NOW + timedelta(days=days))
        assert Answer.objects.exists() == is_kept


def test_who_asks_for_a_place_is_asked_as_well():
    event = EventFactory(intake__way_in=WayIn.APPROVAL)
    question = QuestionFactory(event=event)
    applied = sign_up(event, answers=[Given(asked(question), "Why not")])
    assert applied.state == PlaceState.APPLIED
    assert applied.answers.get().value == "Why not"
