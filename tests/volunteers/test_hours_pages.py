"""My hours, stars and statements as volunteers see them; and what coordinators put right."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from staff.choices import StaffRole
from tests.admin_forms import submit
from tests.factories.events import STARTS_AT
from tests.factories.hours import ClaimFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.shifts import GroupClaimFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import VolunteerFactory
from tests.volunteers.hours import ENDS_AT, after, amounts, come, serve
from volunteers.choices import DecisionState
from volunteers.models import (
    HoursEntry,
    HoursProposal,
    HoursStanding,
    HoursStatement,
    PeopleServed,
    Presence,
    StarAward,
    StarLevel,
)
from volunteers.services.hours.presence import ask_about_forgotten
from volunteers.services.hours.thanks import thanks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evening(set_clock):
    set_clock(ENDS_AT + timedelta(hours=1))


@pytest.fixture
def claim():
    return ClaimFactory(volunteer__nickname="Lin", need__shift__title_en="Desk of joy")


@pytest.fixture
def volunteer_client(client, claim):
    client.force_login(claim.person.user)
    return client


def coordinator_of(branch):
    return StaffScopeFactory(branch=branch).user


class TestMyHours:
    def test_say_what_counts_and_how_far_the_next_star_is(self, volunteer_client, claim):
        serve(claim)
        page = volunteer_client.get(reverse("volunteer_hours"))
        assert page.context["mine"].total == timedelta(hours=2)
        assert [line.shift for line, _length in page.context["lines"]] == [claim.shift]
        assert "98 hours to go" in page.text

    def test_say_what_is_looked_at(self, volunteer_client, claim):
        come(claim)
        ask_about_forgotten(now=ENDS_AT + timedelta(hours=1))
        page = volunteer_client.get(reverse("volunteer_hours"))
        assert "nobody noted when you left" in page.text
        assert amounts() == []

    def test_cost_a_fixed_number_of_statements(
        self, volunteer_client, claim, django_assert_max_num_queries
    ):
        for earlier in range(1, 6):
            serve_earlier = ClaimFactory(
                volunteer=claim.volunteer,
                need__shift__starts_at=STARTS_AT - timedelta(days=earlier),
            )
            come(serve_earlier, at=serve_earlier.busy_from)
        with django_assert_max_num_queries(22):
            volunteer_client.get(reverse("volunteer_hours"))

    def test_are_for_volunteers(self, client):
        client.force_login(UserFactory())
        assert client.get(reverse("volunteer_hours")).url == reverse("volunteer")

    def test_ask_for_a_star_once_it_is_reached(self, volunteer_client, claim):
        HoursStanding.objects.create(volunteer=claim.volunteer, checked_in_minutes=6000)
        star = reverse("volunteer_star", args=[1])
        for _twice in range(2):
            assert volunteer_client.post(star).url == reverse("volunteer_hours")
        assert StarAward.objects.get().level.stars == 1
        assert "You have asked for it" in volunteer_client.get(reverse("volunteer_hours")).text

    def test_choose_the_roll_of_honour(self, volunteer_client, claim, client):
        HoursStanding.objects.create(volunteer=claim.volunteer, checked_in_minutes=6000)
        assert "Lin" not in client.get(reverse("volunteer_thanks")).text
        volunteer_client.post(reverse("volunteer_honour"), {"wants": "yes"})
        assert "Lin" in client.get(reverse("volunteer_thanks")).text
        volunteer_client.post(reverse("volunteer_honour"))
        assert "Lin" not in client.get(reverse("volunteer_thanks")).text


class TestStatement:
    PERIOD = {"first_day": "2026-01-01", "last_day": "2026-05-09"}

    def test_is_issued_printed_and_checked_without_a_name(self, volunteer_client, claim, client):
        serve(claim)
        made = volunteer_client.post(reverse("volunteer_statements"), self.PERIOD)
        statement = HoursStatement.objects.get()
        assert made.url == reverse("volunteer_statement", args=[statement.number])
        assert claim.person.name in volunteer_client.get(made.url).text
        printed = volunteer_client.get(reverse("volunteer_statement_pdf", args=[statement.number]))
        assert printed.content.startswith(b"%PDF")
        client.logout()
        checked = client.get(reverse("volunteer_statement_check", args=[statement.number.lower()]))
        assert "Valid" in checked.text
        assert "2 h" in checked.text
        assert claim.person.name not in checked.text
        assert claim.volunteer.nickname not in checked.text

    def test_with_an_unknown_number_is_none(self, client):
        checked = client.get(reverse("volunteer_statement_check", args=["ABCD2345"]))
        assert checked.status_code == 404
        assert "Not known" in checked.text

    def test_of_somebody_else_is_not_found(self, volunteer_client, claim, client):
        serve(claim)
        volunteer_client.post(reverse("volunteer_statements"), self.PERIOD)
        client.force_login(VolunteerFactory().person.user)
        number = HoursStatement.objects.get().number
        assert client.get(reverse("volunteer_statement", args=[number])).status_code == 404
        assert client.get(reverse("volunteer_statement_pdf", args=[number])).status_code == 404

    @pytest.mark.parametrize(
        "wrong",
        [
            {"first_day": "2026-05-09", "last_day": "2026-05-08"},
            {"first_day": "2026-01-01", "last_day": "2027-01-01"},
            {"first_day": "2026-01-01", "last_day": "2026-02-01"},
            {"first_day": "x", "last_day": ""},
        ],
        ids=["backwards", "in the future", "without hours", "no days"],
    )
    def test_says_what_is_wrong_with_a_period(self, volunteer_client, claim, wrong):
        serve(claim)
        page = volunteer_client.post(reverse("volunteer_statements"), wrong)
        assert page.status_code == 422
        assert page.context["form"].errors
        assert not HoursStatement.objects.exists()


class TestPass:
    def test_is_shown_to_whoever_has_the_code(self, client, claim):
        stranger = client.get(f"/S/{claim.code}")
        assert stranger.url == reverse("volunteer_pass", args=[claim.code.lower()])
        page = client.get(stranger.url)
        assert "Desk of joy" in page.text
        assert claim.person.name not in page.text
        picture = client.get(reverse("volunteer_pass_picture", args=[claim.code]))
        assert picture["Content-Type"] == "image/png"

    def test_of_nobody_is_not_found(self, client):
        assert client.get(reverse("volunteer_pass", args=["A" * 26])).status_code == 404


def test_people_of_groups_are_thanked_too(claim):
    """Two hours of the volunteer, and twice two of those who came with the school."""
    serve(claim)
    GroupClaimFactory(need=claim.need, places=3, came=2)
    GroupClaimFactory(need=claim.need, places=2)
    told = thanks(now=ENDS_AT)
    assert (told.volunteers, told.hours) == (3, 6)
    assert thanks(now=ENDS_AT - timedelta(minutes=1)).volunteers == 1


class TestDesk:
    INDEX = "volunteer_hours_desk:index"

    @pytest.fixture
    def desk(self, client, claim):
        client.force_login(coordinator_of(claim.shift.branch))
        return client

    def act(self, desk, claim, **said):
        return desk.post(self.at_work(claim), {"claim": claim.pk, **said}, follow=True)

    def at_work(self, claim):
        return reverse("volunteer_hours_desk:shift", args=[claim.shift_id])

    def test_nothing_is_noted_before_people_can_come(self, desk, claim, set_clock):
        GroupClaimFactory(need=claim.need)
        set_clock(STARTS_AT - timedelta(hours=2))
        early = desk.get(self.at_work(claim)).text
        assert "can be noted from Sat 9 May, 09:00 on" in early
        for button in ("check_in", "count", "count_group"):
            assert f'value="{button}"' not in early
        assert "Check in from 09:00 on" in self.act(desk, claim, do="count", people=31).text
        assert not PeopleServed.objects.exists()
        set_clock(STARTS_AT)
        begun = desk.get(self.at_work(claim)).text
        for button in ("check_in", "count", "count_group"):
            assert f'value="{button}"' in begun

    def test_a_forgotten_check_out_is_confirmed_or_corrected(self, desk, claim):
        presence = come(claim).presence
        ask_about_forgotten(now=ENDS_AT + timedelta(hours=1))
        assert "nobody noted when they left" in desk.get(reverse(self.INDEX)).text
        review = reverse("volunteer_hours_desk:review", args=[presence.pk])
        assert "reason" in desk.post(review, {"minutes": 60}, follow=True).text
        assert amounts() == []
        desk.post(review, {"minutes": 60, "reason": "Left at eleven."})
        assert amounts() == [60]

    def test_a_coordinator_checks_in_and_out(self, desk, claim, set_clock):
        set_clock(STARTS_AT)
        self.act(desk, claim, do="check_in")
        set_clock(after(30))
        self.act(desk, claim, do="check_out")
        assert amounts() == [30]
        self.act(desk, claim, do="correct", minutes=45, reason="The clock was wrong.")
        assert amounts() == [30, -30, 45]
        self.act(desk, claim, do="undo", reason="It was her sister.")
        assert amounts() == [30, -30, 45, -45]
        self.act(desk, claim, do="count", people=31)
        assert claim.shift.people_served.people == 31

    @pytest.mark.parametrize("deed", ["check_in", "check_out"])
    def test_nobody_sits_at_the_desk_and_says_it_of_themselves(
        self, client, claim, deed, set_clock
    ):
        """By their pass or the code at the place they may; from home they may not."""
        set_clock(STARTS_AT)
        user = claim.person.user
        StaffScopeFactory(user=user, role=StaffRole.COORDINATOR, branch=claim.shift.branch)
        if deed == "check_out":
            come(claim)
        before = list(Presence.objects.values())
        client.force_login(user)
        assert "Ask a colleague to decide" in self.act(client, claim, do=deed).text
        assert list(Presence.objects.values()) == before

    def test_hours_by_hand_take_two(self, desk, claim, client):
        self.act(desk, claim, do="propose", minutes=90, reason="The door was broken.")
        proposal = HoursProposal.objects.get()
        decide = reverse("volunteer_hours_desk:decide_proposal", args=[proposal.pk])
        assert "Ask a colleague" in desk.post(decide, {"yes": "yes"}, follow=True).text
        client.force_login(coordinator_of(claim.shift.branch))
        client.post(decide, {"yes": "yes"})
        assert HoursEntry.objects.get().is_manual

    def test_a_star_is_confirmed(self, client, claim):
        award = StarAward.objects.create(
            volunteer=claim.volunteer, level=StarLevel.objects.get(stars=1), minutes=6000
        )
        HoursStanding.objects.create(volunteer=claim.volunteer, checked_in_minutes=6000)
        client.force_login(coordinator_of(claim.volunteer.home_branch))
        assert "One star" in client.get(reverse(self.INDEX)).text
        client.post(reverse("volunteer_hours_desk:decide_star", args=[award.pk]), {"yes": "yes"})
        award.refresh_from_db()
        assert award.state == DecisionState.CONFIRMED

    def test_levels_are_kept_by_those_in_charge_of_all_and_stay_while_somebody_has_them(
        self, desk, claim
    ):
        level = StarLevel.objects.get(stars=1)
        edit = reverse("star_levels:edit", args=[level.pk])
        assert desk.get(edit).status_code in (302, 403)
        desk.force_login(StaffScopeFactory().user)
        submit(desk, edit, hours="50")
        level.refresh_from_db()
        assert level.hours == 50
        StarAward.objects.create(volunteer=claim.volunteer, level=level, minutes=6000)
        desk.post(reverse("star_levels:delete", args=[level.pk]))
        assert StarLevel.objects.filter(pk=level.pk).exists()

    def test_the_table_has_ones_own_libraries_only(self, client, claim):
        serve(claim)
        serve(ClaimFactory())
        client.force_login(coordinator_of(claim.volunteer.home_branch))
        table = client.get(
            reverse("volunteer_hours_desk:table"),
            {"first_day": "2026-05-01", "last_day": timezone.localdate(ENDS_AT)},
        )
        lines = table.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert lines[1].endswith("1,120,0,2.0")

    def test_what_is_elsewhere_does_not_exist(self, client, claim):
        presence = come(claim).presence
        ask_about_forgotten(now=ENDS_AT + timedelta(hours=1))
        award = StarAward.objects.create(
            volunteer=claim.volunteer, level=StarLevel.objects.get(stars=1), minutes=6000
        )
        client.force_login(coordinator_of(BranchFactory()))
        assert "Everybody has checked out" in client.get(reverse(self.INDEX)).text
        for name, pk in (
            ("shift", claim.shift_id),
            ("review", presence.pk),
            ("decide_star", award.pk),
        ):
            url = reverse(f"volunteer_hours_desk:{name}", args=[pk])
            assert client.post(url, {"minutes": 5}).status_code == 404

    def test_is_for_those_who_check_in(self, client):
        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        answer = client.get(reverse(self.INDEX), follow=True)
        assert "Sorry, you do not have permission" in answer.text
