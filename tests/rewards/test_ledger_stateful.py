"""Whatever is done in whatever order: the books of reading agree with a model of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from core.errors import DomainError
from rewards.choices import Way
from rewards.errors import ReviewedAlready, TakenBackAlready
from rewards.models import HeldRecord, TallyEntry
from rewards.services.awards.settling import settle
from rewards.services.earning.ledger import record_many
from rewards.services.earning.reviewing import accept_held, decline_held
from tests.factories.people import UserFactory
from tests.factories.rewards import READING_TIME, ChallengeFactory, ReaderFactory
from tests.rewards.readings import a_record, demand_books_in_order, total, undo, write

MOST_AT_ONCE, MOST_ON_A_DAY = 5, 12
SOURCES = st.sampled_from([f"log:{n}" for n in range(6)])
AMOUNTS = st.integers(min_value=1, max_value=MOST_AT_ONCE + 2)
WHO = st.integers(min_value=0, max_value=1)


@dataclass
class Book:
    """What a reader should have: amounts by source that count, are held, or are done with."""

    counts: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)

    def knows(self, source: str) -> bool:
        return source in self.counts or source in self.held or source in self.done

    def write(self, source: str, amount: int, *, is_judged: bool) -> None:
        if self.knows(source):
            return
        above = amount > MOST_AT_ONCE or self.total + amount > MOST_ON_A_DAY
        (self.held if is_judged and above else self.counts)[source] = amount

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Ledger(RuleBasedStateMachine):
    """Two readers, one day, limits, and tiers that come and go."""

    @initialize()
    def open_the_books(self) -> None:
        challenge = ChallengeFactory(
            most_per_entry=MOST_AT_ONCE, most_per_day=MOST_ON_A_DAY, tiers=[3, 8, 14]
        )
        self.readers = ReaderFactory.create_batch(2, challenge=challenge)
        self.books = [Book(), Book()]
        self.librarian = UserFactory()

    @rule(who=WHO, source=SOURCES, amount=AMOUNTS)
    def a_reader_writes_something_down(self, who: int, source: str, amount: int) -> None:
        write(self.readers[who], amount, source=source)
        self.books[who].write(source, amount, is_judged=True)

    @rule(who=WHO, source=SOURCES, amount=AMOUNTS)
    def a_code_is_typed(self, who: int, source: str, amount: int) -> None:
        write(self.readers[who], amount, source=source, way=Way.CODE)
        self.books[who].write(source, amount, is_judged=False)

    @rule(rows=st.lists(st.tuples(WHO, SOURCES, AMOUNTS), max_size=5, unique_by=lambda r: r[:2]))
    def a_sheet_is_typed_in(self, rows: list[tuple[int, str, int]]) -> None:
        records = [
            a_record(self.readers[who], amount, source=source, way=Way.SHEET)
            for who, source, amount in rows
        ]
        record_many(
            challenge_id=self.readers[0].challenge_id,
            records=records,
            now=READING_TIME,
            by=self.librarian,
        )
        for who, source, amount in rows:
            self.books[who].write(source, amount, is_judged=True)

    @rule(who=WHO, source=SOURCES)
    def a_record_is_taken_back(self, who: int, source: str) -> None:
        entry = self.entry(who, source)
        if entry is None:
            return
        try:
            undo(entry, by=self.librarian)
        except TakenBackAlready:
            assert source in self.books[who].done
        else:
            del self.books[who].counts[source]
            self.books[who].done.add(source)

    @rule(who=WHO, source=SOURCES, is_accepted=st.booleans())
    def a_librarian_decides(self, who: int, source: str, is_accepted: bool) -> None:
        held = HeldRecord.objects.filter(reader=self.readers[who], source=source).first()
        if held is None:
            return
        options = {"held_id": held.pk, "answer": "I asked.", "now": READING_TIME}
        try:
            (accept_held if is_accepted else decline_held)(**options, by=self.librarian)
        except ReviewedAlready:
            assert source not in self.books[who].held
            return
        amount = self.books[who].held.pop(source)
        if is_accepted:
            self.books[who].counts[source] = amount
        else:
            self.books[who].done.add(source)

    @rule(who=WHO)
    def nobody_decides_about_themselves(self, who: int) -> None:
        held = HeldRecord.objects.to_decide().filter(reader=self.readers[who]).first()
        if held:
            with pytest.raises(DomainError):
                accept_held(held_id=held.pk, now=READING_TIME, by=self.readers[who].person.user)

    @rule()
    def everything_is_settled_again(self) -> None:
        assert not settle([reader.pk for reader in self.readers], now=READING_TIME)

    @invariant()
    def the_books_are_in_order(self) -> None:
        demand_books_in_order()
        if hasattr(self, "readers"):
            assert [total(reader) for reader in self.readers] == [b.total for b in self.books]

    def entry(self, who: int, source: str) -> TallyEntry | None:
        lines = TallyEntry.objects.filter(reader=self.readers[who], reverses=None)
        return lines.filter(source=source).first()


SETTINGS = settings(
    max_examples=8,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # Shrinking over a database takes minutes, and a failure names its steps anyway.
    phases=[Phase.generate],
)


@pytest.mark.django_db
def test_reading_whatever_people_do() -> None:
    run_state_machine_as_test(Ledger, settings=SETTINGS)
