"""Page and styles of an official document (GB/T 9704-2012): measures, fonts, distances."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import (
    WD_ALIGN_PARAGRAPH,
    WD_LINE_SPACING,
    WD_TAB_ALIGNMENT,
    WD_TAB_LEADER,
)
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

from reports.services.report.word.fields import add_page_number

LATIN = "Times New Roman"
XIAO_BIAO_SONG, FANG_SONG, HEI, KAI, SONG = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
STAND_INS = {XIAO_BIAO_SONG: "宋体"}
"""What a program takes that has not the font."""

PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
TEXT_WIDTH, TEXT_HEIGHT = Mm(156), Mm(225)
TOP, LEFT = Mm(37), Mm(28)

TITLE, BODY, TABLE_TITLE, SMALL, CELL, NUMBER = Pt(22), Pt(16), Pt(12), Pt(10.5), Pt(9), Pt(14)
LINE, SMALL_LINE, CELL_LINE = Pt(28), Pt(18), Pt(12)
TITLE_LINE = Pt(36)
ABOVE_TABLE_TITLE = Pt(8)
"""Lines are given and not the font's own: so a page holds as much in every program."""

NUMBER_BELOW = Mm(7)
"""So far below the text stands the line of the page's number."""

CENTRE, RIGHT, LEFTWARDS, JUSTIFIED = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
OWN_STYLES = ("Contents Title", "Table Title", "Cell", "Note", "Picture")
CONTENTS_LINE = "toc 1"
"""As Word calls a line of a list of contents, so that it knows its own."""


def dress(word: Any, *, is_chinese: bool) -> None:
    """Give the document its page and its styles."""
    _styles(word, is_chinese=is_chinese)
    _page(word)
    _name_stand_ins(word)


def _styles(word: Any, *, is_chinese: bool) -> None:
    inwards, bold = (2, False) if is_chinese else (0, True)
    normal = word.styles["Normal"]
    for name in OWN_STYLES:
        word.styles.add_style(name, 1).base_style = normal
    word.styles.add_style(CONTENTS_LINE, 1, builtin=True).base_style = normal
    _style(word, "Normal", FANG_SONG, BODY, LINE)
    _style(word, "Title", XIAO_BIAO_SONG, TITLE, TITLE_LINE, align=CENTRE)
    _style(word, "Subtitle", KAI, BODY, LINE, align=CENTRE)
    _style(word, "Contents Title", HEI, BODY, LINE, align=CENTRE, is_bold=bold)
    _style(word, CONTENTS_LINE, FANG_SONG, BODY, LINE)
    _style(word, "Heading 1", HEI, BODY, LINE, signs_in=inwards, is_bold=bold, keeps_next=True)
    _style(word, "Heading 2", KAI, BODY, LINE, signs_in=inwards, is_bold=bold, keeps_next=True)
    _style(word, "Body Text", FANG_SONG, BODY, LINE, signs_in=2, align=JUSTIFIED)
    _style(word, "Caption", SONG, SMALL, SMALL_LINE, align=CENTRE)
    _style(word, "Table Title", HEI, TABLE_TITLE, LINE, align=CENTRE, keeps_next=True)
    _style(word, "Cell", SONG, CELL, CELL_LINE)
    _style(word, "Note", SONG, SMALL, SMALL_LINE)
    # A picture on a line of given height would be cut off.
    _style(word, "Picture", SONG, SMALL, None, align=CENTRE, keeps_next=True)
    for name in ("Contents Title", "Table Title"):
        above = LINE if name == "Contents Title" else ABOVE_TABLE_TITLE
        word.styles[name].paragraph_format.space_before = above
    word.styles[CONTENTS_LINE].paragraph_format.tab_stops.add_tab_stop(
        TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
    )


def _style(
    word: Any,
    name: str,
    font: str,
    size: Length,
    line: Length | None,
    *,
    signs_in: int = 0,
    align: WD_ALIGN_PARAGRAPH | None = None,
    is_bold: bool = False,
    keeps_next: bool = False,
) -> None:
    style = word.styles[name]
    style.font.name, style.font.size, style.font.bold = LATIN, size, is_bold
    style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    fonts.set(qn("w:eastAsia"), font)
    for stretched in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(stretched)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    if line is None:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, line
    if align is not None:
        shape.alignment = align
    if keeps_next:
        shape.keep_with_next = True
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)
    if signs_in:
        # Measured in signs, so that it follows the size of the font.
        inwards = style.element.get_or_add_pPr().get_or_add_ind()
        inwards.set(qn("w:firstLineChars"), str(100 * signs_in))
        inwards.set(qn("w:firstLine"), str(int(size.pt * signs_in * 20)))


def _page(word: Any) -> None:
    section = word.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.top_margin, section.left_margin = TOP, LEFT
    section.right_margin = PAGE_WIDTH - LEFT - TEXT_WIDTH
    section.bottom_margin = PAGE_HEIGHT - TOP - TEXT_HEIGHT
    section.footer_distance = section.bottom_margin - NUMBER_BELOW - NUMBER
    word.settings.odd_and_even_pages_header_footer = True
    for footer, side, edge in (
        (section.footer, RIGHT, "right"),
        (section.even_page_footer, LEFTWARDS, "left"),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        inwards = paragraph._p.get_or_add_pPr().get_or_add_ind()
        inwards.set(qn(f"w:{edge}"), str(int(NUMBER.pt * 20)))
        inwards.set(qn(f"w:{edge}Chars"), "100")
        add_page_number(paragraph, latin=LATIN, chinese=SONG, size=NUMBER)


def _name_stand_ins(word: Any) -> None:
    fonts = next(
        part for part in word.part.package.iter_parts() if part.partname.endswith("/fontTable.xml")
    )
    named = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{stand_in}"/></w:font>'
        for font, stand_in in STAND_INS.items()
    )
    fonts._blob = fonts.blob.replace(b"</w:fonts>", f"{named}</w:fonts>".encode())
