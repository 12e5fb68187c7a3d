"""What volunteers see of shifts, and what they do there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cms import formats
from events.services.personal_calendar import open_calendar
from notifications.models import OutboxMessage
from notifications.services.kinds import kinds
from tests.factories.events import EventFactory
from tests.factories.people import ChildFactory, HouseholdFactory
from tests.factories.shifts import NeedFactory, ShiftFactory
from tests.factories.volunteers import AvailabilityFactory, RoleFactory, VolunteerFactory
from tests.statements import statements
from tests.volunteers.shifts import NOW, claim, wait
from volunteers.choices import ClaimMessage, ClaimState, ShiftState
from volunteers.models import Claim, Need, Role
from volunteers.services.shifts.finding import AHEAD, Filters, find_shifts, with_likings
from volunteers.services.shifts.handing_over import offer_handover
from volunteers.services.shifts.mine import my_shifts
from volunteers.services.shifts.releasing import release_claim

pytestmark = pytest.mark.django_db

LIST = "/volunteer/shifts/"


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock(NOW)


@pytest.fixture
def volunteer():
    return VolunteerFactory()


@pytest.fixture
def signed_in(client, volunteer):
    client.force_login(volunteer.person.user)
    return client


def found(volunteer, **filters):
    [volunteer] = with_likings(type(volunteer).objects.filter(pk=volunteer.pk))
    return find_shifts(volunteer, Filters(**filters), now=NOW).shifts


def page_of(client, shift, **options):
    return client.get(shift.get_absolute_url(), **options).content.decode()


class TestFinding:
    def test_what_fits_comes_first_and_what_does_not_says_why(self, volunteer):
        not_open_to_them = NeedFactory(role=RoleFactory(minimum_age=60))
        plain = NeedFactory()
        liked = NeedFactory(shift__starts_at=plain.shift.starts_at + timedelta(days=1))
        volunteer.interests.add(liked.role)
        shifts = found(volunteer)
        assert [each.shift_id for each in shifts] == [
            *(liked.shift_id, plain.shift_id, not_open_to_them.shift_id)
        ]
        assert [str(reason) for reason in shifts[0].best.reasons] == ["You like this role"]
        assert [each.code for each in shifts[2].best.obstacles] == ["too_young"]

    def test_when_and_where_they_can_weighs(self, volunteer):
        """Saturday from nine to noon, by the library's clock."""
        AvailabilityFactory(volunteer=volunteer)
        too_late = NeedFactory(shift__starts_at=ShiftFactory.starts_at + timedelta(hours=1))
        then = NeedFactory()
        at_home = NeedFactory(shift__branch=volunteer.home_branch)
        shifts = found(volunteer)
        assert [each.shift_id for each in shifts] == [
            *(at_home.shift_id, then.shift_id, too_late.shift_id)
        ]
        assert [str(reason) for reason in shifts[0].best.reasons] == [
            *("You can then", "At your library")
        ]

    def test_of_a_shift_the_best_role_speaks(self, volunteer):
        shift = ShiftFactory()
        NeedFactory(shift=shift, role=RoleFactory(minimum_age=60))
        possible = NeedFactory(shift=shift)
        [only] = found(volunteer)
        assert only.best.role == possible.role
        assert len(only.openings) == 2

    def test_narrowed(self, volunteer):
        need = NeedFactory()
        NeedFactory(shift__starts_at=need.shift.starts_at + timedelta(days=1), places=0)
        sunday = NeedFactory(
            shift__starts_at=need.shift.starts_at + timedelta(days=1),
            role=RoleFactory(minimum_age=60),
        )
        assert len(found(volunteer)) == 2
        for filters, left in [
            ({"weekdays": frozenset({5})}, need),
            ({"weekdays": frozenset({6})}, sunday),
            ({"branch_id": sunday.shift.branch_id}, sunday),
            ({"role_id": need.role_id}, need),
            ({"only_fitting": True}, need),
        ]:
            assert [each.shift_id for each in found(volunteer, **filters)] == [left.shift_id]

    def test_only_what_is_published_and_comes_soon(self, volunteer):
        NeedFactory(shift__state=ShiftState.DRAFT)
        NeedFactory(shift__starts_at=NOW - timedelta(hours=1))
        NeedFactory(shift__starts_at=NOW + AHEAD)
        assert found(volunteer) == []


