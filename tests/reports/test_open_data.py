"""Open data: files that are what their schema says, with nothing that is not for everyone."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.urls import reverse

from brands.choices import EventKind, WayIn
from events.choices import EventStatus
from events.models import Headcount
from network.models import OpeningHours
from reports.services.open_data.data_sets import DATA_SETS
from reports.services.open_data.figures import closed_months, kept_lines, lines_of
from reports.tasks import count_open_data
from reports.views import open_data
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.registrations import HeadcountFactory, RegistrationFactory
from tests.reports.sample import NOW as AFTER_THE_SAMPLE
from tests.reports.sample import make_sample
from tests.reports.test_report import held
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 7, 10, 4, tzinfo=UTC)
APRIL = date(2026, 4, 1)
PACKAGE = "/open-data/datapackage.json"

PARSERS: dict[str, Callable[[str], object]] = {
    "integer": int,
    "number": float,
    "string": str,
    "boolean": {"true": True, "false": False}.__getitem__,
    "datetime": lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"),  # noqa: DTZ007
    "yearmonth": lambda text: datetime.strptime(text, "%Y-%m"),  # noqa: DTZ007
}


@pytest.fixture(autouse=True)
def _after_the_half_year(set_clock):
    cache.clear()
    set_clock(NOW)


def text_of(client, name, ending="csv", **headers):
    answer = client.get(f"/open-data/{name}.{ending}", headers=headers)
    assert answer.status_code == 200
    return b"".join(answer).decode()


def rows_of(client, name):
    return list(csv.DictReader(StringIO(text_of(client, name))))


def held_at(branch, kind, people, *, at=datetime(2026, 4, 18, 2, tzinfo=UTC)):
    return held(people, at, branch=branch, kind=kind)


# What they are made of


def demand_value(field, text):
    """The text is what the field says; nothing where something may be missing."""
    constraints = field.get("constraints", {})
    if text == "":
        assert not constraints.get("required"), field["name"]
        return
    PARSERS[field["type"]](text)
    if "enum" in constraints:
        assert text in constraints["enum"]
    if "pattern" in constraints:
        assert re.fullmatch(constraints["pattern"], text)
    if field.get("format") == "uri":
        assert re.match(r"https?://[^/]+/", text)


def test_every_file_is_what_its_schema_says(client, set_clock):
    make_sample(7, events=40)
    set_clock(AFTER_THE_SAMPLE)
    OpeningHours.objects.create(
        branch=BranchFactory(latitude="29.9", longitude="112.4"),
        weekday=0,
        opens_at=time(9),
        closes_at=time(21, 30),
    )
    package = client.get(PACKAGE).json()
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["licenses"] == [
        {"name": "CC-BY-4.0", "path": "https://spdx.org/licenses/CC-BY-4.0.html"}
    ]
    tables = {}
    for resource in package["resources"]:
        rows = tables[resource["name"]] = rows_of(client, resource["name"])
        assert resource["path"].endswith(f"/open-data/{resource['name']}.csv")
        fields = resource["schema"]["fields"]
        assert list(rows[0]) == [field["name"] for field in fields]
        for row in rows:
            for field in fields:
                demand_value(field, row[field["name"]])
        keys = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
    for resource in package["resources"]:
        for key in resource["schema"]["foreignKeys"]:
            other = tables[key["reference"]["resource"]]
            known = {row[key["reference"]["fields"][0]] for row in other}
            assert {row[key["fields"][0]] for row in tables[resource["name"]]} <= known
    assert {"Mo 09:00-21:30", ""} == {row["opening_hours"] for row in tables["branches"]}


def test_every_column_is_described_in_every_language(client):
    package = client.get(PACKAGE).json()
    for resource in package["resources"]:
        for described in (resource, *resource["schema"]["fields"]):
            words = [described, described["translations"]["zh-hans"]]
            assert all(each["title"] and each["description"] for each in words), described["name"]


@pytest.mark.parametrize("name", DATA_SETS)
def test_both_formats_say_the_same(client, name):
    held(30, title_en='Fox, "hare" & bear', brand=None)
    held(3)
    from_csv, from_json = rows_of(client, name), json.loads(text_of(client, name, "json"))
    shown = [
        {
            key: "" if value is None else str(value).lower() if isinstance(value, bool) else value
            for key, value in row.items()
        }
        for row in from_json
    ]
    assert [{key: str(value) for key, value in row.items()} for row in shown] == from_csv


def test_no_rows_are_a_file_too(client):
    assert json.loads(text_of(client, "figures", "json")) == []
    assert rows_of(client, "figures") == []


# Whose they are


def test_only_what_everyone_may_see_is_told(client):
    brand = BrandFactory(slug="little-tree")
    programme = ProgrammeFactory(slug="bedtime", brand=brand)
    public = EventFactory(title_en="Bedtime", brand=brand, programme=programme)
    EventFactory(title_en="Cancelled", intake__status=EventStatus.CANCELLED)
    EventFactory(title_en="A draft", live=False)
    EventFactory(title_en="Training", kind=EventKind.INTERNAL)
    EventFactory(title_en="No day yet", sessions=0)
    rows = {row["title_en"]: row for row in rows_of(client, "events")}
    assert set(rows) == {"Bedtime", "Cancelled"}
    assert rows["Cancelled"]["state"] == "cancelled"
    assert (rows["Bedtime"]["brand"], rows["Bedtime"]["programme"]) == ("little-tree", "bedtime")
    assert rows["Bedtime"]["url"].endswith(public.get_absolute_url())


def test_texts_run_as_no_formula(client):
    EventFactory(title_en="=HYPERLINK()")
    assert rows_of(client, "events")[0]["title_en"] == "'=HYPERLINK()"
    assert json.loads(text_of(client, "events", "json"))[0]["title_en"] == "=HYPERLINK()"


# Months


def test_a_month_counts_once_it_has_been_over_for_a_week(client, set_clock):
    for month in (5, 6, 7):
        held(20, datetime(2026, month, 3, 2, tzinfo=UTC))
    assert list(closed_months(NOW)) == [date(2026, 5, 1), date(2026, 6, 1)]
    assert list(closed_months(datetime(2026, 7, 7, 15, tzinfo=UTC))) == [date(2026, 5, 1)]
    assert {row["month"] for row in rows_of(client, "figures")} == {"2026-05", "2026-06"}
    months = list(closed_months(datetime(2027, 1, 20, tzinfo=UTC)))
    assert (len(months), months[-1]) == (8, date(2026, 12, 1))


def test_small_numbers_are_hidden_and_what_would_tell_them(client):
    east, west = BranchFactory(), BranchFactory()
    held_at(east, EventKind.READING, 3)
    held_at(east, EventKind.LECTURE, 20)
    held_at(east, EventKind.EXHIBITION, 90)
    held_at(west, EventKind.READING, 9)
    held_at(west, EventKind.LECTURE, 8)
    held_at(west, EventKind.EXHIBITION, 90)
    told = {(line.branch, line.kind): line.attendances for line in lines_of(APRIL, now=NOW)}
    assert told == {
        (east.pk, "reading"): None,
        (east.pk, "lecture"): None,
        (east.pk, "exhibition"): 90,
        (west.pk, "reading"): None,
        (west.pk, "lecture"): None,
        (west.pk, "exhibition"): 90,
    }
    rows = rows_of(client, "figures")
    assert {(row["attendances"], row["attendances_hidden"]) for row in rows} == {
        ("", "true"),
        ("90", "false"),
    }
    assert {row["events"] for row in rows} == {"1"}


def test_what_an_events_page_tells_leaves_no_few_over():
    """Two events in one cell: the page of one says 17, so 20 would tell of the other's three."""
    east = BranchFactory()
    held_at(east, EventKind.READING, 17)
    held_at(east, EventKind.READING, 3)
    (line,) = lines_of(APRIL, now=NOW)
    assert (line.events, line.attendances) == (2, None)
    # Of two to whom seven came, three came to one and four to the other.
    held_at(east, EventKind.READING, 4)
    (line,) = lines_of(APRIL, now=NOW)
    assert (line.events, line.attendances) == (3, None)
    held_at(east, EventKind.READING, 1)
    (line,) = lines_of(APRIL, now=NOW)
    assert (line.events, line.attendances) == (4, 25)


