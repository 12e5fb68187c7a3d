"""The poster of an event: one sheet for the library's door, with a code that leads to its page.

As a PDF for the printer, and as a picture for telephones that save and share nothing else.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils.text import capfirst

from brands.choices import WayIn
from cms import formats
from cms.models import CustomImage
from cms.services.qr import qr_png
from cms.services.typesetting import data_url, pdf_of, png_of
from core.addresses import absolute
from events.choices import AttendanceMode
from events.services.details import EventDetails
from events.services.share_picture import SharePicture, scene_of, seal, share_picture_of

DESIGN = 1
"""Raised with every change of how the poster looks, so that new addresses tell of it."""

QR_MODULE = 8
PICTURE_SCALE = 2
PICTURE_COLOURS = 256


@dataclass(frozen=True)
class Poster:
    """All that one poster tells, in one language; equal ones look the same."""

    picture: SharePicture
    summary: str
    street: str
    audience: str
    ages: str
    drop_in: bool
    url: str

    @property
    def digest(self) -> str:
        """The part of the address that changes with what the poster tells."""
        told = json.dumps([DESIGN, asdict(self)], ensure_ascii=False, sort_keys=True)
        return sha256(told.encode()).hexdigest()[:12]


def poster_of(details: EventDetails) -> Poster:
    """What the poster of this event tells, in the active language."""
    event, planned = details.event, details.planned
    is_online = event.attendance_mode == AttendanceMode.ONLINE
    return Poster(
        picture=share_picture_of(details),
        summary=event.summary,
        street=planned[0].branch.address if planned and not is_online else "",
        audience=capfirst(event.get_audience_display()),
        ages=formats.ages(event.age_from, event.age_to),
        drop_in=event.intake.way_in == WayIn.DROP_IN,
        url=absolute(event.get_absolute_url()),
    )


def poster_pdf(poster: Poster, image: CustomImage | None) -> bytes:
    """One sheet of A4, tagged for screen readers.

    Raises:
        NoTypesetting: it cannot be set on this system.
    """
    return _pdf(poster, scene_of(poster.picture, image))


def poster_png(poster: Poster, image: CustomImage | None) -> bytes:
    """The same sheet as a picture.

    Raises:
        NoTypesetting: as for `poster_pdf`.
    """
    return _png(poster, scene_of(poster.picture, image))


@lru_cache(maxsize=16)
def _pdf(poster: Poster, scene: str) -> bytes:
    html, css = _sheet(poster, scene)
    return pdf_of(html, css=css, variant="pdf/ua-1")


@lru_cache(maxsize=16)
def _png(poster: Poster, scene: str) -> bytes:
    html, css = _sheet(poster, scene)
    return png_of(html, css=css, scale=PICTURE_SCALE, colours=PICTURE_COLOURS)


def _sheet(poster: Poster, scene: str) -> tuple[str, str]:
    context = {
        "poster": poster,
        "picture": poster.picture,
        "scene": scene,
        "seal": seal(),
        "qr_code": data_url(qr_png(poster.url, module=QR_MODULE), "image/png"),
    }
    return (
        render_to_string("events/poster.html", context),
        render_to_string("events/poster.css", context),
    )
