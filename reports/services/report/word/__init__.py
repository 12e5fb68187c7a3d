"""A report as DOCX for Word and WPS, laid out like an official document (GB/T 9704-2012).

A4 with a type area of 156 by 225 mm, title in 22 points, body in FangSong of 16 points on lines of
28 points, headings numbered 一、 in Hei, page numbers — 1 — at the outer edge, one sign inwards.
The first sheet has the title and the contents. The fonts are those that Chinese offices have; where
one is missing, the program takes its own in its place.
"""

from __future__ import annotations

from django.utils.translation import override

from reports.models import Report
from reports.services.report.document import document_of
from reports.services.report.word.official import OfficialDocument


def word_of(report: Report) -> bytes:
    """The same file for the same frozen report.

    Raises:
        FiguresChanged: the rows are not those that were frozen.
        NoTypesetting: charts cannot be drawn on this system.
    """
    document = document_of(report)
    with override(report.language):
        return OfficialDocument(document, made_at=report.counted_at or report.made_at).file()
