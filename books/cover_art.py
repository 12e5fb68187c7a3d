"""Covers for books: cut from paper like the scenes of `cms.cover_art`, with title and author.

No picture is fetched from anywhere. A Chinese title stands on a slip at the left of a
thread-bound volume, if it is short enough; any other one on a plate across a bound book. The same
words always give the same cover.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from html import escape
from random import Random
from typing import NamedTuple

from cms import colour as colours
from cms.cover_art import pieces
from cms.cover_art.paper import GOLD, PAPER, Palette, Sheet, number

WIDTH, HEIGHT = 300, 420
INK = "#1d1a16"
BINDINGS = (
    "#1f4468",
    "#2f6b4f",
    "#8a3324",
    "#6b4a86",
    "#9a6a1e",
    "#2d6a75",
    "#8c3f5d",
    "#4f5d2f",
)
FACES = (
    "'Source Serif 4', 'Songti SC', 'Noto Serif SC', 'Noto Serif CJK SC', 'Source Han Serif SC', "
    "Georgia, serif"
)
LONGEST_SLIP = 9
CLOSING = ")）》〉」』”’，。、：；！？…"  # Never begins a line.
MOST_LINES = 5


class Lines(NamedTuple):
    """A title set on a plate."""

    size: float
    lines: list[str]


def svg_for(title: str, author: str) -> str:
    """The cover of a book."""
    rng = Random(f"{title} {author}")  # noqa: S311 - a drawing, no secret
    palette = Palette.of(rng.choice(BINDINGS))
    cover = Cover(palette.base)
    bare_title = title.replace(" ", "")
    if is_chinese(bare_title) and len(bare_title) <= LONGEST_SLIP:
        _scene(cover, rng, palette, left=118)
        _slip(cover, bare_title)
        _foot(cover, palette, author_line(author, 14), x=140, width=280)
        _thread(cover, palette)
    else:
        _scene(cover, rng, palette, left=26)
        cover.box(0, 0, 26, HEIGHT, palette.deep)
        _plate(cover, title)
        _foot(cover, palette, author_line(author, 13), x=163, width=300)
    return cover.svg()


class Cover(Sheet):
    """A sheet of the size of a book, with words on it."""

    def write(self, text: str, x: float, y: float, size: float, fill: str) -> None:
        """A line around this middle."""
        self._parts.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"'
            f' text-anchor="middle">{escape(text)}</text>'
        )

    def svg(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' font-family="{FACES}" font-weight="600">{"".join(self._parts)}</svg>'
        )


def is_chinese(text: str) -> bool:
    """Whether every sign of it stands in a square of its own."""
    return bool(text) and all(_width(sign) == 1 for sign in text)


def author_line(author: str, most: int) -> str:
    """The author in as many squares of type; of several, the first."""
    first = author.split(",")[0].split("、")[0].strip()
    return _shortened(first, most)


def set_title(title: str, width: float, height: float) -> Lines:
    """The title in the largest size that fits the plate, shortened where none does."""
    for size in (40, 34, 29, 25, 22):
        lines = _wrapped(title, width / size)
        widest = max(_length(line) for line in lines)
        if (
            len(lines) <= MOST_LINES
            and widest * size <= width
            and len(lines) * size * 1.2 <= height
        ):
            return Lines(size, lines)
    lines = [_shortened(line, width / 22) for line in _wrapped(title, width / 22)]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], _shortened(f"{lines[MOST_LINES - 1]}…", width / 22)]
    return Lines(22, lines)


def _scene(cover: Cover, rng: Random, p: Palette, *, left: int) -> None:
    """A small landscape on the lower half, drawn to the right of the spine or the slip."""
    middle = (left + WIDTH) / 2
    motif = rng.choice((_moon_over_hills, _leaves, _night, _boats))
    motif(cover, rng, p, middle)


def _moon_over_hills(cover: Cover, rng: Random, p: Palette, middle: float) -> None:
    cover.disc(middle + rng.randint(-40, 40), 262, 34, rng.choice((GOLD, p.contrast)), depth=3)
    for level, fill in zip((292, 322, 352), (p.light, p.mid, p.deep), strict=True):
        cover.cut(_hill(rng, level), fill, depth=-3)


def _leaves(cover: Cover, rng: Random, p: Palette, middle: float) -> None:
    cover.line(
        f"M{number(middle)} 420C{number(middle - 14)} 360 {number(middle + 16)} 300 "
        f"{number(middle)} 238",
        p.deep,
        5,
    )
    for row, y in enumerate((352, 318, 284)):
        side = 1 if row % 2 else -1
        fill = rng.choice((p.light, p.mid, p.pale))
        pieces.leaf(cover, middle, y, 62 - row * 7, side * (52 + rng.randint(-8, 8)), fill, p.deep)
    pieces.leaf(cover, middle, 246, 44, rng.randint(-12, 12), GOLD, p.deep)


def _night(cover: Cover, rng: Random, p: Palette, middle: float) -> None:
    for _ in range(9):
        x, y = middle + rng.randint(-85, 85), rng.randint(232, 330)
        pieces.spark(cover, x, y, rng.choice((4, 5, 7)), rng.choice((GOLD, PAPER)))
    cover.cut(_hill(rng, 350), p.deep, depth=-3)


def _boats(cover: Cover, rng: Random, p: Palette, middle: float) -> None:
    with cover.placed(middle + rng.randint(-25, 25), 322, mirror=rng.random() < 0.5):
        cover.cut("M-3-70V0H-52Q-40-48-3-70Z", PAPER, depth=3)
        cover.cut("M6-54Q46-20 48 0H6Z", p.light, depth=3)
        cover.cut("M-62 6H60Q48 30 26 32H-32Q-54 30-62 6Z", p.deep, depth=3)
    for level, fill in zip((346, 366), (p.mid, p.light), strict=True):
        waves = "".join("q18-14 36 0t36 0" for _ in range(5))
        start = rng.randint(-50, -10)
        cover.cut(f"M{start} {level}{waves}V430H{start}Z", fill, depth=-2)


def _hill(rng: Random, level: int) -> str:
    one, two, three = (level + rng.randint(-22, 22) for _ in range(3))
    return f"M-10 {one}C70 {one - 20} 90 {two} 150 {two}S250 {three - 10} 310 {three}V430H-10Z"


def _foot(cover: Cover, p: Palette, author: str, *, x: float, width: float) -> None:
    """A band with the author's name."""
    cover.box(0, 376, width, HEIGHT - 376, p.deep)
    cover.write(author, x, 404, 19, PAPER)


