import factory
from factory.django import DjangoModelFactory

from events.choices import KINDS_WITH_OPTIONS, QuestionKind
from events.models import Answer, Question
from events.services.questions.asked import Asked, erased_on
from tests.events.parties import NOW
from tests.factories.events import EventFactory
from tests.factories.registrations import RegistrationFactory


class QuestionFactory(DjangoModelFactory):
    """An event's optional question for a line of text; kinds with options offer two sizes.

    `event=None, programme=…` makes it a programme's.
    """

    class Meta:
        model = Question

    event = factory.SubFactory(EventFactory)
    kind = QuestionKind.TEXT
    text_en = factory.Sequence(lambda n: f"Question {n}?")
    text_zh = factory.Sequence(lambda n: f"问题{n}？")
    purpose_en = "So that we can prepare."
    purpose_zh = "以便我们准备。"
    keep_days = 14

    @factory.lazy_attribute
    def options_en(self):
        return ["Small", "Large"] if self.kind in KINDS_WITH_OPTIONS else []

    @factory.lazy_attribute
    def options_zh(self):
        return ["小", "大"] if self.kind in KINDS_WITH_OPTIONS else []


class AnswerFactory(DjangoModelFactory):
    """What a party answered to an event's question, written straight into the table."""

    class Meta:
        model = Answer

    question = factory.SubFactory(QuestionFactory)
    registration = factory.SubFactory(
        RegistrationFactory, event=factory.SelfAttribute("..question.event")
    )
    kind = factory.SelfAttribute("question.kind")
    value = "No nuts, please"

    @factory.lazy_attribute
    def wording(self):
        return self.question.text if self.kind == QuestionKind.CONSENT else ""

    @factory.lazy_attribute
    def erases_on(self):
        return erased_on(self.question, self.registration.event, now=NOW)


def asked(question, event=None):
    """The question as it stands at its event, or at another."""
    event = event or question.event
    return Asked(question, erased_on(question, event, now=NOW))
