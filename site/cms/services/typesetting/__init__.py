"""HTML set as PDF, for paper; and as PNG, for what shows pictures only.

One engine does both: WeasyPrint sets the text, in both scripts and with the system's fonts, and
PDFium makes a picture of the page. What is set brings all it needs along: nothing is fetched but
`data:` addresses. Fonts are those of the system and of `print_fonts`.
"""

from __future__ import annotations

import atexit
from base64 import b64encode
from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO
from threading import Lock
from typing import Any

from cms.errors import NoTypesetting
from cms.services.print_fonts import font_faces

CSS_PIXELS_PER_POINT = 96 / 72

# How addresses of pictures that are handed in begin.
PICTURE = "picture"

# Neither the font configuration nor PDFium may be used by two threads at a time.
ONE_AT_A_TIME = Lock()


def pdf_of(
    html: str,
    *,
    css: str = "",
    variant: str | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The document that this HTML and its styles describe; `variant` as in "pdf/ua-1".

    What stands on many pages is handed in once: `picture:seal` is the address of `seal` among the
    `pictures`, which are SVG or PNG.

    Raises:
        NoTypesetting: the system has not the libraries that WeasyPrint needs.
    """
    try:
        # Imported late: it takes a second, and where Pango is missing it fails.
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        from cms.services.typesetting.drawings import SharedDrawing
        from cms.services.typesetting.fonts import DocumentFonts, name_formats
    except OSError as error:
        raise NoTypesetting from error

    class Fetcher(URLFetcher):
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            scheme, _colon, name = url.partition(":")
            if scheme == PICTURE and pictures and name in pictures:
                return URLFetcherResponse(url, pictures[name], {"Content-Type": "image/png"})
            return super().fetch(url, headers)

    drawings = {
        f"{PICTURE}:{name}": SharedDrawing(name, content)
        for name, content in (pictures or {}).items()
        if content.startswith(b"<svg")
    }
    document = HTML(string=html, url_fetcher=Fetcher(allowed_protocols=["data"]))
    with ONE_AT_A_TIME:
        laid_out = document.render(
            font_config=_fonts(), stylesheets=[_styles(css)], pdf_variant=variant, cache=drawings
        )
        laid_out.fonts = DocumentFonts()
        file: bytes = laid_out.write_pdf(finisher=name_formats, pdf_variant=variant)
    return file


def png_of(html: str, *, css: str = "", scale: float = 1, colours: int | None = None) -> bytes:
    """The first page of this HTML as a picture, a CSS pixel `scale` pixels wide and high.

    So many colours at most, where a small file is worth more than every shade.

    Raises:
        NoTypesetting: as for `pdf_of`.
    """
    return page_png(pdf_of(html, css=css), scale=scale, colours=colours)


def page_png(
    document: bytes, *, scale: float = 1, colours: int | None = None, transparent: bool = False
) -> bytes:
    """The first page of a PDF as a picture, as `png_of` makes one; on white, or on nothing."""
    from pypdfium2 import PdfDocument

    with ONE_AT_A_TIME, PdfDocument(document) as opened:
        ground = (255, 255, 255, 0 if transparent else 255)
        page = opened[0].render(scale=CSS_PIXELS_PER_POINT * scale, fill_color=ground)
        picture = page.to_pil()
    if colours:
        picture = picture.quantize(colours)
    file = BytesIO()
    picture.save(file, "PNG", optimize=bool(colours))
    return file.getvalue()


def data_url(content: bytes, content_type: str) -> str:
    """An address that carries its own content, for pictures in what is set."""
    return f"data:{content_type};base64,{b64encode(content).decode()}"


@lru_cache(maxsize=64)
def _styles(css: str) -> Any:
    """Read once: many documents are dressed alike."""
    from weasyprint import CSS
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=["data"])
    return CSS(string=css, font_config=_fonts(), url_fetcher=fetcher)


@cache
def _fonts() -> Any:
    """Made once: looking through the system's fonts takes longer than a page."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    configuration = FontConfiguration()
    # It has a folder to delete, for which Python must not have gone to pieces yet.
    atexit.register(_fonts.cache_clear)
    # Reading them as styles adds them.
    CSS(
        string=font_faces(),
        font_config=configuration,
        url_fetcher=URLFetcher(allowed_protocols=["file"]),
    )
    return configuration
