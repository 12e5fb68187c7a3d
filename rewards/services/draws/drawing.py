"""Drawing prizes by lot, by the same draw as places at events.

The arithmetic and the reasons for it stand in `core.draw`, which anyone can download and run.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import draw as lots
from core.codes import secret_code
from core.text import masked
from events.models import Draw
from events.services.registration.drawing_lots import draw_by, publish_entries_of
from rewards.choices import AwardState
from rewards.errors import NobodyToDrawAmong
from rewards.models import PrizeDraw, PrizeDrawEntry, Reader
from rewards.querysets import ReaderQuerySet
from rewards.services.prizes.putting_aside import put_aside_for_lots

CODE_LENGTH = 12
# What each entry wants, and how the list of entries names it.
PIECE = "prize"
# The list is published by itself so long before the number comes out, if nobody did it earlier.
LATEST = timedelta(minutes=30)


def who_takes_part(prize_draw: PrizeDraw) -> ReaderQuerySet:
    """Whoever has reached the tier, or has a record where the draw is for everybody."""
    readers = Reader.objects.here().filter(challenge=prize_draw.challenge_id)
    if prize_draw.tier_id is None:
        return readers.filter(entries__gt=0)
    return readers.filter(awards__tier=prize_draw.tier_id, awards__state=AwardState.EARNED)


def lists_to_publish(*, now: datetime) -> list[int]:
    """The draws whose number comes out soon and whose list is not published yet."""
    due = PrizeDraw.objects.filter(
        draw__frozen_at=None,
        draw__number_known_at__gt=now,
        draw__number_known_at__lte=now + LATEST,
    )
    return list(due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def publish_list(*, prize_draw_id: int, now: datetime) -> Draw:
    """Write down who takes part, each under a name that only they know. Twice is once.

    Raises:
        DrawNumberKnownTooEarly: the number may be out already, so the list could be made to fit.
        NobodyToDrawAmong: nobody has reached the tier yet.
    """
    prize_draw, draw = _held(prize_draw_id)
    if draw.is_frozen:
        return draw
    readers = list(who_takes_part(prize_draw).order_by("pk").values_list("pk", flat=True))
    if not readers:
        raise NobodyToDrawAmong
    entries = PrizeDrawEntry.objects.bulk_create(
        PrizeDrawEntry(
            prize_draw=prize_draw, reader_id=reader, code=secret_code()[:CODE_LENGTH].lower()
        )
        for reader in readers
    )
    named = [lots.Entry(entry.code, {PIECE: 1}) for entry in entries]
    publish_entries_of(draw, {PIECE: prize_draw.places}, named, now=now)
    return draw


@transaction.atomic
def draw_prizes(*, prize_draw_id: int, number: str, by: Any, now: datetime) -> Draw:
    """Draw the lots with the number that has come out, and put a prize aside for each winner.

    The others keep nothing of it: they wait for nothing. Who has left since the list was published
    stays on it, for the result must follow from it; their prize stays in the stock.

    Raises:
        DrawListNotPublished, DrawNumberNotKnownYet, DrawIsOver: as they say.
    """
    _prize_draw, draw = _held(prize_draw_id)
    outcome = draw_by(draw, number, by=by, now=now)
    places = {code: place for place, code in enumerate(outcome.winners + outcome.losers, 1)}
    winners = set(outcome.winners)
    entries = list(_entries_of(prize_draw_id))
    for entry in entries:
        entry.place = places[entry.code]
        entry.has_won = entry.code in winners
    PrizeDrawEntry.objects.bulk_update(entries, ["place", "has_won"], batch_size=1000)
    won = [entry for entry in entries if entry.has_won and entry.reader.is_here]
    put_aside_for_lots(won, now=now)
    return draw


def winners_told(prize_draw: PrizeDraw) -> list[tuple[str, str]]:
    """The winners in the order of their lots: a code, and a masked name where they agreed."""
    won = _entries_of(prize_draw.pk).filter(has_won=True).order_by("place")
    agreed = Reader.objects.agreed_to_be_named().filter(draw_entries__in=won)
    named = set(agreed.values_list("pk", flat=True))
    return [(entry.code, _name(entry.reader) if entry.reader_id in named else "") for entry in won]


def _name(reader: Reader) -> str:
    return masked(reader.person.name) if reader.person else ""


def _entries_of(prize_draw_id: int) -> QuerySet[PrizeDrawEntry]:
    return PrizeDrawEntry.objects.filter(prize_draw=prize_draw_id).select_related(
        "reader__challenge", "reader__branch", "reader__person", "prize_draw__prize"
    )


def _held(prize_draw_id: int) -> tuple[PrizeDraw, Draw]:
    """The draw, held until the transaction ends."""
    prize_draw = PrizeDraw.objects.get(pk=prize_draw_id)
    return prize_draw, Draw.objects.select_for_update(no_key=True).get(pk=prize_draw.draw_id)
