"""Who is told what about volunteering. How it is worded is the business of `letters`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.choices import HouseholdRole
from accounts.models import Membership, Person
from notifications.models import OutboxMessage
from notifications.services import outbox
from volunteers.choices import VolunteerMessage
from volunteers.models import Volunteer


def tell(
    volunteer: Volunteer, kind: VolunteerMessage, *, now: datetime, again: str = "", **data: Any
) -> None:
    """Write to the volunteer, or to the family's account where they have no address of their own.

    Args:
        again: tells messages of one kind apart that are each meant to be sent.
        data: what else its wording needs to know.
    """
    reader = reader_for(volunteer.person)
    address = outbox.address_for(
        email=reader.email or (reader.user and reader.user.email) or "",
        phone=reader.phone or (reader.user and reader.user.phone) or "",
    )
    if address is None:
        return
    key = ":".join(filter(None, [kind, str(volunteer.pk), again]))
    outbox.queue(
        [
            OutboxMessage(
                kind=kind,
                channel=address.channel,
                address=address.value,
                language=reader.language,
                subject_id=volunteer.pk,
                dedupe_key=key,
                created_at=now,
                next_attempt_at=now,
                data=data,
            )
        ]
    )


def reader_for(person: Person) -> Person:
    """Who reads letters to this person: themselves, or the holder of their family's account."""
    if person.email or person.phone or person.user_id:
        return person
    in_family = Membership.objects.current()
    holder = (
        in_family.filter(
            role=HouseholdRole.HOLDER,
            household__in=in_family.filter(person=person).values("household"),
        )
        .select_related("person__user")
        .order_by("pk")
        .first()
    )
    return holder.person if holder else person
