"""The sign for the table: a code that leads to the survey, good for whoever sits there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from cms import formats
from cms.colour import LIGHT_GROUND, accent_on
from cms.cover_art import HOUSE_COLOUR
from cms.services.lettering import lettered
from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of
from events.models import Event
from events.services.feedback.links import sign_url
from events.services.feedback.surveys import closes_at
from events.services.printing.scenes import seal

QR_MODULE = 16

# Millimetres.
TITLE_SIZES = (6.2, 5.6, 5.0, 4.5, 4.0, 3.6, 3.2, 2.8)
TITLE_WIDTH, ROOM_FOR_TITLE = 58, 16


def feedback_sign_pdf(event: Event) -> bytes:
    """The sign on A5, in all languages of the site; tagged for screen readers.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    brand = event.brand
    context = {
        "qr_code": data_url(qr_png(sign_url(event), module=QR_MODULE), "image/png"),
        "brand": brand,
        "accent": accent_on(LIGHT_GROUND, brand.colour if brand else HOUSE_COLOUR).fill,
        "seal": seal(),
        "words": [(language, _words(event, language)) for language, _name in settings.LANGUAGES],
    }
    html = render_to_string("workbench/feedback_sign.html", context)
    css = render_to_string("workbench/feedback_sign.css", context)
    return pdf_of(html, css=css, variant="pdf/ua-1")


def _words(event: Event, language: str) -> dict[str, Any]:
    with translation.override(language):
        end = event.last_ends_at
        return {
            "title": event.title,
            "lettering": lettered(
                event.title, sizes=TITLE_SIZES, width=TITLE_WIDTH, height=ROOM_FOR_TITLE
            ),
            "closes": formats.day(closes_at(end)) if end else "",
        }
