"""Reader cards: naming, proving, moving them, and what they have counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Membership, Person
from accounts.services.erasure import erase_person
from core.errors import DomainError
from rewards.choices import CardProof
from rewards.errors import (
    CardNotClaimed,
    CardNumberUnknown,
    CardOfSomebodyElse,
    CardOwnerKnown,
    OwnReading,
    SlipCodeWrong,
    TooManyCards,
)
from rewards.models import (
    Award,
    CardClaim,
    Challenge,
    FinalStanding,
    Reader,
    ReaderCard,
    TallyEntry,
)
from rewards.services.cards.gathering import waiting_tallies
from rewards.services.cards.numbers import hash_of_number
from rewards.services.cards.owning import (
    add_card,
    card_of_number,
    confirm_seen,
    family_cards,
    prove_by_slip,
    take_card_away,
)
from rewards.services.cards.reconciliation import (
    final_standings,
    loans_counted_once,
    tallies_of_cards,
)
from rewards.services.cards.slips import GOOD_FOR, make_slip
from rewards.services.reading.joining import join
from rewards.signals import awards_earned
from tests.factories.people import ChildFactory, HolderFactory, UserFactory
from tests.factories.rewards import ReaderFactory, TallyEntryFactory
from tests.racing import race
from tests.rewards.loan_files import AFTERWARDS, csv_of, import_file, loan_challenge

NUMBER = "20260001"


def adult(**fields: Any) -> Person:
    return HolderFactory(birth_year=1985, **fields)


def claimed_by(person: Person, number: str = NUMBER) -> ReaderCard:
    return add_card(person_id=person.pk, number=number, by=person.user, now=AFTERWARDS)


def seen(card: ReaderCard, person: Person, **options: Any) -> ReaderCard:
    options = {"by": UserFactory(), "now": AFTERWARDS} | options
    return confirm_seen(card_id=card.pk, person_id=person.pk, **options)


def totals_by_person(challenge: Challenge) -> dict[int | None, int]:
    readers = Reader.objects.filter(challenge=challenge, total__gt=0)
    return dict(readers.values_list("person", "total"))


@pytest.mark.django_db
class TestNaming:
    def test_a_card_is_known_by_hash_and_ending(self) -> None:
        person = adult()
        card = claimed_by(person, " 2026-0001 ")
        assert (card.number_hash, card.ending) == (hash_of_number(NUMBER), "001")
        assert [(each.person, each.is_verified) for each in family_cards(person.user)] == [
            (person, False)
        ]
        assert claimed_by(person) == card
        assert CardClaim.objects.count() == 1

    def test_several_may_say_that_it_is_theirs_and_nobody_learns_of_the_other(self) -> None:
        first, second = adult(), adult()
        assert claimed_by(first) == claimed_by(second)
        seen(claimed_by(first), first)
        [card] = family_cards(second.user)
        assert not card.is_verified

    @pytest.mark.parametrize("number", ["", "1", "这不是号码"])
    def test_what_is_no_number_is_refused(self, number: str) -> None:
        with pytest.raises(CardNumberUnknown):
            claimed_by(adult(), number)
        assert not ReaderCard.objects.exists()

    def test_numbers_cannot_be_collected(self) -> None:
        person = adult()
        for number in range(3):
            claimed_by(person, f"2026000{number}")
        with pytest.raises(TooManyCards):
            claimed_by(person, "20269999")
        assert not card_of_number("20269999")

    def test_of_a_card_that_is_taken_away_unseen_nothing_stays(self) -> None:
        person = adult()
        card = claimed_by(person)
        take_card_away(card_id=card.pk, person_id=person.pk)
        assert not ReaderCard.objects.exists()


@pytest.mark.django_db
class TestSeen:
    def test_what_it_has_counted_is_theirs_as_it_is(self) -> None:
        challenge = loan_challenge(tiers=[10])
        import_file(challenge, csv_of({NUMBER: 12}))
        [tally] = Reader.objects.all()
        person = adult()
        librarian = UserFactory()

        card = seen(claimed_by(person), person, by=librarian)

        assert totals_by_person(challenge) == {person.pk: 12}
        assert (card.person, card.proof, card.verified_by) == (
            person,
            CardProof.SEEN_AT_DESK,
            librarian,
        )
        assert TallyEntry.objects.count() == 1
        assert Award.objects.earned().get().reader == tally
        assert not CardClaim.objects.exists()

    def test_their_tier_is_news(self, django_capture_on_commit_callbacks: Any) -> None:
        challenge = loan_challenge(tiers=[10])
        import_file(challenge, csv_of({NUMBER: 12}))
        heard: list[int] = []

        def hear(award_ids: list[int], **_rest: Any) -> None:
            heard.extend(award_ids)

        person = adult()
        awards_earned.connect(hear)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                seen(claimed_by(person), person)
        finally:
            awards_earned.disconnect(hear)
        assert heard == [Award.objects.get().pk]

    def test_who_takes_part_already_gets_its_records_line_by_line(self) -> None:
        challenge = loan_challenge(tiers=[10], unit="points", ways=["loans", "librarian"])
        challenge.point_rules.create(activity="loan", points=1)
        import_file(challenge, csv_of({NUMBER: 8}))
        mine = ReaderFactory(challenge=challenge, person=adult())
        TallyEntryFactory(reader=mine, amount=4, way="librarian")

        seen(claimed_by(mine.person), mine.person)

        assert totals_by_person(challenge) == {mine.person_id: 12}
        moved = TallyEntry.objects.standing().get(reader=mine, way="loans")
        original = TallyEntry.objects.get(reversed_by__isnull=False)
        assert (moved.source, moved.card, moved.loan_import, moved.day) == (
            original.source,
            original.card,
            original.loan_import,
            original.day,
        )
        assert original.reversed_by.reason == "Moved to the reader whose card it is."
        assert Award.objects.earned().get().reader == mine

    def test_the_next_file_corrects_what_was_moved(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of({NUMBER: 8, "20260002": 3}))
        person = adult()
        for number in (NUMBER, "20260002"):
            seen(claimed_by(person, number), person)
        assert totals_by_person(challenge) == {person.pk: 11}
        import_file(challenge, csv_of({NUMBER: 9}))
        assert totals_by_person(challenge) == {person.pk: 9}

    def test_where_they_have_to_sign_up_it_waits(self) -> None:
        challenge = loan_challenge(joining="by_sign_up")
        import_file(challenge, csv_of({NUMBER: 8}))
        person = adult()
        seen(claimed_by(person), person)
        assert totals_by_person(challenge) == {None: 8}
        [waiting] = waiting_tallies([person.pk])
        assert (waiting.challenge, waiting.total) == (challenge, 8)

    def test_it_comes_along_once_they_sign_up(self) -> None:
        challenge = loan_challenge(joining="by_sign_up")
        import_file(challenge, csv_of({NUMBER: 8}))
        person = adult()
        seen(claimed_by(person), person)
        join(
            challenge_id=challenge.pk,
            membership=Membership.objects.get(person=person),
            branch=challenge.branch,
            by=person.user,
            now=AFTERWARDS,
        )
        assert totals_by_person(challenge) == {person.pk: 8}
        assert waiting_tallies([person.pk]) == []

    def test_a_child_without_consent_waits(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of({NUMBER: 8}))
        guardian = adult()
        child = ChildFactory(household=guardian.households.get()).person
        card = add_card(person_id=child.pk, number=NUMBER, by=guardian.user, now=AFTERWARDS)
        seen(card, child)
        assert totals_by_person(challenge) == {None: 8}

    def test_after_the_end_a_tally_becomes_theirs_as_it_is(self) -> None:
        challenge = loan_challenge(tiers=[10])
        import_file(challenge, csv_of({NUMBER: 12}))
        Challenge.objects.update(state="closed", closed_at=AFTERWARDS)
        person = adult()
        seen(claimed_by(person), person)
        assert totals_by_person(challenge) == {person.pk: 12}

    def test_it_takes_a_claim(self) -> None:
        card = claimed_by(adult())
        with pytest.raises(CardNotClaimed):
            seen(card, adult())

    def test_nobody_confirms_the_cards_of_their_family(self) -> None:
        person = adult()
        with pytest.raises(OwnReading):
            seen(claimed_by(person), person, by=person.user)

    def test_a_card_moves_only_where_it_is_said_from_whom(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of({NUMBER: 8}), last_day=AFTERWARDS.date().replace(day=1))
        first, second = adult(), adult()
        card = seen(claimed_by(first), first)
        claimed_by(second)
        with pytest.raises(CardOfSomebodyElse):
            seen(card, second)

        seen(card, second, from_person_id=first.pk)

        card.refresh_from_db()
        assert card.person == second
        # What was counted stays with whom it was counted for.
        assert totals_by_person(challenge) == {first.pk: 8}

    def test_who_gives_a_card_away_keeps_what_it_has_counted(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of({NUMBER: 8}))
        person = adult()
        card = seen(claimed_by(person), person)
        take_card_away(card_id=card.pk, person_id=person.pk)
        card.refresh_from_db()
        assert (card.person, card.proof) == (None, "")
        assert totals_by_person(challenge) == {person.pk: 8}

    def test_of_who_is_forgotten_nobody_finds_the_number(self) -> None:
        person = adult()
        card = seen(claimed_by(person), person)
        erase_person(person_id=person.pk, now=AFTERWARDS)
        card.refresh_from_db()
        assert (card.number_hash, card.ending) == (None, "")


@pytest.mark.django_db
class TestSlips:
    def prove(self, card: ReaderCard, person: Person, code: str, **options: Any) -> ReaderCard:
        options = {"by": person.user, "now": AFTERWARDS} | options
        return prove_by_slip(card_id=card.pk, person_id=person.pk, code=code, **options)

    def test_the_code_proves_the_card_once(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of({NUMBER: 8}))
        person = adult()
        slip = make_slip(number=NUMBER, now=AFTERWARDS)
        card = claimed_by(person)

        card = self.prove(card, person, slip.shown_code.lower())

        assert (card.person, card.proof, card.slip_hash) == (person, CardProof.SLIP, None)
        assert totals_by_person(challenge) == {person.pk: 8}
        with pytest.raises(CardOwnerKnown):
            make_slip(number=NUMBER, now=AFTERWARDS)

    def test_the_code_is_not_stored(self) -> None:
        slip = make_slip(number=NUMBER, now=AFTERWARDS)
        assert slip.code not in str(ReaderCard.objects.values_list())

    @pytest.mark.parametrize("wrong", ["another code", "ended", "replaced", "of another card"])
    def test_what_does_not_prove_it(self, wrong: str) -> None:
        person = adult()
        slip = make_slip(number=NUMBER, now=AFTERWARDS)
        card = claimed_by(person)
        code, now = slip.code, AFTERWARDS
        match wrong:
            case "another code":
                code = "0000000000"
            case "ended":
                now += GOOD_FOR + timedelta(seconds=1)
            case "replaced":
                make_slip(number=NUMBER, now=AFTERWARDS)
            case "of another card":
                code = make_slip(number="20260002", now=AFTERWARDS).code
        with pytest.raises(SlipCodeWrong):
            self.prove(card, person, code, now=now)

    def test_it_proves_nothing_for_who_has_not_named_the_card(self) -> None:
        slip = make_slip(number=NUMBER, now=AFTERWARDS)
        with pytest.raises(SlipCodeWrong):
            self.prove(slip.card, adult(), slip.code)

    def test_it_takes_no_card_from_anybody(self) -> None:
        first, second = adult(), adult()
        slip = make_slip(number=NUMBER, now=AFTERWARDS)
        card = claimed_by(first)
        claimed_by(second)
        ReaderCard.objects.update(
            person=first, proof=CardProof.SEEN_AT_DESK, verified_at=AFTERWARDS
        )
        with pytest.raises(CardOfSomebodyElse):
            self.prove(card, second, slip.code)


@pytest.mark.django_db
class TestReconciliation:
    def test_a_tally_whose_owner_takes_part_meanwhile(self) -> None:
        challenge = loan_challenge(joining="by_sign_up")
        import_file(challenge, csv_of({NUMBER: 8}))
        person = adult()
        seen(claimed_by(person), person)
        ReaderFactory(challenge=challenge, person=person)

        assert len(list(tallies_of_cards(AFTERWARDS, True))) == 1

        assert totals_by_person(challenge) == {person.pk: 8}
        assert list(tallies_of_cards(AFTERWARDS, True)) == []

    def test_a_card_that_counts_twice_for_a_period(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of({NUMBER: 8}))
        assert list(loans_counted_once(AFTERWARDS, False)) == []
        line = TallyEntry.objects.get()
        TallyEntryFactory(
            reader=line.reader, way="loans", card=line.card, loan_import=line.loan_import
        )
        [told] = loans_counted_once(AFTERWARDS, False)
        assert told.startswith(f"card {line.card_id}: two records stand")

    def test_a_standing_that_its_lines_do_not_say(self) -> None:
        reader = ReaderFactory()
        FinalStanding.objects.create(challenge=reader.challenge, reader=reader, total=3)
        assert list(final_standings(AFTERWARDS, True)) == [
            f"reader {reader.pk}: was closed with 3, and the lines say something else"
        ]


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_two_prove_the_same_card_at_once(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of({NUMBER: 8}))
        people = [adult(), adult()]
        slip = make_slip(number=NUMBER, now=AFTERWARDS)
        for person in people:
            claimed_by(person)

        results = race(
            *(
                lambda person=person: prove_by_slip(
                    card_id=slip.card.pk,
                    person_id=person.pk,
                    code=slip.code,
                    by=person.user,
                    now=AFTERWARDS,
                )
                for person in people
            )
        )

        [refusal] = [each for each in results if isinstance(each, DomainError)]
        assert isinstance(refusal, SlipCodeWrong | CardOfSomebodyElse)
        [winner] = [each.person_id for each in results if isinstance(each, ReaderCard)]
        assert totals_by_person(challenge) == {winner: 8}

    def test_a_file_and_the_desk_at_once(self) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of({NUMBER: 8, "20260002": 1}))
        person, by = adult(), UserFactory()
        card = claimed_by(person)
        results = race(
            lambda: import_file(challenge, csv_of({NUMBER: 11, "20260002": 1})),
            lambda: seen(card, person, by=by),
        )
        assert not any(isinstance(each, DomainError) for each in results)
        assert totals_by_person(challenge) == {person.pk: 11, None: 1}
