"""How far a reader is, at the cost of a few statements whatever they have read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from rewards.choices import Activity, Unit, Way
from rewards.errors import EarnsNothing
from rewards.models import Reader, TallyEntry
from rewards.services.earning.ledger import record_many
from rewards.services.earning.worth import (
    Reading,
    worth_of_bingo_field,
    worth_of_event,
    worth_of_loan,
    worth_of_reading,
)
from rewards.services.reading.standing import Streak, standing_of, streak
from tests.factories.books import BookListFactory
from tests.factories.rewards import (
    READING_DAY,
    READING_TIME,
    BingoFieldFactory,
    ChallengeFactory,
    PointRuleFactory,
    ReaderFactory,
)
from tests.rewards.readings import a_record, undo, write
from tests.statements import statements


def days(*ago: int) -> list[date]:
    return [READING_DAY - timedelta(days=n) for n in ago]


class TestStreaks:
    @pytest.mark.parametrize(
        ("ago", "current", "longest"),
        [
            ([], 0, 0),
            ([0], 1, 1),
            ([1], 1, 1),
            ([2], 0, 1),
            ([0, 1, 2], 3, 3),
            ([0, 2, 3, 4], 1, 3),
            ([3, 4, 5], 0, 3),
        ],
    )
    def test_days_in_a_row_up_to_today_or_yesterday(
        self, ago: list[int], current: int, longest: int
    ) -> None:
        assert streak(days(*ago), on=READING_DAY) == Streak(current, longest)


@pytest.mark.django_db
class TestStanding:
    def test_it_tells_all_at_a_glance(self) -> None:
        books = BookListFactory(books=2)
        challenge = ChallengeFactory(
            tiers=[2, 10], book_list=books, streak_days=2, most_per_entry=5
        )
        fields = [BingoFieldFactory(challenge=challenge, position=n) for n in (1, 2)]
        reader = ReaderFactory(challenge=challenge)
        book = books.entries.first().book
        write(reader, 2, book_id=book.pk)
        undo(write(reader, 3))
        write(reader, 0, bingo_field_id=fields[0].pk, day=days(1)[0])
        write(reader, 6)
        reader.refresh_from_db()

        standing = standing_of(reader, on=READING_DAY)

        assert standing.progress.total == 2
        assert [award.tier.threshold for award in standing.awards] == [2]
        assert (standing.progress.next_tier.threshold, standing.progress.missing) == (10, 8)
        assert standing.streak == Streak(2, 2)
        assert standing.marked == {fields[0].pk}
        assert (standing.book_list.read, standing.book_list.of) == ({book.pk}, 2)
        assert standing.held == 1

    def test_it_costs_the_same_with_ten_records_and_a_thousand(self) -> None:
        challenge = ChallengeFactory(tiers=[10], book_list=BookListFactory())
        BingoFieldFactory(challenge=challenge)
        reader = ReaderFactory(challenge=challenge)

        def cost() -> int:
            read = Reader.objects.select_related("challenge__book_list").get(pk=reader.pk)
            with statements() as run:
                standing_of(read, on=READING_DAY)
                list(TallyEntry.objects.filter(reader=read).history()[:20])
            return len(run)

        costs = []
        for amount in (10, 990):
            record_many(
                challenge_id=challenge.pk,
                records=[a_record(reader) for _ in range(amount)],
                now=READING_TIME,
                by=None,
            )
            costs.append(cost())
        assert costs == [9, 9]


@pytest.mark.django_db
class TestWorth:
    READ = Reading(books=2, minutes=40, pages=125)

    @pytest.mark.parametrize(
        ("unit", "worth"),
        [(Unit.BOOKS, 2), (Unit.MINUTES, 40), (Unit.PAGES, 125), (Unit.DAYS, 1)],
    )
    def test_so_many_of_the_unit(self, unit: Unit, worth: int) -> None:
        challenge = ChallengeFactory.build(unit=unit, branch=None)
        assert worth_of_reading(challenge, self.READ) == worth

    def test_points_go_by_their_rules(self) -> None:
        challenge = ChallengeFactory(unit=Unit.POINTS, ways=list(Way))
        rules: dict[str, Any] = {
            Activity.BOOK: 10,
            Activity.LIST_BOOK: 15,
            Activity.QUARTER_HOUR: 1,
            Activity.EVENT: 20,
            Activity.LOAN: 2,
            Activity.BINGO_FIELD: 5,
        }
        for activity, points in rules.items():
            PointRuleFactory(challenge=challenge, activity=activity, points=points)

        assert worth_of_reading(challenge, self.READ) == 2 * 10 + 2 * 1
        assert worth_of_reading(challenge, Reading(books=1, is_on_list=True)) == 15
        assert worth_of_event(challenge) == 20
        assert worth_of_loan(challenge) == 2
        assert worth_of_bingo_field(challenge) == 5

    def test_what_earns_nothing_is_said(self) -> None:
        with pytest.raises(EarnsNothing):
            worth_of_reading(ChallengeFactory(), Reading(minutes=40))

    def test_events_and_loans_count_one_where_they_are_counted(self) -> None:
        events = ChallengeFactory.build(unit=Unit.EVENTS, branch=None)
        loans = ChallengeFactory.build(unit=Unit.LOANS, branch=None)
        assert (worth_of_event(events), worth_of_loan(events)) == (1, 0)
        assert (worth_of_event(loans), worth_of_loan(loans)) == (0, 1)
