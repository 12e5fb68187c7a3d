"""What waits for a decision: held records and disputes in one queue, with what one has to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from rewards.choices import ReviewState
from rewards.models import DayTally, Dispute, HeldRecord, Reader
from rewards.permissions import disputes_in_scope, held_in_scope
from rewards.services.earning.ledger import take_back
from rewards.services.locks import share_challenge
from rewards.services.reading.disputes import answer_dispute

MOST_SHOWN = 20
READER = ("reader__challenge", "reader__person", "reader__branch", "reader__card")


@dataclass(frozen=True)
class Waiting:
    """One thing to decide, and what is known of its reader.

    `on_that_day` is what counts for the day already; `accepted` and `declined` are how often
    records of theirs were looked at before.
    """

    about: HeldRecord | Dispute
    on_that_day: int
    accepted: int
    declined: int

    @property
    def reader(self) -> Reader:
        return self.about.reader

    @property
    def is_held(self) -> bool:
        return isinstance(self.about, HeldRecord)


@dataclass(frozen=True)
class Queue:
    """What has waited longest, and how much there is in all."""

    waiting: list[Waiting]
    count: int


def count_to_review(user: Any) -> int:
    """How much waits for the user's decision."""
    held, disputes = held_in_scope(user).to_decide(), disputes_in_scope(user).to_decide()
    return held.count() + disputes.count()


def queue_of(user: Any) -> Queue:
    """What the user decides about, those that have waited longest first; six statements."""
    held = held_in_scope(user).to_decide().select_related(*READER, "book", "bingo_field")
    disputes = disputes_in_scope(user).to_decide().select_related(*READER, "entry__book")
    found: list[HeldRecord | Dispute] = [*held[:MOST_SHOWN], *disputes[:MOST_SHOWN]]
    shown = sorted(found, key=lambda each: each.made_at)[:MOST_SHOWN]
    days = _amounts_of_days(shown)
    decided = _earlier_decisions({each.reader_id for each in shown})
    return Queue(
        waiting=[
            Waiting(
                each,
                on_that_day=days.get((each.reader_id, _day_of(each)), 0),
                accepted=decided[each.reader_id, ReviewState.ACCEPTED],
                declined=decided[each.reader_id, ReviewState.DECLINED],
            )
            for each in shown
        ],
        count=count_to_review(user),
    )


@transaction.atomic
def settle_dispute(
    *, dispute: Dispute, is_right: bool, takes_back: bool, answer: str, by: User, now: datetime
) -> Dispute:
    """Answer a reader, and take the disputed record back with it if that is what puts it right.

    Raises:
        ReviewedAlready, OwnReading, WhyIsMissing
        TakenBackAlready, ChallengeTakesNoRecords: the record cannot be taken back.
    """
    # Before the dispute is held, as whoever closes the challenge does.
    share_challenge(dispute.reader.challenge_id)
    answered = answer_dispute(
        dispute_id=dispute.pk, is_right=is_right, answer=answer, by=by, now=now
    )
    if is_right and takes_back and answered.entry_id:
        take_back(entry_id=answered.entry_id, reason=answer or dispute.text, now=now, by=by)
    return answered


def _day_of(each: HeldRecord | Dispute) -> date | None:
    if isinstance(each, HeldRecord):
        return each.day
    return each.entry.day if each.entry else None


def _amounts_of_days(shown: Sequence[HeldRecord | Dispute]) -> dict[tuple[int, date | None], int]:
    tallies = DayTally.objects.filter(
        reader__in={each.reader_id for each in shown},
        day__in={day for each in shown if (day := _day_of(each))},
    )
    return {(tally.reader_id, tally.day): tally.amount for tally in tallies}


def _earlier_decisions(readers: Iterable[int]) -> Counter[tuple[int, str]]:
    decided = HeldRecord.objects.filter(reader__in=readers).exclude(state=ReviewState.OPEN)
    return Counter(decided.values_list("reader", "state"))
