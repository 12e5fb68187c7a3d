"""Figures that are counted once with their lines, and tables that compare only with something."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from brands.choices import EventKind
from reports.choices import KindGroup
from reports.services.report import tables
from reports.services.report.counted import HELD, SOURCES, Span, count_figure, count_figures
from reports.services.report.document import document_of
from reports.services.report.told import FrozenFigure
from tests.factories.brands import BrandFactory
from tests.factories.network import BranchFactory
from tests.factories.reports import made_report
from tests.factories.rewards import ChallengeFactory, ReaderFactory
from tests.reports.sample import make_sample
from tests.reports.test_report import LAST_APRIL, held
from tests.reports.test_report_words import told

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 15, tzinfo=UTC)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_what_was_held_is_counted_as_the_facts_have_it():
    make_sample(7, events=40)
    span = Span(*YEAR, None, None, NOW)
    figures = count_figures(span)
    assert set(figures) == set(SOURCES)
    in_plain_python: defaultdict[str, int] = defaultdict(int)
    events = defaultdict(set)
    for fact in span.facts:
        groups = [group for group in KindGroup if fact.kind in group.kinds]
        for measure in HELD[1:]:
            in_plain_python[measure] += getattr(fact.measures, measure)
        for group in groups:
            in_plain_python[f"{group}_attendances"] += fact.measures.attendances
        if fact.measures.sessions:
            for key in ("events", *(f"{group}_events" for group in groups)):
                events[key].add(fact.event_id)
    in_plain_python |= {key: len(found) for key, found in events.items()}
    for key, number in in_plain_python.items():
        assert figures[key].number == number == sum(row["n"] for row in figures[key].rows), key
    assert in_plain_python["events"] > in_plain_python["reading_events"] > 0


def test_readers_count_once_for_each_challenge_that_they_joined():
    east, brand = BranchFactory(), BrandFactory()
    marathon = ChallengeFactory(title_en="Reading marathon", title_zh="阅读马拉松", brand=brand)
    in_march, too_late = datetime(2026, 3, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)
    ReaderFactory(challenge=marathon, branch=east, joined_at=in_march)
    ReaderFactory(challenge=marathon, joined_at=in_march)
    ReaderFactory(branch=east, joined_at=in_march)
    ReaderFactory(challenge=marathon, branch=east, joined_at=too_late)

    assert count_figure("readers", Span(*YEAR, None, None, NOW)).number == 3
    only = count_figure("readers", Span(*YEAR, east, brand, NOW))
    assert only.rows == ({"en": "Reading marathon", "zh": "阅读马拉松", "n": 1},)


def test_without_a_year_before_no_table_compares():
    held(30, kind=EventKind.LECTURE)
    alone = document_of(made_report())
    held(20, LAST_APRIL)
    compared = document_of(made_report())
    for document, is_compared in ((alone, False), (compared, True)):
        shown = [table for chapter in document.chapters for table in chapter.tables]
        headings = {heading for table in shown for heading in table.headings}
        assert ("Attendances a year before" in headings) == is_compared
        assert ("A year before" in headings) == is_compared
        for table in shown:
            assert {len(row.cells) + 1 for row in table.rows} <= {len(table.headings)}


def test_a_figure_of_a_year_before_is_told_though_no_event_was_held_then():
    figures = {("prizes", False): FrozenFigure(3), ("prizes", True): FrozenFigure(2)}
    shown = tables.of_figures(replace(told(), figures=figures), "", {"prizes": "Prizes"})
    assert [cell.text for cell in shown.rows[0].cells] == ["3", "2", "+1"]
    shown = tables.of_figures(told(prizes=3), "", {"prizes": "Prizes"})
    assert [cell.text for cell in shown.rows[0].cells] == ["3"]
