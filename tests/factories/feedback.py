import factory
from factory.django import DjangoModelFactory

from events.choices import FeedbackWay
from events.models import Feedback, FeedbackQuestion
from events.services.feedback.links import Invited
from events.services.feedback.surveys import Survey, survey_for
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.registrations import AttendanceFactory, RegistrationFactory


class FeedbackQuestionFactory(DjangoModelFactory):
    """The first question after the events of a programme."""

    class Meta:
        model = FeedbackQuestion

    programme = factory.SubFactory(ProgrammeFactory)
    position = 1
    text_en = factory.Sequence(lambda n: f"Was it worth it, {n}?")
    text_zh = factory.Sequence(lambda n: f"值得吗{n}？")


class FeedbackFactory(DjangoModelFactory):
    """An anonymous answer of four stars, written straight into the table."""

    class Meta:
        model = Feedback

    event = factory.SubFactory(EventFactory)
    way = FeedbackWay.LETTER
    stars = 4
    language = "en"
    given_on = STARTS_AT.date()


def party_that_came(event, **kwargs):
    """A seated party of one that was checked in."""
    registration = RegistrationFactory(event=event, **kwargs)
    AttendanceFactory(attendee=registration.attendees.get())
    return registration


def survey_of(registration) -> Survey:
    """As the letter to this party leads to it."""
    found = survey_for(Invited(FeedbackWay.LETTER, registration.pk))
    assert found
    return found


def survey_at_the_table(event) -> Survey:
    found = survey_for(Invited(FeedbackWay.SIGN, event.pk))
    assert found
    return found
