"""What a certificate says, on lines that a typesetter would have broken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cms.services.lettering import lettered

# In rem, from the largest; what fits nowhere is set in the last one and takes more lines.
SIZES_ALONE = (0.66, 0.6, 0.56, 0.52, 0.48, 0.44, 0.4, 0.36, 0.32)
TEXT_SIZES = {f"text-{size * 100:.0f}": size for size in SIZES_ALONE}
SIZES_IN_BOTH = SIZES_ALONE[2:]
LINE_HEIGHT = 1.6

# In rem, for each text: two lines of the largest size, or more of a smaller one.
HEIGHT_ACROSS = 2.15
# Paper that stands has more room.
HEIGHT_UPRIGHT, HEIGHT_UPRIGHT_IN_BOTH = 3.1, 2.45

# The second language is set smaller than the first.
SMALLER = 0.93

# Of two marks that follow each other one takes half of its square.
# https://www.w3.org/TR/clreq/#punctuation_width_adjustment
BETWEEN_MARKS = re.compile(
    r"[”’》」』】），。、；：](?=[”’》」』】），。、；：！？])|(?<=[“‘《「『【（])[“‘《「『【（]"
)


@dataclass(frozen=True)
class Paragraph:
    """A text in one language; its size is one of those by class."""

    language: str
    size: str
    lines: tuple[SafeString, ...]


def paragraphs(
    texts: Sequence[tuple[str, str]], *, width: float, across: bool
) -> tuple[Paragraph, ...]:
    """The texts as large as they fit into a column of so many rem, the first one leading."""
    is_alone = len(texts) == 1
    sizes: tuple[float, ...] = SIZES_ALONE if is_alone else SIZES_IN_BOTH
    upright = HEIGHT_UPRIGHT if is_alone else HEIGHT_UPRIGHT_IN_BOTH
    found: list[Paragraph] = []
    for language, text in texts:
        letters = lettered(
            text,
            sizes=sizes,
            width=width,
            height=HEIGHT_ACROSS if across else upright,
            line_height=LINE_HEIGHT,
        )
        lines = tuple(map(_line, letters.lines))
        found.append(Paragraph(language, _class_of(letters.size), lines))
        smaller = tuple(size for size in sizes if size <= letters.size * SMALLER)
        sizes = smaller or sizes[-1:]
    return tuple(found)


def _class_of(size: float) -> str:
    return next(name for name, each in TEXT_SIZES.items() if each == size)


def _line(text: str) -> SafeString:
    marked = BETWEEN_MARKS.sub(r'<span class="half">\g<0></span>', escape(text))
    return mark_safe(marked)  # noqa: S308 - escaped above
