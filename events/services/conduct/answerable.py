"""Who answers for a registration: a household, or a guest of whom only a keyed hash is known.

A guest with the address of a family answers for themselves, and lets others go first where the
family has to. A family does not where a guest with its address has to: anybody can write somebody
else's address into a form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.crypto import salted_hmac

from accounts.models import Household
from events.models import ConductEntry, Registration
from events.services.messages.telling import address_of
from events.services.registration.parties import Party

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True)
class Answerable:
    """As the ledger holds them: a household or a guest; a guest's address where it is known."""

    household_id: int | None = None
    guest: str = ""
    address: str = field(default="", compare=False, repr=False)

    @property
    def keys(self) -> dict[str, Any]:
        """The columns of their lines."""
        return {"household_id": self.household_id, "guest": self.guest}

    @property
    def whose_restrictions_hold(self) -> Q:
        """The lines that restrict them, for a query of the ledger."""
        theirs = Q(**self.keys)
        if self.address:
            theirs |= Q(household__in=Household.objects.reached_at(self.address))
        return theirs

    def lock(self) -> None:
        """Let nobody else write about them until the transaction ends.

        The last lock of all: who holds it asks for no intake and no pool.
        """
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [f"conduct:{self.household_id}:{self.guest}"])


def answerable_for_party(party: Party) -> Answerable | None:
    """Who would answer for this party; nobody where no address is known."""
    contact = party.contact
    return _answerable(party.household_id, contact.email or contact.phone if contact else "")


def answerable_for(registration: Registration) -> Answerable | None:
    """Who answers for this registration, read by `telling.with_contacts`."""
    address = None if registration.household_id else address_of(registration)
    return _answerable(registration.household_id, address.value if address else "")


def answerable_of(entry: ConductEntry) -> Answerable:
    """Whom a line of the ledger is about."""
    return Answerable(entry.household_id, entry.guest)


def _answerable(household_id: int | None, address: str) -> Answerable | None:
    if household_id:
        return Answerable(household_id)
    return Answerable(guest=guest_hash(address), address=address) if address else None


def guest_hash(address: str) -> str:
    """A keyed hash of an address: known again, and never found out.

    Another one than `parties.guest_key`, so that no table of the two leads from one to the other.
    """
    return salted_hmac("events.conduct", address, algorithm="sha256").hexdigest()
