"""Files of loans as library systems write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from accounts.models import Person
from rewards.choices import CardProof, Unit, Way
from rewards.models import Challenge, Reader, ReaderCard
from rewards.services.cards.numbers import hash_of_number
from rewards.services.loans.files import find_columns, open_table
from rewards.services.loans.importing import Imported, begin_import, count_file, digest_of
from tests.factories.rewards import ChallengeFactory

FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 6, 30)
AFTERWARDS = datetime(2026, 7, 2, 4, tzinfo=UTC)


def loan_challenge(**fields: Any) -> Challenge:
    """A challenge of 2026 in which whoever borrows takes part."""
    return ChallengeFactory(
        **{"unit": Unit.LOANS, "ways": [Way.LOANS], "joining": "by_itself"} | fields
    )


def csv_of(counts: Mapping[str, object] | Iterable[tuple[str, object]]) -> bytes:
    """A number and its count in each row."""
    rows = counts.items() if isinstance(counts, Mapping) else counts
    return "\n".join(["reader number,loans", *(f"{key},{n}" for key, n in rows)]).encode()


def import_file(
    challenge: Challenge,
    content: bytes,
    *,
    first_day: date = FIRST_DAY,
    last_day: date = LAST_DAY,
    now: datetime = AFTERWARDS,
) -> Imported:
    """Begin and count a file as the command does."""
    columns = find_columns(open_table(content))
    loans = begin_import(
        challenge_id=challenge.pk,
        first_day=first_day,
        last_day=last_day,
        digest=digest_of(content),
        columns=columns,
        now=now,
        by=None,
    )
    return count_file(loans, content, now=now)


def totals(challenge: Challenge) -> dict[str, int]:
    """Totals by the hash of the card that a tally came by, without empty ones."""
    readers = Reader.objects.filter(challenge=challenge, total__gt=0, card__isnull=False)
    return dict(readers.values_list("card__number_hash", "total"))


def hashed(counts: Mapping[str, int]) -> dict[str, int]:
    """The same counts by what is stored of a number."""
    return {hash_of_number(number): count for number, count in counts.items() if count}


def own_card(person: Person, number: str) -> ReaderCard:
    """A card that a librarian has seen."""
    return ReaderCard.objects.create(
        number_hash=hash_of_number(number),
        ending=number[-3:],
        person=person,
        verified_at=AFTERWARDS,
        proof=CardProof.SEEN_AT_DESK,
    )
