from datetime import date

import factory
from factory.django import DjangoModelFactory

from network.choices import BranchKind, BranchLevel, DayKind, PartnerKind
from network.models import Branch, CalendarEntry, Partner, Placement, Room


class BranchFactory(DjangoModelFactory):
    """A branch library; give `parent` to place it in the tree since 2000."""

    class Meta:
        model = Branch
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"branch-{n}")
    name_en = factory.Sequence(lambda n: f"Branch {n}")
    name_zh = factory.Sequence(lambda n: f"分馆{n}")
    kind = BranchKind.BRANCH
    level = BranchLevel.DISTRICT

    @factory.post_generation
    def parent(self, create, extracted, **kwargs):
        Placement.objects.create(branch=self, parent=extracted, starts_on=date(2000, 1, 1))


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    branch = factory.SubFactory(BranchFactory)
    name_en = factory.Sequence(lambda n: f"Room {n}")
    capacity = 40


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    name_en = factory.Sequence(lambda n: f"Partner {n}")
    kind = PartnerKind.SCHOOL


class CalendarEntryFactory(DjangoModelFactory):
    """A public holiday of the whole network, of a single day unless `last_day` says otherwise."""

    class Meta:
        model = CalendarEntry

    kind = DayKind.PUBLIC_HOLIDAY
    first_day = date(2026, 5, 4)
    last_day = factory.SelfAttribute("first_day")
    name_en = factory.Sequence(lambda n: f"Special day {n}")
