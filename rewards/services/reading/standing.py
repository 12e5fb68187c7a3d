"""How far a reader is: what a page of theirs shows, in a fixed number of statements.

However many records there are, sums and days are read, never the ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rewards.choices import AwardState
from rewards.models import Award, BingoField, DayTally, HeldRecord, Reader, TallyEntry, Tier
from rewards.services.awards.tiers import Progress, progress


@dataclass(frozen=True)
class Streak:
    """Days of reading in a row: those up to now, and the most there ever were."""

    current: int = 0
    longest: int = 0


@dataclass(frozen=True)
class ListProgress:
    """How much of the book list is read."""

    read: frozenset[int]
    of: int


@dataclass(frozen=True)
class Standing:
    """All that is to be said about a reader at a glance."""

    reader: Reader
    progress: Progress
    awards: tuple[Award, ...]
    streak: Streak
    days: tuple[DayTally, ...]
    bingo_fields: tuple[BingoField, ...]
    marked: frozenset[int]
    book_list: ListProgress | None
    held: int


def standing_of(reader: Reader, *, on: date) -> Standing:
    """How far a reader is on this day; eight statements at most if the challenge is read with them.

    History comes apart, page by page: `TallyEntry.objects.filter(reader=…).history()`.
    """
    challenge = reader.challenge
    days = tuple(DayTally.objects.filter(reader=reader).with_reading())
    fields = tuple(challenge.bingo_fields.all())
    return Standing(
        reader=reader,
        progress=progress(Tier.objects.filter(challenge=challenge), reader.total),
        awards=tuple(
            Award.objects.filter(reader=reader, state=AwardState.EARNED)
            .select_related("tier")
            .order_by("tier__threshold")
        ),
        streak=streak((tally.day for tally in days), on=on),
        days=days,
        bingo_fields=fields,
        marked=marked_fields(reader) if fields else frozenset(),
        book_list=_list_progress(reader),
        held=HeldRecord.objects.to_decide().filter(reader=reader).count(),
    )


def streak(days: Iterable[date], *, on: date) -> Streak:
    """Days in a row among these. A streak goes on until a whole day has passed without reading."""
    current = longest = 0
    last: date | None = None
    for day in sorted(set(days)):
        current = current + 1 if last and day - last == timedelta(days=1) else 1
        longest = max(longest, current)
        last = day
    if last is None or last < on - timedelta(days=1):
        current = 0
    return Streak(current=current, longest=longest)


def marked_fields(reader: Reader) -> frozenset[int]:
    """The fields of the bingo card that stand marked."""
    marks = TallyEntry.objects.standing().filter(reader=reader, bingo_field__isnull=False)
    return frozenset(marks.values_list("bingo_field", flat=True))


def read_books(reader: Reader, books: Collection[int]) -> frozenset[int]:
    """Which of these books stand in the reader's records."""
    lines = TallyEntry.objects.standing().filter(reader=reader, book__in=books)
    return frozenset(lines.values_list("book", flat=True))


def _list_progress(reader: Reader) -> ListProgress | None:
    book_list = reader.challenge.book_list
    if book_list is None:
        return None
    books = set(book_list.entries.values_list("book", flat=True))
    return ListProgress(read=read_books(reader, books), of=len(books))
