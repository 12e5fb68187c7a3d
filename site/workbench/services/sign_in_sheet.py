"""The sheet that people sign when they come, set on A4 with lines for those who just walk in."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of
from core.addresses import absolute
from door.models import SignInSheet
from door.services.paper.sheets import LINES_FOR_WALK_INS, rows_of

QR_MODULE = 8


def typing_in_address(sheet: SignInSheet) -> str:
    """Where the sheet is typed in. Only those who may check people in see anything there."""
    return absolute(reverse("desk:typing_in", args=[sheet.event_id, sheet.number]))


def sheet_pdf(sheet: SignInSheet) -> bytes:
    """The sheet on as many pages of A4 as it takes; tagged for screen readers.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    rows = rows_of(sheet)
    context = {
        "sheet": sheet,
        "session": sheet.session,
        "event": sheet.session.event,
        "rows": rows,
        "spare": range(len(rows) + 1, len(rows) + LINES_FOR_WALK_INS + 1),
        "qr_code": data_url(qr_png(typing_in_address(sheet), module=QR_MODULE), "image/png"),
        "page_of_pages": _page_of_pages(),
    }
    return pdf_of(
        render_to_string("workbench/sign_in_sheet.html", context),
        css=render_to_string("workbench/sign_in_sheet.css", context),
        variant="pdf/ua-1",
    )


def _page_of_pages() -> str:
    """“Page 2 of 5” as CSS says it, whose counters stand in for the numbers."""
    counters = {"page": '" counter(page) "', "pages": '" counter(pages) "'}
    return '"{}"'.format(_("Page %(page)s of %(pages)s") % counters)
