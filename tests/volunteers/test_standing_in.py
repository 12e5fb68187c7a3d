"""Somebody says late that they cannot come: whoever fits best is asked at once."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from core.constraints import violated_constraint
from notifications.models import OutboxMessage
from tests.factories.events import STARTS_AT
from tests.factories.shifts import NeedFactory
from tests.factories.volunteers import VolunteerFactory
from tests.racing import race
from tests.volunteers.shifts import claim, demand_consistent, wait
from volunteers.choices import ASKED_TO_STAND_IN, ClaimMessage, ClaimState
from volunteers.models import Claim, VolunteerRules
from volunteers.services.filling.standing_in import find_stand_ins, shifts_without_stand_ins
from volunteers.services.shifts.claiming import accept_shift_offer
from volunteers.services.shifts.handing_over import offer_handover, take_handover
from volunteers.services.shifts.releasing import cannot_come, decide_absence, release_claim
from volunteers.services.shifts.waiting_list import withdraw_shift_offer
from volunteers.signals import place_fell_free_late
from volunteers.tasks import offer_places

HOUR = timedelta(hours=1)

# The evening before; until two days before, places can simply be given back.
NOW = STARTS_AT - 20 * HOUR


def fall_free(*held, now=NOW):
    for each in held:
        cannot_come(claim_id=each.pk, excuse="Ill.", now=now)


def stand_ins(need, *, now=NOW):
    return find_stand_ins(shift_id=need.shift_id, now=now)


@pytest.fixture
def need(db):
    return NeedFactory()


@pytest.fixture
def held(need):
    return claim(need, VolunteerFactory())


@pytest.mark.django_db
class TestWhoIsAsked:
    def test_the_one_whom_it_fits_best_until_half_of_the_time_is_over(self, need, held):
        _plain, likes = VolunteerFactory(), VolunteerFactory()
        likes.interests.add(need.role)
        fall_free(held)
        [asked] = stand_ins(need)
        assert (asked.volunteer, asked.state, asked.stands_in_for) == (likes, "offered", held)
        assert asked.offered_until == NOW + 10 * HOUR
        assert [each.reason for each in asked.changes.all()] == [ASKED_TO_STAND_IN]
        letter = OutboxMessage.objects.get(kind=ClaimMessage.ASKED)
        assert letter.address == likes.person.user.email
        assert stand_ins(need) == []
        demand_consistent()

    def test_no_longer_than_the_rules_say(self, need, held):
        VolunteerRules.objects.update_or_create(pk=1, defaults={"offer_minutes": 90})
        VolunteerFactory()
        fall_free(held)
        assert stand_ins(need)[0].offered_until == NOW + 1.5 * HOUR

    def test_who_waits_goes_first(self, need, held):
        waiting = wait(need, VolunteerFactory())
        VolunteerFactory()
        fall_free(held)
        assert stand_ins(need) == []
        assert Claim.objects.get(state=ClaimState.OFFERED) == waiting

    def test_the_next_where_the_first_says_no_or_nothing_and_nobody_twice(self, need, held):
        VolunteerFactory.create_batch(2)
        fall_free(held)
        [first] = stand_ins(need)
        release_claim(claim_id=first.pk, now=NOW)
        [second] = stand_ins(need)
        withdraw_shift_offer(claim_id=second.pk, now=second.offered_until)
        assert {first.volunteer, second.volunteer, held.volunteer} == {
            each.volunteer for each in Claim.objects.all()
        }
        assert stand_ins(need, now=second.offered_until) == []

    def test_nobody_where_somebody_else_has_taken_the_place(self, need, held):
        VolunteerFactory()
        fall_free(held)
        claim(need, VolunteerFactory(), now=NOW)
        assert stand_ins(need) == []

    def test_nobody_where_it_was_given_back_in_time(self, need, held):
        VolunteerFactory()
        release_claim(claim_id=held.pk, now=NOW - 2 * timedelta(days=1))
        assert shifts_without_stand_ins(now=NOW) == []

    def test_nobody_who_could_not_get_there_any_more(self, need, held):
        VolunteerFactory()
        fall_free(held, now=STARTS_AT - HOUR / 2)
        assert stand_ins(need, now=STARTS_AT - HOUR / 2) == []

    def test_one_for_each_place_and_not_for_those_that_were_always_free(self):
        need = NeedFactory(places=4)
        held = [claim(need, VolunteerFactory()) for _place in range(2)]
        VolunteerFactory.create_batch(4)
        fall_free(*held)
        assert [each.stands_in_for for each in stand_ins(need)] == held
        assert stand_ins(need) == []
        demand_consistent()

    def test_one_for_a_stand_in_who_cannot_come_either(self):
        need = NeedFactory(places=3)
        held = claim(need, VolunteerFactory())
        VolunteerFactory.create_batch(3)
        fall_free(held)
        decide_absence(claim_id=held.pk, is_excused=True, now=NOW, by=None)
        [first] = stand_ins(need)
        accept_shift_offer(claim_id=first.pk, now=NOW)
        fall_free(first)
        assert [each.stands_in_for for each in stand_ins(need)] == [first]

    def test_nobody_where_the_stand_in_hands_the_place_over(self):
        need = NeedFactory(places=2)
        held = claim(need, VolunteerFactory())
        other, _third = VolunteerFactory.create_batch(2)
        fall_free(held)
        [asked] = stand_ins(need)
        accept_shift_offer(claim_id=asked.pk, now=NOW)
        code = offer_handover(claim_id=asked.pk, now=NOW).code
        taker = VolunteerFactory() if asked.volunteer == other else other
        assert take_handover(code=code, volunteer_id=taker.pk, now=NOW).stands_in_for == held
        assert stand_ins(need) == []


@pytest.mark.django_db
def test_it_is_told_once_it_is_certain(need, held, django_capture_on_commit_callbacks):
    heard = []

    def hear(shift_id, **kwargs):
        heard.append(shift_id)

    place_fell_free_late.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            fall_free(held)
            assert heard == []
    finally:
        place_fell_free_late.disconnect(hear)
    assert heard == [need.shift_id]


@pytest.mark.django_db
def test_what_was_missed_is_made_up_for_within_a_minute(need, held, set_clock):
    VolunteerFactory()
    fall_free(held)
    set_clock(NOW)
    offer_places(timestamp=0)
    assert Claim.objects.get(state=ClaimState.OFFERED).stands_in_for == held


@pytest.mark.django_db
def test_the_database_says_no_to_a_second_one():
    need = NeedFactory(places=2)
    held = claim(need, VolunteerFactory())
    VolunteerFactory()
    fall_free(held)
    stand_ins(need)
    other = claim(need, VolunteerFactory())
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Claim.objects.filter(pk=other.pk).update(stands_in_for=held)
    assert violated_constraint(refusal.value) == "claim_one_stand_in_at_a_time"


@pytest.mark.django_db(transaction=True)
def test_five_who_look_at_once_ask_one_and_a_place_is_given_once():
    need = NeedFactory(places=2)
    held = claim(need, VolunteerFactory())
    claim(need, VolunteerFactory())
    VolunteerFactory.create_batch(3)
    fall_free(held)
    race(*[partial(stand_ins, need)] * 5, partial(claim, need, VolunteerFactory(), now=NOW))
    assert Claim.objects.holding().count() == 2
    demand_consistent()
