"""Cards of a group to cut out: eight on a sheet of A4, each with the code that lets others in."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from cms import cover_art
from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of
from core.addresses import absolute
from rewards.models import ReadingGroup

CARDS_ON_A_SHEET = 8
QR_MODULE = 6


def group_card(group: ReadingGroup) -> bytes:
    """The sheet, in the language of whoever asks; tagged for screen readers.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    address = absolute(reverse("reading_group_join", args=[group.join_code.lower()]))
    brand = group.challenge.brand
    context = {
        "group": group,
        "challenge": group.challenge,
        "cards": range(CARDS_ON_A_SHEET),
        "code": f"{group.join_code[:4]} {group.join_code[4:]}",
        "qr_code": data_url(qr_png(address, module=QR_MODULE), "image/png"),
        "address": absolute(reverse("reading_groups")),
        "language": get_language(),
    }
    html = render_to_string("rewards/groups/card.html", context)
    colour = brand.colour if brand else cover_art.HOUSE_COLOUR
    css = render_to_string("rewards/groups/card.css", {"colour": colour})
    return pdf_of(html, css=css, variant="pdf/ua-1")
