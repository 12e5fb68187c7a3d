"""Figures that libraries enter: what is kept, what is refused and stays, and who may."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from reports.choices import Aggregation, Way
from reports.errors import (
    ChangedMeanwhile,
    EmptiedMeanwhile,
    MonthAhead,
    NotANumber,
    NumberTooLarge,
)
from reports.models import Entry, Indicator
from reports.models.entry import MOST
from reports.services.indicators.entering import ENTERED, Cell, Typed, enter, number_of
from reports.services.indicators.known import COUNTED, make_indicators
from reports.services.indicators.known import ENTERED as KNOWN_ENTERED
from reports.services.indicators.missing import missing_entries
from reports.services.indicators.months import month_of, months_between
from reports.services.indicators.waiting import figures_to_enter
from reports.services.report.counted import SOURCES
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import BrandFactory
from tests.factories.indicators import EntryFactory, IndicatorFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 20, 4, tzinfo=UTC)
APRIL, MAY, JUNE = (date(2026, month, 1) for month in (4, 5, 6))


@pytest.fixture
def visitors() -> Indicator:
    return IndicatorFactory(slug="visitors", name_en="Visitors", name_zh="到馆人次")


@pytest.fixture
def branch():
    return BranchFactory(slug="east", name_en="East", name_zh="东区馆")


# Constraints


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"value": -1}, "entry_is_a_count"),
        ({"value": MOST + 1}, "entry_is_a_count"),
        ({"month": date(2026, 4, 2)}, "entry_is_of_a_month"),
    ],
)
def test_an_entry_is_a_count_of_a_month(changes, name):
    with pytest.raises(IntegrityError, match=name):
        EntryFactory(**changes)


def test_a_branch_enters_an_indicator_once_a_month(visitors, branch):
    EntryFactory(indicator=visitors, branch=branch)
    with pytest.raises(IntegrityError, match="entry_once"):
        EntryFactory(indicator=visitors, branch=branch)


def test_what_is_counted_is_not_entered_and_stays_counted():
    counted = IndicatorFactory(slug="events", way=Way.COUNTED)
    with pytest.raises(IntegrityError, match="is counted"), transaction.atomic():
        EntryFactory(indicator=counted)
    with pytest.raises(IntegrityError, match="keeps its way"), transaction.atomic():
        Indicator.objects.filter(pk=counted.pk).update(way=Way.ENTERED)
    with pytest.raises(IntegrityError, match="indicator_counted_adds_up"), transaction.atomic():
        Indicator.objects.filter(pk=counted.pk).update(aggregation=Aggregation.LAST)


# The indicators to begin with


def test_what_the_platform_counts_has_a_source():
    assert {each.slug for each in COUNTED} <= set(SOURCES)


def test_indicators_are_made_once_and_what_the_library_did_with_them_stays():
    assert make_indicators() == len(COUNTED) + len(KNOWN_ENTERED)
    Indicator.objects.filter(slug="visitors").update(name_en="People in the house")
    Indicator.objects.get(slug="honours").delete()
    Indicator.objects.get(slug="events").delete()
    assert make_indicators() == 1
    assert Indicator.objects.get(slug="visitors").name_en == "People in the house"
    assert not Indicator.objects.filter(slug="honours").exists()


# Numbers and months


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(
            ("", None),
            ("  ", None),
            ("0", 0),
            ("1204", 1204),
            ("1,204", 1204),
            ("1 204 300", 1204300),
        ),
        *(("１２０４", 1204), ("1204.00", 1204), ("007", 7), ("１，２０４", 1204)),
    ],
)
def test_numbers_are_read_as_people_and_spreadsheets_write_them(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["many", "12,5", "-3", "1.5", "1,20", "3e4", "½", "12 Stück"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(NotANumber):
        number_of(text)


def test_a_telephone_number_is_no_figure():
    with pytest.raises(NumberTooLarge):
        number_of("9" * 5000)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *(("2026-04", APRIL), ("2026/4", APRIL), ("2026年4月", APRIL), ("202604", APRIL)),
        *(("2026-04-30", APRIL), ("2026-13", None), ("April", None), ("", None), ("0001-04", None)),
    ],
)
def test_months_are_read_as_files_write_them(text, month):
    assert month_of(text) == month


def test_months_of_a_period_are_those_that_begin_in_it():
    assert months_between(date(2026, 4, 1), date(2026, 6, 15)) == [APRIL, MAY, JUNE]
    assert months_between(date(2026, 4, 2), date(2026, 6, 30)) == [MAY, JUNE]
    assert months_between(date(2026, 4, 2), date(2026, 4, 30)) == []


# Entering


def typed(indicator: Indicator, branch: Any, text: str, seen: int | None = None, month=APRIL):
    return Typed(Cell(indicator.pk, branch.pk, month), text, seen)


def test_what_is_right_is_kept_and_what_is_wrong_is_told(visitors, branch):
    loans, user = IndicatorFactory(name_en="Loans"), UserFactory()
    outcome = enter(
        [
            typed(visitors, branch, "1,204"),
            typed(loans, branch, "many"),
            typed(visitors, branch, "3", month=JUNE),
        ],
        by=user,
        now=NOW,
    )
    assert outcome.saved == 1
    assert [type(refusal) for refusal in outcome.refused.values()] == [NotANumber, MonthAhead]
    (entry,) = Entry.objects.all()
    assert (entry.indicator, entry.branch, entry.month, entry.value) == (
        visitors,
        branch,
        APRIL,
        1204,
    )
    assert (entry.changed_at, entry.changed_by) == (NOW, user)


def test_each_change_is_in_the_log_with_what_stood_there(visitors, branch):
    for text, seen in (("5", None), ("7", 5), ("", 7)):
        enter([typed(visitors, branch, text, seen)], by=None, now=NOW)
    lines = LogEntry.objects.for_instance(branch).filter(action=ENTERED).order_by("pk")
    assert [line.message for line in lines] == [
        "Entered Visitors of April 2026: 5",
        "Changed Visitors of April 2026 from 5 to 7",
        "Emptied Visitors of April 2026, which was 7",
    ]
    assert not Entry.objects.exists()


def test_what_was_not_touched_is_left_as_others_made_it(visitors, branch):
    EntryFactory(indicator=visitors, branch=branch, value=9)
    outcome = enter([typed(visitors, branch, "5", seen=5)], by=None, now=NOW)
    assert (outcome.saved, outcome.refused) == (0, {})
    assert Entry.objects.get().value == 9


def test_what_somebody_else_changed_meanwhile_is_told_and_not_written_over(visitors, branch):
    EntryFactory(indicator=visitors, branch=branch, value=9)
    outcome = enter([typed(visitors, branch, "7", seen=5)], by=None, now=NOW)
    (refusal,) = outcome.refused.values()
    assert isinstance(refusal, ChangedMeanwhile)
    assert "9" in str(refusal)
    Entry.objects.all().delete()
    (refusal,) = enter([typed(visitors, branch, "7", seen=5)], by=None, now=NOW).refused.values()
    assert isinstance(refusal, EmptiedMeanwhile)
    assert not Entry.objects.exists()


def test_two_people_who_enter_the_same_do_not_disturb_each_other(visitors, branch):
    EntryFactory(indicator=visitors, branch=branch, value=7)
    outcome = enter([typed(visitors, branch, "7", seen=5)], by=None, now=NOW)
    assert (outcome.saved, outcome.refused) == (0, {})


def test_entering_costs_the_same_for_many(visitors, branch):
    counted = []
    for texts in (["1"], [str(number) for number in range(2, 30)]):
        cells = [
            typed(visitors, branch, text, month=date(2020 + n // 12, n % 12 + 1, 1))
            for n, text in enumerate(texts)
        ]
        Entry.objects.all().delete()
        with statements() as captured:
            enter(cells, by=None, now=NOW)
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 7


# Missing


def test_missing_is_what_a_library_entered_within_a_year_before(visitors, branch):
    loans, other = IndicatorFactory(name_en="Loans"), BranchFactory()
    EntryFactory(indicator=visitors, branch=branch, month=APRIL)
    EntryFactory(indicator=loans, branch=branch, month=date(2025, 5, 1))
    EntryFactory(indicator=loans, branch=branch, month=MAY)
    EntryFactory(indicator=visitors, branch=other, month=date(2025, 3, 1))
    IndicatorFactory(slug="not-used", is_active=False)

    found = [
        (each.branch, each.month, list(each.indicators))
        for each in missing_entries(None, [APRIL, MAY])
    ]
    assert found == [(branch, APRIL, [loans]), (branch, MAY, [visitors])]


@pytest.mark.parametrize(("day", "is_told"), [(4, False), (5, True)])
def test_home_tells_of_missing_figures_from_the_fifth_on(visitors, branch, day, is_told):
    EntryFactory(indicator=visitors, branch=branch, month=APRIL)
    EntryFactory(indicator=visitors, month=APRIL)
    now = datetime(2026, 6, day, 4, tzinfo=UTC)
    user = StaffScopeFactory(branch=branch).user
    told = [(each.sentence, each.url) for each in figures_to_enter(user, now)]
    address = f"{reverse('indicators:enter')}?month=2026-05"
    assert told == ([("Figures of May 2026 are missing for 1 library", address)] if is_told else [])
    of_all = StaffScopeFactory().user
    assert len(list(figures_to_enter(of_all, now))) == int(is_told)
    for scope in (
        StaffScopeFactory(branch=branch, role=StaffRole.DIRECTOR),
        StaffScopeFactory(branch=branch, brand=BrandFactory()),
    ):
        assert list(figures_to_enter(scope.user, now)) == []


@pytest.mark.parametrize(
    ("today", "entered", "told"),
    [
        ("2026-05-11", (1, 3, 4), ["February 2026"]),
        ("2026-05-04", (1, 2), ["March 2026"]),
        ("2026-05-11", (1,), ["April 2026", "February 2026, March 2026"]),
        ("2026-07-11", (1, 4, 5, 6), ["February 2026, March 2026"]),
        ("2026-08-11", (1, 7), []),
        ("2026-08-11", (1,), ["July 2026"]),
    ],
)
def test_earlier_months_of_the_half_year_are_told_in_one_sentence(
    visitors, branch, today, entered, told
):
    for month in entered:
        EntryFactory(indicator=visitors, branch=branch, month=date(2026, month, 1))
    user = StaffScopeFactory(branch=branch).user
    waiting = list(figures_to_enter(user, datetime.fromisoformat(f"{today}T04:00Z")))
    assert [each.sentence for each in waiting] == [
        f"Figures of {months} are missing for 1 library" for months in told
    ]
    with override("zh-hans"):
        waiting = list(figures_to_enter(user, datetime.fromisoformat(f"{today}T04:00Z")))
    if len(told) == 2:
        assert waiting[-1].sentence == "1 个馆还缺2026年2月、2026年3月的数字"
        assert waiting[-1].url.endswith("?month=2026-02")


def test_asking_costs_the_same_for_one_month_and_for_a_half_year(visitors, branch):
    user, now = StaffScopeFactory(branch=branch).user, datetime(2026, 7, 11, 4, tzinfo=UTC)
    EntryFactory(indicator=visitors, branch=branch, month=MAY)
    list(figures_to_enter(user, now))
    counted = []
    for month in (MAY, date(2025, 12, 1)):
        EntryFactory(indicator=IndicatorFactory(), branch=branch, month=month)
        with statements() as captured:
            list(figures_to_enter(user, now))
        counted.append(len(captured))
    assert counted == [3, 3]


# The page


@pytest.fixture
def _in_may(set_clock):
    set_clock(NOW)


def field(indicator: Indicator, branch: Any, month: str = "2026-04") -> str:
    return f"f-{branch.pk}-{indicator.pk}-{month}"


@pytest.mark.usefixtures("_in_may")
def test_a_year_is_entered_wrong_cells_stay_and_are_saved_after(client, visitors, branch):
    client.force_login(StaffScopeFactory(branch=branch).user)
    url = f"{reverse('indicators:enter')}?branch={branch.pk}&year=2026"
    assert 'name="f-' in client.get(url).text
    right, wrong = field(visitors, branch), field(visitors, branch, "2026-03")
    answer = client.post(url, {right: "1,204", wrong: "a lot", "seen": "{}"})
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert 'value="a lot"' in page
    assert "“a lot” is no whole number" in page
    assert f'href="#{wrong}"' in page
    assert Entry.objects.get().value == 1204

    seen = json.dumps({right: 1204})
    answer = client.post(url, {right: "1204", wrong: "30", "seen": seen})
    assert answer.status_code == 302
    assert sorted(Entry.objects.values_list("value", flat=True)) == [30, 1204]


@pytest.mark.usefixtures("_in_may")
def test_a_cell_changed_meanwhile_is_told_and_a_second_save_counts(client, visitors, branch):
    client.force_login(StaffScopeFactory(branch=branch).user)
    url = f"{reverse('indicators:enter')}?month=2026-04"
    EntryFactory(indicator=visitors, branch=branch, value=9)
    answer = client.post(url, {field(visitors, branch): "7", "seen": "{}"})
    assert answer.status_code == 422
    assert "somebody else has put 9 here" in answer.text
    seen = unescape(re.findall(r'name="seen" value="([^"]*)"', answer.text)[0])
    assert client.post(url, {field(visitors, branch): "7", "seen": seen}).status_code == 302
    assert Entry.objects.get().value == 7


@pytest.mark.usefixtures("_in_may")
def test_of_a_foreign_branch_nothing_is_shown_and_nothing_entered(client, visitors, branch):
    foreign = BranchFactory(name_en="West")
    EntryFactory(indicator=visitors, branch=foreign, value=4321)
    client.force_login(StaffScopeFactory(branch=branch).user)
    url = reverse("indicators:enter")
    assert client.get(f"{url}?branch={foreign.pk}&year=2026").status_code == 404
    assert client.post(f"{url}?branch={foreign.pk}&year=2026").status_code == 404
    for address in (url, f"{url}?month=2026-04"):
        page = client.get(address).text
        assert "West" not in page
        assert "4321" not in page
    client.post(f"{url}?month=2026-04", {field(visitors, foreign): "5", "seen": "{}"})
    assert Entry.objects.get().value == 4321


@pytest.mark.usefixtures("_in_may")
def test_a_director_reads_and_enters_nothing(client, visitors, branch):
    EntryFactory(indicator=visitors, branch=branch, value=4321)
    client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
    url = f"{reverse('indicators:enter')}?month=2026-04"
    page = client.get(url).text
    assert "4321" in page
    assert 'name="f-' not in page
    client.post(url, {field(visitors, branch): "5", "seen": "{}"})
    assert Entry.objects.get().value == 4321
    assert client.get(reverse("indicators:import")).status_code in {302, 403}


@pytest.mark.usefixtures("_in_may")
@pytest.mark.parametrize("scope", [{"role": StaffRole.DOOR}, {"brand": True}])
def test_who_answers_for_no_library_as_a_whole_enters_nothing(client, visitors, branch, scope):
    brand = {"brand": BrandFactory()} if "brand" in scope else scope
    client.force_login(StaffScopeFactory(branch=branch, **brand).user)
    assert client.get(reverse("indicators:enter")).status_code in {302, 403}


@pytest.mark.usefixtures("_in_may")
@pytest.mark.parametrize("query", ["month=2026-06", "month=nothing", "branch=x", "year=2027"])
def test_what_lies_ahead_has_no_page(client, visitors, branch, query):
    client.force_login(StaffScopeFactory(branch=branch).user)
    assert client.get(f"{reverse('indicators:enter')}?{query}").status_code == 404


@pytest.mark.usefixtures("_in_may")
def test_a_month_of_many_costs_no_more_statements(client, visitors):
    client.force_login(StaffScopeFactory().user)
    counted = []
    for _ in range(2):
        BranchFactory.create_batch(4)
        client.get(f"{reverse('indicators:enter')}?month=2026-04")
        with statements() as captured:
            client.get(f"{reverse('indicators:enter')}?month=2026-04")
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_what_cells_held_is_read_from_nothing_else(client, visitors, branch):
    client.force_login(StaffScopeFactory(branch=branch).user)
    url = reverse("indicators:enter")
    for seen in ("", "[]", "{", "1e999", "[" * 100_000):
        assert client.post(url, {"seen": seen}).status_code == 302
