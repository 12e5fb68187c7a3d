"""QR codes: as drawings inside a page, as sharp on paper as the printer is, and as pictures.

Their error level is M, which still reads with a seventh of the code lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby

import qrcode

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


def qr_png(text: str, *, module: int) -> bytes:
    """The code that says this as a picture, so many pixels a module, its quiet zone included."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=module)
    code.add_data(text)
    file = BytesIO()
    code.make_image().save(file)
    return file.getvalue()
