"""The brand matrix: what stands where, gaps and clashes, and the page that shows them."""

import csv
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.utils.html import escape
from openpyxl import load_workbook

from brands.models import Brand
from events.models import Event
from network.models import Branch
from reports.choices import Dimension, Measure
from reports.services.facts import Counting, a_year_before
from reports.services.matrix import matrix
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import HeadcountFactory, RegistrationFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db

DAY = STARTS_AT.date()
LAST_DAY = date(2026, 7, 31)
NOW = STARTS_AT + timedelta(days=40)
ADDRESS, ROWS = "/admin/figures/matrix/", "/admin/figures/rows/"
PERIOD = {"first_day": "2026-05-01", "last_day": "2026-07-31"}
ASKED = PERIOD | {"measure": "attendances", "rows": "brand", "columns": "month"}


def held(people, *, days=0, **event):
    """An event so many days after the usual one, with so many people."""
    starts_at = STARTS_AT + timedelta(days=days)
    session = SessionFactory(event=EventFactory(sessions=0, **event), starts_at=starts_at)
    HeadcountFactory(session=session, day=starts_at.date(), adults=people)
    return session.event


def matrix_of(rows=Dimension.BRAND, columns=Dimension.MONTH, measure=Measure.ATTENDANCES):
    return matrix(
        Counting(Event.objects.all(), date(2026, 5, 1), LAST_DAY, NOW),
        rows=rows,
        columns=columns,
        measure=measure,
        brands=Brand.objects.all(),
        branches=Branch.objects.all(),
    )


def texts(found):
    return {line.head.label: [cell.text for cell in line.cells] for line in found.lines}


def test_every_brand_has_a_line_and_every_month_a_column():
    leling, quiet = BrandFactory(name_en="Leling"), BrandFactory(name_en="Quiet")
    held(7, brand=leling)
    found = matrix_of()
    assert [head.label for head in found.heads] == ["May 2026", "June 2026", "July 2026"]
    assert texts(found) == {"Leling": ["7", "–", "–"], "Quiet": ["–", "–", "–"]}
    assert found.total.text == "7"
    assert quiet.pk == found.lines[1].head.key


def test_a_gap_is_where_something_could_have_been():
    """Not in a month to come, nor for a brand that was given up before."""
    held(7, brand=BrandFactory(name_en="Leling"))
    BrandFactory(name_en="Given up", retired_on=date(2026, 1, 1))
    found = matrix_of()
    [line] = found.lines
    assert [cell.is_gap for cell in line.cells] == [False, True, False]
    assert [cell.column_label for cell in line.gaps] == ["June 2026"]
    assert (found.gaps, found.cells) == (1, 2)
    assert not line.is_nothing


def test_audiences_whom_nobody_serves_in_a_district():
    east = BranchFactory(name_en="East")
    held(7, branch=BranchFactory(parent=east, level="town"), audience="elders")
    found = matrix_of(Dimension.AUDIENCE, Dimension.DISTRICT)
    assert [head.label for head in found.heads] == ["East"]
    assert texts(found)["elders"] == ["7"]
    assert {line.head.key for line in found.lines if line.is_nothing} == {
        *("everyone", "families", "children", "teens", "adults", "disabled_readers")
    }


def test_it_is_compared_with_the_same_days_a_year_before():
    brand = BrandFactory()
    held(10, brand=brand)
    held(7, brand=brand, days=-365)
    held(99, brand=brand, days=-365 + 41)
    [line] = matrix_of().lines
    cell = line.cells[0]
    assert (cell.change, cell.change_in_figures) == (3, "▲ +3")
    assert cell.change_in_words == "more than a year before: 7, now 10"
    # The days that have not come yet are not compared with those that had.
    assert line.total.value_before == 7


@pytest.mark.parametrize(
    ("before", "now", "figures"), [(3, 3, "="), (5, 3, "▼ −2"), (3, 1203, "▲ +1,200")]
)
def test_a_change_has_a_sign_of_its_own(before, now, figures):
    brand = BrandFactory()
    held(now, brand=brand)
    held(before, brand=brand, days=-365)
    assert matrix_of().total.change_in_figures == figures


def test_shares_costs_and_hours_are_told_as_such():
    event = held(8, actual_cost=20)
    RegistrationFactory(event=event, party=3)
    assert matrix_of(measure=Measure.COST_PER_ATTENDANCE).total.text == "2.50"
    assert matrix_of(measure=Measure.SEATS_FILLED).total.text == "10%"
    assert matrix_of(measure=Measure.NO_SHOW_RATE).total.text == "–"
    assert matrix_of(measure=Measure.VOLUNTEER_HOURS).total.text == "0.0"


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 5, 9), date(2025, 5, 9)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2025, 2, 27), date(2024, 2, 27)),
    ],
)
def test_a_year_before(day, before):
    assert a_year_before(day) == before


