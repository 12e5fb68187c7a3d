"""The programme of a month as a leaflet of A5 pages, and as sheets of A4 to fold it from.

The pages of A5 are for reading: tagged, in their order. The sheets of A4 are for an office printer:
printed on both sides along the short edge, laid into one another and folded once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms import colour as colours
from cms import cover_art, formats
from cms.services.lettering import Lettering, lettered
from cms.services.qr import qr_png
from cms.services.typesetting import ONE_AT_A_TIME, data_url, page_png, pdf_of
from core.days import last_day_of
from events.services.finding.lines import Line, in_order, marks_between, told
from events.services.finding.listing import Filters
from events.services.printing.scenes import PAPER, drawing, seal, torn_edge
from events.services.printing.told import SITE_LABEL

DESIGN = 1
"""Raised with every change of how the leaflet looks, so that new addresses tell of it."""

MONTHS_AHEAD, MONTHS_BACK = 6, 1
"""For whom should older or later ones be printed."""

PAGES_OF_A_SHEET = 4
MOST_LINES = 400
"""A month of the whole city has a tenth of that in an hour; nobody folds more pages."""

QR_MODULE = 8
POINTS_PER_MM = 72 / 25.4
A4_LANDSCAPE = (297 * POINTS_PER_MM, 210 * POINTS_PER_MM)

# Points, up to how many sessions: few of them stand large.
TYPE_SIZES = ((6, 13.0), (14, 11.0))
SMALLEST_TYPE = 9.0
KEPT_TOGETHER = 7
"""A day with no more sessions than these stands on one page."""

LINES_FOR_NOTES = 18

WHOSE_SIZES = (15, 13, 11.5, 10, 9, 8, 7)
COVER_WIDTH, COVER_ROOM = 116, 36


@dataclass(frozen=True)
class Entry:
    """One session on paper: when, what, and where if the leaflet is of several places."""

    when: str
    title: str
    place: str
    is_cancelled: bool


@dataclass(frozen=True)
class Day:
    """A day with what takes place on it at a time."""

    number: int
    weekday: str
    entries: tuple[Entry, ...]

    @property
    def is_kept_together(self) -> bool:
        """Whether it stands on one page."""
        return len(self.entries) <= KEPT_TOGETHER


@dataclass(frozen=True)
class Leaflet:
    """All that the leaflet tells; equal ones look the same."""

    language: str
    whose: str
    month: str
    brand: str
    label: str
    colour: str
    kind: str
    seed: str
    open_for_days: tuple[Entry, ...]
    days: tuple[Day, ...]
    untold: int
    address: str
    phone: str
    url: str

    @property
    def digest(self) -> str:
        """What changes with what the leaflet tells."""
        told = json.dumps([DESIGN, asdict(self)], ensure_ascii=False, sort_keys=True)
        return sha256(told.encode()).hexdigest()[:12]

    @property
    def accent(self) -> str:
        """The brand's colour, as dark as text on paper has to be."""
        return colours.accent_on(colours.LIGHT_GROUND, self.colour).fill

    @property
    def type_size(self) -> float:
        """In points."""
        entries = sum(len(day.entries) for day in self.days) + len(self.open_for_days)
        return next((size for most, size in TYPE_SIZES if entries <= most), SMALLEST_TYPE)

    @property
    def host(self) -> str:
        """What people type who scan nothing."""
        return urlsplit(self.url).netloc

    @property
    def title(self) -> Lettering:
        """Whose programme it is, on its lines."""
        return lettered(self.whose, sizes=WHOSE_SIZES, width=COVER_WIDTH, height=COVER_ROOM)


def is_near(first: date, *, today: date) -> bool:
    """Whether the month that begins on this day is near enough to be printed."""
    months = (first.year - today.year) * 12 + first.month - today.month
    return -MONTHS_BACK <= months <= MONTHS_AHEAD


