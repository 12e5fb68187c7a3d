"""Text set on paper and as pictures, in both scripts, out of nothing but what is handed in."""

import builtins
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from fontTools.cffLib import CFFFontSet
from PIL import Image, ImageChops

from cms.errors import NoTypesetting
from cms.services.typesetting import data_url, fonts, page_png, pdf_of, png_of

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


def streams(document: bytes, subtype: str) -> list[bytes]:
    """What is embedded under this name."""
    with pikepdf.open(BytesIO(document)) as opened:
        assert opened.check_pdf_syntax() == []
        parts = [part for part in opened.objects if isinstance(part, pikepdf.Stream)]
        return [part.read_bytes() for part in parts if part.get("/Subtype") == subtype]


def test_a_font_brings_the_glyphs_of_its_own_document_alone() -> None:
    long, short = (
        pdf_of(f"<p lang=zh style='font-family: Noto Serif CJK SC'>{text}")
        for text in ("书香长图市图书馆", "书香")
    )

    of_long, of_short = glyphs_in(long), glyphs_in(short)
    assert of_short < of_long
    assert len(of_long) < 30, "of 65,000"
    with pypdfium2.PdfDocument(long) as opened:
        assert opened[0].get_textpage().get_text_range() == "书香长图市图书馆"


def glyphs_in(document: bytes) -> set[str]:
    (outlines,) = streams(document, "/CIDFontType0C")
    font = CFFFontSet()
    font.decompile(BytesIO(outlines), None)
    return set(font[0].charset)


def test_a_font_that_cannot_stand_alone_is_left_to_the_engine(monkeypatch) -> None:
    page = "<p style='font-family: Noto Serif CJK SC'>书香 Reading"
    alone = pdf_of(page)
    monkeypatch.setattr(fonts, "KNOWN", {})
    monkeypatch.setattr(fonts, "_can_stand_alone", lambda font: False)
    left = pdf_of(page)

    assert not streams(left, "/CIDFontType0C")
    assert len(alone) < len(left) / 5
    pictures = (Image.open(BytesIO(page_png(document))).convert("L") for document in (alone, left))
    assert not any(ImageChops.difference(*pictures).histogram()[40:])


def test_a_drawing_on_every_page_is_in_the_document_once() -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 3"><path d="M1 1h1v1z"/></svg>'
    )
    css = "p { break-after: page; height: 90px; background: url(picture:ground) 0 0 / 100% 100% }"
    document = pdf_of("<p>1<p>2<p>3", css=css, pictures={"ground": drawing})

    drawn = [form for form in streams(document, "/Form") if b" l\n" in form]
    assert len(drawn) == 1
    with pypdfium2.PdfDocument(document) as opened:
        pages = [page.render().to_pil().convert("L") for page in opened]
    triangle, figure = 253, 40
    assert [abs(ink(page) - triangle) < figure for page in pages] == [True] * 3


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
