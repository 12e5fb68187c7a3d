"""Questions at the desk: who may ask, how they look, what was answered, and taking it away."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from events.choices import PlaceState, QuestionKind
from events.models import Answer, Question, Registration
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.questions import AnswerFactory, QuestionFactory
from tests.factories.registrations import RegistrationFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    client.force_login(StaffScopeFactory().user)
    return client


@pytest.fixture
def event():
    return EventFactory(programme=ProgrammeFactory(), title_en="Baking Hour")


def questions_of(owner):
    place = "desk" if owner._meta.model_name == "event" else "programme_questions"
    return reverse(f"{place}:questions", args=[owner.pk])


def typed(**fields):
    return {
        "kind": "choice",
        "text_zh": "多大的T恤？",
        "text_en": "Which T-shirt size?",
        "options_zh": "小\r\n\r\n 大 ",
        "options_en": "Small\r\nLarge",
        "purpose_zh": "以便准备。",
        "purpose_en": "So that it fits.",
        "keep_days": "7",
        "is_required": "on",
    } | fields


class TestAsking:
    def test_question_is_added_and_changed(self, signed_in, event):
        answer = signed_in.post(f"{questions_of(event)}new/", typed())
        assert (answer.status_code, answer.url) == (302, questions_of(event))
        question = event.questions.get()
        assert question.options == [("Small", "小"), ("Large", "大")]
        assert (question.keep_days, question.is_required) == (7, True)

        page = f"{questions_of(event)}{question.pk}/"
        assert "Small\nLarge</textarea>" in signed_in.get(page).content.decode()
        signed_in.post(page, typed(options_zh="小\n中\n大", options_en="Small\nMedium\nLarge"))
        assert [option.en for option in event.questions.get().options] == [
            "Small",
            "Medium",
            "Large",
        ]
        assert LogEntry.objects.filter(action="events.questions").count() == 2

    def test_question_of_a_programme_is_asked_at_its_events(self, signed_in, event):
        signed_in.post(f"{questions_of(event.programme)}new/", typed())
        question = event.programme.questions.get()
        assert question.event is None
        page = signed_in.get(questions_of(event))
        assert [summary.question for summary in page.context["shared"]] == [question]
        assert f"{questions_of(event)}{question.pk}/" not in page.content.decode()
        assert question.text in signed_in.get(reverse("desk:overview", args=[event.pk])).text

    def test_programmes_lead_to_their_questions(self, signed_in, event):
        page = signed_in.get(reverse("wagtailsnippets_brands_programme:list")).content.decode()
        assert questions_of(event.programme) in page

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"text_zh": ""}, {"text_zh"}),
            ({"purpose_en": ""}, {"purpose_en"}),
            ({"options_en": "Small"}, {"options_en"}),
            ({"options_en": "", "options_zh": ""}, {"options_en", "options_zh"}),
            ({"options_en": "Same\nSame"}, {"options_en"}),
            ({"options_en": f"Small\n{'x' * 81}"}, {"options_en"}),
            ({"options_en": "Small\nLa\x00rge"}, {"options_en"}),
            ({"kind": "text"}, {"kind"}),
            ({"kind": "essay"}, {"kind"}),
            ({"keep_days": "366"}, {"keep_days"}),
            ({"keep_days": "-1"}, {"keep_days"}),
        ],
    )
    def test_half_a_question_is_refused(self, signed_in, event, fields, wrong):
        answer = signed_in.post(f"{questions_of(event)}new/", typed(**fields))
        assert answer.status_code == 200
        assert wrong <= set(answer.context["form"].errors)
        assert not Question.objects.exists()

    def test_what_the_service_refuses_stands_on_the_form(self, signed_in, event):
        question = AnswerFactory(question__event=event).question
        fields = typed(kind="number", options_en="", options_zh="")
        answer = signed_in.post(f"{questions_of(event)}{question.pk}/", fields)
        assert "People have answered this question." in answer.content.decode()
        assert Question.objects.get().kind == QuestionKind.TEXT

    def test_buttons_move_retire_and_delete(self, signed_in, event):
        first, second = (QuestionFactory(event=event, position=place) for place in (1, 2))

        def press(question, step):
            answer = signed_in.post(
                questions_of(event), {"question": question.pk, "step": step}, follow=True
            )
            assert answer.status_code == 200
            return answer

        press(second, "up")
        page = signed_in.get(questions_of(event))
        assert [summary.question for summary in page.context["asked"]] == [second, first]
        page = press(first, "retire")
        assert [summary.question for summary in page.context["retired"]] == [first]
        press(first, "delete")
        AnswerFactory(question=second)
        assert "People have answered this question." in press(second, "delete").content.decode()
        assert list(Question.objects.all()) == [second]

    @pytest.mark.parametrize("step", ["up", "explode"])
    def test_nothing_is_done_to_questions_of_others(self, signed_in, event, step):
        others = QuestionFactory()
        question = others if step == "up" else QuestionFactory(event=event)
        answer = signed_in.post(questions_of(event), {"question": question.pk, "step": step})
        assert answer.status_code == 404
        assert signed_in.get(f"{questions_of(event)}{others.pk}/").status_code == 404

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "Which size?"), ("zh-hans", "多大？"), ("xx", "Which size?")]
    )
    def test_preview_shows_how_it_looks(self, signed_in, event, language, words):
        QuestionFactory(event=event, kind="many", text_en="Which size?", text_zh="多大？")
        QuestionFactory(event=None, programme=event.programme, text_en="Shared?", text_zh="共同？")
        own = signed_in.get(f"{questions_of(event)}preview/", {"language": language})
        assert words in own.content.decode()
        shared = signed_in.get(f"{questions_of(event.programme)}preview/", {"language": language})
        assert words not in shared.content.decode()
        assert ("共同？" if language == "zh-hans" else "Shared?") in shared.content.decode()


class TestScope:
    """Whose event it is not, sees nothing; who may only look, changes nothing."""

    ADDRESSES = ("", "new/", "preview/", "{question}/")

    @pytest.fixture
    def question(self, event):
        return QuestionFactory(event=event, text_en="Asked?")

    def answers(self, client, owner, question):
        for address in self.ADDRESSES:
            url = questions_of(owner) + address.format(question=question.pk)
            yield client.get(url).status_code
            if address != "preview/":
                yield client.post(
                    url, typed() | {"question": question.pk, "step": "delete"}
                ).status_code

    def test_another_branch(self, client, event, question):
        client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
        assert set(self.answers(client, event, question)) == {404}
        assert Question.objects.get().text_en == "Asked?"

    @pytest.mark.parametrize("role", [StaffRole.DIRECTOR, StaffRole.REVIEWER])
    def test_who_only_looks(self, client, event, question, role):
        client.force_login(StaffScopeFactory(role=role).user)
        assert set(self.answers(client, event, question)) == {302}
        assert list(Question.objects.all()) == [question]
        assert (
            questions_of(event)
            not in client.get(reverse("desk:overview", args=[event.pk])).content.decode()
        )

    def test_programme_of_another_brand(self, client, event):
        question = QuestionFactory(event=None, programme=event.programme)
        client.force_login(StaffScopeFactory(brand=BrandFactory()).user)
        assert set(self.answers(client, event.programme, question)) == {404}
        assert list(Question.objects.all()) == [question]

    def test_programme_of_a_brand_that_one_works_for_at_one_branch(self, client, event):
        question = QuestionFactory(event=None, programme=event.programme)
        client.force_login(StaffScopeFactory(branch=event.branch).user)
        assert set(self.answers(client, event.programme, question)) == {302}
        assert list(Question.objects.all()) == [question]

    def test_the_public(self, client, event, question):
        client.force_login(UserFactory())
        assert set(self.answers(client, event, question)) <= {302, 404}
        assert list(Question.objects.all()) == [question]


class TestWhatWasAnswered:
    def test_counts_and_texts(self, signed_in, event):
        choice, many, number, text = (
            QuestionFactory(event=event, kind=kind, position=place)
            for place, kind in enumerate(("choice", "many", "number", "text"))
        )
        small, large = {"en": "Small", "zh": "小"}, {"en": "Large", "zh": "大"}
        for value in (large, large):
            AnswerFactory(question=choice, value=value)
        AnswerFactory(question=many, value=[small, large])
        AnswerFactory(question=many, value=[large])
        for count in (2, 0, 2):
            AnswerFactory(question=number, value=count)
        AnswerFactory(question=text, value="No nuts")
        left = RegistrationFactory(event=event, party=0, state=PlaceState.CANCELLED)
        AnswerFactory(question=text, registration=left, value="Gone")

        page = signed_in.get(questions_of(event))
        told = [
            (summary.parties, summary.counts, summary.said, summary.total)
            for summary in page.context["asked"]
        ]
        assert told == [
            (2, [("Small", 0), ("Large", 2)], [], None),
            (2, [("Small", 1), ("Large", 2)], [], None),
            (3, [("0", 1), ("2", 2)], [], 4),
            (1, [], ["No nuts"], None),
        ]
        assert "Gone" not in page.content.decode()

    def test_answers_stand_with_the_party(self, signed_in, event):
        question = QuestionFactory(event=event, text_en="Any allergies?")
        answer = AnswerFactory(question=question, value="<b>Nuts</b>")
        for page in (
            reverse("desk:overview", args=[event.pk]),
            reverse("desk:registration", args=[event.pk, answer.registration.reference]),
        ):
            shown = signed_in.get(page).content.decode()
            assert "Any allergies?" in shown
            assert "&lt;b&gt;Nuts&lt;/b&gt;" in shown

    def test_whoever_decides_about_requests_reads_them(self, signed_in, event):
        party = RegistrationFactory(event=event, party=0, state=PlaceState.APPLIED)
        AnswerFactory(question__event=event, registration=party, value="I teach there")
        page = signed_in.get(reverse("desk:overview", args=[event.pk])).content.decode()
        assert page.count("I teach there") == 2

    def test_costs_the_same_for_many_people(self, signed_in):
        def statements_for(parties):
            event = EventFactory(places=100)
            question = QuestionFactory(event=event)
            for _ in range(parties):
                AnswerFactory(question=question)
            with statements() as captured:
                signed_in.get(reverse("desk:overview", args=[event.pk]))
                signed_in.get(questions_of(event))
            return len(captured)

        statements_for(1)
        assert statements_for(1) == statements_for(9)


class TestExport:
    @pytest.fixture
    def questions(self, event):
        return [
            QuestionFactory(event=event, kind=kind, text_en=text, position=place)
            for place, (kind, text) in enumerate(
                [("text", "=Allergies?"), ("number", "How many?"), ("many", "Sizes?")]
            )
        ]

    @pytest.fixture
    def party(self, event, questions):
        party = RegistrationFactory(event=event, contact__name="Ms Wang")
        chosen = [{"en": "Small", "zh": "小"}, {"en": "Large", "zh": "大"}]
        for question, value in zip(questions, ("=1+1", 3, chosen), strict=True):
            AnswerFactory(question=question, registration=party, value=value)
        return party

    def ask(self, client, event, kind, columns):
        sent = {"columns": columns, "file_format": kind, "whom": "seated"}
        answer = client.post(
            reverse("desk:names", args=[event.pk]),
            {f"answers-{name}": value for name, value in sent.items()} | {"purpose": "answers"},
        )
        return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content

    def columns(self, questions):
        return ["reference", *(f"question-{question.pk}" for question in questions)]

    def test_column_for_each_question_and_no_formula(self, signed_in, event, questions, party):
        silent = RegistrationFactory(event=event)
        answer, body = self.ask(signed_in, event, "csv", self.columns(questions))
        assert answer.status_code == 200
        assert list(csv.reader(StringIO(body.decode("utf-8-sig")))) == [
            ["Reference", "'=Allergies?", "How many?", "Sizes?"],
            [party.reference, "'=1+1", "3", "Small, Large"],
            [silent.reference, "", "", ""],
        ]

    def test_numbers_are_numbers_in_a_workbook(self, signed_in, event, questions, party):
        _answer, body = self.ask(signed_in, event, "xlsx", self.columns(questions))
        rows = list(load_workbook(BytesIO(body)).active.iter_rows(values_only=True))
        assert rows[1] == (party.reference, "'=1+1", 3, "Small, Large")

    def test_names_are_there_only_if_asked_for(self, signed_in, event, questions, party):
        page = signed_in.get(reverse("desk:names", args=[event.pk]))
        form = next(form for form in page.context["forms"] if form.purpose == "answers")
        assert form["columns"].value() == (
            "people",
            "reference",
            *(f"question-{question.pk}" for question in questions),
        )

    def test_is_in_the_history(self, signed_in, event, questions, party):
        self.ask(signed_in, event, "csv", self.columns(questions))
        entry = LogEntry.objects.get(action="events.names_exported")
        assert (entry.data["purpose"], entry.data["rows"]) == ("answers", 1)

    def test_there_is_none_where_nothing_is_asked(self, signed_in, event):
        page = signed_in.get(reverse("desk:names", args=[event.pk]))
        assert "answers" not in [form.purpose for form in page.context["forms"]]
        answer, _body = self.ask(signed_in, event, "csv", ["reference"])
        assert answer.status_code == 422

    def test_door_helpers_get_none(self, client, event, questions, party):
        client.force_login(StaffScopeFactory(role=StaffRole.DOOR).user)
        _answer, body = self.ask(client, event, "csv", self.columns(questions))
        assert b"1+1" not in body

    def test_costs_the_same_for_many_people(self, signed_in, event, questions):
        def statements_for(parties):
            for _ in range(parties):
                AnswerFactory(question=questions[0])
            with statements() as captured:
                self.ask(signed_in, event, "csv", self.columns(questions))
            return len(captured)

        assert statements_for(1) == statements_for(9)


class TestProxyDesk:
    @pytest.fixture
    def question(self, event):
        return QuestionFactory(event=event, kind="choice", text_en="Which size?", is_required=True)

    def send(self, client, event, **fields):
        url = reverse("desk:register", args=[event.pk])
        page = client.post(url, {"who": "Wu", "new": "1"})
        sent = {
            "form_key": page.context["form"]["form_key"].value(),
            "seen": [notice.key for notice in page.context["notices"]],
            "name": "Wu",
            "contact": "",
            "adults": "1",
            "language": "en",
        }
        return client.post(url, sent | fields)

    def test_staff_may_leave_it_open(self, signed_in, event, question):
        url = reverse("desk:register", args=[event.pk])
        page = signed_in.post(url, {"who": "Wu", "new": "1"}).content.decode()
        assert page.count("Which size?") == 1
        assert "So that we can prepare." in page
        assert self.send(signed_in, event).status_code == 302
        assert Registration.objects.get().contact.name == "Wu"
        assert not Answer.objects.exists()

    def test_answers_are_kept_and_survive_a_refusal(self, signed_in, event, question):
        field = f"answer_{question.pk}"
        refused = self.send(signed_in, event, name="", **{field: "Large"})
        assert refused.status_code == 422
        assert refused.context["form"][field].value() == "Large"
        self.send(signed_in, event, **{field: "Large"})
        assert Answer.objects.get().said == "Large"
