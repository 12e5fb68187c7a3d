"""Making awards agree with totals, for one reader or for a city.

A tier that is reached is an award once; lost again it lapses, and reached anew it is the same row.
An award whose prize was collected stays: what was handed over is not asked back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from rewards.models import Award, Reader
from rewards.services.locks import hold_readers
from rewards.signals import awards_earned, awards_lapsed

# A trigger leaves a line for each row that is written or changes its state.
SETTLE = """
    WITH reader AS (
        SELECT reader.id, reader.challenge_id, reader.total
        FROM rewards_reader AS reader
        JOIN rewards_challenge AS challenge ON challenge.id = reader.challenge_id
        WHERE reader.id = ANY(%(readers)s) AND challenge.state = 'published'
    ),
    earned AS (
        INSERT INTO rewards_award AS award (challenge_id, reader_id, tier_id, state, earned_at)
        SELECT reader.challenge_id, reader.id, tier.id, 'earned', %(now)s
        FROM reader
        JOIN rewards_tier AS tier
            ON tier.challenge_id = reader.challenge_id AND tier.threshold <= reader.total
        WHERE NOT EXISTS (
            SELECT FROM rewards_award AS earlier
            WHERE earlier.reader_id = reader.id AND earlier.tier_id = tier.id
                AND earlier.state = 'earned'
        )
        ORDER BY reader.id, tier.threshold
        ON CONFLICT (reader_id, tier_id)
            DO UPDATE SET state = 'earned', earned_at = excluded.earned_at, lapsed_at = NULL
        RETURNING award.id
    ),
    lapsed AS (
        UPDATE rewards_award AS award SET state = 'lapsed', lapsed_at = %(now)s
        FROM reader, rewards_tier AS tier
        WHERE award.reader_id = reader.id AND tier.id = award.tier_id
            AND award.state = 'earned' AND tier.threshold > reader.total
            AND NOT EXISTS (
                SELECT FROM rewards_collection AS prize
                WHERE prize.award_id = award.id AND prize.state = 'collected'
            )
        RETURNING award.id
    )
    SELECT true, id FROM earned UNION ALL SELECT false, id FROM lapsed
"""


@dataclass(frozen=True)
class Settled:
    """The keys of the awards that changed."""

    earned: list[int]
    lapsed: list[int]

    def __bool__(self) -> bool:
        return bool(self.earned or self.lapsed)


@transaction.atomic
def settle(reader_ids: Sequence[int], *, now: datetime) -> Settled:
    """Make the awards of these readers what their totals say; of closed challenges none changes.

    Locks the readers, in the order of their keys. Settling twice is settling once. The news of it
    is told once all is committed.
    """
    readers = sorted(set(reader_ids))
    hold_readers(readers)
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"readers": readers, "now": now})
        changes = cursor.fetchall()
    settled = Settled(
        earned=sorted(key for is_earned, key in changes if is_earned),
        lapsed=sorted(key for is_earned, key in changes if not is_earned),
    )
    for signal, keys in ((awards_earned, settled.earned), (awards_lapsed, settled.lapsed)):
        if keys:
            transaction.on_commit(partial(signal.send_robust, sender=Award, award_ids=keys))
    return settled


def settle_challenge(*, challenge_id: int, now: datetime) -> Settled:
    """Settle all readers of a challenge, as it takes where its tiers were changed."""
    readers = Reader.objects.filter(challenge=challenge_id).order_by("pk")
    return settle(list(readers.values_list("pk", flat=True)), now=now)
