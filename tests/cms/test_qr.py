"""A QR code that a page draws can be read."""

import re

import qrcode

from cms.services.qr import QUIET_ZONE, qr_drawing


def test_the_drawing_has_the_modules_of_the_code():
    text = "https://events.library.example/events/?view=month&month=2026-05"
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    expected = {
        (x, y) for y, row in enumerate(code.get_matrix()) for x, dark in enumerate(row) if dark
    }
    drawing = qr_drawing(text)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawing.path)

    drawn = {(int(x) + step, int(y)) for x, y, length in runs for step in range(int(length))}
    assert drawn == expected
    assert drawing.side == len(code.get_matrix())
