"""What stands behind the words of a printed thing: a photo or the drawing that stands for it."""

from __future__ import annotations

from functools import lru_cache

from wagtail.images.models import SourceImageIOError

from cms import cover_art
from cms.models import CustomImage
from cms.services.app_icons import SEAL
from cms.services.typesetting import data_url

PAPER = "#f7f4ec"
"""The sheet that all printed things are set on."""

WIDE_PHOTO = "fill-1800x1300|format-jpeg|jpegquality-82"
TALL_PHOTO = "fill-1000x1260|format-jpeg"


def scene(
    image: CustomImage | None, *, kind: str, colour: str, seed: str, photo: str = WIDE_PHOTO
) -> str:
    """The photo in this shape, or the drawing, as an address with its content."""
    return _photo(image, photo) or drawing(kind=kind, colour=colour, seed=seed)


def drawing(*, kind: str, colour: str, seed: str) -> str:
    """The paper-cut scene of these three words, as an address with its content."""
    name = cover_art.name_of(kind=kind, colour=colour, seed=seed)
    return data_url((cover_art.svg_named(name) or "").encode(), "image/svg+xml")


@lru_cache(maxsize=1)
def seal() -> str:
    """Our seal, as an address with its content."""
    return data_url(SEAL.read_bytes(), "image/svg+xml")


@lru_cache(maxsize=8)
def torn_edge(paper: str, accent: str) -> str:
    """The edge of the sheet that lies on the scene: cut by hand, with a strip of the brand's colour
    below it.
    """
    curve = "M0 34C90 4 190 2 300 22S520 58 640 30 840 6 1000 26"
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -20 1000 90"'
        ' preserveAspectRatio="none">'
        f'<path d="{curve}V70H0Z" transform="translate(0 -12)" fill-opacity=".16"/>'
        f'<path d="{curve}V70H0Z" transform="translate(0 -7)" fill="{accent}"/>'
        f'<path d="{curve}V70H0Z" transform="translate(0 4)" fill="{paper}"/></svg>'
    )
    return data_url(svg.encode(), "image/svg+xml")


def _photo(image: CustomImage | None, shape: str) -> str:
    """Nothing where there is no photo, or its file is lost."""
    if image is None:
        return ""
    try:
        with image.get_rendition(shape).file.open() as file:
            return data_url(file.read(), "image/jpeg")
    except (SourceImageIOError, FileNotFoundError):
        return ""
