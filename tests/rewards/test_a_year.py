"""The year of 185 readers over 30 books in three tiers, from the file to the lists."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from network.models import Branch
from rewards.choices import CollectionState
from rewards.models import (
    Award,
    Challenge,
    Collection,
    FinalStanding,
    LoanImport,
    PrizeStock,
    Reader,
    TierPrize,
)
from rewards.services.cards.numbers import hash_of_number
from rewards.services.closing.closing import close_challenge
from rewards.services.closing.outlook import outlook_of
from rewards.services.closing.winners import pick_up_lists, winner_rows
from rewards.services.prizes.accounting import accounts, totals
from rewards.services.prizes.giving_up import fall_back
from rewards.services.prizes.handing_over import hand_over
from rewards.services.prizes.putting_aside import put_aside_all
from rewards.services.prizes.stock import deliver
from tests.factories.network import BranchFactory
from tests.factories.people import HolderFactory, UserFactory
from tests.factories.rewards import PrizeFactory
from tests.rewards.a_year import BAD_ROWS, FIRST_DAY, LAST_DAY, TIERS, WINNERS_BY_TIER, Year, a_year
from tests.rewards.loan_files import import_file, loan_challenge, own_card

NEW_YEAR = datetime(2027, 1, 12, 2, tzinfo=UTC)
# Pieces of each prize at each library that nobody has won, and prizes at each that nobody fetches.
SPARE, NEVER_FETCHED = 3, 4


def year_challenge() -> Challenge:
    """Three tiers with a prize each, and two libraries to fetch them from."""
    BranchFactory(name_en="East Library", slug="east")
    BranchFactory(name_en="West Library", name_zh="西馆", slug="west")
    challenge = loan_challenge(tiers=TIERS)
    for tier in challenge.tiers.all():
        tier.names_certificate = tier.threshold == TIERS[0]
        tier.save()
        TierPrize.objects.create(tier=tier, prize=PrizeFactory(value_cents=tier.threshold * 100))
    return challenge


def import_year(challenge: Challenge, year: Year) -> Any:
    return import_file(
        challenge, year.content, first_day=FIRST_DAY, last_day=LAST_DAY, now=NEW_YEAR
    )


def close_year(challenge: Challenge) -> Challenge:
    """The year with its corrected file, closed; its winners own their cards where they have any."""
    import_year(challenge, a_year())
    return close_challenge(challenge_id=challenge.pk, by=UserFactory(), now=NEW_YEAR)


@pytest.mark.django_db
def test_the_year_is_what_it_says() -> None:
    """Whoever reads the tests below may rely on it."""
    year = a_year()
    assert len(year.winners()) == 185
    assert Counter(year.winners().values()) == WINNERS_BY_TIER
    assert year.content.count(b"\r\n") == sum(year.counts.values()) + len(BAD_ROWS)


@pytest.mark.django_db
def test_a_year_from_the_file_to_the_lists() -> None:
    challenge = year_challenge()
    year = a_year()
    known = own_some_cards(year)

    imported = import_year(challenge, year)
    again = import_year(challenge, year)

    assert (imported.rejected, imported.loans) == (len(BAD_ROWS), sum(year.counts.values()))
    assert again == imported
    assert tiers_in_the_ledger(challenge) == hashed_tiers(year)

    corrected = a_year(correction=True)
    import_year(challenge, corrected)
    assert tiers_in_the_ledger(challenge) == hashed_tiers(corrected) != hashed_tiers(year)
    import_year(challenge, year)
    assert LoanImport.objects.count() == 3

    closed = close_challenge(challenge_id=challenge.pk, by=UserFactory(), now=NEW_YEAR)

    assert final_tiers(closed) == hashed_tiers(year)
    outlook = outlook_of(closed)
    assert {each.tier.threshold: each.winners for each in outlook.tiers} == WINNERS_BY_TIER
    assert {need.prize.value_cents: need.pieces for need in outlook.needs} == {
        tier * 100: winners for tier, winners in WINNERS_BY_TIER.items()
    }
    rows = list(winner_rows(closed))[1:]
    assert [row[2] for row in rows] == sorted(
        (year.counts[number] for number in year.winners()), reverse=True
    )
    assert {row[3] for row in rows if not row[3].startswith("Card")} == {
        str(known[number]) for number in known if number in year.winners()
    }
    fetched = {each.branch.slug: len(each.lines) for each in pick_up_lists(closed)}
    libraries = Counter(year.library_of[number] for number in year.winners())
    assert fetched == {"east": libraries["East Library"], "west": libraries["西馆"]}
    assert outlook.certificates == sum(year.tier_of(number) == TIERS[0] for number in known)


@pytest.mark.django_db
def test_every_prize_of_the_year_is_accounted_for() -> None:
    """Two libraries hand out what their readers have won; what nobody fetches goes back."""
    challenge = close_year(year_challenge())
    east, west = (Branch.objects.get(slug=slug) for slug in ("east", "west"))
    prizes = {tier.threshold: tier.prizes.get().prize for tier in challenge.tiers.all()}
    won = Counter(
        (standing.reader.branch_id, standing.tier.threshold)
        for standing in challenge.standings.filter(tier__isnull=False)
    )
    clerk = UserFactory()
    for branch in (east, west):
        for threshold, prize in prizes.items():
            deliver(
                prize=prize,
                branch=branch,
                pieces=won[branch.pk, threshold] + SPARE,
                form=uuid4(),
                now=NEW_YEAR,
                by=clerk,
            )
    assert put_aside_all(now=NEW_YEAR) == 185

    for branch in (east, west):
        ready = Collection.objects.filter(stock__branch=branch, state=CollectionState.RESERVED)
        for collection in ready.order_by("pk")[NEVER_FETCHED:]:
            hand_over(collection_id=collection.pk, branch=branch, by=clerk, now=NEW_YEAR)
    assert (
        Collection.objects.filter(state=CollectionState.COLLECTED).count()
        == 185 - 2 * NEVER_FETCHED
    )
    later = NEW_YEAR + timedelta(days=400)
    assert fall_back(now=later) == 2 * NEVER_FETCHED

    rows = accounts(PrizeStock.objects.all())
    assert all(row.is_settled for row in rows)
    told = totals(rows)
    assert told["waiting"] == 0
    assert told["delivered"] == 185 + 6 * SPARE
    assert told["handed_over"] == 185 - 2 * NEVER_FETCHED
    assert told["on_hand"] == told["free"] == 6 * SPARE + 2 * NEVER_FETCHED
    assert told["reserved"] == 0


def own_some_cards(year: Year) -> dict[str, Any]:
    """Some of the winners, and some others, have an account and a card that we have seen."""
    known = {}
    for number in [*sorted(year.winners())[:12], *sorted(year.counts)[:12]]:
        if number not in known:
            known[number] = HolderFactory(birth_year=1985)
            own_card(known[number], number)
    return known


def hashed_tiers(year: Year) -> dict[str, int]:
    return {hash_of_number(number): tier for number, tier in year.winners().items()}


def tiers_in_the_ledger(challenge: Challenge) -> dict[str, int]:
    """The highest tier of each card by its awards; a reader's card is the one counted for them."""
    awards = Award.objects.highest().filter(challenge=challenge)
    return {card_of(award.reader): award.tier.threshold for award in awards}


def final_tiers(challenge: Challenge) -> dict[str, int]:
    standings = FinalStanding.objects.filter(challenge=challenge, tier__isnull=False)
    return {card_of(standing.reader): standing.tier.threshold for standing in standings}


def card_of(reader: Reader) -> Any:
    return reader.tally.values_list("card__number_hash", flat=True).latest("pk")