class TestTheList:
    def test_takes_twelve_statements_however_long_it_is(self, signed_in, volunteer):
        for day in range(30):
            starts_at = ShiftFactory.starts_at + timedelta(days=day % 7, minutes=day)
            NeedFactory(shift__starts_at=starts_at, role=RoleFactory(minimum_age=day * 3))
        claim(NeedFactory(shift__event=EventFactory()), volunteer)
        signed_in.get(LIST)
        with statements() as asked:
            page = signed_in.get(LIST)
        assert page.status_code == 200
        assert len(asked) <= 12, "\n".join(asked)

    def test_says_what_is_free_and_what_one_has(self, signed_in, volunteer):
        need = NeedFactory(places=3, shift__title_en="Evening desk")
        claim(need, volunteer)
        page = signed_in.get(LIST).content.decode()
        assert "Evening desk" in page
        assert "2 places free" in page
        assert "You are on" in page

    def test_says_once_what_keeps_from_every_shift(self, client):
        volunteer = VolunteerFactory(state="applied")
        client.force_login(volunteer.person.user)
        NeedFactory()
        NeedFactory(shift__starts_at=NOW + AHEAD / 2, role__minimum_age=99)
        page = client.get(LIST).content.decode()
        assert page.count('data-code="not_approved"') == 1
        assert page.count('data-code="too_young"') == 1

    def test_ignores_what_it_cannot_read(self, signed_in):
        NeedFactory(shift__title_en="Evening desk")
        page = signed_in.get(LIST, {"weekday": ["8", "x"], "branch": "x", "role": "9" * 30})
        assert "Evening desk" in page.content.decode()

    def test_strangers_sign_in_and_others_learn_what_it_is(self, client):
        assert client.get(LIST).url == f"/accounts/login/?next={LIST}"
        household = HouseholdFactory()
        client.force_login(household.people.get().user)
        assert client.get(LIST).url == reverse("volunteer")

    def test_a_guardian_looks_for_a_child(self, client):
        child = ChildFactory()
        young = VolunteerFactory(person=child.person)
        guardian = HouseholdFactory()
        child.household = guardian
        child.save()
        need = NeedFactory()
        client.force_login(guardian.people.get(user__isnull=False).user)
        page = client.get(LIST).content.decode()
        assert "your guardian has not agreed" in page
        assert need.shift.title in page
        assert client.get(f"{LIST}?for={young.pk}").status_code == 200


class TestSigningUp:
    def test_with_one_tap(self, signed_in, volunteer):
        need = NeedFactory()
        shift = need.shift
        assert "I do it" in page_of(signed_in, shift)
        answer = signed_in.post(f"{LIST}{shift.pk}/sign-up/", {"need": need.pk}, follow=True)
        assert answer.redirect_chain == [(shift.get_absolute_url(), 302)]
        assert "You are on. Thank you!" in answer.content.decode()
        assert Claim.objects.get().volunteer == volunteer

    def test_every_refusal_is_explained(self, signed_in, volunteer):
        other = NeedFactory()
        claim(other, volunteer)
        need = NeedFactory(role=RoleFactory(minimum_age=60))
        answer = signed_in.post(f"{LIST}{need.shift_id}/sign-up/", {"need": need.pk})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert 'data-code="overlap"' in page
        assert 'data-code="too_young"' in page
        assert "Choose another role." in page

    def test_a_turn_in_the_waiting_list(self, signed_in, volunteer):
        need = NeedFactory()
        claim(need, VolunteerFactory())
        assert "Join the waiting list" in page_of(signed_in, need.shift)
        signed_in.post(f"{LIST}{need.shift_id}/sign-up/", {"need": need.pk, "wait": "1"})
        assert Claim.objects.get(volunteer=volunteer).is_waiting

    def test_the_need_of_another_shift_is_not_there(self, signed_in):
        url = f"{LIST}{NeedFactory().shift_id}/sign-up/"
        for need in (NeedFactory().pk, "x", ""):
            assert signed_in.post(url, {"need": need}).status_code == 404

    def test_a_draft_is_not_there(self, signed_in):
        shift = ShiftFactory(state=ShiftState.DRAFT)
        assert signed_in.get(shift.get_absolute_url()).status_code == 404

    def test_fellow_volunteers_are_nicknames_and_nothing_else(self, signed_in, volunteer):
        need = NeedFactory(places=2)
        mate = VolunteerFactory(nickname="Plum")
        claim(need, mate)
        claim(need, volunteer)
        page = page_of(signed_in, need.shift)
        assert "Plum" in page
        for secret in (mate.person.name, mate.person.email, mate.person.user.name):
            assert secret
            assert secret not in page