def _thread(cover: Cover, p: Palette) -> None:
    """The stitches along the back of a Chinese volume, which is on the right."""
    cover.box(280, 0, 20, HEIGHT, p.base)
    cover.line("M280 0V420", p.light, 2)
    for y in (24, 118, 211, 304, 396):
        cover.line(f"M280 {y}H300", p.light, 2)


def _slip(cover: Cover, title: str) -> None:
    """The title from top to bottom on a slip of pale paper."""
    size = min(44, 270 / len(title))
    height = size * 1.16 * len(title) + 34
    cover.box(36, 26, size + 30, height, PAPER, depth=3)
    inset = f"M41 31h{number(size + 20)}v{number(height - 10)}h{number(-size - 20)}Z"
    cover.line(inset, INK, 1.5)
    for place, sign in enumerate(title):
        cover.write(sign, 51 + size / 2, 43 + size * 0.9 + place * size * 1.16, size, INK)


def _plate(cover: Cover, title: str) -> None:
    """The title across a plate of pale paper."""
    setting = set_title(title, 200, 160)
    step = setting.size * 1.2
    height = step * len(setting.lines) + 40
    cover.box(46, 34, 234, height, PAPER, depth=3)
    cover.line(f"M52 40h222v{number(height - 12)}h-222Z", INK, 1.5)
    for row, line in enumerate(setting.lines):
        baseline = 34 + 20 + setting.size * 0.86 + row * step
        cover.write(line, 163, baseline, setting.size, INK)


def _wrapped(text: str, most: float) -> list[str]:
    """Lines of at most so many squares: Latin words stay whole, Chinese breaks anywhere."""
    lines = [""]
    for piece in _unbroken(text):
        if lines[-1] and _length(lines[-1] + piece.rstrip()) > most:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _unbroken(text: str) -> list[str]:
    """What a line may not divide: words with the space after them, and single Chinese signs."""
    parts = [""]
    for sign in text:
        is_square = _width(sign) == 1 or (parts[-1] and _width(parts[-1][-1]) == 1)
        if is_square and sign not in CLOSING:
            parts.append("")
        parts[-1] += sign
        if sign in " -–—":
            parts.append("")
    return [part for part in parts if part]


def _shortened(text: str, most: float) -> str:
    """As much of it as so many squares hold."""
    if _length(text) <= most:
        return text
    while text and _length(f"{text}…") > most:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _length(text: str) -> float:
    """How many squares of type it takes, rather too many than too few."""
    return sum(_width(sign) for sign in text)


def _width(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return 1
    if sign.isupper() or sign in "mw—…":
        return 0.74
    return 0.34 if sign in " iljtfr.,'’!:;|-" else 0.56


@lru_cache(maxsize=5000)
def digest_of(title: str, author: str) -> str:
    """What tells one cover from another in its address."""
    return colours.theme_hash(svg_for(title, author))
