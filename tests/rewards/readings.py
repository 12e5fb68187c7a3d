"""What tests of reading records say again and again."""

from __future__ import annotations

from itertools import count
from typing import Any

from accounts.models import User
from rewards.choices import AwardState, Way
from rewards.models import Award, AwardChange, DayTally, HeldRecord, Reader, TallyEntry, Tier
from rewards.services.earning.ledger import record, take_back
from rewards.services.earning.records import Record
from tests.factories.rewards import READING_DAY, READING_TIME

_numbers = count(1)


def write(reader: Reader, amount: int = 1, **options: Any) -> TallyEntry | HeldRecord:
    """Write down what the reader has read on the reading day, as they do themselves."""
    options.setdefault("source", f"log:{next(_numbers)}")
    options.setdefault("way", Way.OWN_LOG)
    options.setdefault("day", READING_DAY)
    options.setdefault("now", READING_TIME)
    return record(reader_id=reader.pk, amount=amount, **{"by": None} | options)


def a_record(reader: Reader, amount: int = 1, **options: Any) -> Record:
    """The same, to be written with others."""
    options.setdefault("source", f"log:{next(_numbers)}")
    return Record(
        reader_id=reader.pk, amount=amount, **{"way": Way.OWN_LOG, "day": READING_DAY} | options
    )


def undo(entry: TallyEntry | HeldRecord, *, by: User | None = None) -> TallyEntry:
    return take_back(entry_id=entry.pk, reason="A mistake.", now=READING_TIME, by=by)


def total(reader: Reader) -> int:
    reader.refresh_from_db()
    return reader.total


def earned(reader: Reader) -> list[int]:
    """The thresholds of the awards that hold."""
    awards = Award.objects.earned().filter(reader=reader)
    return sorted(awards.values_list("tier__threshold", flat=True))


def demand_books_in_order() -> None:
    """Sums say what the lines say, awards what the sums say, and each change has left a line."""
    for reader in Reader.objects.all():
        lines = TallyEntry.objects.filter(reader=reader)
        assert reader.total == lines.sum()
        assert reader.entries == lines.standing().count()
        by_day: dict[Any, int] = {}
        for line in lines.exclude(way=Way.LOANS):
            by_day[line.day] = by_day.get(line.day, 0) + line.amount
        days = DayTally.objects.filter(reader=reader)
        assert dict(days.values_list("day", "amount")) == by_day
        tiers = Tier.objects.filter(challenge=reader.challenge)
        reached = [tier.threshold for tier in tiers if tier.threshold <= reader.total]
        assert earned(reader) == reached
    for award in Award.objects.all():
        states = list(AwardChange.objects.filter(award=award).values_list("state", flat=True))
        assert states[-1] == award.state
        assert states == [AwardState.EARNED, AwardState.LAPSED] * (len(states) // 2) + [
            AwardState.EARNED
        ] * (len(states) % 2)
