"""Whatever people do in whatever order: counters, queues and history agree with the rows."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories.network import BranchFactory
from tests.factories.shifts import GroupClaimFactory, NeedFactory, ShiftFactory
from tests.factories.volunteers import RoleFactory, VolunteerFactory
from tests.volunteers.shifts import NOW, claim, codes, demand_consistent, wait
from volunteers.choices import ClaimState, ShiftState
from volunteers.errors import (
    CannotTake,
    GroupHasNoRoom,
    HandoverIsOver,
    HandoverIsYours,
    NothingToSwap,
    PeopleHaveThisRole,
    ShiftIsCancelled,
    SwapIsNotForThem,
)
from volunteers.models import Claim, GroupClaim, Handover, Need, Shift, VolunteerRules
from volunteers.services.shifts.claiming import accept_shift_offer
from volunteers.services.shifts.groups import give_back_places, take_places_for_group
from volunteers.services.shifts.handing_over import offer_handover, take_handover
from volunteers.services.shifts.moving import move_shift
from volunteers.services.shifts.planning import (
    cancel_shift,
    close_shift,
    drop_need,
    publish_shift,
    set_need,
)
from volunteers.services.shifts.releasing import (
    cannot_come,
    decide_absence,
    release_claim,
    take_off,
)
from volunteers.services.shifts.waiting_list import (
    offer_places_of,
    shifts_with_places_to_offer,
    withdraw_shift_offer,
)

NUMBER = st.integers(0, 99)
HOURS = st.integers(0, 6)


class Shifts(RuleBasedStateMachine):
    """Three shifts of one day at one library, two roles each, and five people."""

    @initialize()
    def open_shifts(self) -> None:
        VolunteerRules.objects.update_or_create(pk=1, defaults={"hours_per_day": 5})
        branch = BranchFactory()
        roles = RoleFactory.create_batch(2)
        self.shifts = [
            ShiftFactory(branch=branch, starts_at=ShiftFactory.starts_at + timedelta(hours=hours))
            for hours in (0, 1, 4)
        ]
        self.needs = [
            NeedFactory(shift=shift, role=role, places=1 + number)
            for shift in self.shifts
            for number, role in enumerate(roles)
        ]
        self.people = VolunteerFactory.create_batch(5)
        self.links: list[str] = []

    def claims(self, *states: str) -> list[Claim]:
        found = Claim.objects.filter(shift__in=self.shifts, state__in=states)
        return list(found.order_by("pk"))

    @rule(need=NUMBER, person=NUMBER)
    def sign_up(self, need: int, person: int) -> None:
        wanted, volunteer = self.needs[need % 6], self.people[person % 5]
        with suppress(CannotTake):
            claim(wanted, volunteer)

    @rule(need=NUMBER, person=NUMBER)
    def join_the_waiting_list(self, need: int, person: int) -> None:
        with suppress(CannotTake):
            wait(self.needs[need % 6], self.people[person % 5])

    @rule(number=NUMBER)
    def step_back(self, number: int) -> None:
        if current := self.claims(ClaimState.HELD, ClaimState.OFFERED, ClaimState.WAITING):
            release_claim(claim_id=current[number % len(current)].pk, now=NOW)

    @rule(number=NUMBER, is_excused=st.booleans())
    def say_late_that_they_cannot_come(self, number: int, is_excused: bool) -> None:
        if held := self.claims(ClaimState.HELD):
            chosen = held[number % len(held)]
            cannot_come(
                claim_id=chosen.pk, excuse="Ill.", now=chosen.busy_from - timedelta(hours=1)
            )
            chosen.refresh_from_db()
            if chosen.awaits_decision:
                decide_absence(claim_id=chosen.pk, is_excused=is_excused, now=NOW, by=None)

    @rule(number=NUMBER)
    def be_taken_off(self, number: int) -> None:
        if current := self.claims(ClaimState.HELD, ClaimState.WAITING):
            chosen = current[number % len(current)]
            take_off(claim_id=chosen.pk, reason="A mistake.", now=NOW, by=None)

    @rule(number=NUMBER, says_yes=st.booleans())
    def answer_an_offer(self, number: int, says_yes: bool) -> None:
        if offered := self.claims(ClaimState.OFFERED):
            chosen = offered[number % len(offered)]
            if says_yes:
                accept_shift_offer(claim_id=chosen.pk, now=NOW)
            else:
                assert withdraw_shift_offer(claim_id=chosen.pk, now=chosen.offered_until)

    @rule(need=NUMBER, places=st.integers(1, 2))
    def put_a_group_on(self, need: int, places: int) -> None:
        group = GroupClaimFactory.build(need=self.needs[need % 6], places=places)
        try:
            take_places_for_group(group, now=NOW, by=None)
        except GroupHasNoRoom:
            assert Need.objects.get(pk=group.need_id).free < places
        except ShiftIsCancelled:
            assert Shift.objects.get(pk=group.need.shift_id).is_cancelled

    @rule(number=NUMBER, fewer=st.integers(0, 1))
    def give_places_of_a_group_back(self, number: int, fewer: int) -> None:
        if groups := list(GroupClaim.objects.current().order_by("pk")):
            give_back_places(group_id=groups[number % len(groups)].pk, places=fewer, now=NOW)

    @rule(number=NUMBER, wanted=st.one_of(st.none(), st.integers(0, 2)))
    def offer_a_link(self, number: int, wanted: int | None) -> None:
        if held := self.claims(ClaimState.HELD):
            shift = None if wanted is None else self.shifts[wanted]
            link = offer_handover(claim_id=held[number % len(held)].pk, wanted=shift, now=NOW)
            self.links.append(link.code)

    @precondition(lambda self: self.links)
    @rule(number=NUMBER, person=NUMBER)
    def take_by_link(self, number: int, person: int) -> None:
        code, volunteer = self.links[number % len(self.links)], self.people[person % 5]
        try:
            taken = take_handover(code=code, volunteer_id=volunteer.pk, now=NOW)
        except (CannotTake, HandoverIsOver, HandoverIsYours, NothingToSwap, SwapIsNotForThem):
            return
        assert (taken.volunteer, taken.state) == (volunteer, ClaimState.HELD)
        with pytest.raises(HandoverIsOver):
            take_handover(code=code, volunteer_id=self.people[0].pk, now=NOW)

    @rule(number=NUMBER, hours=HOURS)
    def move(self, number: int, hours: int) -> None:
        shift = Shift.objects.get(pk=self.shifts[number % 3].pk)
        starts_at = ShiftFactory.starts_at + timedelta(hours=hours)
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        try:
            clashing = move_shift(shift_id=shift.pk, branch=shift.branch, now=NOW, by=None, **times)
        except ShiftIsCancelled:
            assert shift.is_cancelled
            return
        assert {each.state for each in clashing} <= {ClaimState.RELEASED}

    @rule(number=NUMBER, minimum=st.integers(0, 2), more=st.integers(0, 2))
    def change_a_need(self, number: int, minimum: int, more: int) -> None:
        need = self.needs[number % 6]
        try:
            set_need(
                shift_id=need.shift_id,
                role=need.role,
                minimum=minimum,
                maximum=minimum + more,
                now=NOW,
                by=None,
            )
        except ShiftIsCancelled:
            assert Shift.objects.get(pk=need.shift_id).is_cancelled

    @rule(number=NUMBER)
    def drop_a_need_that_somebody_has(self, number: int) -> None:
        need = self.needs[number % 6]
        if Claim.objects.filter(need=need).exists() or need.groups.exists():
            with pytest.raises(PeopleHaveThisRole):
                drop_need(need_id=need.pk, by=None)

    @rule(number=NUMBER, closes=st.booleans())
    def close_or_open(self, number: int, closes: bool) -> None:
        shift = Shift.objects.get(pk=self.shifts[number % 3].pk)
        if not shift.is_cancelled and shift.needs.filter(maximum__gt=0).exists():
            (close_shift if closes else publish_shift)(shift_id=shift.pk, now=NOW, by=None)

    @rule(number=st.integers(0, 9))
    def cancel(self, number: int) -> None:
        if number < 2:
            cancel_shift(shift_id=self.shifts[number].pk, reason="Rain.", now=NOW)
            assert not Claim.objects.current().filter(shift=self.shifts[number]).exists()
            assert not GroupClaim.objects.current().filter(need__shift=self.shifts[number]).exists()

    @rule()
    def a_minute_passes(self) -> None:
        """Then nobody waits for a place that is free and that they may take."""
        for shift_id in shifts_with_places_to_offer(now=NOW):
            offer_places_of(shift_id=shift_id, now=NOW)
        for each in Claim.objects.filter(state=ClaimState.WAITING).select_related("need__shift"):
            if each.need.free and each.need.shift.state == ShiftState.PUBLISHED:
                own = {"without": {each.pk}, "ignoring": {"full"}}
                assert codes(each.volunteer, each.need, **own)

    @invariant()
    def counters_are_what_the_rows_say(self) -> None:
        demand_consistent()

    @invariant()
    def who_is_off_a_shift_has_no_link_to_it(self) -> None:
        open_links = Handover.objects.filter(accepted_at=None, closed_at=None)
        assert not open_links.exclude(claim__state=ClaimState.HELD).exists()


@pytest.mark.django_db
def test_whatever_happens_counters_are_what_the_rows_say():
    run_state_machine_as_test(
        Shifts,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            # Shrinking over a database takes minutes, and a failure names its steps anyway.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
