"""What does not add up among readers, and how it is mended: from the ledger, which stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from core.reconciliation import checks
from rewards.services.awards.settling import settle
from rewards.services.earning.attendance import (
    count_attendances,
    counting_events,
    lines_without_attendance,
    missed_attendances,
    take_back_lines,
)
from rewards.services.locks import hold_readers

WRONG_TOTALS = """
    SELECT reader.id, coalesce(sum(line.amount), 0)::bigint,
        coalesce(sum(CASE WHEN line.reverses_id IS NULL THEN 1 ELSE -1 END)
            FILTER (WHERE line.id IS NOT NULL), 0)::integer
    FROM rewards_reader AS reader
    LEFT JOIN rewards_tallyentry AS line ON line.reader_id = reader.id
    GROUP BY reader.id
    HAVING reader.total <> coalesce(sum(line.amount), 0)
        OR reader.entries <> coalesce(sum(CASE WHEN line.reverses_id IS NULL THEN 1 ELSE -1 END)
            FILTER (WHERE line.id IS NOT NULL), 0)
    ORDER BY reader.id
"""
ADD_UP = """
    UPDATE rewards_reader SET (total, entries) = (
        SELECT coalesce(sum(amount), 0),
            coalesce(sum(CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END), 0)
        FROM rewards_tallyentry WHERE reader_id = %(reader)s
    ) WHERE id = %(reader)s
"""

# A day on which nothing counts any more may have a row of zeros, or none.
WRONG_DAYS = """
    SELECT reader_id FROM (
        SELECT reader_id, day, sum(amount) AS amount, sum(lines) AS lines
        FROM (
            SELECT reader_id, day, amount,
                CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END AS lines
            FROM rewards_tallyentry WHERE way <> 'loans'
            UNION ALL
            SELECT reader_id, day, -amount, -lines FROM rewards_daytally
        ) AS both_sides
        GROUP BY reader_id, day
        HAVING sum(amount) <> 0 OR sum(lines) <> 0
    ) AS wrong
    GROUP BY reader_id ORDER BY reader_id
"""
DAYS_ANEW = """
    INSERT INTO rewards_daytally (reader_id, day, amount, lines)
    SELECT reader_id, day, sum(amount), sum(CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END)
    FROM rewards_tallyentry WHERE reader_id = %(reader)s AND way <> 'loans'
    GROUP BY reader_id, day
"""

UNSETTLED = """
    SELECT reader.id
    FROM rewards_reader AS reader
    JOIN rewards_challenge AS challenge ON challenge.id = reader.challenge_id
    JOIN rewards_tier AS tier ON tier.challenge_id = reader.challenge_id
    LEFT JOIN rewards_award AS award
        ON award.reader_id = reader.id AND award.tier_id = tier.id AND award.state = 'earned'
    WHERE challenge.state = 'published' AND (
        (tier.threshold <= reader.total AND award.id IS NULL)
        OR (tier.threshold > reader.total AND award.id IS NOT NULL AND NOT EXISTS (
            SELECT FROM rewards_collection AS prize
            WHERE prize.award_id = award.id AND prize.state = 'collected'
        ))
    )
    GROUP BY reader.id ORDER BY reader.id
"""


@checks("reading_attendance")
def events_attended(now: datetime, fix: bool) -> Iterator[str]:
    """Each check-in counts in the challenges to which it fits, and none that was undone does."""
    for challenge in counting_events():
        if missed := missed_attendances(challenge, now=now):
            yield f"challenge {challenge.pk}: {len(missed)} check-ins do not count"
            if fix:
                count_attendances(missed, now=now)
    if undone := list(lines_without_attendance()):
        yield f"{len(undone)} lines stand although their check-ins were undone"
        if fix:
            take_back_lines(undone, now=now)


@checks("reading_totals")
def totals_of_readers(now: datetime, fix: bool) -> Iterator[str]:
    """The total of each reader is what the lines of the ledger add up to."""
    for reader, total, entries in rows_of(WRONG_TOTALS):
        yield f"reader {reader}: the lines say {total} in {entries} records"
        if fix:
            _add_up(reader)


@checks("reading_days")
def days_of_readers(now: datetime, fix: bool) -> Iterator[str]:
    """The days of each reader are what the lines of the ledger say of them."""
    for (reader,) in rows_of(WRONG_DAYS):
        yield f"reader {reader}: the lines say something else of their days"
        if fix:
            _make_days_anew(reader)


@checks("reading_awards")
def awards_of_readers(now: datetime, fix: bool) -> Iterator[str]:
    """Every reader has the awards that their total reaches, and no others."""
    unsettled = [reader for (reader,) in rows_of(UNSETTLED)]
    for reader in unsettled:
        yield f"reader {reader}: the total says other tiers"
    if fix and unsettled:
        settle(unsettled, now=now)


@transaction.atomic
def _add_up(reader: int) -> None:
    hold_readers([reader])
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP, {"reader": reader})


@transaction.atomic
def _make_days_anew(reader: int) -> None:
    hold_readers([reader])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rewards_daytally WHERE reader_id = %s", [reader])
        cursor.execute(DAYS_ANEW, {"reader": reader})


def rows_of(query: str) -> list[tuple[Any, ...]]:
    """What a question of our own is answered with."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
