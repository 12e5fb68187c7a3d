"""Chapters set as one PDF: a cover, a table of contents, and each event on its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.services.typesetting import data_url, pdf_of
from events.models import EventPhoto
from events.services.photos import smaller
from events.services.printing.scenes import seal
from workbench.services.evidence.chapters import Chapter

PHOTO_SIDE = 1000


@dataclass(frozen=True)
class Cover:
    """Whose evidence this is, of when, and who had it made."""

    title: str
    scope: str
    period: str
    made_by: str
    made_at: datetime


def evidence_pdf(cover: Cover, chapters: Sequence[Chapter]) -> bytes:
    """The whole document, tagged for screen readers, in the active language.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    context = {
        "cover": cover,
        "chapters": [
            {
                "told": chapter,
                "poster": data_url(chapter.poster_png, "image/png"),
                "photos": [shown for photo in chapter.photos if (shown := _photo(photo))],
            }
            for chapter in chapters
        ],
        "language": get_language(),
        "seal": seal(),
        "page_of_pages": _page_of_pages(),
    }
    return pdf_of(
        render_to_string("workbench/evidence_document.html", context),
        css=render_to_string("workbench/evidence_document.css", context),
        variant="pdf/ua-1",
    )


def _photo(photo: EventPhoto) -> dict[str, object] | None:
    """Nothing where its file is lost."""
    try:
        picture = smaller(photo, side=PHOTO_SIDE)
    except FileNotFoundError:
        return None
    return {"photo": photo, "url": data_url(picture, "image/jpeg")}


def _page_of_pages() -> str:
    """“Page 2 of 5” as CSS says it, whose counters stand in for the numbers."""
    counters = {"page": '" counter(page) "', "pages": '" counter(pages) "'}
    return '"{}"'.format(_("Page %(page)s of %(pages)s") % counters)
