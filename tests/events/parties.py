"""Parties for tests, in one line each."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.choices import HouseholdRole
from accounts.models import Household, Membership
from core.errors import DomainError
from events.errors import PartyDoesNotFit
from events.models import Event, Registration
from events.services.registration.parties import (
    Contact,
    Group,
    Party,
    group_party,
    guest_party,
    household_party,
)
from events.services.registration.registering import register
from events.services.registration.rules import Finding
from tests.factories.events import STARTS_AT
from tests.factories.people import HouseholdFactory

# Two weeks before the factories' events start.
NOW = STARTS_AT - timedelta(weeks=2)


def guest(name: str = "Lin", *, adults: int = 1, children: int = 0, **kwargs: Any) -> Party:
    """A guest with an address made from the name."""
    kwargs.setdefault("email", f"{name.lower().replace(' ', '.')}@example.org")
    return guest_party(name=name, adults=adults, children=children, language="en", **kwargs)


def family(*members: Membership, household: Household | None = None) -> Party:
    """The holder of the members' household with these members."""
    household = household or (members[0].household if members else HouseholdFactory())
    of_household = Membership.objects.filter(household=household)
    of_household = of_household.select_related("person", "household")
    everyone = list(of_household.knowing_consents(on=timezone.localdate(NOW)))
    holder = next(member for member in everyone if member.role == HouseholdRole.HOLDER)
    people = [holder.person_id, *(member.person_id for member in members)]
    return household_party(members=everyone, people=people)


def school_class(
    name: str = "Class 3b", *, adults: int = 2, children: int = 26, **ages: int
) -> Party:
    """A class whose teacher is written to."""
    return group_party(
        Group(name=name, **ages),
        adults=adults,
        children=children,
        contact=Contact(name="Teacher Wang", email="wang@example.org", language="en"),
    )


def sign_up(event: Event, party: Party | None = None, **kwargs: Any) -> Registration:
    """Register the party (a guest alone) two weeks before."""
    return register(
        event_id=event.pk,
        party=party or guest(),
        **{"idempotency_key": uuid.uuid4(), "now": NOW} | kwargs,
    )


@contextmanager
def refused_for(*reasons: type[DomainError]) -> Iterator[list[Finding]]:
    """The party does not fit, for these reasons and no other; gives the findings afterwards."""
    found: list[Finding] = []
    with pytest.raises(PartyDoesNotFit) as refused:
        yield found
    found += refused.value.findings
    assert [finding.code for finding in found] == [reason.code for reason in reasons]
