"""The same record, the same tier, the last moment: on real connections."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from rewards.choices import ChallengeState, Unit, Way
from rewards.errors import ChallengeTakesNoRecords, ReviewedAlready, TakenBackAlready
from rewards.models import Award, AwardChange, Challenge, HeldRecord, TallyEntry
from rewards.services.awards.settling import settle
from rewards.services.earning.ledger import record_many
from rewards.services.earning.reviewing import accept_held
from tests.factories.people import UserFactory
from tests.factories.rewards import READING_DAY, READING_TIME, ChallengeFactory, ReaderFactory
from tests.racing import race
from tests.rewards.readings import a_record, demand_books_in_order, total, undo, write

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_source_at_once_gives_one_line() -> None:
    reader = ReaderFactory(challenge__tiers=[1])
    answers = race(*[partial(write, reader, source="log:1")] * 10)
    assert {answer.pk for answer in answers} == {TallyEntry.objects.get().pk}
    assert Award.objects.count() == AwardChange.objects.count() == 1
    demand_books_in_order()


def test_different_records_at_once_all_count_and_give_one_award() -> None:
    reader = ReaderFactory(challenge__tiers=[5])
    race(*[partial(write, reader)] * 10)
    assert total(reader) == 10
    assert AwardChange.objects.count() == 1
    demand_books_in_order()


def test_the_day_is_marked_once() -> None:
    reader = ReaderFactory(challenge__unit=Unit.DAYS, challenge__ways=[Way.OWN_LOG])
    race(*[partial(write, reader)] * 10)
    assert total(reader) == 1


def test_what_is_usual_on_a_day_is_not_passed_by_several_at_once() -> None:
    reader = ReaderFactory(challenge__most_per_day=3)
    answers = race(*[partial(write, reader)] * 10)
    assert Counter(type(answer) for answer in answers) == {TallyEntry: 3, HeldRecord: 7}
    assert total(reader) == 3


def test_a_record_is_taken_back_once() -> None:
    reader = ReaderFactory()
    entry = write(reader)
    answers = race(*[partial(undo, entry)] * 5)
    assert Counter(type(answer) for answer in answers) == {TallyEntry: 1, TakenBackAlready: 4}
    assert total(reader) == 0


def test_a_held_record_is_accepted_once() -> None:
    reader = ReaderFactory(challenge__most_per_entry=1)
    held = write(reader, 2)
    answers = race(
        *(
            partial(accept_held, held_id=held.pk, now=READING_TIME, by=librarian)
            for librarian in UserFactory.create_batch(5)
        )
    )
    assert Counter(type(answer) for answer in answers) == {TallyEntry: 1, ReviewedAlready: 4}
    assert total(reader) == 2


def test_two_who_settle_give_one_award() -> None:
    readers = ReaderFactory.create_batch(5, challenge=ChallengeFactory())
    for reader in readers:
        write(reader, 3)
    challenge = readers[0].challenge
    challenge.tiers.create(threshold=3, title_en="Three")
    keys = [reader.pk for reader in readers]
    race(*(partial(settle, each, now=READING_TIME) for each in (keys, keys[::-1]) * 3))
    assert Award.objects.count() == AwardChange.objects.count() == 5
    demand_books_in_order()


def test_many_imports_of_the_same_readers_in_any_order_end() -> None:
    challenge = ChallengeFactory(tiers=[8])
    readers = ReaderFactory.create_batch(8, challenge=challenge)
    days = [READING_DAY - timedelta(days=n) for n in range(3)]

    def import_all(order: int) -> Any:
        records = [a_record(reader, day=day) for reader in readers[::order] for day in days]
        return record_many(challenge_id=challenge.pk, records=records, now=READING_TIME, by=None)

    race(*(partial(import_all, order) for order in (1, -1) * 4))

    assert {total(reader) for reader in readers} == {24}
    demand_books_in_order()


def test_nothing_counts_that_comes_while_a_challenge_closes() -> None:
    readers = ReaderFactory.create_batch(10, challenge=ChallengeFactory())

    @transaction.atomic
    def close() -> int:
        Challenge.objects.select_for_update(no_key=True).get()
        counted = TallyEntry.objects.count()
        Challenge.objects.update(state=ChallengeState.CLOSED, closed_at=READING_TIME)
        return counted

    counted, *answers = race(close, *(partial(write, reader) for reader in readers))

    kinds = Counter(type(answer) for answer in answers)
    assert kinds[TallyEntry] + kinds[ChallengeTakesNoRecords] == 10
    assert TallyEntry.objects.count() == counted == kinds[TallyEntry]
