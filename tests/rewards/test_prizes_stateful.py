"""Whatever is done in whatever order: every prize is accounted for."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

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
from rewards.choices import CollectionState
from rewards.models import Award, Collection, PrizeStock
from rewards.services.prizes.accounting import accounts
from rewards.services.prizes.giving_up import fall_back, release_lapsed
from rewards.services.prizes.handing_over import hand_over, undo_hand_over
from rewards.services.prizes.putting_aside import choose_prize, put_aside_for_awards
from rewards.services.prizes.stock import count_anew, deliver, transfer, write_off
from tests.factories.network import BranchFactory
from tests.factories.rewards import PrizeFactory
from tests.rewards.prizes import NOW, award, demand_prizes_in_order, lapse, tier_with

PIECES = st.integers(min_value=1, max_value=3)
WHICH = st.integers(min_value=0, max_value=50)


class Prizes(RuleBasedStateMachine):
    """Two libraries, a prize and its substitute; beside them, how many readers have theirs."""

    @initialize()
    def open_the_books(self) -> None:
        self.now = NOW
        self.branches = [BranchFactory(), BranchFactory()]
        self.prizes = [PrizeFactory(), PrizeFactory()]
        self.tier = tier_with(*self.prizes)
        self.collected: set[int] = set()

    @property
    def stocks(self):
        return PrizeStock.objects.filter(prize__in=self.prizes)

    @property
    def collections(self):
        return Collection.objects.filter(award__tier=self.tier)

    @staticmethod
    def pick(rows, which: int):
        found = list(rows.order_by("pk"))
        return found[which % len(found)] if found else None

    @rule(which=WHICH, pieces=PIECES)
    def pieces_are_delivered(self, which: int, pieces: int) -> None:
        deliver(
            prize=self.prizes[which % 2],
            branch=self.branches[which // 2 % 2],
            pieces=pieces,
            form=uuid4(),
            now=self.now,
            by=None,
        )

    @rule(which=WHICH, pieces=PIECES)
    def pieces_go_to_another_library(self, which: int, pieces: int) -> None:
        if kept := self.pick(self.stocks, which):
            to = next(each for each in self.branches if each.pk != kept.branch_id)
            try:
                transfer(
                    stock_id=kept.pk, to=to, pieces=pieces, form=uuid4(), now=self.now, by=None
                )
            except DomainError:
                assert pieces > kept.free

    @rule(which=WHICH, pieces=PIECES)
    def pieces_are_written_off(self, which: int, pieces: int) -> None:
        if kept := self.pick(self.stocks, which):
            try:
                write_off(
                    stock_id=kept.pk,
                    pieces=pieces,
                    reason="Wet.",
                    form=uuid4(),
                    now=self.now,
                    by=None,
                )
            except DomainError:
                assert pieces > kept.free

    @rule(which=WHICH, counted=st.integers(min_value=0, max_value=6))
    def pieces_are_counted(self, which: int, counted: int) -> None:
        if kept := self.pick(self.stocks, which):
            try:
                count_anew(
                    stock_id=kept.pk,
                    counted=counted,
                    reason="",
                    form=uuid4(),
                    now=self.now,
                    by=None,
                )
            except DomainError:
                assert counted < kept.reserved

    @rule(which=WHICH)
    def somebody_reaches_the_tier(self, which: int) -> None:
        earned = award(self.tier, branch=self.branches[which % 2])
        put_aside_for_awards([earned.pk], now=self.now)

    @rule(which=WHICH, prize=WHICH, may_wait=st.booleans())
    def a_reader_chooses(self, which: int, prize: int, may_wait: bool) -> None:
        if collection := self.pick(self.collections, which):
            try:
                choose_prize(
                    collection_id=collection.pk,
                    branch=self.branches[which // 2 % 2],
                    prize=self.prizes[prize % 2],
                    may_wait=may_wait,
                    now=self.now,
                )
            except DomainError:
                assert (
                    collection.award_id in self.collected
                    or not may_wait
                    or self.has_lapsed(collection)
                )

    @staticmethod
    def has_lapsed(collection: Collection) -> bool:
        return not Award.objects.get(collections=collection).is_earned

    @rule(which=WHICH, desk=WHICH)
    def a_desk_hands_out(self, which: int, desk: int) -> None:
        if collection := self.pick(self.collections, which):
            try:
                hand_over(
                    collection_id=collection.pk,
                    branch=self.branches[desk % 2],
                    by=None,
                    now=self.now,
                )
            except DomainError:
                return
            assert collection.award_id not in self.collected
            self.collected.add(collection.award_id)

    @rule(which=WHICH)
    def a_hand_over_is_undone(self, which: int) -> None:
        collected = self.collections.filter(state=CollectionState.COLLECTED)
        if collection := self.pick(collected, which):
            try:
                undo_hand_over(collection_id=collection.pk, reason="Torn.", by=None, now=self.now)
            except DomainError:
                assert collection.collected_at < self.now
            else:
                self.collected.remove(collection.award_id)

    @rule(which=WHICH)
    def a_tier_is_lost(self, which: int) -> None:
        open_ones = self.tier.awards.earned().exclude(pk__in=self.collected)
        if lost := self.pick(open_ones, which):
            lapse(lost)
            release_lapsed([lost.pk], now=self.now)

    @rule(days=st.integers(min_value=1, max_value=40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        fall_back(now=self.now)

    @invariant()
    def books_are_in_order(self) -> None:
        if not hasattr(self, "collected"):
            return
        demand_prizes_in_order()
        collected = self.collections.filter(state=CollectionState.COLLECTED)
        assert set(collected.values_list("award", flat=True)) == self.collected
        rows = accounts(self.stocks)
        assert all(row.is_settled and row.needed == row.waiting for row in rows)
        assert sum(row.handed_over for row in rows) == len(self.collected)


SETTINGS = settings(
    max_examples=8,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # Shrinking over a database takes minutes, and a failure names its steps anyway.
    phases=[Phase.generate],
)


@pytest.mark.django_db
def test_every_prize_is_accounted_for_whatever_is_done() -> None:
    run_state_machine_as_test(Prizes, settings=SETTINGS)
