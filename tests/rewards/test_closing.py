"""Closing a challenge: final figures, winners, and what they are given."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.choices import ConsentPurpose
from accounts.models import ConsentText, Person
from accounts.services.consents import give_consent, withdraw_consent
from core.constraints import violated_constraint
from notifications.models import OutboxMessage
from rewards.choices import AwardState, ChallengeState, ReviewState
from rewards.errors import (
    ChallengeNotClosed,
    ChallengeStillRuns,
    ChallengeTakesNoRecords,
    LoansBeingCounted,
    OwnReading,
    RecordsStillHeld,
)
from rewards.models import Award, Challenge, Dispute, FinalStanding, HeldRecord, Reader, TierPrize
from rewards.services.closing.closing import close_challenge
from rewards.services.closing.outlook import outlook_of
from rewards.services.closing.winners import (
    pick_up_lists,
    pick_up_rows,
    public_winners,
    winner_rows,
    winners_of,
)
from rewards.services.loans.importing import stop_import
from rewards.signals import challenge_closed
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.rewards import (
    ChallengeFactory,
    PrizeFactory,
    PrizeStockFactory,
    ReaderCardFactory,
    ReaderFactory,
    TallyEntryFactory,
)
from tests.racing import race
from tests.rewards.loan_files import csv_of
from tests.rewards.test_loan_import import begin

AFTER_ALL = datetime(2027, 1, 11, 4, tzinfo=UTC)
LAST_EVENING = datetime(2027, 1, 10, 12, tzinfo=UTC)


def reader_with(challenge: Challenge, total: int, **fields: Any) -> Reader:
    reader = ReaderFactory(challenge=challenge, **fields)
    if total:
        TallyEntryFactory(reader=reader, amount=total)
    return reader


def unclaimed_with(challenge: Challenge, total: int) -> Reader:
    return reader_with(challenge, total, person=None, card=ReaderCardFactory())


def close(challenge: Challenge, **options: Any) -> Challenge:
    options = {"by": UserFactory(), "now": AFTER_ALL} | options
    return close_challenge(challenge_id=challenge.pk, **options)


def standings(challenge: Challenge) -> dict[int, tuple[int, int | None]]:
    rows = FinalStanding.objects.filter(challenge=challenge)
    return {
        reader: (total, threshold)
        for reader, total, threshold in rows.values_list("reader", "total", "tier__threshold")
    }


def held_record(reader: Reader, **fields: Any) -> HeldRecord:
    return HeldRecord.objects.create(
        **{
            "challenge": reader.challenge,
            "reader": reader,
            "way": "own_log",
            "amount": 90,
            "day": date(2026, 5, 20),
            "source": "log:high",
            "limit": "per_entry",
        }
        | fields
    )


def agree_to_be_named(person: Person) -> None:
    text = ConsentText.objects.get(purpose=ConsentPurpose.AWARD_LIST)
    give_consent(person_id=person.pk, text_id=text.pk, given_by=person.user, now=LAST_EVENING)


@pytest.mark.django_db
class TestClosing:
    def test_totals_and_tiers_are_kept(self) -> None:
        challenge = ChallengeFactory(tiers=[10, 20, 30])
        readers = {total: reader_with(challenge, total) for total in (0, 9, 10, 29, 30, 99)}
        gone = reader_with(challenge, 50, left_at=LAST_EVENING)

        closed = close(challenge)

        assert standings(challenge) == {
            readers[0].pk: (0, None),
            readers[9].pk: (9, None),
            readers[10].pk: (10, 10),
            readers[29].pk: (29, 20),
            readers[30].pk: (30, 30),
            readers[99].pk: (99, 30),
        }
        assert gone.pk not in standings(challenge)
        assert (closed.state, closed.closed_at) == (ChallengeState.CLOSED, AFTER_ALL)
        # What nobody had settled yet is settled now.
        assert Award.objects.filter(reader=readers[29], state=AwardState.EARNED).count() == 2

    def test_nothing_can_be_written_any_more(self) -> None:
        challenge = ChallengeFactory(tiers=[10])
        reader = reader_with(challenge, 10)
        close(challenge)
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            TallyEntryFactory(reader=reader)
        assert violated_constraint(refusal.value) == "tally_of_published_challenges"

    def test_twice_is_once(self) -> None:
        challenge = ChallengeFactory(tiers=[10])
        reader_with(challenge, 10)
        first = close(challenge)
        again = close(challenge, by=UserFactory())
        assert again.closed_by == first.closed_by
        assert FinalStanding.objects.count() == 1

    def test_the_news_goes_out_once_and_after_the_commit(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        challenge = ChallengeFactory()
        heard: list[int] = []

        def hear(challenge_id: int, **_rest: Any) -> None:
            heard.append(challenge_id)

        challenge_closed.connect(hear)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                close(challenge)
                close(challenge)
                assert heard == []
        finally:
            challenge_closed.disconnect(hear)
        assert heard == [challenge.pk]

    def test_tallies_nobody_has_claimed_stand_where_nobody_signs_up(self) -> None:
        by_itself = ChallengeFactory(tiers=[10], joining="by_itself")
        by_sign_up = ChallengeFactory(tiers=[10])
        tallies = [unclaimed_with(challenge, 12) for challenge in (by_itself, by_sign_up)]
        unclaimed_with(by_itself, 0)
        for challenge in (by_itself, by_sign_up):
            close(challenge)
        assert standings(by_itself) == {tallies[0].pk: (12, 10)}
        assert standings(by_sign_up) == {}

    def test_not_before_its_last_day_for_records_is_over(self) -> None:
        challenge = ChallengeFactory()
        with pytest.raises(ChallengeStillRuns) as refusal:
            close(challenge, now=LAST_EVENING)
        assert "2027" in str(refusal.value)

    def test_no_draft(self) -> None:
        with pytest.raises(ChallengeTakesNoRecords):
            close(ChallengeFactory(state=ChallengeState.DRAFT))

    def test_not_while_loans_are_counted(self) -> None:
        challenge = ChallengeFactory(unit="loans", ways=["loans"])
        loans = begin(challenge, csv_of({"20260001": 1}))
        with pytest.raises(LoansBeingCounted):
            close(challenge)
        stop_import(loans, now=AFTER_ALL)
        assert close(challenge).is_closed

    def test_what_is_undecided_waits_or_is_declined_with_a_reason(self) -> None:
        challenge = ChallengeFactory(tiers=[10])
        reader = reader_with(challenge, 9)
        held = held_record(reader)
        dispute = Dispute.objects.create(reader=reader, text="One is missing.")
        with pytest.raises(RecordsStillHeld) as refusal:
            close(challenge, decline_because="  ")
        assert refusal.value.context == {"n": 2}
        assert not FinalStanding.objects.exists()

        close(challenge, decline_because="We could not reach you.")

        for waiting in (held, dispute):
            waiting.refresh_from_db()
            assert (waiting.state, waiting.answer) == (
                ReviewState.DECLINED,
                "We could not reach you.",
            )
        told = OutboxMessage.objects.values_list("kind", flat=True)
        assert sorted(told) == ["reading-dispute-answered", "reading-record-decided"]
        assert standings(challenge) == {reader.pk: (9, None)}

    @pytest.mark.parametrize("kind", ["held", "dispute"])
    def test_nobody_declines_what_is_about_their_own_family(self, kind: str) -> None:
        challenge = ChallengeFactory()
        reader = ReaderFactory(challenge=challenge)
        if kind == "held":
            held_record(reader)
        else:
            Dispute.objects.create(reader=reader, text="One is missing.")
        with pytest.raises(OwnReading):
            close(challenge, by=reader.person.user, decline_because="No.")


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_two_close_at_once(self) -> None:
        challenge = ChallengeFactory(tiers=[10])
        for total in range(5, 15):
            reader_with(challenge, total)
        people = [UserFactory(), UserFactory()]
        closed = race(*(lambda by=by: close(challenge, by=by) for by in people))
        assert closed[0].closed_by_id == closed[1].closed_by_id
        assert FinalStanding.objects.count() == 10

    def test_a_record_comes_before_the_end_or_not_at_all(self) -> None:
        challenge = ChallengeFactory(tiers=[10])
        reader = reader_with(challenge, 9)
        by = UserFactory()

        def write() -> str:
            try:
                TallyEntryFactory(reader=reader)
            except IntegrityError as error:
                return violated_constraint(error) or ""
            return "written"

        written, _closed = race(write, lambda: close(challenge, by=by))

        reader.refresh_from_db()
        [standing] = FinalStanding.objects.all()
        assert standing.total == reader.total == (10 if written == "written" else 9)
        assert written in ("written", "tally_of_published_challenges")


@pytest.mark.django_db
class TestOutlook:
    def test_winners_and_what_they_cost(self) -> None:
        challenge = ChallengeFactory(tiers=[10, 20], joining="by_itself")
        ten, twenty = challenge.tiers.order_by("threshold")
        ten.names_certificate = True
        ten.save()
        bag, book = PrizeFactory(value_cents=1500), PrizeFactory(value_cents=4000)
        substitute = PrizeFactory()
        TierPrize.objects.create(tier=ten, prize=bag, place=1)
        TierPrize.objects.create(tier=ten, prize=substitute, place=2)
        TierPrize.objects.create(tier=twenty, prize=book, place=1)
        PrizeStockFactory(prize=bag, pieces=2)
        for total in (9, 10, 11, 19, 20, 25):
            reader_with(challenge, total)
        unclaimed_with(challenge, 14)

        outlook = outlook_of(challenge)

        assert (outlook.readers, outlook.total, outlook.winners) == (7, 108, 6)
        assert [(each.tier, each.winners, each.unclaimed) for each in outlook.tiers] == [
            (twenty, 2, 0),
            (ten, 4, 1),
        ]
        assert [(need.prize, need.pieces, need.free, need.missing) for need in outlook.needs] == [
            (bag, 4, 2, 2),
            (book, 2, 0, 2),
        ]
        assert (outlook.budget_cents, outlook.missing_cents) == (14_000, 11_000)
        assert outlook.certificates == 5

        close(challenge)
        challenge.refresh_from_db()
        assert outlook_of(challenge) == outlook

    def test_each_tier_gives_its_prize_where_the_rule_is_so(self) -> None:
        challenge = ChallengeFactory(tiers=[10, 20], prize_rule="each")
        prize = PrizeFactory(value_cents=None)
        for tier in challenge.tiers.all():
            TierPrize.objects.create(tier=tier, prize=prize)
        for total in (10, 20):
            reader_with(challenge, total)
        outlook = outlook_of(challenge)
        assert [need.pieces for need in outlook.needs] == [3]
        assert outlook.has_unknown_values

    def test_it_takes_as_many_statements_for_many(self, django_assert_num_queries: Any) -> None:
        challenge = ChallengeFactory(tiers=[10, 20])
        TierPrize.objects.create(tier=challenge.tiers.first(), prize=PrizeFactory())
        for total in range(8, 24):
            reader_with(challenge, total)
        with django_assert_num_queries(8):
            outlook_of(challenge)


@pytest.mark.django_db
class TestWinners:
    def test_there_are_none_before_it_is_closed(self) -> None:
        challenge = ChallengeFactory(tiers=[10])
        reader_with(challenge, 10)
        for ask in (winners_of, pick_up_lists, public_winners):
            with pytest.raises(ChallengeNotClosed):
                ask(challenge)

    def test_by_tier_and_by_library(self) -> None:
        east, west = BranchFactory(name_en="East"), BranchFactory(name_en="West")
        challenge = ChallengeFactory(tiers=[10, 20], joining="by_itself")
        ten, twenty = challenge.tiers.order_by("threshold")
        TierPrize.objects.create(tier=ten, prize=PrizeFactory(name_en="Bag"))
        TierPrize.objects.create(tier=twenty, prize=PrizeFactory(name_en="Book"))
        first = reader_with(challenge, 20, branch=east)
        second = reader_with(challenge, 11, branch=west)
        card = unclaimed_with(challenge, 10).card
        reader_with(challenge, 9, branch=west)
        closed = close(challenge)

        assert list(winner_rows(closed))[1:] == [
            ["Tier from 20", 20, 20, str(first.person), "East", "Book"],
            ["Tier from 10", 10, 11, str(second.person), "West", "Bag"],
            ["Tier from 10", 10, 10, f"Card •••• {card.ending}", str(challenge.branch), "Bag"],
        ]
        rows = list(pick_up_rows(pick_up_lists(closed, [east.pk, west.pk])))[1:]
        assert rows == [
            ["East", str(first.person), "Tier from 20", "Book", "not put aside"],
            ["West", str(second.person), "Tier from 10", "Bag", "not put aside"],
        ]

    def test_everybody_sees_masked_names_of_those_who_agree_today(self) -> None:
        challenge = ChallengeFactory(tiers=[10])
        agrees, agreed_once = (
            reader_with(challenge, 10, person__name=name) for name in ("Li Yan", "Wang Bo")
        )
        for total in (10, 11, 9):
            reader_with(challenge, total, person__name="Zhao Min")
        for reader in (agrees, agreed_once):
            agree_to_be_named(reader.person)
        withdraw_consent(
            person_id=agreed_once.person_id,
            purpose=ConsentPurpose.AWARD_LIST,
            withdrawn_by=None,
            now=AFTER_ALL,
        )
        closed = close(challenge)

        [tier] = public_winners(closed)

        assert (tier.names, tier.others) == (["L•• Y••"], 3)
