"""The coordinator's side: an event's desk, the list of shifts, and the desk of each."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.constraints import violated_constraint
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.shifts import NeedFactory, ShiftFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import (
    CredentialFactory,
    CredentialKindFactory,
    RoleFactory,
    VolunteerFactory,
)
from tests.volunteers.shifts import NOW, claim
from volunteers.choices import ClaimState, CredentialSort, ShiftState
from volunteers.models import Claim, Need, Shift
from volunteers.services.shifts.releasing import cannot_come

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock(NOW)


@pytest.fixture
def branch():
    return BranchFactory()


@pytest.fixture
def coordinator(client, branch):
    """Somebody who plans for one library."""
    client.force_login(StaffScopeFactory(branch=branch).user)
    return client


@pytest.fixture
def need(branch):
    return NeedFactory(shift__branch=branch)


def desk(shift):
    return reverse("shifts_admin:edit", args=[shift.pk])


def press(client, shift, deed, **data):
    return client.post(desk(shift), {"do": deed, **data})


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


class TestScope:
    def test_other_libraries_shifts_do_not_exist(self, coordinator, need):
        elsewhere = NeedFactory(shift__title_en="Elsewhere")
        assert coordinator.get(desk(elsewhere.shift)).status_code == 404
        assert press(coordinator, elsewhere.shift, "cancel", reason="So.").status_code == 404
        page = coordinator.get(reverse("shifts_admin:index")).content.decode()
        assert need.shift.title in page
        assert "Elsewhere" not in page

    def test_the_shifts_of_an_event_go_with_the_event(self, coordinator, branch):
        """Wherever it takes place."""
        ours = ShiftFactory(event=EventFactory(branch=branch))
        theirs = ShiftFactory(event=EventFactory(), branch=branch)
        assert coordinator.get(desk(ours)).status_code == 200
        assert coordinator.get(desk(theirs)).status_code == 404

    def test_who_may_only_look_sees_nicknames_and_presses_nothing(self, client, need):
        held = claim(need, VolunteerFactory())
        client.force_login(StaffScopeFactory(role="director").user)
        page = client.get(desk(need.shift)).content.decode()
        assert held.volunteer.nickname in page
        assert held.person.name not in page
        assert press(client, need.shift, "publish").status_code == 302
        assert Shift.objects.get().is_published
        assert press(client, need.shift, "cancel", reason="So.").status_code == 302
        assert not Shift.objects.get().is_cancelled

    def test_a_shift_is_made_only_where_one_plans(self, coordinator, branch):
        role = RoleFactory()
        asked = {
            "title_en": "Desk",
            "starts_at": local(STARTS_AT),
            "ends_at": local(STARTS_AT + HOUR),
            "role": role.pk,
            "minimum": 1,
            "maximum": 2,
        }
        url = reverse("shifts_admin:add")
        elsewhere = coordinator.post(url, asked | {"branch": BranchFactory().pk})
        assert elsewhere.status_code == 422
        coordinator.post(url, asked | {"branch": branch.pk})
        shift = Shift.objects.get()
        assert (shift.title, shift.branch, shift.state) == ("Desk", branch, ShiftState.DRAFT)
        assert list(shift.needs.values_list("role", "minimum", "maximum")) == [(role.pk, 1, 2)]

    @pytest.mark.parametrize(
        ("starts_at", "ends_at", "said"),
        [
            (STARTS_AT, STARTS_AT + 25 * HOUR, "24 hours at most"),
            (NOW - 2 * HOUR, NOW - HOUR, "has begun"),
        ],
    )
    def test_what_is_refused_leaves_nothing_behind(
        self, coordinator, branch, starts_at, ends_at, said
    ):
        asked = {
            "title_en": "Desk",
            "starts_at": local(starts_at),
            "ends_at": local(ends_at),
            "branch": branch.pk,
            "role": RoleFactory().pk,
            "minimum": 1,
            "maximum": 2,
        }
        answer = coordinator.post(reverse("shifts_admin:add"), asked)
        assert (answer.status_code, said in answer.text) == (422, True)
        assert not Shift.objects.exists()

    def test_no_code_makes_a_shift_longer_than_a_day(self):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            ShiftFactory(hours=25)
        assert violated_constraint(refused.value) == "shift_lasts_a_day_at_most"

    def test_nor_of_an_event_of_others(self, coordinator):
        url = f"{reverse('shifts_admin:add')}?event={EventFactory().pk}"
        assert coordinator.get(url).status_code == 404


class TestTheDeskOfAnEvent:
    def test_shows_who_helps_and_leads_to_another_shift(self, coordinator, branch):
        event = EventFactory(branch=branch)
        need = NeedFactory(shift__event=event, places=3, minimum=2)
        held = claim(need, VolunteerFactory())
        page = coordinator.get(reverse("desk:overview", args=[event.pk])).content.decode()
        assert "1 of 3" in page
        assert "1 missing" in page
        assert held.person.name in page
        add = f"{reverse('shifts_admin:add')}?event={event.pk}"
        assert add in page
        form = coordinator.get(add).context["form"]
        assert form.initial["starts_at"] == event.first_starts_at

    def test_says_where_a_session_was_moved_away(self, coordinator, branch):
        event = EventFactory(branch=branch)
        session = event.sessions.get()
        ShiftFactory(event=event, session=session, starts_at=session.starts_at)
        url = reverse("desk:overview", args=[event.pk])
        assert "move the shift too" not in coordinator.get(url).content.decode()
        session.starts_at, session.ends_at = session.ends_at + HOUR, session.ends_at + 2 * HOUR
        session.save()
        assert "move the shift too" in coordinator.get(url).content.decode()

    def test_a_shift_of_an_event_bears_its_title(self, coordinator, branch):
        event = EventFactory(branch=branch, title_en="Fair")
        coordinator.post(
            f"{reverse('shifts_admin:add')}?event={event.pk}",
            {
                "starts_at": local(STARTS_AT),
                "ends_at": local(STARTS_AT + HOUR),
                "branch": branch.pk,
                "role": RoleFactory().pk,
                "minimum": 1,
                "maximum": 1,
            },
        )
        shift = Shift.objects.get()
        assert (shift.event, shift.session, shift.title) == (event, event.sessions.get(), "Fair")


class TestTheDesk:
    def test_publishes_closes_and_opens_again(self, coordinator, branch):
        shift = NeedFactory(shift__branch=branch, shift__state=ShiftState.DRAFT).shift
        for deed, state in [
            ("publish", ShiftState.PUBLISHED),
            ("close", ShiftState.CLOSED),
            ("publish", ShiftState.PUBLISHED),
        ]:
            press(coordinator, shift, deed)
            assert Shift.objects.get().state == state

    def test_says_why_it_cannot_be_published(self, coordinator, branch):
        shift = ShiftFactory(branch=branch, state=ShiftState.DRAFT)
        answer = press(coordinator, shift, "publish")
        assert answer.status_code == 422
        assert "Say first how many people" in answer.content.decode()

    def test_changes_what_is_needed(self, coordinator, need):
        press(coordinator, need.shift, "need", role=need.role.pk, minimum=1, maximum=4)
        need.refresh_from_db()
        assert (need.minimum, need.maximum) == (1, 4)
        backwards = press(coordinator, need.shift, "need", role=need.role.pk, minimum=3, maximum=2)
        assert "This is more than at most." in backwards.content.decode()
        press(coordinator, need.shift, "drop", need=need.pk)
        assert not Need.objects.exists()

    def test_puts_somebody_on_past_a_rule_with_a_reason(self, coordinator, branch):
        role = RoleFactory()
        role.needs_credentials.add(CredentialKindFactory(name_en="First aid"))
        shift = NeedFactory(role=role, shift__branch=branch).shift
        volunteer = VolunteerFactory(home_branch=branch)
        asked = {"need": shift.needs.get().pk, "volunteer": volunteer.pk}
        refused = press(coordinator, shift, "put_on", **asked)
        assert refused.status_code == 422
        assert "First aid" in refused.content.decode()
        assert 'value="credential_missing"' in refused.content.decode()
        passed = asked | {"pass_over": ["credential_missing"]}
        assert press(coordinator, shift, "put_on", **passed).status_code == 422
        press(coordinator, shift, "put_on", **passed, reason="Trained elsewhere.")
        held = Claim.objects.get()
        assert (held.volunteer, held.override_reason) == (volunteer, "Trained elsewhere.")
        assert "Trained elsewhere." in coordinator.get(desk(shift)).content.decode()

    def test_knows_only_the_volunteers_of_its_libraries(self, coordinator, need):
        stranger = VolunteerFactory()
        answer = press(coordinator, need.shift, "put_on", need=need.pk, volunteer=stranger.pk)
        assert answer.status_code == 422
        assert stranger.person.name not in answer.content.decode()

    def test_takes_somebody_off_with_a_reason(self, coordinator, need):
        held = claim(need, VolunteerFactory())
        assert press(coordinator, need.shift, "take_off", claim=held.pk).status_code == 422
        press(coordinator, need.shift, "take_off", claim=held.pk, reason="Too many.")
        assert Claim.objects.get().state == ClaimState.CANCELLED

    def test_takes_nobody_off_another_shift(self, coordinator, need):
        other = claim(NeedFactory(), VolunteerFactory())
        answer = press(coordinator, need.shift, "take_off", claim=other.pk, reason="So.")
        assert answer.status_code == 404

    def test_decides_about_a_late_word(self, coordinator, need, set_clock):
        held = claim(need, VolunteerFactory())
        set_clock(held.busy_from - HOUR)
        cannot_come(claim_id=held.pk, excuse="Fever.", now=held.busy_from - HOUR)
        assert "Fever." in coordinator.get(desk(need.shift)).content.decode()
        press(coordinator, need.shift, "excuse", claim=held.pk)
        assert Claim.objects.get().state == ClaimState.EXCUSED
        assert "Fever." not in coordinator.get(desk(need.shift)).content.decode()

    def test_moves_it_once_the_clashes_were_seen(self, coordinator, branch, need):
        held = claim(need, VolunteerFactory())
        later = {"shift__starts_at": held.busy_until, "shift__branch": branch}
        claim(NeedFactory(**later), held.volunteer)
        asked = {
            "starts_at": local(held.busy_from + HOUR),
            "ends_at": local(held.busy_until + HOUR),
            "branch": branch.pk,
        }
        seen = press(coordinator, need.shift, "move", **asked)
        assert seen.status_code == 422
        assert "Move it all the same" in seen.content.decode()
        assert Claim.objects.get(pk=held.pk).is_held
        press(coordinator, need.shift, "move", **asked, confirmed="yes")
        assert Claim.objects.get(pk=held.pk).state == ClaimState.RELEASED
        assert Shift.objects.get(pk=need.shift_id).starts_at == held.busy_from + HOUR

    def test_shows_before_it_is_moved_whom_a_rule_would_keep_away(self, coordinator, branch, need):
        check = CredentialKindFactory(sort=CredentialSort.BACKGROUND_CHECK)
        need.role.needs_credentials.add(check)
        volunteer = VolunteerFactory(person__name="Zhou Kai")
        last_day = timezone.localdate(STARTS_AT)
        CredentialFactory(volunteer=volunteer, kind=check, expires_on=last_day)
        claim(need, volunteer)
        asked = {
            "starts_at": local(STARTS_AT + 24 * HOUR),
            "ends_at": local(STARTS_AT + 26 * HOUR),
            "branch": branch.pk,
        }
        seen = press(coordinator, need.shift, "move", **asked)
        assert (seen.status_code, seen.text.count("<li>Zhou Kai</li>")) == (422, 1)
        assert Claim.objects.get().is_held

    def test_cancels_with_a_reason(self, coordinator, need):
        press(coordinator, need.shift, "cancel", reason="Rain.")
        assert Shift.objects.get().is_cancelled
        assert coordinator.get(desk(need.shift)).status_code == 200

    def test_changes_what_is_told(self, coordinator, need):
        told = {"title_en": "Evening desk", "title_zh": "", "meeting_en": "Mrs Lin"}
        press(coordinator, need.shift, "details", **told)
        shift = Shift.objects.get()
        assert (shift.title_en, shift.meeting_en) == ("Evening desk", "Mrs Lin")
