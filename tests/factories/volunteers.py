from datetime import UTC, date, datetime, time

import factory
from factory.django import DjangoModelFactory

from accounts.choices import ConsentPurpose
from accounts.models import Consent, ConsentText
from network.choices import Weekday
from tests.factories.network import BranchFactory
from tests.factories.people import HolderFactory
from volunteers.choices import CredentialSort, VolunteerState
from volunteers.models import Availability, Credential, CredentialKind, Role, Volunteer

LONG_AGO = datetime(2026, 1, 5, 2, tzinfo=UTC)


class RoleFactory(DjangoModelFactory):
    """A role that everyone may take."""

    class Meta:
        model = Role

    slug = factory.Sequence(lambda n: f"role-{n}")
    name_en = factory.Sequence(lambda n: f"Role {n}")
    name_zh = factory.Sequence(lambda n: f"岗位{n}")


class VolunteerFactory(DjangoModelFactory):
    """An approved adult who signs in as `volunteer.person.user`, with nothing that holds them back.

    Give `person` for somebody without an account, such as a child of a family. `agreed=False`
    leaves out the volunteers' agreement.
    """

    class Meta:
        model = Volunteer
        skip_postgeneration_save = True

    person = factory.SubFactory(HolderFactory, birth_year=1990, birth_month=3)
    home_branch = factory.SubFactory(BranchFactory)
    state = VolunteerState.APPROVED
    nickname = factory.Sequence(lambda n: f"Helper {n}")
    applied_at = LONG_AGO
    decided_at = factory.Maybe(
        factory.LazyAttribute(lambda volunteer: volunteer.state != VolunteerState.APPLIED), LONG_AGO
    )
    decision_note = factory.LazyAttribute(
        lambda volunteer: "No room." if volunteer.state == VolunteerState.DECLINED else ""
    )
    left_at = factory.LazyAttribute(
        lambda volunteer: LONG_AGO if volunteer.state == VolunteerState.LEFT else None
    )

    @factory.post_generation
    def agreed(self, create, extracted, **kwargs):
        if extracted is not False:
            text = ConsentText.objects.get(purpose=ConsentPurpose.VOLUNTEERING, version=1)
            Consent.objects.create(person=self.person, text=text, given_at=self.applied_at)


class AvailabilityFactory(DjangoModelFactory):
    """Saturdays from nine to noon."""

    class Meta:
        model = Availability

    volunteer = factory.SubFactory(VolunteerFactory)
    weekday = Weekday.SATURDAY
    starts_at = time(9)
    ends_at = time(12)


class CredentialKindFactory(DjangoModelFactory):
    class Meta:
        model = CredentialKind

    slug = factory.Sequence(lambda n: f"credential-{n}")
    name_en = factory.Sequence(lambda n: f"Credential {n}")
    name_zh = factory.Sequence(lambda n: f"资质{n}")
    sort = CredentialSort.TRAINING


class CredentialFactory(DjangoModelFactory):
    """One that holds for ever."""

    class Meta:
        model = Credential

    volunteer = factory.SubFactory(VolunteerFactory)
    kind = factory.SubFactory(CredentialKindFactory)
    verified_on = date(2026, 1, 5)
