from datetime import date

import factory
from factory.django import DjangoModelFactory

from staff.choices import StaffRole
from staff.models import StaffScope
from tests.factories.people import UserFactory


class StaffScopeFactory(DjangoModelFactory):
    """A coordinator of everything; give `branch` or `brand` to narrow the scope."""

    class Meta:
        model = StaffScope

    user = factory.SubFactory(UserFactory, is_staff=True)
    role = StaffRole.COORDINATOR
    starts_on = date(2000, 1, 1)
