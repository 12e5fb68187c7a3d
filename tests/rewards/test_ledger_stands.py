"""What the database holds, whatever the code does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from core.constraints import violated_constraint
from rewards.choices import AwardState, ChallengeState, CollectionState, StockKind, Unit, Way
from rewards.models import (
    Award,
    AwardChange,
    Challenge,
    Collection,
    DayTally,
    Dispute,
    FinalStanding,
    PrizeStock,
    Reader,
    StockLine,
    TallyEntry,
)
from tests.factories.books import BookFactory, BookListFactory
from tests.factories.people import UserFactory
from tests.factories.rewards import (
    READING_DAY,
    READING_TIME,
    BingoFieldFactory,
    ChallengeFactory,
    PrizeStockFactory,
    ReaderCardFactory,
    ReaderFactory,
    ReadingGroupFactory,
    SecretCodeFactory,
    TallyEntryFactory,
    TierFactory,
)

pytestmark = pytest.mark.django_db

NEXT_DAY = READING_DAY + timedelta(days=1)


def refused(name: str, write: Any) -> None:
    """The write is refused by the constraint of this name."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    assert violated_constraint(refusal.value) == name


def reverse(entry: TallyEntry, **changed: Any) -> TallyEntry:
    """Take a line back, correctly unless something is changed."""
    fields: dict[str, Any] = {
        "reader": entry.reader,
        "challenge": entry.challenge,
        "way": entry.way,
        "amount": -entry.amount,
        "day": entry.day,
        "source": f"reverses:{entry.pk}",
        "reverses": entry,
        "reason": "A mistake.",
    }
    return TallyEntry.objects.create(**fields | changed)


class TestTally:
    def test_a_line_does_not_change_and_does_not_go(self) -> None:
        entry = TallyEntryFactory(title="Owls")
        lines = TallyEntry.objects.filter(pk=entry.pk)

        refused("tally_stands", lambda: lines.update(amount=2))
        refused("tally_stands", lambda: lines.update(day=NEXT_DAY))
        refused("tally_stands", lambda: lines.update(title="Another"))
        refused("tally_stands", lines.delete)

    def test_somebody_is_forgotten_and_the_amount_stays(self) -> None:
        entry = TallyEntryFactory(title="Owls", book=BookFactory(), made_by=UserFactory())

        TallyEntry.objects.filter(pk=entry.pk).update(title="", book=None, made_by=None)

        entry.refresh_from_db()
        assert (entry.title, entry.book, entry.made_by, entry.amount) == ("", None, None, 1)

    def test_a_source_counts_once_for_each_reader(self) -> None:
        entry = TallyEntryFactory(source="attendance:7")
        refused(
            "tally_once_per_source",
            lambda: TallyEntryFactory(reader=entry.reader, source="attendance:7"),
        )
        TallyEntryFactory(source="attendance:7")

    def test_what_was_taken_back_does_not_come_back_by_its_source(self) -> None:
        entry = TallyEntryFactory(source="attendance:7")
        reverse(entry)
        refused(
            "tally_once_per_source",
            lambda: TallyEntryFactory(reader=entry.reader, source="attendance:7"),
        )

    def test_a_line_is_taken_back_exactly_and_once(self) -> None:
        entry = TallyEntryFactory(amount=3)
        exactly = "tally_taken_back_exactly"
        refused(exactly, lambda: reverse(entry, amount=-2))
        refused(exactly, lambda: reverse(entry, day=NEXT_DAY))
        refused(exactly, lambda: reverse(entry, way=Way.SHEET))
        another = ReaderFactory(challenge=entry.challenge)
        refused(exactly, lambda: reverse(entry, reader=another))

        reverse(entry)

        with pytest.raises(IntegrityError), transaction.atomic():
            reverse(entry, source="again")

    def test_a_reversal_says_why(self) -> None:
        entry = TallyEntryFactory()
        refused("tally_taken_back_for_a_reason", lambda: reverse(entry, reason=""))

    def test_amounts_are_above_zero_but_for_a_mark_on_a_bingo_card(self) -> None:
        reader = ReaderFactory()
        for amount in (0, -1):
            refused(
                "tally_negative_only_to_reverse",
                lambda amount=amount: TallyEntryFactory(reader=reader, amount=amount),
            )
        TallyEntryFactory(
            reader=reader, amount=0, bingo_field=BingoFieldFactory(challenge=reader.challenge)
        )

    def test_amounts_can_be_true(self) -> None:
        refused("tally_amount_can_be_true", lambda: TallyEntryFactory(amount=1_000_001))

    def test_loans_name_no_title(self) -> None:
        reader = ReaderFactory(challenge__unit=Unit.LOANS, challenge__ways=[Way.LOANS])
        refused(
            "tally_of_loans_names_no_title",
            lambda: TallyEntryFactory(reader=reader, way=Way.LOANS, title="Owls"),
        )

    def test_a_line_is_of_the_challenge_of_its_reader(self) -> None:
        reader = ReaderFactory()
        refused(
            "tally_reader_of_same_challenge",
            lambda: TallyEntryFactory(reader=reader, challenge=ChallengeFactory()),
        )

    def test_a_field_is_of_the_card_of_the_challenge(self) -> None:
        refused(
            "tally_field_of_same_challenge",
            lambda: TallyEntryFactory(bingo_field=BingoFieldFactory()),
        )

    @pytest.mark.parametrize("state", [ChallengeState.DRAFT, ChallengeState.CLOSED])
    def test_only_published_challenges_take_lines(self, state: str) -> None:
        reader = ReaderFactory(challenge__state=state)
        refused("tally_of_published_challenges", lambda: TallyEntryFactory(reader=reader))

    def test_nothing_is_taken_back_once_the_challenge_is_closed(self) -> None:
        entry = TallyEntryFactory()
        Challenge.objects.update(state=ChallengeState.CLOSED, closed_at=READING_TIME)
        refused("tally_of_published_challenges", lambda: reverse(entry))


