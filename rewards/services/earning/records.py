"""What is written into the ledger, and whether it can count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cms import formats
from rewards.choices import TOLD_BY_PEOPLE, Limit, Unit, Way
from rewards.errors import (
    AmountImpossible,
    ChallengeTakesNoRecords,
    DayDoesNotCount,
    NotOnTheList,
    WayNotTaken,
)
from rewards.models import Challenge
from rewards.models.tally import MOST_IN_AN_ENTRY

# Readers write down what they like until the last day for it; the library until it closes.
WAYS_OF_READERS = (Way.OWN_LOG, Way.CODE)


@dataclass(frozen=True)
class Record:
    """What a reader has read or done: how much, when, and where it is known from.

    The source tells it from all others of the reader: the same one never counts twice.
    """

    reader_id: int
    way: Way
    amount: int
    day: date
    source: str
    title: str = ""
    book_id: int | None = None
    bingo_field_id: int | None = None
    card_id: int | None = None

    @property
    def key(self) -> tuple[int, str]:
        return self.reader_id, self.source


def refuse_unless_open(challenge: Challenge, way: Way, *, now: datetime) -> None:
    """Raises `ChallengeTakesNoRecords` or `WayNotTaken`."""
    today = timezone.localdate(now)
    is_open = challenge.is_published and (
        way not in WAYS_OF_READERS or challenge.takes_records(on=today)
    )
    if not is_open:
        raise ChallengeTakesNoRecords
    if not challenge.takes(way):
        raise WayNotTaken


def refuse_unless_it_counts(
    challenge: Challenge, record: Record, *, listed: frozenset[int], now: datetime
) -> None:
    """Whether the record fits the rules of the challenge; how much is usual is another question.

    Args:
        listed: the books of the list (`listed_books`).

    Raises:
        DayDoesNotCount: not of its period, or to come.
        AmountImpossible: less than one, or more than anybody reads.
        NotOnTheList: only the books of a list count, and it is none of them.
    """
    last_day = min(challenge.last_day, timezone.localdate(now))
    if not challenge.first_day <= record.day <= last_day:
        raise DayDoesNotCount(
            first_day=formats.day(challenge.first_day),
            last_day=formats.day(max(last_day, challenge.first_day)),
        )
    least = 0 if record.bingo_field_id else 1
    most = 1 if challenge.unit == Unit.DAYS else MOST_IN_AN_ENTRY
    if not least <= record.amount <= most:
        raise AmountImpossible(most=most)
    is_listed = record.book_id in listed or record.bingo_field_id is not None
    if challenge.only_from_list and record.way in TOLD_BY_PEOPLE and not is_listed:
        raise NotOnTheList


def listed_books(challenge: Challenge) -> frozenset[int]:
    """The keys of the books of its list, where only those count."""
    if not challenge.only_from_list or challenge.book_list is None:
        return frozenset()
    return frozenset(challenge.book_list.entries.values_list("book", flat=True))


def limit_above(challenge: Challenge, record: Record, *, on_that_day: int) -> Limit | None:
    """Which limit of what is usual a record is above, if any.

    What the platform knows by itself is never above one.

    Args:
        on_that_day: what counts for the reader on the day of the record already.
    """
    if record.way not in TOLD_BY_PEOPLE or not record.amount:
        return None
    if challenge.most_per_entry is not None and record.amount > challenge.most_per_entry:
        return Limit.PER_ENTRY
    if challenge.most_per_day is not None and on_that_day + record.amount > challenge.most_per_day:
        return Limit.PER_DAY
    return None
