"""The desk at which prizes are handed out, and the pages of their stock."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from notifications.services.limits import Limit
from rewards.choices import CollectionState, PrizeRule, StockKind
from rewards.models import Collection, PrizeStock, StockLine
from rewards.services.prizes.handing_over import hand_over
from staff.choices import StaffRole
from tests.factories.network import BranchFactory
from tests.factories.rewards import ChallengeFactory, PrizeFactory, ReaderCardFactory, ReaderFactory
from tests.factories.staff import StaffScopeFactory
from tests.rewards.prizes import (
    NOW,
    award,
    demand_prizes_in_order,
    one_prize,
    prize_of,
    put_aside,
    stock,
    tier_with,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock(NOW)


def staff(branch=None, role=StaffRole.COORDINATOR) -> Client:
    client = Client()
    client.force_login(StaffScopeFactory(branch=branch, role=role).user)
    return client


def desk(branch) -> str:
    return reverse("prize_desk:desk", args=[branch.pk])


def stock_page(kept: PrizeStock) -> str:
    return reverse("prize_stock:stock", args=[kept.pk])


class TestHandingOut:
    def test_scan_look_hand_over(self) -> None:
        collection = one_prize()
        branch = collection.stock.branch
        client = staff(branch)
        shown = client.post(
            desk(branch), {"code": f"HTTPS://LIBRARY.EXAMPLE/P/{collection.code}", "do": "look"}
        )
        assert shown.context["shown"].can_be_given
        assert collection.reader.person.name not in shown.content.decode()

        done = client.post(
            desk(branch), {"code": collection.code, "do": "hand_over"}, follow=True
        ).content.decode()
        assert "Handed over:" in done
        assert "1 handed over today" in done
        assert Collection.objects.get().is_collected

    def test_a_code_that_was_used_already(self) -> None:
        collection = one_prize()
        branch = collection.stock.branch
        hand_over(collection_id=collection.pk, branch=branch, by=None, now=NOW)
        again = staff(branch).post(desk(branch), {"code": collection.code, "do": "look"})
        assert "was handed over already" in again.content.decode()
        assert not again.context["shown"].can_be_given
        refused = staff(branch).post(desk(branch), {"code": collection.code, "do": "hand_over"})
        assert "was handed over already" in refused.content.decode()
        assert StockLine.objects.filter(kind=StockKind.COLLECTED).count() == 1

    def test_a_code_of_nobody(self) -> None:
        branch = BranchFactory()
        answer = staff(branch).post(desk(branch), {"code": "TICKET 12", "do": "look"})
        assert answer.status_code == 404
        assert "No prize has this code" in answer.content.decode()

    def test_a_prize_of_another_library_by_its_code(self) -> None:
        """Whoever holds a code may show it anywhere; what is not there is said where it is."""
        collection, here = one_prize(), BranchFactory()
        client = staff(here)
        shown = client.post(desk(here), {"code": collection.code, "do": "look"})
        assert f"put aside at: {collection.stock.branch}" in shown.content.decode()
        stock(collection.stock.prize, here)
        client.post(desk(here), {"code": collection.code, "do": "hand_over"})
        collection.refresh_from_db()
        assert (collection.is_collected, collection.stock.branch) == (True, here)

    def test_a_substitute(self) -> None:
        bag, pencil = PrizeFactory(), PrizeFactory()
        [collection] = put_aside(award(tier_with(bag, pencil)))
        branch = collection.stock.branch
        stock(pencil, branch)
        client = staff(branch)
        shown = client.post(desk(branch), {"prize": collection.pk, "do": "look"})
        assert f"Hand over instead: {pencil}" in shown.content.decode()
        client.post(desk(branch), {"prize": collection.pk, "do": "hand_over", "instead": pencil.pk})
        collection.refresh_from_db()
        assert (collection.is_collected, collection.stock.prize) == (True, pencil)

    def test_undo_for_a_reason(self) -> None:
        collection = one_prize()
        branch = collection.stock.branch
        hand_over(collection_id=collection.pk, branch=branch, by=None, now=NOW)
        client = staff(branch)
        undo = {"prize": collection.pk, "do": "undo"}
        assert "Say why" in client.post(desk(branch), undo, follow=True).content.decode()
        client.post(desk(branch), undo | {"reason": "The wrong bag."})
        collection.refresh_from_db()
        assert collection.is_reserved
        demand_prizes_in_order()

    def test_what_was_given_elsewhere_is_undone_there(self) -> None:
        collection, here = one_prize(), BranchFactory()
        hand_over(collection_id=collection.pk, branch=collection.stock.branch, by=None, now=NOW)
        undo = {"prize": collection.pk, "do": "undo", "reason": "Mine."}
        assert staff(here).post(desk(here), undo).status_code == 404

    def test_a_telephone_that_reads_the_code_leads_back_to_the_desk(self) -> None:
        collection = one_prize()
        branch = collection.stock.branch
        client = staff(branch)
        prize = reverse("prize", args=[collection.code.lower()])
        assert desk(branch) not in client.get(prize).content.decode()
        client.get(desk(branch))
        assert desk(branch) in client.get(prize).content.decode()
        assert desk(branch) not in Client().get(prize).content.decode()


class TestFinding:
    def find(self, client: Client, branch, text: str) -> list[Collection]:
        answer = client.post(desk(branch), {"do": "find", "q": text})
        return [collection for collection, _who in answer.context["found"]]

    def test_by_nickname_or_card(self) -> None:
        tier, branch = tier_with(), BranchFactory()
        bean = ReaderFactory(challenge=tier.challenge, branch=branch, nickname="Bean")
        card = ReaderFactory(
            challenge=tier.challenge,
            branch=branch,
            person=None,
            card=ReaderCardFactory(ending="417"),
        )
        of_bean, of_card = put_aside(award(tier, reader=bean), award(tier, reader=card))
        client = staff(branch)
        assert self.find(client, branch, "bea") == [of_bean]
        assert self.find(client, branch, "00017000417") == [of_card]
        assert self.find(client, branch, "b") == []

    def test_nobody_is_looked_for_in_an_address_or_for_ever(self, monkeypatch) -> None:
        collection = one_prize()
        branch, name = collection.stock.branch, collection.reader.person.name
        once = Limit("look-ups of a test", most=1, span=timedelta(hours=1))
        monkeypatch.setattr("rewards.services.prizes.desk.LOOK_UPS", once)
        client = staff(branch)
        assert client.get(desk(branch), {"q": name}).context["found"] == []
        assert self.find(client, branch, name) == [collection]
        assert self.find(client, branch, name) == []

    def test_nobody_out_of_scope(self) -> None:
        tier, branch, other = tier_with(), BranchFactory(), BranchFactory()
        reader = ReaderFactory(challenge=tier.challenge, branch=other, nickname="Bean")
        [collection] = put_aside(award(tier, reader=reader))
        client = staff(branch)
        assert self.find(client, branch, "Bean") == []
        for do in ("look", "hand_over"):
            answer = client.post(desk(branch), {"prize": collection.pk, "do": do})
            assert answer.status_code == 404

    def test_a_queue_costs_the_same_for_each(self) -> None:
        tier, branch = tier_with(), BranchFactory()
        stock(prize_of(tier), branch, 12)
        collections = put_aside(*(award(tier, branch=branch) for _ in range(12)))
        client = staff(branch)
        counts = []
        for collection in collections:
            with statements() as sql:
                client.post(desk(branch), {"code": collection.code, "do": "look"})
            counts.append(len(sql))
            hand_over(collection_id=collection.pk, branch=branch, by=None, now=NOW)
        assert counts[-1] <= counts[1]


class TestScope:
    def test_a_desk_of_another_library_does_not_exist(self) -> None:
        assert staff(BranchFactory()).get(desk(BranchFactory())).status_code == 404

    def test_whoever_has_one_library_stands_there(self) -> None:
        branch = BranchFactory()
        answer = staff(branch).get(reverse("prize_desk:index"))
        assert answer["Location"] == desk(branch)
        BranchFactory()
        assert len(staff().get(reverse("prize_desk:index")).context["branches"]) == 2

    def test_stock_is_for_those_who_keep_it(self) -> None:
        kept = stock(PrizeFactory())
        assert staff(kept.branch).get(stock_page(kept)).status_code == 200
        assert staff(BranchFactory()).get(stock_page(kept)).status_code == 404
        director = staff(kept.branch, StaffRole.DIRECTOR)
        for address in (stock_page(kept), reverse("prize_stock:table"), desk(kept.branch)):
            assert director.get(address)["Location"] == reverse("wagtailadmin_home")


class TestStockPages:
    def test_a_delivery(self) -> None:
        prize, branch = PrizeFactory(), BranchFactory()
        client = staff(branch)
        form = {"prize": prize.pk, "branch": branch.pk, "pieces": 7, "form": str(uuid4())}
        for _ in range(2):
            client.post(reverse("prize_stock:index"), form)
        assert PrizeStock.objects.get().on_hand == 7

    def test_not_into_another_library(self) -> None:
        form = {"prize": PrizeFactory().pk, "branch": BranchFactory().pk, "pieces": 7}
        answer = staff(BranchFactory()).post(
            reverse("prize_stock:index"), form | {"form": str(uuid4())}
        )
        assert answer.status_code == 422
        assert not PrizeStock.objects.exists()

    def test_what_is_done_to_a_stock(self) -> None:
        kept, there = stock(PrizeFactory(), pieces=10), BranchFactory()
        client = staff(kept.branch)
        for data in (
            {"do": "transfer", "to": there.pk, "pieces": 3},
            {"do": "write_off", "pieces": 1, "reason": "Wet."},
            {"do": "count", "counted": 5},
        ):
            answer = client.post(stock_page(kept), data | {"form": str(uuid4())})
            assert answer.status_code == 302, data
        client.post(stock_page(kept), {"do": "warn", "low_below": 6})
        kept.refresh_from_db()
        assert (kept.on_hand, kept.is_low) == (5, True)
        assert "Wet." in client.get(stock_page(kept)).content.decode()
        assert "Order or bring more" in client.get(reverse("prize_stock:index")).content.decode()

    def test_a_refusal_keeps_what_was_typed(self) -> None:
        kept = stock(PrizeFactory(), pieces=1)
        data = {"do": "write_off", "pieces": 3, "reason": "All wet.", "form": str(uuid4())}
        answer = staff(kept.branch).post(stock_page(kept), data)
        assert answer.status_code == 422
        assert "All wet." in answer.content.decode()
        assert "Only 1 of these can go" in answer.content.decode()

    def test_every_prize_is_accounted_for_in_the_table(self) -> None:
        collection = one_prize(pieces=4)
        hand_over(collection_id=collection.pk, branch=collection.stock.branch, by=None, now=NOW)
        put_aside(award(collection.award.tier, branch=collection.reader.branch))
        client = staff(collection.stock.branch)
        file = client.get(reverse("prize_stock:table"))
        [_heading, row] = load_workbook(file_of(file)).active.iter_rows(values_only=True)
        assert row[:2] == (str(collection.stock.branch), str(collection.stock.prize))
        assert row[2:] == (4, 0, 0, 1, 0, 0, 0, 3, 1, 2, 0, 60)

    def test_what_challenges_need(self) -> None:
        tier, branch = tier_with(), BranchFactory()
        tier.challenge.branch = branch
        tier.challenge.save()
        put_aside(*(award(tier, branch=branch) for _ in range(3)))
        stock(prize_of(tier), branch, 1)
        page = staff(branch).get(reverse("prize_stock:index"))
        [(challenge, [need])] = page.context["needs"]
        assert (challenge, need.wanted, need.on_hand, need.missing) == (tier.challenge, 3, 1, 2)

    def test_one_prize_for_the_highest_tier_is_needed_once(self) -> None:
        branch = BranchFactory()
        challenge = ChallengeFactory(branch=branch, prize_rule=PrizeRule.HIGHEST)
        low, high = tier_with(challenge=challenge), tier_with(challenge=challenge)
        reader = ReaderFactory(challenge=challenge)
        award(low, reader=reader)
        award(high, reader=reader)
        [(_challenge, [need])] = staff(branch).get(reverse("prize_stock:index")).context["needs"]
        assert (need.prize, need.wanted) == (prize_of(high), 1)

    def test_it_costs_the_same_with_many_stocks(self) -> None:
        branch = BranchFactory()
        client = staff(branch)
        stock(PrizeFactory(), branch)
        client.get(reverse("prize_stock:index"))
        with statements() as few:
            client.get(reverse("prize_stock:index"))
        for _ in range(6):
            stock(PrizeFactory(), branch)
        with statements() as many:
            client.get(reverse("prize_stock:index"))
        assert len(many) == len(few)


class TestPrizes:
    def test_a_prize_of_ones_own_library(self) -> None:
        branch, other = BranchFactory(), BranchFactory()
        client = staff(branch)
        add = reverse("prizes_admin:add")
        form = {"name_en": "Cloth bag", "name_zh": "", "value_cents": 1500, "branch": branch.pk}
        assert client.post(add, form).status_code == 302
        assert client.post(add, form | {"branch": other.pk}).status_code == 200
        assert client.post(add, form | {"branch": ""}).status_code == 200

    def test_one_of_another_library_does_not_exist(self) -> None:
        prize = PrizeFactory(branch=BranchFactory())
        edit = reverse("prizes_admin:edit", args=[prize.pk])
        assert staff(BranchFactory()).get(edit).status_code == 404


def file_of(response) -> BytesIO:
    return BytesIO(b"".join(response.streaming_content))


def test_a_released_prize_says_so_at_the_desk() -> None:
    collection = one_prize()
    Collection.objects.update(state=CollectionState.RELEASED, ended_at=NOW)
    PrizeStock.objects.update(reserved=0)
    collection.award.state, collection.award.lapsed_at = "lapsed", NOW
    collection.award.save()
    branch = collection.stock.branch
    shown = staff(branch).post(desk(branch), {"code": collection.code, "do": "look"})
    assert "is not given any more" in shown.content.decode()
