"""The service network in the admin: who may change what, and what the forms refuse."""

from datetime import date, time

import pytest
from django.urls import reverse

from core import clock
from network.models import Branch, OpeningHours, Partner, Room
from network.services.tree import ancestors, place
from network.viewsets import stands_below
from staff.choices import StaffRole
from tests.admin_forms import add_row, errors, submit
from tests.factories.brands import BrandFactory
from tests.factories.events import SessionFactory
from tests.factories.network import BranchFactory, PartnerFactory, RoomFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

BRANCHES = "wagtailsnippets_network_branch"
PARTNERS = "wagtailsnippets_network_partner"


@pytest.fixture
def city():
    return BranchFactory(name_en="Central Library")


@pytest.fixture
def east(city):
    return BranchFactory(parent=city, name_en="Eastern District")


@pytest.fixture
def village(east):
    return BranchFactory(parent=east, name_en="Plum Village")


@pytest.fixture
def west(city):
    return BranchFactory(parent=city, name_en="Western District")


@pytest.fixture
def superuser(client):
    client.force_login(UserFactory(is_superuser=True))


@pytest.fixture
def coordinator(client, east):
    client.force_login(StaffScopeFactory(branch=east).user)


def edit(branch):
    return reverse(f"{BRANCHES}:edit", args=[branch.pk])


class TestSuperuser:
    @pytest.fixture(autouse=True)
    def signed_in(self, superuser):
        pass

    def test_adds_a_branch_with_its_place_in_the_tree(self, client, east):
        response = submit(
            client,
            reverse(f"{BRANCHES}:add"),
            name_en="Lotus Pond",
            name_zh="荷塘",
            slug="lotus-pond",
            kind="branch",
            level="town",
            parent=str(east.pk),
            since="2026-05-01",
        )
        assert response.status_code == 302
        branch = Branch.objects.get(slug="lotus-pond")
        placements = list(branch.placements.values_list("parent", "starts_on", "ends_on"))
        assert placements == [(east.pk, date(2026, 5, 1), None)]

    def test_moves_a_branch_from_a_day_on(self, client, village, east, west):
        submit(client, edit(village), parent=str(west.pk), since="2026-05-01")
        assert ancestors(village, date(2026, 4, 30))[0] == east
        assert ancestors(village, date(2026, 5, 1))[0] == west

    def test_saving_without_a_move_keeps_the_placement(self, client, village, east):
        before = list(village.placements.values())
        submit(client, edit(village), name_en="Plum Blossom Village")
        village.refresh_from_db()
        assert village.name_en == "Plum Blossom Village"
        assert list(village.placements.values()) == before

    def test_sees_in_the_listing_what_each_stands_below_today(self, client, village, west, city):
        place(village, west, date(2026, 5, 1))
        rows = client.get(reverse(f"{BRANCHES}:list")).context["object_list"]
        assert {str(row): stands_below(row) for row in rows} == {
            "Central Library": None,
            "Eastern District": city,
            "Western District": city,
            "Plum Village": west,
        }

    def test_is_offered_no_place_below_the_branch_itself(self, client, east, village, west, city):
        choices = client.get(edit(east)).context["form"].fields["parent"].choices
        assert {key for key, _label in choices} == {"", city.pk, west.pk}

    def test_reads_why_a_move_is_refused(self, client, village, west, east):
        place(village, west, date(2026, 5, 1))
        response = submit(client, edit(village), parent=str(east.pk), since="2026-04-01")
        assert response.status_code == 200
        assert errors(response) == [
            "Plum Village has moved on May 1, 2026 already. What was reported before then stays "
            "as it was: choose that day or a later one."
        ]
        assert ancestors(village, date(2026, 4, 1)) == [east, *ancestors(east, date(2026, 4, 1))]

    def test_refused_move_saves_nothing_else(self, client, village, west, city):
        place(village, west, date(2026, 5, 1))
        data = {"parent": str(city.pk), "since": "2026-04-01", "name_en": "New name"}
        submit(client, edit(village), **data)
        village.refresh_from_db()
        assert village.name_en == "Plum Village"

    def test_deletes_a_branch_that_nothing_needs(self, client, village):
        client.post(reverse(f"{BRANCHES}:delete", args=[village.pk]))
        assert not Branch.objects.filter(pk=village.pk).exists()

    def test_cannot_delete_a_branch_with_others_below_it(self, client, east, village):
        response = client.post(reverse(f"{BRANCHES}:delete", args=[east.pk]), follow=True)
        assert "still in use (placements), so nothing was removed" in response.content.decode()
        assert Branch.objects.filter(pk=east.pk).exists()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"name_en": "", "name_zh": ""}, "Fill it in in at least one language."),
            ({"latitude": "30.5", "longitude": ""}, "Give both coordinates or none."),
        ],
    )
    def test_reads_what_is_missing(self, client, east, changes, sentence):
        response = submit(client, edit(east), **changes)
        assert errors(response) == [sentence]