class TestSums:
    @staticmethod
    def sums(reader: Reader) -> tuple[int, int]:
        reader.refresh_from_db()
        return reader.total, reader.entries

    def test_the_total_follows_the_lines(self) -> None:
        first = TallyEntryFactory(amount=3)
        reader = first.reader
        TallyEntryFactory(reader=reader, amount=4)
        assert self.sums(reader) == (7, 2)

        reverse(first)

        assert self.sums(reader) == (4, 1)

    def test_one_statement_adds_to_many_readers(self) -> None:
        challenge = ChallengeFactory()
        readers = ReaderFactory.create_batch(3, challenge=challenge)

        TallyEntry.objects.bulk_create(
            TallyEntryFactory.build(
                reader=reader, challenge=challenge, amount=amount, source=f"log:{amount}"
            )
            for reader in readers
            for amount in (1, 2)
        )

        assert [self.sums(reader) for reader in readers] == [(3, 2)] * 3

    def test_days_follow_the_lines(self) -> None:
        first = TallyEntryFactory(amount=3)
        TallyEntryFactory(reader=first.reader, amount=4)
        TallyEntryFactory(reader=first.reader, amount=1, day=NEXT_DAY)

        reverse(first)

        days = DayTally.objects.filter(reader=first.reader).values_list("day", "amount", "lines")
        assert list(days) == [(READING_DAY, 4, 1), (NEXT_DAY, 1, 1)]

    def test_a_day_on_which_nothing_counts_any_more_is_no_day_of_reading(self) -> None:
        entry = TallyEntryFactory()
        reverse(entry)
        assert list(DayTally.objects.with_reading()) == []

    def test_loan_counts_are_of_no_day(self) -> None:
        reader = ReaderFactory(challenge__unit=Unit.LOANS, challenge__ways=[Way.LOANS])
        TallyEntryFactory(reader=reader, way=Way.LOANS, amount=31)
        assert self.sums(reader) == (31, 1)
        assert not DayTally.objects.exists()