class TestPage:
    @pytest.fixture(autouse=True)
    def _director(self, client, branch, set_clock):
        set_clock(NOW)
        client.force_login(StaffScopeFactory(branch=branch).user)

    def test_each_number_opens_the_rows_that_add_up_to_it(self, client, branch):
        brand = BrandFactory(name_en="Leling")
        mine = [held(people, brand=brand, branch=branch) for people in (3, 4)]
        held(9, brand=brand, branch=branch, days=30)
        page = client.get(ADDRESS, ASKED).content.decode()
        opened = ROWS + (
            "?first_day=2026-05-01&last_day=2026-07-31&brand=&programme=&branch=&kind=&audience="
            f"&measure=attendances&at_brand={brand.pk}&at_month=2026-05-01"
        )
        assert f'href="{escape(opened)}"' in page
        behind = client.get(opened)
        assert {row.event for row in behind.context["rows"]} == set(mine)
        assert behind.context["number"] == "7"
        assert "Attendances: 7" in behind.content.decode()

    def test_gaps_and_clashes_are_said_first(self, client, branch):
        brand = BrandFactory(name_en="Leling")
        held(3, brand=brand, branch=branch, audience="families", title_en="Bear hunt")
        held(4, brand=brand, branch=branch, audience="families", title_en="Moon walk")
        page = client.get(ADDRESS, ASKED)
        assert page.context["clashes_in_all"] == 1
        text = " ".join(page.content.decode().split())
        # Above the table and in its cells the same is counted.
        assert set(re.findall(r"(\d+) sessions? clash", text)) == {"2"}
        assert "Saturday 9 May" in text
        assert "<strong>Leling</strong>: June 2026" in text
        assert "Bear hunt</a> (10:00, East)" in text
        assert "Moon walk</a> (10:00, East)" in text

    def test_many_lines_with_gaps_are_folded(self, client, branch):
        for number in range(12):
            held(3, brand=BrandFactory(name_en=f"Brand {number}"), branch=branch)
        page = parsed(client.get(ADDRESS, ASKED))
        gaps = page.select_one("[aria-labelledby=gaps]")
        assert len(gaps.select("li")) == 12
        assert words(gaps.select_one("summary")) == "7 more lines with gaps"
        assert len(gaps.select("details li")) == 7

    def test_what_is_folded_of_the_gaps_is_there(self, client, branch):
        """More months of a line than are read at a glance, and more lines of nothing."""
        held(3, brand=BrandFactory(name_en="Warm Time"), branch=branch)
        for number in range(8):
            BrandFactory(name_en=f"Idle {number}")
        page = parsed(client.get(ADDRESS, ASKED | {"first_day": "2025-08-01"}))
        gaps = page.select_one("[aria-labelledby=gaps]")
        folded = [words(each) for each in gaps.select(".matrix-more")]
        assert folded == [
            "and 3 more Idle 5, Idle 6, Idle 7",
            "… 10 in all February 2026, March 2026, April 2026, June 2026",
        ]

    def test_a_programme_can_be_looked_at_alone(self, client, branch):
        programme = ProgrammeFactory()
        held(3, branch=branch, programme=programme, brand=programme.brand)
        held(4, branch=branch)
        page = client.get(ADDRESS, ASKED | {"programme": programme.pk})
        assert page.context["matrix"].total.value == 3
        behind = client.get(page.context["rows_url"] + "&measure=attendances")
        assert behind.context["number"] == "3"

    @pytest.mark.parametrize(
        ("address", "table"),
        [("/admin/figures/", "figures"), (ADDRESS, "matrix"), (ROWS, "rows")],
    )
    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_a_file_stands_in_the_log(self, client, branch, address, table, ending):
        held(3, branch=branch)
        answer = client.post(address, ASKED | {"format": ending})
        content = answer.getvalue()
        if ending == "csv":
            rows = len(list(csv.reader(StringIO(content.decode()))))
        else:
            rows = load_workbook(BytesIO(content)).active.max_row
        lines = "1 line" if rows == 2 else f"{rows - 1} lines"
        name = f"{table}-2026-05-01-2026-07-31.{ending}"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        entry = LogEntry.objects.get(action="reports.figures_exported")
        assert entry.object_id == branch.pk
        assert entry.message == (
            f"Had a file of figures made: {table}, 2026-05-01-2026-07-31, {lines}"
        )

    def test_nothing_of_another_branch(self, client, branch):
        held(3, branch=branch, brand=BrandFactory(name_en="Mine"), audience="families")
        other = held(
            1000,
            branch=BranchFactory(name_en="West", parent=branch.placements.get().parent),
            brand=BrandFactory(name_en="Foreign"),
            audience="families",
            title_en="Secret",
        )
        for rows, columns in (("brand", "branch"), ("programme", "district"), ("branch", "month")):
            page = client.get(ADDRESS, ASKED | {"rows": rows, "columns": columns})
            assert page.status_code == 200
            assert page.context["matrix"].total.value == 3
            assert "West" not in page.content.decode()
        behind = client.get(ROWS, PERIOD | {"measure": "events", "at_branch": other.branch_id})
        assert behind.context["rows"] == []
        assert "West" not in behind.content.decode()

    @pytest.mark.parametrize("address", [ADDRESS, ROWS])
    def test_nothing_took_place(self, client, address):
        page = client.get(address, ASKED)
        assert page.status_code == 200
        assert "nothing took place" in page.content.decode().casefold()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"columns": "brand"},
            {"rows": "weather"},
            {"measure": "happiness"},
            {"kind": "internal"},
            {"last_day": "2026-04-01"},
            {"first_day": "0001-01-01"},
            {"last_day": "9999-12-31"},
            {"last_day": "2099-12-31"},
        ],
    )
    def test_bad_input_gets_a_sentence(self, client, wrong):
        page = client.get(ADDRESS, ASKED | wrong)
        assert page.status_code == 400
        assert page.context["form"].errors
        assert client.post(ADDRESS, ASKED | wrong | {"format": "csv"}).status_code == 400

    @pytest.mark.parametrize(
        "wrong",
        [
            {"measure": "happiness"},
            {"at_brand": "x"},
            {"at_brand": "9" * 30},
            {"at_month": "May"},
            {"at_month": "0001-01-01"},
            {"at_kind": "weather"},
        ],
    )
    def test_rows_of_nonsense_lead_back(self, client, wrong):
        page = client.get(ROWS, PERIOD | {"measure": "events"} | wrong)
        assert page.status_code == 400
        assert "To the figures" in page.content.decode()

    def test_what_has_no_brand_has_rows_too(self, client, branch):
        held(3, branch=branch, brand=None, title_en="Nobody's")
        held(4, branch=branch)
        asked = PERIOD | {"measure": "attendances", "at_brand": "none"}
        page = client.get(ROWS, asked)
        assert [str(row.event) for row in page.context["rows"]] == ["Nobody's"]

    def test_the_matrix_as_csv_and_xlsx(self, client, branch):
        held(1203, branch=branch, brand=BrandFactory(name_en="=SUM(1)"))
        answer = client.post(ADDRESS, ASKED | {"format": "csv"})
        rows = list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig"))))
        assert rows[:3] == [
            ["This period", "May 2026", "June 2026", "July 2026", "Total"],
            ["'=SUM(1)", "1203", "", "", "1203"],
            ["Total", "1203", "", "", "1203"],
        ]
        answer = client.post(ADDRESS, ASKED | {"format": "xlsx"})
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
        assert [cell.value for cell in sheet[2]] == ["'=SUM(1)", 1203, None, None, 1203]

    def test_the_rows_as_csv(self, client, branch):
        event = held(12, branch=branch, title_en="Bear hunt")
        answer = client.post(ROWS, PERIOD | {"measure": "attendances", "format": "csv"})
        [row] = csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig")))
        assert (row["Event"], row["Number"]) == ("Bear hunt", str(event.pk))
        assert (row["Month"], row["Where"], row["Attendances"]) == ("2026-05", "East", "12")

    @pytest.mark.parametrize("address", [ADDRESS, ROWS])
    @pytest.mark.parametrize("role", [StaffRole.DOOR, None])
    def test_who_may_not_report_gets_nothing(self, client, address, role):
        client.force_login(StaffScopeFactory(role=role).user if role else UserFactory())
        assert client.get(address, ASKED).status_code in {302, 403}
        assert client.post(address, ASKED).status_code in {302, 403}

    @pytest.mark.parametrize("address", [ADDRESS, ROWS])
    def test_statements_do_not_grow_with_the_rows(
        self, client, branch, address, django_assert_num_queries, django_assert_max_num_queries
    ):
        held(1, branch=branch, audience="families")
        held(1, branch=branch, audience="families")
        client.get(address, ASKED)
        with django_assert_max_num_queries(25) as one:
            client.get(address, ASKED)
        for _ in range(8):
            held(1, branch=branch, audience="families")
        with django_assert_num_queries(len(one)):
            client.get(address, ASKED)


def test_the_numbers_of_the_figures_lead_to_their_rows(client):
    """Where a programme is missing, the brand tells one line from the other."""
    branch = BranchFactory()
    client.force_login(StaffScopeFactory(branch=branch).user)
    one, other = (held(people, branch=branch) for people in (3, 4))
    page = client.get("/admin/figures/", PERIOD)
    lines = {line.only[Dimension.BRAND]: line for line in page.context["report"].by_programme}
    assert set(lines) == {one.brand_id, other.brand_id}
    asked = f"measure=attendances&at_brand={one.brand_id}&at_programme=none"
    assert escape(asked) in page.content.decode()
    behind = client.get(f"{ROWS}?first_day=2026-05-01&last_day=2026-07-31&{asked}")
    assert [row.event for row in behind.context["rows"]] == [one]