def test_an_event_in_two_months_tells_of_none_where_few_came_in_one():
    event = EventFactory(sessions=0)
    for day, people in ((date(2026, 4, 20), 3), (date(2026, 5, 4), 20)):
        starts_at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
        session = SessionFactory(event=event, starts_at=starts_at)
        HeadcountFactory(session=session, day=day, adults=people)
    for month in (APRIL, date(2026, 5, 1)):
        (line,) = lines_of(month, now=NOW)
        assert line.attendances is None


def test_people_registered_are_hidden_likewise():
    event = EventFactory(sessions=0, intake__way_in=WayIn.FIRST_COME, places=12)
    SessionFactory(event=event, starts_at=datetime(2026, 4, 18, 2, tzinfo=UTC))
    RegistrationFactory(event=event, party=3)
    (line,) = lines_of(APRIL, now=NOW)
    assert (line.seats, line.registered, line.attendances) == (12, None, 0)
    RegistrationFactory(event=event, party=2)
    (line,) = lines_of(APRIL, now=NOW)
    assert line.registered == 5


def attendances() -> list[int | None]:
    return [line.attendances for line in kept_lines(APRIL, now=NOW)]


def test_a_month_is_counted_once_and_anew_each_night():
    held(30)
    assert attendances() == [30]
    Headcount.objects.update(adults=42)
    with statements() as spent:
        assert attendances() == [30]
    assert not [sql for sql in spent if "WITH RECURSIVE" in str(sql)]

    count_open_data(timestamp=0)
    assert attendances() == [42]