class TestHoursAndRooms:
    @pytest.fixture(autouse=True)
    def signed_in(self, coordinator):
        pass

    def test_are_added_by_the_coordinator(self, client, village):
        hours = {"weekday": "5", "opens_at": "09:00", "closes_at": "21:30"}
        add_row(client, edit(village), "opening_hours", **hours)
        add_row(client, edit(village), "rooms", name_en="Reading corner", capacity="12")
        assert list(village.opening_hours.values_list("weekday", "opens_at", "closes_at")) == [
            (5, time(9), time(21, 30))
        ]
        assert list(village.rooms.values_list("name_en", "capacity")) == [("Reading corner", 12)]

    def test_are_removed_by_the_coordinator(self, client, village):
        room = RoomFactory(branch=village)
        submit(client, edit(village), **{"rooms-0-DELETE": "1"})
        assert not Room.objects.filter(pk=room.pk).exists()

    def test_room_with_sessions_stays(self, client, village):
        room = RoomFactory(branch=village, name_en="Hall")
        SessionFactory(room=room)
        response = submit(client, edit(village), **{"rooms-0-DELETE": "1", "phone": "110"})
        assert errors(response) == [
            "It is still in use (sessions), so nothing was removed or changed."
        ]
        village.refresh_from_db()
        assert village.phone == ""

    def test_room_of_another_branch_cannot_be_taken_over(self, client, village, west):
        RoomFactory(branch=village)
        theirs = RoomFactory(branch=west, name_en="Theirs")
        forged = {"rooms-0-id": str(theirs.pk), "rooms-0-name_en": "Mine"}
        submit(client, edit(village), **forged)
        theirs.refresh_from_db()
        assert (theirs.name_en, theirs.branch) == ("Theirs", west)

    @pytest.mark.parametrize(
        ("hours", "sentence"),
        [
            (
                {"opens_at": "18:00", "closes_at": "09:00"},
                "It closes before it opens. Correct one of the times.",
            ),
            ({"season_from": "2026-07-01"}, "A season needs its first and its last day."),
            (
                {"season_from": "2026-07-01", "season_until": "2026-06-01"},
                "The season ends before it begins.",
            ),
            (
                {"opens_at": "11:00", "closes_at": "13:00"},
                "Monday: the hours overlap. Join them or correct the times.",
            ),
        ],
    )
    def test_refused_with_a_sentence(self, client, village, hours, sentence):
        OpeningHours.objects.create(branch=village, weekday=0, opens_at=time(9), closes_at=time(12))
        valid = {"weekday": "0", "opens_at": "14:00", "closes_at": "18:00"}
        response = add_row(client, edit(village), "opening_hours", **(valid | hours))
        assert errors(response) == [sentence]
        assert village.opening_hours.count() == 1

    def test_same_hours_in_a_season_do_not_overlap(self, client, village):
        OpeningHours.objects.create(branch=village, weekday=0, opens_at=time(9), closes_at=time(12))
        season = {"season_from": "2026-07-01", "season_until": "2026-08-31"}
        hours = {"weekday": "0", "opens_at": "08:00", "closes_at": "11:00"}
        add_row(client, edit(village), "opening_hours", **hours, **season)
        assert village.opening_hours.count() == 2


class TestCoordinator:
    @pytest.fixture(autouse=True)
    def signed_in(self, coordinator):
        pass

    def test_sees_the_branches_in_scope(self, client, east, village, west, city):
        listing = client.get(reverse(f"{BRANCHES}:list"))
        assert set(listing.context["object_list"]) == {east, village}
        assert "Western District" not in listing.content.decode()

    def test_changes_how_to_be_reached_but_not_what_it_is(self, client, village, west):
        forged = {"name_en": "Mine now", "slug": "mine", "review_rule": "0", "latitude": "1"}
        submit(
            client,
            edit(village),
            phone="0000-1234",
            parent=str(west.pk),
            since=str(clock.today()),
            **forged,
        )
        before = Branch.objects.values("name_en", "slug", "latitude").get(pk=village.pk)
        village.refresh_from_db()
        assert village.phone == "0000-1234"
        assert before == {"name_en": "Plum Village", "slug": village.slug, "latitude": None}
        assert ancestors(village, clock.today())[0].name_en == "Eastern District"

    @pytest.mark.parametrize("view", ["edit", "delete", "usage", "history", "inspect"])
    def test_foreign_branch_does_not_exist(self, client, west, view):
        address = reverse(f"{BRANCHES}:{view}", args=[west.pk])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404

    def test_neither_adds_nor_deletes(self, client, village):
        assert client.get(reverse(f"{BRANCHES}:add")).status_code == 302
        assert client.post(reverse(f"{BRANCHES}:delete", args=[village.pk])).status_code == 302
        assert Branch.objects.filter(pk=village.pk).exists()

    def test_shares_the_partners(self, client):
        partner = PartnerFactory(name_en="Crane Tea House")
        submit(client, reverse(f"{PARTNERS}:edit", args=[partner.pk]), name_zh="白鹤茶馆")
        partner.refresh_from_db()
        assert partner.name_zh == "白鹤茶馆"
        client.post(reverse(f"{PARTNERS}:delete", args=[partner.pk]))
        assert Partner.objects.filter(pk=partner.pk).exists()


def test_coordinator_of_one_brand_there_sees_the_branch_and_changes_nothing(client, east):
    client.force_login(StaffScopeFactory(branch=east, brand=BrandFactory()).user)
    assert client.get(reverse(f"{BRANCHES}:inspect", args=[east.pk])).status_code == 200
    assert client.get(edit(east)).status_code == 302


def test_director_reads_and_changes_nothing(client, east):
    client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
    assert client.get(reverse(f"{BRANCHES}:inspect", args=[east.pk])).status_code == 200
    assert client.get(edit(east)).status_code == 302


def test_scope_that_has_ended_shows_nothing(client, east):
    ended = StaffScopeFactory(branch=east, ends_on=date(2020, 1, 1))
    StaffScopeFactory(user=ended.user, role=StaffRole.DOOR)
    client.force_login(ended.user)
    assert client.get(reverse(f"{BRANCHES}:list")).status_code == 302
