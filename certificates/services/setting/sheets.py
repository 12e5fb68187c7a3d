"""What stands on a sheet, from what was frozen when the certificate was issued."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from certificates.choices import Fonts, Languages, Orientation, Paper
from certificates.models import Certificate
from certificates.services.setting.designs import DESIGNS, Layout, Place, ground_of
from certificates.services.setting.designs.drawing import LONG_SIDE, SHORT_SIDE
from certificates.services.setting.fonts import font_stack, latin_first, needs_whole_latin
from certificates.services.setting.paragraphs import TEXT_SIZES, Paragraph, paragraphs
from certificates.services.verification.addresses import check_url, qr_address
from cms.cover_art.paper import Palette
from cms.models import CustomImage
from cms.services.qr import qr_png
from cms.services.typesetting import PICTURE, data_url

# Style sheets count in tens of millimetres on A4.
MILLIMETRES_PER_REM = 10

# The short side of each paper, in millimetres; the other one follows.
SHORT_SIDES = {Paper.A4: 210, Paper.A5: 148}

# How large a name is set, in rem, the largest that fits on one line; the last one may wrap.
NAME_SIZES = {"name-xl": 1.5, "name-l": 1.25, "name-m": 1, "name-s": 0.8, "name-xs": 0.64}
PADDING_OF_NAME = 1.8

QR_MODULE = 4
# Any of the eight does: codes are random, so no mask suits them better than another.
QR_MASK = 3
LONGEST_SIDE_OF_PICTURE = 1200

LANGUAGES = {"en": "en", "zh": "zh-hans"}


@dataclass(frozen=True)
class Sheet:
    """One certificate as `sheet.html` wants it; texts by language, in the order of printing."""

    name: str
    name_style: str
    library: list[tuple[str, str]]
    title: list[tuple[str, str]]
    opening: list[tuple[str, str]]
    said: tuple[Paragraph, ...]
    closing: list[tuple[str, str]]
    signer: list[tuple[str, str]]
    office: list[tuple[str, str]]
    day: list[tuple[str, str]]
    scan_to_check: list[tuple[str, str]]
    number: str
    check_page: str
    check_code: str
    qr_code: str
    logo: str
    partner_logo: str
    seal: str
    signature: str
    across: bool


def sheet_of(certificate: Certificate, name: str, *, pictures: Sequence[str]) -> Sheet:
    """The sheet of a certificate that bears this name; `pictures` are those that are there."""
    suffixes = Languages(certificate.languages).suffixes
    wording = certificate.wording

    def texts(get: Callable[[dict[str, Any]], str]) -> list[tuple[str, str]]:
        found = [(suffix, get(wording[suffix]).strip()) for suffix in suffixes]
        return [(suffix, text) for suffix, text in found if text]

    def around_name(text: str) -> list[tuple[str, str]]:
        return texts(lambda words: name.join(words[text]))

    words = _layout(certificate.look).words
    width, across = _room(words, certificate.look), is_across(certificate.look)
    check_page, _slash, check_code = check_url(certificate).rstrip("/").rpartition("/")
    return Sheet(
        name=name,
        name_style=_name_style(name, words, certificate.look),
        library=texts(lambda words: words["library"]),
        title=around_name("title"),
        opening=around_name("opening"),
        said=paragraphs(around_name("body"), width=width, across=across),
        closing=around_name("closing"),
        signer=texts(lambda words: words["signer_name"] or words["library"]),
        office=texts(lambda words: words["signer_office"]),
        day=texts(lambda words: words["day"]),
        scan_to_check=[(suffix, _scan_to_check(suffix)) for suffix in suffixes],
        number=certificate.number,
        check_page=check_page.partition("://")[2],
        check_code=check_code,
        qr_code=data_url(_qr_code(certificate), "image/png"),
        across=across,
        **{
            picture: f"{PICTURE}:{picture}" if picture in pictures else ""
            for picture in ("logo", "partner_logo", "seal", "signature")
        },
    )


def styles_of(look: dict[str, Any]) -> str:
    """The style sheet of all certificates of this look."""
    design = DESIGNS[look["design"]]
    palette = Palette.of(look["colour"])
    short = SHORT_SIDES[Paper(look["paper"])]
    long = short * LONG_SIDE / SHORT_SIDE
    across = is_across(look)
    layout = _layout(look)
    context = {
        "page_width": _length(long if across else short),
        "page_height": _length(short if across else long),
        "rem": _length(MILLIMETRES_PER_REM * short / SHORT_SIDE),
        "fonts": font_stack(Fonts(look["fonts"])),
        "latin_first": latin_first(Fonts(look["fonts"])),
        "ground": f"{PICTURE}:ground",
        "layout": {"words": _in_rem(layout.words), "foot": _in_rem(layout.foot)},
        "accent": palette.deep,
        "title": design.title_colour(palette),
        "rule": design.rule_colour(palette),
        "sizes": {**NAME_SIZES, **TEXT_SIZES},
    }
    return "\n".join(render_to_string(styles, context) for styles in design.styles)


def pictures_of(look: dict[str, Any]) -> dict[str, bytes]:
    """What is printed beside text; `ground` is the design's own where no background is set."""
    ground = ground_of(look["design"], look["colour"], across=is_across(look)).encode()
    pictures = {"ground": ground}
    for name, key in look["pictures"].items():
        content = _picture(key)
        if content:
            pictures["ground" if name == "background" else name] = content
    return pictures


