"""Who is told what about a prize. How it is worded is the business of `letters`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from notifications.models import OutboxMessage
from notifications.services import outbox
from rewards.choices import PrizeMessage
from rewards.models import Collection
from rewards.services.messages.telling import address_of, written_to


def tell(collections: Iterable[Collection], kind: PrizeMessage, *, now: datetime) -> None:
    """Write to the readers of these prizes, to each once for each time that it was put aside.

    Args:
        collections: read by `CollectionQuerySet.told`.
    """
    claimed = [each for each in collections if each.reader.person]
    readers_of = written_to([each.reader.person for each in claimed if each.reader.person])
    messages = []
    for collection in claimed:
        person = readers_of.get(collection.reader.person_id or 0)
        address = address_of(person) if person else None
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
