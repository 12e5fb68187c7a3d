"""Announcing a challenge, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rewards.choices import ChallengeState
from rewards.errors import (
    BingoCardIncomplete,
    ChallengeHasReaders,
    NothingToReach,
    PointsWithoutRules,
)
from rewards.models import Challenge

# How many fields make a square.
BINGO_CARDS = (9, 16, 25)


def refuse_unless_whole(challenge: Challenge) -> None:
    """Refuse a challenge that promises nothing, or what nobody could earn.

    Raises:
        NothingToReach, PointsWithoutRules, BingoCardIncomplete
    """
    if challenge.goal is None and not challenge.tiers.exists():
        raise NothingToReach
    if challenge.has_points and not challenge.point_rules.exists():
        raise PointsWithoutRules
    fields = challenge.bingo_fields.count()
    if fields and fields not in BINGO_CARDS:
        raise BingoCardIncomplete(fields=fields)


@transaction.atomic
def publish_challenge(*, challenge_id: int, now: datetime) -> bool:
    """Show the challenge to everybody; says whether it was a draft.

    Raises:
        NothingToReach, PointsWithoutRules, BingoCardIncomplete
    """
    challenge = Challenge.objects.select_for_update(no_key=True).get(pk=challenge_id)
    if not challenge.is_draft:
        return False
    refuse_unless_whole(challenge)
    challenge.state = ChallengeState.PUBLISHED
    challenge.published_at = now
    challenge.save(update_fields=["state", "published_at"])
    return True


def can_be_withdrawn(challenge: Challenge) -> bool:
    """Whether it is announced and nobody takes part yet."""
    return challenge.is_published and not challenge.readers.exists()


@transaction.atomic
def withdraw_challenge(*, challenge_id: int) -> bool:
    """Make it a draft again, as long as nobody takes part; says whether it was published.

    Raises:
        ChallengeHasReaders: what people have begun is closed and not withdrawn.
    """
    challenge = Challenge.objects.select_for_update(no_key=True).get(pk=challenge_id)
    if not challenge.is_published:
        return False
    if not can_be_withdrawn(challenge):
        raise ChallengeHasReaders
    challenge.state = ChallengeState.DRAFT
    challenge.published_at = None
    challenge.save(update_fields=["state", "published_at"])
    return True
