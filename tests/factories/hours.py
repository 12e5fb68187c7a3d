import factory
from factory.django import DjangoModelFactory

from tests.factories.shifts import NeedFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.choices import ClaimState
from volunteers.models import Claim


class ClaimFactory(DjangoModelFactory):
    """A place that a volunteer has on a shift of two hours, as `ShiftFactory` makes it.

    Give `shift` for another one. The rules are not asked.
    """

    class Meta:
        model = Claim

    need = factory.SubFactory(NeedFactory, taken=1)
    shift = factory.SelfAttribute("need.shift")
    volunteer = factory.SubFactory(VolunteerFactory)
    person = factory.SelfAttribute("volunteer.person")
    state = ClaimState.HELD
    busy_from = factory.SelfAttribute("shift.starts_at")
    busy_until = factory.SelfAttribute("shift.ends_at")
