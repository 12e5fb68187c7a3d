"""Signs on A5 with a code to scan: one for the door, one for the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from events.models import Event
from events.services.feedback.links import sign_url
from events.services.feedback.surveys import closes_at
from events.services.printing.scenes import seal
from events.services.words import time_in_words

QR_MODULE = 16

# Millimetres.
TITLE_SIZES = (6.2, 5.6, 5.0, 4.5, 4.0, 3.6, 3.2, 2.8)
TITLE_WIDTH, ROOM_FOR_TITLE = 58, 16


def self_check_in_card_pdf(offer: SelfCheckIn) -> bytes:
    """Where people come in: the code by which they check in, good for this place and time only.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    session, code = offer.session, paper_code(offer)
    day = timezone.localdate(session.starts_at)

    def words() -> dict[str, str]:
        return {
            "when": time_in_words(session),
            "place": place_of(session),
            "opens": formats.moment(opens_at(session), today=day),
            "closes": formats.moment(session.ends_at, today=day),
        }

    address, spelled = code_address(offer, code), f"{code[:3]} {code[3:]}"
    return _sign_pdf(
        "workbench/self_check_in_card.html",
        "workbench/self_check_in_card.css",
        event=session.event,
        address=address,
        words=words,
        code=spelled,
    )


def feedback_sign_pdf(event: Event) -> bytes:
    """On the table: the code that leads to the survey, good for whoever sits there.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    end = event.last_ends_at

    def words() -> dict[str, str]:
        return {"closes": formats.day(closes_at(end)) if end else ""}

    return _sign_pdf(
        "workbench/feedback_sign.html",
        "workbench/feedback_sign.css",
        event=event,
        address=sign_url(event),
        words=words,
    )


def _sign_pdf(
    template: str,
    style_sheet: str,
    *,
    event: Event,
    address: str,
    words: Callable[[], Mapping[str, str]],
    **more: Any,
) -> bytes:
    """A sign in all languages of the site, tagged for screen readers.

    Args:
        address: what the code leads to.
        words: what is told beside the title, in the language that is active.
        more: what this template alone knows.
    """
    brand = event.brand
    context = {
        "qr_code": data_url(qr_png(address, module=QR_MODULE), "image/png"),
        "brand": brand,
        "accent": accent_on(LIGHT_GROUND, brand.colour if brand else HOUSE_COLOUR).fill,
        "seal": seal(),
        "words": [(language, _told(event, language, words)) for language, _ in settings.LANGUAGES],
        **more,
    }
    css = render_to_string(style_sheet, context)
    return pdf_of(render_to_string(template, context), css=css, variant="pdf/ua-1")


def _told(event: Event, language: str, words: Callable[[], Mapping[str, str]]) -> dict[str, Any]:
    with translation.override(language):
        title = event.title
        lettering = lettered(title, sizes=TITLE_SIZES, width=TITLE_WIDTH, height=ROOM_FOR_TITLE)
        return {"title": title, "lettering": lettering, **words()}