def leaflet_of(filters: Filters, first: date, *, url: str) -> Leaflet:
    """What a leaflet of the month that begins on this day tells, in the active language.

    Args:
        url: where the same list is up to date.
    """
    last = last_day_of(first)
    marks = marks_between(filters, first, last)
    lines = in_order(marks[:MOST_LINES], told(marks[:MOST_LINES]))
    branch, brand = filters.branch, filters.brand
    with_place = len({line.branch_id for line in lines}) > 1
    return Leaflet(
        language=get_language() or "",
        whose=branch.name if branch else brand.name if brand else _("All libraries"),
        month=formats.month_and_year(first),
        brand=brand.name if brand else "",
        label=brand.name_zh if brand else SITE_LABEL,
        colour=brand.colour if brand else cover_art.HOUSE_COLOUR,
        kind=brand.audience if brand else "everyone",
        seed=f"{first:%Y-%m}-{branch.pk if branch else 0}",
        open_for_days=tuple(
            _entry(line, formats.days(line.first_day, line.last_day, today=first), with_place)
            for line in lines
            if line.first_day != line.last_day
        ),
        days=tuple(_days(lines, first, with_place=with_place)),
        untold=max(len(marks) - MOST_LINES, 0),
        address=branch.address if branch else "",
        phone=branch.phone if branch else "",
        url=url,
    )


def _days(lines: Sequence[Line], first: date, *, with_place: bool) -> Iterator[Day]:
    of_one_day = (line for line in lines if line.first_day == line.last_day)
    for day, group in groupby(of_one_day, key=lambda line: line.first_day):
        entries = tuple(_entry(line, _time(line), with_place) for line in group)
        yield Day(day.day, formats.weekday(day), entries)


def _time(line: Line) -> str:
    return "" if line.spans_whole_days else formats.times(line.starts_at, line.ends_at)


def _entry(line: Line, when: str, with_place: bool) -> Entry:
    place = _("Online") if line.is_online else line.branch_name if with_place else ""
    return Entry(when, line.title, place, line.is_cancelled)


@lru_cache(maxsize=16)
def leaflet_pdf(leaflet: Leaflet) -> bytes:
    """Pages of A5 in the order in which they are read, tagged for screen readers.

    Their number is a multiple of four: what nothing is told on is for notes.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    document = _set(leaflet, notes=0)
    missing = -_pages(document) % PAGES_OF_A_SHEET
    return _set(leaflet, notes=missing) if missing else document


@lru_cache(maxsize=16)
def leaflet_to_fold(leaflet: Leaflet) -> bytes:
    """Sheets of A4 with two pages on each side: print both sides, flip on the short edge, fold.

    Raises:
        NoTypesetting: as for `leaflet_pdf`.
    """
    from pypdfium2 import PdfDocument

    pages = leaflet_pdf(leaflet)
    with ONE_AT_A_TIME, PdfDocument(pages) as read, PdfDocument.new() as ordered:
        ordered.import_pages(read, pages=folding_order(len(read)))
        wide, high = A4_LANDSCAPE
        with _two_on_each(ordered, wide, high) as sheets:
            file = BytesIO()
            sheets.save(file)
    return file.getvalue()


def leaflet_png(leaflet: Leaflet, *, scale: float = 1) -> bytes:
    """The cover as a picture, `scale` pixels for each of CSS.

    Raises:
        NoTypesetting: as for `leaflet_pdf`.
    """
    return page_png(leaflet_pdf(leaflet), scale=scale, colours=64)


def folding_order(pages: int) -> list[int]:
    """The pages of a booklet, counted from 0, as they lie side by side on its sheets.

    >>> folding_order(8)
    [7, 0, 1, 6, 5, 2, 3, 4]
    """
    order = []
    for sheet in range(pages // PAGES_OF_A_SHEET):
        low, high = 2 * sheet, pages - 1 - 2 * sheet
        order += [high, low, low + 1, high - 1]
    return order


def _two_on_each(document, width: float, height: float):  # type: ignore[no-untyped-def]
    from pypdfium2 import PdfDocument
    from pypdfium2.raw import FPDF_ImportNPagesToOne

    return PdfDocument(FPDF_ImportNPagesToOne(document, width, height, 2, 1))


def _pages(document: bytes) -> int:
    from pypdfium2 import PdfDocument

    with ONE_AT_A_TIME, PdfDocument(document) as opened:
        return len(opened)


def _set(leaflet: Leaflet, *, notes: int) -> bytes:
    context = {
        "leaflet": leaflet,
        "notes": range(notes),
        "lines": range(LINES_FOR_NOTES),
        "scene": drawing(kind=leaflet.kind, colour=leaflet.colour, seed=leaflet.seed),
        "seal": seal(),
        "edge": torn_edge(PAPER, leaflet.accent),
        "sheet": PAPER,
        "qr_code": data_url(qr_png(leaflet.url, module=QR_MODULE), "image/png"),
    }
    return pdf_of(
        render_to_string("events/printing/leaflet.html", context),
        css=render_to_string("events/printing/leaflet.css", context),
        variant="pdf/ua-1",
    )
