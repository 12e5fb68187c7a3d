"""No-shows and what follows, written straight into the ledger."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from events.choices import ConductKind
from events.models import ConductEntry
from events.services.conduct.answerable import answerable_for
from tests.factories.events import STARTS_AT
from tests.factories.registrations import RegistrationFactory


class NoShowFactory(DjangoModelFactory):
    """Somebody who did not come to the factories' event, written down two days later."""

    class Meta:
        model = ConductEntry

    kind = ConductKind.NO_SHOW
    registration = factory.SubFactory(RegistrationFactory, contact__email="lin@example.org")
    source = factory.LazyAttribute(lambda entry: f"registration:{entry.registration.pk}")
    happened_at = factory.LazyAttribute(lambda entry: entry.registration.event.last_ends_at)
    recorded_at = factory.LazyAttribute(lambda entry: entry.happened_at + timedelta(days=2))
    household = factory.SelfAttribute("registration.household")
    guest = factory.LazyAttribute(lambda entry: answerable_for(entry.registration).guest)


class RestrictionFactory(NoShowFactory):
    """They let others go first for a month from the factories' event on; its ground is missing."""

    kind = ConductKind.RESTRICTED
    source = factory.LazyAttribute(lambda entry: f"no-show:of:{entry.registration.pk}")
    happened_at = STARTS_AT
    ends_at = STARTS_AT + timedelta(days=30)
