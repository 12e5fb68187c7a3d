"""Counting the loans of a file: for every reader of it the period has one record.

It may be interrupted at any moment and run again. A file is counted in parts, each in a transaction
of its own; a part holds the cards whose hashes lie next to each other, so that cards which are in
an earlier file of the period and no longer in this one are seen as well. What stands already as the
file says stays; what stands otherwise is taken back and written anew.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db import connection, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cms import formats
from core.errors import DomainError
from network.models import Branch
from rewards.choices import ImportState, Way
from rewards.errors import (
    ChallengeTakesNoRecords,
    LoanFileCountsNothing,
    LoanFileGone,
    LoanFileNotReadable,
    LoanFileReplaced,
    LoanPeriodNotCovered,
    LoanPeriodOverlaps,
    LoansNotCounted,
    LoansStopped,
    WayNotTaken,
)
from rewards.models import Challenge, LoanImport, Reader
from rewards.models.tally import MOST_IN_AN_ENTRY
from rewards.services.awards.settling import settle
from rewards.services.earning.ledger import reverse_lines, write_lines
from rewards.services.earning.records import Record
from rewards.services.earning.worth import worth_of_loan
from rewards.services.loans.files import (
    Columns,
    Counted,
    Loans,
    count_loans,
    open_table,
    plain_name,
)
from rewards.services.locks import hold_readers, share_challenge
from rewards.services.reading.by_itself import join_by_itself

CARDS_A_PART = 4000
# Whoever has more than that imports the wrong file; all of them are counted.
LISTED_BAD_ROWS = 10_000
# After every hexadecimal number.
LAST_BOUND = "g"

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""

# Cards in the order of their hashes, so that two imports never wait for each other in a circle.
KNOW_CARDS = """
    INSERT INTO rewards_readercard (number_hash, ending, proof)
    SELECT hash, ending, '' FROM unnest(%(hashes)s::text[], %(endings)s::text[])
        AS card (hash, ending)
    ORDER BY hash
    ON CONFLICT (number_hash) DO NOTHING
"""

# The hashes of a part lie above the first bound and not above the second; the outer ones are open.
HOLD_CARDS = """
    SELECT id, number_hash, person_id FROM rewards_readercard
    WHERE number_hash = ANY(%(hashes)s) ORDER BY number_hash FOR NO KEY UPDATE
"""

# A record of the period follows its card, with whomever it was counted for.
STANDING = """
    SELECT card.id, line.id, line.reader_id, line.amount, reader.left_at IS NULL
    FROM rewards_readercard AS card
    JOIN rewards_tallyentry AS line ON line.card_id = card.id AND line.reverses_id IS NULL
    JOIN rewards_loanimport AS import ON import.id = line.loan_import_id
    JOIN rewards_reader AS reader ON reader.id = line.reader_id
    WHERE card.number_hash > %(above)s AND card.number_hash <= %(upto)s
        AND import.challenge_id = %(challenge)s
        AND import.first_day = %(first_day)s AND import.last_day = %(last_day)s
        AND NOT EXISTS (
            SELECT FROM rewards_tallyentry AS reversal WHERE reversal.reverses_id = line.id
        )
"""

# Tallies that nobody has claimed. Those of a card with an owner wait for the owner to take part.
CLAIMABLE = """
    INSERT INTO rewards_reader
        (challenge_id, card_id, branch_id, nickname, in_leaderboard, joined_at)
    SELECT %(challenge)s, card_id, branch_id, '', false, %(now)s
    FROM unnest(%(cards)s::bigint[], %(branches)s::bigint[]) AS tally (card_id, branch_id)
    ORDER BY card_id
    ON CONFLICT (challenge_id, card_id) WHERE person_id IS NULL DO NOTHING
