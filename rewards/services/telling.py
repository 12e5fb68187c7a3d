"""Where readers are reached."""

from __future__ import annotations

from accounts.choices import HouseholdRole
from accounts.models import Membership, Person
from notifications.services import outbox


def address_of(person: Person | None) -> outbox.Address | None:
    """Where a reader is reached; a child without an address through the family's account."""
    if person is None:
        return None
    return _own_address(person) or _own_address(_holder_of_the_family(person))


def _own_address(person: Person | None) -> outbox.Address | None:
    if person is None:
        return None
    user = person.user
    return outbox.address_for(
        email=person.email or (user and user.email) or "",
        phone=person.phone or (user and user.phone) or "",
    )


def _holder_of_the_family(person: Person) -> Person | None:
    holder = (
        Membership.objects.current()
        .filter(
            role=HouseholdRole.HOLDER,
            household__memberships__person=person,
            household__memberships__left_at=None,
        )
        .select_related("person__user")
        .first()
    )
    return holder.person if holder else None
