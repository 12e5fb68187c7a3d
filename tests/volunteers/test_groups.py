"""Companies and schools take places together, name their people and give places back."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from core.constraints import violated_constraint
from notifications.models import OutboxMessage
from notifications.services.outbox import worded
from tests.factories.events import STARTS_AT
from tests.factories.network import BranchFactory
from tests.factories.shifts import GroupClaimFactory, NeedFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import CredentialKindFactory, VolunteerFactory
from tests.racing import race
from tests.volunteers.shifts import NOW, claim, claiming, demand_consistent, wait
from volunteers.choices import ClaimState, CredentialSort, GroupMessage
from volunteers.errors import (
    GroupCannotGrow,
    GroupHasEnded,
    GroupHasNoRoom,
    GroupsAreNotChecked,
    MoreCameThanPlaces,
    MoreNamesThanPlaces,
    PeopleHaveThisRole,
    ShiftHasBegun,
    TooEarlyToCheckIn,
    TooLateForGroup,
)
from volunteers.models import Claim, GroupClaim, Need
from volunteers.services.hours.desk import hours_table, shifts_at_work
from volunteers.services.hours.groups import count_people_of_group
from volunteers.services.shifts import waiting_list
from volunteers.services.shifts.groups import (
    KEPT_FOR,
    end_groups_without_checks,
    forget_groups,
    give_back_places,
    name_people,
    take_places_for_group,
)
from volunteers.services.shifts.moving import move_shift
from volunteers.services.shifts.planning import cancel_shift, drop_need
from volunteers.services.shifts.reconciliation import shifts
from volunteers.services.shifts.releasing import release_claim

DAY = timedelta(days=1)


def put_on(**options):
    return take_places_for_group(GroupClaimFactory.build(**options), now=NOW, by=None)


@pytest.fixture
def need(db):
    return NeedFactory(places=5)


@pytest.fixture
def group(need):
    return put_on(need=need)


def told():
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.django_db
class TestPlaces:
    def test_are_counted_and_the_group_is_told_where_it_changes_them(self, need, group):
        assert Need.objects.get().taken == 3
        letter = worded(OutboxMessage.objects.get(), now=NOW)
        assert group.get_absolute_url() in letter.text
        demand_consistent()

    def test_all_or_none(self, need, group):
        with pytest.raises(GroupHasNoRoom) as refusal:
            put_on(need=need)
        assert (refusal.value.code, "2" in str(refusal.value)) == ("group_has_no_room", True)
        assert GroupClaim.objects.count() == 1

    def test_what_is_given_back_goes_to_those_who_wait(self, need, group):
        for _place in range(2):
            claim(need, VolunteerFactory())
        waiting = wait(need, VolunteerFactory())
        give_back_places(group_id=group.pk, places=2, now=NOW)
        assert Claim.objects.get(state=ClaimState.OFFERED) == waiting
        assert GroupMessage.CHANGED in told()
        demand_consistent()

    def test_all_given_back_ends_it(self, need, group):
        name_people(group_id=group.pk, names=["Sun Li"], now=NOW)
        give_back_places(group_id=group.pk, places=0, now=NOW)
        group.refresh_from_db()
        assert (group.has_ended, group.names, Need.objects.get().taken) == (True, [], 0)
        with pytest.raises(GroupHasEnded):
            give_back_places(group_id=group.pk, places=0, now=NOW)

    def test_are_given_back_until_the_deadline_and_later_by_coordinators(self, group):
        with pytest.raises(TooLateForGroup):
            give_back_places(group_id=group.pk, places=1, now=STARTS_AT - DAY)
        coordinator = StaffScopeFactory().user
        give_back_places(group_id=group.pk, places=1, now=STARTS_AT - DAY, by=coordinator)
        with pytest.raises(ShiftHasBegun):
            give_back_places(group_id=group.pk, places=0, now=STARTS_AT, by=coordinator)

    def test_more_are_asked_for_at_the_library(self, group):
        with pytest.raises(GroupCannotGrow):
            give_back_places(group_id=group.pk, places=4, now=NOW)

    def test_a_role_that_a_group_has_stays(self, need, group):
        with pytest.raises(PeopleHaveThisRole):
            drop_need(need_id=need.pk, by=None)

    def test_go_and_move_with_the_shift(self, need, group):
        times = {"starts_at": STARTS_AT + DAY, "ends_at": STARTS_AT + DAY + timedelta(hours=2)}
        move_shift(shift_id=need.shift_id, branch=need.shift.branch, now=NOW, by=None, **times)
        cancel_shift(shift_id=need.shift_id, reason="Rain.", now=NOW)
        assert told() == [GroupMessage.ON, GroupMessage.MOVED, GroupMessage.CANCELLED]
        assert GroupClaim.objects.get().has_ended
        demand_consistent()

    def test_a_wrong_counter_is_found_and_put_right(self, need, group):
        assert list(shifts(NOW, False)) == []
        Need.objects.update(taken=1)
        assert len(list(shifts(NOW, True))) == 1
        demand_consistent()


@pytest.mark.django_db
class TestPeople:
    def test_no_more_than_places(self, group):
        with pytest.raises(MoreNamesThanPlaces):
            name_people(group_id=group.pk, names=list("ABCD"), now=NOW)
        name_people(group_id=group.pk, names=["Sun Li", "Bean"], now=NOW)
        with pytest.raises(MoreNamesThanPlaces):
            give_back_places(group_id=group.pk, places=1, now=NOW)
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            GroupClaim.objects.update(names=list("ABCD"))
        assert violated_constraint(refusal.value) == "group_names_nobody_without_a_place"

    def test_are_forgotten_soon_after_the_shift(self, need, group):
        name_people(group_id=group.pk, names=["Sun Li"], now=NOW)
        assert forget_groups(now=need.shift.ends_at + KEPT_FOR) == 0
        assert forget_groups(now=need.shift.ends_at + KEPT_FOR + DAY) == 1
        group.refresh_from_db()
        assert (group.names, group.contact_name, group.contact_email) == ([], "", "")
        assert group.places == 3

    def test_are_counted_when_they_come(self, need, group):
        coordinator = StaffScopeFactory().user
        counting = partial(count_people_of_group, group_id=group.pk, by=coordinator)
        with pytest.raises(TooEarlyToCheckIn):
            counting(came=2, now=NOW)
        with pytest.raises(MoreCameThanPlaces):
            counting(came=4, now=STARTS_AT)
        counting(came=2, now=STARTS_AT)
        assert list(shifts_at_work(coordinator, now=STARTS_AT)) == [need.shift]
        day = STARTS_AT.date()
        [_heading, line] = hours_table(coordinator, first_day=day, last_day=day)
        assert line == [f"Group: {group.name}", str(need.shift.branch), 1, 240, 0, 4.0]


@pytest.mark.django_db
class TestNoWayAround:
    TEN_TO = STARTS_AT - timedelta(minutes=10)

    @pytest.fixture
    def counted(self, group):
        """Somebody counted them as they came, before the shift began."""
        return count_people_of_group(group_id=group.pk, came=3, now=self.TEN_TO, by=None)

    def test_a_shift_is_cancelled_after_its_group_was_counted(self, need, counted):
        cancel_shift(shift_id=need.shift_id, reason="Storm.", now=self.TEN_TO)
        counted.refresh_from_db()
        assert (counted.has_ended, counted.came) == (True, None)
        demand_consistent()

    def test_places_are_given_back_after_the_group_was_counted(self, need, counted):
        give_back_places(
            group_id=counted.pk, places=1, now=self.TEN_TO, by=StaffScopeFactory().user
        )
        counted.refresh_from_db()
        assert (counted.places, counted.came) == (1, None)

    @pytest.mark.parametrize(("later", "came"), [(DAY, None), (timedelta(minutes=30), 3)])
    def test_who_came_did_not_come_to_a_shift_of_another_day(self, need, counted, later, came):
        times = {"starts_at": STARTS_AT + later, "ends_at": STARTS_AT + later + timedelta(hours=2)}
        branch = need.shift.branch
        move_shift(shift_id=need.shift_id, branch=branch, now=self.TEN_TO, by=None, **times)
        counted.refresh_from_db()
        assert counted.came == came

    def test_a_background_check_is_passed_over_by_no_group(self, need):
        need.role.needs_credentials.add(CredentialKindFactory())
        group = put_on(need=need)
        check = CredentialKindFactory(sort=CredentialSort.BACKGROUND_CHECK, name_en="Police check")
        need.role.needs_credentials.add(check)
        with pytest.raises(GroupsAreNotChecked) as refusal:
            put_on(need=need, places=1)
        assert "Police check" in str(refusal.value)
        assert end_groups_without_checks(now=STARTS_AT) == 0
        assert end_groups_without_checks(now=NOW) == 1
        group.refresh_from_db()
        assert (group.has_ended, Need.objects.get().taken) == (True, 0)
        letter = worded(OutboxMessage.objects.get(kind=GroupMessage.BARRED), now=NOW)
        assert "Police check" in letter.text
        demand_consistent()

    def test_waits_where_somebody_who_waits_is_busy_this_moment(self, need, monkeypatch):
        """Their turn came first; it is not known yet whether they may take the place."""
        taken = [claim(need, VolunteerFactory()) for _place in range(5)]
        wait(need, VolunteerFactory())
        monkeypatch.setattr(waiting_list, "try_person", lambda _person_id: False)
        release_claim(claim_id=taken[0].pk, now=NOW)
        with pytest.raises(GroupHasNoRoom):
            put_on(need=need, places=1)


@pytest.mark.django_db
class TestPages:
    @pytest.fixture(autouse=True)
    def _now(self, set_clock):
        set_clock(NOW)

    def test_the_group_names_people_and_gives_places_back(self, client, group):
        address = group.get_absolute_url()
        assert client.get(address).status_code == 200
        sent = {"do": "name", "names": "Sun Li\n\n Bean "}
        assert client.post(address, sent, follow=True).status_code == 200
        group.refresh_from_db()
        assert group.names == ["Sun Li", "Bean"]
        client.post(address, {"do": "give_back", "places": "2"})
        group.refresh_from_db()
        assert group.places == 2
        answer = client.post(address, {"do": "name", "names": "A\nB\nC"})
        assert answer.status_code == 422
        assert "A\nB\nC" in answer.content.decode()
        assert client.get("/volunteer/groups/AAAAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404

    def test_coordinators_put_groups_on_and_change_them(self, client, need):
        client.force_login(StaffScopeFactory(branch=need.shift.branch).user)
        desk = f"/admin/volunteers/shifts/edit/{need.shift_id}/"
        sent = {
            "do": "group",
            "need": need.pk,
            "name": "No. 2 School",
            "places": "3",
            "contact_name": "Zhao Min",
            "contact_email": "z@example.org",
            "language": "en",
        }
        assert client.post(desk, sent).status_code == 302
        page = client.get(desk).content.decode()
        assert "No. 2 School" in page
        assert "z@example.org" in page
        assert client.post(desk, sent).status_code == 422
        group = GroupClaim.objects.get()
        changed = {"do": "group_places", "group": group.pk, "places": "1"}
        assert client.post(desk, changed).status_code == 302
        assert Need.objects.get().taken == 1
        foreign = put_on(need=NeedFactory(places=5))
        assert client.post(desk, changed | {"group": foreign.pk}).status_code == 404

    def test_whoever_stands_at_the_door_counts_them(self, client, need, group, set_clock):
        set_clock(STARTS_AT)
        address = f"/admin/volunteers/hours/shifts/{need.shift_id}/"
        client.force_login(StaffScopeFactory(branch=need.shift.branch).user)
        assert group.name in client.get(address).content.decode()
        client.post(address, {"do": "count_group", "group": group.pk, "came": "3"})
        group.refresh_from_db()
        assert group.came == 3
        client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
        assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_groups_and_people_race_for_the_last_places():
    need = NeedFactory(places=5)
    volunteers = VolunteerFactory.create_batch(5)
    groups = [partial(put_on, need=need, places=2) for _number in range(4)]
    race(*groups, *(claiming(need, each) for each in volunteers))
    assert Need.objects.get().taken == 5
    demand_consistent()
