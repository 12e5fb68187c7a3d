"""What a reader taps off: fields of a bingo card, and books of a list.

The source of a mark counts how often it was taken back, so that tapping twice is tapping once, and
what was taken back can be marked anew.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from books.models import Entry
from rewards.choices import Way
from rewards.models import BingoField, HeldRecord, Reader, TallyEntry
from rewards.services.earning.ledger import record
from rewards.services.earning.worth import Reading, worth_of_bingo_field, worth_of_reading


def mark_field(
    *, reader: Reader, field: BingoField, by: User, now: datetime
) -> TallyEntry | HeldRecord:
    """Mark a field of the card today.

    Raises:
        What `record` raises.
    """
    return record(
        reader_id=reader.pk,
        way=Way.OWN_LOG,
        amount=worth_of_bingo_field(reader.challenge),
        day=_day(reader, now),
        source=_next_source(reader, f"bingo:{field.pk}"),
        bingo_field_id=field.pk,
        now=now,
        by=by,
    )


def mark_book(*, reader: Reader, entry: Entry, by: User, now: datetime) -> TallyEntry | HeldRecord:
    """Write down a book of the challenge's list as read today.

    Raises:
        EarnsNothing: books are not what is counted.
        What `record` raises.
    """
    reading = Reading(books=1, is_on_list=True)
    return record(
        reader_id=reader.pk,
        way=Way.OWN_LOG,
        amount=worth_of_reading(reader.challenge, reading),
        day=_day(reader, now),
        source=_next_source(reader, f"list:{entry.pk}"),
        title=entry.book.title,
        book_id=entry.book_id,
        now=now,
        by=by,
    )


def _day(reader: Reader, now: datetime) -> date:
    return min(timezone.localdate(now), reader.challenge.last_day)


def _next_source(reader: Reader, source: str) -> str:
    taken_back = TallyEntry.objects.filter(
        reader=reader, source__startswith=f"{source}#", reverses=None, reversed_by__isnull=False
    )
    return f"{source}#{taken_back.count()}"