class TestWhatIsMine:
    def test_stands_on_a_page_of_its_own(self, signed_in, volunteer):
        claim(NeedFactory(shift__title_en="Evening desk"), volunteer)
        fair = NeedFactory(shift__title_en="Fair", places=0, shift__starts_at=NOW + AHEAD)
        wait(fair, volunteer)
        page = signed_in.get(f"{LIST}mine/").content.decode()
        assert page.index("Evening desk") < page.index("You wait for") < page.index("Fair")

    def test_leads_to_the_pass_and_to_all_that_is_ones_own(self, signed_in, volunteer):
        held = claim(NeedFactory(), volunteer)
        page = page_of(signed_in, held.shift)
        for name, *key in (
            ("volunteer_pass", held.code),
            ("volunteer_my_shifts",),
            ("volunteer_hours",),
            ("volunteer_page", volunteer.pk),
        ):
            assert f'href="{reverse(name, args=key)}"' in page

    def test_is_nobody_elses(self, signed_in):
        held = claim(NeedFactory(), VolunteerFactory())
        for name in ("accept", "give_back", "hand_over"):
            url = reverse(f"volunteer_{name}", args=[held.pk])
            assert signed_in.post(url).status_code == 404

    def test_is_given_back_in_time(self, signed_in, volunteer):
        held = claim(NeedFactory(), volunteer)
        url = reverse("volunteer_give_back", args=[held.pk])
        assert "Give it back?" in signed_in.get(url).content.decode()
        signed_in.post(url)
        assert Claim.objects.get().state == ClaimState.RELEASED

    def test_is_given_up_late_with_a_word(self, signed_in, volunteer, set_clock):
        held = claim(NeedFactory(), volunteer)
        set_clock(held.busy_from - timedelta(hours=2))
        url = reverse("volunteer_give_back", args=[held.pk])
        too_long = signed_in.post(url, {"excuse": "x" * 301})
        assert too_long.status_code == 422
        assert "x" * 301 in too_long.content.decode()
        signed_in.post(url, {"excuse": "Fever."})
        assert Claim.objects.get().excuse == "Fever."

    def test_an_offer_is_answered(self, signed_in, volunteer):
        need = NeedFactory()
        held = claim(need, VolunteerFactory())
        mine = wait(need, volunteer)
        release_claim(claim_id=held.pk, now=NOW)
        assert "Yes, I do it" in page_of(signed_in, need.shift)
        signed_in.post(reverse("volunteer_accept", args=[mine.pk]))
        assert Claim.objects.get(pk=mine.pk).is_held

    def test_an_offer_that_has_ended_is_explained(self, signed_in, volunteer, set_clock):
        need = NeedFactory()
        held = claim(need, VolunteerFactory())
        mine = wait(need, volunteer)
        release_claim(claim_id=held.pk, now=NOW)
        set_clock(NOW + timedelta(days=2))
        answer = signed_in.post(reverse("volunteer_accept", args=[mine.pk]))
        assert answer.status_code == 409
        assert "This offer has ended" in answer.content.decode()

    def test_who_waits_learns_why_a_free_place_is_not_offered(self, signed_in, volunteer):
        need = NeedFactory(places=0)
        wait(need, volunteer)
        assert "As soon as a place is free" in page_of(signed_in, need.shift)
        Need.objects.filter(pk=need.pk).update(maximum=1, ceiling=1)
        assert "A place has become free" in page_of(signed_in, need.shift)
        Role.objects.filter(pk=need.role_id).update(minimum_age=99)
        page = page_of(signed_in, need.shift)
        assert "You keep your turn" in page
        assert 'data-code="too_young"' in page

    def test_only_the_latest_of_what_was(self, volunteer, monkeypatch):
        monkeypatch.setattr("volunteers.services.shifts.mine.LATEST", 1)
        claim(NeedFactory(), volunteer)
        later = claim(NeedFactory(shift__starts_at=NOW + AHEAD), volunteer)
        assert my_shifts(volunteer, now=later.busy_until).past == [later]

    def test_past_leads_to_the_hours(self, signed_in, volunteer, set_clock):
        held = claim(NeedFactory(), volunteer)
        set_clock(held.busy_until)
        page = signed_in.get(f"{LIST}mine/").content.decode()
        assert page.index("You were on") < page.rindex(f'href="{reverse("volunteer_hours")}"')

    def test_letters_name_the_day(self, volunteer):
        held = claim(NeedFactory(shift__title_en="Evening desk"), volunteer)
        message = OutboxMessage.objects.get(kind=ClaimMessage.CLAIMED)
        day = formats.day(held.shift.starts_at, today=timezone.localdate(NOW))
        assert kinds[message.kind](message, NOW).title == f"You are on: Evening desk · {day}"


