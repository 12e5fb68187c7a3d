"""The poster of an event: one sheet for the library's door, with a code that leads to its page.

As a PDF for the printer, and as a picture for telephones that save and share nothing else. On A3
there is room to tell who gives it and when each session is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string

from cms.models import CustomImage
from cms.services.lettering import Lettering, lettered, lettered_short
from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of, png_of
from events.choices import Paper
from events.services.printing.scenes import PAPER, WIDE_PHOTO, scene, seal, torn_edge
from events.services.printing.told import Told

DESIGN = 2
"""Raised with every change of how the poster looks, so that new addresses tell of it."""

QR_MODULE = 8
PICTURE_SCALE = 2
PICTURE_COLOURS = 256

# In units of the sheet, of which both papers are 210 wide: a millimetre on A4.
TEXT_WIDTH = 178
HEADLINE_SIZES = (34, 30, 27, 24.5, 22, 20, 18, 16, 14, 12.5, 11, 9.8, 8.6, 7.6, 6.8, 6)
OTHER_SIZES = (9, 8.2, 7.4, 6.6, 5.9, 5.2)
HEADLINE_LINE, OTHER_LINE = 1.2, 1.25
OTHER_GAP = 2
MOST_DATES, MOST_NAMES = 6, 4


@dataclass(frozen=True)
class Layout:
    """Where things stand on the sheet, in its units from the top, and how much goes on it.

    Whatever is below the headline gives way to it, the subline last. `slack` is what nothing fills.
    """

    paper: Paper
    headline: Lettering
    other: Lettering | None
    scene: float
    sublines: int
    slack: float
    dates: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def edge(self) -> float:
        return self.scene - 16

    @property
    def main(self) -> float:
        return self.scene + 3 + self.slack * 0.45

    @property
    def note(self) -> float:
        return self.scene - 31


BRAND, SUBLINE_GAP, DETAILS_LINE, DETAILS_GAP = 9.0, 3.5, 5.9, 5.0
FOOTER_TOP = 230
SCENE, LEAST_SCENE = 146, 116


def layout_of(told: Told, paper: Paper) -> Layout:
    """How this is set on a sheet of this paper."""
    is_large = paper == Paper.A3
    dates = told.lead.dates[:MOST_DATES] if is_large or told.lists_dates else ()
    names = told.lead.given_by[:MOST_NAMES] if is_large else ()
    lines = max(len(dates), len(names))
    details = lines * DETAILS_LINE + DETAILS_GAP if lines else 0
    scene = max(SCENE - details, LEAST_SCENE)
    room = FOOTER_TOP - 4 - (scene + 3)
    left = room - BRAND - details
    subline = 5.2 * 1.5 if not is_large else 4.4 * 1.5
    reserve = subline + SUBLINE_GAP if told.lead.subline else 0
    other = _other(told, OTHER_SIZES)
    headline = lettered(
        told.lead.headline,
        sizes=HEADLINE_SIZES,
        width=TEXT_WIDTH,
        height=left - reserve - _height(other),
        line_height=HEADLINE_LINE,
    )
    # The second language never outshouts the first.
    calm = tuple(size for size in OTHER_SIZES if size <= headline.size * 0.8)
    other = _other(told, calm or OTHER_SIZES[-1:])
    left -= headline.height * HEADLINE_LINE + _height(other)
    sublines = 0
    if told.lead.subline:
        needed = lettered(told.lead.subline, sizes=(subline / 1.5,), width=TEXT_WIDTH, height=left)
        sublines = max(min(len(needed.lines), int((left - SUBLINE_GAP) / subline), 3), 0)
        left -= sublines * subline + (SUBLINE_GAP if sublines else 0)
    return Layout(paper, headline, other, scene, sublines, max(left, 0), dates, names)


def _other(told: Told, sizes: tuple[float, ...]) -> Lettering | None:
    if not told.other:
        return None
    return lettered_short(
        told.other.headline, sizes=sizes, width=TEXT_WIDTH, line_height=OTHER_LINE
    )


def _height(other: Lettering | None) -> float:
    return other.height * OTHER_LINE + OTHER_GAP if other else 0


def poster_digest(told: Told) -> str:
    """The part of a poster's address that changes with what it tells."""
    return told.digest("poster", DESIGN)


def poster_pdf(told: Told, image: CustomImage | None, *, paper: Paper = Paper.A4) -> bytes:
    """One sheet, tagged for screen readers.

    Raises:
        NoTypesetting: it cannot be set on this system.
    """
    return _pdf(told, _scene(told, image), paper)


def poster_png(
    told: Told,
    image: CustomImage | None,
    *,
    paper: Paper = Paper.A4,
    scale: float = PICTURE_SCALE,
) -> bytes:
    """The same sheet as a picture, `scale` pixels for each of CSS.

    Raises:
        NoTypesetting: as for `poster_pdf`.
    """
    return _png(told, _scene(told, image), paper, scale)


def _scene(told: Told, image: CustomImage | None) -> str:
    return scene(image, kind=told.kind, colour=told.colour, seed=told.seed, photo=WIDE_PHOTO)


@lru_cache(maxsize=16)
def _pdf(told: Told, scene: str, paper: Paper) -> bytes:
    html, css = poster_sheet(told, scene, paper)
    return pdf_of(html, css=css, variant="pdf/ua-1")


@lru_cache(maxsize=32)
def _png(told: Told, scene: str, paper: Paper, scale: float) -> bytes:
    html, css = poster_sheet(told, scene, paper)
    return png_of(html, css=css, scale=scale, colours=PICTURE_COLOURS)


def poster_sheet(told: Told, scene: str, paper: Paper) -> tuple[str, str]:
    """The sheet as HTML and its styles."""
    context = {
        "told": told,
        "layout": layout_of(told, paper),
        "scene": scene,
        "seal": seal(),
        "edge": torn_edge(PAPER, told.accent),
        "sheet": PAPER,
        "qr_code": data_url(qr_png(told.url, module=QR_MODULE), "image/png"),
    }
    return (
        render_to_string("events/printing/poster.html", context),
        render_to_string("events/printing/poster.css", context),
    )
