"""Forgetting people: who they were goes, what happened stays and counts.

Every app with a key to a person says in `traces` what becomes of the row. Rows that keep no name
and no contact may stay as they are; the rest is undone by the trace's `erase`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError, Q
from wagtail.models import ModelLogEntry

from accounts.errors import StaffAccountStays
from accounts.models import Consent, Household, LegalIdentity, Membership, Person, User
from accounts.services.users import proved_addresses
from core.registries import Registry
from notifications.choices import MessageState
from notifications.models import OutboxMessage, StoppedKind
from notifications.services.stopping import known_as


@dataclass(frozen=True)
class Trace:
    """One key to a person: what becomes of its row, and how."""

    outcome: str
    erase: Callable[[Person, datetime], object] | None = None


# By the name of the key: "accounts.Consent.person". Keys to a user need no trace where deleting the
# user deletes the row or empties the key.
traces: Registry[Trace] = Registry("traces of people")


@transaction.atomic
def erase_person(*, person_id: int, now: datetime) -> None:
    """Blank the person to a tombstone and follow every trace. Twice is once.

    Locks the person before whatever the traces lock.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    if person.erased_at:
        return
    for _name, trace in traces:
        if trace.erase:
            trace.erase(person, now)
    Person.objects.filter(pk=person.pk).update(
        name="",
        email="",
        phone="",
        birth_year=None,
        birth_month=None,
        user=None,
        erased_at=now,
    )


@transaction.atomic
def erase_account(*, user: User, now: datetime) -> None:
    """Delete the account; forget its holder and all for whom nobody else speaks.

    What they registered as guests under the same proved address is forgotten too, and so is the
    name in the log of what administrators did to the account.

    Raises:
        StaffAccountStays: the account has duties at the library.
    """
    if user.has_perm("wagtailadmin.access_admin"):
        raise StaffAccountStays
    addresses = [address for address in (user.email, user.phone) if address]
    people = people_of(user)
    # All of them before the first one's traces: whoever holds people holds them by their keys, and
    # other things only afterwards.
    list(Person.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True))
    for person_id in people:
        erase_person(person_id=person_id, now=now)
    forget_messages(addresses)
    ModelLogEntry.objects.for_instance(user).update(label="")
    try:
        user.delete()
    except ProtectedError as error:
        raise StaffAccountStays from error


def people_of(user: User) -> list[int]:
    """The keys of everyone who is known by this account alone, its holder among them."""
    held = Household.objects.held_by(user)
    known_elsewhere = Membership.objects.current().exclude(household__in=held).values("person_id")
    own = Q(user=user)
    family = Q(memberships__household__in=held, user=None) & ~Q(pk__in=known_elsewhere)
    guests = Q(user=None, memberships=None) & Q(pk__in=guests_with_contact_of(user))
    people = Person.objects.filter(own | family | guests, erased_at=None)
    return list(people.order_by("pk").distinct().values_list("pk", flat=True))


def guests_with_contact_of(user: User) -> list[int]:
    """Who came as a guest under an address that the user has proved to be theirs."""
    proved = proved_addresses(user)
    theirs = Person.objects.filter(Q(email__in=proved) | Q(phone__in=proved), user=None)
    return list(theirs.values_list("pk", flat=True))


def forget_messages(addresses: list[str]) -> None:
    """Send nothing more to these addresses, and blank what was sent and what was chosen."""
    messages = OutboxMessage.objects.filter(address__in=addresses)
    messages.filter(state=MessageState.QUEUED).delete()
    messages.update(address="", title="", body="", data={})
    readers = [reader for address in addresses for reader in known_as(address)]
    StoppedKind.objects.filter(reader__in=readers).delete()


for log_entry in ("ModelLogEntry", "PageLogEntry"):
    traces.register(f"wagtailcore.{log_entry}.user", Trace("kept: a number that leads nowhere"))
traces.register(
    "accounts.Membership.person",
    Trace(
        "the membership ends",
        lambda person, now: Membership.objects.current().filter(person=person).update(left_at=now),
    ),
)
traces.register(
    "accounts.Household.people", Trace("kept: memberships, which end, say who is in a household")
)
traces.register(
    "accounts.Consent.person",
    Trace(
        "what was agreed to is withdrawn",
        lambda person, now: (
            Consent.objects.in_force().filter(person=person).update(withdrawn_at=now)
        ),
    ),
)
traces.register(
    "accounts.LegalIdentity.person",
    Trace(
        "deleted",
        lambda person, now: LegalIdentity.objects.filter(person=person).delete(),
    ),
)
