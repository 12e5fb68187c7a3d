"""What tests of reading records say again and again."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
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
    lines: dict[int, list[TallyEntry]] = defaultdict(list)
    for line in TallyEntry.objects.all():
        lines[line.reader_id].append(line)
    days: dict[int, dict[date, int]] = defaultdict(dict)
    for tally in DayTally.objects.all():
        days[tally.reader_id][tally.day] = tally.amount
    awards: dict[int, set[int]] = defaultdict(set)
    for award in Award.objects.earned():
        awards[award.reader_id].add(award.tier_id)
    tiers = list(Tier.objects.all())

    for reader in Reader.objects.all():
        of_reader = lines[reader.pk]
        taken_back = {line.reverses_id for line in of_reader}
        standing = [
            line for line in of_reader if line.reverses_id is None and line.pk not in taken_back
        ]
        assert reader.total == sum(line.amount for line in standing)
        assert reader.total == sum(line.amount for line in of_reader)
        assert reader.entries == len(standing)
        by_day: dict[date, int] = {}
        for line in of_reader:
            by_day[line.day] = by_day.get(line.day, 0) + line.amount
        assert days[reader.pk] == by_day
        assert awards[reader.pk] == {
            tier.pk
            for tier in tiers
            if tier.challenge_id == reader.challenge_id and tier.threshold <= reader.total
        }

    history: dict[int, list[str]] = defaultdict(list)
    for change in AwardChange.objects.order_by("pk"):
        history[change.award_id].append(change.state)
    for award in Award.objects.all():
        states = history[award.pk]
        assert states[::2] == [AwardState.EARNED] * -(-len(states) // 2)
        assert states[1::2] == [AwardState.LAPSED] * (len(states) // 2)
        assert states[-1] == award.state
