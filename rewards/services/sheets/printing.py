"""A log sheet on A4: numbered rows for a refrigerator's door or a classroom's wall.

Each sheet has a number of its own, by which a librarian types it in. It bears nobody's name: the
family writes one on it by hand if it likes.
"""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User
from cms import cover_art
from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of
from core.addresses import absolute
from network.models import Branch
from rewards.models import Challenge, LogSheet, Reader, ReadingGroup

ROWS = 20
QR_MODULE = 6


def make_sheet(
    *,
    challenge: Challenge,
    branch: Branch,
    by: User,
    now: datetime,
    reader: Reader | None = None,
    group: ReadingGroup | None = None,
) -> LogSheet:
    """A new sheet with a number that no other has, for one reader, for a group, or for anybody."""
    return LogSheet.objects.create(
        challenge=challenge,
        branch=branch,
        reader=reader,
        group=group,
        rows=ROWS,
        printed_at=now,
        printed_by=by,
    )


def sheet_pdf(sheet: LogSheet) -> bytes:
    """The sheet on A4, in the language of whoever asks; tagged for screen readers.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    challenge = sheet.challenge
    colour = challenge.brand.colour if challenge.brand else cover_art.HOUSE_COLOUR
    art = cover_art.svg_for(str(challenge.pk), colour, challenge.audience)
    address = absolute(reverse("reading_log"))
    context = {
        "sheet": sheet,
        "challenge": challenge,
        "rows": range(1, sheet.rows + 1),
        "tiers": list(challenge.tiers.all()),
        "art": data_url(art.encode(), "image/svg+xml"),
        "qr_code": data_url(qr_png(address, module=QR_MODULE), "image/png"),
        "address": address,
        "language": get_language(),
    }
    html = render_to_string("rewards/sheets/sheet.html", context)
    css = render_to_string("rewards/sheets/sheet.css", {"colour": colour})
    return pdf_of(html, css=css, variant="pdf/ua-1")
