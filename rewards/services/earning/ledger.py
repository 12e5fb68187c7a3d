"""Writing into the ledger of reading: lines, and what takes them back.

Everything that counts goes this way, one record or a hundred thousand. Whoever writes shares the
challenge and holds the readers, so that what is decided by what stands there is decided once; sums
and awards follow in the same transaction. Constraints and triggers of the table are the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction

from accounts.models import User
from rewards.choices import Limit, Way
from rewards.errors import (
    ChallengeTakesNoRecords,
    NotReadingHere,
    TakenBackAlready,
    WhyIsMissing,
)
from rewards.models import DayTally, HeldRecord, LoanImport, Reader, TallyEntry
from rewards.services.awards.settling import settle
from rewards.services.earning.marks import unmarked
from rewards.services.earning.records import (
    Record,
    limit_above,
    listed_books,
    refuse_unless_it_counts,
    refuse_unless_open,
)
from rewards.services.locks import hold_readers, share_challenge

# What is held stays held, and what was declined stays declined, however often it is sent again.
WRITE = """
    INSERT INTO rewards_tallyentry (
        challenge_id, reader_id, way, amount, day, source, title, reason,
        book_id, bingo_field_id, card_id, loan_import_id, made_at, made_by_id
    )
    SELECT %(challenge)s, reader_id, way, amount, day, source, title, '',
        book_id, bingo_field_id, card_id, %(loan_import)s, %(now)s, %(by)s
    FROM unnest(
        %(readers)s::bigint[], %(ways)s::text[], %(amounts)s::integer[], %(days)s::date[],
        %(sources)s::text[], %(titles)s::text[], %(books)s::bigint[], %(fields)s::bigint[],
        %(cards)s::bigint[]
    ) AS record (reader_id, way, amount, day, source, title, book_id, bingo_field_id, card_id)
    WHERE NOT EXISTS (
        SELECT FROM rewards_heldrecord AS held
        WHERE held.reader_id = record.reader_id AND held.source = record.source
    )
    ORDER BY reader_id
    ON CONFLICT (reader_id, source) WHERE reverses_id IS NULL DO NOTHING
    RETURNING id, reader_id
"""

TAKE_BACK = """
    INSERT INTO rewards_tallyentry (
        challenge_id, reader_id, way, amount, day, source, title, reason,
        book_id, bingo_field_id, card_id, loan_import_id, made_at, made_by_id, reverses_id
    )
    SELECT challenge_id, reader_id, way, -amount, day, 'reverses:' || id, '', %(reason)s,
        NULL, bingo_field_id, card_id, loan_import_id, %(now)s, %(by)s, id
    FROM rewards_tallyentry
    WHERE id = ANY(%(entries)s) AND challenge_id = %(challenge)s AND reverses_id IS NULL
    ORDER BY reader_id, id
    ON CONFLICT (reverses_id) DO NOTHING
    RETURNING id, reader_id
