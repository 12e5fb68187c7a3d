from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from reports.choices import Way
from reports.models import Entry, Indicator, Target
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory


class IndicatorFactory(DjangoModelFactory):
    """One that libraries enter; `way=Way.COUNTED` needs the key of a source."""

    class Meta:
        model = Indicator

    slug = factory.Sequence(lambda n: f"indicator-{n}")
    name_en = factory.Sequence(lambda n: f"Indicator {n}")
    name_zh = factory.Sequence(lambda n: f"指标{n}")


class EntryFactory(DjangoModelFactory):
    class Meta:
        model = Entry

    indicator = factory.SubFactory(IndicatorFactory)
    branch = factory.SubFactory(BranchFactory)
    month = date(2026, 4, 1)
    value = 100
    changed_at = datetime(2026, 5, 2, tzinfo=UTC)


class TargetFactory(DjangoModelFactory):
    """Of the attendances of everything in 2026, unless said otherwise."""

    class Meta:
        model = Target

    indicator = factory.SubFactory(IndicatorFactory, slug="attendances", way=Way.COUNTED)
    year = 2026
    value = 1000
    owner = factory.SubFactory(UserFactory)
