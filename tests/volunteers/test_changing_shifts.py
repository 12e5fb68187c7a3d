"""Stepping back, being put on and taken off, moving, cancelling, handing over; and the letters."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.constraints import violated_constraint
from events.services.making.event_cancellation import cancel_event
from events.services.making.sessions import cancel_session
from notifications.models import OutboxMessage
from notifications.services.outbox import worded
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, UserFactory
from tests.factories.shifts import NeedFactory, ShiftFactory
from tests.factories.volunteers import CredentialKindFactory, RoleFactory, VolunteerFactory
from tests.volunteers.shifts import NOW, claim, demand_consistent, wait
from volunteers.choices import ClaimState, ShiftState
from volunteers.errors import (
    CannotPassOver,
    CannotTake,
    HandoverIsOver,
    HandoverIsYours,
    NobodyIsNeeded,
    NothingToDecide,
    NothingToSwap,
    PeopleHaveThisRole,
    ReasonNeeded,
    ShiftEndsBeforeItStarts,
    ShiftHasBegun,
    ShiftIsCancelled,
    ShiftOfferIsOver,
    SignUpIsOver,
    SwapIsNotForThem,
    TooLateToGiveBack,
)
from volunteers.models import Claim, ClaimChange, Need, Shift
from volunteers.services.shifts.claiming import Override, accept_shift_offer
from volunteers.services.shifts.handing_over import (
    handover_of,
    keep_after_all,
    offer_handover,
    take_handover,
)
from volunteers.services.shifts.moving import move_shift, who_would_lose
from volunteers.services.shifts.planning import (
    cancel_shift,
    close_shift,
    drop_need,
    make_shift,
    publish_shift,
    set_need,
)
from volunteers.services.shifts.reconciliation import shifts
from volunteers.services.shifts.releasing import (
    cannot_come,
    decide_absence,
    release_claim,
    take_off,
)
from volunteers.services.shifts.reminders import queue_shift_reminders
from volunteers.services.shifts.waiting_list import withdraw_shift_offer

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def need():
    return NeedFactory()


@pytest.fixture
def held(need):
    return claim(need, VolunteerFactory())


def kinds():
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True))


def letter(kind, *, now=NOW):
    return worded(OutboxMessage.objects.filter(kind=kind).latest("pk"), now=now)


def state_of(claim):
    return Claim.objects.get(pk=claim.pk).state


def moved(shift, delta, **options):
    options.setdefault("branch", shift.branch)
    return move_shift(
        shift_id=shift.pk,
        starts_at=shift.starts_at + delta,
        ends_at=shift.ends_at + delta,
        now=NOW,
        by=None,
        **options,
    )


class TestTheDatabaseSaysNo:
    """Whatever the code does."""

    @staticmethod
    def refused_by():
        class Refusal:
            name: str | None = None

            def __enter__(self):
                self.atomic = transaction.atomic()
                self.atomic.__enter__()
                return self

            def __exit__(self, kind, error, traceback):
                self.atomic.__exit__(kind, error, traceback)
                assert isinstance(error, IntegrityError)
                self.name = violated_constraint(error)
                return True

        return Refusal()

    def test_to_more_people_than_a_need_has_room_for(self, need):
        with self.refused_by() as refusal:
            Need.objects.filter(pk=need.pk).update(taken=2)
        assert refusal.name == "need_is_not_over_full"

    def test_to_one_person_in_two_places(self, held):
        other = NeedFactory(shift__starts_at=held.busy_from + HOUR)
        with self.refused_by() as refusal:
            Claim.objects.create(
                shift=other.shift,
                need=other,
                volunteer=held.volunteer,
                person=held.person,
                state=ClaimState.HELD,
                busy_from=other.shift.starts_at,
                busy_until=other.shift.ends_at,
            )
        assert refusal.name == "person_is_on_one_shift_at_a_time"

    def test_to_other_times_than_those_of_the_shift(self, held):
        with self.refused_by() as refusal:
            Claim.objects.filter(pk=held.pk).update(busy_from=held.busy_from + HOUR)
        assert refusal.name == "claim_is_busy_while_the_shift_lasts"

    def test_to_the_need_of_another_shift(self, held):
        with self.refused_by() as refusal:
            Claim.objects.filter(pk=held.pk).update(need=NeedFactory())
        assert refusal.name == "claim_need_of_same_shift"

    def test_to_the_name_of_somebody_else(self, held):
        with self.refused_by() as refusal:
            Claim.objects.filter(pk=held.pk).update(person=VolunteerFactory().person)
        assert refusal.name == "claim_volunteer_is_the_person"

    def test_to_a_changed_history(self, held):
        with self.refused_by() as refusal:
            ClaimChange.objects.filter(claim=held).update(state=ClaimState.RELEASED)
        assert refusal.name == "claim_history_stands"


class TestSteppingBack:
    def test_in_time(self, held, need):
        last_moment = held.busy_from - 48 * HOUR
        release_claim(claim_id=held.pk, now=last_moment)
        release_claim(claim_id=held.pk, now=last_moment)
        assert state_of(held) == ClaimState.RELEASED
        assert list(held.changes.values_list("state", flat=True)) == ["held", "released"]
        assert kinds() == ["shift-claimed", "shift-released"]
        demand_consistent()

    def test_too_late_without_a_word(self, held):
        with pytest.raises(TooLateToGiveBack):
            release_claim(claim_id=held.pk, now=held.busy_from - 47 * HOUR)

    @pytest.mark.parametrize(
        ("is_excused", "state", "title"),
        [(True, ClaimState.EXCUSED, "Excused"), (False, ClaimState.LATE, "Not excused")],
    )
    def test_late_with_a_word_that_is_forgotten_once_decided(
        self, held, need, is_excused, state, title
    ):
        waiting = wait(need, VolunteerFactory())
        late = held.busy_from - HOUR
        said = cannot_come(claim_id=held.pk, excuse="Fever.", now=late)
        assert (said.state, said.excuse, said.awaits_decision) == (ClaimState.LATE, "Fever.", True)
        assert state_of(waiting) == ClaimState.OFFERED
        decided = decide_absence(claim_id=held.pk, is_excused=is_excused, now=late, by=None)
        assert (decided.state, decided.excuse) == (state, "")
        assert letter("shift-decided").title.startswith(title)
        with pytest.raises(NothingToDecide):
            decide_absence(claim_id=held.pk, is_excused=True, now=late, by=None)
        demand_consistent()

    def test_a_word_in_time_is_giving_back(self, held):
        assert cannot_come(claim_id=held.pk, excuse="", now=NOW).state == ClaimState.RELEASED

    def test_what_has_begun_is_too_late(self, held):
        with pytest.raises(ShiftHasBegun):
            cannot_come(claim_id=held.pk, excuse="", now=held.busy_from)

    def test_who_is_not_on_it_need_not_say_anything(self, held):
        release_claim(claim_id=held.pk, now=NOW)
        with pytest.raises(SignUpIsOver):
            cannot_come(claim_id=held.pk, excuse="", now=NOW)


class TestWaiting:
    def test_offers_go_round_in_the_order_of_asking(self, held, need):
        first, second = (wait(need, each) for each in VolunteerFactory.create_batch(2))
        release_claim(claim_id=held.pk, now=NOW)
        first.refresh_from_db()
        assert (first.state, state_of(second)) == (ClaimState.OFFERED, ClaimState.WAITING)
        assert not withdraw_shift_offer(claim_id=first.pk, now=NOW)
        assert withdraw_shift_offer(claim_id=first.pk, now=first.offered_until)
        assert (state_of(first), state_of(second)) == (ClaimState.RELEASED, ClaimState.OFFERED)
        assert accept_shift_offer(claim_id=second.pk, now=NOW).is_held
        assert accept_shift_offer(claim_id=second.pk, now=NOW).is_held
        with pytest.raises(ShiftOfferIsOver):
            accept_shift_offer(claim_id=first.pk, now=NOW)
        demand_consistent()

    def test_who_is_elsewhere_then_is_passed_over_and_others_come_in(self, held, need):
        waiting = wait(need, VolunteerFactory())
        claim(NeedFactory(shift__starts_at=need.shift.starts_at), waiting.volunteer)
        release_claim(claim_id=held.pk, now=NOW)
        assert state_of(waiting) == ClaimState.WAITING
        assert claim(need, VolunteerFactory()).is_held

    def test_an_offer_is_answered_by_the_rules_of_its_hour(self, held, need):
        waiting = wait(need, VolunteerFactory())
        release_claim(claim_id=held.pk, now=NOW)
        volunteer = waiting.volunteer
        volunteer.suspended_from, volunteer.suspension_reason = NOW, "No-shows."
        volunteer.save()
        with pytest.raises(CannotTake):
            accept_shift_offer(claim_id=waiting.pk, now=NOW)

    def test_what_is_not_full_has_no_waiting_list(self, need):
        assert wait(need, VolunteerFactory()).is_held

    def test_nobody_waits_for_what_they_may_not_take(self, held, need):
        with pytest.raises(CannotTake):
            wait(need, VolunteerFactory(agreed=False))


class TestOverriding:
    @pytest.fixture
    def trained(self):
        role = RoleFactory()
        role.needs_credentials.add(CredentialKindFactory())
        return NeedFactory(role=role)

    def test_a_rule_for_a_reason_that_is_kept(self, trained):
        by = UserFactory()
        override = Override({"credential_missing"}, "Learned it elsewhere.")
        taken = claim(trained, VolunteerFactory(), override=override, by=by)
        taken.refresh_from_db()
        assert (taken.overridden, taken.override_reason, taken.override_by) == (
            ["credential_missing"],
            "Learned it elsewhere.",
            by,
        )

    def test_not_without_a_reason(self, trained):
        with pytest.raises(ReasonNeeded):
            claim(trained, VolunteerFactory(), override=Override({"credential_missing"}, " "))

    def test_not_another_rule_than_the_one_that_was_named(self, trained):
        with pytest.raises(CannotTake):
            claim(trained, VolunteerFactory(), override=Override({"rest"}, "Why not."))

    def test_never_the_background_check(self):
        role = RoleFactory()
        role.needs_credentials.add(CredentialKindFactory(sort="background_check"))
        with pytest.raises(CannotPassOver):
            claim(
                NeedFactory(role=role),
                VolunteerFactory(),
                override=Override({"background_check"}, "I know them."),
            )


class TestBeingTakenOff:
    def test_with_the_reason_told(self, held):
        take_off(claim_id=held.pk, reason="The school comes with helpers.", now=NOW, by=None)
        assert "The school comes with helpers." in letter("shift-taken-off").text
        demand_consistent()

    def test_not_without_one(self, held):
        with pytest.raises(ReasonNeeded):
            take_off(claim_id=held.pk, reason="", now=NOW, by=None)

    def test_not_twice(self, held):
        take_off(claim_id=held.pk, reason="So.", now=NOW, by=None)
        with pytest.raises(SignUpIsOver):
            take_off(claim_id=held.pk, reason="So.", now=NOW, by=None)

    def test_not_once_it_has_begun(self, held):
        with pytest.raises(ShiftHasBegun):
            take_off(claim_id=held.pk, reason="So.", now=held.busy_from, by=None)


class TestMoving:
    def test_takes_everyone_along_and_tells_them(self, held):
        elsewhere = BranchFactory()
        assert moved(held.shift, 3 * HOUR, branch=elsewhere) == []
        was = held.busy_from
        held.refresh_from_db()
        assert held.busy_from == was + 3 * HOUR
        assert elsewhere.name in letter("shift-moved").text
        demand_consistent()

    def test_who_is_elsewhere_then_keeps_the_other_place(self, held):
        later = NeedFactory(shift__starts_at=held.busy_until, shift__branch=held.shift.branch)
        other = claim(later, held.volunteer)
        ends_at = held.busy_until + HOUR
        told = kinds()
        times = {"starts_at": held.busy_from, "ends_at": ends_at}
        would = who_would_lose(held.shift, branch=held.shift.branch, now=NOW, by=None, **times)
        assert (would, state_of(held), kinds()) == ([held], ClaimState.HELD, told)
        assert moved(held.shift, HOUR) == [held]
        assert (state_of(held), state_of(other)) == (ClaimState.RELEASED, ClaimState.HELD)
        assert kinds()[-1] == "shift-clashes"
        demand_consistent()

    def test_to_where_it_is_tells_nobody(self, held):
        moved(held.shift, timedelta(0))
        assert kinds() == ["shift-claimed"]

    def test_not_backwards(self, need):
        with pytest.raises(ShiftEndsBeforeItStarts):
            move_shift(
                shift_id=need.shift_id,
                starts_at=need.shift.ends_at,
                ends_at=need.shift.starts_at,
                branch=need.shift.branch,
                now=NOW,
                by=None,
            )

    def test_not_into_the_past(self, need):
        with pytest.raises(ShiftHasBegun):
            moved(need.shift, -15 * DAY)

    def test_not_what_is_cancelled(self):
        with pytest.raises(ShiftIsCancelled):
            moved(ShiftFactory(state=ShiftState.CANCELLED), HOUR)


class TestPlanning:
    def test_a_shift_is_a_draft_first_and_published_once_somebody_is_needed(self):
        shift = make_shift(ShiftFactory.build(branch=BranchFactory()), by=None)
        assert shift.is_draft
        with pytest.raises(NobodyIsNeeded):
            publish_shift(shift_id=shift.pk, now=NOW, by=None)
        role = RoleFactory()
        set_need(shift_id=shift.pk, role=role, minimum=1, maximum=2, now=NOW, by=None)
        assert publish_shift(shift_id=shift.pk, now=NOW, by=None).is_published
        assert close_shift(shift_id=shift.pk, now=NOW, by=None).is_closed

    def test_backwards_is_none(self):
        shift = ShiftFactory.build(branch=BranchFactory(), hours=-1)
        with pytest.raises(ShiftEndsBeforeItStarts):
            make_shift(shift, by=None)

    def test_fewer_places_drop_nobody_and_more_go_to_those_who_wait(self):
        need = NeedFactory(places=2)
        there = [claim(need, each) for each in VolunteerFactory.create_batch(2)]
        waiting = wait(need, VolunteerFactory())

        def set_maximum(maximum):
            return set_need(
                shift_id=need.shift_id,
                role=need.role,
                minimum=0,
                maximum=maximum,
                now=NOW,
                by=None,
            )

        fewer = set_maximum(1)
        assert (fewer.maximum, fewer.ceiling, fewer.taken) == (1, 2, 2)
        assert {state_of(each) for each in there} == {ClaimState.HELD}
        set_maximum(3)
        assert state_of(waiting) == ClaimState.OFFERED
        demand_consistent()

    def test_a_role_that_nobody_has_is_dropped(self, need):
        drop_need(need_id=need.pk, by=None)
        assert not Need.objects.exists()

    def test_a_role_that_somebody_has_stays(self, held, need):
        with pytest.raises(PeopleHaveThisRole):
            drop_need(need_id=need.pk, by=None)

    def test_cancelling_tells_everyone_why(self, held, need):
        waiting = wait(need, VolunteerFactory())
        cancel_shift(shift_id=need.shift_id, reason="The hall is flooded.", now=NOW)
        assert {state_of(held), state_of(waiting)} == {ClaimState.CANCELLED}
        assert kinds().count("shift-cancelled") == 2
        assert "The hall is flooded." in letter("shift-cancelled").text
        with pytest.raises(ShiftIsCancelled):
            publish_shift(shift_id=need.shift_id, now=NOW, by=None)
        demand_consistent()

    def test_what_has_begun_is_not_cancelled(self, need):
        with pytest.raises(ShiftHasBegun):
            cancel_shift(shift_id=need.shift_id, reason="", now=need.shift.starts_at)


class TestHandingOver:
    def test_the_link_gives_the_place_to_whoever_takes_it(self, held):
        link, taker = offer_handover(claim_id=held.pk, now=NOW), VolunteerFactory()
        taken = take_handover(code=link.code.lower(), volunteer_id=taker.pk, now=NOW)
        assert (taken.volunteer, state_of(held)) == (taker, ClaimState.HANDED_OVER)
        assert kinds() == ["shift-claimed", "shift-claimed", "shift-handed-over"]
        with pytest.raises(HandoverIsOver):
            take_handover(code=link.code, volunteer_id=VolunteerFactory().pk, now=NOW)
        demand_consistent()

    def test_only_to_those_who_may_be_there(self, held):
        link = offer_handover(claim_id=held.pk, now=NOW)
        with pytest.raises(CannotTake):
            take_handover(code=link.code, volunteer_id=VolunteerFactory(agreed=False).pk, now=NOW)

    def test_not_to_oneself(self, held):
        link = offer_handover(claim_id=held.pk, now=NOW)
        with pytest.raises(HandoverIsYours):
            take_handover(code=link.code, volunteer_id=held.volunteer_id, now=NOW)

    def test_who_waits_for_it_may_take_it_and_waits_no_longer(self, held, need):
        waiting = wait(need, VolunteerFactory())
        link = offer_handover(claim_id=held.pk, now=NOW)
        take_handover(code=link.code, volunteer_id=waiting.volunteer_id, now=NOW)
        assert state_of(waiting) == ClaimState.RELEASED
        demand_consistent()

    def test_the_code_itself_is_kept_nowhere(self, held):
        link = offer_handover(claim_id=held.pk, now=NOW)
        assert link.code not in str(vars(link.handover))

    def test_a_link_ends_with_the_shift_the_place_and_a_change_of_mind(self, held):
        link = offer_handover(claim_id=held.pk, now=NOW)
        assert handover_of(link.code, now=held.busy_from) is None
        keep_after_all(claim_id=held.pk, now=NOW)
        assert handover_of(link.code, now=NOW) is None
        link = offer_handover(claim_id=held.pk, now=NOW)
        release_claim(claim_id=held.pk, now=NOW)
        assert handover_of(link.code, now=NOW) is None
        with pytest.raises(SignUpIsOver):
            offer_handover(claim_id=held.pk, now=NOW)

    def test_what_has_begun_is_handed_to_nobody(self, held):
        with pytest.raises(ShiftHasBegun):
            offer_handover(claim_id=held.pk, now=held.busy_from)

    def test_two_swap_their_places_though_they_overlap(self, held):
        other = claim(NeedFactory(shift__starts_at=held.busy_from + HOUR), VolunteerFactory())
        link = offer_handover(claim_id=held.pk, wanted=other.shift, now=NOW)
        take_handover(code=link.code, volunteer_id=other.volunteer_id, now=NOW)
        holders = Claim.objects.holding().values_list("shift", "volunteer")
        assert set(holders) == {
            (held.shift_id, other.volunteer_id),
            (other.shift_id, held.volunteer_id),
        }
        demand_consistent()

    def test_a_swap_is_for_those_who_have_what_is_wanted(self, held):
        link = offer_handover(claim_id=held.pk, wanted=ShiftFactory(), now=NOW)
        with pytest.raises(NothingToSwap):
            take_handover(code=link.code, volunteer_id=VolunteerFactory().pk, now=NOW)

    def test_a_swap_is_judged_on_both_sides(self, held):
        role = RoleFactory(minimum_age=60)
        old = VolunteerFactory()
        old.person.birth_year = 1950
        old.person.save()
        for_elders = claim(NeedFactory(role=role, shift__starts_at=held.busy_from + DAY), old)
        link = offer_handover(claim_id=held.pk, wanted=for_elders.shift, now=NOW)
        with pytest.raises(SwapIsNotForThem):
            take_handover(code=link.code, volunteer_id=old.pk, now=NOW)


class TestReminders:
    def test_a_day_before_once(self, held):
        day_before = held.busy_from - DAY
        assert queue_shift_reminders(now=day_before - HOUR) == 0
        queue_shift_reminders(now=day_before)
        queue_shift_reminders(now=day_before + HOUR)
        assert kinds().count("shift-reminder") == 1
        assert letter("shift-reminder", now=day_before).title.startswith("Soon: Desk")

    def test_not_of_what_was_moved_meanwhile(self, held):
        day_before = held.busy_from - DAY
        queue_shift_reminders(now=day_before)
        moved(held.shift, 3 * DAY)
        assert letter("shift-reminder", now=day_before) is None


def test_a_child_without_an_address_is_written_to_through_the_family(need):
    child = ChildFactory()
    holder = VolunteerFactory().person
    child.household = holder.households.get()
    child.save()
    young = VolunteerFactory(person=child.person, agreed=True)
    child.person.birth_year = 1999
    child.person.save()
    claim(need, young)
    assert OutboxMessage.objects.get().address == holder.user.email


def test_a_shift_says_what_it_is():
    assert Shift.objects.count() == 0
    assert str(ShiftFactory(title_en="Desk")) == "Desk, 2026-05-09 10:00"


def test_a_counter_that_tells_something_else_is_found_and_mended(held, need):
    Need.objects.filter(pk=need.pk).update(taken=0)
    assert list(shifts(NOW, False)) == [
        f"shift {need.shift_id}, need {need.pk}: 0 taken, 1 held",
    ]
    list(shifts(NOW, True))
    assert list(shifts(NOW, True)) == []
    demand_consistent()


class TestWithTheEvent:
    """Nobody waits at a door that stays shut."""

    @pytest.fixture(autouse=True)
    def _now(self, set_clock):
        set_clock(NOW)

    def test_a_cancelled_event_takes_its_shifts_along(self, django_capture_on_commit_callbacks):
        event = EventFactory()
        held = claim(NeedFactory(shift__event=event), VolunteerFactory())
        with django_capture_on_commit_callbacks(execute=True):
            cancel_event(event, reason_en="The hall is flooded.", reason_zh="", user=None, now=NOW)
        assert state_of(held) == ClaimState.CANCELLED
        assert "The hall is flooded." in letter("shift-cancelled").text

    def test_a_cancelled_session_takes_its_own(self, django_capture_on_commit_callbacks):
        event = EventFactory(sessions=2)
        first, second = event.sessions.all()
        for session in (first, second):
            ShiftFactory(event=event, session=session, starts_at=session.starts_at)
        with django_capture_on_commit_callbacks(execute=True):
            cancel_session(first, now=NOW)
        states = Shift.objects.order_by("starts_at").values_list("state", flat=True)
        assert list(states) == [ShiftState.CANCELLED, ShiftState.PUBLISHED]
