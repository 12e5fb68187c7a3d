from datetime import date

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from accounts.choices import ConsentPurpose, HouseholdRole, LegalPurpose
from accounts.models import (
    Consent,
    ConsentText,
    Household,
    LegalIdentity,
    Membership,
    Person,
    User,
)


class UserFactory(DjangoModelFactory):
    """Someone who signs in by code: nobody has a password unless a test sets one."""

    class Meta:
        model = User

    password = factory.LazyFunction(lambda: make_password(None))
    email = factory.Sequence(lambda n: f"user{n}@example.org")
    name = factory.Sequence(lambda n: f"User {n}")


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n}")


class HouseholdFactory(DjangoModelFactory):
    """A household of its holder alone; `user` is who signs in."""

    class Meta:
        model = Household
        skip_postgeneration_save = True

    @factory.post_generation
    def user(self, create, extracted, **kwargs):
        user = extracted or UserFactory(**kwargs)
        person = PersonFactory(user=user, name=user.name, email=user.email or "")
        MembershipFactory(household=self, person=person, role=HouseholdRole.HOLDER)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(PersonFactory)
    role = HouseholdRole.ADULT


class HolderFactory(PersonFactory):
    """Somebody with an account of their own, and a household that is theirs."""

    class Meta:
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    name = factory.SelfAttribute("user.name")
    email = factory.SelfAttribute("user.email")

    @factory.post_generation
    def household(self, create, extracted, **kwargs):
        household = Household.objects.create()
        MembershipFactory(household=household, person=self, role=HouseholdRole.HOLDER)


class ChildFactory(MembershipFactory):
    """A child of a household, seven years old in 2026, who may take part.

    `agreed=False` leaves out the guardian's consent.
    """

    class Meta:
        skip_postgeneration_save = True

    role = HouseholdRole.CHILD
    person = factory.SubFactory(PersonFactory, birth_year=2019, birth_month=5)

    @factory.post_generation
    def agreed(self, create, extracted, **kwargs):
        if extracted is not False:
            text = ConsentText.objects.get(purpose=ConsentPurpose.PARTICIPATION, version=1)
            Consent.objects.create(person=self.person, text=text, given_at=self.joined_at)


class LegalIdentityFactory(DjangoModelFactory):
    class Meta:
        model = LegalIdentity

    person = factory.SubFactory(PersonFactory)
    purpose = LegalPurpose.SERVICE_RECORD
    name = "Lin Yue"
    number = "110101199003070011"
    expires_on = date(2027, 11, 23)
