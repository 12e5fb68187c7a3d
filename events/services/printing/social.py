"""Pictures of an event for telephones and networks, each in the shape that one of them shows whole.

The wide one also stands beside shared links. The words are those of the poster, in one language;
the title of the other follows where there is room.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string

from cms.models import CustomImage
from cms.services.lettering import Lettering, lettered, lettered_short
from cms.services.qr import qr_png
from cms.services.typesetting import data_url, png_of
from events.choices import Shape
from events.services.printing.scenes import (
    PAPER,
    TALL_PHOTO,
    WIDE_PHOTO,
    scene,
    seal,
    torn_edge,
)
from events.services.printing.told import Told

DESIGN = 2
"""Raised with every change of how the pictures look, so that new addresses tell of it."""

COLOURS = 256
"""Enough for paper and scissors, and a photo stays small enough for every network."""

QR_MODULE = 8
HEADLINE_LINE, OTHER_LINE, OTHER_GAP = 1.2, 1.2, 14


@dataclass(frozen=True)
class Format:
    """A shape in pixels, and what its words may take.

    `scene` is how wide the scene is beside the words, or how high above them; `code` is the side
    of the QR code, 0 where a picture is tapped and not scanned.
    """

    width: int
    height: int
    scene: int
    margin: int
    room: int
    sizes: tuple[float, ...]
    other_sizes: tuple[float, ...]
    code: int = 0
    is_wide: bool = False

    @property
    def text_width(self) -> int:
        return self.width - 2 * self.margin - (self.scene if self.is_wide else 0)


FORMATS: dict[str, Format] = {
    Shape.LINK: Format(
        1200,
        630,
        scene=500,
        margin=66,
        room=304,
        sizes=(88, 76, 66, 58, 50, 44, 38, 34, 30, 27, 24),
        other_sizes=(32, 28, 24),
        is_wide=True,
    ),
    Shape.WECHAT_COVER: Format(
        900,
        383,
        scene=350,
        margin=40,
        room=196,
        sizes=(62, 54, 48, 42, 37, 32, 28, 25, 22, 19, 17),
        other_sizes=(22, 19, 17),
        is_wide=True,
    ),
    Shape.SQUARE: Format(
        1080,
        1080,
        scene=520,
        margin=72,
        room=246,
        sizes=(124, 108, 94, 82, 72, 63, 55, 48, 42, 37, 32, 28),
        other_sizes=(38, 33, 28),
        code=170,
    ),
    Shape.PORTRAIT: Format(
        1080,
        1350,
        scene=680,
        margin=72,
        room=310,
        sizes=(140, 124, 108, 94, 82, 72, 63, 55, 48, 42, 37, 32),
        other_sizes=(42, 37, 32),
        code=190,
    ),
    Shape.STORY: Format(
        1080,
        1920,
        scene=980,
        margin=84,
        room=430,
        sizes=(170, 150, 132, 116, 102, 90, 79, 69, 61, 54, 47, 41),
        other_sizes=(52, 46, 40),
        code=260,
    ),
}


def picture_digest(told: Told, shape: Shape) -> str:
    """The part of a picture's address that changes with what it tells."""
    return told.digest("picture", DESIGN, shape)


def picture_png(told: Told, image: CustomImage | None, shape: Shape, *, scale: float = 1) -> bytes:
    """The picture in this shape, beside or below the event's photo where it has one.

    Raises:
        NoTypesetting: pictures cannot be made on this system.
    """
    photo = TALL_PHOTO if FORMATS[shape].is_wide else WIDE_PHOTO
    behind = scene(image, kind=told.kind, colour=told.colour, seed=told.seed, photo=photo)
    return _set(told, behind, shape, scale)


def headlines_of(told: Told, form: Format) -> tuple[Lettering, Lettering | None]:
    """Both headlines on their lines; the second takes what it needs of the room."""
    other, room = None, float(form.room)
    if told.other:
        other = lettered_short(
            told.other.headline,
            sizes=form.other_sizes,
            width=form.text_width,
            line_height=OTHER_LINE,
        )
        room -= other.height * OTHER_LINE + OTHER_GAP
    headline = lettered(
        told.lead.headline,
        sizes=form.sizes,
        width=form.text_width,
        height=room,
        line_height=HEADLINE_LINE,
    )
    return headline, other


@lru_cache(maxsize=32)
def _set(told: Told, scene: str, shape: Shape, scale: float) -> bytes:
    """Kept for a while: whoever shares a link brings several services to fetch its picture."""
    form = FORMATS[shape]
    headline, other = headlines_of(told, form)
    context = {
        "told": told,
        "shape": shape,
        "form": form,
        "headline": headline,
        "other_headline": other,
        "scene": scene,
        "seal": seal(),
        "edge": torn_edge(PAPER, told.accent),
        "sheet": PAPER,
        "qr_code": data_url(qr_png(told.url, module=QR_MODULE), "image/png") if form.code else "",
    }
    return png_of(
        render_to_string("events/printing/social.html", context),
        css=render_to_string("events/printing/social.css", context),
        scale=scale,
        colours=COLOURS,
    )
