"""A report as a workbook: its tables, its frozen rows, and the lines of its other figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from brands.choices import Audience, EventKind
from core.spreadsheets import Sheet, xlsx_of_sheets
from reports.models import Report
from reports.services.report.document import Document, document_of
from reports.services.report.tables import Table

TABLE_WIDTHS = (34, 12, 12, 14, 14, 20, 22, 22)
ROW_WIDTHS = (10, 44, 8, 26, 26, 18, 18, 24, 26)


def workbook_of(report: Report) -> bytes:
    """XLSX, the same file for the same frozen report; every text is harmless.

    Raises:
        FiguresChanged: the rows are not those that were frozen.
    """
    document = document_of(report)
    with override(report.language):
        sheets = [
            Sheet(_("Report"), _head(document), (24, 90)),
            *(
                Sheet(table.title, _table(table), TABLE_WIDTHS)
                for chapter in document.chapters
                for table in chapter.tables
            ),
            Sheet(_("Rows"), fact_rows(report, is_before=False), ROW_WIDTHS),
            Sheet(_("Rows of a year before"), fact_rows(report, is_before=True), ROW_WIDTHS),
            Sheet(_("Lines of other figures"), _lines(report), (22, 14, 44, 44, 10)),
        ]
        made_at = report.counted_at or report.made_at
        return xlsx_of_sheets(sheets, title=report.title, made_at=made_at)


def fact_rows(report: Report, *, is_before: bool) -> Iterator[list[Any]]:
    """The frozen facts under headings, in both languages, with all that was counted."""
    counted = {
        "events": _("Events"),
        "sessions": _("Sessions"),
        "registrations": _("Registrations"),
        "registered": _("People registered"),
        "seats": _("Places"),
        "attendances": _("Attendances"),
        "attendances_online": _("Of them online"),
        "expected": _("People expected"),
        "no_shows": _("No-shows"),
        "volunteer_minutes": _("Volunteers' minutes"),
    }
    yield [
        *(_("Number"), _("Event"), _("Month"), _("Brand"), _("Programme")),
        *(_("Kind"), _("Audience"), _("District"), _("Where")),
        *counted.values(),
    ]
    for row in report.facts.filter(is_before=is_before):
        yield [
            *(row.event_id, row.event, f"{row.month:%Y-%m}", row.brand_name, row.programme_name),
            *(str(EventKind(row.kind).label), str(Audience(row.audience).label)),
            *(row.district_name, row.branch_name),
            *(getattr(row, name) for name in counted),
        ]


def _head(document: Document) -> list[list[str]]:
    rows = [
        [document.title, ""],
        [_("What it is on"), document.scope],
        [_("Period"), document.period],
        *([_("Note"), note] for note in document.notes),
        [_("Digest of the figures"), document.digest],
    ]
    for chapter in document.chapters:
        said = [*chapter.paragraphs, *chapter.comment]
        rows += [[chapter.title if number == 0 else "", text] for number, text in enumerate(said)]
    return rows


def _table(table: Table) -> Iterator[list[Any]]:
    yield list(table.headings)
    for row in table.rows:
        cells = (cell.text if cell.number is None else cell.number for cell in row.cells)
        yield [row.label, *cells]


def _lines(report: Report) -> Iterator[list[Any]]:
    yield [_("Figure"), _("When"), _("In English"), _("In Chinese"), pgettext("how many", "Number")]
    for figure in report.figures.order_by("is_before", "key"):
        when = _("a year before") if figure.is_before else _("this period")
        for line in figure.rows:
            yield [figure.key, when, line["en"], line["zh"], line["n"]]
