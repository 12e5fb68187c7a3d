"""The slip for people without a telephone or mail: large type, the code, how to cancel by voice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import override

from cms.services.typesetting import data_url, pdf_of
from events.models import Registration
from events.services.tickets import ticket_for, ticket_qr_png


def slip_pdf(registration: Registration, *, languages: Sequence[str], now: datetime) -> bytes:
    """The slip on A6, a page for each language; tagged for screen readers.

    Args:
        registration: as `ticketed` reads it.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    qr_code = data_url(ticket_qr_png(registration), "image/png")
    pages = []
    for language in languages:
        with override(language):
            ticket = ticket_for(registration, now=now)
            context = {"ticket": ticket, "qr_code": qr_code, "language": language}
            pages.append(render_to_string("workbench/slip_page.html", context))
    with override(languages[0]):
        document = {"pages": pages, "registration": registration, "language": languages[0]}
        html = render_to_string("workbench/slip.html", document)
    brand = registration.event.brand
    css = render_to_string("workbench/slip.css", {"brand": brand})
    return pdf_of(html, css=css, variant="pdf/ua-1")
