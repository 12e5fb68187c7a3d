"""Whatever is handed out with a QR code can be scanned, even where it is only 200 pixels wide.

Read by zbar, which scanners and telephones build on.
"""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from cms.services.qr import qr_png
from core.addresses import absolute
from core.codes import secret_code
from core.gallery import SAMPLES
from events.choices import Paper, Shape
from events.services.printing.exhibits import told_of_sample
from events.services.printing.leaflet import leaflet_pdf
from events.services.printing.poster import poster_pdf
from events.services.printing.social import FORMATS, picture_png
from tests.events.pages.test_leaflet import leaflet
from tests.machine import lacks

try:
    from pyzbar.pyzbar import ZBarSymbol, decode
except ImportError:
    lacks("zbar")

SMALL = 200
TOLD = told_of_sample(SAMPLES[1])


def read(picture: Image.Image) -> list[str]:
    return [
        each.data.decode() for each in decode(picture.convert("L"), symbols=[ZBarSymbol.QRCODE])
    ]


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def page(document: bytes, number: int = 0, *, pixels_per_mm: float) -> Image.Image:
    from pypdfium2 import PdfDocument

    with PdfDocument(document) as pages:
        return pages[number].render(scale=pixels_per_mm * 25.4 / 72).to_pil()


@pytest.mark.parametrize(
    "text",
    [
        absolute(f"/T/{secret_code()}").upper(),
        absolute(f"/tickets/{secret_code()}/"),
        "https://events.library.example/zh-hans/events/little-tree-picture-books-1234/",
        "https://events.library.example/events/?branch=eastern-district&view=month&month=2026-05",
    ],
    ids=["ticket", "address", "event", "list"],
)
def test_a_code_can_be_read_at_two_hundred_pixels(text: str) -> None:
    code = opened(qr_png(text, module=8)).convert("L").resize((SMALL, SMALL))

    assert read(code) == [text]


@pytest.mark.parametrize("paper", Paper)
def test_a_poster_can_be_read_where_its_code_is_two_hundred_pixels(paper: Paper) -> None:
    side = 40 if paper == Paper.A4 else 56  # millimetres
    sheet = page(poster_pdf(TOLD, None, paper=paper), pixels_per_mm=SMALL / side)

    assert read(sheet) == [TOLD.url]


@pytest.mark.parametrize("shape", [shape for shape in Shape if FORMATS[shape].code])
def test_a_picture_can_be_read_as_it_is_sent(shape: Shape) -> None:
    assert read(opened(picture_png(TOLD, None, shape))) == [TOLD.url]


def test_the_back_of_a_leaflet_can_be_read() -> None:
    told = leaflet(3)
    back = page(leaflet_pdf(told), 3, pixels_per_mm=SMALL / 56)

    assert read(back) == [told.url]
