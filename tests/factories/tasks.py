import factory
from factory.django import DjangoModelFactory

from brands.models import TaskTemplate
from events.models import EventTask
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import EventFactory


class TaskTemplateFactory(DjangoModelFactory):
    """A week before each event of a programme; to nobody by name."""

    class Meta:
        model = TaskTemplate

    programme = factory.SubFactory(ProgrammeFactory)
    what_en = factory.Sequence(lambda n: f"Task {n}")
    what_zh = factory.Sequence(lambda n: f"任务{n}")
    position = factory.Sequence(lambda n: n)


class EventTaskFactory(DjangoModelFactory):
    """One that somebody has added to an event by hand, without a day and for nobody by name."""

    class Meta:
        model = EventTask

    event = factory.SubFactory(EventFactory)
    what_en = factory.Sequence(lambda n: f"Own task {n}")