class TestChallenges:
    def test_days_are_in_order(self) -> None:
        refused(
            "challenge_days_are_in_order", lambda: ChallengeFactory(last_day=date(2025, 12, 31))
        )
        refused(
            "challenge_days_are_in_order", lambda: ChallengeFactory(log_until=date(2026, 12, 30))
        )
        refused(
            "challenge_prizes_are_kept_after_it",
            lambda: ChallengeFactory(collect_until=date(2027, 1, 9)),
        )

    def test_ways_fit_what_is_counted(self) -> None:
        refused("challenge_takes_records_somehow", lambda: ChallengeFactory(ways=[]))
        refused(
            "challenge_ways_of_loans",
            lambda: ChallengeFactory(unit=Unit.LOANS, ways=[Way.LOANS, Way.OWN_LOG]),
        )
        refused(
            "challenge_ways_of_books", lambda: ChallengeFactory(unit=Unit.BOOKS, ways=[Way.LOANS])
        )
        ChallengeFactory(unit=Unit.POINTS, ways=list(Way))

    def test_only_books_of_a_list_that_is_there(self) -> None:
        refused("challenge_only_from_a_list", lambda: ChallengeFactory(only_from_list=True))
        ChallengeFactory(only_from_list=True, book_list=BookListFactory())

    def test_a_state_has_its_time(self) -> None:
        challenge = ChallengeFactory()
        refused(
            "challenge_state_has_its_time",
            lambda: Challenge.objects.filter(pk=challenge.pk).update(state=ChallengeState.CLOSED),
        )

    def test_a_threshold_is_of_one_tier(self) -> None:
        tier = TierFactory()
        refused("tier_once_per_threshold", lambda: TierFactory(challenge=tier.challenge))


class TestReaders:
    def test_a_person_reads_once_in_a_challenge(self) -> None:
        reader = ReaderFactory()
        refused(
            "reader_once_a_person",
            lambda: ReaderFactory(challenge=reader.challenge, person=reader.person),
        )

    def test_a_card_waits_once_in_a_challenge(self) -> None:
        reader = ReaderFactory(person=None, card=ReaderCardFactory())
        refused(
            "reader_once_an_unclaimed_card",
            lambda: ReaderFactory(challenge=reader.challenge, person=None, card=reader.card),
        )

    def test_a_reader_is_somebody(self) -> None:
        refused("reader_is_a_person_or_a_card", lambda: ReaderFactory(person=None))

    def test_nobody_is_shown_without_a_nickname(self) -> None:
        refused("reader_is_shown_by_nickname", lambda: ReaderFactory(in_leaderboard=True))

    def test_a_group_is_of_the_same_challenge(self) -> None:
        refused(
            "reader_group_of_same_challenge", lambda: ReaderFactory(group=ReadingGroupFactory())
        )

    def test_a_card_is_somebodys_by_a_proof(self) -> None:
        person = ReaderFactory().person
        refused("reader_card_is_of_somebody_by_a_proof", lambda: ReaderCardFactory(person=person))

    def test_a_dispute_is_about_ones_own_record(self) -> None:
        entry = TallyEntryFactory()
        refused(
            "dispute_of_own_record",
            lambda: Dispute.objects.create(
                reader=ReaderFactory(challenge=entry.challenge), entry=entry, text="Not mine."
            ),
        )


def test_a_secret_code_is_not_used_more_often_than_it_may_be() -> None:
    code = SecretCodeFactory(most_uses=1, used=1)
    refused("secret_code_used_at_most", lambda: type(code).objects.update(used=2))


