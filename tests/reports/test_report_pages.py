"""Reports in the admin and in public: made in a form, scoped, every figure leading to its rows."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from reports.models import Report
from reports.services.report.making import Written, hand_in, send_back, write
from reports.services.report.waiting import reports_to_go_on_with
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import BrandFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.reports import NOW, made_report, published_report
from tests.factories.staff import StaffScopeFactory
from tests.pages import words
from tests.reports.test_report import held
from tests.statements import statements

pytestmark = pytest.mark.django_db

PERIOD = {"title": "Our half-year", "first_day": "2026-01-01", "last_day": "2026-06-30"}


@pytest.fixture(autouse=True)
def _after_the_half_year(set_clock):
    set_clock(NOW)


def address(name: str, report: Report, *more: str) -> str:
    return reverse(f"period_reports:{name}", args=[report.pk, *more])


def test_a_coordinator_makes_a_report_on_their_branch(client, coordinator, branch):
    held(30, branch=branch)
    asked = {**PERIOD, "language": "en", "branch": branch.pk, "brand": ""}
    answer = client.post(reverse("period_reports:new"), asked)
    report = Report.objects.get()
    assert answer["Location"] == address("report", report)
    page = client.get(answer["Location"]).content.decode()
    assert "with 30 attendances." in page
    assert "East" in page


def test_the_form_for_a_report_is_filled_in_with_the_half_year_and_ones_own_library(
    client, coordinator, branch
):
    form = client.get(reverse("period_reports:new")).context["form"]
    assert form.errors == {}
    assert form.cleaned_data["branch"] == branch
    assert form.cleaned_data["title"].startswith("Report on the ")


def test_nobody_makes_a_report_on_what_is_not_wholly_theirs(client, coordinator, branch):
    for over in ({"branch": ""}, {"branch": BranchFactory().pk}):
        asked = {**PERIOD, "language": "en", "brand": "", **over}
        answer = client.post(reverse("period_reports:new"), asked)
        assert answer.status_code == 422
        assert "Our half-year" in answer.content.decode()
    assert not Report.objects.exists()


def test_a_period_that_is_not_over_is_refused_and_what_was_typed_stays(client, coordinator, branch):
    asked = {**PERIOD, "language": "en", "branch": branch.pk, "last_day": "2026-07-10"}
    answer = client.post(reverse("period_reports:new"), asked)
    assert answer.status_code == 422
    assert "The period is not over" in answer.content.decode()


@pytest.mark.usefixtures("coordinator")
def test_a_foreign_report_is_found_nowhere(client):
    foreign = [
        made_report(title="Foreign", branch=BranchFactory(name_en="West")),
        made_report(title="Foreign", brand=BrandFactory()),
        made_report(title="Foreign"),
    ]
    assert "Foreign" not in client.get(reverse("period_reports:index")).content.decode()
    for report in foreign:
        for url in (
            address("report", report),
            address("write", report),
            address("rows", report),
        ):
            assert client.get(url).status_code == 404, url
            assert client.post(url, {"do": "delete"}).status_code in (404, 405), url
        for ending in ("pdf", "docx", "xlsx"):
            assert client.post(address("file", report, ending)).status_code == 404
        assert client.get(report.get_absolute_url()).status_code == 404
    assert Report.objects.count() == 3


@pytest.mark.parametrize("role", [StaffRole.DOOR, None])
def test_who_may_not_report_sees_no_reports(client, role):
    client.force_login(StaffScopeFactory(role=role).user if role else UserFactory())
    assert client.get(reverse("period_reports:index")).status_code in {302, 403}


def test_every_linked_figure_is_the_sum_of_the_rows_that_it_leads_to(client, branch):
    client.force_login(StaffScopeFactory().user)
    held(30, branch=branch, brand__name_en="Little Tree")
    held(12, branch=branch, kind="lecture", brand=None, programme=None)
    held(7, branch=branch, kind="exhibition", audience="elders", brand__name_en="Leling")
    report = made_report()
    page = client.get(address("report", report)).content.decode()
    links = re.findall(r'<a href="([^"]*/rows/\?[^"]*)">([\d,.]+)</a>', page)
    assert len(links) > 40
    for url, number in {*links}:
        rows = client.get(unescape(url))
        assert rows.status_code == 200
        assert f"Behind a number: {number}" in rows.content.decode(), url


def test_rows_link_only_to_events_that_the_reader_may_see(client, coordinator, branch):
    foreign = held(30, branch=branch, title_en="Held at our place")
    type(foreign).objects.filter(pk=foreign.pk).update(branch=BranchFactory())
    own = held(5, branch=branch, title_en="Our own")
    report = made_report(branch=branch)
    rows = client.get(address("rows", report), {"measure": "events"}).content.decode()
    assert "Held at our place" in rows
    assert reverse("desk:overview", args=[own.pk]) in rows
    assert reverse("desk:overview", args=[foreign.pk]) not in rows


@pytest.mark.usefixtures("coordinator")
@pytest.mark.parametrize(
    "asked",
    [
        {"measure": "x"},
        {"month": "2026-99"},
        {"brand": "-1"},
        {"figure": "x\0"},
        {"brand": "9" * 40},
    ],
)
def test_addresses_that_lead_nowhere_are_not_found(client, branch, asked):
    assert client.get(address("rows", made_report(branch=branch)), asked).status_code == 404


def form_of(report: Report) -> dict[str, str]:
    """What a browser sends of the form as it stands now, with its own ends of lines."""
    return {
        f"{text.chapter}-{name}": getattr(text, attribute).replace("\n", "\r\n")
        for text in report.texts.all()
        for name, attribute in (("text", "text"), ("comment", "comment"), ("seen", "fingerprint"))
    }


def test_an_old_form_writes_over_nobody(client, coordinator, branch):
    report = made_report(branch=branch, by=coordinator)
    old = form_of(report)
    mine = old | {"overview-text": "It was my spring.", "people-comment": "So many!"}
    theirs = old | {"overview-text": "It was their spring.", "kinds-text": "Lectures, mostly."}
    assert client.post(address("write", report), theirs).status_code == 302
    drafted = {text.chapter: text.drafted for text in report.texts.all()}

    refused = client.post(address("write", report), mine)

    assert refused.status_code == 409
    page = BeautifulSoup(refused.content, "html.parser")
    assert page.select_one("[name=overview-text]").text.strip() == "It was my spring."
    assert "It was their spring." in words(page.select_one(".help-warning"))
    assert page.select_one("[name=kinds-text]").text.strip() == "Lectures, mostly."
    assert report.texts.get(chapter="people").comment == ""

    form = {
        field["name"]: field.get("value") or field.text.strip()
        for field in page.select("form.report-write [name]")
    }
    form["overview-text"] = "It was our spring."
    assert client.post(address("write", report), form).status_code == 302
    stored = {text.chapter: (text.text, text.comment) for text in report.texts.all()}
    assert stored["overview"] == ("It was our spring.", "")
    assert stored["kinds"] == ("Lectures, mostly.", "")
    assert stored["people"] == (drafted["people"], "So many!")


def test_words_are_written_and_kept(client, coordinator, branch):
    report = made_report(branch=branch, by=coordinator)
    form = form_of(report)
    form["overview-comment"] = "It rained <b>a lot</b>."
    assert client.post(address("write", report), form).status_code == 302
    assert not any(text.is_edited for text in report.texts.all())
    assert "It rained &lt;b&gt;a lot" in client.get(address("report", report)).content.decode()
    hand_in(report, by=coordinator, now=NOW)
    refused = client.post(address("write", report), form | {"overview-text": "Too late"})
    assert refused.status_code == 409
    assert "Too late" in refused.content.decode()


@pytest.mark.parametrize(
    ("role", "may"),
    [(StaffRole.DIRECTOR, True), (StaffRole.REVIEWER, True), (StaffRole.COORDINATOR, False)],
)
def test_reviewers_and_directors_approve(client, branch, role, may):
    report = made_report(branch=branch)
    report = hand_in(report, by=report.made_by, now=NOW)
    client.force_login(StaffScopeFactory(role=role, branch=branch).user)
    client.post(address("report", report), {"do": "approve", "seen": report.version})
    report.refresh_from_db()
    assert report.is_approved == may


def test_nobody_approves_what_was_handed_in_since_they_read_it(client, branch):
    report = made_report(branch=branch)
    hand_in(report, by=report.made_by, now=NOW)
    client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
    page = BeautifulSoup(client.get(address("report", report)).content, "html.parser")
    (seen,) = [field["value"] for field in page.select("[name=seen]")]
    send_back(report, because="Say more.", by=UserFactory())
    written = Written("Other words.", "", report.texts.get(chapter="kinds").fingerprint)
    write(report, texts={"kinds": written}, by=report.made_by, now=NOW)
    hand_in(report, by=report.made_by, now=NOW + timedelta(minutes=5))
    answer = client.post(address("report", report), {"do": "approve", "seen": seen}, follow=True)
    assert "handed in once more since you read it" in answer.text
    report.refresh_from_db()
    assert report.is_in_review


def test_a_report_is_sent_back_with_a_reason(client, branch):
    report = made_report(branch=branch)
    hand_in(report, by=report.made_by, now=NOW)
    client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
    assert client.post(address("report", report), {"do": "send_back"}).status_code == 422
    client.post(address("report", report), {"do": "send_back", "because": "Name the partners."})
    assert "Name the partners." in client.get(address("report", report)).content.decode()


def test_files_come_by_post_and_the_log_tells_of_them(client, coordinator, branch):
    report = made_report(branch=branch)
    assert client.get(address("file", report, "pdf")).status_code == 405
    answer = client.post(address("file", report, "xlsx"))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    line = LogEntry.objects.get(action="reports.exported")
    assert (line.user, line.data) == (coordinator, {"format": "xlsx"})
    assert client.post(address("file", report, "exe")).status_code == 404


def test_everyone_reads_a_published_report_and_no_other(client):
    held(30)
    report, draft = published_report(title="Half a year"), made_report(title="A draft")
    public = client.get(report.get_absolute_url())
    assert public.status_code == 200
    page = public.content.decode()
    assert "with 30 attendances." in page
    assert "/rows/" not in page
    assert client.get(draft.get_absolute_url()).status_code == 404
    listed = client.get(reverse("published_reports")).content.decode()
    assert "Half a year" in listed
    assert "A draft" not in listed
    wrong = reverse("published_report", args=["other-words", report.pk])
    assert client.get(wrong)["Location"] == report.get_absolute_url()


def test_a_published_report_has_contents_in_its_own_language_and_charts_for_a_phone(client):
    held(30)
    held(12, kind="lecture", brand=None)
    report = published_report(language="zh-hans")
    page = BeautifulSoup(client.get(report.get_absolute_url()).content, "html.parser")
    (contents,) = page.select("nav.report-contents")
    for way in (".report-contents-folded", ".report-contents-beside"):
        addresses = [link["href"] for link in contents.select(f"{way} a")]
        headings = page.select("section.report-chapter h2")
        assert addresses == [f"#{heading['id']}" for heading in headings]
        assert [words(link) for link in contents.select(f"{way} a")] == [*map(words, headings)]
    assert words(contents.select_one("summary")) == "目录"
    charts = page.select("figure.report-chart picture")
    assert len(charts) >= 2
    for chart in charts:
        (narrow,), (wide,) = chart.select("img"), chart.select("source")
        assert int(narrow["width"]) < 390 < int(wide["width"])
        assert "上年" not in narrow["alt"]
        assert narrow["alt"]


def test_many_published_reports_stand_on_several_pages(client, monkeypatch):
    monkeypatch.setattr("reports.views.published.ON_A_PAGE", 1)
    for title in ("First", "Second"):
        published_report(title=title)
    list_url = reverse("published_reports")
    pages = [client.get(list_url, {"page": number}).content.decode() for number in (1, 2)]
    assert [("First" in page, "Second" in page) for page in pages] == [
        (False, True),
        (True, False),
    ]
    assert "?page=2" in pages[0]


def test_statements_do_not_grow_with_the_facts(client, django_assert_max_num_queries):
    client.force_login(StaffScopeFactory().user)
    for _ in range(8):
        held(3)
    report = made_report()
    for url in (address("report", report), address("rows", report)):
        with django_assert_max_num_queries(25):
            client.get(url)


def test_a_published_report_is_read_from_its_rows_once(client, monkeypatch):
    held(20)
    page = published_report().get_absolute_url()
    first = client.get(page).content.decode()
    monkeypatch.setattr("reports.views.published.document_of", None)
    assert client.get(f"{page}?again=1").content.decode().count("<table") == first.count("<table")


def waiting_for(user) -> list[tuple[str, str]]:
    return [(each.sentence, each.url) for each in reports_to_go_on_with(user, NOW)]


def test_home_tells_whose_step_is_next(coordinator, branch):
    director = StaffScopeFactory(role=StaffRole.DIRECTOR).user
    report = made_report(by=coordinator, branch=branch)
    assert waiting_for(director) == waiting_for(coordinator) == []
    hand_in(report, by=coordinator, now=NOW)
    waits = ("1 report waits for your approval", address("report", report))
    assert (waiting_for(director), waiting_for(coordinator)) == ([waits], [])
    send_back(report, because="Say more.", by=director)
    came_back = ("1 report of yours was sent back", address("report", report))
    assert (waiting_for(director), waiting_for(coordinator)) == ([], [came_back])
    elsewhere = StaffScopeFactory(branch=BranchFactory(), role=StaffRole.DIRECTOR).user
    assert waiting_for(elsewhere) == []


def test_home_asks_the_same_for_many_reports(coordinator, branch):
    director = StaffScopeFactory(role=StaffRole.DIRECTOR).user
    own, helped, others = (made_report(by=coordinator, branch=branch) for _number in range(3))
    written = Written("My words.", "", helped.texts.get(chapter="kinds").fingerprint)
    write(helped, texts={"kinds": written}, by=director, now=NOW)
    hand_in(own, by=director, now=NOW)
    hand_in(helped, by=coordinator, now=NOW)
    hand_in(others, by=coordinator, now=NOW)
    waiting_for(director)
    with statements() as few:
        told = waiting_for(director)
    assert told == [("1 report waits for your approval", address("report", others))]
    for _number in range(3):
        hand_in(made_report(by=coordinator, branch=branch), by=coordinator, now=NOW)
    with statements() as many:
        assert waiting_for(director)[0][0] == "4 reports wait for your approval"
    assert len(many) == len(few)
