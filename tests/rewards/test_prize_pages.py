"""The pages of prizes that readers see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from notifications.models import OutboxMessage
from notifications.services.kinds import Letter, kinds
from rewards.choices import CollectionState, PrizeMessage
from rewards.models import Collection
from rewards.services.prizes.codes import prize_url, read_code
from rewards.services.prizes.giving_up import fall_back
from rewards.services.prizes.own import prizes_of_reader
from tests.factories.people import ChildFactory, HouseholdFactory
from tests.factories.rewards import PrizeFactory, ReaderFactory
from tests.rewards.prizes import NOW, award, one_prize, put_aside, stock, tier_with
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock(NOW)


def signed_in(collection: Collection) -> Client:
    client = Client()
    client.force_login(collection.reader.person.user)
    return client


def own(collection: Collection) -> str:
    return reverse("own_prize", args=[collection.reader_id, collection.pk])


def letter(kind: PrizeMessage) -> Letter:
    message = OutboxMessage.objects.get(kind=kind)
    worded = kinds[kind](message, NOW)
    assert worded
    return worded


class TestTheCode:
    def test_it_opens_a_page_that_names_nobody(self, client) -> None:
        collection = one_prize()
        page = client.get(reverse("prize", args=[collection.code.lower()]))
        assert page.status_code == 200
        body = page.content.decode()
        assert collection.reader.person.name not in body
        assert str(collection.stock.branch) in body
        assert "noindex" in page["X-Robots-Tag"]

    def test_the_qr_code_holds_an_address_in_capitals(self, client) -> None:
        collection = one_prize()
        assert prize_url(collection).endswith(f"/P/{collection.code}")
        assert prize_url(collection) == prize_url(collection).upper()
        answer = client.get(f"/P/{collection.code}")
        assert answer["Location"] == reverse("prize", args=[collection.code.lower()])
        picture = client.get(reverse("prize_picture", args=[collection.code.lower()]))
        assert picture["Content-Type"] == "image/png"

    @pytest.mark.parametrize(
        "typed",
        ["{}", "  {} ", "HTTPS://LIBRARY.EXAMPLE/P/{}", "https://library.example/p/{}/"],
    )
    def test_however_it_is_typed(self, typed) -> None:
        code = one_prize().code
        assert read_code(typed.format(code)) == code
        assert read_code(typed.format(code.lower())) == code

    def test_with_gaps(self) -> None:
        code = one_prize().code
        assert read_code(f"{code[:4]} {code[4:8]}-{code[8:]}") == code
        assert read_code("Lin Yue") is None

    def test_a_code_that_nobody_has(self, client) -> None:
        assert client.get(reverse("prize", args=["a" * 26])).status_code == 404


class TestOnesOwn:
    def test_another_library(self) -> None:
        collection = one_prize()
        there = stock(collection.stock.prize).branch
        client = signed_in(collection)
        where = f"{collection.stock.prize_id}-{there.pk}"
        answer = client.post(own(collection), {"where": where}, follow=True)
        assert "It lies aside for you there." in answer.content.decode()
        collection.refresh_from_db()
        assert collection.stock.branch == there

    def test_a_substitute_or_waiting(self) -> None:
        bag, pencil = PrizeFactory(), PrizeFactory()
        [collection] = put_aside(award(tier_with(bag, pencil)))
        there = stock(pencil).branch
        page = signed_in(collection).get(own(collection)).content.decode()
        assert f"Instead: {pencil}" in page
        assert str(there) in page

    def test_gone_in_the_meantime(self) -> None:
        collection = one_prize()
        client = signed_in(collection)
        answer = client.post(own(collection), {"where": f"{collection.stock.prize_id}-0"})
        assert answer.status_code == 422

    def test_again_after_it_went_back(self) -> None:
        collection = one_prize()
        fall_back(now=NOW + timedelta(days=31))
        client = signed_in(collection)
        where = f"{collection.stock.prize_id}-{collection.stock.branch_id}"
        client.post(own(collection), {"where": where})
        states = Collection.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [CollectionState.FELL_BACK, CollectionState.RESERVED]

    def test_of_ones_child(self) -> None:
        household = HouseholdFactory()
        child = ChildFactory(household=household).person
        tier = tier_with()
        reader = ReaderFactory(challenge=tier.challenge, person=child, nickname="Bean")
        [collection] = put_aside(award(tier, reader=reader))
        client = Client()
        client.force_login(household.memberships.get(role="holder").person.user)
        assert "Bean" in client.get(own(collection)).content.decode()

    def test_nobody_elses(self) -> None:
        collection, other = one_prize(), one_prize()
        client = signed_in(other)
        assert client.get(own(collection)).status_code == 404
        mixed = reverse("own_prize", args=[other.reader_id, collection.pk])
        assert client.get(mixed).status_code == 404
        assert Client().get(own(collection)).status_code == 302

    def test_it_costs_the_same_with_many_libraries(self) -> None:
        collection = one_prize()
        client = signed_in(collection)
        client.get(own(collection))
        with statements() as few:
            client.get(own(collection))
        for _ in range(8):
            stock(collection.stock.prize)
        with statements() as many:
            client.get(own(collection))
        assert len(many) == len(few)

    def test_the_latest_of_each_award(self) -> None:
        collection = one_prize()
        fall_back(now=NOW + timedelta(days=31))
        with statements() as sql:
            assert prizes_of_reader(collection.reader) == [collection]
        assert len(sql) == 1


class TestLetters:
    def test_the_code_is_in_the_link_alone(self) -> None:
        collection = one_prize()
        told = letter(PrizeMessage.READY)
        assert told.title == f"Your prize is ready: {collection.reader.challenge}"
        assert collection.code.lower() in told.link.url
        assert collection.code not in told.title

    def test_nothing_is_said_that_is_not_so_any_more(self) -> None:
        one_prize()
        Collection.objects.update(state=CollectionState.COLLECTED, collected_at=NOW)
        message = OutboxMessage.objects.get(kind=PrizeMessage.READY)
        assert kinds[PrizeMessage.READY](message, NOW) is None

    def test_it_can_be_asked_for_again(self) -> None:
        one_prize()
        fall_back(now=NOW + timedelta(days=31))
        assert "31 Mar 2027" in letter(PrizeMessage.FELL_BACK).text
