"""The card of a station: a sheet with its code, to be pinned up where helpers can scan it."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import get_language

from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of
from core.addresses import DOOR, absolute
from door.models import Station

QR_MODULE = 12


def station_address(code: str) -> str:
    """What a helper's telephone opens. What follows the # never leaves it."""
    return absolute(f"{DOOR}station/#{code}")


def station_card_pdf(station: Station, code: str) -> bytes:
    """The card on A5, in the language of whoever prints it; tagged for screen readers.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    qr_code = data_url(qr_png(station_address(code), module=QR_MODULE), "image/png")
    context = {
        "station": station,
        "code": code,
        "qr_code": qr_code,
        "language": get_language(),
    }
    html = render_to_string("workbench/station_card.html", context)
    return pdf_of(html, css=render_to_string("workbench/station_card.css"), variant="pdf/ua-1")
