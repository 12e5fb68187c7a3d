"""Name badges as PDF: A4 cut into labels, names as large as they fit.

500 of them take two seconds, with codes seven (two cores, not quiet), and 60 or 105 MB more
memory than a first sheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language

from cms.services.qr import QrDrawing, qr_drawing
from cms.services.typesetting import pdf_of
from door.services.paper.badges import Badge
from events.models import Event
from workbench.choices import BadgeFormat

MM_PER_POINT = 25.4 / 72

# As large as can be read across a table, down to what a page of print has.
NAME_SIZES = (36, 32, 28, 25, 22, 19, 17, 15, 13, 11, 9)

# Down to this size a name is rather set smaller than broken within a word.
SMALLEST_FOR_WHOLE_WORDS = 15
LINE_HEIGHT = 1.2
SMALL_LINE_HEIGHT = 1.45

# A Chinese name is read as one word. The sign has no width; no line ends at it.
SHORT_CHINESE = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
WORD_JOINER = "\N{WORD JOINER}"

# How wide letters are at most, in ems of the bold sans that badges are set in.
WIDE, CAPITAL, SMALL, NARROW = 1.0, 0.78, 0.63, 0.46


@dataclass(frozen=True)
class Cut:
    """How a sheet is divided, in millimetres, and the points of what is small on each label.

    From top to bottom: the event over a line in the brand's colour, the name, the party. A code
    stands to the right of the last two.
    """

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    inset: float
    code: float
    event_size: float
    party_size: float

    @property
    def per_sheet(self) -> int:
        return self.columns * self.rows

    @property
    def line_top(self) -> float:
        return self.inset + self.event_size * MM_PER_POINT * SMALL_LINE_HEIGHT

    @property
    def name_top(self) -> float:
        return self.line_top + 1.8

    @property
    def name_height(self) -> float:
        party = self.party_size * MM_PER_POINT * SMALL_LINE_HEIGHT
        return self.height - self.inset - party - self.name_top

    def name_width(self, *, with_codes: bool) -> float:
        return self.width - 2 * self.inset - (self.code + 1 if with_codes else 0)

    def place(self, number: int) -> tuple[float, float]:
        """Where the label of this number on its sheet begins, from the left and from the top."""
        row, column = divmod(number, self.columns)
        return self.left + column * self.width, self.top + row * self.height


CUTS: dict[str, Cut] = {
    BadgeFormat.BADGES: Cut(
        2, 5, 90, 55, left=15, top=11, inset=6, code=20, event_size=8.5, party_size=12
    ),
    BadgeFormat.LABELS: Cut(
        3, 8, 70, 37, left=0, top=0.5, inset=5, code=14, event_size=7, party_size=9
    ),
}
MOST_ON_A_SHEET = max(cut.per_sheet for cut in CUTS.values())


@dataclass(frozen=True)
class Label:
    """A badge in its place, with the size of its name in points."""

    badge: Badge
    left: float
    top: float
    size: int
    code: QrDrawing | None

    @property
    def name(self) -> str:
        return unbroken(self.badge.name)


def badges_pdf(
    event: Event,
    badges: Sequence[Badge],
    *,
    size: BadgeFormat,
    with_codes: bool = False,
    first: int = 1,
) -> bytes:
    """The badges on as many sheets as it takes, in the colour of the event's brand.

    Codes hold the ticket's reference, which opens nothing outside a door, never its secret.

    Args:
        first: the label to begin with, where some of the first sheet are gone.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    cut = CUTS[size]
    context = {
        "event": event,
        "cut": cut,
        "sheets": list(_sheets(badges, cut, with_codes=with_codes, first=first)),
        "name_width": cut.name_width(with_codes=with_codes),
        "language": get_language(),
    }
    html = render_to_string("workbench/badges.html", context)
    return pdf_of(html, css=render_to_string("workbench/badges.css", context))


def _sheets(
    badges: Sequence[Badge], cut: Cut, *, with_codes: bool, first: int
) -> Iterator[list[Label]]:
    sheet: list[Label] = []
    width = cut.name_width(with_codes=with_codes)
    for number, badge in enumerate(badges, (first - 1) % cut.per_sheet):
        if sheet and number % cut.per_sheet == 0:
            yield sheet
            sheet = []
        left, top = cut.place(number % cut.per_sheet)
        size = name_size(badge.name, width=width, height=cut.name_height)
        code = qr_drawing(badge.reference) if with_codes else None
        sheet.append(Label(badge, left, top, size, code))
    yield sheet


def unbroken(name: str) -> str:
    """The name with Chinese names held together, and no dot at the start of a line."""
    held = SHORT_CHINESE.sub(lambda found: WORD_JOINER.join(found[0]), name)
    return held.replace("·", f"{WORD_JOINER}·")


def name_size(name: str, *, width: float, height: float) -> int:
    """The largest size in points at which a name fits into so many millimetres, with whole words
    if they do not make it small.
    """
    widest = max((sum(map(_width, word.rstrip())) for word in _words(name)), default=0)
    fitting = [size for size in NAME_SIZES if _height(name, size, width) <= height]
    whole = [size for size in fitting if widest * size * MM_PER_POINT <= width]
    return next(
        (size for size in whole if size >= SMALLEST_FOR_WHOLE_WORDS),
        fitting[0] if fitting else NAME_SIZES[-1],
    )


def _height(name: str, size: int, width: float) -> float:
    line = size * MM_PER_POINT
    return _lines(name, width / line) * line * LINE_HEIGHT


def _lines(name: str, ems: float) -> int:
    """On how many lines of this width a name is set: Latin breaks between words, Chinese anywhere.

    A word that is wider than a line is broken as well, at the cost of one more line.
    """
    lines, used = 1, 0.0
    for word in _words(name):
        wide = sum(map(_width, word))
        if used and used + wide > ems:
            lines, used = lines + 1, 0.0
        while wide > ems:
            lines, wide = lines + 1, wide - ems + WIDE
        used += wide
    return lines


def _words(name: str) -> Iterator[str]:
    """What stays together, each with the space after it."""
    word = ""
    for letter in unbroken(name):
        is_held = WORD_JOINER in (letter, word[-1:])
        if word and not is_held and (_is_wide(letter) or _is_wide(word[-1]) or word[-1].isspace()):
            yield word
            word = ""
        word += letter
    if word:
        yield word


def _width(letter: str) -> float:
    if letter == WORD_JOINER:
        return 0.0
    if _is_wide(letter) or letter in "mwMW@":
        return WIDE
    if letter in "fijlrtI.,'- ":
        return NARROW
    return CAPITAL if letter.isupper() else SMALL


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WFA"
