"""Fonts for letters that the Chinese fonts of paper lack: Ł, ặ, ș, ő, and the other alphabets.

The Latin of Noto Sans CJK is Source Sans, that of Noto Serif CJK is Source Serif, both cut down to
the West of Europe. These are the whole of them, so that a name looks as if it were of one font.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

SANS, SERIF = "Source Sans 3", "Source Serif 4"
BOLD = 700


def font_file(family: str, weight: int) -> Path:
    """Where npm has put it."""
    return Path(settings.NODE_MODULES) / settings.NPM_PRINT_FONTS[family, weight]


def font_faces() -> str:
    """As a style sheet names them."""
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
        f' src: url("{font_file(family, weight).as_uri()}") }}'
        for family, weight in settings.NPM_PRINT_FONTS
    )
