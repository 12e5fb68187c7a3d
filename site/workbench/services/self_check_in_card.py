"""The card with the code of one session: to be put up where people come in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from cms import formats
from cms.colour import LIGHT_GROUND, accent_on
from cms.cover_art import HOUSE_COLOUR
from cms.services.lettering import lettered
from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of
from door.models import SelfCheckIn
from door.services.self_check_in.codes import code_address, paper_code
from door.services.self_check_in.offers import opens_at, place_of
from events.services.printing.scenes import seal
from events.services.words import time_in_words

QR_MODULE = 16

# Millimetres.
TITLE_SIZES = (6.2, 5.6, 5.0, 4.5, 4.0, 3.6, 3.2, 2.8)
TITLE_WIDTH, ROOM_FOR_TITLE = 58, 16


def self_check_in_card_pdf(offer: SelfCheckIn) -> bytes:
    """The card on A5, in all languages of the site; tagged for screen readers.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    code, brand = paper_code(offer), offer.session.event.brand
    context = {
        "offer": offer,
        "code": f"{code[:3]} {code[3:]}",
        "qr_code": data_url(qr_png(code_address(offer, code), module=QR_MODULE), "image/png"),
        "brand": brand,
        "accent": accent_on(LIGHT_GROUND, brand.colour if brand else HOUSE_COLOUR).fill,
        "seal": seal(),
        "words": [(language, _words(offer, language)) for language, _name in settings.LANGUAGES],
    }
    html = render_to_string("workbench/self_check_in_card.html", context)
    return pdf_of(
        html, css=render_to_string("workbench/self_check_in_card.css", context), variant="pdf/ua-1"
    )


def _words(offer: SelfCheckIn, language: str) -> dict[str, Any]:
    """What is told of the session: for this place and this time only."""
    session = offer.session
    with translation.override(language):
        return {
            "title": session.event.title,
            "lettering": lettered(
                session.event.title,
                sizes=TITLE_SIZES,
                width=TITLE_WIDTH,
                height=ROOM_FOR_TITLE,
            ),
            "when": time_in_words(session),
            "place": place_of(session),
            "opens": formats.moment(opens_at(session), today=timezone.localdate(session.starts_at)),
            "closes": formats.moment(session.ends_at, today=timezone.localdate(session.starts_at)),
        }
