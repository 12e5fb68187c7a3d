"""Suggestions for a week: worked out, looked at, dropped and sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import OutboxMessage
from tests.factories.network import BranchFactory
from tests.factories.shifts import NeedFactory, ShiftFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import (
    AvailabilityFactory,
    CredentialKindFactory,
    VolunteerFactory,
)
from tests.statements import statements
from tests.volunteers.shifts import NOW, claim, codes, demand_consistent, wait
from volunteers.choices import ClaimState, ShiftState, SuggestionState
from volunteers.errors import CannotTake, TooManyDays
from volunteers.models import Claim, FillRun, Need, Shift, Suggestion, VolunteerRules
from volunteers.services.eligibility.words import WORDS
from volunteers.services.filling import runs
from volunteers.services.filling.reading import read_board
from volunteers.services.filling.results import (
    figures_of,
    gone_by_now,
    results_of,
    shifts_of,
)
from volunteers.services.filling.runs import (
    GIVEN_UP_AFTER,
    KEPT_FOR,
    ask_for_suggestions,
    ask_to_send,
    drop_suggestions,
    forget_old_runs,
    send_suggestions,
    work_out_suggestions,
)
from volunteers.services.filling.words import BETWEEN
from volunteers.services.shifts import waiting_list
from volunteers.services.shifts.claiming import accept_shift_offer
from volunteers.services.shifts.offering import offer_place
from volunteers.services.shifts.releasing import release_claim
from volunteers.services.shifts.waiting_list import withdraw_shift_offer

pytestmark = pytest.mark.django_db

DAY = timezone.localdate(NOW + timedelta(weeks=2))


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock(NOW)


@pytest.fixture
def coordinator():
    return StaffScopeFactory().user


def ask(by: Any, **options: Any) -> FillRun:
    options = {"first_day": DAY, "last_day": DAY, "branches": [], "now": NOW} | options
    return ask_for_suggestions(by=by, **options)


def worked_out(by: Any, **options: Any) -> FillRun:
    return work_out_suggestions(run_id=ask(by, **options).pk, now=NOW)


def suggested(run: FillRun) -> list[tuple[int, int]]:
    return list(run.suggestions.values_list("need_id", "volunteer_id"))


class TestReading:
    def board(self) -> Any:
        return read_board(Need.objects.all(), VolunteerFactory._meta.model.objects.all(), now=NOW)

    def test_rules_of_signing_up_hold(self):
        need = NeedFactory(role__minimum_age=60)
        [helper] = (VolunteerFactory() and self.board()).board.helpers
        assert helper.fits == {}
        assert helper.forbidden == {need.pk: ("too_young",)}

    def test_only_approved_people_are_asked(self):
        NeedFactory()
        VolunteerFactory(state="applied")
        assert self.board().board.helpers == ()

    def test_nobody_is_asked_for_a_time_at_which_they_cannot(self):
        need = NeedFactory()
        AvailabilityFactory(weekday=(need.shift.starts_at.weekday() + 1) % 7)
        [helper] = self.board().board.helpers
        assert helper.forbidden == {need.pk: ("not_free_then",)}

    def test_nobody_is_asked_again_for_a_shift_that_they_have_left(self):
        need = NeedFactory(places=2)
        volunteer = VolunteerFactory()
        release_claim(claim_id=claim(need, volunteer).pk, now=NOW)
        [helper] = self.board().board.helpers
        assert helper.forbidden == {need.pk: ("has_left",)}

    def test_reasons(self):
        need = NeedFactory()
        volunteer = VolunteerFactory(home_branch=need.shift.branch)
        volunteer.interests.add(need.role)
        [helper] = self.board().board.helpers
        assert helper.fits == {need.pk: ("likes_role", "home_branch")}

    def test_what_is_promised_counts_against_the_allowances(self):
        promised = NeedFactory()
        later = promised.shift.starts_at + timedelta(hours=5)
        NeedFactory(shift__starts_at=later, shift__branch=promised.shift.branch)
        volunteer = VolunteerFactory()
        claim(promised, volunteer)
        [helper] = self.board().board.helpers
        rules = VolunteerRules()
        assert helper.minutes == 120
        assert helper.left["hours_day", DAY] == rules.hours_per_day * 60 - 120
        assert helper.left["open_claims", None] == rules.most_open_claims - 1

    def test_only_free_places_are_openings(self):
        need = NeedFactory(places=3, minimum=2)
        claim(need, VolunteerFactory())
        claim(NeedFactory(), VolunteerFactory())
        [opening] = self.board().board.openings
        assert (opening.key, opening.missing, opening.free) == (need.pk, 1, 2)

    def test_clashes_are_those_that_people_are_told(self):
        """What the optimiser keeps apart is what the one function refuses."""
        VolunteerRules.objects.create(pk=1, rest_minutes=14 * 60)
        first = NeedFactory()
        start, end = first.shift.starts_at, first.shift.ends_at
        here = first.shift.branch
        others = {
            "overlap": NeedFactory(shift__starts_at=start + timedelta(hours=1)),
            "travel": NeedFactory(shift__starts_at=end + timedelta(minutes=5)),
            "rest": NeedFactory(
                shift__starts_at=start + timedelta(hours=14, minutes=30), shift__branch=here
            ),
            "": NeedFactory(shift__starts_at=end + timedelta(minutes=5), shift__branch=here),
        }
        volunteer = VolunteerFactory()
        clashes = self.board().board.clashes[first.shift_id]
        claim(first, volunteer)
        for code, need in others.items():
            assert clashes.get(need.shift_id, "") == code
            assert codes(volunteer, need) == [code] * bool(code)

    def test_statements_do_not_grow(self):
        def read() -> int:
            with statements() as seen:
                self.board()
            return len(seen)

        AvailabilityFactory()
        claim(NeedFactory(places=2), VolunteerFactory())
        few = read()
        for _number in range(3):
            claim(NeedFactory(places=2), VolunteerFactory())
        assert read() == few == 7


class TestRuns:
    def test_suggestions_and_causes_are_kept(self, coordinator):
        likes = NeedFactory(minimum=1)
        volunteer = VolunteerFactory(home_branch=likes.shift.branch)
        hard = NeedFactory(shift=likes.shift, minimum=1)
        kind = CredentialKindFactory(name_en="First aid")
        hard.role.needs_credentials.add(kind)
        run = worked_out(coordinator)
        assert suggested(run) == [(likes.pk, volunteer.pk)]
        [unfilled] = run.unfilled.all()
        assert (unfilled.need, unfilled.missing, unfilled.free) == (hard, 1, 1)
        assert unfilled.causes == [["credential_missing", 1, 1]]
        assert (run.people, run.places, run.ran_to_its_end) == (1, 2, True)

    def test_working_it_out_twice_is_once(self, coordinator):
        NeedFactory()
        VolunteerFactory()
        run = worked_out(coordinator)
        work_out_suggestions(run_id=run.pk, now=NOW)
        assert run.suggestions.count() == 1

    def test_nobody_is_on_a_shift_by_being_suggested(self, coordinator):
        NeedFactory()
        VolunteerFactory()
        worked_out(coordinator)
        assert not Claim.objects.exists()
        assert not OutboxMessage.objects.exists()

    def test_only_published_shifts_of_these_days_and_libraries(self, coordinator):
        asked_for = NeedFactory()
        NeedFactory(shift__state=ShiftState.DRAFT)
        NeedFactory(shift__starts_at=asked_for.shift.starts_at + timedelta(days=1))
        NeedFactory()
        for _number in range(3):
            VolunteerFactory()
        run = worked_out(coordinator, branches=[asked_for.shift.branch])
        assert [need for need, _volunteer in suggested(run)] == [asked_for.pk]

    def test_only_shifts_and_people_in_scope(self):
        mine = BranchFactory()
        user = StaffScopeFactory(branch=mine).user
        need = NeedFactory(shift__branch=mine, places=2)
        NeedFactory(places=2)
        own, _foreign = VolunteerFactory(home_branch=mine), VolunteerFactory()
        assert suggested(worked_out(user)) == [(need.pk, own.pk)]

    def test_more_than_a_month_is_too_much(self, coordinator):
        ask(coordinator, last_day=DAY + timedelta(days=30))
        with pytest.raises(TooManyDays) as refusal:
            ask(coordinator, last_day=DAY + timedelta(days=31))
        assert refusal.value.code == "too_many_days"

    def test_old_ones_are_forgotten(self, coordinator):
        NeedFactory()
        VolunteerFactory()
        old = worked_out(coordinator)
        FillRun.objects.filter(pk=old.pk).update(asked_at=NOW - KEPT_FOR - timedelta(days=1))
        kept = ask(coordinator)
        assert forget_old_runs(now=NOW) == 1
        assert list(FillRun.objects.all()) == [kept]
        assert not Suggestion.objects.exists()


class TestSending:
    def test_everybody_is_asked_and_a_place_kept(self, coordinator):
        need = NeedFactory(places=2)
        first, second = VolunteerFactory(), VolunteerFactory()
        run = worked_out(coordinator)
        assert send_suggestions(run_id=run.pk, now=NOW) == {SuggestionState.SENT: 2}
        claims = Claim.objects.filter(need=need, state=ClaimState.OFFERED)
        assert {each.volunteer for each in claims} == {first, second}
        assert {each.offered_until for each in claims} == {NOW + timedelta(days=2)}
        assert list(OutboxMessage.objects.values_list("kind", flat=True)) == ["shift-asked"] * 2
        demand_consistent()

    def test_dropped_ones_are_not_asked(self, coordinator):
        NeedFactory()
        VolunteerFactory()
        run = worked_out(coordinator)
        assert drop_suggestions(run, run.suggestions.values_list("pk", flat=True)) == 1
        assert send_suggestions(run_id=run.pk, now=NOW) == {}
        assert not Claim.objects.exists()

    def test_what_has_come_between_is_noted(self, coordinator):
        need = NeedFactory(places=2)
        volunteer = VolunteerFactory()
        run = worked_out(coordinator)
        claim(need, volunteer)
        assert send_suggestions(run_id=run.pk, now=NOW) == {SuggestionState.OVERTAKEN: 1}
        assert run.suggestions.get().overtaken_by == ["already_on"]

    def test_somebody_who_waits_and_is_busy_this_moment_is_not_passed_over(
        self, coordinator, monkeypatch
    ):
        need = NeedFactory()
        held = claim(need, VolunteerFactory())
        wait(need, VolunteerFactory())
        monkeypatch.setattr(waiting_list, "try_person", lambda _person_id: False)
        release_claim(claim_id=held.pk, now=NOW)
        asked = {"need_id": need.pk, "volunteer_id": VolunteerFactory().pk, "now": NOW}
        with pytest.raises(CannotTake) as refusal:
            offer_place(by=coordinator, **asked)
        assert [each.code for each in refusal.value.obstacles] == ["full"]

    def test_sending_twice_asks_once(self, coordinator):
        NeedFactory()
        VolunteerFactory()
        run = worked_out(coordinator)
        send_suggestions(run_id=run.pk, now=NOW)
        assert send_suggestions(run_id=run.pk, now=NOW) == {}

    def test_a_sending_that_breaks_says_who_is_still_to_be_asked(self, coordinator, monkeypatch):
        NeedFactory()
        VolunteerFactory()
        run = worked_out(coordinator)
        ask_to_send(run)
        with monkeypatch.context() as broken:
            broken.setattr(runs, "offer_place", lambda **_asked: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                send_suggestions(run_id=run.pk, now=NOW)
        run.refresh_from_db()
        assert not run.is_sending
        assert send_suggestions(run_id=run.pk, now=NOW) == {SuggestionState.SENT: 1}

    def test_scope_that_has_ended_asks_nobody(self):
        scope = StaffScopeFactory()
        NeedFactory()
        VolunteerFactory()
        run = worked_out(scope.user)
        scope.ends_on = timezone.localdate(NOW)
        scope.save()
        assert send_suggestions(run_id=run.pk, now=NOW) == {}


class TestOffering:
    def test_near_a_shift_there_is_half_of_the_time_to_answer(self, coordinator):
        need = NeedFactory()
        just_before = need.shift.starts_at - timedelta(hours=6)
        offered = offer_place(
            need_id=need.pk, volunteer_id=VolunteerFactory().pk, now=just_before, by=coordinator
        )
        assert offered.offered_until == just_before + timedelta(hours=3)

    def test_everything_that_stands_in_the_way_is_said(self, coordinator):
        need = NeedFactory(role__minimum_age=60)
        claim(NeedFactory(), volunteer := VolunteerFactory())
        with pytest.raises(CannotTake) as refusal:
            offer_place(need_id=need.pk, volunteer_id=volunteer.pk, now=NOW, by=coordinator)
        assert [each.code for each in refusal.value.obstacles] == ["overlap", "too_young"]
        assert Need.objects.get(pk=need.pk).taken == 0

    def test_who_waits_goes_first(self, coordinator):
        need = NeedFactory()
        holder, waiting = VolunteerFactory(), VolunteerFactory()
        held = claim(need, holder)
        wait(need, waiting)
        Need.objects.filter(pk=need.pk).update(maximum=2, ceiling=2)
        with pytest.raises(CannotTake):
            offer_place(
                need_id=need.pk, volunteer_id=VolunteerFactory().pk, now=NOW, by=coordinator
            )
        held.refresh_from_db()
        assert held.is_held


class TestPages:
    INDEX = "/admin/volunteers/filling/"

    @pytest.fixture
    def signed_in(self, client, coordinator):
        client.force_login(coordinator)
        return client

    def test_asking_leads_to_the_run(self, signed_in, coordinator):
        ShiftFactory(branch=BranchFactory(name_en="North"))
        assert b"North" in signed_in.get(self.INDEX).content
        period = f"{DAY - timedelta(days=DAY.weekday())}/{DAY + timedelta(days=6 - DAY.weekday())}"
        answer = signed_in.post(self.INDEX, {"period": period})
        run = FillRun.objects.get(asked_by=coordinator)
        assert answer.url == reverse("fill_shifts:run", args=[run.pk])
        page = signed_in.get(answer.url)
        assert page["Refresh"]
        assert b"Looking for people" in page.content

    def test_a_run_that_nobody_works_at_is_given_up(self, signed_in, coordinator, set_clock):
        run = ask(coordinator)
        set_clock(NOW + GIVEN_UP_AFTER)
        page = signed_in.get(reverse("fill_shifts:run", args=[run.pk]))
        assert "Refresh" not in page
        assert b"This came to nothing" in page.content
        assert b"Look anew" in page.content

    def test_form_that_says_nothing_stays(self, signed_in):
        assert signed_in.post(self.INDEX, {}).status_code == 422
        assert not FillRun.objects.exists()

    def test_run_is_shown_dropped_from_and_sent(self, signed_in, coordinator):
        need = NeedFactory(places=3, minimum=3)
        volunteer = VolunteerFactory(home_branch=need.shift.branch)
        other = VolunteerFactory()
        run = worked_out(coordinator)
        address = reverse("fill_shifts:run", args=[run.pk])
        shown = signed_in.get(address).content.decode()
        assert volunteer.person.name in shown
        assert "at their library" in shown
        assert "1 needed place stays empty" in shown
        dropped = run.suggestions.get(volunteer=other)
        signed_in.post(address, {"do": "drop", "chosen": [dropped.pk, "x"]})
        dropped.refresh_from_db()
        assert dropped.state == SuggestionState.DROPPED
        signed_in.post(address, {"do": "send"})
        assert b"They are being asked" in signed_in.get(address).content
        send_suggestions(run_id=run.pk, now=NOW)
        assert b"asked, can answer until" in signed_in.get(address).content

    def test_says_what_has_come_between_and_looks_anew(self, signed_in, coordinator):
        need = NeedFactory()
        first, second = VolunteerFactory(), VolunteerFactory()
        run = worked_out(coordinator)
        suggestion = run.suggestions.get()
        address = reverse("fill_shifts:run", args=[run.pk])
        assert "Ask 1 person" in signed_in.get(address).content.decode()
        claim(need, second if suggestion.volunteer == first else first)
        shown = signed_in.get(address).content.decode()
        assert "Looked for on" in shown
        assert "something has come between: all places are taken by now" in shown
        assert "Ask 1 person" not in shown
        anew = signed_in.post(address, {"do": "look_anew"})
        assert anew.url == reverse("fill_shifts:run", args=[FillRun.objects.latest("pk").pk])
        assert FillRun.objects.latest("pk").days_in_words == run.days_in_words

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"state": ShiftState.CLOSED}, "closed"),
            ({"state": ShiftState.CANCELLED}, "cancelled"),
            ({"state": ShiftState.DRAFT}, "not_open"),
        ],
    )
    def test_sees_that_the_shift_takes_nobody_any_more(self, coordinator, change, code):
        need = NeedFactory()
        VolunteerFactory()
        run = worked_out(coordinator)
        assert gone_by_now(run, now=NOW) == {}
        assert list(gone_by_now(run, now=need.shift.starts_at).values()) == ["over"]
        Shift.objects.filter(pk=need.shift_id).update(**change)
        assert list(gone_by_now(run, now=NOW).values()) == [code]

    def test_says_what_each_has_answered(self, coordinator):
        NeedFactory(places=4)
        for _number in range(4):
            VolunteerFactory()
        run = worked_out(coordinator)
        send_suggestions(run_id=run.pk, now=NOW)
        yes, no, later, silent = Claim.objects.order_by("pk")
        accept_shift_offer(claim_id=yes.pk, now=NOW)
        release_claim(claim_id=no.pk, now=NOW)
        accept_shift_offer(claim_id=later.pk, now=NOW)
        release_claim(claim_id=later.pk, now=NOW)
        withdraw_shift_offer(claim_id=silent.pk, now=silent.offered_until)
        [shift] = results_of(run, shifts_of(run), {})
        assert [each.standing for each in shift.roles[0].proposals] == [
            "accepted",
            "declined",
            "given back",
            "did not answer in time",
        ]

    def test_every_rule_has_words_for_coordinators(self):
        assert set(BETWEEN) == set(WORDS)

    def test_runs_of_others_are_not_there(self, signed_in):
        run = ask(StaffScopeFactory().user)
        assert signed_in.get(reverse("fill_shifts:run", args=[run.pk])).status_code == 404

    def test_people_without_a_scope_see_nothing(self, client):
        client.force_login(StaffScopeFactory(role="door").user)
        assert client.get(self.INDEX).status_code == 302

    def test_statements_of_the_page_do_not_grow(self, signed_in, coordinator):
        def read() -> int:
            run = worked_out(coordinator)
            with statements() as seen:
                gone = gone_by_now(run, now=NOW)
                results_of(run, shifts_of(run), gone)
                figures_of(run, gone)
            return len(seen)

        NeedFactory(places=2, minimum=2)
        VolunteerFactory()
        few = read()
        NeedFactory(places=2)
        VolunteerFactory()
        assert read() == few
