"""Writing to the team of a shift: who reads it, what keeps it from going out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from notifications.models import OutboxMessage
from notifications.services.kinds import kinds
from tests.factories.network import BranchFactory
from tests.factories.shifts import NeedFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import VolunteerFactory
from tests.volunteers.shifts import NOW, claim, wait
from volunteers.choices import ClaimMessage
from volunteers.errors import NobodyOnTheTeam, TeamHasReadEnough, ToldTheTeamAlready
from volunteers.models import TeamMessage
from volunteers.services.shifts.releasing import release_claim
from volunteers.services.shifts.team import MOST_IN_A_DAY, write_to_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def need():
    return NeedFactory(shift__branch=BranchFactory())


@pytest.fixture
def held(need):
    return claim(need, VolunteerFactory())


def write(need, *, title="100% rain", now=NOW, **options):
    said = TeamMessage(shift=need.shift, title_en=title, text_en="Bring coats.\n\nTea!", **options)
    return write_to_team(said, now=now, by=None)


def written():
    return OutboxMessage.objects.filter(kind=ClaimMessage.TEAM).order_by("pk")


def test_goes_to_those_with_a_place_and_on_request_to_those_who_wait(need, held):
    waiting = wait(need, VolunteerFactory())
    assert write(need).written_to == 1
    assert write(need, title="Again", to_waiting=True).written_to == 2
    assert [each.subject_id for each in written()] == [held.pk, held.pk, waiting.pk]


def test_reads_as_it_was_written(need, held):
    write(need)
    letter = kinds[ClaimMessage.TEAM](written().get(), NOW)
    assert (letter.title, letter.paragraphs) == ("100% rain", ("Bring coats.", "Tea!"))


def test_is_not_read_by_those_who_have_left(need, held):
    write(need)
    release_claim(claim_id=held.pk, now=NOW)
    assert kinds[ClaimMessage.TEAM](written().get(), NOW) is None


def test_the_same_is_not_sent_twice_within_minutes(need, held):
    write(need)
    with pytest.raises(ToldTheTeamAlready):
        write(need, now=NOW + timedelta(minutes=5))
    write(need, now=NOW + timedelta(minutes=15))


def test_a_team_is_not_flooded(need, held):
    for number in range(MOST_IN_A_DAY):
        write(need, title=f"News {number}")
    with pytest.raises(TeamHasReadEnough):
        write(need, title="More news")
    write(need, title="More news", now=NOW + timedelta(days=1, minutes=1))


def test_nobody_is_told_where_nobody_is(need):
    with pytest.raises(NobodyOnTheTeam):
        write(need)
    assert not TeamMessage.objects.exists()


def test_from_the_desk(client, set_clock, need, held):
    set_clock(NOW)
    client.force_login(StaffScopeFactory(branch=need.shift.branch).user)
    url = reverse("shifts_admin:edit", args=[need.shift_id])
    failed = client.post(url, {"do": "write", "title_zh": "带伞"})
    assert failed.status_code == 422
    assert "带伞" in failed.content.decode()
    client.post(url, {"do": "write", "title_zh": "带伞", "text_zh": "有雨。"})
    assert TeamMessage.objects.get().written_to == 1
    assert "有雨。" in client.get(url).content.decode()


def test_not_to_the_team_of_others(client, set_clock, need, held):
    set_clock(NOW)
    client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
    url = reverse("shifts_admin:edit", args=[need.shift_id])
    said = {"do": "write", "title_en": "Hello", "text_en": "You."}
    assert client.post(url, said).status_code == 404
    client.force_login(StaffScopeFactory(role="director").user)
    client.post(url, said)
    assert not TeamMessage.objects.exists()
