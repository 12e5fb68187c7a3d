"""The picture beside a shared link: what the event is on paper, its scene or its photo beside it.

What the picture tells is gathered first, as plain words, and its address carries a hash of them.
So an address always means the same picture, which anyone may keep.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from math import ceil

from django.template.loader import render_to_string
from django.utils.translation import get_language
from wagtail.images.models import SourceImageIOError

from cms import colour as colours
from cms import cover_art, formats
from cms.models import CustomImage
from cms.services.app_icons import SEAL
from cms.services.typesetting import data_url, png_of
from core.bilingual import FIELD_SUFFIXES
from events.choices import AttendanceMode
from events.models import Event
from events.services.details import EventDetails
from events.services.words import time_in_words

DESIGN = 1
"""Raised with every change of how the picture looks, so that new addresses tell of it."""

WIDTH, HEIGHT = 1200, 630
"""Pixels: the shape that networks show whole (https://ogp.me, 1.91 to 1)."""

PHOTO = "fill-1000x1260|format-jpeg"
COLOURS = 256
"""Enough for paper and scissors, and a photo stays small enough for every network."""

# What is left for the two titles between the brand and the foot, in pixels.
LINE_WIDTH, ROOM_FOR_TITLES = 568, 300
TITLE_SIZES = (88, 76, 66, 58, 50, 44, 38)
SMALLEST_TITLE = 34
OTHER_TITLE_SIZE, OTHER_TITLE_GAP, MOST_OTHER_LINES = 32, 14, 2
LINE_HEIGHT = 1.2
FILLED = 0.92
"""How much of a line is filled: words end where they end, and no line begins with a comma."""
FIRST_WIDE = 0x2E80
"""Where Unicode's Chinese characters begin (CJK Radicals Supplement)."""


@dataclass(frozen=True)
class SharePicture:
    """All that one picture tells, in one language; equal ones look the same."""

    language: str
    title: str
    other_title: str
    brand: str
    label: str
    colour: str
    kind: str
    seed: str
    photo: str
    when: str
    where: str
    is_cancelled: bool

    @property
    def digest(self) -> str:
        """The part of the address that changes with what the picture tells."""
        told = json.dumps([DESIGN, asdict(self)], ensure_ascii=False, sort_keys=True)
        return sha256(told.encode()).hexdigest()[:12]

    @property
    def accent(self) -> str:
        """The brand's colour, as dark as text on paper has to be."""
        return colours.accent_on(colours.LIGHT_GROUND, self.colour).fill

    @property
    def title_size(self) -> int:
        """In pixels: the largest that leaves the other title its room."""
        room = ROOM_FOR_TITLES
        if self.other_title:
            lines = min(_lines(self.other_title, OTHER_TITLE_SIZE), MOST_OTHER_LINES)
            room -= OTHER_TITLE_GAP + round(lines * OTHER_TITLE_SIZE * LINE_HEIGHT)
        fitting = (
            size for size in TITLE_SIZES if _lines(self.title, size) * size * LINE_HEIGHT <= room
        )
        return next(fitting, SMALLEST_TITLE)


def _lines(text: str, size: int) -> int:
    """On about how many lines a text is set: a Latin letter is half as wide as a Chinese one."""
    width = sum(1 if ord(character) >= FIRST_WIDE else 0.54 for character in text)
    return ceil(width * size / (LINE_WIDTH * FILLED))


def share_picture_of(details: EventDetails) -> SharePicture:
    """What the picture of this event tells, in the active language."""
    event, planned = details.event, details.planned
    titles = [event.title, *(getattr(event, f"title_{s}") for s in FIELD_SUFFIXES.values())]
    return SharePicture(
        language=get_language() or "",
        title=event.title,
        other_title=next((title for title in titles if title not in ("", event.title)), ""),
        brand=event.brand.name if event.brand else "",
        label=event.brand.name_zh if event.brand else "书香",
        colour=event.brand.colour if event.brand else cover_art.HOUSE_COLOUR,
        kind=event.kind,
        seed=str(event.pk),
        photo=event.image.file.name if event.image else "",
        when=_when(details),
        where=_where(event, planned[0].branch.name if planned else ""),
        is_cancelled=event.intake.is_cancelled,
    )


def share_png(picture: SharePicture, image: CustomImage | None) -> bytes:
    """The picture itself, beside the event's photo where it has one.

    Raises:
        NoTypesetting: pictures cannot be made on this system.
    """
    return _set(picture, scene_of(picture, image))


@lru_cache(maxsize=32)
def _set(picture: SharePicture, scene: str) -> bytes:
    """Kept for a while: whoever shares a link brings several services to fetch its picture."""
    context = {
        "picture": picture,
        "scene": scene,
        "seal": seal(),
    }
    return png_of(
        render_to_string("events/share_picture.html", context),
        css=render_to_string("events/share_picture.css", context),
        colours=COLOURS,
    )


def _when(details: EventDetails) -> str:
    if not details.planned:
        return ""
    first, last = details.planned[0], details.planned[-1]
    if details.is_course:
        return formats.days(first.starts_at, last.ends_at)
    return time_in_words(first)


def _where(event: Event, branch: str) -> str:
    if event.attendance_mode == AttendanceMode.ONLINE:
        return str(AttendanceMode.ONLINE.label)
    return branch


def scene_of(picture: SharePicture, image: CustomImage | None) -> str:
    """The event's photo, or the drawing that stands for it, as an address with its content."""
    return _photo(image) or _drawing(picture)


def seal() -> str:
    """Our seal, as an address with its content."""
    return data_url(SEAL.read_bytes(), "image/svg+xml")


def _drawing(picture: SharePicture) -> str:
    name = cover_art.name_of(kind=picture.kind, colour=picture.colour, seed=picture.seed)
    return data_url((cover_art.svg_named(name) or "").encode(), "image/svg+xml")


def _photo(image: CustomImage | None) -> str:
    """The event's photo, unless it has none or its file is lost."""
    if image is None:
        return ""
    try:
        with image.get_rendition(PHOTO).file.open() as file:
            return data_url(file.read(), "image/jpeg")
    except (SourceImageIOError, FileNotFoundError):
        return ""
