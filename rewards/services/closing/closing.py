"""Closing a challenge: its figures become final, once."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from cms import formats
from rewards.choices import ChallengeState, ImportState
from rewards.errors import (
    ChallengeStillRuns,
    ChallengeTakesNoRecords,
    LoansBeingCounted,
    RecordsStillHeld,
)
from rewards.models import Challenge, Dispute, HeldRecord
from rewards.services.awards.settling import settle_challenge
from rewards.services.closing.outlook import IN_THE_END, in_the_end
from rewards.services.earning.reviewing import decline_held
from rewards.services.reading.disputes import answer_dispute
from rewards.signals import challenge_closed

FREEZE = f"""
    INSERT INTO rewards_finalstanding (challenge_id, reader_id, total, tier_id)
    SELECT challenge_id, id, total, tier_id FROM ({IN_THE_END}) AS standing ORDER BY id
"""  # noqa: S608 - our own text


@transaction.atomic
def close_challenge(
    *, challenge_id: int, by: User, now: datetime, decline_because: str = ""
) -> Challenge:
    """Make the figures of a challenge final. Closing twice is closing once.

    Waits for everybody who is writing records of it; nobody can write any after that. Tiers are
    settled a last time, and each reader's total and highest tier are kept as they stand.

    Args:
        decline_because: what readers are told whose records or disputes nobody has decided about.

    Raises:
        ChallengeTakesNoRecords: it is a draft.
        ChallengeStillRuns: records are taken until a later day.
        LoansBeingCounted: a file of loans is not through yet.
        RecordsStillHeld: records or disputes wait for an answer, and no reason was given.
        OwnReading: some of them are about the family of who closes it.
    """
    challenge = Challenge.objects.select_for_update(no_key=True).get(pk=challenge_id)
    if challenge.is_closed:
        return challenge
    if not challenge.is_published:
        raise ChallengeTakesNoRecords
    if timezone.localdate(now) <= challenge.log_until:
        raise ChallengeStillRuns(day=formats.day(challenge.log_until))
    if challenge.imports.filter(state=ImportState.RUNNING).exists():
        raise LoansBeingCounted
    _decide_about_the_rest(challenge, because=decline_because.strip(), by=by, now=now)

    settle_challenge(challenge_id=challenge.pk, now=now)
    with connection.cursor() as cursor:
        cursor.execute(FREEZE, in_the_end(challenge))
    challenge.state = ChallengeState.CLOSED
    challenge.closed_at, challenge.closed_by = now, by
    challenge.save(update_fields=["state", "closed_at", "closed_by"])
    transaction.on_commit(
        partial(challenge_closed.send, sender=Challenge, challenge_id=challenge.pk)
    )
    return challenge


def _decide_about_the_rest(challenge: Challenge, *, because: str, by: User, now: datetime) -> None:
    held = HeldRecord.objects.to_decide().filter(challenge=challenge)
    disputes = Dispute.objects.to_decide().filter(reader__challenge=challenge)
    waiting = held.count() + disputes.count()
    if not waiting:
        return
    if not because:
        raise RecordsStillHeld(n=waiting)
    for key in held.values_list("pk", flat=True):
        decline_held(held_id=key, answer=because, now=now, by=by)
    for key in disputes.values_list("pk", flat=True):
        answer_dispute(dispute_id=key, is_right=False, answer=because, by=by, now=now)
