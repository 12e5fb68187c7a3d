"""What the rewards app holds about people: how it is told, and what becomes of it.

What was read counts for ever: it is in the sums of groups, libraries and the city. Its rows lead to
a tombstone once the person is forgotten, and say no longer which books they were.
"""

from __future__ import annotations

from datetime import datetime

from accounts.models import Person
from accounts.services.erasure import Trace, traces
from rewards.choices import ReviewState
from rewards.models import CardClaim, Dispute, HeldRecord, Reader, ReaderCard, TallyEntry

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