"""


@dataclass(frozen=True)
class Recorded:
    """What became of records that were written together.

    Those in neither list were there before, under the same source or for the same thing.
    """

    entries: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)


def record(
    *,
    reader_id: int,
    way: Way,
    amount: int,
    day: date,
    source: str,
    now: datetime,
    by: User | None,
    title: str = "",
    book_id: int | None = None,
    bingo_field_id: int | None = None,
) -> TallyEntry | HeldRecord:
    """Write down what a reader has read or done; above what is usual it is held for a librarian.

    The same source is written once: sent again, it returns what it was written as, even if that
    was taken back since. A field of a bingo card, a book where only a list counts, and a day where
    days count are marked once as well: the line that marks them is returned.

    Raises:
        ChallengeTakesNoRecords, WayNotTaken: not now, or not this way.
        NotReadingHere: they have left.
        DayDoesNotCount, AmountImpossible, NotOnTheList: it does not fit the rules.
    """
    wanted = Record(
        reader_id=reader_id,
        way=way,
        amount=amount,
        day=day,
        source=source,
        title=title,
        book_id=book_id,
        bingo_field_id=bingo_field_id,
    )
    challenge_id = Reader.objects.values_list("challenge", flat=True).get(pk=reader_id)
    record_many(challenge_id=challenge_id, records=[wanted], now=now, by=by)
    return _what_stands_for(wanted, challenge_id)


@transaction.atomic
def record_many(
    *,
    challenge_id: int,
    records: Iterable[Record],
    now: datetime,
    by: User | None,
    loan_import: LoanImport | None = None,
) -> Recorded:
    """Write down many records of a challenge as `record` does one, in a fixed number of statements.

    All are written or none: whoever has rows of unknown quality asks `refuse_unless_it_counts`
    about each before.

    Raises:
        What `record` raises, for the first that cannot be written.
    """
    wanted = list({record.key: record for record in records}.values())
    if not wanted:
        return Recorded()
    challenge = share_challenge(challenge_id)
    for way in {record.way for record in wanted}:
        refuse_unless_open(challenge, way, now=now)
    readers = sorted({record.reader_id for record in wanted})
    here = hold_readers(readers)
    if not all(here.get(reader) for reader in readers):
        raise NotReadingHere
    listed = listed_books(challenge)
    for each in wanted:
        refuse_unless_it_counts(challenge, each, listed=listed, now=now)

    wanted = list(unmarked(wanted, challenge))
    above: list[tuple[Record, Limit]] = []
    if challenge.most_per_entry is not None or challenge.most_per_day is not None:
        known = _known(wanted)
        on_days = _amounts_on_days(wanted)
        usual = []
        for each in wanted:
            if each.key in known:
                continue
            day = each.reader_id, each.day
            limit = limit_above(challenge, each, on_that_day=on_days.get(day, 0))
            if limit:
                above.append((each, limit))
            else:
                usual.append(each)
                on_days[day] = on_days.get(day, 0) + each.amount
        wanted = usual

    held = _hold(challenge_id, above, now=now, by=by)
    entries = write_lines(challenge_id, wanted, now=now, by=by, loan_import=loan_import)
    if entries:
        settle(sorted(set(entries.values())), now=now)
    return Recorded(entries=list(entries), held=held)


def write_lines(
    challenge_id: int,
    records: Sequence[Record],
    *,
    now: datetime,
    by: User | None,
    loan_import: LoanImport | None = None,
) -> dict[int, int]:
    """Insert lines, for whoever holds their readers; returns the readers by the keys of new lines.

    A source that is there or held is passed over.
    """
    if not records:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "challenge": challenge_id,
                "readers": [record.reader_id for record in records],
                "ways": [str(record.way) for record in records],
                "amounts": [record.amount for record in records],
                "days": [record.day for record in records],
                "sources": [record.source for record in records],
                "titles": [record.title for record in records],
                "books": [record.book_id for record in records],
                "fields": [record.bingo_field_id for record in records],
                "cards": [record.card_id for record in records],
                "loan_import": loan_import.pk if loan_import else None,
                "now": now,
                "by": by.pk if by else None,
            },
        )
        return dict(cursor.fetchall())


def take_back(*, entry_id: int, reason: str, now: datetime, by: User | None) -> TallyEntry:
    """The record does not count any more; the line that takes it back is returned.

    Raises:
        WhyIsMissing: the reader is told why.
        TakenBackAlready: somebody was faster, or it is itself what takes another one back.
        ChallengeTakesNoRecords: the figures of the challenge are final.
    """
    challenge_id = TallyEntry.objects.values_list("challenge", flat=True).get(pk=entry_id)
    lines = take_back_many(
        challenge_id=challenge_id, entry_ids=[entry_id], reason=reason, now=now, by=by
    )
    if not lines:
        raise TakenBackAlready
    return TallyEntry.objects.get(pk=lines[0])


@transaction.atomic
def take_back_many(
    *,
    challenge_id: int,
    entry_ids: Sequence[int],
    reason: str,
    now: datetime,
    by: User | None,
) -> list[int]:
    """Take back many records of a challenge; returns the keys of the lines that do.

    What is taken back already stays as it is.

    Raises:
        WhyIsMissing, ChallengeTakesNoRecords
    """
    if not reason.strip():
        raise WhyIsMissing
    if not entry_ids:
        return []
    challenge = share_challenge(challenge_id)
    if not challenge.is_published:
        raise ChallengeTakesNoRecords
    readers = TallyEntry.objects.filter(pk__in=entry_ids, challenge=challenge_id)
    hold_readers(sorted(set(readers.values_list("reader", flat=True))))
    lines = reverse_lines(challenge_id, entry_ids, reason=reason, now=now, by=by)
    if lines:
        settle(sorted(set(lines.values())), now=now)
    return list(lines)


def reverse_lines(
    challenge_id: int,
    entry_ids: Sequence[int],
    *,
    reason: str,
    now: datetime,
    by: User | None,
) -> dict[int, int]:
    """Insert what takes lines back, for whoever holds their readers and settles them.

    Returns:
        The readers by the keys of new lines. What is taken back already is passed over.
    """
    if not entry_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_BACK,
            {
                "challenge": challenge_id,
                "entries": list(entry_ids),
                "reason": reason.strip(),
                "now": now,
                "by": by.pk if by else None,
            },
        )
        return dict(cursor.fetchall())


def _known(records: Sequence[Record]) -> set[tuple[int, str]]:
    """Which of the records are in the ledger or held already, by reader and source."""
    readers = {record.reader_id for record in records}
    sources = {record.source for record in records}
    lines = TallyEntry.objects.filter(reader__in=readers, source__in=sources, reverses=None)
    held = HeldRecord.objects.filter(reader__in=readers, source__in=sources)
    return {*lines.values_list("reader", "source"), *held.values_list("reader", "source")}


def _amounts_on_days(records: Sequence[Record]) -> dict[tuple[int, date], int]:
    """What counts already, by reader and day."""
    tallies = DayTally.objects.filter(
        reader__in={record.reader_id for record in records},
        day__in={record.day for record in records},
    )
    return {(tally.reader_id, tally.day): tally.amount for tally in tallies}


def _hold(
    challenge_id: int,
    above: Sequence[tuple[Record, Limit]],
    *,
    now: datetime,
    by: User | None,
) -> list[int]:
    """Put before a librarian what is above what is usual, for whoever holds the readers."""
    held = HeldRecord.objects.bulk_create(
        HeldRecord(
            challenge_id=challenge_id,
            reader_id=record.reader_id,
            way=record.way,
            amount=record.amount,
            day=record.day,
            source=record.source,
            title=record.title,
            book_id=record.book_id,
            bingo_field_id=record.bingo_field_id,
            limit=limit,
            made_at=now,
            made_by=by,
        )
        for record, limit in above
    )
    return [record.pk for record in held]


def _what_stands_for(record: Record, challenge_id: int) -> TallyEntry | HeldRecord:
    """The line or held record of this source, else the line that marks the same thing."""
    lines = TallyEntry.objects.filter(reader=record.reader_id, reverses=None)
    by_source = lines.filter(source=record.source).first()
    if by_source:
        return by_source
    held = HeldRecord.objects.filter(reader=record.reader_id, source=record.source).first()
    if held:
        return held
    same = lines.filter(reversed_by=None)
    if record.bingo_field_id:
        return same.get(bingo_field=record.bingo_field_id)
    if record.book_id:
        return same.get(book=record.book_id)
    return same.filter(day=record.day).latest("pk")
