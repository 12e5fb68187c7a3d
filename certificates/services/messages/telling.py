"""Who is told what about certificates. How it is worded is the business of `letters`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from accounts.models import Person
from certificates.choices import CertificateMessage
from certificates.models import Certificate
from events.models import Attendee
from notifications.models import OutboxMessage
from notifications.services import outbox
from rewards.services.messages.telling import address_of, written_to


def tell_holders(issued: Sequence[Certificate], *, now: datetime) -> None:
    """Write to each family once about all that was issued to its people at once.

    Call it in the transaction that issues: then no letter is lost, and none leaves for nothing.
    """
    keys = [certificate.pk for certificate in issued]
    certificates = Certificate.objects.filter(pk__in=keys).exclude(holder__name="")
    held = list(certificates.select_related("holder__person__user").order_by("pk"))
    by_reader: dict[Person, list[int]] = defaultdict(list)
    readers = readers_of(held)
    for certificate in held:
        if certificate.pk in readers:
            by_reader[readers[certificate.pk]].append(certificate.pk)
    _tell(by_reader, CertificateMessage.ISSUED, now=now)


def tell_revoked(certificate: Certificate, *, now: datetime) -> None:
    """Say that it is not valid any more. Call it in the transaction that decides."""
    reader = readers_of([certificate]).get(certificate.pk)
    if reader:
        _tell({reader: [certificate.pk]}, CertificateMessage.REVOKED, now=now)


def readers_of(certificates: Iterable[Certificate]) -> dict[int, Person]:
    """Who reads letters about each certificate, by its key: its holder, or who speaks for them.

    Of a guest's party that is whoever registered it. Nobody is written to for a name from a list.
    """
    held = [each for each in certificates if each.holder.person]
    readers = written_to([each.holder.person for each in held if each.holder.person])
    parties = [each for each in held if each.holder.person_id not in readers and each.event_id]
    attendees = Attendee.objects.filter(
        event__in={each.event_id for each in parties},
        person__in={each.holder.person_id for each in parties},
        registration__contact__isnull=False,
    ).select_related("registration__contact__user")
    contacts = {
        (attendee.event_id, attendee.person_id): attendee.registration.contact
        for attendee in attendees.order_by("pk")
    }
    found = {each.pk: readers.get(each.holder.person_id or 0) for each in held}
    found |= {
        each.pk: contacts.get((each.event_id or 0, each.holder.person_id or 0)) for each in parties
    }
    return {key: person for key, person in found.items() if person}


def _tell(by_reader: dict[Person, list[int]], kind: CertificateMessage, *, now: datetime) -> None:
    messages = []
    for reader, keys in by_reader.items():
        address = address_of(reader)
        if address is None:
            continue
        messages.append(
            OutboxMessage(
                kind=kind,
                channel=address.channel,
                address=address.value,
                language=reader.language,
                subject_id=keys[0],
                data={"certificates": keys, "has_account": reader.user_id is not None},
                dedupe_key=f"{kind}:{keys[0]}",
                created_at=now,
                next_attempt_at=now,
            )
        )
    outbox.queue(messages)