# How they are fetched


def test_files_are_streamed_and_kept_on_the_way(client):
    answer = client.get("/open-data/events.csv")
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert {"public", "max-age=3600"} == set(answer["Cache-Control"].split(", "))
    assert "Set-Cookie" not in answer
    again = client.get("/open-data/events.csv", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, answer["ETag"])
    since = {"If-Modified-Since": answer["Last-Modified"]}
    assert client.get("/open-data/events.csv", headers=since).status_code == 304


def test_whoever_asks_again_and_again_has_to_wait(client, set_clock, monkeypatch):
    few = replace(open_data.FILES_PER_CONNECTION, most=2)
    monkeypatch.setattr(open_data, "FILES_PER_CONNECTION", few)
    etag = client.get("/open-data/events.csv")["ETag"]
    client.get("/open-data/branches.json")
    refused = client.get("/open-data/events.csv")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert refused["Cache-Control"] == "no-store"
    # What costs nothing is not counted.
    known = {"If-None-Match": etag}
    assert client.get("/open-data/events.csv", headers=known).status_code == 304
    assert client.head("/open-data/events.csv").status_code == 200
    set_clock(NOW + timedelta(hours=1, minutes=1))
    assert client.get("/open-data/events.csv").status_code == 200


def test_another_day_has_other_figures(client, set_clock):
    known = {"If-None-Match": client.get("/open-data/figures.json")["ETag"]}
    set_clock(NOW + timedelta(hours=3))
    assert client.get("/open-data/figures.json", headers=known).status_code == 304
    set_clock(NOW + timedelta(days=1))
    assert client.get("/open-data/figures.json", headers=known).status_code == 200


@pytest.mark.parametrize("name", ["people.csv", "events.xlsx", "events.", "..csv"])
def test_there_are_no_other_files(client, name):
    assert client.get(f"/open-data/{name}").status_code == 404
    assert client.post("/open-data/events.csv").status_code == 405


def test_a_file_costs_the_same_for_many(client):
    def statements_for(events):
        for _ in range(events):
            EventFactory(brand=BrandFactory(), branch=BranchFactory())
        with statements() as spent:
            text_of(client, "events")
            text_of(client, "branches")
        return len(spent)

    assert statements_for(1) == statements_for(8)


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_the_page_leads_to_every_file(client, language):
    page = client.get(f"{language}/open-data/").content.decode()
    for name in DATA_SETS:
        for ending in ("csv", "json"):
            assert f'href="{reverse("open_data_file", args=[name, ending])}"' in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    catalogue = json.loads(found[1])
    assert [each["@type"] for each in catalogue["dataset"]] == ["Dataset"] * 3
    for each in catalogue["dataset"]:
        assert len(each["description"]) >= 10
        assert {file["encodingFormat"] for file in each["distribution"]} == {
            "text/csv",
            "application/json",
        }
    assert f'href="{language}/open-data/"' in client.get(f"{language}/reports/").content.decode()
