"""The fonts that certificates are set in, and which characters they have.

A missing glyph would be borrowed from whatever other font is there, or be an empty box: no name
deserves either. So names are checked against the very font before anything is issued.
"""

from __future__ import annotations

import subprocess
import unicodedata
from functools import cache

from certificates.choices import Fonts
from certificates.errors import CharacterMissing

# Each has Latin and Chinese of one hand. The first family that the system has is taken.
FAMILIES: dict[Fonts, tuple[str, ...]] = {
    Fonts.SERIF: ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "serif"),
    Fonts.SANS: ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "sans-serif"),
}


def font_stack(fonts: Fonts) -> str:
    """As the value of `font-family`; these names need no quotation marks."""
    return ", ".join(FAMILIES[fonts])


def check_name(name: str, *, fonts: Fonts) -> None:
    """Refuse a name that the font cannot write.

    Raises:
        CharacterMissing: names the first character that is missing.
    """
    known = characters_of(fonts)
    for character in unicodedata.normalize("NFC", name):
        if not character.isspace() and ord(character) not in known:
            code_point = f"U+{ord(character):04X}"
            raise CharacterMissing(character=character, code_point=code_point, name=name)


@cache
def characters_of(fonts: Fonts) -> frozenset[int]:
    """The code points for which the font has a glyph; read once for each process."""
    from fontTools.ttLib import TTFont

    file, index = _file_of(fonts)
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
