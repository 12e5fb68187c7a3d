from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from events.choices import PoolKind
from events.models import Event, Intake, SeatPool, Session
from events.services.making.sessions import refresh_event_times
from tests.factories.brands import BrandFactory
from tests.factories.network import BranchFactory

# A Saturday morning in Shanghai; tests state `now` relative to it.
STARTS_AT = datetime(2026, 5, 9, 2, 0, tzinfo=UTC)


class EventFactory(DjangoModelFactory):
    """A published event with one session on 9 May 2026, 10:00 to 11:30 in Shanghai, and 30 places.

    `places=0` makes no pool, `sessions=0` no session; `intake__…` sets how people get in.
    """

    class Meta:
        model = Event
        skip_postgeneration_save = True

    title_en = factory.Sequence(lambda n: f"Storytime {n}")
    title_zh = factory.Sequence(lambda n: f"故事会{n}")
    brand = factory.SubFactory(BrandFactory)
    branch = factory.SubFactory(BranchFactory)
    live = True

    @factory.post_generation
    def intake(self, create, extracted, **kwargs):
        Intake.objects.create(event=self, **kwargs)

    @factory.post_generation
    def places(self, create, extracted, **kwargs):
        capacity = 30 if extracted is None else extracted
        if capacity:
            SeatPoolFactory(event=self, capacity=capacity)

    @factory.post_generation
    def sessions(self, create, extracted, **kwargs):
        for week in range(1 if extracted is None else extracted):
            SessionFactory(event=self, starts_at=STARTS_AT + timedelta(weeks=week))


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session
        skip_postgeneration_save = True

    event = factory.SubFactory(EventFactory, sessions=0)
    starts_at = STARTS_AT
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(minutes=90))
    branch = factory.SelfAttribute("event.branch")

    @factory.post_generation
    def times(self, create, extracted, **kwargs):
        refresh_event_times(self.event_id)
        self.event.refresh_from_db(fields=["first_starts_at", "last_ends_at"])


class SeatPoolFactory(DjangoModelFactory):
    class Meta:
        model = SeatPool

    event = factory.SubFactory(EventFactory, places=0)
    capacity = 30
    ceiling = factory.SelfAttribute("capacity")

    class Params:
        reserve = factory.Trait(
            kind=PoolKind.RESERVE,
            capacity=2,
            merges_into=factory.LazyAttribute(
                lambda pool: pool.event.pools.get(kind=PoolKind.GENERAL)
            ),
            merges_at=STARTS_AT - timedelta(days=1),
        )
