"""What does not add up about cards and what they have counted, and how it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import Person
from core.reconciliation import checks
from rewards.models import FinalStanding
from rewards.services.cards.gathering import gather_tallies
from rewards.services.reconciliation import rows_of

# A child's guardian may have agreed since, or an event let the owner take part.
WAITING = """
    SELECT DISTINCT card.person_id
    FROM rewards_reader AS tally
    JOIN rewards_readercard AS card ON card.id = tally.card_id
    JOIN rewards_challenge AS challenge ON challenge.id = tally.challenge_id
    JOIN rewards_reader AS mine
        ON mine.challenge_id = tally.challenge_id AND mine.person_id = card.person_id
    WHERE tally.person_id IS NULL AND tally.total > 0
        AND mine.left_at IS NULL AND challenge.state = 'published'
    ORDER BY card.person_id
"""

TWICE = """
    SELECT line.card_id, min(import.id)
    FROM rewards_tallyentry AS line
    JOIN rewards_loanimport AS import ON import.id = line.loan_import_id
    WHERE line.reverses_id IS NULL AND line.card_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM rewards_tallyentry AS reversal WHERE reversal.reverses_id = line.id
    )
    GROUP BY line.card_id, line.challenge_id, import.first_day, import.last_day
    HAVING count(*) > 1
    ORDER BY line.card_id
"""


@checks("reading_cards")
def tallies_of_cards(now: datetime, fix: bool) -> Iterator[str]:
    """What a verified card has counted is with its owner, where the owner takes part."""
    for (person,) in rows_of(WAITING):
        yield f"person {person}: a card of theirs has counted what is not with them"
        if fix:
            _gather(person, now=now)


@checks("reading_loans")
def loans_counted_once(now: datetime, fix: bool) -> Iterator[str]:
    """A card has one record of a period. Which of two is right, the next import of it says."""
    for card, first in rows_of(TWICE):
        yield f"card {card}: two records stand of the period of import {first}; import it again"


@checks("reading_standings")
def final_standings(now: datetime, fix: bool) -> Iterator[str]:
    """What was final when a challenge was closed is what its lines say; only people can judge."""
    wrong = FinalStanding.objects.exclude(total=F("reader__total")).order_by("reader")
    for reader, total in wrong.values_list("reader", "total"):
        yield f"reader {reader}: was closed with {total}, and the lines say something else"


@transaction.atomic
def _gather(person_id: int, *, now: datetime) -> None:
    Person.objects.select_for_update(no_key=True).get(pk=person_id)
    gather_tallies(person_id=person_id, by=None, now=now)
