"""The year of 185 readers over 30 books in three tiers, from the file to the lists."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from rewards.models import Award, Challenge, FinalStanding, LoanImport, Reader, TierPrize
from rewards.services.cards.numbers import hash_of_number
from rewards.services.closing.closing import close_challenge
from rewards.services.closing.outlook import outlook_of
from rewards.services.closing.winners import pick_up_lists, winner_rows
from tests.factories.network import BranchFactory
from tests.factories.people import HolderFactory, UserFactory
from tests.factories.rewards import PrizeFactory
from tests.rewards.a_year import BAD_ROWS, FIRST_DAY, LAST_DAY, TIERS, WINNERS_BY_TIER, Year, a_year
from tests.rewards.loan_files import import_file, loan_challenge, own_card

NEW_YEAR = datetime(2027, 1, 12, 2, tzinfo=UTC)


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
    assert {row[3] for row in rows if not row[3].startswith("card")} == {
        str(known[number]) for number in known if number in year.winners()
    }
    fetched = {each.branch.slug: len(each.lines) for each in pick_up_lists(closed)}
    libraries = Counter(year.library_of[number] for number in year.winners())
    assert fetched == {"east": libraries["East Library"], "west": libraries["西馆"]}
    assert Award.objects.for_certificates().count() == sum(
        year.tier_of(number) == TIERS[0] for number in known
    )


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
