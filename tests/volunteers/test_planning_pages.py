"""What coordinators do to many shifts at once, the rules for all, and rosters on paper."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdfium2 import PdfDocument

from tests.factories.network import BranchFactory
from tests.factories.shifts import GroupClaimFactory, NeedFactory, ShiftFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import VolunteerFactory
from tests.volunteers.shifts import NOW, claim, codes
from volunteers.choices import ShiftState
from volunteers.models import Shift, VolunteerRules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock(NOW)


@pytest.fixture
def branch():
    return BranchFactory()


@pytest.fixture
def coordinator(client, branch):
    client.force_login(StaffScopeFactory(branch=branch).user)
    return client


def text_of(response):
    assert response["Content-Type"] == "application/pdf"
    document = PdfDocument(response.content)
    return "".join(page.get_textpage().get_text_range() for page in document)


class TestPublishingMany:
    @pytest.fixture
    def url(self):
        """The drafts of the month in which the shifts of the factory are."""
        return f"{reverse('publish_shifts:index')}?period=2026-05-01/2026-05-31"

    def test_publishes_what_is_ticked_and_nothing_else(self, coordinator, branch, url):
        draft = {"shift__branch": branch, "shift__state": ShiftState.DRAFT}
        ticked, left = NeedFactory(**draft).shift, NeedFactory(**draft).shift
        page = coordinator.get(url).content.decode()
        assert ticked.title in page
        assert left.title in page
        coordinator.post(url, {"chosen": [ticked.pk]})
        assert list(Shift.objects.filter(state=ShiftState.PUBLISHED)) == [ticked]
        assert ticked.title not in coordinator.get(url).content.decode()

    def test_one_that_is_not_ready_keeps_no_other(self, coordinator, branch, url):
        ready = NeedFactory(shift__branch=branch, shift__state=ShiftState.DRAFT).shift
        bare = ShiftFactory(branch=branch, state=ShiftState.DRAFT)
        answer = coordinator.post(url, {"chosen": [bare.pk, ready.pk]}, follow=True)
        assert "Say first how many people" in answer.content.decode()
        assert list(Shift.objects.filter(state=ShiftState.PUBLISHED)) == [ready]

    @pytest.mark.parametrize("days", [3, 16, 45])
    def test_opens_with_the_first_drafts(self, coordinator, branch, days):
        """Of a week, or of a month where that is far."""
        for wait in (days, days + 33):
            NeedFactory(
                shift__branch=branch,
                shift__state=ShiftState.DRAFT,
                shift__starts_at=NOW + timedelta(days=wait),
                shift__title_en=f"In {wait} days",
            )
        page = coordinator.get(reverse("publish_shifts:index")).content.decode()
        assert f"In {days} days" in page
        assert f"In {days + 33} days" not in page

    def test_knows_only_drafts_in_scope(self, coordinator, url):
        elsewhere = NeedFactory(shift__state=ShiftState.DRAFT).shift
        assert elsewhere.title not in coordinator.get(url).content.decode()
        coordinator.post(url, {"chosen": [elsewhere.pk]})
        assert Shift.objects.get().state == ShiftState.DRAFT

    def test_opens_no_closed_or_cancelled_one_again(self, coordinator, branch, url):
        shift = NeedFactory(shift__branch=branch, shift__state=ShiftState.CLOSED).shift
        coordinator.post(url, {"chosen": [shift.pk]})
        assert Shift.objects.get().state == ShiftState.CLOSED


class TestRules:
    @pytest.fixture
    def asked(self):
        return {
            "hours_per_day": 1,
            "hours_per_week": 20,
            "hours_per_month": 60,
            "most_open_claims": 12,
            "rest_minutes": 600,
            "travel_kmh": 15,
            "travel_minutes": 10,
            "release_hours": 48,
            "offer_minutes": 720,
        }

    def test_hold_at_once(self, client, asked):
        need, volunteer = NeedFactory(), VolunteerFactory()
        assert codes(volunteer, need) == []
        client.force_login(StaffScopeFactory().user)
        client.post(reverse("volunteer_rules:index"), asked)
        assert VolunteerRules.objects.get().hours_per_day == 1
        assert codes(volunteer, need) == ["hours_day"]
        client.post(reverse("volunteer_rules:index"), asked | {"hours_per_day": 8})
        assert codes(volunteer, need) == []

    def test_a_week_is_not_shorter_than_a_day(self, client, asked):
        client.force_login(StaffScopeFactory().user)
        backwards = asked | {"hours_per_day": 8, "hours_per_week": 4}
        answer = client.post(reverse("volunteer_rules:index"), backwards)
        assert answer.status_code == 422
        assert not VolunteerRules.objects.exists()

    def test_are_for_those_in_charge_of_the_whole_network(self, coordinator, asked):
        coordinator.post(reverse("volunteer_rules:index"), asked)
        assert not VolunteerRules.objects.exists()
        assert coordinator.get(reverse("volunteer_rules:index")).status_code == 302


class TestRosters:
    @pytest.fixture
    def held(self, branch):
        need = NeedFactory(shift__branch=branch, shift__meeting_en="Mrs Lin", places=2)
        return claim(need, VolunteerFactory(nickname="Magpie", person__name="Ann Zhao"))

    def test_of_a_shift_with_names_or_without(self, coordinator, held):
        url = reverse("shift_rosters:shift", args=[held.shift_id])
        with_names = text_of(coordinator.post(url, {"names": "yes"}))
        for said in (held.shift.title, "Magpie", "Ann Zhao", "Mrs Lin", held.need.role.name):
            assert said in with_names
        without = text_of(coordinator.post(url))
        assert "Magpie" in without
        assert "Ann" not in without

    def test_has_a_line_for_each_of_a_group(self, coordinator, held):
        GroupClaimFactory(need=held.need, name="No. 2 School", places=3, names=["Sun Li"])
        GroupClaimFactory(need=held.need, name="Long gone", places=0, ended_at=NOW)
        url = reverse("shift_rosters:shift", args=[held.shift_id])
        with_names = text_of(coordinator.post(url, {"names": "yes"}))
        assert with_names.count("No. 2 School") == 3
        assert "Sun Li" in with_names
        assert "Long gone" not in with_names
        assert "Sun Li" not in text_of(coordinator.post(url))

    def test_of_a_day_at_a_library(self, coordinator, branch, held):
        NeedFactory(shift__branch=branch, shift__title_en="Still a draft", shift__state="draft")
        later = held.busy_from + timedelta(days=1)
        NeedFactory(shift__branch=branch, shift__title_en="Tomorrow", shift__starts_at=later)
        NeedFactory(shift__title_en="Elsewhere")
        day = timezone.localtime(held.busy_from).date()
        url = reverse("shift_rosters:index")
        paper = text_of(coordinator.post(url, {"branch": branch.pk, "day": day}))
        assert "Magpie" in paper
        for said in ("Ann Zhao", "Still a draft", "Tomorrow", "Elsewhere"):
            assert said not in paper
        nothing = coordinator.post(url, {"branch": branch.pk, "day": "2026-05-08"})
        assert nothing.status_code == 422

    def test_of_other_libraries_do_not_exist(self, coordinator, held):
        elsewhere = NeedFactory()
        url = reverse("shift_rosters:shift", args=[elsewhere.shift_id])
        assert coordinator.post(url).status_code == 404
        asked = {"branch": elsewhere.shift.branch_id, "day": "2026-05-09"}
        assert coordinator.post(reverse("shift_rosters:index"), asked).status_code == 422
