"""Pages about reader cards, at home and at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Person
from rewards.models import CardClaim, Reader, ReaderCard
from rewards.services.cards.slips import make_slip
from rewards.views.cards import CODES_PER_ACCOUNT, NUMBERS_PER_ACCOUNT
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory
from tests.rewards.loan_files import AFTERWARDS, csv_of, import_file, loan_challenge, own_card
from tests.rewards.test_cards import NUMBER, adult, claimed_by
from tests.rewards.test_loan_pages import staff_of

pytestmark = pytest.mark.django_db

MINE = "/reading/cards/"
DESK = "/admin/reading/cards/"


@pytest.fixture
def person(client: Client, set_clock: Any) -> Person:
    set_clock(AFTERWARDS)
    person = adult(name="Li Yan")
    client.force_login(person.user)
    return person


@pytest.fixture
def desk(set_clock: Any) -> Client:
    set_clock(AFTERWARDS)
    desk = Client()
    desk.force_login(staff_of(BranchFactory()))
    return desk


class TestMine:
    def add(self, client: Client, person: Person, number: str = NUMBER) -> Any:
        return client.post(MINE, {"person": person.pk, "number": number})

    def test_a_guardian_says_whose_card_it_is(self, client: Client, person: Person) -> None:
        child = ChildFactory(household=person.households.get()).person
        assert "Whose card is it?" in client.get(MINE).content.decode()
        assert self.add(client, child)["Location"] == MINE
        assert CardClaim.objects.get().person == child
        page = client.get(MINE).content.decode()
        assert "•••• 001" in page
        assert NUMBER not in page

    def test_for_nobody_else(self, client: Client, person: Person) -> None:
        assert self.add(client, adult()).status_code == 422
        assert not CardClaim.objects.exists()

    def test_a_slip_proves_it_and_its_loans_come_along(
        self, client: Client, person: Person
    ) -> None:
        challenge = loan_challenge()
        import_file(challenge, csv_of({NUMBER: 8}))
        slip = make_slip(number=NUMBER, now=AFTERWARDS)
        self.add(client, person)
        address = f"{MINE}{slip.card.pk}/{person.pk}/slip/"
        page = client.post(address, {"code": slip.shown_code}, follow=True).content.decode()
        assert "What it counted is there." in page
        assert Reader.objects.get().person == person

    def test_what_waits_for_them_to_sign_up_is_told(self, client: Client, person: Person) -> None:
        challenge = loan_challenge(joining="by_sign_up", title_en="Read the city")
        own_card(person, NUMBER)
        import_file(challenge, csv_of({NUMBER: 8}))
        assert "“Read the city” has 8 waiting for you" in client.get(MINE).content.decode()

    def test_guessing_numbers_ends_soon(self, client: Client, person: Person) -> None:
        for attempt in range(NUMBERS_PER_ACCOUNT.most):
            self.add(client, person, f"2026100{attempt}")
        page = self.add(client, person, "20262000")
        assert page.status_code == 422
        assert "minute" in page.content.decode()

    def test_guessing_codes_ends_soon(self, client: Client, person: Person) -> None:
        slip = make_slip(number=NUMBER, now=AFTERWARDS)
        self.add(client, person)
        address = f"{MINE}{slip.card.pk}/{person.pk}/slip/"
        for attempt in range(CODES_PER_ACCOUNT.most):
            client.post(address, {"code": f"00000000{attempt:02d}"})
        # Even the right one is not heard any more.
        client.post(address, {"code": slip.code})
        assert not ReaderCard.objects.get().is_verified

    def test_cards_of_others_do_not_exist(self, client: Client, person: Person) -> None:
        other = adult()
        card = claimed_by(other)
        for what in ("slip", "take-away"):
            for whose in (other, person):
                address = f"{MINE}{card.pk}/{whose.pk}/{what}/"
                assert client.post(address, {"code": "0"}).status_code == 404

    def test_a_card_is_taken_away(self, client: Client, person: Person) -> None:
        card = claimed_by(person)
        client.post(f"{MINE}{card.pk}/{person.pk}/take-away/")
        assert "No card yet" in client.get(MINE).content.decode()

    def test_it_takes_as_many_statements_for_many(
        self, client: Client, person: Person, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(3):
            claimed_by(person, f"2026000{number}")
        with django_assert_max_num_queries(16):
            client.get(MINE)


def mark_in(page: Any) -> str:
    """By which the only claim on a page is confirmed."""
    [(_claim, _name, mark)] = page.context["claims"]
    return mark


class TestDesk:
    def test_a_card_that_was_seen_is_theirs(self, desk: Client, person: Person) -> None:
        card = claimed_by(person)
        page = desk.post(DESK, {"do": "find", "number": NUMBER})
        found = page.content.decode()
        assert "L•• Y••" in found
        assert "Li Yan" not in found
        assert NUMBER not in found
        desk.post(DESK, {"do": "seen", "claim": mark_in(page)})
        card.refresh_from_db()
        assert card.person == person

    def test_it_moves_only_as_the_page_said(self, desk: Client, person: Person) -> None:
        first = adult(name="Wang Bo")
        card = own_card(first, NUMBER)
        claimed_by(person)
        page = desk.post(DESK, {"do": "find", "number": NUMBER})
        mark = mark_in(page)
        assert "move it from W•• B•• to L•• Y••" in page.content.decode()
        stale = desk.post(DESK, {"do": "seen", "claim": mark})
        assert "somebody else’s" in stale.content.decode()
        desk.post(DESK, {"do": "seen", "claim": mark, "from": first.pk})
        card.refresh_from_db()
        assert card.person == person

    def test_nobody_confirms_what_no_page_has_shown_them(
        self, desk: Client, person: Person
    ) -> None:
        card = claimed_by(person)
        shown_to_another = Client()
        shown_to_another.force_login(staff_of(BranchFactory()))
        page = shown_to_another.post(DESK, {"do": "find", "number": NUMBER})
        for claim in (CardClaim.objects.get().pk, mark_in(page)):
            assert desk.post(DESK, {"do": "seen", "claim": claim}).status_code == 404
        card.refresh_from_db()
        assert card.person is None

    def test_a_slip_is_shown_once(self, desk: Client) -> None:
        page = desk.post(DESK, {"do": "slip", "number": NUMBER}).content.decode()
        assert "•••• 001" in page
        assert NUMBER not in page
        assert ReaderCard.objects.get().slip_hash

    def test_a_number_that_nobody_has_named(self, desk: Client) -> None:
        found = desk.post(DESK, {"do": "find", "number": NUMBER}).content.decode()
        assert "Nobody has named this card" in found
        assert not ReaderCard.objects.exists()

    def test_what_is_no_number_gets_no_slip(self, desk: Client) -> None:
        assert desk.post(DESK, {"do": "slip", "number": "1"}).status_code == 422

    def test_it_is_for_staff(self, client: Client, person: Person) -> None:
        assert client.get(DESK).status_code in (302, 403)
