"""Tiers: equal numbers reach the same, and each is an award once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rewards.choices import AwardState, ChallengeState, CollectionState
from rewards.models import Award, AwardChange, Challenge, Collection, Reader, Tier
from rewards.services.awards.settling import settle, settle_challenge
from rewards.services.awards.tiers import progress
from rewards.signals import awards_earned, awards_lapsed
from tests.factories.rewards import (
    READING_TIME,
    ChallengeFactory,
    PrizeStockFactory,
    ReaderFactory,
    TierFactory,
)
from tests.rewards.readings import demand_books_in_order, earned, undo, write

LATER = READING_TIME + timedelta(days=1)


class TestTiers:
    TIERS = [Tier(threshold=threshold) for threshold in (30, 10, 20)]

    @pytest.mark.parametrize(
        ("total", "threshold"), [(0, None), (9, None), (10, 10), (19, 10), (20, 20), (99, 30)]
    )
    def test_a_tier_is_a_matter_of_the_total_alone(self, total: int, threshold: int | None) -> None:
        tier = progress(self.TIERS, total).tier
        assert (tier and tier.threshold) == threshold

    def test_the_way_to_the_next_tier(self) -> None:
        halfway = progress(self.TIERS, 15)
        assert (halfway.next_tier, halfway.missing, halfway.percent) == (self.TIERS[2], 5, 50)

    def test_after_the_last_nothing_is_missing(self) -> None:
        done = progress(self.TIERS, 31)
        assert (done.next_tier, done.missing, done.percent) == (None, 0, 100)


@pytest.mark.django_db
class TestSettling:
    @pytest.fixture
    def reader(self) -> Reader:
        return ReaderFactory(challenge__tiers=[2, 4])

    def test_a_tier_is_earned_in_the_same_transaction(self, reader: Reader) -> None:
        write(reader, 1)
        assert earned(reader) == []
        write(reader, 1)
        assert earned(reader) == [2]
        write(reader, 5)
        assert earned(reader) == [2, 4]
        demand_books_in_order()

    def test_lost_it_lapses_and_reached_anew_it_is_the_same_award(self, reader: Reader) -> None:
        entry = write(reader, 2)
        award = Award.objects.get()

        undo(entry)
        award.refresh_from_db()
        assert (award.state, award.lapsed_at) == (AwardState.LAPSED, READING_TIME)

        write(reader, 3, now=LATER)
        award.refresh_from_db()
        assert (award.state, award.earned_at, award.lapsed_at) == (AwardState.EARNED, LATER, None)
        assert list(AwardChange.objects.values_list("state", "total", "changed_at")) == [
            ("earned", 2, READING_TIME),
            ("lapsed", 0, READING_TIME),
            ("earned", 3, LATER),
        ]

    def test_a_prize_that_was_collected_is_not_asked_back(self, reader: Reader) -> None:
        entry = write(reader, 4)
        Collection.objects.create(
            reader=reader,
            award=Award.objects.get(tier__threshold=2),
            stock=PrizeStockFactory(),
            state=CollectionState.COLLECTED,
            collected_at=READING_TIME,
        )

        undo(entry)

        assert earned(reader) == [2]

    def test_a_prize_that_is_put_aside_does_not_hold_the_tier(self, reader: Reader) -> None:
        entry = write(reader, 2)
        Collection.objects.create(
            reader=reader, award=Award.objects.get(), stock=PrizeStockFactory()
        )
        undo(entry)
        assert earned(reader) == []

    def test_settling_twice_is_settling_once(self, reader: Reader) -> None:
        write(reader, 4)
        assert not settle([reader.pk], now=LATER)

    def test_a_tier_that_is_added_later_is_earned_by_all_who_reach_it(self) -> None:
        challenge = ChallengeFactory()
        near, far = ReaderFactory.create_batch(2, challenge=challenge)
        write(near, 2)
        write(far, 3)
        TierFactory(challenge=challenge, threshold=3)

        settled = settle_challenge(challenge_id=challenge.pk, now=LATER)

        assert len(settled.earned) == 1
        assert (earned(near), earned(far)) == ([], [3])

    def test_of_a_closed_challenge_nothing_changes(self, reader: Reader) -> None:
        write(reader, 4)
        Challenge.objects.update(state=ChallengeState.CLOSED, closed_at=READING_TIME)
        Tier.objects.filter(threshold=4).update(threshold=5)
        assert not settle([reader.pk], now=LATER)

    def test_the_highest_is_one_for_each_reader(self, reader: Reader) -> None:
        write(reader, 4)
        other = ReaderFactory(challenge=reader.challenge)
        write(other, 3)
        highest = Award.objects.highest().order_by("reader")
        assert list(highest.values_list("reader", "tier__threshold")) == [
            (reader.pk, 4),
            (other.pk, 2),
        ]


@pytest.mark.django_db
class TestNews:
    @pytest.fixture
    def news(self) -> Any:
        """What was told: pairs of a signal and the keys of awards."""
        told: list[tuple[str, list[int]]] = []

        def hear_earned(award_ids: list[int], **kwargs: Any) -> None:
            told.append(("earned", award_ids))

        def hear_lapsed(award_ids: list[int], **kwargs: Any) -> None:
            told.append(("lapsed", award_ids))

        awards_earned.connect(hear_earned)
        awards_lapsed.connect(hear_lapsed)
        yield told
        awards_earned.disconnect(hear_earned)
        awards_lapsed.disconnect(hear_lapsed)

    def test_it_is_told_once_it_is_committed(
        self, news: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        reader = ReaderFactory(challenge__tiers=[2])
        with django_capture_on_commit_callbacks(execute=True):
            entry = write(reader, 2)
            assert news == []
        award = Award.objects.get()
        assert news == [("earned", [award.pk])]

        with django_capture_on_commit_callbacks(execute=True):
            undo(entry)

        assert news[1:] == [("lapsed", [award.pk])]

    def test_nothing_is_told_where_nothing_changed(
        self, news: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            write(ReaderFactory(challenge__tiers=[2]))
        assert news == []
