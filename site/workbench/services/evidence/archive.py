"""The same as files in folders: what is copied into the file that inspectors ask for."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils import timezone
from django.utils.translation import gettext as _

from core.spreadsheets import csv_file
from workbench.services.evidence.chapters import Chapter


def evidence_zip(document: bytes, chapters: Sequence[Chapter]) -> bytes:
    """The document, and of each event its poster, roster, figures and photos in their full size."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("evidence.pdf", document, ZIP_STORED)
        for chapter in chapters:
            _pack(archive, chapter)
    return file.getvalue()


def _pack(archive: ZipFile, chapter: Chapter) -> None:
    event = chapter.event
    day = f"{timezone.localdate(event.first_starts_at)}-" if event.first_starts_at else ""
    folder = f"{day}{event.slug}-{event.pk}"
    archive.writestr(f"{folder}/poster.pdf", chapter.poster_pdf, ZIP_STORED)
    headings = [_("Name"), _("Adult or child"), _("State"), _("Checked in")]
    people = [[row.name, row.kind, row.state, row.came] for row in chapter.roster]
    archive.writestr(f"{folder}/roster.csv", csv_file([headings, *people]))
    archive.writestr(f"{folder}/figures.csv", csv_file([list(row) for row in chapter.figures]))
    captions = [[_("Photo"), _("Caption"), _("Agreement"), _("Agreed on")]]
    for number, photo in enumerate(chapter.photos, 1):
        if not photo.file.storage.exists(photo.path):
            continue
        name = f"{number:02}.jpg"
        with photo.file.storage.open(photo.path) as picture:
            archive.writestr(f"{folder}/photos/{name}", picture.read(), ZIP_STORED)
        captions.append([name, photo.caption, photo.get_agreement_display(), str(photo.agreed_on)])
    if len(captions) > 1:
        archive.writestr(f"{folder}/photos/captions.csv", csv_file(captions))