"""


@dataclass(frozen=True)
class Imported:
    """What came of counting a file, in reader numbers but for the rows."""

    rows: int
    rejected: int
    readers: int
    loans: int
    written: int
    taken_back: int


def digest_of(content: bytes) -> str:
    """By which the same file is known."""
    return hashlib.sha256(content).hexdigest()


@transaction.atomic
def begin_import(
    *,
    challenge_id: int,
    first_day: date,
    last_day: date,
    digest: str,
    columns: Columns,
    now: datetime,
    by: User | None,
) -> LoanImport:
    """Take a file as the latest of its period; the very same file goes on where it was.

    Raises:
        ChallengeTakesNoRecords, WayNotTaken: the challenge is over, or counts no loans.
        LoanPeriodNotCovered: days outside the challenge, or to come.
        LoanPeriodOverlaps: some of the days are in another period that was counted.
    """
    challenge = _hold_challenge(challenge_id)
    refuse_unless_countable(challenge, first_day=first_day, last_day=last_day, now=now)
    of_period = challenge.imports.filter(
        first_day=first_day, last_day=last_day, revision__isnull=False
    )
    latest = of_period.order_by("-revision").first()
    if latest and (latest.digest, latest.columns) == (digest, columns.as_json()):
        return latest
    return LoanImport.objects.create(
        challenge=challenge,
        first_day=first_day,
        last_day=last_day,
        digest=digest,
        columns=columns.as_json(),
        revision=1 + (latest.revision or 0) if latest else 1,
        state=ImportState.RUNNING,
        made_at=now,
        made_by=by,
    )


@transaction.atomic
def start_import(*, import_id: int, now: datetime) -> LoanImport:
    """Take a file that was kept to be looked at as the latest of its period. Twice is once.

    Raises:
        What `begin_import` raises.
    """
    challenge_id = LoanImport.objects.values_list("challenge", flat=True).get(pk=import_id)
    challenge = _hold_challenge(challenge_id)
    loans = LoanImport.objects.select_for_update(no_key=True).get(pk=import_id)
    if not loans.is_waiting:
        return loans
    refuse_unless_countable(challenge, first_day=loans.first_day, last_day=loans.last_day, now=now)
    latest = challenge.imports.filter(first_day=loans.first_day, last_day=loans.last_day).aggregate(
        revision=Max("revision")
    )
    loans.revision = (latest["revision"] or 0) + 1
    loans.state = ImportState.RUNNING
    loans.save(update_fields=["revision", "state"])
    return loans


def refuse_unless_countable(
    challenge: Challenge, *, first_day: date, last_day: date, now: datetime
) -> None:
    """Raises what `begin_import` raises."""
    if not challenge.is_published:
        raise ChallengeTakesNoRecords
    if not challenge.takes(Way.LOANS):
        raise WayNotTaken
    if worth_of_loan(challenge) == 0:
        raise LoansNotCounted
    end = min(challenge.last_day, timezone.localdate(now))
    if not challenge.first_day <= first_day <= last_day <= end:
        raise LoanPeriodNotCovered(
            first_day=formats.day(challenge.first_day),
            last_day=formats.day(max(end, challenge.first_day)),
        )
    others = challenge.imports.filter(
        revision__isnull=False, first_day__lte=last_day, last_day__gte=first_day
    ).exclude(first_day=first_day, last_day=last_day)
    if other := others.first():
        raise LoanPeriodOverlaps(
            first_day=formats.day(other.first_day), last_day=formats.day(other.last_day)
        )


def count_file(
    loans: LoanImport, content: bytes, *, now: datetime, progress: Progress | None = None
) -> Imported:
    """Count a file that was begun, in parts; whoever runs it again counts nothing twice.

    Where it cannot go on, the import says why.

    Raises:
        LoanFileNotReadable: it is no table.
        LoanFileCountsNothing: every row of it is wrong.
        LoanFileReplaced: a later file of the same period is there.
        ChallengeTakesNoRecords: it was closed meanwhile.
    """
    try:
        counted = _look_through(loans, content)
        _count(loans, counted, now=now, progress=progress or _watch_nothing)
    except DomainError as refusal:
        note_refusal(loans, refusal, now=now)
        raise
    loans.refresh_from_db()
    return Imported(
        rows=loans.rows,
        rejected=loans.rejected,
        readers=loans.readers,
        loans=loans.loans,
        written=loans.written,
        taken_back=loans.taken_back,
    )


def stop_import(loans: LoanImport, *, now: datetime) -> None:
    """Count no further. What was counted stays, and running it again goes on."""
    LoanImport.objects.filter(pk=loans.pk, state=ImportState.RUNNING).update(
        state=ImportState.FAILED, stopped_by=LoansStopped.code, ended_at=now
    )


def note_refusal(loans: LoanImport, refusal: DomainError, *, now: datetime) -> None:
    """It does not go on, and this is why. What is done already stays done."""
    LoanImport.objects.filter(pk=loans.pk, state=ImportState.RUNNING).update(
        state=ImportState.FAILED, stopped_by=refusal.code, ended_at=now
    )


def why_stopped(loans: LoanImport) -> str:
    """What refused to go on, in a sentence; nothing where it did not stop."""
    refusals = (
        LoanFileCountsNothing,
        LoanFileNotReadable,
        LoanFileReplaced,
        LoanFileGone,
        LoansStopped,
    )
    sentences = {refusal.code: str(refusal.message) for refusal in refusals}
    closed = str(ChallengeTakesNoRecords.message)
    return sentences.get(loans.stopped_by, closed) if loans.stopped_by else ""


def names_of_libraries() -> dict[str, int]:
    """Keys of libraries by what they may be called in a file."""
    return {
        plain_name(name): pk
        for pk, *names in Branch.objects.values_list("pk", "slug", "name_en", "name_zh")
        for name in names
        if name
    }


def _hold_challenge(challenge_id: int) -> Challenge:
    """Nobody writes records or begins an import of it until the end of the transaction."""
    return Challenge.objects.select_for_update(no_key=True).get(pk=challenge_id)


def _look_through(loans: LoanImport, content: bytes) -> Counted:
    """Read the file, and note what is wrong with it."""
    challenge = loans.challenge
    counted = count_loans(
        open_table(content),
        Columns.from_json(loans.columns),
        first_day=loans.first_day,
        last_day=loans.last_day,
        libraries=names_of_libraries(),
        most=MOST_IN_AN_ENTRY // worth_of_loan(challenge),
    )
    LoanImport.objects.filter(pk=loans.pk).update(
        state=ImportState.RUNNING,
        stopped_by="",
        ended_at=None,
        rows=counted.rows,
        done_rows=len(counted.bad_rows),
        rejected=len(counted.bad_rows),
        bad_rows=counted.bad_rows[:LISTED_BAD_ROWS],
        readers=len(counted.loans),
        loans=counted.sum,
    )
    if counted.bad_rows and not counted.loans:
        raise LoanFileCountsNothing
    return counted


def _count(loans: LoanImport, counted: Counted, *, now: datetime, progress: Progress) -> None:
    """Part by part, in the order of the hashes."""
    hashes = sorted(counted.loans)
    # The last part reaches to the end of all hashes, as the first begins before all of them.
    bounds = ["", *hashes[CARDS_A_PART - 1 : -1 : CARDS_A_PART], LAST_BOUND]
    done = len(counted.bad_rows)
    progress(done, counted.rows)
    begin = 0
    for above, upto in pairwise(bounds):
        end = bisect_right(hashes, upto, lo=begin)
        part = {key: counted.loans[key] for key in hashes[begin:end]}
        done += sum(each.rows for each in part.values())
        _count_part(loans, part, above=above, upto=upto, done=done, now=now)
        progress(done, counted.rows)
        begin = end


@transaction.atomic
def _count_part(
    loans: LoanImport,
    part: Mapping[str, Loans],
    *,
    above: str,
    upto: str,
    done: int,
    now: datetime,
) -> None:
    """Make the records of the cards between two hashes what the file says of them."""
    challenge = share_challenge(loans.challenge_id)
    if not challenge.is_published:
        raise ChallengeTakesNoRecords
    if _is_replaced(loans):
        raise LoanFileReplaced
    if not LoanImport.objects.filter(pk=loans.pk, state=ImportState.RUNNING).exists():
        raise LoansStopped
    worth = worth_of_loan(challenge)
    cards = _know_cards(part)
    amounts = {card.key: part[card.hash].count * worth for card in cards}
    standing = _standing(loans, above=above, upto=upto)
    wrong = {
        card: line
        for card, line in standing.items()
        if line.is_here and line.amount != amounts.get(card, 0)
    }
    new = [card for card in cards if amounts[card.key] and card.key not in standing]
    readers = {card: line.reader for card, line in wrong.items()} | _readers_of(
        new, challenge, part, now=now
    )
    records = [
        Record(
            reader_id=readers[card.key],
            way=Way.LOANS,
            amount=amounts[card.key],
            day=loans.last_day,
            source=source_of(loans, card.key),
            card_id=card.key,
        )
        for card in cards
        if amounts[card.key] and card.key in readers
    ]
    changed = {record.reader_id for record in records} | {line.reader for line in wrong.values()}
    hold_readers(sorted(changed))
    taken_back = reverse_lines(
        challenge.pk,
        [line.entry for line in wrong.values()],
        reason=_("The library system sent another count."),
        now=now,
        by=loans.made_by,
    )
    lines = write_lines(challenge.pk, records, now=now, by=loans.made_by, loan_import=loans)
    settle(sorted(changed), now=now)
    LoanImport.objects.filter(pk=loans.pk).update(
        done_rows=done,
        written=F("written") + len(lines),
        taken_back=F("taken_back") + len(taken_back),
        **({"state": ImportState.DONE, "ended_at": now} if upto == LAST_BOUND else {}),
    )


def source_of(loans: LoanImport, card_id: int) -> str:
    """What a record of loans is for: a period, by a revision of it, of one card."""
    return f"loans:{loans.first_day}..{loans.last_day}#{loans.revision}:{card_id}"


@dataclass(frozen=True)
class _Card:
    key: int
    hash: str
    person: int | None


@dataclass(frozen=True)
class _Line:
    """The record of a card that stands, and whether its reader still takes part."""

    entry: int
    reader: int
    amount: int
    is_here: bool


def _is_replaced(loans: LoanImport) -> bool:
    later = LoanImport.objects.filter(
        challenge=loans.challenge_id,
        first_day=loans.first_day,
        last_day=loans.last_day,
        revision__gt=loans.revision,
    )
    return later.exists()


def _know_cards(part: Mapping[str, Loans]) -> list[_Card]:
    """The cards of these hashes, held until the end of the transaction; new ones are made."""
    with connection.cursor() as cursor:
        cursor.execute(
            KNOW_CARDS,
            {"hashes": list(part), "endings": [each.ending for each in part.values()]},
        )
        cursor.execute(HOLD_CARDS, {"hashes": list(part)})
        return [_Card(*row) for row in cursor.fetchall()]


def _standing(loans: LoanImport, *, above: str, upto: str) -> dict[int, _Line]:
    """What stands of the period for the cards between two hashes, by card."""
    with connection.cursor() as cursor:
        cursor.execute(
            STANDING,
            {
                "above": above,
                "upto": upto,
                "challenge": loans.challenge_id,
                "first_day": loans.first_day,
                "last_day": loans.last_day,
            },
        )
        return {card: _Line(*line) for card, *line in cursor.fetchall()}


def _readers_of(
    cards: Sequence[_Card], challenge: Challenge, part: Mapping[str, Loans], *, now: datetime
) -> dict[int, int]:
    """Who reads with these cards, by card: the owner who takes part, else a tally to be claimed.

    Where taking part comes by itself, owners do from now on. Of those who have left nothing counts.
    """
    branches = {card.key: part[card.hash].library or challenge.branch_id for card in cards}
    owners = {card.person: branches[card.key] for card in cards if card.person}
    here = join_by_itself(challenge=challenge, branches=owners, now=now) if owners else {}
    have_left = set(
        Reader.objects.filter(
            challenge=challenge, person__in=owners, left_at__isnull=False
        ).values_list("person", flat=True)
    )
    unclaimed = [card for card in cards if card.person not in here and card.person not in have_left]
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIMABLE,
            {
                "challenge": challenge.pk,
                "cards": [card.key for card in unclaimed],
                "branches": [branches[card.key] for card in unclaimed],
                "now": now,
            },
        )
    tallies = dict(
        Reader.objects.claimable()
        .filter(challenge=challenge, card__in=[card.key for card in unclaimed])
        .values_list("card", "pk")
    )
    return tallies | {card.key: here[card.person] for card in cards if card.person in here}


def _watch_nothing(done: int, rows: int) -> None:
    """Nobody looks on."""
