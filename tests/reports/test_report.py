"""Reports of a period: frozen once, summed from what is frozen, and the same whenever read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, connection, transaction
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDFCatalog_IsTagged

from brands.choices import EventKind
from events.models import Event
from reports.choices import Dimension
from reports.errors import (
    FiguresChanged,
    NotApproved,
    NotInReview,
    OwnReport,
    PeriodEndsBeforeItStarts,
    PeriodNotOver,
    ReportStands,
)
from reports.models import Report, ReportFact, ReportFigure
from reports.services.facts import MEASURES, Counting, facts, summed
from reports.services.report import freezing
from reports.services.report.document import document_of
from reports.services.report.freezing import digest_of, told_of
from reports.services.report.making import (
    Written,
    approve,
    count_anew,
    delete_draft,
    hand_in,
    publish,
    send_back,
    write,
)
from reports.services.report.paper import paper_of
from reports.services.report.word import word_of
from reports.services.report.workbook import workbook_of
from tests import pdf_ua
from tests.factories.brands import BrandFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import (
    AttendanceFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.factories.reports import HALF_YEAR, NOW, made_report
from tests.reports.sample import make_sample

pytestmark = pytest.mark.django_db

APRIL, LAST_APRIL = (datetime(year, 4, 18, 2, tzinfo=UTC) for year in (2026, 2025))


def held(people: int, at: datetime = APRIL, **fields) -> Event:
    """An event to which so many people came, by headcount."""
    event = EventFactory(sessions=0, **fields)
    HeadcountFactory(
        session=SessionFactory(event=event, starts_at=at), day=at.date(), adults=people
    )
    return event


def said(report: Report, chapter: str, text: str, comment: str = "") -> Written:
    """What somebody writes who has read what stands there."""
    return Written(text, comment, report.texts.get(chapter=chapter).fingerprint)


@pytest.fixture
def report() -> Report:
    brand = BrandFactory(name_en="Little Tree", name_zh="小树苗")
    held(120, brand=brand, kind=EventKind.LECTURE)
    held(100, LAST_APRIL, brand=brand)
    return made_report()


# Frozen


def test_every_sum_of_a_report_is_that_of_its_facts():
    make_sample(7, events=40)
    report = made_report(now=datetime(2026, 11, 15, tzinfo=UTC))
    told = told_of(report)
    counted = facts(Counting(Event.objects.all(), now=report.counted_at, **HALF_YEAR))

    assert told.total.now == summed(counted)
    assert told.total.now.attendances > 0
    assert list(told.facts) == counted
    for dimension in Dimension:
        lines = told.lines(dimension)
        for measure in ("sessions", "attendances", "registered"):
            total = sum(getattr(line.now, measure) for line in lines)
            assert total == getattr(told.total.now, measure), (dimension, measure)


def test_the_year_before_is_frozen_beside_it(report):
    told = told_of(report)
    assert (told.total.now.attendances, told.total.before.attendances) == (120, 100)
    (april,) = told.lines(Dimension.MONTH)
    assert april.label == "April 2026"
    assert april.change("attendances").more == 20


def test_later_changes_and_erasure_leave_a_report_as_it_was(report):
    before = [paper_of(report), word_of(report), workbook_of(report)]
    event = Event.objects.latest("first_starts_at")
    Event.objects.update(title_en="Renamed", brand=BrandFactory())
    AttendanceFactory(attendee=RegistrationFactory(event=event).attendees.get())
    event.sessions.get().headcounts.all().delete()

    assert [paper_of(report), word_of(report), workbook_of(report)] == before


def test_two_reports_of_the_same_rows_have_the_same_digest(report):
    assert digest_of(report) == report.digest == made_report(title="Another").digest
    held(1)
    assert made_report().digest != report.digest


def test_a_report_on_a_branch_and_brand_counts_only_what_was_there(report):
    brand, branch = BrandFactory(), BranchFactory()
    held(8, brand=brand, branch=branch)
    held(16, brand=brand)
    held(32, branch=branch)
    assert told_of(made_report(branch=branch)).total.now.attendances == 40
    assert told_of(made_report(brand=brand)).total.now.attendances == 24
    assert told_of(made_report(branch=branch, brand=brand)).total.now.attendances == 8


def test_the_columns_of_a_frozen_fact_are_the_measures():
    columns = {field.name for field in ReportFact._meta.fields}
    assert set(MEASURES) <= columns


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (date(2026, 6, 30), date(2026, 1, 1), PeriodEndsBeforeItStarts),
        (date(2026, 1, 1), date(2026, 7, 10), PeriodNotOver),
    ],
)
def test_a_report_is_of_days_that_are_past(first, last, refusal):
    with pytest.raises(refusal):
        made_report(first_day=first, last_day=last)


def refused(change) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        change()
    return error.value.__cause__.diag.constraint_name


def test_the_database_keeps_frozen_rows_as_they_are(report):
    facts, figures = ReportFact.objects.all(), ReportFigure.objects.all()
    row = facts.first()
    for change in (
        lambda: facts.update(attendances=1_000_000),
        lambda: figures.update(number=1_000_000),
        lambda: ReportFact.objects.create(
            report=report, is_before=False, event_id=1, branch=1, month=date(2026, 1, 1)
        ),
    ):
        assert refused(change) == "report_frozen_stands"
    hand_in(report, by=report.made_by, now=NOW)
    assert refused(row.delete) == "report_frozen_stands"
    assert refused(lambda: report.texts.update(text="Other words")) == "report_text_stands"
    assert refused(lambda: Report.objects.update(title="Another")) == "report_stands"
    assert refused(lambda: Report.objects.all()._raw_delete("default")) == "report_stands"


def test_the_database_lets_no_report_skip_a_step_or_come_back(report):
    made = Report.objects.filter(pk=report.pk)
    step = {"handed_in_at": NOW, "approved_at": NOW}
    assert refused(lambda: made.update(state="approved", **step)) == "report_stands"
    report = hand_in(report, by=report.made_by, now=NOW)
    approve(report, seen=report.version, by=UserFactory(), now=NOW)
    back = {"state": "draft", "handed_in_at": None, "approved_at": None}
    assert refused(lambda: made.update(**back)) == "report_stands"
    assert refused(lambda: made.update(approved_by=UserFactory())) == "report_stands"


def test_who_is_forgotten_vanishes_from_an_approved_report(report):
    report = hand_in(report, by=report.made_by, now=NOW)
    report = approve(report, seen=report.version, by=UserFactory(), now=NOW)
    report.approved_by.delete()
    report.made_by.delete()
    report.refresh_from_db()
    assert (report.made_by, report.approved_by, report.state) == (None, None, "approved")


def test_figures_that_were_tampered_with_are_shown_nowhere(report):
    Report.objects.filter(pk=report.pk).update(digest="0" * 64)
    report.refresh_from_db()
    with pytest.raises(FiguresChanged):
        document_of(report)


# Written, approved, published


def test_drafting_anew_keeps_what_the_author_has_written(report):
    texts = {"overview": said(report, "overview", "In my own words.", "It rained.")}
    write(report, texts=texts, by=report.made_by, now=NOW)
    held(500)
    report = count_anew(report, by=report.made_by, now=NOW)

    overview, kinds = (report.texts.get(chapter=key) for key in ("overview", "kinds"))
    assert (overview.text, overview.comment) == ("In my own words.", "It rained.")
    assert "620 attendances" in overview.drafted
    assert overview.is_edited
    assert kinds.text == kinds.drafted
    assert "620" in f"{kinds.text}{overview.drafted}"


def test_nobody_approves_what_they_have_a_part_in(report):
    editor, director = UserFactory(), UserFactory()
    write(report, texts={"kinds": said(report, "kinds", "Better words.")}, by=editor, now=NOW)
    report = hand_in(report, by=report.made_by, now=NOW)
    for writer in (report.made_by, editor):
        with pytest.raises(OwnReport):
            approve(report, seen=report.version, by=writer, now=NOW)
    assert approve(report, seen=report.version, by=director, now=NOW).approved_by == director


def test_who_was_written_over_had_a_part_all_the_same(report):
    editor, helper = UserFactory(), UserFactory()
    write(report, texts={"kinds": said(report, "kinds", "My words.")}, by=editor, now=NOW)
    write(report, texts={"kinds": said(report, "kinds", "My words!")}, by=report.made_by, now=NOW)
    hand_in(report, by=helper, now=NOW)
    send_back(report, because="Say more.", by=UserFactory())
    hand_in(report, by=report.made_by, now=NOW)
    for writer in (editor, helper):
        with pytest.raises(OwnReport):
            approve(report, seen=report.version, by=writer, now=NOW)


def test_a_title_with_a_control_character_spoils_no_file(report):
    Report.objects.filter(pk=report.pk).update(title="First\x0bhalf")
    report.refresh_from_db()
    workbook = load_workbook(BytesIO(workbook_of(report)))
    assert workbook.properties.title == "First half"


def test_a_report_goes_from_hand_to_hand(report):
    director = UserFactory()
    with pytest.raises(NotInReview):
        approve(report, seen=report.version, by=director, now=NOW)
    with pytest.raises(NotApproved):
        publish(report, by=report.made_by, now=NOW)
    report = hand_in(report, by=report.made_by, now=NOW)
    for change in (
        lambda: write(report, texts={}, by=report.made_by, now=NOW),
        lambda: count_anew(report, by=report.made_by, now=NOW),
        lambda: hand_in(report, by=report.made_by, now=NOW),
        lambda: delete_draft(report, by=report.made_by),
    ):
        with pytest.raises(ReportStands):
            change()
    report = send_back(report, because="Say more of April.", by=director)
    assert (report.state, report.sent_back_because) == ("draft", "Say more of April.")
    report = hand_in(report, by=report.made_by, now=NOW)
    report = publish(
        approve(report, seen=report.version, by=director, now=NOW), by=report.made_by, now=NOW
    )
    assert list(Report.objects.published()) == [publish(report, by=director, now=NOW)]


def test_a_draft_can_be_deleted_with_all_of_it(report):
    delete_draft(report, by=report.made_by)
    assert not ReportFact.objects.exists()
    assert not ReportFigure.objects.exists()


# Files


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_two_files_of_one_report_are_equal_byte_for_byte(report, language, set_clock):
    report = made_report(language=language)
    first = [paper_of(report), word_of(report), workbook_of(report)]
    set_clock(NOW + timedelta(days=400))
    assert [paper_of(report), word_of(report), workbook_of(report)] == first


def test_the_pdf_is_tagged_and_says_what_its_charts_show(report):
    content = paper_of(report)
    with PdfDocument(content) as document:
        assert FPDFCatalog_IsTagged(document)
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert "The first half of 2026" in text
    assert "Little Tree" in text
    assert report.digest[:20] in text.replace("\r\n", "")
    assert pdf_ua.faults(content) == []


def test_the_pdf_begins_with_its_contents_and_each_page_of_them_is_right(report):
    chapters = [chapter.title for chapter in document_of(report).chapters]
    with PdfDocument(paper_of(report)) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
        bookmarks = {each.get_title(): each.get_dest().get_index() for each in document.get_toc()}
    _title, contents = pages[0].split("Contents")
    lines = [re.fullmatch(r"(.+?)[ .]+(\d+)", line) for line in contents.splitlines()]
    listed = {line[1]: int(line[2]) - 1 for line in lines if line}
    assert [*listed] == [*bookmarks] == chapters
    assert listed == bookmarks
    assert listed[chapters[0]] == 1


def test_no_text_of_the_workbook_runs_as_a_formula():
    held(30, title_en="=HYPERLINK(1)", brand__name_en="+1")
    report = made_report(title="@SUM(1)")
    with ZipFile(BytesIO(workbook_of(report))) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "/sheet" in name]
    assert not any(b"<f>" in sheet for sheet in sheets)
    book = load_workbook(BytesIO(workbook_of(report)))
    assert [row[1].value for row in book["Rows"]] == ["Event", "'=HYPERLINK(1)"]
    assert book.worksheets[0]["A1"].value == "'@SUM(1)"


def test_a_report_from_before_parties_were_counted_still_stands(report):
    """Its digest is over the columns of its day: the same lines without the last two."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_reportfact DISABLE TRIGGER reports_facts_stand")
        ReportFact.objects.update(parties_asked=None, parties_answered=None)
        cursor.execute("ALTER TABLE reports_reportfact ENABLE TRIGGER reports_facts_stand")
    facts = list(report.facts.order_by("pk").values_list(*freezing.FACT_COLUMNS[:-2]))
    figures = list(freezing._figure_values(report))
    Report.objects.update(digest=freezing._digest(report, facts, figures))
    report.refresh_from_db()
    told = told_of(report)
    assert told.total.now.attendances == 120
    assert told.total.now.response_rate is None


def test_what_never_happened_has_no_chapter_until_somebody_writes_of_it(report):
    chapters = {chapter.key: chapter for chapter in document_of(report).chapters}
    assert not {"feedback", "volunteers", "rewards", "partners", "media", "targets"} & {*chapters}
    assert len(chapters["overview"].tables) == 1
    write(
        report,
        texts={"rewards": said(report, "rewards", "", "Prizes come in autumn.")},
        by=report.made_by,
        now=NOW,
    )
    rewards = next(each for each in document_of(report).chapters if each.key == "rewards")
    assert (rewards.paragraphs, rewards.tables) == ((), ())
    assert rewards.comment == ("Prizes come in autumn.",)
