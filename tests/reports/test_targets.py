"""Targets: what may be one, how far it is against the year, and who sees it."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from network.services.tree import place
from reports.choices import Aggregation, Standing, Way
from reports.errors import NoTargetsToCopy
from reports.models import Target
from reports.models.entry import MOST
from reports.services.report.chapters.targets import standing_in_words
from reports.services.targets.copying import copy_targets
from reports.services.targets.progress import Progress, measure_targets
from staff.choices import StaffRole
from tests.factories.brands import BrandFactory
from tests.factories.indicators import EntryFactory, IndicatorFactory, TargetFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.racing import race, wait_until_somebody_waits
from tests.reports.test_report import LAST_APRIL, held
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 7, 10, 4, tzinfo=UTC)
TODAY = date(2026, 7, 10)


def progress(reached: int, *, gone: int = 183, days: int = 366, goal: int = 100, **fields):
    return Progress(goal, reached, gone, days, **fields)


# Constraints


def test_there_is_one_target_of_the_same_of_everything_too():
    first = TargetFactory()
    with pytest.raises(IntegrityError, match="target_once"), transaction.atomic():
        TargetFactory(indicator=first.indicator)
    TargetFactory(indicator=first.indicator, brand=BrandFactory())
    TargetFactory(indicator=first.indicator, year=2027)


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"value": 0}, "target_is_something"), ({"year": 26}, "target_is_of_a_year")],
)
def test_a_target_is_something_in_a_year(changes, name):
    with pytest.raises(IntegrityError, match=name):
        TargetFactory(**changes)


def test_what_libraries_enter_has_targets_of_no_brand():
    entered = IndicatorFactory()
    with pytest.raises(IntegrityError, match="is of no brand"), transaction.atomic():
        TargetFactory(indicator=entered, brand=BrandFactory())
    assert TargetFactory(indicator=entered, branch=BranchFactory()).pk


# How far


@pytest.mark.parametrize(
    ("asked", "standing", "words"),
    [
        (progress(61), Standing.AHEAD, "ahead by 11"),
        (progress(30), Standing.BEHIND, "behind by 20"),
        (progress(51), Standing.ON_COURSE, "on course"),
        (progress(100), Standing.REACHED, "reached"),
        (progress(140), Standing.REACHED, "reached"),
        (progress(90, gone=366), Standing.MISSED, "10 short"),
        (progress(90, adds_up=False), Standing.OPEN, "10 to go"),
        (progress(0, gone=0), Standing.ON_COURSE, "on course"),
        (progress(30, more_is_better=False), Standing.AHEAD, "ahead by 20"),
        (progress(70, more_is_better=False), Standing.BEHIND, "behind by 20"),
        (progress(130, more_is_better=False), Standing.EXCEEDED, "30 too many"),
        (progress(90, gone=366, more_is_better=False), Standing.KEPT, "kept"),
    ],
)
def test_a_target_stands_against_the_year(asked, standing, words):
    assert asked.standing == standing
    assert standing_in_words(asked, "loans") == words


def test_hours_are_told_in_hours():
    assert standing_in_words(progress(600, goal=2400), "volunteer_minutes") == "behind by 10"


def test_a_page_of_targets_costs_the_same_for_many_libraries(client, set_clock):
    set_clock(NOW)
    client.force_login(StaffScopeFactory().user)
    counted, entered = TargetFactory().indicator, IndicatorFactory()

    def cost(libraries: int) -> int:
        for _ in range(libraries):
            branch = BranchFactory()
            TargetFactory(indicator=counted, branch=branch, year=2026)
            EntryFactory(indicator=entered, branch=branch, month=date(2026, 2, 1), value=9)
            TargetFactory(indicator=entered, branch=branch, year=2026)
        with statements() as spent:
            assert client.get(reverse("targets:index")).status_code == 200
        return len(spent)

    few, more = cost(1), cost(9)
    assert more == few <= 25


def test_a_library_that_moved_counts_on_the_days_on_which_it_was_there():
    district, elsewhere = BranchFactory(), BranchFactory()
    moved = BranchFactory(parent=district)
    held(30, branch=moved)
    place(moved, elsewhere, date(2026, 6, 1))
    held(12, datetime(2026, 6, 20, 2, tzinfo=UTC), branch=moved)
    held(5, branch=district)
    of_it = TargetFactory(branch=district)
    others = [TargetFactory(indicator=of_it.indicator, branch=each) for each in (elsewhere, moved)]
    targets = [of_it, *others]
    measured = measure_targets(targets, on=TODAY, now=NOW)
    assert [each.progress.reached for each in measured] == [35, 12, 42]


def test_what_the_platform_counts_is_reached_up_to_the_day():
    branch, brand = BranchFactory(), BrandFactory()
    held(30, branch=branch, brand=brand, programme=None)
    held(12, brand=brand, programme=None)
    held(5, branch=branch, brand=None, programme=None)
    held(500, LAST_APRIL, branch=branch, brand=brand, programme=None)
    of_all = TargetFactory()
    targets = [
        of_all,
        *(
            TargetFactory(indicator=of_all.indicator, branch=where, brand=what)
            for where, what in ((branch, None), (None, brand), (branch, brand))
        ),
    ]
    measured = measure_targets(targets, on=TODAY, now=NOW)
    assert [each.progress.reached for each in measured] == [47, 35, 42, 30]
    assert {each.progress.days_gone for each in measured} == {31 + 28 + 31 + 30 + 31 + 30 + 10}


def test_what_libraries_enter_is_reached_in_whole_months():
    visitors, branch = IndicatorFactory(), BranchFactory()
    for month, value in ((1, 10), (6, 20), (7, 400)):
        EntryFactory(indicator=visitors, branch=branch, month=date(2026, month, 1), value=value)
    EntryFactory(indicator=visitors, month=date(2026, 6, 1), value=3)
    EntryFactory(indicator=visitors, branch=branch, month=date(2025, 6, 1), value=5000)
    of_all = TargetFactory(indicator=visitors)
    of_branch = TargetFactory(indicator=visitors, branch=branch)

    def reached(on: date) -> list[tuple[int, int]]:
        measured = measure_targets([of_all, of_branch], on=on, now=NOW)
        return [(each.progress.reached, each.progress.days_gone) for each in measured]

    assert reached(TODAY) == [(33, 181), (30, 181)]
    assert reached(date(2026, 1, 20)) == [(0, 0), (0, 0)]
    assert reached(date(2027, 3, 20)) == [(433, 365), (430, 365)]


def test_of_what_does_not_add_up_the_last_month_of_each_library_tells():
    readers = IndicatorFactory(aggregation=Aggregation.LAST)
    branch = BranchFactory()
    for month, value in ((4, 900), (5, 950)):
        EntryFactory(indicator=readers, branch=branch, month=date(2026, month, 1), value=value)
    EntryFactory(indicator=readers, month=date(2026, 2, 1), value=40)
    (measured,) = measure_targets([TargetFactory(indicator=readers)], on=TODAY, now=NOW)
    assert measured.progress.reached == 990
    assert measured.progress.standing == Standing.OPEN


# Copying


def test_targets_are_copied_once_with_so_many_per_cent_more():
    last = TargetFactory(year=2025, value=1000)
    brand = BrandFactory()
    TargetFactory(indicator=last.indicator, year=2025, brand=brand, value=10)
    there = TargetFactory(indicator=last.indicator, brand=brand, value=77)
    unused = IndicatorFactory(slug="partners", way=Way.COUNTED, is_active=False)
    TargetFactory(indicator=unused, year=2025)

    assert copy_targets(Target.objects.all(), year=2026, per_cent=5, by=None) == 1
    copied = Target.objects.get(year=2026, brand=None)
    assert (copied.value, copied.owner, copied.indicator) == (1050, last.owner, last.indicator)
    there.refresh_from_db()
    assert there.value == 77
    with pytest.raises(NoTargetsToCopy):
        copy_targets(Target.objects.all(), year=2026, per_cent=5, by=None)


# Pages


@pytest.fixture
def _in_july(set_clock):
    set_clock(NOW)


def sent(indicator, branch=None, **changes):
    keys = {"indicator": indicator.pk, "branch": branch.pk if branch else "", "brand": ""}
    return {**keys, "year": 2026, "value": 500, **changes}


@pytest.mark.usefixtures("_in_july")
def test_a_target_is_set_and_told(client, coordinator, branch):
    attendances = IndicatorFactory(slug="attendances", way=Way.COUNTED, name_en="Attendances")
    empty = client.get(reverse("targets:index")).text
    assert "Set a target" in empty
    data = sent(attendances, branch, owner=coordinator.pk)
    assert client.post(reverse("targets:add"), data).status_code == 302
    held(100, branch=branch)
    page = client.get(reverse("targets:index")).text
    rows = reverse("targets:rows", args=[Target.objects.get().pk])
    assert f'<a href="{rows}">100</a> of 500, 20% of the target' in page
    assert "Behind by 162" in page
    assert 'width="20"' in page
    behind = client.get(rows).text
    assert "Attendances · East: 100" in behind
    assert "April 2026" in behind
    elsewhere = client.get(reverse("targets:index"), {"year": 2025}).text
    assert "of 500" not in elsewhere


@pytest.mark.usefixtures("_in_july")
def test_what_cannot_be_told_apart_by_brand_has_no_target_of_one(client, coordinator, branch):
    client.force_login(user := StaffScopeFactory().user)
    visitors, brand = IndicatorFactory(name_en="Visitors"), BrandFactory()
    data = sent(visitors, branch, brand=brand.pk, owner=user.pk)
    answer = client.post(reverse("targets:add"), data)
    assert "Visitors is entered by library and month, of no brand" in answer.text
    assert not Target.objects.exists()


@pytest.mark.usefixtures("_in_july")
def test_of_a_foreign_library_no_target_is_seen_set_or_changed(client, coordinator, branch):
    foreign = TargetFactory(branch=BranchFactory(name_en="West"), value=4321)
    of_all = TargetFactory(indicator=foreign.indicator, value=8765)
    page = client.get(reverse("targets:index")).text
    for secret in ("4,321", "8,765", "West"):
        assert secret not in page
    for target in (foreign, of_all):
        for name in ("edit", "delete", "history", "usage", "rows"):
            url = reverse(f"targets:{name}", args=[target.pk])
            assert client.get(url).status_code == 404, name
            assert client.post(url).status_code in {404, 405}, name
    for where in (foreign.branch, None):
        data = sent(foreign.indicator, where, year=2027, owner=coordinator.pk)
        assert client.post(reverse("targets:add"), data).status_code == 200
    assert Target.objects.count() == 2


def test_a_director_sets_the_target_of_a_library_without_a_way_to_edit_the_library(client, branch):
    target = TargetFactory(branch=branch)
    for role, is_offered in ((StaffRole.COORDINATOR, True), (StaffRole.DIRECTOR, False)):
        client.force_login(StaffScopeFactory(branch=branch, role=role).user)
        page = client.get(reverse("targets:edit", args=[target.pk]))
        edit = reverse("wagtailsnippets_network_branch:edit", args=[branch.pk])
        assert page.status_code == 200
        assert (f'href="{edit}"' in page.text) == is_offered


@pytest.mark.usefixtures("_in_july")
def test_nobody_elses_people_are_offered_to_answer_for_a_target(client, coordinator):
    near = StaffScopeFactory(user=UserFactory(name="Colleague of all")).user
    far = StaffScopeFactory(user=UserFactory(name="Stranger"), branch=BranchFactory()).user
    page = client.get(reverse("targets:add")).text
    assert near.name in page
    assert far.name not in page


@pytest.mark.usefixtures("_in_july")
def test_last_years_targets_are_copied_on_a_page(client, coordinator, branch):
    TargetFactory(year=2025, branch=branch, value=200)
    url = reverse("targets:copy")
    assert client.post(url, {"year": 2026, "per_cent": 10}).status_code == 302
    assert Target.objects.get(year=2026).value == 220
    again = client.post(url, {"year": 2026, "per_cent": 10})
    assert again.status_code == 422
    assert "Of 2025 there is no target in your scope that 2026 lacks" in again.text


@pytest.mark.parametrize("role", [StaffRole.DOOR, StaffRole.REVIEWER])
def test_who_does_not_report_sees_no_targets(client, role):
    client.force_login(StaffScopeFactory(role=role).user)
    assert client.get(reverse("targets:index")).status_code in {302, 403}
    assert client.get(reverse("targets:copy")).status_code in {302, 403}


# Indicators


def test_a_library_adds_an_indicator_of_its_own(client):
    client.force_login(StaffScopeFactory().user)
    data = {"slug": "toys", "name_en": "Toys lent", "order": 5, "aggregation": "sum"}
    url = reverse("indicators_admin:add")
    assert client.post(url, data | {"slug": "partners"}).status_code == 200
    # It would be told in hours, and held against a target sixty times too high.
    refused = client.post(url, data | {"slug": "toy_minutes"})
    assert "is told in hours" in refused.text
    assert client.post(url, data | {"is_active": "on"}).status_code == 302
    assert "Toys lent" in client.get(reverse("indicators_admin:index")).text


def test_indicators_are_kept_by_those_in_charge_of_the_whole_network(client):
    indicator = IndicatorFactory()
    client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
    assert client.get(reverse("indicators_admin:index")).status_code == 200
    for name, args in (("add", []), ("edit", [indicator.pk]), ("delete", [indicator.pk])):
        answer = client.get(reverse(f"indicators_admin:{name}", args=args))
        assert answer.status_code in {302, 403}, name


def test_copies_stay_below_what_a_library_counts():
    TargetFactory(value=MOST - 1)
    copy_targets(Target.objects.all(), year=2027, per_cent=900, by=UserFactory())
    assert Target.objects.get(year=2027).value == MOST


@pytest.mark.django_db(transaction=True)
def test_two_who_copy_at_once_copy_once():
    TargetFactory()
    by, barrier, said = UserFactory(), threading.Barrier(2), []

    def colleague() -> None:
        barrier.wait()
        try:
            said.append(copy_targets(Target.objects.all(), year=2027, per_cent=0, by=by))
        except NoTargetsToCopy as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=colleague) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, said)) == ["1", "no_targets_to_copy"]
    assert Target.objects.filter(year=2027).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_set_by_hand_while_targets_are_copied_stays():
    of_all = TargetFactory(value=1000)
    of_one = TargetFactory(indicator=of_all.indicator, branch=BranchFactory(), value=300)
    by, is_set = UserFactory(), threading.Event()

    def set_by_hand() -> None:
        with transaction.atomic():
            TargetFactory(indicator=of_all.indicator, year=2027, value=77, owner=by)
            is_set.set()
            wait_until_somebody_waits()

    def copy() -> int:
        is_set.wait()
        return copy_targets(Target.objects.all(), year=2027, per_cent=0, by=by)

    assert race(set_by_hand, copy) == [None, 1]
    there = Target.objects.filter(year=2027).values_list("branch", "value")
    assert set(there) == {(None, 77), (of_one.branch_id, 300)}


@pytest.mark.django_db(transaction=True)
def test_whoever_sets_by_hand_what_is_being_copied_is_told(client, set_clock):
    set_clock(NOW)
    user = StaffScopeFactory().user
    client.force_login(user)
    last, is_copied = TargetFactory(owner=user), threading.Event()

    def copy() -> None:
        with transaction.atomic():
            copy_targets(Target.objects.all(), year=2027, per_cent=0, by=user)
            is_copied.set()
            wait_until_somebody_waits()

    def set_by_hand() -> str:
        is_copied.wait()
        data = sent(last.indicator, year=2027, owner=user.pk)
        return client.post(reverse("targets:add"), data).text

    _, told = race(copy, set_by_hand)
    assert "There is a target of this indicator, year, library and brand already." in told
    assert Target.objects.get(year=2027).value == last.value
