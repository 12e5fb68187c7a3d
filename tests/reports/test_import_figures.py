"""Entered figures from a file: looked at first, each row judged for itself, given again in vain."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.errors import ChangedSince, FileIsNoTable
from network.models import Branch
from reports.choices import RowKind, Way
from reports.errors import FiguresColumnsNotFound, FiguresFileTooLarge
from reports.models import Entry
from reports.services.indicators.importing import MOST_BYTES, look_at, take_over
from staff.choices import StaffRole
from tests.factories.indicators import EntryFactory, IndicatorFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 20, 4, tzinfo=UTC)
APRIL = date(2026, 4, 1)
FILE = """indicator,branch,month,value
visitors,east,2026-04,"1,204"
Visitors,East,2026-03,90
visitors,east,2026-02,7
visitors,east,2026-04,1204
visitors,east,2026-03,91
visitors,west,2026-04,5
visitors,nowhere,2026-04,5
nothing,east,2026-04,5
events,east,2026-04,5
visitors,east,April,5
visitors,east,2026-06,5
visitors,east,2026-01,many
visitors,east,2026-01,
"""


@pytest.fixture(autouse=True)
def visitors():
    IndicatorFactory(slug="events", way=Way.COUNTED)
    return IndicatorFactory(slug="visitors", name_en="Visitors")


@pytest.fixture
def east(visitors):
    branch = BranchFactory(slug="east", name_en="East")
    EntryFactory(indicator=visitors, branch=branch, month=date(2026, 3, 1), value=80)
    EntryFactory(indicator=visitors, branch=branch, month=date(2026, 2, 1), value=7)
    BranchFactory(slug="west")
    return branch


def asked(branch: Branch | None = None) -> dict:
    branches = Branch.objects.filter(pk=branch.pk) if branch else Branch.objects.all()
    return {"branches": branches, "now": NOW}


def test_each_row_says_what_would_become_of_it(east):
    look = look_at(FILE.encode(), **asked(east))
    assert [(row.line, row.kind, row.sentence) for row in look.rows] == [
        (2, RowKind.NEW, "Visitors, East, April 2026: 1,204 is new."),
        (3, RowKind.CHANGED, "Visitors, East, March 2026: 80 becomes 90."),
        (4, RowKind.SAME, "Visitors, East, February 2026: 7 stands already."),
        (5, RowKind.SAME, "Line 2 says the same."),
        (6, RowKind.REFUSED, "Line 3 has 90 for the same. Keep one of the two."),
        (
            7,
            RowKind.REFUSED,
            "“west” is no library that you enter for. Take its key from the template.",
        ),
        (
            8,
            RowKind.REFUSED,
            "“nowhere” is no library that you enter for. Take its key from the template.",
        ),
        (9, RowKind.REFUSED, "“nothing” is no indicator. Take its key from the template."),
        (10, RowKind.REFUSED, "“events” is counted by the platform. Leave this row out."),
        (11, RowKind.REFUSED, "“April” is no month. Write 2026-10."),
        (12, RowKind.REFUSED, "June 2026 has not begun. Enter its figure when it has."),
        (13, RowKind.REFUSED, "“many” is no whole number. Write digits only, such as 1204."),
        (14, RowKind.EMPTY, "No number: left as it is."),
    ]
    assert Entry.objects.count() == 2


def test_what_is_right_is_taken_over_once(east, visitors):
    take_over(FILE.encode(), by=None, **asked(east))
    values = dict(Entry.objects.filter(branch=east).values_list("month", "value"))
    assert values == {APRIL: 1204, date(2026, 3, 1): 90, date(2026, 2, 1): 7}
    again = take_over(FILE.encode(), by=None, **asked(east))
    assert not again.does_anything
    assert dict(Entry.objects.filter(branch=east).values_list("month", "value")) == values


def test_what_changed_since_the_look_is_looked_at_again(east):
    digest = look_at(FILE.encode(), **asked(east)).digest
    Entry.objects.filter(value=80).update(value=81)
    with pytest.raises(ChangedSince):
        take_over(FILE.encode(), by=None, digest=digest, **asked(east))
    assert sorted(Entry.objects.values_list("value", flat=True)) == [7, 81]


def test_chinese_headings_and_encodings_are_read(east):
    east.name_zh = "东区馆"
    east.save()
    content = "指标；网点；月份；数值\nvisitors；东区馆；2026年4月；12\n".replace("；", ";")
    (row,) = look_at(content.encode("gb18030"), **asked(east)).rows
    assert row.kind == RowKind.NEW


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"indicator,branch,value\n", FiguresColumnsNotFound),
        (b",,,\n", FileIsNoTable),
        (b"x" * (MOST_BYTES + 1), FiguresFileTooLarge),
    ],
)
def test_what_is_no_such_file_is_refused(content, refusal):
    with pytest.raises(refusal):
        look_at(content, **asked())


def test_the_command_tells_and_enters_what_the_page_would(tmp_path, set_clock, east):
    set_clock(NOW)
    file = tmp_path / "figures.csv"
    file.write_text(FILE)
    out, err = StringIO(), StringIO()
    call_command("import_figures", str(file), "--look", stdout=out, stderr=err)
    assert Entry.objects.count() == 2
    assert "line 3: changed. Visitors, East, March 2026: 80 becomes 90." in err.getvalue()
    call_command("import_figures", str(file), stdout=out, stderr=err)
    assert Entry.objects.count() == 4
    assert "13 rows: 2 new, 1 changed, 2 same, 1 empty, 7 refused\n" in out.getvalue()
    with pytest.raises(CommandError, match=r"none\.csv"):
        call_command("import_figures", str(tmp_path / "none.csv"))


def test_a_file_is_looked_at_then_taken_over_in_the_admin(client, set_clock, east):
    set_clock(NOW)
    client.force_login(StaffScopeFactory(branch=east).user)
    url = reverse("indicators:import")
    file = SimpleUploadedFile("figures.csv", FILE.encode(), content_type="text/csv")
    page = client.post(url, {"file": file})
    assert page.status_code == 200
    assert "Line 3: Visitors, East, March 2026: 80 becomes 90." in page.text
    assert Entry.objects.count() == 2
    hidden = dict(re.findall(r'type="hidden" name="(text|name|digest)" value="([^"]*)"', page.text))
    hidden = {name: unescape(value) for name, value in hidden.items()}
    Entry.objects.filter(value=80).update(value=81)
    again = client.post(url, hidden)
    assert again.status_code == 422
    assert "81 becomes 90" in again.text
    hidden["digest"] = re.findall(r'name="digest" value="(\w+)"', again.text)[0]
    assert client.post(url, hidden).status_code == 302
    assert sorted(Entry.objects.values_list("value", flat=True)) == [7, 90, 1204]


def test_the_template_holds_the_rows_of_ones_own_libraries(client, set_clock, east):
    set_clock(NOW)
    client.force_login(StaffScopeFactory(branch=east).user)
    lines = client.get(reverse("indicators:template")).content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["visitors,east,2026-04,,Visitors,East"]
    look = look_at("\n".join(lines).encode(), **asked(east))
    assert [row.kind for row in look.rows] == [RowKind.EMPTY]
    client.force_login(StaffScopeFactory(branch=east, role=StaffRole.DIRECTOR).user)
    assert client.get(reverse("indicators:template")).status_code in {302, 403}


def test_a_name_that_several_bear_is_nobodys(east):
    other = BranchFactory(slug="east-2", name_en="East")
    rows = "indicator,branch,month,value\nvisitors,East 2,2026-04,1\n"
    Branch.objects.filter(pk=east.pk).update(name_en="East 2")
    Branch.objects.filter(pk=other.pk).update(name_en="East 2")
    (row,) = look_at(rows.encode(), **asked()).rows
    assert (row.kind, row.sentence) == (
        RowKind.REFUSED,
        "Several are called “East 2”. Take the key of yours from the template.",
    )
    # A key is meant before any name.
    by_key = look_at(rows.replace("East 2", "east-2").encode(), **asked()).rows[0]
    assert by_key.typed
    assert by_key.typed.cell.branch == other.pk


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_that_was_looked_at_is_not_too_large_to_take_over(client, east, encoding):
    """Browsers send each byte of Chinese as three, and each line with one byte more."""
    client.force_login(StaffScopeFactory(branch=east).user)
    url = reverse("indicators:import")
    Branch.objects.filter(pk=east.pk).update(name_zh="东区图书馆")
    row = "visitors,东区图书馆,2026年04月,1204\n"
    text = "指标,网点,月份,数值\n" + row * (MOST_BYTES // len(row.encode()) - 1)
    file = SimpleUploadedFile("figures.csv", text.encode(encoding), content_type="text/csv")
    page = BeautifulSoup(client.post(url, {"file": file}).content, "html.parser")
    (form,) = page.select(".figures-downloads")
    assert form["enctype"] == "multipart/form-data"
    sent = {
        field["name"]: field["value"].replace("\n", "\r\n")
        for field in form.select("input")
        if field["name"] != "csrfmiddlewaretoken"
    }
    assert client.post(url, sent).headers["Location"] == reverse("indicators:enter")
    assert Entry.objects.get(branch=east, month=APRIL).value == 1204
