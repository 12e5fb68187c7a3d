"""Gaps ahead: what is shown, whom one may ask, and who is told."""

from datetime import timedelta
from typing import Any

import pytest

from notifications.models import OutboxMessage
from notifications.services.kinds import kinds
from tests.factories.events import STARTS_AT
from tests.factories.network import BranchFactory
from tests.factories.shifts import NeedFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import CredentialKindFactory, VolunteerFactory
from tests.volunteers.shifts import claim
from volunteers.choices import ClaimState, RadarBand, ShiftState
from volunteers.models import Claim, Need
from volunteers.services.radar import band_of, look_at_radar, tell_of_gaps

pytestmark = pytest.mark.django_db

# Three days before the shifts of the factory, in the morning by the library's clock.
NOW = STARTS_AT - timedelta(days=3, hours=1, minutes=45)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _now(set_clock):
    set_clock(NOW)


@pytest.fixture
def coordinator():
    return StaffScopeFactory().user


def short(**options: Any) -> Need:
    """A need with two places of which both are missing."""
    return NeedFactory(**{"places": 2, "minimum": 2} | options)


def needs_seen(user: Any) -> dict[str, list[int]]:
    found = look_at_radar(user, now=NOW)
    return {band: [blip.need.pk for blip in blips] for band, blips in found.items() if blips}


@pytest.mark.parametrize(
    ("ahead", "band"),
    [
        (timedelta(hours=6), RadarBand.HOURS),
        (timedelta(hours=6, seconds=1), RadarBand.DAYS),
        (timedelta(hours=48), RadarBand.DAYS),
        (timedelta(hours=48, seconds=1), RadarBand.WEEK),
        (timedelta(days=7), RadarBand.WEEK),
        (timedelta(days=7, seconds=1), None),
    ],
)
def test_how_near_a_shift_is(ahead, band):
    assert band_of(NOW + ahead, now=NOW) == band


class TestLooking:
    def test_what_is_missing_by_how_near_it_is(self, coordinator):
        week = short()
        days = short(shift__starts_at=NOW + 30 * HOUR)
        hours = short(shift__starts_at=NOW + 5 * HOUR)
        assert needs_seen(coordinator) == {
            RadarBand.HOURS: [hours.pk],
            RadarBand.DAYS: [days.pk],
            RadarBand.WEEK: [week.pk],
        }

    def test_what_is_filled_far_or_not_published_is_not_shown(self, coordinator):
        short(minimum=0)
        short(shift__state=ShiftState.DRAFT)
        short(shift__starts_at=NOW + timedelta(days=8))
        claim(NeedFactory(minimum=1), VolunteerFactory(), now=NOW)
        assert needs_seen(coordinator) == {}

    def test_foreign_shifts_and_people_are_not_shown(self):
        branch = BranchFactory()
        need = short(shift__branch=branch)
        short()
        own, _foreign = VolunteerFactory(home_branch=branch), VolunteerFactory()
        [blip] = look_at_radar(StaffScopeFactory(branch=branch).user, now=NOW)[RadarBand.WEEK]
        assert blip.need == need
        assert [each.volunteer for each in blip.candidates] == [own]

    def test_who_likes_it_and_has_done_less_comes_first(self, coordinator):
        need = short()
        busy, plain, likes = (VolunteerFactory() for _number in range(3))
        likes.interests.add(need.role)
        promised = NeedFactory(shift__starts_at=NOW + timedelta(days=20), shift__hours=4)
        claim(promised, busy, now=NOW)
        [blip] = look_at_radar(coordinator, now=NOW)[RadarBand.WEEK]
        assert [each.volunteer for each in blip.candidates] == [likes, plain, busy]
        assert blip.candidates[0].reasons == ["likes this role"]

    def test_where_there_is_nobody_it_says_why(self, coordinator):
        need = short()
        need.role.needs_credentials.add(CredentialKindFactory(name_en="First aid"))
        VolunteerFactory()
        [blip] = look_at_radar(coordinator, now=NOW)[RadarBand.WEEK]
        assert blip.causes == ["Nobody has what this role needs: First aid."]


class TestPage:
    ADDRESS = "/admin/volunteers/gaps/"

    def test_one_button_asks_somebody(self, client, coordinator):
        need, volunteer = short(), VolunteerFactory()
        client.force_login(coordinator)
        assert f"Ask {volunteer.person.name}" in client.get(self.ADDRESS).content.decode()
        answer = client.post(
            self.ADDRESS, {"need": need.pk, "volunteer": volunteer.pk}, follow=True
        )
        assert f"{volunteer.person.name} has been asked" in answer.content.decode()
        assert Claim.objects.get().state == ClaimState.OFFERED

    def test_refusal_is_told(self, client, coordinator):
        need, volunteer = short(role__minimum_age=90), VolunteerFactory()
        client.force_login(coordinator)
        answer = client.post(
            self.ADDRESS, {"need": need.pk, "volunteer": volunteer.pk}, follow=True
        )
        assert "from 90 years on" in answer.content.decode()
        assert not Claim.objects.exists()

    def test_foreign_shifts_and_people_are_not_there(self, client):
        branch = BranchFactory()
        own_need, own = short(shift__branch=branch), VolunteerFactory(home_branch=branch)
        foreign_need, foreign = short(), VolunteerFactory()
        client.force_login(StaffScopeFactory(branch=branch).user)
        for need, volunteer in [(own_need, foreign), (foreign_need, own)]:
            sent = {"need": need.pk, "volunteer": volunteer.pk}
            assert client.post(self.ADDRESS, sent).status_code == 404
        assert client.post(self.ADDRESS, {"need": "x"}).status_code == 404
        assert not Claim.objects.exists()


class TestTelling:
    def test_one_letter_about_all_gaps_once_at_each_distance(self, coordinator):
        first, second = short(), short()
        assert tell_of_gaps(now=NOW) == 1
        assert tell_of_gaps(now=NOW) == 0
        message = OutboxMessage.objects.get()
        assert message.data == {"needs": [first.pk, second.pk]}
        assert tell_of_gaps(now=NOW + timedelta(days=2)) == 1

    def test_at_other_hours_only_what_is_urgent_is_told(self, coordinator):
        short(shift__starts_at=NOW + 30 * HOUR)
        assert tell_of_gaps(now=NOW + 3 * HOUR) == 0
        short(shift__starts_at=NOW + 8 * HOUR)
        assert tell_of_gaps(now=NOW + 3 * HOUR) == 1

    def test_only_those_are_told_who_could_do_something(self):
        branch = BranchFactory()
        short(shift__branch=branch)
        StaffScopeFactory(branch=branch, role="director")
        StaffScopeFactory(branch=BranchFactory())
        assert tell_of_gaps(now=NOW) == 0
        short(shift__branch=branch)
        responsible = StaffScopeFactory(branch=branch).user
        assert tell_of_gaps(now=NOW) == 1
        assert OutboxMessage.objects.get().address == responsible.email

    def test_letter_tells_what_is_still_missing(self, coordinator):
        still, filled = short(role__name_en="Usher"), short()
        tell_of_gaps(now=NOW)
        for _place in range(2):
            claim(filled, VolunteerFactory(), now=NOW)
        claim(still, VolunteerFactory(), now=NOW)
        message = OutboxMessage.objects.get(kind="shift-gaps")
        letter = kinds["shift-gaps"](message, NOW)
        assert letter.title == "1 volunteer is missing on your shifts"
        assert [item.title for item in letter.items] == ["Usher: 1 missing"]
        claim(still, VolunteerFactory(), now=NOW)
        assert kinds["shift-gaps"](message, NOW) is None
