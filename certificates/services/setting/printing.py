"""Certificates as PDF/UA-1: a single one, many as one document for the printer, or one file each.

They are made when somebody asks and kept nowhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, cast
from zipfile import ZIP_STORED, ZipFile

from django.template.loader import render_to_string

from certificates.choices import Languages
from certificates.errors import NameIsForgotten, NotValidAnyMore
from certificates.models import Certificate
from certificates.services.setting.sheets import pictures_of, sheet_of, styles_of
from cms.services.typesetting import pdf_of

# Certificates handed to the printer as one document; more make several.
SHEETS_OF_A_DOCUMENT = 1000

NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\\/:*?"<>|]+')


@dataclass(frozen=True)
class Printed:
    """A document for the printer, and which certificates are in it."""

    pdf: bytes
    certificates: list[Certificate]


def certificate_pdf(certificate: Certificate) -> bytes:
    """One certificate, for its holder.

    Raises:
        NotValidAnyMore: it was replaced or revoked.
        NameIsForgotten: nobody knows any more whose it was.
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    check_printing(certificate)
    return pdf_with_names([(certificate, certificate.holder.name)])


def documents(certificates: Iterable[Certificate]) -> Iterator[Printed]:
    """All of them for the printer: a document for each kind of paper and design, in their order.

    Those that cannot be printed any more are left out. Of one look there are so many to a
    document, so that its memory has an end.

    Raises:
        NoTypesetting: as for `certificate_pdf`.
    """
    by_look: dict[str, list[Certificate]] = {}
    for certificate in certificates:
        if certificate.is_valid and not certificate.holder.is_forgotten:
            kind = json.dumps([certificate.look, certificate.languages], sort_keys=True)
            by_look.setdefault(kind, []).append(certificate)
    for same in by_look.values():
        rows = iter(same)
        while part := list(islice(rows, SHEETS_OF_A_DOCUMENT)):
            names = [(certificate, certificate.holder.name) for certificate in part]
            yield Printed(pdf_with_names(names), part)


def zipped(certificates: Iterable[Certificate]) -> Iterator[bytes]:
    """A ZIP file with one PDF for each, piece by piece: one certificate, one piece, and the end.

    Those that cannot be printed any more are left out.
    """
    file = _Stream()
    with ZipFile(cast(IO[bytes], file), "w", ZIP_STORED) as archive:
        for certificate in certificates:
            if certificate.is_valid and not certificate.holder.is_forgotten:
                archive.writestr(file_name(certificate), certificate_pdf(certificate))
            yield file.taken()
    yield file.taken()


def check_printing(certificate: Certificate) -> None:
    """Refuse to print what does not hold any more.

    Raises:
        NotValidAnyMore, NameIsForgotten: as they say.
    """
    if not certificate.is_valid:
        raise NotValidAnyMore
    if certificate.holder.is_forgotten:
        raise NameIsForgotten


def file_name(certificate: Certificate) -> str:
    """By which whoever hands them out finds the right one."""
    name = NOT_IN_FILE_NAMES.sub(" ", certificate.holder.name).strip()
    return f"{certificate.number} {name}.pdf"


def pdf_with_names(named: Sequence[tuple[Certificate, str]]) -> bytes:
    """Certificates of one look and language, each with the name that it bears."""
    first, _name = named[0]
    look, suffix = first.look, Languages(first.languages).suffixes[0]
    pictures = pictures_of(look)
    title = "".join(first.wording[suffix]["title"])
    html = render_to_string(
        "certificates/sheet/document.html",
        {
            "sheets": [
                sheet_of(certificate, name, pictures=list(pictures)) for certificate, name in named
            ],
            "title": f"{title} {first.number}" if len(named) == 1 else title,
            "language": suffix,
        },
    )
    return pdf_of(html, css=styles_of(look), variant="pdf/ua-1", pictures=pictures)


class _Stream:
    """A file that is given away while it is written: `ZipFile` cannot go back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
