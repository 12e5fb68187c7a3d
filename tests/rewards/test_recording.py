"""Reading records: what counts, once, and what is looked at before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.errors import DomainError
from rewards.choices import ChallengeState, Limit, ReviewState, Unit, Way
from rewards.errors import (
    AmountImpossible,
    ChallengeTakesNoRecords,
    CountsAlready,
    DayDoesNotCount,
    NotOnTheList,
    NotReadingHere,
    OwnReading,
    ReviewedAlready,
    TakenBackAlready,
    WayNotTaken,
    WhyIsMissing,
)
from rewards.models import Challenge, HeldRecord, Reader, TallyEntry
from rewards.services.earning.ledger import record_many, take_back, take_back_many
from rewards.services.earning.reviewing import accept_held, decline_held
from rewards.services.reading.joining import leave
from tests.factories.books import BookFactory, BookListFactory
from tests.factories.people import UserFactory
from tests.factories.rewards import (
    READING_DAY,
    READING_TIME,
    BingoFieldFactory,
    ChallengeFactory,
    ReaderFactory,
)
from tests.rewards.readings import a_record, demand_books_in_order, earned, total, undo, write
from tests.statements import statements

pytestmark = pytest.mark.django_db

YESTERDAY = READING_DAY - timedelta(days=1)


def refused(reader: Reader, amount: int = 1, **options: Any) -> type[DomainError]:
    """With what a record is refused; nothing is written then."""
    with pytest.raises(DomainError) as refusal:
        write(reader, amount, **options)
    assert not TallyEntry.objects.exists()
    return refusal.type


class TestRecording:
    def test_a_record_counts_at_once(self) -> None:
        reader = ReaderFactory()
        user = UserFactory()

        entry = write(reader, 3, title="Owls", by=user)

        assert isinstance(entry, TallyEntry)
        assert (entry.amount, entry.title, entry.day, entry.made_by) == (
            3,
            "Owls",
            READING_DAY,
            user,
        )
        assert total(reader) == 3
        demand_books_in_order()

    def test_sent_again_it_counts_once(self) -> None:
        reader = ReaderFactory()
        first = write(reader, 3, source="log:1")
        assert write(reader, 3, source="log:1") == first
        assert total(reader) == 3

    def test_what_was_taken_back_stays_so_when_it_is_sent_again(self) -> None:
        reader = ReaderFactory()
        first = write(reader, source="log:1")
        undo(first)
        assert write(reader, source="log:1") == first
        assert total(reader) == 0

    def test_the_statements_do_not_grow_with_the_records(self) -> None:
        reader = ReaderFactory(challenge__tiers=[10])
        for _ in range(2):
            with statements() as run:
                for _ in range(5):
                    write(reader)
            assert len(run) == 5 * 7


class TestRefusals:
    @pytest.mark.parametrize("state", [ChallengeState.DRAFT, ChallengeState.CLOSED])
    def test_only_published_challenges_take_records(self, state: str) -> None:
        assert refused(ReaderFactory(challenge__state=state)) is ChallengeTakesNoRecords

    def test_readers_write_until_the_last_day_for_it_the_library_until_it_closes(self) -> None:
        reader = ReaderFactory()
        late = datetime(2027, 1, 10, 17, tzinfo=UTC)
        assert refused(reader, now=late) is ChallengeTakesNoRecords
        write(reader, way=Way.LIBRARIAN, now=late)
        assert total(reader) == 1

    def test_records_come_as_the_challenge_says(self) -> None:
        reader = ReaderFactory(challenge__ways=[Way.LIBRARIAN])
        assert refused(reader) is WayNotTaken

    @pytest.mark.parametrize(
        "day", [date(2025, 12, 31), READING_DAY + timedelta(days=1), date(2027, 1, 1)]
    )
    def test_a_day_of_the_period_that_is_not_to_come(self, day: date) -> None:
        reader = ReaderFactory()
        assert refused(reader, day=day) is DayDoesNotCount

    @pytest.mark.parametrize("amount", [0, -1, 1_000_001])
    def test_an_amount_that_can_be_true(self, amount: int) -> None:
        assert refused(ReaderFactory(), amount) is AmountImpossible

    def test_whoever_has_left_is_not_written_for(self) -> None:
        reader = ReaderFactory()
        leave(reader_id=reader.pk, now=READING_TIME)
        assert refused(reader) is NotReadingHere

    def test_of_many_all_are_written_or_none(self) -> None:
        reader = ReaderFactory()
        with pytest.raises(AmountImpossible):
            record_many(
                challenge_id=reader.challenge_id,
                records=[a_record(reader), a_record(reader, 0)],
                now=READING_TIME,
                by=None,
            )
        assert not TallyEntry.objects.exists()


class TestMarks:
    def test_days_count_once(self) -> None:
        reader = ReaderFactory(
            challenge__unit=Unit.DAYS, challenge__ways=[Way.OWN_LOG, Way.LIBRARIAN]
        )
        first = write(reader)
        assert write(reader, way=Way.LIBRARIAN) == first
        write(reader, day=YESTERDAY)
        assert total(reader) == 2

    def test_a_day_counts_no_more_than_one(self) -> None:
        reader = ReaderFactory(challenge__unit=Unit.DAYS, challenge__ways=[Way.OWN_LOG])
        assert refused(reader, 2) is AmountImpossible

    def test_of_a_list_its_books_count_once_each(self) -> None:
        books = BookListFactory(books=2)
        owls, foxes = (entry.book for entry in books.entries.all())
        challenge = ChallengeFactory(book_list=books, only_from_list=True)
        reader = ReaderFactory(challenge=challenge)
        assert refused(reader, book_id=BookFactory().pk) is NotOnTheList
        assert refused(reader) is NotOnTheList

        first = write(reader, book_id=owls.pk)
        assert write(reader, book_id=owls.pk) == first
        write(reader, book_id=foxes.pk)

        assert total(reader) == 2

    def test_a_field_is_marked_once_and_again_after_it_was_taken_back(self) -> None:
        reader = ReaderFactory()
        field = BingoFieldFactory(challenge=reader.challenge)
        mark = {"amount": 0, "bingo_field_id": field.pk}
        first = write(reader, **mark)
        assert write(reader, **mark) == first

        undo(first)

        assert write(reader, **mark) != first
        assert total(reader) == 0
        reader.refresh_from_db()
        assert reader.entries == 1

    def test_together_they_count_once_too(self) -> None:
        reader = ReaderFactory(challenge__unit=Unit.DAYS, challenge__ways=[Way.OWN_LOG])
        recorded = record_many(
            challenge_id=reader.challenge_id,
            records=[a_record(reader), a_record(reader), a_record(reader, day=YESTERDAY)],
            now=READING_TIME,
            by=None,
        )
        assert (len(recorded.entries), total(reader)) == (2, 2)


class TestMany:
    def test_a_thousand_take_as_many_statements_as_ten(self) -> None:
        challenge = ChallengeFactory(tiers=[2])
        readers = ReaderFactory.create_batch(10, challenge=challenge)

        def all_of_them(times: int) -> int:
            records = [a_record(reader) for reader in readers for _ in range(times)]
            with statements() as run:
                record_many(challenge_id=challenge.pk, records=records, now=READING_TIME, by=None)
            return len(run)

        assert all_of_them(1) == all_of_them(100) == 5
        assert {total(reader) for reader in readers} == {101}
        assert {tuple(earned(reader)) for reader in readers} == {(2,)}

    def test_sent_again_nothing_is_written(self) -> None:
        readers = ReaderFactory.create_batch(2, challenge=ChallengeFactory())
        sent = {
            "challenge_id": readers[0].challenge_id,
            "records": [a_record(reader, source="sheet:A:1") for reader in readers],
            "now": READING_TIME,
            "by": None,
        }
        assert len(record_many(**sent).entries) == 2
        assert record_many(**sent).entries == []

    def test_many_are_taken_back_together_and_once(self) -> None:
        reader = ReaderFactory(challenge__tiers=[2])
        entries = [write(reader).pk for _ in range(3)]
        undone = {
            "challenge_id": reader.challenge_id,
            "entry_ids": entries[:2],
            "reason": "A wrong file.",
            "now": READING_TIME,
            "by": None,
        }
        assert len(take_back_many(**undone)) == 2
        assert take_back_many(**undone) == []
        assert (total(reader), earned(reader)) == (1, [])
        demand_books_in_order()


class TestTakingBack:
    def test_it_does_not_count_and_says_why(self) -> None:
        reader = ReaderFactory()
        entry = write(reader, 3, title="Owls")
        line = take_back(
            entry_id=entry.pk, reason=" Counted twice. ", now=READING_TIME, by=UserFactory()
        )
        assert (line.amount, line.reverses, line.reason) == (-3, entry, "Counted twice.")
        assert total(reader) == 0

    def test_only_once_and_not_what_takes_back(self) -> None:
        line = undo(entry := write(ReaderFactory()))
        for each in (entry, line):
            with pytest.raises(TakenBackAlready):
                undo(each)

    def test_not_without_a_reason(self) -> None:
        entry = write(ReaderFactory())
        with pytest.raises(WhyIsMissing):
            take_back(entry_id=entry.pk, reason=" ", now=READING_TIME, by=None)

    def test_not_once_the_figures_are_final(self) -> None:
        entry = write(ReaderFactory())
        Challenge.objects.update(state=ChallengeState.CLOSED, closed_at=READING_TIME)
        with pytest.raises(ChallengeTakesNoRecords):
            undo(entry)


class TestWhatIsUsual:
    @pytest.fixture
    def reader(self) -> Reader:
        return ReaderFactory(challenge__most_per_entry=5, challenge__most_per_day=8)

    def test_more_than_usual_at_once_is_looked_at_and_not_cut(self, reader: Reader) -> None:
        held = write(reader, 6, title="Owls")
        assert isinstance(held, HeldRecord)
        assert (held.amount, held.limit, held.state) == (6, Limit.PER_ENTRY, ReviewState.OPEN)
        assert total(reader) == 0

    def test_more_than_usual_on_a_day(self, reader: Reader) -> None:
        write(reader, 5)
        held = write(reader, 4)
        assert isinstance(held, HeldRecord)
        assert held.limit == Limit.PER_DAY
        assert isinstance(write(reader, 4, day=YESTERDAY), TallyEntry)
        assert isinstance(write(reader, 3), TallyEntry)

    def test_records_written_together_add_up_on_their_day(self, reader: Reader) -> None:
        recorded = record_many(
            challenge_id=reader.challenge_id,
            records=[a_record(reader, 4) for _ in range(3)],
            now=READING_TIME,
            by=None,
        )
        assert (len(recorded.entries), len(recorded.held)) == (2, 1)

    def test_what_the_platform_knows_by_itself_is_not_judged(self, reader: Reader) -> None:
        assert isinstance(write(reader, 6, way=Way.CODE), TallyEntry)

    def test_sent_again_it_is_held_once_whatever_became_of_it(self, reader: Reader) -> None:
        held = write(reader, 6, source="log:1")
        assert write(reader, 6, source="log:1") == held

        decline_held(held_id=held.pk, answer="Six?", now=READING_TIME, by=UserFactory())

        assert write(reader, 6, source="log:1") == held
        assert write(reader, 1, source="log:1") == held
        assert total(reader) == 0

    def test_a_record_that_counts_is_not_held_when_it_is_sent_again(self, reader: Reader) -> None:
        first = write(reader, 5, source="log:1")
        assert write(reader, 5, source="log:1") == first
        assert not HeldRecord.objects.exists()

    def test_accepted_it_counts_as_it_was_written(self, reader: Reader) -> None:
        author, librarian = UserFactory.create_batch(2)
        held = write(reader, 6, source="log:1", title="Owls", by=author)

        entry = accept_held(held_id=held.pk, now=READING_TIME, by=librarian)

        assert (entry.source, entry.amount, entry.title, entry.made_by) == (
            "log:1",
            6,
            "Owls",
            author,
        )
        held.refresh_from_db()
        assert (held.state, held.entry, held.decided_by) == (
            ReviewState.ACCEPTED,
            entry,
            librarian,
        )
        assert total(reader) == 6
        assert write(reader, 6, source="log:1") == entry

    def test_it_is_decided_once(self, reader: Reader) -> None:
        held = write(reader, 6)
        librarian = UserFactory()
        accept_held(held_id=held.pk, now=READING_TIME, by=librarian)
        with pytest.raises(ReviewedAlready):
            decline_held(held_id=held.pk, answer="No.", now=READING_TIME, by=librarian)

    def test_nobody_decides_about_their_own_family(self, reader: Reader) -> None:
        held = write(reader, 6)
        with pytest.raises(OwnReading):
            accept_held(held_id=held.pk, now=READING_TIME, by=reader.person.user)

    def test_declined_for_a_reason(self, reader: Reader) -> None:
        held = write(reader, 6)
        with pytest.raises(WhyIsMissing):
            decline_held(held_id=held.pk, answer=" ", now=READING_TIME, by=UserFactory())

    def test_a_day_that_counts_meanwhile_is_not_accepted_again(self) -> None:
        books = BookListFactory(books=1)
        book = books.entries.get().book
        challenge = ChallengeFactory(book_list=books, only_from_list=True, most_per_entry=1)
        reader = ReaderFactory(challenge=challenge)
        held = write(reader, 2, book_id=book.pk)
        write(reader, 1, book_id=book.pk)
        with pytest.raises(CountsAlready):
            accept_held(held_id=held.pk, now=READING_TIME, by=UserFactory())
