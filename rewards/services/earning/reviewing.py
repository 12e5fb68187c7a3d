"""Deciding about records that are above what is usual."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Membership, User
from rewards.choices import ReviewState, Way
from rewards.errors import (
    ChallengeTakesNoRecords,
    CountsAlready,
    OwnReading,
    ReviewedAlready,
    WhyIsMissing,
)
from rewards.models import HeldRecord, Reader, TallyEntry
from rewards.services.awards.settling import settle
from rewards.services.earning.marks import unmarked
from rewards.services.locks import hold_readers, share_challenge
from rewards.services.messages.telling import tell_record_decided


def refuse_own_reading(reader: Reader, *, by: User) -> None:
    """Nobody decides about their own reading, or about that of somebody they speak for.

    Raises:
        OwnReading: the reader is whoever would decide, or of their family.
    """
    family = Membership.objects.in_household_of(by)
    if reader.person_id and family.filter(person=reader.person_id).exists():
        raise OwnReading


@transaction.atomic
def accept_held(*, held_id: int, now: datetime, by: User, answer: str = "") -> TallyEntry:
    """Let the record count after all, under its own source and of its own day.

    Raises:
        ReviewedAlready: somebody was faster.
        OwnReading: it is about the user's own family.
        CountsAlready: another record has marked the same book, day or field meanwhile.
        ChallengeTakesNoRecords: the figures of the challenge are final.
    """
    held = _hold_to_decide(held_id, by=by)
    if not any(unmarked([held], held.challenge)):
        raise CountsAlready
    entry = TallyEntry.objects.create(
        challenge_id=held.challenge_id,
        reader_id=held.reader_id,
        way=Way(held.way),
        amount=held.amount,
        day=held.day,
        source=held.source,
        title=held.title,
        book_id=held.book_id,
        bingo_field_id=held.bingo_field_id,
        made_at=now,
        made_by_id=held.made_by_id,
    )
    _decide(held, ReviewState.ACCEPTED, answer=answer, now=now, by=by, entry=entry)
    settle([held.reader_id], now=now)
    return entry


@transaction.atomic
def decline_held(*, held_id: int, answer: str, now: datetime, by: User) -> HeldRecord:
    """Let the record not count, and say why.

    Raises:
        WhyIsMissing, ReviewedAlready, OwnReading, ChallengeTakesNoRecords
    """
    if not answer.strip():
        raise WhyIsMissing
    held = _hold_to_decide(held_id, by=by)
    return _decide(held, ReviewState.DECLINED, answer=answer, now=now, by=by)


def _hold_to_decide(held_id: int, *, by: User) -> HeldRecord:
    held = HeldRecord.objects.get(pk=held_id)
    if not share_challenge(held.challenge_id).is_published:
        raise ChallengeTakesNoRecords
    hold_readers([held.reader_id])
    held = HeldRecord.objects.select_related("reader", "challenge").get(pk=held_id)
    if not held.is_open:
        raise ReviewedAlready
    refuse_own_reading(held.reader, by=by)
    return held


def _decide(
    held: HeldRecord,
    state: ReviewState,
    *,
    answer: str,
    now: datetime,
    by: User,
    entry: TallyEntry | None = None,
) -> HeldRecord:
    held.state = state
    held.answer = answer.strip()
    held.decided_at, held.decided_by = now, by
    held.entry = entry
    held.save(update_fields=["state", "answer", "decided_at", "decided_by", "entry"])
    tell_record_decided(held, now=now)
    return held
