"""Who is told what about a prize. How it is worded is the business of `letters`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from notifications.models import OutboxMessage
from notifications.services import outbox
from rewards.choices import PrizeMessage
from rewards.models import Collection
from rewards.services.telling import address_of


def tell(collections: Iterable[Collection], kind: PrizeMessage, *, now: datetime) -> None:
    """Write to the readers of these prizes, to each once for each time that it was put aside.

    Args:
        collections: read by `CollectionQuerySet.told`.
    """
    messages = []
    for collection in collections:
        person = collection.reader.person
        address = address_of(person)
        if person is None or address is None:
            continue
        since = collection.reserved_at or collection.asked_at
        messages.append(
            OutboxMessage(
                kind=kind,
                channel=address.channel,
                address=address.value,
                language=person.language,
                subject_id=collection.pk,
                dedupe_key=f"{kind}:{collection.pk}:{int(since.timestamp())}",
                created_at=now,
                next_attempt_at=now,
                waits_for_morning=kind == PrizeMessage.REMINDER,
            )
        )
    outbox.queue(messages)
