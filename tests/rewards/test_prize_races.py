"""The last prize and the same prize, on real connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from rewards.errors import PrizeCollectedAlready, PrizeNotHereYet
from rewards.models import Award, Collection, PrizeStock, StockLine
from rewards.services.prizes.giving_up import fall_back, release_lapsed
from rewards.services.prizes.handing_over import hand_over, undo_hand_over
from rewards.services.prizes.putting_aside import put_aside_for_awards
from rewards.services.prizes.stock import transfer
from tests.factories.network import BranchFactory
from tests.racing import race
from tests.rewards.prizes import (
    NOW,
    award,
    collection_of,
    demand_prizes_in_order,
    lapse,
    one_prize,
    prize_of,
    put_aside,
    stock,
    tier_with,
)

pytestmark = pytest.mark.django_db(transaction=True)


def handing(collection: Collection, branch=None) -> Callable[[], Collection]:
    return partial(
        hand_over,
        collection_id=collection.pk,
        branch=branch or collection.stock.branch,
        by=None,
        now=NOW,
    )


def kinds(answers: list) -> Counter:
    return Counter(type(answer) for answer in answers)


def test_two_desks_hand_out_the_last_prize() -> None:
    """Both readers wait elsewhere; where the desks stand lies one piece."""
    tier, desk = tier_with(), BranchFactory()
    waiting = put_aside(award(tier), award(tier))
    stock(prize_of(tier), desk, 1)
    answers = race(*(handing(each, desk) for each in waiting))
    assert kinds(answers) == {Collection: 1, PrizeNotHereYet: 1}
    assert PrizeStock.objects.get(branch=desk).on_hand == 0
    demand_prizes_in_order()


def test_the_same_award_is_given_once_whichever_desk_is_faster() -> None:
    collection = one_prize(pieces=3)
    elsewhere = [stock(collection.stock.prize).branch for _ in range(3)]
    desks = [collection.stock.branch, *elsewhere] * 2
    answers = race(*(handing(collection, desk) for desk in desks))
    assert kinds(answers) == {Collection: 1, PrizeCollectedAlready: 7}
    assert StockLine.objects.filter(kind="collected").count() == 1
    demand_prizes_in_order()


def test_a_prize_is_put_aside_once_however_often_its_news_comes() -> None:
    tier, branch = tier_with(), BranchFactory()
    awards = [award(tier, branch=branch).pk for _ in range(4)]
    stock(prize_of(tier), branch, 2)
    race(*[partial(put_aside_for_awards, awards, now=NOW)] * 6)
    assert Counter(Collection.objects.values_list("state", flat=True)) == {
        "reserved": 2,
        "waiting": 2,
    }
    demand_prizes_in_order()


def test_a_tier_is_lost_while_its_prize_is_handed_over() -> None:
    """The next in line gets the piece, or the reader has it; never both."""
    collection = one_prize()
    waits = put_aside(award(collection.award.tier, branch=collection.reader.branch))[0]
    lapse(collection.award)
    race(handing(collection), partial(release_lapsed, [collection.award.pk], now=NOW))
    assert collection_of(waits.award).is_reserved
    assert not Collection.objects.filter(state="collected").exists()
    demand_prizes_in_order()


def test_all_at_once() -> None:
    """Desks, the clock, a transfer and an undoing cross each other; no two wait for each other."""
    tier, here, there = tier_with(), BranchFactory(), BranchFactory()
    prize = prize_of(tier)
    kept, other = stock(prize, here, 6), stock(prize, there, 6)
    collections = put_aside(
        *(award(tier, branch=branch) for branch in [here, there] * 5),
    )
    gone = handing(collections[0])()
    race(
        *(handing(each, there) for each in collections[2:6]),
        *(handing(each, here) for each in collections[5:9]),
        partial(undo_hand_over, collection_id=gone.pk, reason="Torn.", by=None, now=NOW),
        partial(fall_back, now=NOW.replace(year=2027)),
        partial(transfer, stock_id=kept.pk, to=there, pieces=1, form="a", now=NOW, by=None),
        partial(transfer, stock_id=other.pk, to=here, pieces=1, form="b", now=NOW, by=None),
    )
    assert Award.objects.count() == 10
    demand_prizes_in_order()
