"""Pick-up lists for paper: a page for each library, with a box to tick and a line to sign."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.translation import get_language

from cms.services.typesetting import pdf_of
from rewards.models import Challenge
from rewards.services.closing.winners import PickUpList


def pick_up_pdf(challenge: Challenge, lists: Sequence[PickUpList]) -> bytes:
    """The lists as PDF.

    Raises:
        NoTypesetting: the system has not what it takes.
    """
    context = {"challenge": challenge, "lists": lists, "language": get_language()}
    return pdf_of(
        render_to_string("rewards/closing/pick_up_pdf.html", context),
        css=render_to_string("rewards/closing/pick_up_pdf.css"),
    )
