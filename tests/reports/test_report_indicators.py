"""The chapters of a report on entered figures and targets: frozen, summed right, told in words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from random import Random
from typing import Any

import pytest
from django.urls import reverse

from network.services.tree import place
from reports.choices import Aggregation, Way
from reports.models import Entry, Indicator, Report, Target
from reports.services.indicators.known import make_indicators
from reports.services.report.document import document_of
from reports.services.report.freezing import digest_of, told_of
from reports.services.report.paper import paper_of
from reports.services.report.tables import Table
from reports.services.report.word import word_of
from reports.services.report.workbook import workbook_of
from tests.factories.brands import BrandFactory
from tests.factories.indicators import EntryFactory, IndicatorFactory, TargetFactory
from tests.factories.network import BranchFactory
from tests.factories.reports import NOW, made_report
from tests.factories.staff import StaffScopeFactory
from tests.reports.test_report import held

pytestmark = pytest.mark.django_db

MAY_1, JUNE_1 = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def visitors() -> Indicator:
    return IndicatorFactory(slug="visitors", name_en="Visitors", name_zh="到馆人次", unit_zh="人次")


@pytest.fixture
def branch():
    return BranchFactory(name_en="East", name_zh="东区馆")


def tables_of(report: Report, chapter: str) -> list[Table]:
    (found,) = (each for each in document_of(report).chapters if each.key == chapter)
    return list(found.tables)


def cells_of(table: Table) -> dict[str, list[str]]:
    return {row.label: [cell.text for cell in row.cells] for row in table.rows}


def text_of(report: Report, chapter: str) -> str:
    return report.texts.get(chapter=chapter).text


# Sums


def test_sums_of_entered_figures_are_those_of_plain_python():
    chance = Random(11)  # noqa: S311 - a sample, no secret
    central = BranchFactory()
    east, west = BranchFactory(parent=central), BranchFactory(parent=central)
    moved = BranchFactory(parent=east)
    place(moved, west, on=date(2026, 3, 1))
    summed, last = IndicatorFactory(), IndicatorFactory(aggregation=Aggregation.LAST)
    months = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(18)]
    entries = [
        EntryFactory(indicator=indicator, branch=branch, month=month, value=chance.randrange(900))
        for indicator in (summed, last)
        for branch in (central, east, west, moved)
        for month in months
        if chance.random() < 0.7
    ]

    def below(root: Any, entry: Entry) -> bool:
        parent = east if entry.month < date(2026, 3, 1) else west
        return root is None or entry.branch == root or (entry.branch == moved and parent == root)

    for root in (None, east, west):
        told = told_of(made_report(branch=root))
        for before, year in ((False, 2026), (True, 2025)):
            here = [
                entry
                for entry in entries
                if date(year, 1, 1) <= entry.month <= date(year, 6, 30) and below(root, entry)
            ]
            expected = sum(entry.value for entry in here if entry.indicator == summed)
            key = f"indicator-{summed.slug}"
            assert told.figures[key, before].number == expected
            assert sum(n for _name, n in told.rows(key, is_before=before)) == expected
            stands = {e.branch: e.value for e in here if e.indicator == last}
            assert told.figures[f"indicator-{last.slug}", before].number == sum(stands.values())


def test_months_that_begin_in_the_period_and_are_over_count_whole(visitors, branch):
    for year in (2025, 2026):
        for month in range(1, 8):
            EntryFactory(
                indicator=visitors,
                branch=branch,
                month=date(year, month, 1),
                value=10**month * (year - 2024),
            )
    report = made_report(
        first_day=date(2026, 1, 15),
        last_day=date(2026, 7, 5),
        now=datetime(2026, 7, 10, tzinfo=UTC),
    )
    change = told_of(report).figure("indicator-visitors")
    assert (change.now, change.before) == (2 * 1_111_100, 1_111_100)


def test_of_one_brand_nothing_is_entered(visitors, branch):
    EntryFactory(indicator=visitors, branch=branch)
    report = made_report(brand=BrandFactory())
    assert text_of(report, "library") == ""
    assert "indicator-visitors" not in {figure.key for figure in report.figures.all()}


def test_what_the_platform_counts_is_that_of_the_facts(branch):
    make_indicators()
    held(30, branch=branch)
    held(12, branch=branch, kind="lecture")
    (counted,) = tables_of(made_report(), "library")
    cells = cells_of(counted)
    assert cells["Events"] == ["2"]
    assert cells["Attendances"] == ["42"]
    assert cells["Lectures and trainings (events)"] == ["1"]


# Frozen


def test_later_changes_leave_the_chapters_as_they_were(visitors, branch):
    held(30, branch=branch)
    EntryFactory(indicator=visitors, branch=branch)
    target = TargetFactory(indicator=visitors, value=500)
    report = made_report()
    before = [paper_of(report), word_of(report), workbook_of(report)]
    Entry.objects.update(value=7)
    Indicator.objects.update(name_en="Renamed", order=1)
    Target.objects.filter(pk=target.pk).update(value=9)
    assert [paper_of(report), word_of(report), workbook_of(report)] == before
    Target.objects.all().delete()
    assert digest_of(report) == report.digest
    assert made_report().digest != report.digest


def test_a_report_from_before_there_were_indicators_still_stands(report_of_before):
    assert digest_of(report_of_before) == report_of_before.digest
    keys = {chapter.key for chapter in document_of(report_of_before).chapters}
    assert "overview" in keys


@pytest.fixture
def report_of_before() -> Report:
    """No figure of it says what it is, and no text tells of the library or of targets."""
    held(30)
    report = made_report()
    Report.objects.filter(pk=report.pk).update(digest="")
    report.figures.filter(key__startswith="indicator-").delete()
    report.figures.filter(key="missing-entries").delete()
    report.texts.filter(chapter__in=["library", "targets"]).delete()
    report.digest = digest_of(report)
    report.save(update_fields=["digest"])
    return report


# Words and links


def test_the_library_is_told_in_both_languages(visitors, branch):
    for year, value in ((2026, 1350), (2025, 1000)):
        EntryFactory(indicator=visitors, branch=branch, month=date(year, 4, 1), value=value)
    english = made_report()
    assert text_of(english, "library") == (
        "The libraries entered these figures of January to June 2026. Visitors: 1,350"
        " (not complete).\n\n"
        "Not everything is entered, so the true figures may be higher."
        " Missing: East (January, February, March, May and June)."
    )
    chinese = made_report(language="zh-hans")
    assert text_of(chinese, "library") == (
        "2026年1月至6月各馆填报数据如下：到馆人次1,350（尚未报齐）。\n\n"
        "以上数据尚未报齐，实际数字可能更高。"
        "尚缺：东区馆（1月、2月、3月、5月、6月）。"
    )
    entered, missing = tables_of(english, "library")
    assert cells_of(entered) == {"Visitors": ["1,350", "1,000", "not complete"]}
    assert cells_of(missing)["In all"] == ["5"]
    assert "East, May 2026: Visitors" in cells_of(missing)


@pytest.mark.parametrize(
    ("now", "before", "in_english", "in_chinese", "in_short"),
    [
        (1350, 1000, "1,350 (up 35%)", "1,350，同比增长35%", "+350 (+35%)"),
        (800, 1000, "800 (down 20%)", "800，同比下降20%", "−200 (−20%)"),
        (5, 7, "5 (down from 7)", "5，同比减少2", "−2"),
        (7, 7, "7 (as many as a year before)", "7，与上年同期持平", "none"),
        (0, 7, "0 (down from 7)", "0，同比减少7", "−7"),
    ],
)
def test_what_is_complete_is_compared(
    visitors, branch, now, before, in_english, in_chinese, in_short
):
    for year, value in ((2026, now), (2025, before)):
        EntryFactory(indicator=visitors, branch=branch, month=date(year, 6, 1), value=value)
    june = {"first_day": JUNE_1, "last_day": date(2026, 6, 30)}
    english = made_report(**june)
    assert text_of(english, "library") == (
        f"The libraries entered these figures of June 2026. Visitors: {in_english}."
    )
    assert text_of(made_report(**june, language="zh-hans"), "library") == (
        f"2026年6月各馆填报数据如下：到馆人次{in_chinese}。"
    )
    (entered,) = tables_of(english, "library")
    assert cells_of(entered)["Visitors"][2] == in_short


def test_targets_are_told_in_both_languages(visitors, branch):
    EntryFactory(indicator=visitors, branch=branch, month=MAY_1, value=300)
    TargetFactory(indicator=visitors, branch=branch, value=1000)
    TargetFactory(value=100, indicator__name_en="Attendances", indicator__name_zh="参加人次")
    held(120, branch=branch)
    english = made_report()
    assert text_of(english, "targets") == (
        "2 targets are set for 2026; by the end of the period 50% of the year had passed."
        " Of the targets, 1 is reached and 1 is behind the year."
        " Furthest behind: Visitors · East (30% of 1,000)."
    )
    chinese = made_report(language="zh-hans")
    assert text_of(chinese, "targets") == (
        "2026年共设定年度目标2项，时间进度为50%。其中已完成1项，慢于时间进度1项。"
        "进度最慢的是到馆人次 · 东区馆（完成1,000的30%）。"
    )
    (table,) = tables_of(english, "targets")
    assert cells_of(table) == {
        "Visitors · East": ["1,000", "300", "30%", "50%", "behind by 196"],
        "Attendances": ["100", "120", "120%", "50%", "reached"],
    }


def test_a_report_tells_of_targets_within_what_it_is_on(branch):
    below, brand = BranchFactory(parent=branch), BrandFactory()
    first = TargetFactory(branch=branch)
    for fields in ({"branch": below}, {"brand": brand}, {"branch": branch, "brand": brand}, {}):
        TargetFactory(indicator=first.indicator, **fields)
    TargetFactory(indicator=first.indicator, branch=branch, year=2025)

    def told(**scope: Any) -> int:
        report = made_report(**scope)
        return report.figures.filter(key__startswith="target-").count()

    assert told() == 5
    assert told(branch=branch) == 3
    assert told(brand=brand) == 2
    assert told(branch=below) == 1


def test_nothing_entered_and_no_target_says_nothing():
    report = made_report()
    assert text_of(report, "library") == text_of(report, "targets") == ""
    assert not {"library", "targets"} & {each.key for each in document_of(report).chapters}


def test_every_figure_leads_to_the_rows_that_it_is_the_sum_of(client, set_clock, visitors, branch):
    set_clock(NOW)
    make_indicators()
    held(30, branch=branch)
    for month in (MAY_1, JUNE_1):
        EntryFactory(indicator=visitors, branch=branch, month=month, value=1500)
    TargetFactory(indicator=visitors, branch=branch)
    TargetFactory(indicator=Indicator.objects.get(slug="attendances", way=Way.COUNTED))
    client.force_login(StaffScopeFactory().user)
    report = made_report()
    page = client.get(reverse("period_reports:report", args=[report.pk])).text
    links = {
        (unescape(url), number)
        for url, number in re.findall(r'<a href="([^"]*/rows/\?[^"]*)">([\d,.]+)</a>', page)
    }
    assert sum("figure=target-" in url for url, _number in links) == 2
    assert any("figure=indicator-visitors" in url for url, _number in links)
    for url, number in links:
        rows = client.get(url)
        assert rows.status_code == 200
        assert f"Behind a number: {number}" in rows.text, url
