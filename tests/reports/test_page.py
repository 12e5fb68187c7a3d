import csv
import json
from io import StringIO

import pytest

from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import BrandFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import HeadcountFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

DAY = STARTS_AT.date().isoformat()
PERIOD = {"first_day": DAY, "last_day": DAY}
ADDRESS = "/admin/figures/"


def counted_event(people, **fields):
    event = EventFactory(**fields)
    HeadcountFactory(session=event.sessions.get(), adults=people)
    return event


@pytest.mark.usefixtures("coordinator")
def test_coordinator_reads_the_figures_of_their_branch_only(client, branch):
    counted_event(41, branch=branch, brand__name_en="Leling")
    counted_event(1000, branch__name_en="West", brand__name_en="Foreign brand")
    response = client.get(ADDRESS, PERIOD)
    report = response.context["report"]
    assert report.total.attendances == 41
    assert [line.label for line in report.by_brand] == ["Leling"]
    assert [line.label for line in report.by_branch] == ["East"]
    assert "West" not in response.content.decode()


@pytest.mark.usefixtures("coordinator")
def test_foreign_branch_is_not_on_offer(client):
    response = client.get(ADDRESS, PERIOD | {"branch": BranchFactory(name_en="West").pk})
    assert response.status_code == 400
    assert "West" not in response.content.decode()
    assert "report" not in response.context


def test_brand_lead_reports_on_the_brand_wherever_it_happens(client):
    brand = BrandFactory()
    client.force_login(StaffScopeFactory(brand=brand).user)
    counted_event(3, brand=brand)
    counted_event(4, brand=brand)
    counted_event(1000)
    assert client.get(ADDRESS, PERIOD).context["report"].total.attendances == 7


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def test_figures_come_as_files_by_post_and_the_log_tells_of_each(client, coordinator, branch):
    counted_event(41, branch=branch)
    counted_event(1000)
    table = client.post(ADDRESS, PERIOD | {"format": "csv"})
    told = client.post(ADDRESS, PERIOD | {"format": "json"})
    content = table.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    assert table["Content-Disposition"] == f'attachment; filename="figures-{DAY}-{DAY}.csv"'
    rows = rows_of(content)
    assert (rows[0]["split"], rows[0]["attendances"]) == ("total", "41")
    assert told["Content-Type"] == "application/json"
    assert json.loads(told.getvalue())["total"]["attendances"] == 41
    logged = LogEntry.objects.filter(action="reports.figures_exported")
    assert [(line.user, line.object_id, line.data["rows"]) for line in logged] == [
        (coordinator, branch.pk, len(rows))
    ] * 2


@pytest.mark.usefixtures("coordinator")
def test_what_is_only_looked_at_is_no_file_and_not_logged(client, branch):
    counted_event(41, branch=branch)
    page = client.get(ADDRESS, PERIOD | {"format": "csv"})
    assert page["Content-Type"].startswith("text/html")
    assert client.post(ADDRESS, {"first_day": "yesterday"}).status_code == 400
    assert not LogEntry.objects.filter(action="reports.figures_exported").exists()


@pytest.mark.usefixtures("coordinator")
def test_no_file_is_made_of_a_foreign_branch(client):
    asked = PERIOD | {"branch": BranchFactory().pk, "format": "json"}
    assert client.post(ADDRESS, asked).status_code == 400


def test_names_in_a_csv_are_no_formulas(client, coordinator, branch):
    counted_event(1, branch=branch, brand__name_en="=HYPERLINK(1)")
    answer = client.post(ADDRESS, PERIOD | {"format": "csv"})
    assert "'=HYPERLINK(1)" in [row["name"] for row in rows_of(answer.getvalue())]


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize(
    "asked",
    [
        {"first_day": "yesterday", "last_day": DAY},
        {"first_day": DAY, "last_day": ""},
        {"first_day": "2026-05-10", "last_day": "2026-05-09"},
        {"first_day": "0000-99-99", "last_day": "9" * 5000},
        PERIOD | {"brand": "-1"},
        PERIOD | {"brand": "x\0y"},
        PERIOD | {"branch": "99999999999999999999"},
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(client, asked):
    response = client.get(ADDRESS, asked)
    assert response.status_code == 400
    assert response.context["form"].errors
    assert "report" not in response.context


@pytest.mark.parametrize("role", [StaffRole.DOOR, StaffRole.REVIEWER, None])
def test_who_may_not_report_gets_no_figures(client, role):
    client.force_login(StaffScopeFactory(role=role).user if role else UserFactory())
    for response in (client.get(ADDRESS, PERIOD), client.post(ADDRESS, PERIOD)):
        assert response.status_code in {302, 403}
        assert response.context is None or "report" not in response.context


def test_statements_do_not_grow_with_the_rows(
    client, coordinator, branch, django_assert_num_queries, django_assert_max_num_queries
):
    counted_event(1, branch=branch)
    client.get(ADDRESS, PERIOD)
    with django_assert_max_num_queries(25) as one:
        client.get(ADDRESS, PERIOD)
    for _ in range(12):
        counted_event(1, branch=branch)
    with django_assert_num_queries(len(one)):
        client.get(ADDRESS, PERIOD)
