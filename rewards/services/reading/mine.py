"""What a family sees of its reading. However many lines there are, a page reads as much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Person, User
from books.models import Entry
from rewards.choices import Unit, Way
from rewards.models import (
    BingoField,
    Challenge,
    Collection,
    Dispute,
    FinalStanding,
    HeldRecord,
    Reader,
)
from rewards.services.awards.tiers import Progress, progress
from rewards.services.prizes.own import prizes_of_reader
from rewards.services.reading.badges import Badge, badges_of
from rewards.services.reading.history import HistoryPage, history_of
from rewards.services.reading.logbook import tiers_of
from rewards.services.reading.showing import TierWithPrizes, is_shown, side_of, tiers_with_prizes
from rewards.services.reading.standing import Standing, standing_of

MOST_ANSWERS = 10


@dataclass(frozen=True)
class ReaderCard:
    """A reader in one challenge at a glance."""

    reader: Reader
    progress: Progress
    badges: list[Badge]
    can_log: bool

    @property
    def challenge(self) -> Challenge:
        return self.reader.challenge


@dataclass(frozen=True)
class PersonReading:
    """Somebody of the family with all that they take part in, what is running first."""

    person: Person
    cards: list[ReaderCard]


@dataclass(frozen=True)
class BingoSquare:
    """A field of the card, and whether the reader has marked it."""

    field: BingoField
    is_marked: bool


@dataclass(frozen=True)
class ListedBook:
    """A book of the list, and whether the reader has read it."""

    entry: Entry
    is_read: bool


@dataclass(frozen=True)
class ReaderPage:
    """All that the page of a reader shows."""

    standing: Standing
    tiers: list[TierWithPrizes]
    badges: list[Badge]
    history: HistoryPage
    held: list[HeldRecord]
    disputes: list[Dispute]
    squares: list[BingoSquare]
    books: list[ListedBook]
    final: FinalStanding | None
    prizes: list[Collection]
    can_log: bool
    can_tap_books: bool

    @property
    def progress(self) -> Progress:
        return self.standing.progress

    @property
    def bingo_side(self) -> int:
        return side_of(square.field for square in self.squares)

    @property
    def books_read(self) -> int:
        return sum(book.is_read for book in self.books)


def my_readers(user: User, *, on: date) -> list[PersonReading]:
    """The family, person by person; as many statements for one reader as for twenty."""
    readers = list(Reader.objects.in_household_of(user).here().told())
    tiers = tiers_of({reader.challenge_id for reader in readers})
    badges = badges_of(readers)
    people: dict[int, PersonReading] = {}
    for reader in sorted(readers, key=lambda reader: _oldness(reader, on)):
        assert reader.person is not None  # noqa: S101 - a household consists of people
        found = people.setdefault(reader.person.pk, PersonReading(reader.person, []))
        found.cards.append(
            ReaderCard(
                reader,
                progress(tiers.get(reader.challenge_id, ()), reader.total),
                badges[reader.pk],
                can_log=can_log(reader, on=on),
            )
        )
    in_order = dict.fromkeys(reader.person_id for reader in readers)
    return [people[key] for key in in_order if key is not None]


def page_of(reader: Reader, *, before: str, now: datetime) -> ReaderPage:
    """The page of one reader, read `told` and with the book list of the challenge.

    Args:
        before: where an earlier page of the history ended.
    """
    today, challenge = timezone.localdate(now), reader.challenge
    standing = standing_of(reader, on=today)
    entries: Sequence[Entry] = ()
    if challenge.book_list and is_shown(challenge.book_list):
        entries = challenge.book_list.shown
    read = standing.book_list.read if standing.book_list else frozenset()
    is_open = can_log(reader, on=today)
    return ReaderPage(
        standing=standing,
        tiers=tiers_with_prizes(challenge),
        badges=badges_of([reader])[reader.pk],
        history=history_of(reader, before=before, now=now),
        held=list(
            HeldRecord.objects.to_decide()
            .filter(reader=reader)
            .select_related("book")[:MOST_ANSWERS]
        ),
        disputes=list(
            Dispute.objects.filter(reader=reader, entry=None).order_by("-pk")[:MOST_ANSWERS]
        ),
        squares=[
            BingoSquare(field, field.pk in standing.marked) for field in standing.bingo_fields
        ],
        books=[ListedBook(entry, entry.book_id in read) for entry in entries],
        final=FinalStanding.objects.filter(reader=reader).select_related("tier").first(),
        prizes=prizes_of_reader(reader),
        can_log=is_open,
        can_tap_books=is_open and challenge.unit in (Unit.BOOKS, Unit.POINTS),
    )


def can_log(reader: Reader, *, on: date) -> bool:
    """Whether something can be written down for them on this day."""
    challenge = reader.challenge
    return reader.is_here and challenge.takes(Way.OWN_LOG) and challenge.takes_records(on=on)


def _oldness(reader: Reader, on: date) -> tuple[bool, int, int]:
    challenge = reader.challenge
    is_over = challenge.is_closed or challenge.log_until < on
    return is_over, -challenge.last_day.toordinal(), reader.pk
