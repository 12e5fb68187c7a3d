"""Fonts in a document: the glyphs that stand in it, and little else.

A Chinese font has 65,000 glyphs. For each document WeasyPrint reads all of it, and keeps an empty
place in what it embeds for every glyph that is not used, so that the others keep their numbers:
more work than setting a certificate, and ten times the bytes. Fonts like those of Noto CJK need
neither. They say themselves which number each glyph answers to, so the glyphs that are used can
stand alone (CIDFontType0C, ISO 32000-2, 9.7.4.2). Other fonts are left to WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pydyf
from fontTools.cffLib import CFFFontSet
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset

# Those that can stand alone, as far as documents have used them; by the keys of WeasyPrint.
KNOWN: dict[int, StandingAlone] = {}

# Rules for setting and measuring, which are over when glyphs are embedded. The others stay.
NOT_OUTLINES = (b"BASE", b"GDEF", b"GPOS", b"GSUB", b"VORG", b"cmap", b"hmtx", b"name", b"vmtx")


class DocumentFonts(dict[int, Font]):
    """The fonts of one document, as WeasyPrint asks for them; what it finds out outlives it."""

    def __contains__(self, key: object) -> bool:
        if key in KNOWN and not super().__contains__(key):
            super().__setitem__(key, StandingAlone(KNOWN[key]))
        return super().__contains__(key)

    def __setitem__(self, key: int, font: Font) -> None:
        if _can_stand_alone(font):
            font = StandingAlone(font)
            KNOWN[key] = StandingAlone(font)
        super().__setitem__(key, font)


class StandingAlone(Font):
    """A font that is embedded as its used glyphs alone."""

    type = "otf"

    def __init__(self, known: Font) -> None:
        """The same font for another document; the 26 MB of its file are not kept."""
        self.__dict__ |= vars(known) | {"file_content": b"", "used_in_forms": False}
        self.widths, self.to_unicode, self.missing = {}, {}, {}

    def subset(self, to_unicode: dict[int, str], hinting: bool) -> None:
        self.file_content = _glyphs(self.hb_face, to_unicode, hinting=hinting)


def name_formats(_document: Any, pdf: pydyf.PDF) -> None:
    """Say of fonts that stand alone what they are: WeasyPrint takes them for whole files."""
    for part in pdf.objects:
        is_font = isinstance(part, pydyf.Stream) and part.extra.get("Subtype") == "/OpenType"
        if is_font and not part.stream[0].startswith(b"OTTO"):
            part.extra["Subtype"] = "/CIDFontType0C"


def _can_stand_alone(font: Font) -> bool:
    """Whether each glyph answers to its own number, as the last one does only if all do."""
    is_plain = "CFF " in font.tables and not (font.png or font.svg or font.colr or font.bitmap)
    if not is_plain or "fvar" in font.tables or harfbuzz_subset is None:
        return False
    last = font.glyph_count - 1
    outlines = CFFFontSet()
    outlines.decompile(BytesIO(_glyphs(font.hb_face, [last])), None)
    return hasattr(outlines[0], "ROS") and outlines[0].charset[-1] == f"cid{last:05}"


def _glyphs(face: Any, numbers: Iterable[int], *, hinting: bool = False) -> bytes:
    """The outlines of these glyphs and of the one for what is missing, as CFF."""
    hb = harfbuzz_subset
    wanted = ffi.gc(hb.hb_subset_input_create_or_fail(), hb.hb_subset_input_destroy)
    _fill(hb.hb_subset_input_glyph_set(wanted), numbers)
    dropped = hb.hb_subset_input_set(wanted, hb.HB_SUBSET_SETS_DROP_TABLE_TAG)
    _fill(dropped, (harfbuzz.hb_tag_from_string(name, -1) for name in NOT_OUTLINES))
    flags = hb.HB_SUBSET_FLAGS_DESUBROUTINIZE | hb.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
    if not hinting:
        flags |= hb.HB_SUBSET_FLAGS_NO_HINTING
    hb.hb_subset_input_set_flags(wanted, flags)
    cut = ffi.gc(hb.hb_subset_or_fail(face, wanted), harfbuzz.hb_face_destroy)
    return _table(cut, b"CFF ")


def _fill(numbers: Any, with_these: Iterable[int]) -> None:
    these = sorted(with_these)
    harfbuzz.hb_set_add_sorted_array(numbers, ffi.new("hb_codepoint_t[]", these), len(these))


def _table(face: Any, name: bytes) -> bytes:
    blob = harfbuzz.hb_face_reference_table(face, harfbuzz.hb_tag_from_string(name, -1))
    length = ffi.new("unsigned int *")
    content = harfbuzz.hb_blob_get_data(blob, length)
    table = bytes(ffi.buffer(content, length[0]))
    harfbuzz.hb_blob_destroy(blob)
    return table
