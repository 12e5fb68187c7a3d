"""To review: one queue of what was held and what is disputed; each is decided once."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from rewards.choices import ReviewState
from rewards.errors import ReviewedAlready
from rewards.models import Challenge, Dispute, HeldRecord, Reader, TallyEntry
from rewards.services.desk.reviewing import queue_of, settle_dispute
from rewards.services.earning.reviewing import accept_held, decline_held
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.rewards import READING_TIME, ChallengeFactory, ReaderFactory
from tests.factories.staff import StaffScopeFactory
from tests.racing import race
from tests.rewards.readings import total, write
from tests.statements import statements

QUEUE = reverse("reading_review:index")


@pytest.fixture(autouse=True)
def on_the_reading_day(set_clock: Any) -> None:
    set_clock(READING_TIME)


@pytest.fixture
def scope() -> Any:
    return StaffScopeFactory(branch=BranchFactory())


@pytest.fixture
def librarian(client: Client, scope: Any) -> Client:
    client.force_login(scope.user)
    return client


@pytest.fixture
def reader(scope: Any) -> Reader:
    return ReaderFactory(
        challenge=ChallengeFactory(most_per_entry=5), branch=scope.branch, nickname="Owl"
    )


def hold(reader: Reader, amount: int = 9) -> HeldRecord:
    held = write(reader, amount)
    assert isinstance(held, HeldRecord)
    return held


def say_wrong(reader: Reader, entry: TallyEntry | None, text: str = "It was two.") -> Dispute:
    return Dispute.objects.create(reader=reader, entry=entry, text=text, made_at=READING_TIME)


@pytest.mark.django_db
class TestQueue:
    def test_shows_what_one_has_to_know(self, librarian: Client, reader: Reader) -> None:
        write(reader, 2)
        decline_held(held_id=hold(reader).pk, answer="No.", now=READING_TIME, by=UserFactory())
        hold(reader, 7)
        say_wrong(reader, write(reader, 3))
        queue = librarian.get(QUEUE).context["waiting"]
        told = [(each.on_that_day, each.accepted, each.declined) for each, _name in queue]
        assert told == [(5, 0, 1), (5, 0, 1)]

    def test_what_is_of_others_is_neither_shown_nor_decided(self, librarian: Client) -> None:
        foreign = ReaderFactory(challenge__most_per_entry=5, nickname="Fox")
        held, dispute = hold(foreign), say_wrong(foreign, write(foreign, 1))
        assert librarian.get(QUEUE).context["count"] == 0
        for name, row in (("held", held), ("dispute", dispute)):
            address = reverse(f"reading_review:{name}", args=[row.pk])
            assert librarian.post(address, {"yes": "yes"}).status_code == 404
            row.refresh_from_db()
            assert row.is_open

    def test_costs_the_same_for_many(self, librarian: Client, reader: Reader) -> None:
        hold(reader)
        say_wrong(reader, write(reader, 1))
        librarian.get(QUEUE)
        with statements() as few:
            librarian.get(QUEUE)
        for _number in range(8):
            other = ReaderFactory(challenge=reader.challenge, branch=reader.branch)
            hold(other)
            say_wrong(other, write(other, 1))
        with statements() as many:
            librarian.get(QUEUE)
        assert len(many) == len(few)

    def test_home_says_how_much_waits(self, librarian: Client, reader: Reader) -> None:
        hold(reader)
        page = librarian.get(reverse("wagtailadmin_home")).content.decode()
        assert "1 reading record to review" in page


@pytest.mark.django_db
class TestDeciding:
    def test_accepted_counts_and_leaves_the_queue(self, librarian: Client, reader: Reader) -> None:
        held = hold(reader)
        librarian.post(reverse("reading_review:held", args=[held.pk]), {"yes": "yes"})
        assert total(reader) == 9
        assert librarian.get(QUEUE).context["count"] == 0

    def test_no_needs_a_reason(self, librarian: Client, reader: Reader) -> None:
        held = hold(reader)
        address = reverse("reading_review:held", args=[held.pk])
        librarian.post(address, {"answer": ""})
        held.refresh_from_db()
        assert held.is_open
        librarian.post(address, {"answer": "These were last year’s."})
        held.refresh_from_db()
        assert (held.state, total(reader)) == (ReviewState.DECLINED, 0)

    def test_own_family_is_for_a_colleague(
        self, librarian: Client, scope: Any, reader: Reader
    ) -> None:
        mine = ReaderFactory(
            challenge=reader.challenge,
            branch=scope.branch,
            person=Person.objects.get(user=scope.user),
        )
        held, dispute = hold(mine), say_wrong(mine, write(mine, 1))
        for name, row in (("held", held), ("dispute", dispute)):
            address = reverse(f"reading_review:{name}", args=[row.pk])
            page = librarian.post(address, {"yes": "yes"}, follow=True).content.decode()
            assert "Ask a colleague" in page
            row.refresh_from_db()
            assert row.is_open

    def test_right_reader_gets_the_record_taken_back(
        self, librarian: Client, reader: Reader
    ) -> None:
        entry = write(reader, 4)
        dispute = say_wrong(reader, entry)
        sent = {"yes": "yes", "takes_back": "on", "answer": "You are right."}
        librarian.post(reverse("reading_review:dispute", args=[dispute.pk]), sent)
        dispute.refresh_from_db()
        assert (dispute.state, total(reader)) == (ReviewState.ACCEPTED, 0)
        assert TallyEntry.objects.get(reverses=entry.pk).reason == "You are right."

    def test_wrong_reader_keeps_the_record(self, librarian: Client, reader: Reader) -> None:
        dispute = say_wrong(reader, write(reader, 4))
        sent = {"takes_back": "on", "answer": "The sheet says four."}
        librarian.post(reverse("reading_review:dispute", args=[dispute.pk]), sent)
        assert total(reader) == 4

    def test_nothing_is_answered_where_the_record_cannot_be_taken_back(
        self, librarian: Client, reader: Reader
    ) -> None:
        entry = write(reader, 4)
        dispute = say_wrong(reader, entry)
        Challenge.objects.update(state="closed", closed_at=READING_TIME)
        sent = {"yes": "yes", "takes_back": "on"}
        librarian.post(reverse("reading_review:dispute", args=[dispute.pk]), sent)
        dispute.refresh_from_db()
        assert dispute.is_open


@pytest.mark.django_db(transaction=True)
class TestTwoLibrarians:
    def test_one_record_is_decided_once(self) -> None:
        reader = ReaderFactory(challenge__most_per_entry=5)
        held = hold(reader)
        one, two = UserFactory(), UserFactory()
        results = race(
            lambda: accept_held(held_id=held.pk, now=READING_TIME, by=one),
            lambda: decline_held(held_id=held.pk, answer="No.", now=READING_TIME, by=two),
        )
        assert sum(isinstance(result, ReviewedAlready) for result in results) == 1
        held.refresh_from_db()
        assert total(reader) == (9 if held.state == ReviewState.ACCEPTED else 0)

    def test_one_dispute_takes_a_record_back_once(self) -> None:
        reader = ReaderFactory()
        dispute = say_wrong(reader, write(reader, 4))
        deeds = [
            partial(
                settle_dispute,
                dispute=dispute,
                is_right=True,
                takes_back=True,
                answer="Yes.",
                by=by,
                now=READING_TIME,
            )
            for by in (UserFactory(), UserFactory())
        ]
        results = race(*deeds)
        assert sum(isinstance(result, ReviewedAlready) for result in results) == 1
        assert total(reader) == 0


@pytest.mark.django_db
def test_oldest_comes_first(reader: Reader, scope: Any) -> None:
    late = hold(reader)
    early = hold(reader)
    HeldRecord.objects.filter(pk=early.pk).update(made_at="2026-05-01T00:00Z")
    queue = queue_of(scope.user)
    assert [each.about for each in queue.waiting] == [early, late]
