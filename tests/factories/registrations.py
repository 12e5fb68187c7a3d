import uuid
from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from events.choices import AttendeeKind, CheckInMethod, PlaceState
from events.models import Attendance, Attendee, Headcount, Registration
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.people import PersonFactory


class RegistrationFactory(DjangoModelFactory):
    """A seated party of one adult, written straight into the tables; `party` makes it larger."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    event = factory.SubFactory(EventFactory)
    idempotency_key = factory.LazyFunction(uuid.uuid4)
    contact = factory.SubFactory(PersonFactory)
    state = PlaceState.SEATED

    @factory.post_generation
    def party(self, create, extracted, **kwargs):
        for _ in range(1 if extracted is None else extracted):
            AttendeeFactory(registration=self, state=self.state)


class AttendeeFactory(DjangoModelFactory):
    class Meta:
        model = Attendee

    registration = factory.SubFactory(RegistrationFactory, party=0)
    event = factory.SelfAttribute("registration.event")
    person = factory.SubFactory(PersonFactory)
    state = PlaceState.SEATED
    kind = AttendeeKind.ADULT

    @factory.lazy_attribute
    def pool(self):
        pool = self.registration.event.pools.get()
        if self.state == PlaceState.SEATED:
            pool.taken += 1
            pool.save()
        return pool


class AttendanceFactory(DjangoModelFactory):
    """The attendee is at the event's first session, checked in as it starts."""

    class Meta:
        model = Attendance

    attendee = factory.SubFactory(AttendeeFactory)
    event = factory.SelfAttribute("attendee.event")
    session = factory.LazyAttribute(lambda row: row.event.sessions.first())
    checked_in_at = factory.SelfAttribute("session.starts_at")
    method = CheckInMethod.SCAN


class HeadcountFactory(DjangoModelFactory):
    class Meta:
        model = Headcount

    session = factory.SubFactory(SessionFactory)
    day = STARTS_AT.date()
    adults = 1
    counted_at = STARTS_AT + timedelta(hours=1)
    source = factory.Sequence(lambda n: f"test:{n}")
