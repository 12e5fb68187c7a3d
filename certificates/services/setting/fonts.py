"""The fonts that certificates are set in, and which characters they have.

A missing glyph would be borrowed from whatever other font is there, or be an empty box: no name
deserves either. So names are checked against the very font before anything is issued.
"""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterator
from functools import cache

from certificates.choices import Fonts
from certificates.errors import CharacterMissing
from cms.services import print_fonts

# Each has Latin and Chinese of one hand. The first family that the system has is taken.
FAMILIES: dict[Fonts, tuple[str, ...]] = {
    Fonts.SERIF: ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "serif"),
    Fonts.SANS: ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "sans-serif"),
}

# What the Latin of each is cut from: it has the letters of the rest of the world's alphabets.
WHOLE_LATIN: dict[Fonts, str] = {Fonts.SERIF: print_fonts.SERIF, Fonts.SANS: print_fonts.SANS}


def font_stack(fonts: Fonts) -> str:
    """As the value of `font-family`."""
    *chinese, anything = FAMILIES[fonts]
    families = [f'"{family}"' for family in (*chinese, WHOLE_LATIN[fonts])]
    return ", ".join([*families, anything])


def latin_first(fonts: Fonts) -> str:
    """The same for names with letters that the Chinese font lacks: so all are of one font."""
    return f'"{WHOLE_LATIN[fonts]}", {font_stack(fonts)}'


def needs_whole_latin(name: str, *, fonts: Fonts) -> bool:
    """Whether it has letters that the Chinese font lacks."""
    return any(_missing(name, characters_of(fonts)))


def check_name(name: str, *, fonts: Fonts) -> None:
    """Refuse a name that the fonts cannot write.

    Raises:
        CharacterMissing: names the first character that is missing.
    """
    known = characters_of(fonts) | letters_of(fonts)
    for character in _missing(name, known):
        code_point = f"U+{ord(character):04X}"
        raise CharacterMissing(character=character, code_point=code_point, name=name)


def _missing(name: str, known: frozenset[int]) -> Iterator[str]:
    for character in unicodedata.normalize("NFC", name):
        if not character.isspace() and ord(character) not in known:
            yield character


@cache
def characters_of(fonts: Fonts) -> frozenset[int]:
    """The code points for which the Chinese font has a glyph; read once for each process."""
    return _characters_in(*_file_of(fonts))


@cache
def letters_of(fonts: Fonts) -> frozenset[int]:
    """The same for the font of the other alphabets."""
    return _characters_in(str(print_fonts.font_file(WHOLE_LATIN[fonts], print_fonts.BOLD)), 0)


def _characters_in(file: str, index: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(file, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _file_of(fonts: Fonts) -> tuple[str, int]:
    """The file, and the number of the font in it, that fontconfig finds for this pair."""
    file, index = "", 0
    for family in FAMILIES[fonts]:
        question = ["fc-match", "--format", "%{family}\n%{file}\n%{index}", family]
        answer = subprocess.run(question, capture_output=True, text=True, check=True)
        found, file, number = answer.stdout.split("\n")
        # The upper half of the number says which instance of a variable font it is.
        index = int(number) & 0xFFFF
        if family in found.split(","):
            break
    return file, index
