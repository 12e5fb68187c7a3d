"""Certificates as PDF/UA-1: a single one, many as one document for the printer, or one file each.

They are made when somebody asks and kept nowhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, cast
from zipfile import ZIP_STORED, ZipFile

from django.template.loader import render_to_string
from django.utils.translation import override

from certificates.choices import Languages
from certificates.errors import NameIsForgotten, NotValidAnyMore
from certificates.models import Certificate
from certificates.services.setting.joining import joined
from certificates.services.setting.sheets import LANGUAGES, pictures_of, sheet_of, styles_of
from cms.services.typesetting import pdf_of

# So many sheets are laid out at once: more take more memory, fewer repeat more of the fonts.
SHEETS_AT_ONCE = 50

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


def documents(
    certificates: Iterable[Certificate], *, tell: Callable[[int], object] = lambda done: None
) -> Iterator[Printed]:
    """All of them for the printer: one document for each kind of paper and design.

    Those that cannot be printed any more are left out. `tell` hears now and then how many sheets
    are set by then, and may raise to stop.

    Raises:
        NoTypesetting: as for `certificate_pdf`.
    """
    by_look: dict[str, list[Certificate]] = {}
    for certificate in certificates:
        if certificate.is_valid and not certificate.holder.is_forgotten:
            kind = json.dumps([certificate.look, certificate.languages], sort_keys=True)
            by_look.setdefault(kind, []).append(certificate)
    done = 0
    for same in by_look.values():
        yield Printed(joined(_parts(same, tell=tell, done=done)), same)
        done += len(same)


def _parts(
    certificates: Sequence[Certificate], *, tell: Callable[[int], object], done: int
) -> Iterator[bytes]:
    for start in range(0, len(certificates), SHEETS_AT_ONCE):
        part = certificates[start : start + SHEETS_AT_ONCE]
        yield pdf_with_names([(certificate, certificate.holder.name) for certificate in part])
        tell(done + start + len(part))


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
    context = {
        "sheets": [
            sheet_of(certificate, name, pictures=list(pictures)) for certificate, name in named
        ],
        "title": f"{title} {first.number}" if len(named) == 1 else title,
        "language": suffix,
    }
    with override(LANGUAGES[suffix]):
        html = render_to_string("certificates/sheet/document.html", context)
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
