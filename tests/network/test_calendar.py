"""The calendar: what holds where, official days and their shifted weekends, and who keeps it."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from network.choices import DayKind, Weekday
from network.models import CalendarEntry
from network.services.calendar import entries_of, without_opening
from network.services.official_days import fill_in, filling_of
from staff.choices import StaffRole
from tests.admin_forms import errors, submit
from tests.factories.network import BranchFactory, CalendarEntryFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)

# Notice of the General Office of the State Council on holidays of 2026: the days off, weekends
# included, and the weekend days that are worked instead.
DAYS_OFF_2026 = [
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
]
WORKED_2026 = [
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
]


def stored(kind):
    return list(CalendarEntry.objects.filter(kind=kind).values_list("first_day", "last_day"))


class TestWhatHolds:
    def test_the_networks_days_and_the_branchs_own(self):
        branch = BranchFactory()
        below = BranchFactory(parent=branch)
        everywhere = CalendarEntryFactory(first_day=date(2026, 5, 1), last_day=date(2026, 5, 3))
        here = CalendarEntryFactory(
            kind=DayKind.CLOSED_DAY, branch=branch, first_day=date(2026, 5, 3)
        )
        days = [date(2026, 5, 3), date(2026, 5, 4)]
        assert entries_of(branch, days) == {days[0]: [everywhere, here]}
        assert entries_of(below, days) == {days[0]: [everywhere]}

    def test_asks_once_for_any_number_of_days(self, django_assert_num_queries):
        branch = BranchFactory()
        CalendarEntryFactory()
        with django_assert_num_queries(1):
            entries_of(branch, [date(2026, 5, day) for day in range(1, 31)])
        with django_assert_num_queries(0):
            assert entries_of(branch, []) == {}

    def test_days_without_opening_hours_where_they_are_known(self):
        branch = BranchFactory()
        monday, tuesday = date(2026, 5, 4), date(2026, 5, 5)
        assert without_opening(branch, [monday, tuesday]) == set()
        branch.opening_hours.create(weekday=Weekday.MONDAY, opens_at=time(9), closes_at=time(17))
        assert without_opening(branch, [monday, tuesday]) == {tuesday}


class TestInTheDatabase:
    @pytest.mark.parametrize(
        ("changes", "constraint"),
        [
            ({"name_en": ""}, "calendar_entry_has_a_name"),
            ({"last_day": date(2026, 5, 3)}, "calendar_days_in_order"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, changes, constraint):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            CalendarEntryFactory(first_day=date(2026, 5, 4), **changes)

    def test_takes_the_same_days_of_the_network_once(self):
        CalendarEntryFactory()
        with pytest.raises(IntegrityError, match="calendar_entry_once"), transaction.atomic():
            CalendarEntryFactory()


class TestOfficialDays:
    def test_are_those_that_the_government_announced(self):
        filling = fill_in(2026)
        assert filling.shifts_are_known
        assert stored(DayKind.PUBLIC_HOLIDAY) == DAYS_OFF_2026
        assert stored(DayKind.WORKING_DAY) == [(day, day) for day in WORKED_2026]
        spring = CalendarEntry.objects.get(first_day=date(2026, 2, 15))
        assert "Spring Festival" in spring.name_en
        assert spring.name_zh.startswith("农历除夕")

    def test_twice_is_once(self):
        fill_in(2026)
        before = list(CalendarEntry.objects.values())
        assert not filling_of(2026).changes_something
        fill_in(2026)
        assert list(CalendarEntry.objects.values()) == before

    def test_what_was_entered_by_hand_stays_and_what_is_official_no_more_goes(self):
        ours = CalendarEntryFactory(first_day=date(2026, 5, 1), name_en="May Day")
        outdated = CalendarEntryFactory(first_day=date(2026, 7, 1), is_official=True)
        filling = fill_in(2026)
        assert [entry.first_day for entry in filling.to_remove] == [outdated.first_day]
        [staying] = filling.staying
        assert (staying.entry, staying.official.last_day) == (ours, date(2026, 5, 5))
        assert not CalendarEntry.objects.filter(first_day=date(2026, 7, 1)).exists()
        assert CalendarEntry.objects.filter(first_day=date(2026, 5, 1)).get() == ours

    def test_a_year_that_is_not_announced_says_so(self):
        filling = filling_of(2099)
        assert not filling.shifts_are_known
        assert date(2099, 1, 1) in {entry.first_day for entry in filling.to_add} | {
            entry.last_day for entry in filling.to_add
        }

    def test_elsewhere_each_day_is_a_holiday_of_its_own(self, settings):
        settings.LIBRARY_COUNTRY = "GB"
        filling = fill_in(2026)
        assert filling.shifts_are_known
        may = CalendarEntry.objects.touching(date(2026, 5, 1), date(2026, 5, 31))
        assert [(entry.name_en, entry.first_day, entry.last_day) for entry in may] == [
            ("May Day", date(2026, 5, 4), date(2026, 5, 4)),
            ("Spring Bank Holiday", date(2026, 5, 25), date(2026, 5, 25)),
        ]


class TestInTheAdmin:
    @pytest.fixture(autouse=True)
    def _now(self, set_clock):
        set_clock(NOW)

    @pytest.fixture
    def branch(self):
        return BranchFactory(name_en="North")

    @pytest.fixture
    def coordinator(self, client, branch):
        client.force_login(StaffScopeFactory(branch=branch).user)
        return client

    def test_the_list_offers_only_what_is_allowed(self, coordinator, branch):
        own = CalendarEntryFactory(kind=DayKind.CLOSED_DAY, branch=branch)
        of_all = CalendarEntryFactory(name_en="May Day")
        page = parsed(coordinator.get(reverse("calendar:list")))
        links = {link["href"] for link in page.select("#listing-results a[href]")}
        wanted = {reverse(f"calendar:{view}", args=[own.pk]) for view in ("edit", "delete")}
        assert wanted <= links
        refused = {reverse(f"calendar:{view}", args=[of_all.pk]) for view in ("edit", "delete")}
        assert not refused & links
        assert "May Day" in words(page)

    def test_the_buttons_at_the_head_have_a_chinese_name(self, client, branch):
        client.force_login(StaffScopeFactory(branch=branch, user__language="zh-hans").user)
        page = parsed(client.get(reverse("calendar:list")))
        assert page.select_one("#w-slim-header-buttons")["aria-label"] == "操作"

    def test_a_library_keeps_its_own_days(self, coordinator, branch):
        asked = {
            "kind": "closed_day",
            "first_day": "2026-05-04",
            "last_day": "2026-05-06",
            "name_en": "New lift",
        }
        add = reverse("calendar:add")
        for refused in ("", str(BranchFactory().pk)):
            assert errors(submit(coordinator, add, **asked, branch=refused))
        assert not CalendarEntry.objects.exists()
        submit(coordinator, add, **asked, branch=str(branch.pk))
        entry = CalendarEntry.objects.get()
        assert (entry.branch, entry.last_day) == (branch, date(2026, 5, 6))
        refused = submit(coordinator, add, **asked | {"last_day": "2026-05-01"}, branch=branch.pk)
        assert errors(refused) == ["The last day comes before the first."]

    def test_days_of_other_libraries_do_not_exist_and_those_of_all_are_only_seen(
        self, coordinator, branch
    ):
        theirs = CalendarEntryFactory(branch=BranchFactory(), name_en="Elsewhere")
        of_all = CalendarEntryFactory(name_en="Youth Day")
        page = coordinator.get(reverse("calendar:list")).content.decode()
        assert "Youth Day" in page
        assert "Elsewhere" not in page
        assert coordinator.get(reverse("calendar:edit", args=[theirs.pk])).status_code == 404
        assert coordinator.get(reverse("calendar:edit", args=[of_all.pk])).status_code in (302, 403)

    def test_official_days_are_shown_then_filled_in_by_those_in_charge_of_all(
        self, coordinator, client
    ):
        url = reverse("calendar:official")
        assert coordinator.get(url).status_code in (302, 403)
        coordinator.post(url, {"year": "2026"})
        assert not CalendarEntry.objects.exists()
        client.force_login(StaffScopeFactory().user)
        page = client.get(url, {"year": "2026"}).content.decode()
        assert "will be added" in page
        assert not CalendarEntry.objects.exists()
        client.post(url, {"year": "2026"})
        assert stored(DayKind.PUBLIC_HOLIDAY) == DAYS_OFF_2026
        assert "The calendar has all of them." in client.get(url, {"year": "2026"}).content.decode()

    def test_who_only_looks_changes_nothing(self, client):
        entry = CalendarEntryFactory()
        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        assert client.get(reverse("calendar:list")).status_code == 200
        assert client.get(reverse("calendar:edit", args=[entry.pk])).status_code in (302, 403)
        client.post(reverse("calendar:official"), {"year": "2026"})
        assert CalendarEntry.objects.get() == entry

    def test_an_official_day_changed_by_hand_is_ours(self, client):
        client.force_login(StaffScopeFactory().user)
        fill_in(2026)
        entry = CalendarEntry.objects.get(first_day=date(2026, 10, 1))
        edit = reverse("calendar:edit", args=[entry.pk])
        submit(client, edit, last_day="2026-10-05")
        entry.refresh_from_db()
        assert (entry.last_day, entry.is_official) == (date(2026, 10, 5), False)
        assert not filling_of(2026).changes_something
