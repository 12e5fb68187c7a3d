"""The DOCX of a report: whole in every part that Word reads, and laid out as GB/T 9704 has it."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.shared import Pt

from brands.choices import EventKind
from core.archives import without_times
from reports.models import Report
from reports.services.report.document import document_of
from reports.services.report.making import Written, write
from reports.services.report.word import word_of
from reports.services.report.word.pages import Pages
from tests.factories.reports import NOW, made_report
from tests.reports.test_report import held
from tests.wordprocessingml import faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    """In Chinese, with a chart, a comment, and signs that XML does not like."""
    held(30, title_en="A & B \x0b", brand__name_zh="小树苗", brand__name_en="Little <Tree>")
    held(20, kind=EventKind.LECTURE)
    report = made_report(language="zh-hans", title="二〇二六年上半年工作报告")
    seen = report.texts.get(chapter="overview").fingerprint
    words = Written("春天里的阅读。", "下半年增加周末场次。", seen)
    return write(report, texts={"overview": words}, by=report.made_by, now=NOW)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_is_wrong_with_the_parts_of_the_docx(report, language):
    Report.objects.filter(pk=report.pk).update(language=language)
    report.refresh_from_db()
    assert faults(word_of(report)) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        ("word/document.xml", "</w:body>", "", "word/document.xml is not well formed"),
        (
            "word/document.xml",
            "<w:pageBreakBefore/></w:pPr>",
            '<w:pageBreakBefore/><w:pStyle w:val="BodyText"/></w:pPr>',
            "pPr holds",
        ),
        ("word/document.xml", 'w:val="BodyText"', 'w:val="Bodytext"', "no style of that kind"),
        (
            "word/document.xml",
            "<w:cantSplit/></w:trPr>",
            '<w:cantSplit/><w:gridAfter w:val="1"/></w:trPr>',
            "a row fills",
        ),
        ("word/document.xml", "r:embed=", 'r:link="rId999" r:embed=', "no relationship"),
        ("word/document.xml", 'w:anchor="_Toc000000001"', 'w:anchor="_Toc1"', "is no mark"),
        ("word/document.xml", '<w:fldChar w:fldCharType="end"/>', "", "field"),
        ("word/_rels/document.xml.rels", "styles.xml", "style.xml", "which is not there"),
        ("word/settings.xml", 'w:percent="100"', "", "zoom has no percent"),
        ("[Content_Types].xml", "/word/styles.xml", "/word/style.xml", "is not there"),
    ],
)
def test_what_is_wrong_with_a_docx_is_found(report, part, old, new, fault):
    file = word_of(report)
    with ZipFile(BytesIO(file)) as archive:
        content = archive.read(part).decode()
    assert old in content
    spoiled = without_times(file, replaced={part: content.replace(old, new, 1).encode()})
    found = faults(spoiled)
    assert any(fault in each for each in found), found


def test_nothing_of_the_template_is_left_in_the_docx(report):
    with ZipFile(BytesIO(word_of(report))) as archive:
        names = archive.namelist()
        settings = archive.read("word/settings.xml").decode()
    assert not [name for name in names if "thumbnail" in name or "customXml" in name]
    assert 'w:name="compatibilityMode"' in settings
    assert 'w:val="14"' not in settings


def test_the_docx_is_laid_out_like_an_official_document(report):
    document = docx.Document(BytesIO(word_of(report)))
    section = document.sections[0]

    page = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(length.mm) for length in page] == [210, 297, 37, 28]
    title, body = document.styles["Title"], document.styles["Body Text"]
    assert (title.font.size, body.font.size) == (Pt(22), Pt(16))
    assert body.paragraph_format.line_spacing == Pt(28)
    assert document.paragraphs[0].text == "二〇二六年上半年工作报告"
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings[0].startswith("一、")
    assert document.core_properties.created == NOW.replace(tzinfo=UTC)
    pictures = document.element.findall(".//{*}docPr")
    assert pictures
    assert all(picture.get("descr") for picture in pictures)
    assert document.tables[0].rows[0]._tr.trPr.findall("{*}tblHeader")


def test_the_contents_name_each_heading_and_a_page_that_only_grows(report):
    document = docx.Document(BytesIO(word_of(report)))
    lines = [each.text.split("\t") for each in document.paragraphs if each.style.name == "toc 1"]
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert [heading for heading, _page in lines] == headings
    assert len(headings) == len(document_of(report).chapters)
    pages = [int(page) for _heading, page in lines]
    assert pages[0] == 2
    assert pages == sorted(pages)
    first = next(each for each in document.paragraphs if each.style.name == "Heading 1")
    assert first.paragraph_format.page_break_before


def test_pages_are_reckoned_as_they_are_filled():
    line = Pt(28)
    pages = Pages(first=2, is_chinese=True)
    assert pages.put(20 * line) == 2
    # Of 22 lines two are left, and a heading wants two more below it.
    assert pages.put(line, with_next=2 * line) == 3
    pages.put_text("书" * 27 * 30)
    assert pages.put(line) == 4
    # Rows go on on the next page, below their headings once more.
    pages.put_table([line] * 20, stays=False)
    assert pages.put(10 * line) == 5
    pages.put_table([line] * 20, stays=True)
    assert pages.put(line) == 6
