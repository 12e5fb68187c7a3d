"""What can be marked once only: a field of a bingo card, a book of a list, a day of reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol, TypeVar

from django.db.models import Q

from rewards.choices import Unit
from rewards.models import Challenge, TallyEntry


class Marking(Protocol):
    """A record, whether it is to be written or was held."""

    @property
    def reader_id(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def book_id(self) -> int | None: ...
    @property
    def bingo_field_id(self) -> int | None: ...


Marker = TypeVar("Marker", bound=Marking)
Mark = tuple[int, str, object]


def unmarked(records: Sequence[Marker], challenge: Challenge) -> Iterator[Marker]:
    """Those that mark nothing that is marked already, by what stands or by one before them.

    Sure for whoever holds the readers.
    """
    marks = [_mark(record, challenge) for record in records]
    marked = _standing(records) if any(marks) else set()
    for record, mark in zip(records, marks, strict=True):
        if mark is None:
            yield record
        elif mark not in marked:
            marked.add(mark)
            yield record


def _mark(record: Marking, challenge: Challenge) -> Mark | None:
    if record.bingo_field_id:
        return record.reader_id, "field", record.bingo_field_id
    if challenge.only_from_list and record.book_id:
        return record.reader_id, "book", record.book_id
    if challenge.unit == Unit.DAYS:
        return record.reader_id, "day", record.day
    return None


def _standing(records: Sequence[Marking]) -> set[Mark]:
    """All that the standing lines about the same things mark."""
    same = (
        Q(bingo_field__in={record.bingo_field_id for record in records})
        | Q(book__in={record.book_id for record in records})
        | Q(day__in={record.day for record in records})
    )
    lines = TallyEntry.objects.standing().filter(
        same, reader__in={record.reader_id for record in records}
    )
    marked: set[Mark] = set()
    for reader, field, book, day in lines.values_list("reader", "bingo_field", "book", "day"):
        marked |= {(reader, "field", field), (reader, "book", book), (reader, "day", day)}
    return marked
