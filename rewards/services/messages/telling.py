"""Who is told what about reading. How it is worded is the business of `letters`.

Letters about children go to whoever holds the account of their family.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.choices import HouseholdRole
from accounts.models import Membership, Person
from notifications.models import OutboxMessage
from notifications.services import outbox
from rewards.choices import ReadingMessage
from rewards.models import Award, Challenge, Collection, Dispute, HeldRecord, Reader

# Whoever needs one more book to the next tier has time to read it.
ENDS_SOON = timedelta(days=7)
READERS_AT_ONCE = 1000


def tell_tiers_reached(award_ids: Sequence[int], *, now: datetime) -> None:
    """Congratulate each reader on the highest of these tiers, once each time.

    Whose prize lies aside already, or who waits for it, reads of the tier in the letter about it.
    """
    prize = Collection.objects.filter(award=OuterRef("pk"), asked_at__gte=OuterRef("earned_at"))
    awards = Award.objects.earned().filter(pk__in=award_ids, reader__person__isnull=False)
    highest = (
        awards.annotate(is_told_with_prize=Exists(prize))
        .select_related("reader__person__user")
        .order_by("reader_id", "-tier__threshold")
        .distinct("reader_id")
    )
    _tell(
        (
            (award.reader, ReadingMessage.TIER_REACHED, award.pk, award.earned_at.isoformat())
            for award in highest
            if not award.is_told_with_prize
        ),
        now=now,
    )


def tell_record_decided(held: HeldRecord, *, now: datetime) -> None:
    """Say what became of a record that was looked at. Call it in the transaction that decides."""
    _tell([(held.reader, ReadingMessage.RECORD_DECIDED, held.pk, "")], now=now)


def tell_dispute_answered(dispute: Dispute, *, now: datetime) -> None:
    """Say what the library answers. Call it in the transaction that decides."""
    _tell([(dispute.reader, ReadingMessage.DISPUTE_ANSWERED, dispute.pk, "")], now=now)


def tell_what_ends_soon(*, now: datetime) -> int:
    """Write to those who take part in what ends within a week. Returns how many letters are meant.

    Telling twice is telling once.
    """
    today = timezone.localdate(now)
    ending = Challenge.objects.taking_records(on=today).filter(
        last_day__gte=today, last_day__lte=today + ENDS_SOON
    )
    readers = Reader.objects.here().claimed().filter(challenge__in=ending.values("pk"))
    keys = list(readers.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), READERS_AT_ONCE):
        some = Reader.objects.filter(pk__in=keys[first : first + READERS_AT_ONCE])
        _tell(
            (
                (reader, ReadingMessage.ENDS_SOON, reader.pk, "")
                for reader in some.select_related("person__user").order_by("pk")
            ),
            now=now,
        )
    return len(keys)


def _tell(about: Iterable[tuple[Reader, ReadingMessage, int, str]], *, now: datetime) -> None:
    """Queue a message for each: to the reader, of what kind, about which key, and how often."""
    wanted = [row for row in about if row[0].person_id]
    letters_to = written_to([reader.person for reader, *_rest in wanted if reader.person])
    messages = []
    for reader, kind, key, again in wanted:
        person = letters_to.get(reader.person_id or 0)
        address = person and address_of(person)
        if person and address:
            messages.append(
                OutboxMessage(
                    kind=kind,
                    channel=address.channel,
                    address=address.value,
                    language=person.language,
                    subject_id=key,
                    dedupe_key=":".join(filter(None, [kind, str(key), again])),
                    created_at=now,
                    next_attempt_at=now,
                )
            )
    outbox.queue(messages)


def address_of(person: Person) -> outbox.Address | None:
    """Where somebody reads their letters."""
    return outbox.address_for(
        email=person.email or (person.user and person.user.email) or "",
        phone=person.phone or (person.user and person.user.phone) or "",
    )


def written_to(people: Sequence[Person]) -> dict[int, Person]:
    """Who reads letters to each person: themselves, or the holder of their family's account."""
    found = {
        person.pk: person for person in people if person.email or person.phone or person.user_id
    }
    others = [person.pk for person in people if person.pk not in found]
    current = Membership.objects.current()
    household_of = dict(
        current.filter(person__in=others).order_by("-pk").values_list("person", "household")
    )
    holders = current.filter(
        role=HouseholdRole.HOLDER, household__in=set(household_of.values())
    ).select_related("person__user")
    by_household = {holder.household_id: holder.person for holder in holders}
    for person_id, household in household_of.items():
        if household in by_household:
            found[person_id] = by_household[household]
    return found
