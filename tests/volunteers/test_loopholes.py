"""What somebody might try who wants hours, places or names that are not theirs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.choices import ConsentPurpose, LegalPurpose
from accounts.errors import NotYourOwnGuardian
from accounts.models import Consent, ConsentText, LegalIdentity
from accounts.services.consents import give_consent
from accounts.services.erasure import erase_person
from accounts.services.legal_identities import keep_identity
from core.constraints import violated_constraint
from notifications.models import OutboxMessage
from notifications.services.outbox import worded
from staff.models import StaffScope
from tests.factories.events import STARTS_AT
from tests.factories.hours import ClaimFactory
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, HolderFactory, HouseholdFactory, UserFactory
from tests.factories.shifts import NeedFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import (
    CredentialFactory,
    CredentialKindFactory,
    RoleFactory,
    VolunteerFactory,
)
from tests.volunteers.hours import after, amounts, come, leave
from tests.volunteers.shifts import NOW, claim, demand_consistent, wait
from volunteers.choices import ClaimMessage, ClaimState, CredentialSort, PresenceMethod
from volunteers.errors import NotAboutYourself, NotCheckedIn, OwnHours
from volunteers.models import Claim, ClaimChange, Presence, Volunteer
from volunteers.services.filling.runs import ask_for_suggestions, work_out_suggestions
from volunteers.services.hours.by_hand import propose_hours
from volunteers.services.hours.presence import check_in_volunteer
from volunteers.services.people.credentials import revoke
from volunteers.services.people.deciding import decline
from volunteers.services.shifts.claiming import Override
from volunteers.services.shifts.handing_over import offer_handover, take_handover
from volunteers.services.shifts.moving import move_shift
from volunteers.services.shifts.planning import cancel_shift
from volunteers.services.shifts.releasing import cannot_come, decide_absence, take_off
from volunteers.services.shifts.staying import end_what_is_barred

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TEN_TO = after(-10)


def move(held: Claim, by: timedelta, *, now: Any = NOW) -> list[Claim]:
    shift = held.shift
    times = {"starts_at": shift.starts_at + by, "ends_at": shift.ends_at + by}
    return move_shift(shift_id=shift.pk, branch=shift.branch, now=now, by=UserFactory(), **times)


class TestHoursOfAShiftThatIsTheirsNoMore:
    """Coming is possible an hour before the shift, and so is stepping back."""

    @pytest.fixture
    def held(self) -> Claim:
        return ClaimFactory()

    def demand_nothing_earned(self, held: Claim) -> None:
        with pytest.raises(NotCheckedIn):
            leave(held)
        assert amounts() == []
        assert not Presence.objects.filter(needs_review=True).exists()

    def test_by_coming_and_then_not_coming(self, held: Claim) -> None:
        come(held, at=TEN_TO)
        cannot_come(claim_id=held.pk, excuse="", now=TEN_TO)
        self.demand_nothing_earned(held)

    def test_by_coming_and_handing_over(self, held: Claim) -> None:
        come(held, at=TEN_TO)
        link = offer_handover(claim_id=held.pk, now=TEN_TO)
        taken = take_handover(code=link.code, volunteer_id=VolunteerFactory().pk, now=TEN_TO)
        self.demand_nothing_earned(held)
        come(taken)
        leave(taken)
        assert amounts() == [120]

    def test_by_being_taken_off(self, held: Claim) -> None:
        come(held, at=TEN_TO)
        leave(held, at=after(-5))
        take_off(claim_id=held.pk, reason="Unwell.", now=after(-1), by=UserFactory())
        self.demand_nothing_earned(held)

    def test_of_a_shift_that_is_cancelled(self, held: Claim) -> None:
        come(held, at=TEN_TO)
        cancel_shift(shift_id=held.shift_id, reason="Storm.", now=TEN_TO, by=UserFactory())
        self.demand_nothing_earned(held)

    def test_of_a_shift_that_is_on_another_day(self, held: Claim) -> None:
        come(held, at=TEN_TO)
        move(held, 7 * DAY, now=TEN_TO)
        self.demand_nothing_earned(held)

    def test_who_came_is_still_there_where_it_begins_a_little_later(self, held: Claim) -> None:
        come(held, at=TEN_TO)
        move(held, timedelta(minutes=15), now=TEN_TO)
        leave(held, at=after(135))
        assert amounts() == [120]


class TestRulesThatNobodyPassesOver:
    @pytest.fixture
    def check(self) -> Any:
        return CredentialKindFactory(sort=CredentialSort.BACKGROUND_CHECK)

    @pytest.fixture
    def checked(self, check: Any) -> Claim:
        """On a shift with a background check that ends on its day."""
        role = RoleFactory()
        role.needs_credentials.add(check)
        volunteer = VolunteerFactory()
        CredentialFactory(volunteer=volunteer, kind=check, expires_on=date(2026, 5, 9))
        return claim(NeedFactory(role=role), volunteer)

    def test_not_by_moving_the_shift_past_a_background_check(self, checked: Claim) -> None:
        assert move(checked, DAY) == [checked]
        checked.refresh_from_db()
        assert checked.state == ClaimState.RELEASED
        message = OutboxMessage.objects.get(kind=ClaimMessage.MAY_NOT_STAY)
        assert "a background check" in " ".join(worded(message, now=NOW).paragraphs)
        demand_consistent()

    def test_on_the_same_day_they_stay(self, checked: Claim) -> None:
        assert move(checked, timedelta(hours=1)) == []

    def test_not_by_a_background_check_that_was_revoked(self, checked: Claim) -> None:
        """The place is offered to whoever waits; a shift that takes no check is kept."""
        other = claim(NeedFactory(shift__starts_at=STARTS_AT + DAY), checked.volunteer)
        next_one = VolunteerFactory()
        [credential] = checked.volunteer.credentials.all()
        CredentialFactory(volunteer=next_one, kind=credential.kind)
        waiting = wait(checked.need, next_one)
        revoke(credential=credential, by=UserFactory(), now=NOW)
        for each in (checked, other, waiting):
            each.refresh_from_db()
        assert (checked.state, other.state) == (ClaimState.RELEASED, ClaimState.HELD)
        assert waiting.state == ClaimState.OFFERED
        demand_consistent()

    def test_not_by_a_role_that_takes_a_background_check_from_now_on(
        self, checked: Claim, check: Any
    ) -> None:
        unchecked = claim(NeedFactory(), VolunteerFactory())
        assert end_what_is_barred(Claim.objects.all(), now=NOW) == 0
        unchecked.need.role.needs_credentials.add(check)
        assert end_what_is_barred(Claim.objects.all(), now=NOW) == 1
        unchecked.refresh_from_db()
        assert unchecked.state == ClaimState.RELEASED
        demand_consistent()

    def test_what_a_coordinator_may_pass_over_is_no_reason_to_go(self, check: Any) -> None:
        role = RoleFactory()
        role.needs_credentials.add(CredentialKindFactory())
        override = Override({"credential_missing"}, "She has done it for years.")
        held = claim(
            NeedFactory(role=role), VolunteerFactory(), override=override, by=UserFactory()
        )
        assert move(held, DAY) == []

    @pytest.mark.parametrize(("agreed", "state"), [(True, "held"), (False, "released")])
    def test_not_by_moving_the_shift_before_the_eighteenth_birthday(
        self, agreed: bool, state: str
    ) -> None:
        """Born in June 2008, so of age from July 2026 on. An earlier wording is good enough."""
        person = ChildFactory(
            household=HouseholdFactory(), person__birth_year=2008, person__birth_month=6
        ).person
        volunteer = VolunteerFactory(person=person)
        if agreed:
            text = ConsentText.objects.get(purpose=ConsentPurpose.MINOR_VOLUNTEER)
            Consent.objects.create(person=person, text=text, given_at=NOW)
            ConsentText.objects.create(
                purpose=ConsentPurpose.MINOR_VOLUNTEER,
                version=2,
                text_en="New.",
                text_zh="新。",
                published_on=NOW.date(),
            )
        held = claim(NeedFactory(shift__starts_at=STARTS_AT + 70 * DAY), volunteer)
        move(held, -60 * DAY)
        held.refresh_from_db()
        assert held.state == state

    def test_nobody_is_their_own_guardian(self) -> None:
        """An account whose holder says only later that they are not of age."""
        person = HolderFactory(birth_year=2012, birth_month=1)
        text = ConsentText.objects.get(purpose=ConsentPurpose.MINOR_VOLUNTEER)
        with pytest.raises(NotYourOwnGuardian):
            give_consent(person_id=person.pk, text_id=text.pk, given_by=person.user, now=NOW)
        assert not Consent.objects.exists()


class TestNobodyDecidesAboutTheirOwnFamily:
    """Coordinators are parents, and help on shifts themselves."""

    @pytest.fixture
    def coordinator(self) -> Any:
        return HolderFactory().user

    @pytest.fixture
    def child(self, coordinator: Any) -> Volunteer:
        """Of age by now, so that a guardian's consent is not what stands in the way."""
        household = coordinator.person.memberships.get().household
        member = ChildFactory(household=household, person__birth_year=2000, person__birth_month=1)
        return VolunteerFactory(person=member.person)

    def test_not_about_their_hours(self, coordinator: Any, child: Volunteer) -> None:
        held = ClaimFactory(volunteer=child)
        propose = {"shift": held.shift, "minutes": 60, "reason": "Was there."}
        with pytest.raises(OwnHours):
            propose_hours(volunteer=child, now=after(120), by=coordinator, **propose)

    def test_not_that_they_are_here(self, coordinator: Any, child: Volunteer) -> None:
        held = ClaimFactory(volunteer=child)
        with pytest.raises(OwnHours):
            check_in_volunteer(
                claim_id=held.pk, method=PresenceMethod.DESK, at=STARTS_AT, by=coordinator
            )

    def test_not_about_rules_that_stand_in_their_way(
        self, coordinator: Any, child: Volunteer
    ) -> None:
        role = RoleFactory()
        role.needs_credentials.add(CredentialKindFactory())
        override = Override({"credential_missing"}, "I know her.")
        with pytest.raises(NotAboutYourself):
            claim(NeedFactory(role=role), child, override=override, by=coordinator)
        assert not Claim.objects.exists()

    def test_not_about_their_absence(self, coordinator: Any, child: Volunteer) -> None:
        held = ClaimFactory(volunteer=child)
        cannot_come(claim_id=held.pk, excuse="Ill.", now=TEN_TO)
        with pytest.raises(NotAboutYourself):
            decide_absence(claim_id=held.pk, is_excused=True, now=TEN_TO, by=coordinator)


