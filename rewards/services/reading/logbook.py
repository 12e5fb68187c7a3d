"""The reader's own log: what a family has read, written down once for all who read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from books.models import Book
from core.errors import DomainError
from rewards.choices import TAKEN_BACK_BY_READER, Activity, ReviewState, Unit, Way
from rewards.errors import (
    EarnsNothing,
    NotOnTheList,
    NotReadingHere,
    TakenBackAlready,
    TooLateToTakeBack,
)
from rewards.models import HeldRecord, Reader, TallyEntry, Tier
from rewards.services.awards.tiers import Progress, progress
from rewards.services.earning.ledger import record_many, take_back
from rewards.services.earning.records import Record
from rewards.services.earning.worth import Reading, rules_of, worth_of_reading
from rewards.services.locks import hold_readers
from rewards.services.reading.history import can_undo

# Who reads in several challenges knows that not everything counts in all of them.
OTHER_THINGS_COUNT = (EarnsNothing, NotOnTheList)


@dataclass(frozen=True)
class Written:
    """What a family says that they have read, all of them the same."""

    reading: Reading
    day: date
    title: str = ""
    book: Book | None = None


@dataclass(frozen=True)
class NotCounted:
    """Where it did not count, and why."""

    reader: Reader
    refusal: DomainError


@dataclass(frozen=True)
class LoggedLine:
    """What became of it for one reader, and how far that brings them."""

    record: TallyEntry | HeldRecord
    progress: Progress
    can_undo: bool

    @property
    def reader(self) -> Reader:
        return self.record.reader

    @property
    def is_held(self) -> bool:
        return isinstance(self.record, HeldRecord)

    @property
    def is_taken_back(self) -> bool:
        if isinstance(self.record, HeldRecord):
            return self.record.state == ReviewState.DECLINED
        return hasattr(self.record, "reversed_by")

    @property
    def tier(self) -> Tier | None:
        """The tier that was reached by this very record."""
        tier = self.progress.tier
        if self.is_held or self.is_taken_back or tier is None:
            return None
        before = self.progress.total - self.record.amount
        return tier if before < tier.threshold else None


def readers_with_log(user: User, *, on: date) -> list[Reader]:
    """The readers for whom the user may write something down on this day, person by person."""
    readers = Reader.objects.in_household_of(user).here().told()
    return list(
        readers.select_related("challenge__book_list", "group").filter(
            challenge__state="published",
            challenge__first_day__lte=on,
            challenge__log_until__gte=on,
            challenge__ways__contains=[Way.OWN_LOG],
        )
    )


def units_asked(readers: Sequence[Reader]) -> set[str]:
    """Of which of books, minutes and pages it takes a number for these readers."""
    asked: set[str] = set()
    for unit in {reader.challenge.unit for reader in readers}:
        match unit:
            case Unit.BOOKS | Unit.MINUTES | Unit.PAGES:
                asked.add(unit)
            case Unit.DAYS:
                asked.add(Unit.BOOKS)
    for reader in readers:
        if reader.challenge.unit == Unit.POINTS:
            rules = rules_of(reader.challenge)
            asked |= {
                unit
                for unit, activity in (
                    (Unit.BOOKS, Activity.BOOK),
                    (Unit.BOOKS, Activity.LIST_BOOK),
                    (Unit.MINUTES, Activity.QUARTER_HOUR),
                    (Unit.PAGES, Activity.TEN_PAGES),
                )
                if activity in rules
            }
    return asked


@transaction.atomic
def write_down(
    *, readers: Sequence[Reader], written: Written, key: UUID, by: User, now: datetime
) -> list[NotCounted]:
    """Write down for each reader what it counts in their challenge. The same key counts once.

    Somebody in two challenges writes down once and it counts in both. Where it does not count is
    returned with the reason, unless it is only that the challenge counts other things. Locks the
    challenges in the order of their keys, then readers.

    Raises:
        DomainError: it counts nowhere; the first reason is told.
    """
    not_counted: list[NotCounted] = []
    counted = 0
    for challenge_id in sorted({reader.challenge_id for reader in readers}):
        of_challenge = [reader for reader in readers if reader.challenge_id == challenge_id]
        try:
            records = [_record(reader, written, key) for reader in of_challenge]
            record_many(challenge_id=challenge_id, records=records, now=now, by=by)
        except DomainError as refusal:
            not_counted += [NotCounted(reader, refusal) for reader in of_challenge]
        else:
            counted += 1
    if not counted:
        raise not_counted[0].refusal if not_counted else NotReadingHere()
    return [each for each in not_counted if not isinstance(each.refusal, OTHER_THINGS_COUNT)]


def _record(reader: Reader, written: Written, key: UUID) -> Record:
    challenge = reader.challenge
    book = written.book
    entries = challenge.book_list.entries.all() if challenge.book_list and book else ()
    is_on_list = any(entry.book_id == book.pk for entry in entries) if book else False
    reading = Reading(
        books=written.reading.books,
        minutes=written.reading.minutes,
        pages=written.reading.pages,
        is_on_list=is_on_list,
    )
    return Record(
        reader_id=reader.pk,
        way=Way.OWN_LOG,
        amount=worth_of_reading(challenge, reading),
        day=written.day,
        source=source_of(key),
        title=written.title,
        book_id=book.pk if book else None,
    )


def source_of(key: UUID) -> str:
    """By what the records of one form are known."""
    return f"log:{key}"


def logged(user: User, key: UUID, *, now: datetime) -> list[LoggedLine]:
    """What became of a form that was sent, for each reader of the family."""
    mine = list(Reader.objects.in_household_of(user))
    wanted = {"reader__in": mine, "source": source_of(key)}
    told = ("reader__person", "reader__challenge", "book")
    entries = TallyEntry.objects.filter(reverses=None, **wanted)
    held = HeldRecord.objects.filter(**wanted)
    records: list[TallyEntry | HeldRecord] = [
        *entries.select_related(*told, "reversed_by").order_by("pk"),
        *held.select_related(*told).order_by("pk"),
    ]
    tiers = tiers_of({record.challenge_id for record in records})
    return [
        LoggedLine(
            record,
            progress(tiers.get(record.challenge_id, ()), record.reader.total),
            can_undo=record.state == ReviewState.OPEN
            if isinstance(record, HeldRecord)
            else can_undo(record, now=now),
        )
        for record in records
    ]


def tiers_of(challenges: Collection[int]) -> dict[int, list[Tier]]:
    """The tiers of each challenge by its key, in one statement."""
    found: dict[int, list[Tier]] = {}
    for tier in Tier.objects.filter(challenge__in=challenges):
        found.setdefault(tier.challenge_id, []).append(tier)
    return found


def undo(*, entry: TallyEntry, by: User, now: datetime) -> TallyEntry:
    """Take back what the family has written down itself, on the day of writing.

    Raises:
        TooLateToTakeBack: it was another day, or it was not they who wrote it.
        TakenBackAlready, ChallengeTakesNoRecords
    """
    if hasattr(entry, "reversed_by"):
        raise TakenBackAlready
    if not can_undo(entry, now=now):
        raise TooLateToTakeBack
    return take_back(entry_id=entry.pk, reason=TAKEN_BACK_BY_READER, now=now, by=by)


@transaction.atomic
def withdraw(*, held: HeldRecord, by: User, now: datetime) -> None:
    """Let a record go that is looked at and was a mistake. Locks the reader.

    Raises:
        TakenBackAlready: it was decided meanwhile.
    """
    hold_readers([held.reader_id])
    withdrawn = HeldRecord.objects.filter(pk=held.pk, state=ReviewState.OPEN).update(
        state=ReviewState.DECLINED,
        decided_at=now,
        decided_by=by,
        answer=TAKEN_BACK_BY_READER,
    )
    if not withdrawn:
        raise TakenBackAlready


def days_to_choose(readers: Sequence[Reader], *, now: datetime) -> tuple[date, date]:
    """The first and the last day of which something can be written down for one of them."""
    today = timezone.localdate(now)
    first = min((reader.challenge.first_day for reader in readers), default=today)
    last = max((min(reader.challenge.last_day, today) for reader in readers), default=today)
    return first, max(first, last)
