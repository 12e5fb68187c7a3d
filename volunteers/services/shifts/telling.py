"""Who is told what about a sign-up. How it is worded is the business of `letters`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from accounts.choices import HouseholdRole
from accounts.models import Membership, Person
from notifications.models import OutboxMessage
from notifications.services import outbox
from volunteers.choices import ClaimMessage
from volunteers.models import Claim


def tell(
    claims: Iterable[Claim],
    kind: ClaimMessage,
    *,
    now: datetime,
    again: str = "",
    after: timedelta = timedelta(0),
    waits_for_morning: bool = False,
    **data: Any,
) -> None:
    """Write to the volunteers of these sign-ups, to each once.

    Args:
        claims: read by `ClaimQuerySet.told`, or just written.
        again: tells messages of one kind apart that are each meant to be sent.
        after: how long the message waits before it leaves.
        waits_for_morning: whether it may not leave during the quiet hours.
        data: what else its wording needs to know.
    """
    messages = []
    for claim in claims:
        person = claim.volunteer.person
        address = address_of(person)
        if address is not None:
            messages.append(
                OutboxMessage(
                    kind=kind,
                    channel=address.channel,
                    address=address.value,
                    language=person.language,
                    subject_id=claim.pk,
                    data=data,
                    dedupe_key=":".join(filter(None, [kind, str(claim.pk), again])),
                    created_at=now,
                    next_attempt_at=now + after,
                    waits_for_morning=waits_for_morning,
                )
            )
    outbox.queue(messages)


def address_of(person: Person) -> outbox.Address | None:
    """Where a volunteer is reached; a child without an address through the family's account."""
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
