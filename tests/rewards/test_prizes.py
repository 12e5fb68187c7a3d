"""Prizes: put aside, collected at any desk, given back, and told of."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from notifications.models import OutboxMessage
from rewards.choices import (
    ChallengeState,
    CollectionState,
    PrizeMessage,
    PrizeRule,
    ReadingMessage,
    StockKind,
)
from rewards.errors import (
    NotCollected,
    OwnReading,
    PiecesMissing,
    PiecesPutAside,
    PrizeCollectedAlready,
    PrizeLiesElsewhere,
    PrizeNoLongerTheirs,
    PrizeNotGivenNow,
    PrizeNotHereButThere,
    PrizeNotHereYet,
    PrizeNotOfTier,
    PrizeOutOfStock,
    SameLibrary,
    TooLateToUndo,
    WhyIsMissing,
)
from rewards.models import Award, CardClaim, Challenge, Collection, PrizeStock, StockLine
from rewards.services.cards.owning import confirm_seen
from rewards.services.prizes.giving_up import fall_back, release_lapsed, release_of_readers, remind
from rewards.services.prizes.handing_over import hand_over, undo_hand_over
from rewards.services.prizes.putting_aside import choose_prize, put_aside_all
from rewards.services.prizes.reconciliation import prizes_add_up, prizes_are_put_aside
from rewards.services.prizes.stock import count_anew, deliver, transfer, write_off
from tests.factories.network import BranchFactory
from tests.factories.rewards import ChallengeFactory, PrizeFactory, ReaderCardFactory, ReaderFactory
from tests.rewards.prizes import (
    NOW,
    award,
    clerk,
    collection_of,
    demand_prizes_in_order,
    lapse,
    one_prize,
    prize_of,
    put_aside,
    stock,
    tier_with,
)
from tests.rewards.readings import undo, write

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def _in_order():
    """Whatever a test does, the books are in order afterwards."""
    yield
    demand_prizes_in_order()


def told(kind: PrizeMessage) -> int:
    return OutboxMessage.objects.filter(kind=kind).count()


def hand(collection: Collection, *, branch=None, **options) -> Collection:
    options = {"by": None, "now": NOW} | options
    return hand_over(
        collection_id=collection.pk, branch=branch or collection.stock.branch, **options
    )


def choose(collection: Collection, *, branch=None, prize=None, may_wait=False) -> Collection:
    return choose_prize(
        collection_id=collection.pk,
        branch=branch or collection.stock.branch,
        prize=prize or collection.stock.prize,
        may_wait=may_wait,
        now=NOW,
    )


class TestPuttingAside:
    def test_at_once_at_the_readers_library(self) -> None:
        collection = one_prize()
        assert (collection.is_reserved, collection.stock.branch) == (
            True,
            collection.reader.branch,
        )
        assert collection.reserved_until == TODAY + timedelta(days=30)
        assert told(PrizeMessage.READY) == 1

    def test_no_longer_than_the_challenge_keeps_prizes(self) -> None:
        tier = tier_with(log_until=date(2026, 12, 31), collect_until=date(2026, 12, 31))
        Challenge.objects.update(
            last_day=date(2026, 6, 1), log_until=date(2026, 6, 1), collect_until=date(2026, 6, 9)
        )
        earned = award(tier)
        stock(prize_of(tier), earned.reader.branch)
        assert put_aside(earned)[0].reserved_until == date(2026, 6, 9)

    def test_twice_is_once(self) -> None:
        collection = one_prize(pieces=3)
        put_aside(collection.award)
        assert Collection.objects.count() == 1

    def test_whoever_comes_too_late_waits_in_line_and_is_told(self) -> None:
        tier = tier_with()
        branch = BranchFactory()
        awards = [award(tier, branch=branch) for _ in range(3)]
        stock(prize_of(tier), branch, 1)
        states = [each.state for each in put_aside(*awards)]
        assert states == [
            CollectionState.RESERVED,
            CollectionState.WAITING,
            CollectionState.WAITING,
        ]
        assert (told(PrizeMessage.READY), told(PrizeMessage.WAITING)) == (1, 2)

    def test_pieces_that_come_go_to_those_who_wait_in_their_order(self) -> None:
        tier = tier_with()
        branch = BranchFactory()
        first, second, third = (award(tier, branch=branch) for _ in range(3))
        put_aside(first, second, third)
        stock(prize_of(tier), branch, 2)
        assert [collection_of(each).state for each in (first, second, third)] == [
            CollectionState.RESERVED,
            CollectionState.RESERVED,
            CollectionState.WAITING,
        ]
        assert told(PrizeMessage.READY) == 2

    def test_one_prize_for_the_highest_tier_once_it_is_closed(self) -> None:
        challenge = ChallengeFactory(prize_rule=PrizeRule.HIGHEST)
        low, high = tier_with(challenge=challenge), tier_with(challenge=challenge)
        reader = ReaderFactory(challenge=challenge)
        lower, higher = award(low, reader=reader), award(high, reader=reader)
        stock(prize_of(high), reader.branch)
        stock(prize_of(low), reader.branch)
        assert put_aside_all(now=NOW) == 0

        Challenge.objects.update(state=ChallengeState.CLOSED, closed_at=NOW)
        assert put_aside_all(now=NOW) == 1

        assert [each.award for each in Collection.objects.all()] == [higher]
        assert lower.is_earned

    def test_a_higher_tier_without_a_prize_takes_none_away(self) -> None:
        challenge = ChallengeFactory(prize_rule=PrizeRule.HIGHEST, tiers=[900])
        reader = ReaderFactory(challenge=challenge)
        lower = award(tier_with(challenge=challenge), reader=reader)
        award(challenge.tiers.get(threshold=900), reader=reader)
        Challenge.objects.update(state=ChallengeState.CLOSED, closed_at=NOW)
        put_aside_all(now=NOW)
        assert Collection.objects.get().award == lower

    def test_a_tally_that_nobody_has_claimed_has_a_prize_too(self) -> None:
        tier = tier_with()
        reader = ReaderFactory(challenge=tier.challenge, person=None, card=ReaderCardFactory())
        [collection] = put_aside(award(tier, reader=reader))
        assert collection.is_waiting
        assert not OutboxMessage.objects.exists()

    def test_the_news_of_a_tier_puts_its_prize_aside(
        self, django_capture_on_commit_callbacks, set_clock
    ) -> None:
        set_clock(NOW)
        tier = tier_with()
        reader = ReaderFactory(challenge=tier.challenge)
        stock(prize_of(tier), reader.branch)
        with django_capture_on_commit_callbacks(execute=True):
            entry = write(reader, tier.threshold)
        assert Collection.objects.get().is_reserved
        # One letter tells of both.
        assert told(PrizeMessage.READY) == 1
        assert not OutboxMessage.objects.filter(kind=ReadingMessage.TIER_REACHED).exists()

        with django_capture_on_commit_callbacks(execute=True):
            undo(entry)
        assert Collection.objects.get().state == CollectionState.RELEASED
        assert told(PrizeMessage.RELEASED) == 1

        with django_capture_on_commit_callbacks(execute=True):
            write(reader, tier.threshold, now=NOW + timedelta(days=1))
        assert Collection.objects.live().get().is_reserved

    def test_lost_news_are_made_up_for(self) -> None:
        earned = award(tier_with())
        assert list(prizes_are_put_aside(NOW, True)) == [
            f"award {earned.pk}: no prize was put aside"
        ]
        assert list(prizes_are_put_aside(NOW, True)) == []
        assert collection_of(earned).is_waiting


class TestChoosing:
    def test_another_library(self) -> None:
        collection = one_prize()
        there = stock(collection.stock.prize)
        moved = choose(collection, branch=there.branch)
        assert (moved.pk, moved.code) == (collection.pk, collection.code)
        assert moved.stock == there
        assert PrizeStock.objects.get(pk=collection.stock_id).reserved == 0

    def test_what_is_left_behind_goes_to_the_next(self) -> None:
        collection = one_prize()
        waits = put_aside(award(collection.award.tier, branch=collection.reader.branch))[0]
        choose(collection, branch=stock(collection.stock.prize).branch)
        assert collection_of(waits.award).is_reserved

    def test_a_substitute(self) -> None:
        bag, pencil = PrizeFactory(), PrizeFactory()
        [collection] = put_aside(award(tier_with(bag, pencil)))
        stock(pencil, collection.stock.branch)
        chosen = choose(collection, prize=pencil)
        assert (chosen.is_reserved, chosen.substitute_for) == (True, bag)

    def test_none_is_left_there(self) -> None:
        collection = one_prize()
        elsewhere = BranchFactory()
        with pytest.raises(PrizeOutOfStock):
            choose(collection, branch=elsewhere)
        assert collection_of(collection.award).stock == collection.stock
        assert choose(collection, branch=elsewhere, may_wait=True).is_waiting

    def test_not_something_else(self) -> None:
        with pytest.raises(PrizeNotOfTier):
            choose(one_prize(), prize=PrizeFactory())

    def test_not_twice(self) -> None:
        collection = hand(one_prize(pieces=3))
        with pytest.raises(PrizeCollectedAlready):
            choose(collection, branch=BranchFactory(), may_wait=True)

    def test_again_after_it_fell_back_as_long_as_prizes_are_kept(self) -> None:
        collection = one_prize()
        later = NOW + timedelta(days=31)
        fall_back(now=later)
        collection.refresh_from_db()
        assert choose(collection).is_reserved

        fall_back(now=NOW + timedelta(days=62))
        Challenge.objects.update(log_until=date(2026, 12, 31), collect_until=date(2026, 12, 31))
        with pytest.raises(PrizeNotGivenNow):
            choose_prize(
                collection_id=collection.pk,
                branch=collection.stock.branch,
                prize=collection.stock.prize,
                may_wait=True,
                now=NOW + timedelta(days=300),
            )


class TestFallingBack:
    def test_after_its_last_day(self) -> None:
        collection = one_prize()
        assert fall_back(now=NOW + timedelta(days=30)) == 0
        assert fall_back(now=NOW + timedelta(days=31)) == 1
        collection.refresh_from_db()
        assert collection.state == CollectionState.FELL_BACK
        assert PrizeStock.objects.get().free == 1
        assert told(PrizeMessage.FELL_BACK) == 1
        assert put_aside_all(now=NOW + timedelta(days=31)) == 0

    def test_it_goes_to_who_waits(self) -> None:
        collection = one_prize()
        waits = award(collection.award.tier, branch=collection.reader.branch)
        put_aside(waits)
        fall_back(now=NOW + timedelta(days=31))
        assert collection_of(waits).is_reserved

    def test_nobody_waits_for_what_is_not_kept(self) -> None:
        earned = award(tier_with())
        put_aside(earned)
        fall_back(now=NOW + timedelta(days=400))
        assert collection_of(earned).state == CollectionState.FELL_BACK

    def test_a_reminder_once(self) -> None:
        one_prize()
        assert remind(now=NOW + timedelta(days=22)) == 0
        assert remind(now=NOW + timedelta(days=23)) == 1
        remind(now=NOW + timedelta(days=24))
        assert told(PrizeMessage.REMINDER) == 1


class TestLosingATier:
    def test_what_lies_aside_is_let_go(self) -> None:
        collection = one_prize()
        lapse(collection.award)
        with pytest.raises(PrizeNoLongerTheirs):
            hand(collection)
        release_lapsed([collection.award.pk], now=NOW)
        assert PrizeStock.objects.get().free == 1

    def test_what_was_collected_stays(self, django_capture_on_commit_callbacks) -> None:
        tier = tier_with()
        reader = ReaderFactory(challenge=tier.challenge)
        stock(prize_of(tier), reader.branch, 1)
        entry = write(reader, tier.threshold)
        collection = put_aside(Award.objects.get())[0]
        hand(collection)
        with django_capture_on_commit_callbacks(execute=True):
            undo(entry)
        assert Award.objects.get().is_earned
        assert collection_of(collection.award).is_collected

    def test_an_undone_hand_over_lets_the_tier_lapse(
        self, django_capture_on_commit_callbacks
    ) -> None:
        tier = tier_with()
        reader = ReaderFactory(challenge=tier.challenge)
        stock(prize_of(tier), reader.branch, 1)
        entry = write(reader, tier.threshold)
        collection = hand(put_aside(Award.objects.get())[0])
        undo(entry)
        with django_capture_on_commit_callbacks(execute=True):
            undo_hand_over(collection_id=collection.pk, reason="Broken.", by=None, now=NOW)
        assert not Award.objects.get().is_earned
        assert collection_of(collection.award).state == CollectionState.RELEASED

    def test_whoever_is_gone_leaves_their_prize(self) -> None:
        collection = one_prize()
        release_of_readers([collection.reader], now=NOW)
        assert PrizeStock.objects.get().free == 1
        assert told(PrizeMessage.RELEASED) == 0


class TestHandingOver:
    def test_who_gave_it_and_when(self) -> None:
        by = clerk()
        collection = hand(one_prize(), by=by)
        assert (collection.state, collection.collected_at, collection.handed_over_by) == (
            CollectionState.COLLECTED,
            NOW,
            by,
        )
        line = StockLine.objects.get(kind=StockKind.COLLECTED)
        assert (line.pieces, line.made_by) == (-1, by)
        kept = PrizeStock.objects.get()
        assert (kept.on_hand, kept.reserved) == (0, 0)

    def test_never_twice(self) -> None:
        collection = hand(one_prize(pieces=3))
        with pytest.raises(PrizeCollectedAlready) as refusal:
            hand(collection)
        assert str(collection.stock.branch) in str(refusal.value)

    def test_at_another_library_that_has_some(self) -> None:
        collection = one_prize()
        there = stock(collection.stock.prize)
        handed = hand(collection, branch=there.branch)
        assert handed.stock == there
        assert PrizeStock.objects.get(pk=collection.stock_id).free == 1
        assert told(PrizeMessage.READY) == 1

    def test_at_another_library_that_has_none(self) -> None:
        collection = one_prize()
        with pytest.raises(PrizeLiesElsewhere) as refusal:
            hand(collection, branch=BranchFactory())
        assert str(collection.stock.branch) in str(refusal.value)

    def test_whoever_waits_is_told_where_some_are(self) -> None:
        [collection] = put_aside(award(tier_with()))
        with pytest.raises(PrizeNotHereYet):
            hand(collection)
        there = stock(collection.stock.prize)
        with pytest.raises(PrizeNotHereButThere) as refusal:
            hand(collection)
        assert str(there.branch) in str(refusal.value)
        assert hand(collection, branch=there.branch).is_collected

    def test_a_substitute_at_the_desk(self) -> None:
        bag, pencil = PrizeFactory(), PrizeFactory()
        [collection] = put_aside(award(tier_with(bag, pencil)))
        stock(pencil, collection.stock.branch, 1)
        handed = hand(collection, prize=pencil)
        assert (handed.is_collected, handed.substitute_for) == (True, bag)

    def test_whoever_comes_a_day_late_gets_it_as_long_as_it_is_kept(self) -> None:
        collection = one_prize()
        later = NOW + timedelta(days=31)
        fall_back(now=later)
        assert hand(collection, now=later).is_collected
        with pytest.raises(PrizeCollectedAlready):
            hand(collection, now=later)

    def test_nothing_is_handed_over_that_is_not_kept_any_more(self) -> None:
        collection = one_prize(pieces=2)
        later = NOW + timedelta(days=400)
        fall_back(now=later)
        with pytest.raises(PrizeNoLongerTheirs):
            hand(collection, now=later)

    def test_what_a_card_has_fetched_its_reader_does_not_fetch_again(self) -> None:
        tier = tier_with()
        mine = ReaderFactory(challenge=tier.challenge)
        tally = ReaderFactory(
            challenge=tier.challenge, person=None, card=ReaderCardFactory(), branch=mine.branch
        )
        earned = award(tier, reader=tally)
        stock(prize_of(tier), mine.branch, 2)
        hand(put_aside(earned)[0])
        CardClaim.objects.create(card=tally.card, person=mine.person)
        confirm_seen(card_id=tally.card_id, person_id=mine.person_id, by=clerk(), now=NOW)
        put_aside_all(now=NOW)
        assert Award.objects.earned().filter(reader=mine).exists()
        assert not Collection.objects.filter(reader=mine).exists()

    def test_nobody_hands_one_to_their_own_family(self) -> None:
        collection = one_prize()
        with pytest.raises(OwnReading):
            hand(collection, by=collection.reader.person.user)

    def test_nor_undoes_it_to_get_another(self) -> None:
        collection = hand(one_prize())
        by = collection.reader.person.user
        with pytest.raises(OwnReading):
            undo_hand_over(collection_id=collection.pk, reason="Torn.", by=by, now=NOW)

    def test_undone_by_a_further_line_and_handed_over_anew(self) -> None:
        collection = hand(one_prize())
        by = clerk()
        undone = undo_hand_over(collection_id=collection.pk, reason="Torn.", by=by, now=NOW)
        assert undone.is_reserved
        assert hand(undone).is_collected
        lines = StockLine.objects.filter(kind=StockKind.COLLECTED).order_by("pk")
        assert [(line.pieces, line.reason) for line in lines] == [(-1, ""), (1, "Torn."), (-1, "")]

    def test_undone_for_a_reason_on_its_day_and_once(self) -> None:
        collection = hand(one_prize())
        undoing = {"collection_id": collection.pk, "by": None}
        with pytest.raises(WhyIsMissing):
            undo_hand_over(reason=" ", now=NOW, **undoing)
        with pytest.raises(TooLateToUndo):
            undo_hand_over(reason="Torn.", now=NOW + timedelta(days=1), **undoing)
        undo_hand_over(reason="Torn.", now=NOW, **undoing)
        with pytest.raises(NotCollected):
            undo_hand_over(reason="Torn.", now=NOW, **undoing)


class TestStock:
    def test_a_form_sent_twice_is_one_delivery(self) -> None:
        prize, branch, form = PrizeFactory(), BranchFactory(), uuid4()
        for _ in range(2):
            deliver(prize=prize, branch=branch, pieces=3, form=form, now=NOW, by=None)
        assert PrizeStock.objects.get().on_hand == 3

    def test_free_pieces_go_to_another_library(self) -> None:
        origin, there, form = stock(PrizeFactory()), BranchFactory(), uuid4()
        for _ in range(2):
            transfer(stock_id=origin.pk, to=there, pieces=2, form=form, now=NOW, by=None)
        assert dict(PrizeStock.objects.values_list("branch", "on_hand")) == {
            origin.branch_id: 3,
            there.pk: 2,
        }

    def test_what_lies_aside_goes_nowhere(self) -> None:
        kept = one_prize(pieces=2).stock
        options = {"stock_id": kept.pk, "pieces": 2, "form": uuid4(), "now": NOW, "by": None}
        with pytest.raises(PiecesMissing) as refusal:
            transfer(to=BranchFactory(), **options)
        assert "Only 1" in str(refusal.value)
        with pytest.raises(PiecesMissing):
            write_off(reason="Wet.", **options)
        with pytest.raises(SameLibrary):
            transfer(to=kept.branch, **options)

    def test_written_off_for_a_reason(self) -> None:
        kept = stock(PrizeFactory())
        options = {"stock_id": kept.pk, "pieces": 2, "form": uuid4(), "now": NOW, "by": None}
        with pytest.raises(WhyIsMissing):
            write_off(reason="", **options)
        for _ in range(2):
            write_off(reason="Wet.", **options)
        assert PrizeStock.objects.get().on_hand == 3

    def test_counted_anew(self) -> None:
        collection = one_prize(pieces=2)
        waits = put_aside(
            *(award(collection.award.tier, branch=collection.reader.branch) for _ in "12")
        )
        options = {"stock_id": collection.stock_id, "reason": "", "now": NOW, "by": None}
        with pytest.raises(PiecesPutAside):
            count_anew(counted=1, form=uuid4(), **options)
        count_anew(counted=3, form=uuid4(), **options)
        assert collection_of(waits[1].award).is_reserved
        assert StockLine.objects.get(kind=StockKind.FOUND).pieces == 1

        fall_back(now=NOW + timedelta(days=31))
        count_anew(counted=0, form=uuid4(), **options)
        assert StockLine.objects.get(kind=StockKind.MISSING).pieces == -3

    def test_low(self) -> None:
        kept = stock(PrizeFactory(), pieces=5)
        kept.low_below = 6
        assert kept.is_low

    def test_what_a_hand_in_the_database_did_is_found_and_mended(self) -> None:
        one_prize(pieces=2)
        PrizeStock.objects.update(on_hand=7, reserved=3)
        [sentence] = prizes_add_up(NOW, True)
        assert "7 on hand and 3 put aside" in sentence
        assert list(prizes_add_up(NOW, False)) == []