class TestPassingOn:
    def test_by_a_link_that_is_shown_once(self, signed_in, volunteer, client):
        held = claim(NeedFactory(), volunteer)
        url = reverse("volunteer_hand_over", args=[held.pk])
        made = signed_in.post(url, {"wanted": ""})
        link = made.context["url"].removeprefix("http://localhost:8000")
        assert link in made.content.decode()
        assert "data-shown" in made.content.decode()
        assert link not in signed_in.get(url).content.decode()
        assert "your own shift" in signed_in.get(link).content.decode()
        taker = VolunteerFactory()
        client.force_login(taker.person.user)
        assert "I take it" in client.get(link).content.decode()
        client.post(link)
        assert Claim.objects.holding().get().volunteer == taker
        ended = client.get(link)
        assert ended.status_code == 404
        assert "This link has ended" in ended.content.decode()

    def test_only_to_those_who_may(self, client, volunteer):
        held = claim(NeedFactory(), volunteer)
        code = offer_handover(claim_id=held.pk, now=NOW).code
        stranger = VolunteerFactory(agreed=False)
        client.force_login(stranger.person.user)
        url = reverse("volunteer_take_over", args=[code])
        assert "You cannot take it" in client.get(url).content.decode()
        assert client.post(url).status_code == 409

    def test_for_a_place_on_a_full_shift(self, signed_in, volunteer):
        held = claim(NeedFactory(), volunteer)
        other = claim(NeedFactory(), VolunteerFactory())
        NeedFactory()
        url = reverse("volunteer_hand_over", args=[held.pk])
        choices = signed_in.get(url).context["form"].fields["wanted"].choices
        assert [key for key, _label in choices] == ["", other.shift_id]
        assert other.shift.branch.name in choices[1][1]
        signed_in.post(url, {"wanted": other.shift_id})
        assert held.handovers.get().wanted == other.shift

    def test_whoever_opens_the_link_reads_what_is_wanted_and_where(self, client, volunteer):
        held = claim(NeedFactory(), volunteer)
        other = claim(NeedFactory(), VolunteerFactory())
        code = offer_handover(claim_id=held.pk, wanted=other.shift, now=NOW).code
        client.force_login(other.volunteer.person.user)
        page = client.get(reverse("volunteer_take_over", args=[code])).content.decode()
        assert "In return they want" in page
        assert other.shift.branch.name in page

    def test_or_kept_after_all(self, signed_in, volunteer):
        held = claim(NeedFactory(), volunteer)
        offer_handover(claim_id=held.pk, now=NOW)
        signed_in.post(reverse("volunteer_hand_over", args=[held.pk]), {"keep": "1"})
        assert not held.handovers.get().is_open


class TestTheCalendar:
    def test_holds_the_shifts_that_the_family_is_on(self, client, volunteer):
        need = NeedFactory(shift__title_en="Evening desk")
        claim(need, volunteer)
        wait(NeedFactory(shift__title_en="Fair", places=0, shift__starts_at=NOW + AHEAD), volunteer)
        user = volunteer.person.user
        link = open_calendar(user, now=NOW)
        told = client.get(f"/calendars/{link.code}.ics").content.decode()
        assert "Evening desk" in told
        assert "Fair" not in told
