"""The last place and the same evening, on real connections."""

from collections import Counter
from datetime import timedelta
from functools import partial
from random import shuffle

import pytest

from tests.factories.events import STARTS_AT
from tests.factories.shifts import NeedFactory
from tests.factories.volunteers import VolunteerFactory
from tests.racing import race
from tests.volunteers.shifts import NOW, claim, claiming, demand_consistent, wait
from volunteers.choices import ClaimState
from volunteers.errors import CannotTake, HandoverIsOver
from volunteers.models import Claim, Need
from volunteers.services.shifts.handing_over import offer_handover, take_handover
from volunteers.services.shifts.moving import move_shift
from volunteers.services.shifts.releasing import release_claim
from volunteers.services.shifts.waiting_list import offer_places_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_forty_people_want_five_places():
    need = NeedFactory(places=5)
    answers = race(*(claiming(need, each) for each in VolunteerFactory.create_batch(40)))
    assert Counter(type(answer) for answer in answers) == {Claim: 5, CannotTake: 35}
    assert {answer.code for answer in answers if isinstance(answer, CannotTake)} == {"full"}
    assert Need.objects.get().taken == 5
    demand_consistent()


def test_of_ten_overlapping_claims_of_one_volunteer_one_stands():
    volunteer = VolunteerFactory()
    needs = [
        NeedFactory(places=3, shift__starts_at=STARTS_AT + timedelta(minutes=10 * n))
        for n in range(10)
    ]
    answers = race(*(claiming(need, volunteer) for need in needs))
    assert Counter(type(answer) for answer in answers) == {Claim: 1, CannotTake: 9}
    assert {answer.code for answer in answers if isinstance(answer, CannotTake)} == {"overlap"}
    assert Claim.objects.count() == 1
    demand_consistent()


def test_an_impatient_thumb_signs_up_once():
    need, volunteer = NeedFactory(places=3), VolunteerFactory()
    assert len({answer.pk for answer in race(*[claiming(need, volunteer)] * 10)}) == 1
    demand_consistent()


def test_a_link_is_taken_by_the_first():
    need = NeedFactory()
    held = claim(need, VolunteerFactory())
    link = offer_handover(claim_id=held.pk, now=NOW)
    takers = VolunteerFactory.create_batch(10)
    answers = race(
        *(
            partial(take_handover, code=link.code, volunteer_id=taker.pk, now=NOW)
            for taker in takers
        )
    )
    assert Counter(type(answer) for answer in answers) == {Claim: 1, HandoverIsOver: 9}
    demand_consistent()


def test_two_people_take_each_others_places_at_once_by_links():
    """Each holds one of the two and takes the other: unordered locks would deadlock here."""
    needs = [NeedFactory(), NeedFactory(shift__starts_at=STARTS_AT + timedelta(days=2))]
    people = VolunteerFactory.create_batch(2)
    held = [claim(need, each) for need, each in zip(needs, people, strict=True)]
    links = [offer_handover(claim_id=each.pk, now=NOW) for each in held]
    race(
        *(
            partial(take_handover, code=link.code, volunteer_id=other.pk, now=NOW)
            for link, other in zip(links, reversed(people), strict=True)
        )
    )
    holders = Claim.objects.holding().order_by("need").values_list("volunteer", flat=True)
    assert list(holders) == [people[1].pk, people[0].pk]
    demand_consistent()


def test_everyone_steps_back_while_the_shift_is_moved_and_others_come():
    need = NeedFactory(places=6)
    there = [claim(need, each) for each in VolunteerFactory.create_batch(6)]
    waiting = [wait(need, each) for each in VolunteerFactory.create_batch(6)]
    shift = need.shift
    attempts = [
        *(partial(release_claim, claim_id=each.pk, now=NOW) for each in there[:4] + waiting[:2]),
        *(claiming(need, each) for each in VolunteerFactory.create_batch(6)),
        *(
            partial(
                move_shift,
                shift_id=shift.pk,
                starts_at=shift.starts_at + timedelta(hours=hours),
                ends_at=shift.ends_at + timedelta(hours=hours),
                branch=shift.branch,
                now=NOW,
                by=None,
            )
            for hours in (1, 2, 3)
        ),
    ]
    shuffle(attempts)
    race(*attempts)
    demand_consistent()
    offer_places_of(shift_id=shift.pk, now=NOW)
    states = Counter(Claim.objects.values_list("state", flat=True))
    assert states[ClaimState.OFFERED] == 4
    assert Need.objects.get().taken == 6
