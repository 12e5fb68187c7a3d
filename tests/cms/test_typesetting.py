"""Text set on paper and as pictures, in both scripts, out of nothing but what is handed in."""

import builtins
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from cms.errors import NoTypesetting
from cms.services.typesetting import data_url, pdf_of, png_of

PAGE = "@page { size: 300px 120px; margin: 0 } body { margin: 0; font-size: 60px; line-height: 1 }"


def picture(body: str) -> Image.Image:
    return Image.open(BytesIO(png_of(f"<style>{PAGE}</style>{body}"))).convert("L")


def ink(image: Image.Image) -> int:
    """How many pixels are dark."""
    return sum(image.histogram()[:128])


def test_a_picture_has_the_size_of_its_page() -> None:
    assert picture("书").size == (300, 120)


@pytest.mark.parametrize("text", ["Reading", "书香长图"])
def test_both_scripts_are_drawn(text: str) -> None:
    assert ink(picture("")) == 0
    assert ink(picture(text)) > 500


def test_each_character_has_a_shape_of_its_own() -> None:
    """A font without Chinese would draw the same box for all."""
    assert len({picture(character).tobytes() for character in "书香长图"}) == 4


def test_the_same_text_gives_the_same_picture() -> None:
    assert png_of("书香") == png_of("书香")


def test_pictures_come_along_and_are_not_fetched(tmp_path) -> None:
    file = BytesIO()
    Image.new("L", (100, 100)).save(file, "PNG")
    (tmp_path / "black.png").write_bytes(file.getvalue())
    carried = data_url(file.getvalue(), "image/png")

    assert ink(picture(f'<img src="{carried}">')) == 100 * 100
    assert ink(picture(f'<img src="{(tmp_path / "black.png").as_uri()}">')) == 0


def test_a_document_can_be_made_for_screen_readers() -> None:
    page = "<html lang=en><title>Ticket</title><p>One</p></html>"

    assert is_tagged(pdf_of(page, variant="pdf/ua-1"))
    assert not is_tagged(pdf_of(page))


def is_tagged(document: bytes) -> bool:
    with pypdfium2.PdfDocument(document) as opened:
        return bool(pypdfium2.raw.FPDFCatalog_IsTagged(opened))


def test_a_system_without_pango_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(NoTypesetting):
        png_of("书香")
