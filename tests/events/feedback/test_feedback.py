"""Feedback: one answer a party, and an anonymous one that leads nowhere."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.services.erasure import erase_person
from accounts.services.export import Subject, exporters
from brands.choices import WayIn
from events.choices import Agreement, AttendanceMode, FeedbackWay, MessageKind
from events.errors import (
    EventCancelled,
    FeedbackGiven,
    FeedbackNotOpenYet,
    FeedbackOfVisitorsOnly,
    FeedbackOver,
)
from events.models import Event, Feedback, FeedbackQuestion, FeedbackReceipt
from events.services.feedback.answering import (
    NAMED_FOR,
    Said,
    forget_whose_feedback,
    give_feedback,
    show_quote,
    take_back_feedback,
)
from events.services.feedback.asking import ask_for_feedback
from events.services.feedback.links import invited_by, party_token, receipt_of, sign_token
from events.services.feedback.questions import Wording, ask_after_events, wordings_of
from events.services.feedback.summaries import (
    public_feedback,
    summary_of,
    told_of_feedback,
)
from events.services.feedback.surveys import OPEN_FOR, has_answered, own_answer
from notifications.models import OutboxMessage
from notifications.services.outbox import deliver_due
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.feedback import (
    FeedbackFactory,
    FeedbackQuestionFactory,
    party_that_came,
    survey_at_the_table,
    survey_of,
)
from tests.factories.people import UserFactory
from tests.factories.registrations import RegistrationFactory
from tests.racing import race

pytestmark = pytest.mark.django_db

# Ten in the morning of the day after, in Shanghai.
NEXT_DAY = STARTS_AT + timedelta(days=1)
FOUR = Said(stars=4, language="en")


@pytest.fixture
def event():
    return EventFactory()


def answer(registration, said=FOUR, *, is_named=False, now=NEXT_DAY):
    give_feedback(survey_of(registration), said, is_named=is_named, now=now)


class TestAnonymity:
    def test_an_anonymous_answer_holds_no_key_to_a_party_and_no_moment(self, event):
        answer(party_that_came(event))
        row: dict[str, Any] = dict(Feedback.objects.values().get())
        moments = [name for name, value in row.items() if hasattr(value, "hour")]
        assert row["registration_id"] is None
        assert row["given_on"] == NEXT_DAY.date()
        assert moments == []

    def test_a_receipt_tells_its_party_only_to_whoever_has_the_secret(self, event, settings):
        party = party_that_came(event)
        answer(party)
        receipt = FeedbackReceipt.objects.values().get()
        assert set(receipt) == {"party", "event_id"}
        assert has_answered(party)
        settings.SECRET_KEY = "of another installation"
        assert receipt["party"] != receipt_of(party)

    def test_marks_of_the_database_do_not_join_an_answer_with_its_receipt(self, event):
        for stars in (1, 2, 3, 4, 5):
            answer(party_that_came(event), Said(stars=stars, language="en"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT xmin::text FROM events_feedback")
            assert len(cursor.fetchall()) == 1
            cursor.execute("SELECT count(*) FROM events_feedback")
            assert cursor.fetchone() == (5,)

    @pytest.mark.django_db(transaction=True)
    def test_answers_of_different_transactions_carry_the_marks_of_the_last(self, event):
        parties = [party_that_came(event) for _ in range(3)]
        for party in parties:
            answer(party)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text), count(*) FROM events_feedback")
            assert cursor.fetchone() == (1, 3)

    def test_who_wishes_to_be_known_is_anonymous_after_half_a_year(self, event):
        party = party_that_came(event)
        answer(party, is_named=True)
        end = event.last_ends_at + NAMED_FOR
        assert forget_whose_feedback(now=end - timedelta(seconds=1)) == 0
        assert own_answer(party)
        assert forget_whose_feedback(now=end) == 1
        assert own_answer(party) is None
        assert Feedback.objects.get().stars == 4


class TestAnswering:
    def test_a_party_answers_once(self, event):
        party = party_that_came(event)
        answer(party)
        with pytest.raises(FeedbackGiven):
            answer(party)
        assert Feedback.objects.count() == FeedbackReceipt.objects.count() == 1

    def test_only_those_who_came_are_asked(self, event):
        with pytest.raises(FeedbackOfVisitorsOnly):
            answer(RegistrationFactory(event=event))
        assert not Feedback.objects.exists()

    def test_who_takes_part_online_came(self):
        event = EventFactory(attendance_mode=AttendanceMode.MIXED)
        answer(RegistrationFactory(event=event, is_online=True))
        assert summary_of(event).response_rate == 100

    def test_it_opens_with_the_event_and_closes_after_thirty_days(self, event):
        party = party_that_came(event)
        with pytest.raises(FeedbackNotOpenYet):
            answer(party, now=STARTS_AT - timedelta(seconds=1))
        with pytest.raises(FeedbackOver):
            answer(party, now=event.last_ends_at + OPEN_FOR)
        answer(party, now=event.last_ends_at + OPEN_FOR - timedelta(seconds=1))

    def test_nobody_is_asked_about_what_did_not_take_place(self):
        event = EventFactory(intake__status="cancelled")
        with pytest.raises(EventCancelled):
            answer(party_that_came(event))

    def test_what_is_known_can_be_taken_back_and_said_anew(self, event):
        party = party_that_came(event)
        answer(party, is_named=True)
        assert take_back_feedback(party)
        assert not has_answered(party)
        answer(party, Said(stars=2, language="en"))
        assert Feedback.objects.get().stars == 2
        assert not take_back_feedback(party)

    def test_a_sign_on_the_table_asks_whoever_sits_there(self, event):
        for _ in range(2):
            give_feedback(survey_at_the_table(event), FOUR, is_named=True, now=STARTS_AT)
        assert {each.registration for each in Feedback.objects.all()} == {None}
        assert summary_of(event).at_the_sign == 2
        assert not FeedbackReceipt.objects.exists()

    @pytest.mark.parametrize(
        "fields",
        [
            {"stars": 0},
            {"stars": 6},
            {"is_public": True, "words": "Lovely"},
            {"is_public": True, "may_be_quoted": True},
            {"first_answer": Agreement.YES},
        ],
    )
    def test_the_database_holds_what_an_answer_is(self, event, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            FeedbackFactory(event=event, **fields)

    def test_the_database_keeps_an_answer_with_the_event_of_its_party(self, event):
        with pytest.raises(IntegrityError), transaction.atomic():
            FeedbackFactory(event=event, registration=RegistrationFactory())

    def test_an_answer_from_a_sign_is_never_known(self, event):
        party = party_that_came(event)
        with pytest.raises(IntegrityError), transaction.atomic():
            FeedbackFactory(event=event, registration=party, way=FeedbackWay.SIGN)


class TestLinks:
    def test_they_name_a_party_or_a_table_and_cannot_be_made_up(self, event):
        party = RegistrationFactory(event=event)
        assert invited_by(party_token(party)) == (FeedbackWay.LETTER, party.pk)
        assert invited_by(sign_token(event)) == (FeedbackWay.SIGN, event.pk)
        signature = party_token(party).partition(".")[2]
        assert invited_by(f"p{party.pk + 1}.{signature}") is None
        assert invited_by(f"e{party.pk}.{signature}") is None
        assert party.code not in party_token(party)


class TestLetter:
    @pytest.fixture(autouse=True)
    def _on_the_day_after(self, set_clock):
        set_clock(NEXT_DAY)

    def test_goes_to_each_party_that_came_once(self, event):
        came = party_that_came(event, contact__email="lin@example.org")
        RegistrationFactory(event=event, contact__email="yu@example.org")
        assert ask_for_feedback(now=NEXT_DAY) == 1
        assert ask_for_feedback(now=NEXT_DAY + timedelta(hours=1)) == 0
        letter = OutboxMessage.objects.get(kind=MessageKind.FEEDBACK)
        assert letter.subject_id == came.pk

    def test_waits_for_the_morning_of_the_next_day(self, event):
        party_that_came(event, contact__email="lin@example.org")
        assert ask_for_feedback(now=event.last_ends_at + timedelta(hours=2)) == 0
        assert ask_for_feedback(now=NEXT_DAY - timedelta(hours=2)) == 0
        assert ask_for_feedback(now=NEXT_DAY) == 1

    def test_reaches_those_whom_a_door_tells_of_late_and_nobody_after_long(self, event):
        party_that_came(event, contact__email="lin@example.org")
        assert ask_for_feedback(now=NEXT_DAY + timedelta(days=1)) == 1
        party_that_came(event, contact__email="lin@example.org")
        assert ask_for_feedback(now=NEXT_DAY + timedelta(days=3)) == 0

    def test_is_not_sent_to_who_has_answered_meanwhile(self, event, mailoutbox):
        party = party_that_came(event, contact__email="lin@example.org")
        ask_for_feedback(now=NEXT_DAY)
        answer(party)
        deliver_due(now=NEXT_DAY)
        assert mailoutbox == []

    def test_leads_to_the_survey_and_says_how_to_get_no_more(self, event, mailoutbox):
        party = party_that_came(event, contact__email="lin@example.org", contact__language="en")
        ask_for_feedback(now=NEXT_DAY)
        deliver_due(now=NEXT_DAY)
        (mail,) = mailoutbox
        assert f"/feedback/{party_token(party)}/" in mail.body
        assert party.code not in mail.body
        assert "List-Unsubscribe" in mail.extra_headers


class TestQuestions:
    def test_the_library_asks_two_where_a_programme_asks_none_of_its_own(self):
        own = FeedbackQuestionFactory()
        of_programme = EventFactory(programme=own.programme)
        assert survey_at_the_table(of_programme).questions == (own,)
        usual = survey_at_the_table(EventFactory()).questions
        assert [question.programme for question in usual] == [None, None]

    def test_words_that_were_answered_stay_with_their_answers(self, event):
        programme = ProgrammeFactory()
        ask_after_events(programme, [Wording("Clear?", "清楚吗？"), Wording("Long?", "久吗？")])
        event = EventFactory(programme=programme)
        first, second = survey_at_the_table(event).questions
        said = Said(stars=5, language="en", agreements={first.pk: Agreement.YES})
        give_feedback(survey_at_the_table(event), said, is_named=False, now=STARTS_AT)

        ask_after_events(programme, [Wording("Plain?", "明白吗？"), Wording("Brief?", "短吗？")])

        assert wordings_of(programme) == [("Plain?", "明白吗？"), ("Brief?", "短吗？")]
        (told,) = summary_of(event).questions
        assert told.question.text_en == "Clear?"
        assert told.counts == (("Yes", 1), ("Partly", 0), ("No", 0))
        assert FeedbackQuestion.objects.get(pk=second.pk).is_retired
        ask_after_events(programme, [])
        assert wordings_of(programme) == []

    @pytest.mark.django_db(transaction=True)
    def test_a_question_is_reworded_while_somebody_answers_it(self):
        programme = ProgrammeFactory()
        ask_after_events(programme, [Wording("Clear?", "清楚吗？")])
        survey = survey_at_the_table(EventFactory(programme=programme))
        said = Said(stars=5, language="en", agreements={survey.questions[0].pk: Agreement.YES})
        with transaction.atomic():
            give_feedback(survey, said, is_named=False, now=STARTS_AT)
            race(partial(ask_after_events, programme, [Wording("Plain?", "明白吗？")]))

        assert Feedback.objects.get().first_question.text_en == "Clear?"
        assert wordings_of(programme) == [("Plain?", "明白吗？")]


class TestSummary:
    def test_rate_is_of_the_parties_that_came(self, event):
        parties = [party_that_came(event) for _ in range(3)]
        RegistrationFactory(event=event)
        answer(parties[0], Said(stars=5, language="en"))
        give_feedback(survey_at_the_table(event), FOUR, is_named=False, now=STARTS_AT)
        summary = summary_of(event)
        assert (summary.came, summary.answered, summary.at_the_sign) == (3, 1, 1)
        assert summary.response_rate == 33
        assert summary.average == 4.5
        assert summary.stars == ((5, 1), (4, 1), (3, 0), (2, 0), (1, 0))

    def test_nothing_answered_is_no_average(self, event):
        summary = summary_of(event)
        assert (summary.average, summary.response_rate) == (None, None)

    def test_everyone_is_told_an_average_from_five_answers_on(self, event):
        def told():
            return public_feedback(Event.objects.annotate(**told_of_feedback()).get())

        FeedbackFactory.create_batch(4, event=event)
        assert told().average is None
        FeedbackFactory(event=event, stars=5)
        assert (told().answers, told().average) == (5, 4.2)

    @pytest.mark.parametrize(
        ("way_in", "answers", "average"), [(WayIn.FIRST_COME, 5, 4.0), (WayIn.DROP_IN, 10, 4.5)]
    )
    def test_signs_weigh_only_where_nobody_registers_and_once_a_phone(
        self, way_in, answers, average
    ):
        event = EventFactory(intake__way_in=way_in)
        FeedbackFactory.create_batch(5, event=event)
        FeedbackFactory.create_batch(5, event=event, way=FeedbackWay.SIGN, stars=5)
        FeedbackFactory.create_batch(9, event=event, way=FeedbackWay.SIGN, stars=1, is_repeat=True)
        told = public_feedback(Event.objects.annotate(**told_of_feedback()).get())
        assert (told.answers, told.average) == (answers, average)
        assert told.of_parties == (way_in == WayIn.FIRST_COME)
        assert summary_of(event).answers == 19

    def test_a_quote_is_public_once_both_sides_agree(self, event):
        asked_not_to = FeedbackFactory(event=event, words="Between us")
        lovely = FeedbackFactory(
            event=event, words="Lovely", may_be_quoted=True, quoted_as="Grandpa"
        )
        told = Event.objects.annotate(**told_of_feedback())
        assert not show_quote(asked_not_to, is_public=True)
        assert public_feedback(told.get()).quotes == ()
        assert show_quote(lovely, is_public=True)
        (quote,) = public_feedback(told.get()).quotes
        assert (quote.words, quote.quoted_as) == ("Lovely", "Grandpa")
        assert show_quote(lovely, is_public=False)
        assert public_feedback(told.get()).quotes == ()


class TestPersonalData:
    @pytest.fixture
    def party(self, event):
        party = party_that_came(event)
        said = Said(stars=5, language="en", words="We are the Lins", may_be_quoted=True)
        answer(party, said, is_named=True)
        return party

    def test_of_who_is_forgotten_only_the_stars_stay(self, party):
        erase_person(person_id=party.contact.pk, now=NEXT_DAY)
        left = Feedback.objects.get()
        assert (left.stars, left.words, left.may_be_quoted, left.registration) == (
            5,
            "",
            False,
            None,
        )

    def test_who_is_known_gets_what_they_said(self, party):
        contact = party.contact
        (told,) = dict(exporters)["feedback"](Subject(UserFactory(), [contact.pk]))
        assert (told["stars"], told["words"]) == (5, "We are the Lins")
