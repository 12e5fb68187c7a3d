"""A coordinator enters a year of figures by keys and from a spreadsheet, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from reports.models import Entry
from tests.factories.indicators import IndicatorFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory

PASTE = """text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.mark.django_db(transaction=True)
def test_a_grid_is_filled_like_a_spreadsheet(
    page: Page, sign_in: Callable[[User], None], complaints: list[str]
) -> None:
    branch = BranchFactory()
    visitors, loans = IndicatorFactory(name_en="Visitors"), IndicatorFactory(name_en="Loans")
    sign_in(StaffScopeFactory(branch=branch).user)
    page.goto(f"/admin/figures/enter/?branch={branch.pk}&year=2025")
    page.get_by_label("Visitors, January 2025").fill("1,204")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Loans, January 2025")).to_be_focused()
    page.keyboard.type("7")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Loans, February 2025")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.evaluate(PASTE, "10\t20\r\n30\tmany\r\n")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert").filter(has_text="1 cell is not saved")).to_be_visible()
    wrong = page.get_by_label("Loans, March 2025")
    expect(wrong).to_have_value("many")
    page.get_by_role("link", name="Loans, March 2025").click()
    wrong.fill("40")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 figure is saved.")).to_be_visible()
    entered = Entry.objects.order_by("indicator", "month").values_list(
        "indicator", "month", "value"
    )
    january, february, march = (date(2025, month, 1) for month in (1, 2, 3))
    assert list(entered) == [
        *((visitors.pk, january, 1204), (visitors.pk, february, 10), (visitors.pk, march, 20)),
        *((loans.pk, january, 7), (loans.pk, february, 30), (loans.pk, march, 40)),
    ]
    assert [each for each in complaints if "422" not in each] == []
