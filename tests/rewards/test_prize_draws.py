"""Prizes by lot: anyone can draw again, and winners have their prize put aside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import ConsentPurpose
from accounts.models import Consent, ConsentText
from core import draw as lots
from events.errors import (
    DrawIsOver,
    DrawListNotPublished,
    DrawNumberKnownTooEarly,
    DrawNumberNotKnownYet,
)
from rewards.errors import NobodyToDrawAmong
from rewards.models import Collection, PrizeDraw, PrizeDrawEntry
from rewards.services.draws.drawing import (
    draw_prizes,
    lists_to_publish,
    publish_list,
    winners_told,
)
from rewards.services.prizes.handing_over import hand_over
from tests.factories.draws import DrawFactory
from tests.factories.network import BranchFactory
from tests.factories.rewards import PrizeFactory, ReaderFactory
from tests.factories.staff import StaffScopeFactory
from tests.rewards.prizes import NOW, award, demand_prizes_in_order, stock, tier_with

pytestmark = pytest.mark.django_db

KNOWN_AT = NOW + timedelta(hours=1)
AFTERWARDS = KNOWN_AT + timedelta(minutes=1)


def prize_draw(readers: int = 5, places: int = 2) -> PrizeDraw:
    """Of a prize of which enough lie at the library of all readers."""
    tier, branch, prize = tier_with(), BranchFactory(), PrizeFactory()
    for _ in range(readers):
        award(tier, branch=branch)
    ReaderFactory(challenge=tier.challenge)
    stock(prize, branch)
    return PrizeDraw.objects.create(
        challenge=tier.challenge,
        tier=tier,
        prize=prize,
        places=places,
        draw=DrawFactory(number_known_at=KNOWN_AT),
    )


def drawn(made: PrizeDraw) -> PrizeDraw:
    publish_list(prize_draw_id=made.pk, now=NOW)
    draw_prizes(prize_draw_id=made.pk, number="3210.5", by=None, now=AFTERWARDS)
    made.refresh_from_db()
    return made


class TestDrawing:
    def test_it_can_be_drawn_again(self) -> None:
        made = drawn(prize_draw())
        outcome = lots.draw(made.draw.entries, "3210.5")
        won = made.entries.filter(has_won=True).order_by("place")
        assert [entry.code for entry in won] == outcome.winners
        assert len(outcome.winners) == 2
        assert made.draw.entries_sha256 == lots.fingerprint(made.draw.entries)

    def test_winners_have_their_prize_put_aside_and_the_others_nothing(self) -> None:
        made = drawn(prize_draw())
        collections = Collection.objects.told()
        assert {each.draw_entry_id for each in collections} == set(
            made.entries.filter(has_won=True).values_list("pk", flat=True)
        )
        assert all(each.is_reserved and each.stock.prize == made.prize for each in collections)
        first = collections[0]
        handed = hand_over(
            collection_id=first.pk, branch=first.stock.branch, by=None, now=AFTERWARDS
        )
        assert handed.is_collected
        demand_prizes_in_order()

    def test_only_those_of_the_tier_take_part(self) -> None:
        made = prize_draw(readers=3)
        publish_list(prize_draw_id=made.pk, now=NOW)
        publish_list(prize_draw_id=made.pk, now=NOW)
        assert made.entries.count() == 3

    def test_everybody_with_a_record(self) -> None:
        made = prize_draw(readers=3)
        PrizeDraw.objects.update(tier=None)
        publish_list(prize_draw_id=made.pk, now=NOW)
        assert PrizeDrawEntry.objects.count() == 3

    def test_whoever_has_left_since_gets_none(self) -> None:
        made = prize_draw(readers=2)
        publish_list(prize_draw_id=made.pk, now=NOW)
        gone = made.entries.first().reader
        gone.left_at = NOW
        gone.save()
        draw_prizes(prize_draw_id=made.pk, number="1", by=None, now=AFTERWARDS)
        assert Collection.objects.get().reader != gone

    def test_in_this_order_only(self) -> None:
        made = prize_draw()
        drawing = {"prize_draw_id": made.pk, "number": "1", "by": None}
        with pytest.raises(DrawListNotPublished):
            draw_prizes(now=AFTERWARDS, **drawing)
        with pytest.raises(DrawNumberKnownTooEarly):
            publish_list(prize_draw_id=made.pk, now=AFTERWARDS)
        publish_list(prize_draw_id=made.pk, now=NOW)
        with pytest.raises(DrawNumberNotKnownYet):
            draw_prizes(now=NOW, **drawing)
        draw_prizes(now=AFTERWARDS, **drawing)
        with pytest.raises(DrawIsOver):
            draw_prizes(now=AFTERWARDS, **drawing)

    def test_not_among_nobody(self) -> None:
        with pytest.raises(NobodyToDrawAmong):
            publish_list(prize_draw_id=prize_draw(readers=0).pk, now=NOW)

    def test_the_list_is_published_in_time_by_itself(self) -> None:
        made = prize_draw()
        assert lists_to_publish(now=NOW) == []
        assert lists_to_publish(now=KNOWN_AT - timedelta(minutes=20)) == [made.pk]

    def test_only_who_agreed_is_named_and_masked(self) -> None:
        made = drawn(prize_draw(readers=2))
        named = made.entries.get(place=1).reader
        text = ConsentText.objects.filter(purpose=ConsentPurpose.AWARD_LIST).latest("version")
        assert named.person
        Consent.objects.create(person=named.person, text=text, given_at=NOW)
        assert [bool(name) for _code, name in winners_told(made)] == [True, False]
        assert named.person.name not in str(winners_told(made))


class TestPages:
    @pytest.fixture(autouse=True)
    def _now(self, set_clock) -> None:
        set_clock(NOW)

    def test_the_public_page_tells_the_result(self, client) -> None:
        made = drawn(prize_draw())
        page = client.get(reverse("prize_draw", args=[made.pk])).content.decode()
        assert made.draw.entries_sha256 in page
        assert all(code in page for code, _name in winners_told(made))
        file = client.get(reverse("prize_draw_entries", args=[made.pk]))
        assert file.content.decode() == made.draw.entries

    def test_no_list_before_it_is_published(self, client) -> None:
        made = prize_draw()
        assert client.get(reverse("prize_draw_entries", args=[made.pk])).status_code == 404

    def test_a_family_sees_its_own_names_alone(self) -> None:
        made = drawn(prize_draw())
        first, second = made.entries.order_by("place")[:2]
        client = Client()
        client.force_login(first.reader.person.user)
        page = client.get(reverse("own_prize_draw", args=[made.pk])).content.decode()
        assert first.code in page
        assert second.code not in page

    def test_named_published_and_drawn_in_the_admin(self, set_clock) -> None:
        tier, branch = tier_with(), BranchFactory()
        tier.challenge.branch = branch
        tier.challenge.save()
        award(tier, branch=branch)
        client = Client()
        client.force_login(StaffScopeFactory(branch=branch).user)
        form = {
            "among": f"{tier.challenge_id}-{tier.pk}",
            "prize": PrizeFactory().pk,
            "places": 1,
            "number_name_en": "lottery of 1 June",
            "number_name_zh": "6月1日彩票",
            "number_known_at": "2026-06-01 13:00",
        }
        address = client.post(reverse("prize_draws:index"), form)["Location"]
        client.post(address, {"do": "publish"})
        set_clock(NOW + timedelta(hours=2))
        client.post(address, {"do": "draw", "number": "12", "is_right": "on"})
        assert PrizeDraw.objects.get().draw.is_drawn
        assert "The result stands" in client.get(address).content.decode()

    def test_a_draw_of_others_does_not_exist(self) -> None:
        made = prize_draw()
        client = Client()
        client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
        assert client.get(reverse("prize_draws:draw", args=[made.pk])).status_code == 404
