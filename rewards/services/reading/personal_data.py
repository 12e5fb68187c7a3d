"""What the rewards app holds about people: how it is told, and what becomes of it.

What was read counts for ever: it is in the sums of groups, libraries and the city. Its rows lead to
a tombstone once the person is forgotten, and say no longer which books they were.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import Person
from accounts.services.erasure import Trace, traces
from accounts.services.export import Subject, exporters
from rewards.choices import ReviewState
from rewards.models import (
    Award,
    CardClaim,
    Collection,
    Dispute,
    HeldRecord,
    Reader,
    ReaderCard,
    TallyEntry,
)
from rewards.services.prizes.giving_up import release_of_readers

# Reasons are demanded, so something has to stand there; the trigger of the ledger knows it too.
FORGOTTEN = "–"


def forget_reader(person: Person, now: datetime) -> None:
    """They leave. Amounts stay; titles, nickname and every word about them go."""
    readers = Reader.objects.filter(person=person)
    tally = TallyEntry.objects.filter(reader__in=readers)
    tally.exclude(title="", book=None).update(title="", book=None)
    tally.exclude(reason="").update(reason=FORGOTTEN)
    held = HeldRecord.objects.filter(reader__in=readers)
    held.update(title="", book=None)
    disputes = Dispute.objects.filter(reader__in=readers)
    disputes.update(text=FORGOTTEN)
    for waiting in (held, disputes):
        waiting.exclude(answer="").update(answer=FORGOTTEN)
        waiting.filter(state=ReviewState.OPEN).update(
            state=ReviewState.DECLINED, decided_at=now, answer=FORGOTTEN
        )
    release_of_readers(list(readers), now=now)
    readers.update(nickname="", in_leaderboard=False, group=None)
    readers.filter(left_at=None).update(left_at=now)


def forget_card(person: Person, now: datetime) -> None:
    """Nobody can find out any more which number was theirs."""
    ReaderCard.objects.filter(person=person).update(
        number_hash=None, ending="", slip_hash=None, slip_expires_at=None
    )


def forget_claims(person: Person, now: datetime) -> None:
    """Of a card that nobody but they have named, nothing stays."""
    claims = CardClaim.objects.filter(person=person)
    cards = list(claims.values_list("card", flat=True))
    claims.delete()
    ReaderCard.objects.filter(pk__in=cards, person=None, claims=None, readers=None).delete()


traces.register(
    "rewards.Reader.person",
    Trace("kept without titles, nickname or a word about them; they leave", forget_reader),
)
traces.register(
    "rewards.ReaderCard.person", Trace("kept without its number and last digits", forget_card)
)
traces.register("rewards.CardClaim.person", Trace("deleted", forget_claims))


@exporters("reading_challenges")
def _reading_challenges(subject: Subject) -> list[dict[str, Any]]:
    readers = Reader.objects.filter(person__in=subject.people).told().select_related("group")
    return [
        {
            "challenge": str(reader.challenge),
            "name": str(reader.person),
            "library": str(reader.branch),
            "group": str(reader.group or ""),
            "nickname": reader.nickname,
            "on_the_leaderboard": reader.in_leaderboard,
            "joined_at": reader.joined_at,
            "left_at": reader.left_at,
            "total": reader.total,
            "records": [
                {
                    "day": line.day,
                    "how": line.get_way_display(),
                    "amount": line.amount,
                    "title": line.title or str(line.book or ""),
                    "field_of_the_bingo_card": str(line.bingo_field or ""),
                    "written_at": line.made_at,
                    "reason": line.why,
                }
                for line in TallyEntry.objects.filter(reader=reader)
                .select_related("book", "bingo_field")
                .order_by("pk")
            ],
            "records_looked_at": [
                {
                    "day": held.day,
                    "amount": held.amount,
                    "title": held.title or str(held.book or ""),
                    "state": held.get_state_display(),
                    "answer": held.answer,
                }
                for held in HeldRecord.objects.filter(reader=reader)
                .select_related("book")
                .order_by("pk")
            ],
            "disputes": [
                {
                    "what_you_said": dispute.text,
                    "said_at": dispute.made_at,
                    "state": dispute.get_state_display(),
                    "answer": dispute.answer,
                }
                for dispute in Dispute.objects.filter(reader=reader).order_by("pk")
            ],
            "tiers": [
                {
                    "tier": str(award.tier),
                    "state": award.get_state_display(),
                    "earned_at": award.earned_at,
                    "lapsed_at": award.lapsed_at,
                }
                for award in Award.objects.filter(reader=reader)
                .select_related("tier")
                .order_by("pk")
            ],
            "prizes": [
                {
                    "prize": str(prize.stock.prize),
                    "library": str(prize.stock.branch),
                    "state": prize.get_state_display(),
                    "put_aside_at": prize.reserved_at,
                    "collected_at": prize.collected_at,
                }
                for prize in Collection.objects.filter(reader=reader).told().order_by("pk")
            ],
        }
        for reader in readers.order_by("pk")
    ]


@exporters("reader_cards")
def _reader_cards(subject: Subject) -> dict[str, Any]:
    """Of a number only the last digits are known."""
    cards = ReaderCard.objects.filter(person__in=subject.people).order_by("pk")
    claims = CardClaim.objects.filter(person__in=subject.people).select_related("card")
    return {
        "verified": [
            {
                "ending": card.ending,
                "how": card.get_proof_display(),
                "verified_at": card.verified_at,
            }
            for card in cards
        ],
        "to_be_verified": [
            {"ending": claim.card.ending, "said_at": claim.claimed_at}
            for claim in claims.order_by("pk")
        ],
    }
