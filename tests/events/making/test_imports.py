import csv
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from brands.models import Programme
from events.errors import FileNotReadable, ImportColumnsNotFound
from events.models import Event, Headcount
from events.services.making import imports
from events.services.making.imports import RejectedRow, import_past_events
from network.models import Branch
from tests.factories.network import BranchFactory

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent / "data" / "past-events.csv"
TODAY = date(2026, 5, 1)
NOW = datetime(2026, 5, 1, 4, 0, tzinfo=UTC)


def run(path=SAMPLE, **options):
    return import_past_events(path, brand_slug="past-events", today=TODAY, now=NOW, **options)


def table(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "events.csv"
    path.write_bytes(text.encode(encoding))
    return path


def sample_rows():
    with SAMPLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_row_becomes_an_event_with_its_attendance():
    rows = sample_rows()
    result = run()
    assert result.rejected == []
    assert (result.events, result.attendances) == (
        len(rows),
        sum(int(row["Attendees"]) for row in rows),
    )
    assert Event.objects.count() == len(rows)
    assert Headcount.objects.aggregate(people=Sum("adults"))["people"] == result.attendances


def test_figures_per_library_equal_an_independent_count():
    run()
    expected = defaultdict(Counter)
    for row in sample_rows():
        expected[row["Library name"]].update(events=1, attendances=int(row["Attendees"]))
    for branch in Branch.objects.all():
        headcounts = Headcount.objects.filter(session__branch=branch)
        assert expected[branch.name_en] == {
            "events": branch.events.count(),
            "attendances": headcounts.aggregate(n=Sum("adults"))["n"],
        }


def test_identical_rows_are_separate_events_and_a_second_run_adds_nothing():
    rows = [tuple(row.values()) for row in sample_rows()]
    assert len(set(rows)) < len(rows), "the sample must hold identical rows"
    run()
    again = run()
    assert (again.events, again.known) == (0, len(rows))
    assert Event.objects.count() == len(rows)


def test_a_file_that_grew_adds_only_the_new_rows(tmp_path):
    run()
    grown = table(
        tmp_path, SAMPLE.read_text(encoding="utf-8") + "Northtown,Canal Side,2019-06-30,Lego,7\n"
    )
    result = run(grown)
    assert (result.events, result.attendances) == (1, 7)


def test_names_that_differ_by_case_are_one_programme_in_its_usual_spelling():
    run()
    names = Counter(row["Name"] for row in sample_rows())
    assert names["Other Child 5+"] > names["Other child 5+"] > 0
    assert Programme.objects.filter(name_en__iexact="other child 5+").get().name_en == (
        "Other Child 5+"
    )


def test_dry_run_says_the_same_and_writes_nothing():
    result = run(dry_run=True)
    assert result.events == len(sample_rows())
    assert not Event.objects.exists()
    assert not Branch.objects.exists()


def test_existing_library_is_found_by_either_name(tmp_path):
    branch = BranchFactory(name_en="Canal Side", name_zh="河畔分馆")
    path = table(
        tmp_path,
        "活动名称,日期,网点,人次\n故事会,2026年3月1日,河畔分馆,12\nLego,2026-03-02,canal side,3\n",
        encoding="gb18030",
    )
    result = run(path)
    assert result.new_branches == []
    assert branch.events.count() == 2
    assert Event.objects.get(title_zh="故事会").title_en == ""


def test_new_library_stands_below_the_given_branch_from_its_first_event():
    central = BranchFactory()
    run(parent_branch=central)
    placement = Branch.objects.get(name_en="Canal Side").placements.get()
    first_day = min(row["Event date"] for row in sample_rows())
    assert (placement.parent, placement.starts_on) == (central, date.fromisoformat(first_day))


def test_bad_rows_are_reported_with_line_and_reason_and_the_good_are_kept(tmp_path):
    path = table(
        tmp_path,
        "Name,Date,Library,Attendees\n"
        "Lego,2026-03-01,Canal Side,5\n"
        ",2026-03-01,Canal Side,5\n"
        "Lego,31 March,Canal Side,5\n"
        "Lego,2026-03-01,,5\n"
        "Lego,2026-03-01,Canal Side,-5\n"
        "Lego,2026-03-01,Canal Side,many\n"
        "Lego,2026-03-01,Canal Side,99999999999999999999\n"
        "Lego,2027-03-01,Canal Side,5\n"
        "Le\0go,2026-03-01,Canal Side,5\n"
        f"{'L' * 121},2026-03-01,Canal Side,5\n"
        "Lego\n",
    )
    result = run(path)
    assert result.events == 1
    assert result.rejected == [
        RejectedRow(3, "The event has no name."),
        RejectedRow(4, "“31 March” is not a date such as 2019-05-31."),
        RejectedRow(5, "The library is not named."),
        RejectedRow(6, "“-5” is not a number of people (0 or more)."),
        RejectedRow(7, "“many” is not a number of people (0 or more)."),
        RejectedRow(8, "99999999999999999999 people at one event is more than we can believe."),
        RejectedRow(9, "2027-03-01 is still to come; only past events are taken."),
        RejectedRow(10, "“Le\ufffdgo” holds characters that cannot be read."),
        RejectedRow(11, f"“{'L' * 20}…” is longer than 120 characters."),
        RejectedRow(12, "The library is not named."),
    ]


def test_dates_far_from_the_rest_are_taken_and_named(tmp_path):
    rows = [f"Lego,2025-03-{day:02},Canal Side,5" for day in range(1, 29)] * 4
    path = table(
        tmp_path,
        "Name,Date,Library,Attendees\n" + "\n".join([*rows, "Lego,2009-03-06,Canal Side,5"]),
    )
    result = run(path)
    assert result.unusual == [RejectedRow(114, "2009-03-06 is far from the other dates.")]
    assert result.events == 113


def test_columns_are_chosen_by_option_where_the_guess_fails(tmp_path):
    path = table(tmp_path, "Was;Wann;Wo;Wer\nLego;01.02.2026;Canal Side;5\n")
    with pytest.raises(ImportColumnsNotFound) as refusal:
        run(path)
    assert "title, date, branch, attendances" in str(refusal.value)
    chosen = {"title": "Was", "date": "wann", "branch": "Wo", "attendances": "Wer"}
    assert run(path, columns=chosen).events == 1


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff\x80"])
def test_unreadable_file_is_refused(tmp_path, content):
    path = tmp_path / "events.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileNotReadable):
        run(path)


def test_interrupted_import_keeps_finished_chunks_and_goes_on(monkeypatch):
    monkeypatch.setattr(imports, "CHUNK", 10)
    total = len(sample_rows())

    def interrupt(done, total):
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(on_progress=interrupt)
    assert Event.objects.count() == 20
    result = run()
    assert (result.known, result.events) == (20, total - 20)


def test_command_prints_counts_and_rejected_rows(tmp_path):
    path = table(
        tmp_path, "Name,Date,Library,Attendees\nLego,2026-03-01,Canal Side,5\nLego,x,y,1\n"
    )
    out, err = StringIO(), StringIO()
    call_command("import_events", path, stdout=out, stderr=err)
    assert "1 events with 5 attendances imported, 0 known already, 1 rejected" in out.getvalue()
    assert "line 3: rejected." in err.getvalue()
    with pytest.raises(CommandError, match="no branch with the address"):
        call_command("import_events", path, "--below", "nowhere")
    with pytest.raises(CommandError, match="Unknown column: wer"):
        call_command("import_events", path, "--column", "wer=Name")
