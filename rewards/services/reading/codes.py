"""A secret code of an event: whoever was there types it in, and it counts once for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from rewards.choices import Way
from rewards.errors import CodeNotForThem, CodeUsedUp, NoSuchCode
from rewards.models import Challenge, Reader, SecretCode, TallyEntry
from rewards.services.earning.ledger import record_many
from rewards.services.earning.records import Record


@dataclass(frozen=True)
class Redeemed:
    """For whom a code counts now, and for whom it did already."""

    challenge: Challenge
    amount: int
    new: list[Reader]
    before: list[Reader]


def typed_code(text: str) -> str:
    """A code as it is stored, however it was typed."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


@transaction.atomic
def redeem(*, code: str, readers: Sequence[Reader], by: User, now: datetime) -> Redeemed:
    """Let a code count for these readers, each once.

    Locks the code before what the ledger locks, so that the last use goes to one.

    Args:
        readers: of the people who were chosen, in whatever challenges.

    Raises:
        NoSuchCode: there is none, it is not valid now, or its challenge is not announced yet;
            which of these is not told.
        CodeNotForThem: nobody of them takes part in its challenge.
        CodeUsedUp: it has been used as often as it can be.
        What `record_many` raises.
    """
    codes = SecretCode.objects.announced().select_for_update(no_key=True, of=("self",))
    found = codes.select_related("challenge").filter(code=typed_code(code)).first()
    if found is None or not found.valid_from <= now < found.valid_until:
        raise NoSuchCode
    theirs = [reader for reader in readers if reader.challenge_id == found.challenge_id]
    if not theirs:
        raise CodeNotForThem(challenge=found.challenge)
    source = f"code:{found.pk}"
    counted = set(
        TallyEntry.objects.filter(reader__in=theirs, source=source).values_list("reader", flat=True)
    )
    new = [reader for reader in theirs if reader.pk not in counted]
    if found.most_uses is not None and found.used + len(new) > found.most_uses:
        raise CodeUsedUp
    day = min(timezone.localdate(now), found.challenge.last_day)
    records = [
        Record(reader_id=reader.pk, way=Way.CODE, amount=found.amount, day=day, source=source)
        for reader in new
    ]
    record_many(challenge_id=found.challenge_id, records=records, now=now, by=by)
    SecretCode.objects.filter(pk=found.pk).update(used=F("used") + len(new))
    return Redeemed(
        challenge=found.challenge,
        amount=found.amount,
        new=new,
        before=[reader for reader in theirs if reader.pk in counted],
    )
