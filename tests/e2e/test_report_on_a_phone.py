"""A published report on a phone: every figure says what it counts, and tables stay tables."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from brands.choices import EventKind
from tests.e2e.accessibility import sideways_scroll, violations
from tests.factories.indicators import TargetFactory
from tests.factories.reports import published_report
from tests.reports.test_report import LAST_APRIL, held

SIDEWAYS = "(region) => region.scrollWidth - region.clientWidth"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "of_few_columns", "of_many"),
    [("en", "Targets of the year", "Events by kind"), ("zh-hans", "年度目标", "各类活动数")],
)
def test_tables_are_read_on_a_phone(
    page: Page, language: str, of_few_columns: str, of_many: str
) -> None:
    for kind in (EventKind.LECTURE, EventKind.EXHIBITION):
        held(30, kind=kind)
        held(30, LAST_APRIL, kind=kind)
    TargetFactory()
    page.goto(published_report(language=language).get_absolute_url())

    few = page.get_by_role("table", name=of_few_columns, exact=True)
    assert few.locator("..").evaluate(SIDEWAYS) == 0
    row = few.get_by_role("row").filter(has=page.get_by_role("cell"))
    assert row.get_by_role("rowheader").count() == 1
    labels = [cell.get_attribute("data-label") for cell in row.get_by_role("cell").all()]
    assert labels == few.get_by_role("columnheader").all_text_contents()[1:]

    # Chinese headings are short.
    page.set_viewport_size({"width": 240, "height": 844})
    many = page.get_by_role("table", name=of_many, exact=True)
    assert many.locator("..").evaluate(SIDEWAYS) > 0
    many.locator("..").evaluate("(region) => region.scrollTo(region.scrollWidth, 0)")
    for name in (many.get_by_role("caption"), many.get_by_role("rowheader").first):
        box = name.bounding_box()
        assert box
        assert box["x"] >= 0

    assert sideways_scroll(page) == 0
    assert violations(page) == []