def is_across(look: dict[str, Any]) -> bool:
    return bool(look["orientation"] == Orientation.LANDSCAPE)


def _name_style(name: str, words: Place, look: dict[str, Any]) -> str:
    """The classes of a name: how large it is set, and in which of the fonts."""
    size = name_size(name, words, look)
    is_latin = needs_whole_latin(name, fonts=Fonts(look["fonts"]))
    return f"{size} latin-first" if is_latin else size


def name_size(name: str, words: Place, look: dict[str, Any]) -> str:
    """The class of the largest size in which the name stands on one line."""
    room = _room(words, look) - PADDING_OF_NAME
    fitting = (size for size, rem in NAME_SIZES.items() if width_of(name) * rem <= room)
    return next(fitting, list(NAME_SIZES)[-1])


def width_of(text: str) -> float:
    """About how wide a text is in bold, in widths of a Chinese character."""
    return sum(_width_of(character) for character in text)


@cache
def _width_of(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1
    return 0.75 if character.isupper() else 0.62


def _room(words: Place, look: dict[str, Any]) -> float:
    """How wide the column of words is, in rem."""
    side = LONG_SIDE if is_across(look) else SHORT_SIDE
    return (side - words.left - words.right) / MILLIMETRES_PER_REM


def _layout(look: dict[str, Any]) -> Layout:
    return DESIGNS[look["design"]].layout(across=is_across(look))


def _in_rem(place: Place) -> dict[str, str]:
    return {
        side: _length(getattr(place, side) / MILLIMETRES_PER_REM)
        for side in ("left", "right", "bottom", "top")
    }


def _length(value: float) -> str:
    """For a style sheet, whatever the language of the day does to decimal points."""
    return f"{value:.3f}"


def _picture(key: int) -> bytes:
    """The picture as PNG, no larger than paper needs; nothing where it is gone."""
    image = CustomImage.objects.filter(pk=key).first()
    if image is None:
        return b""
    side = LONGEST_SIDE_OF_PICTURE
    try:
        rendition = image.get_rendition(f"max-{side}x{side}|format-png")
        with rendition.file.open("rb") as file:
            return bytes(file.read())
    except OSError:
        return b""


def _qr_code(certificate: Certificate) -> bytes:
    return qr_png(qr_address(certificate), module=QR_MODULE, mask=QR_MASK)


def _scan_to_check(suffix: str) -> str:
    with override(LANGUAGES[suffix]):
        return gettext("Scan to check")
