from datetime import date, time, timedelta

import factory
from factory.django import DjangoModelFactory

from network.choices import Weekday
from tests.factories.events import STARTS_AT
from tests.factories.network import BranchFactory
from tests.factories.volunteers import RoleFactory
from volunteers.choices import ShiftState
from volunteers.models import GroupClaim, Need, Shift, ShiftPlan


class ShiftFactory(DjangoModelFactory):
    """A published shift of its own on 9 May 2026, 10:00 to 12:00 in Shanghai; nobody is needed.

    `hours` is how long it lasts.
    """

    class Meta:
        model = Shift

    class Params:
        hours = 2

    branch = factory.SubFactory(BranchFactory)
    title_en = factory.Sequence(lambda n: f"Desk {n}")
    title_zh = factory.Sequence(lambda n: f"服务台{n}")
    starts_at = STARTS_AT
    ends_at = factory.LazyAttribute(lambda shift: shift.starts_at + timedelta(hours=shift.hours))
    state = ShiftState.PUBLISHED


class NeedFactory(DjangoModelFactory):
    """One of a role on a published shift, as `ShiftFactory` makes it; `places` says how many."""

    class Meta:
        model = Need

    class Params:
        places = 1

    shift = factory.SubFactory(ShiftFactory)
    role = factory.SubFactory(RoleFactory)
    minimum = 0
    maximum = factory.SelfAttribute("places")
    ceiling = factory.SelfAttribute("maximum")


class ShiftPlanFactory(DjangoModelFactory):
    """Mondays and Wednesdays, 10:00 to 12:00, from 4 May 2026 on, with nobody needed."""

    class Meta:
        model = ShiftPlan

    branch = factory.SubFactory(BranchFactory)
    title_en = factory.Sequence(lambda n: f"Desk {n}")
    weekdays = [Weekday.MONDAY, Weekday.WEDNESDAY]
    starts_at = time(10)
    ends_at = time(12)
    first_day = date(2026, 5, 4)


class GroupClaimFactory(DjangoModelFactory):
    """A company that shall have three places; `take_places_for_group` gives them."""

    class Meta:
        model = GroupClaim

    need = factory.SubFactory(NeedFactory, places=5)
    name = factory.Sequence(lambda n: f"Company {n}")
    contact_name = "Zhao Min"
    contact_email = factory.Sequence(lambda n: f"zhao{n}@example.org")
    language = "en"
    places = 3