class TestAwards:
    @staticmethod
    def award(**fields: Any) -> Award:
        tier = TierFactory()
        reader = ReaderFactory(challenge=tier.challenge)
        return Award.objects.create(
            **{
                "challenge": tier.challenge,
                "reader": reader,
                "tier": tier,
                "earned_at": READING_TIME,
            }
            | fields
        )

    def test_a_tier_is_an_award_once(self) -> None:
        award = self.award()
        refused(
            "award_once",
            lambda: self.award(reader=award.reader, tier=award.tier, challenge=award.challenge),
        )

    def test_a_tier_is_of_the_challenge_of_the_reader(self) -> None:
        refused("award_tier_of_same_challenge", lambda: self.award(tier=TierFactory()))

    def test_each_change_leaves_a_line_that_stands(self) -> None:
        award = self.award()
        Award.objects.update(state=AwardState.LAPSED, lapsed_at=READING_TIME)
        Award.objects.update(earned_at=READING_TIME)

        changes = AwardChange.objects.filter(award=award)
        assert [change.state for change in changes] == [AwardState.EARNED, AwardState.LAPSED]
        refused("award_history_stands", changes.delete)
        refused("award_history_stands", lambda: changes.update(total=99))

    def test_awards_of_a_closed_challenge_stand(self) -> None:
        award = self.award()
        other = TierFactory(challenge=award.challenge, threshold=award.tier.threshold + 1)
        award.challenge.state = ChallengeState.CLOSED
        award.challenge.closed_at = READING_TIME
        award.challenge.closed_by = UserFactory()
        award.challenge.save()
        final = "awards_of_closed_challenges_stand"
        late = {"challenge": award.challenge, "reader": award.reader, "tier": other}
        refused(final, lambda: self.award(**late))
        lapsed = {"state": AwardState.LAPSED, "lapsed_at": READING_TIME}
        refused(final, lambda: Award.objects.update(**lapsed))

    def test_a_final_standing_stands(self) -> None:
        reader = ReaderFactory()
        FinalStanding.objects.create(challenge=reader.challenge, reader=reader, total=0)
        refused("final_standing_stands", lambda: FinalStanding.objects.update(total=31))
        refused("final_standing_stands", lambda: FinalStanding.objects.all().delete())


class TestStock:
    @staticmethod
    def line(stock: PrizeStock, kind: StockKind, pieces: int, **fields: Any) -> StockLine:
        return StockLine.objects.create(
            **{"stock": stock, "kind": kind, "pieces": pieces, "source": f"{kind} {pieces}"}
            | fields
        )

    def test_pieces_follow_the_lines(self) -> None:
        stock = PrizeStockFactory(pieces=5)
        self.line(stock, StockKind.COLLECTED, -1)
        broken = self.line(stock, StockKind.WRITTEN_OFF, -2)
        self.line(
            stock, StockKind.WRITTEN_OFF, 2, reverses=broken, reason="Mended.", source="reverses"
        )

        stock.refresh_from_db()
        assert stock.on_hand == 4 == StockLine.objects.aggregate(sum=Sum("pieces"))["sum"]

    def test_nothing_goes_that_is_put_aside_or_not_there(self) -> None:
        stock = PrizeStockFactory(pieces=2)
        PrizeStock.objects.update(reserved=1)
        refused(
            "prize_stock_reserves_what_is_there",
            lambda: self.line(stock, StockKind.WRITTEN_OFF, -2),
        )
        refused("prize_stock_reserves_what_is_there", lambda: PrizeStock.objects.update(reserved=3))

    def test_a_line_stands_and_has_the_sign_of_its_kind(self) -> None:
        stock = PrizeStockFactory()
        refused("stock_line_stands", lambda: StockLine.objects.update(pieces=9))
        refused("stock_line_stands", StockLine.objects.all().delete)
        refused(
            "stock_line_has_the_sign_of_its_kind",
            lambda: self.line(stock, StockKind.DELIVERED, -1),
        )
        refused(
            "stock_line_has_the_sign_of_its_kind", lambda: self.line(stock, StockKind.COLLECTED, 1)
        )

    def test_one_prize_is_put_aside_for_an_award_at_a_time(self) -> None:
        stock = PrizeStockFactory()
        award = TestAwards.award()
        fields = {"reader": award.reader, "award": award, "stock": stock}
        first = Collection.objects.create(**fields)
        refused("collection_one_live_per_award", lambda: Collection.objects.create(**fields))

        Collection.objects.filter(pk=first.pk).update(
            state=CollectionState.FELL_BACK, ended_at=READING_TIME
        )

        assert Collection.objects.create(**fields).is_reserved

    def test_a_prize_is_for_the_award_of_its_reader(self) -> None:
        award = TestAwards.award()
        refused(
            "collection_for_own_award",
            lambda: Collection.objects.create(
                reader=ReaderFactory(), award=award, stock=PrizeStockFactory()
            ),
        )