class TestNamesAndWords:
    @pytest.fixture(autouse=True)
    def _now(self, set_clock: Any) -> None:
        set_clock(NOW)

    @pytest.mark.parametrize("state", ["applied", "approved", "left"])
    def test_who_is_on_a_shift_is_told_to_nobody_else(self, client: Any, state: str) -> None:
        """An account and an application are made in a minute; children help as well."""
        held = ClaimFactory(volunteer__nickname="Plum", need__places=2)
        client.force_login(VolunteerFactory(state=state).person.user)
        page = client.get(held.shift.get_absolute_url())
        assert page.status_code == 200
        assert "Plum" not in page.content.decode()

    def test_what_is_no_number_is_no_role(self, client: Any) -> None:
        need = NeedFactory()
        client.force_login(VolunteerFactory().person.user)
        url = f"{need.shift.get_absolute_url()}sign-up/"
        for said in ("²", "١٢٣٤٥", "9" * 40):
            assert client.post(url, {"need": said}).status_code == 404

    def test_words_about_who_is_forgotten_go_from_the_history_too(self) -> None:
        volunteer = VolunteerFactory()
        role = RoleFactory()
        role.needs_credentials.add(CredentialKindFactory())
        override = Override({"credential_missing"}, "Lin has asthma.")
        held = claim(NeedFactory(role=role), volunteer, override=override, by=UserFactory())
        other = claim(NeedFactory(shift__starts_at=STARTS_AT + 2 * DAY), volunteer)
        take_off(claim_id=other.pk, reason="Lin was rude.", now=NOW, by=UserFactory())
        erase_person(person_id=volunteer.person_id, now=NOW)
        held.refresh_from_db()
        said = [held.override_reason, *ClaimChange.objects.values_list("reason", flat=True)]
        assert "Lin" not in " ".join(said)
        assert said.count("–") == 3
        assert Volunteer.objects.filter(pk=volunteer.pk).exists()

    def test_papers_of_who_was_declined_are_erased(self) -> None:
        volunteer = VolunteerFactory(state="applied")
        keep_identity(
            person=volunteer.person,
            purpose=LegalPurpose.SERVICE_RECORD,
            name="Lin Yue",
            number="1234",
            now=NOW,
        )
        decline(volunteer_id=volunteer.pk, by=UserFactory(), now=NOW, reason="No room.")
        assert not LegalIdentity.objects.exists()

    def test_suggestions_end_with_the_scope_of_who_asked(self, client: Any) -> None:
        """Whoever works for another library now reads no names of the former one."""
        scope = StaffScopeFactory()
        held = NeedFactory(shift__title_en="Desk of joy").shift
        volunteer = VolunteerFactory()
        day = timezone.localdate(STARTS_AT)
        ask = {"first_day": day, "last_day": day, "branches": [], "by": scope.user, "now": NOW}
        run = work_out_suggestions(run_id=ask_for_suggestions(**ask).pk, now=NOW)
        client.force_login(scope.user)
        url = reverse("fill_shifts:run", args=[run.pk])
        for secret in (held.title_en, volunteer.person.name):
            assert secret in client.get(url).content.decode()
        StaffScope.objects.update(branch=BranchFactory())
        for secret in (held.title_en, volunteer.person.name):
            assert secret not in client.get(url).content.decode()

    def test_a_reason_of_the_history_becomes_a_dash_and_nothing_else(self) -> None:
        held = claim(NeedFactory(), VolunteerFactory())
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            ClaimChange.objects.filter(claim=held).update(reason="It was all right.")
        assert violated_constraint(refused.value) == "claim_history_stands"
