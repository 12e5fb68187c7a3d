"""QR codes: as drawings inside a page, as sharp on paper as the printer is, and as pictures.

Their error level is M, which still reads with a seventh of the code lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby

import qrcode
from PIL import Image

QUIET_ZONE = 2


@dataclass(frozen=True)
class QrDrawing:
    """An SVG path in a square of so many units, a unit for each module."""

    side: int
    path: str


@lru_cache(maxsize=256)
def qr_drawing(text: str) -> QrDrawing:
    """The code that says this."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    path = []
    for y, row in enumerate(rows):
        x = 0
        for is_dark, modules in groupby(row):
            length = len(list(modules))
            if is_dark:
                path.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return QrDrawing(len(rows), "".join(path))


def qr_png(text: str, *, module: int, mask: int | None = None) -> bytes:
    """The code that says this as a picture, so many pixels a module, its quiet zone included.

    Readers take each of the eight masks, and trying which one spreads light and dark best takes
    most of the time: where there are many codes, one `mask` may do for all. The picture has shades
    of grey, which PDF takes as they are; one of bits would be embedded in colour.
    """
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, mask_pattern=mask)
    code.add_data(text)
    rows = code.get_matrix()
    shades = bytes(0 if is_dark else 255 for row in rows for is_dark in row)
    picture = Image.frombytes("L", (len(rows), len(rows)), shades)
    file = BytesIO()
    picture.resize((len(rows) * module,) * 2, Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()
