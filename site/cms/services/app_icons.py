"""The seal as the icon of an installed app, drawn once and made into the bitmaps asked for."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from cms.services.typesetting import data_url, png_of

SEAL = Path(__file__).parents[1] / "static/cms/icons/seal.svg"
CINNABAR = "#ad301d"
"""The ground of the seal, which fills what is left around it."""

SIZES = (180, 192, 512)
"""Pixels: Apple's home screen, Android's, and its opening screen."""

SHARES = {"any": 1.0, "maskable": 0.85}
"""How much of the width the seal takes. Masks leave a circle of 80 % (W3C, Web App Manifest)."""

FAVICON_SIZES = [(16, 16), (32, 32), (48, 48)]


@lru_cache(maxsize=len(SIZES) * len(SHARES) + 1)
def icon_png(purpose: str, size: int) -> bytes:
    """The icon for one of SHARES, this many pixels wide.

    Raises:
        NoTypesetting: bitmaps cannot be made on this system.
    """
    seal = data_url(SEAL.read_bytes(), "image/svg+xml")
    width = round(size * SHARES[purpose])
    return png_of(
        f"<style>@page {{ size: {size}px; margin: 0; background: {CINNABAR} }} body {{ margin: 0 }}"
        f" img {{ position: absolute; left: {(size - width) / 2}px; top: {(size - width) / 2}px;"
        f' width: {width}px }}</style><img src="{seal}">'
    )


@lru_cache(maxsize=1)
def favicon() -> bytes:
    """The icon of browsers that do not read SVG, in three sizes.

    Raises:
        NoTypesetting: as for `icon_png`.
    """
    file = BytesIO()
    Image.open(BytesIO(icon_png("any", 192))).save(file, "ICO", sizes=FAVICON_SIZES)
    return file.getvalue()
