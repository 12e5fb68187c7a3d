"""How a chart is drawn: bars in SVG that tell their numbers, readable in black and white.

This period is filled with ink, the year before is hatched, and every bar has its number at its end.
A label stands in full, on as many lines as it takes: before its bars, or above them where the
drawing is for a phone. Drawn here rather than by a plotting library, which would be larger than all
the rest of the report: text stays text, in whatever font the page has, and the same figures make
the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from django.utils.translation import gettext as _

from cms import formats
from cms.services.lettering import lettered, width_of

FONTS = "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Sans 3', sans-serif"
INK, PAPER, GREY = "#1d1a16", "#ffffff", "#5f584b"

NUMBERS = 74
"""Room for a number at the end of the longest bar."""

BAR, GAP, EDGE = 12, 10, 6
KEY_HEIGHT, KEY_BOX, KEY_STEP = 30, 24, 150
HATCH = 5
LEADING = 1.2
ENDLESS = 1_000_000.0
WORD = re.compile(r"[!-~]+")

READABLE_IN_ADDRESSES = "/:=;,()!*+-._~$&@?"


@dataclass(frozen=True)
class Bar:
    label: str
    now: int
    before: int


@dataclass(frozen=True)
class Layout:
    """Where things stand, in CSS pixels.

    Attributes:
        beside: room for labels before the bars; where there is none, they stand above.
    """

    width: int
    beside: int
    text: int


WIDE = Layout(width=640, beside=190, text=12)
"""For paper, and screens as wide as a page."""

NARROW = Layout(width=340, beside=0, text=13)
"""For a phone."""


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    svg: str

    @property
    def address(self) -> str:
        """One that carries the drawing along, written so that it travels in a small parcel."""
        return f"data:image/svg+xml,{quote(self.svg, safe=READABLE_IN_ADDRESSES)}"


@dataclass(frozen=True)
class _Group:
    """The bars of one label, and the lines on which it stands."""

    bar: Bar
    lines: tuple[str, ...]
    words: float
    bars: float
    is_beside: bool

    @property
    def height(self) -> float:
        return max(self.words, self.bars) if self.is_beside else self.words + self.bars


def draw(bars: Iterable[Bar], *, has_before: bool, layout: Layout) -> Drawing:
    """The bars below each other; those of the year before beside them where there are any."""
    groups = [_group(bar, layout, has_before=has_before) for bar in bars]
    head = KEY_HEIGHT if has_before else 0
    height = round(head + sum(group.height + GAP for group in groups))
    parts = "".join([*(_key(layout) if has_before else ()), *_groups(groups, head, layout)])
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width} {height}"'
        f' width="{layout.width}" height="{height}" font-family="{FONTS}"'
        f' font-size="{layout.text}" fill="{INK}">'
        f'<rect width="{layout.width}" height="{height}" fill="{PAPER}"/>{parts}</svg>'
    )
    return Drawing(layout.width, height, svg)


def _group(bar: Bar, layout: Layout, *, has_before: bool) -> _Group:
    room = layout.beside - 2 * EDGE if layout.beside else layout.width
    label = WORD.sub(lambda word: _parted(word[0], room / layout.text), bar.label)
    lines = lettered(label, sizes=(layout.text,), width=room, height=ENDLESS).lines
    words = len(lines) * layout.text * LEADING
    return _Group(bar, lines, words, BAR * (2 if has_before else 1), bool(layout.beside))


def _parted(word: str, room: float) -> str:
    """A word longer than a line, in parts that each fit on one; room in sizes of its letters."""
    parts, fits = [], len(word)
    while width_of(word) > room:
        while width_of(word[:fits]) > room:
            fits -= 1
        parts.append(word[:fits])
        word, fits = word[fits:], len(word) - fits
    return " ".join([*parts, word])


def _key(layout: Layout) -> Iterator[str]:
    first, line = layout.beside, EDGE + BAR - 2
    second = first + KEY_STEP
    yield _solid(first, EDGE, KEY_BOX, BAR)
    yield _text(first + KEY_BOX + EDGE, line, _("this period"))
    yield _hatched(second, EDGE, KEY_BOX, BAR)
    yield _text(second + KEY_BOX + EDGE, line, _("a year before"))


def _groups(groups: list[_Group], head: float, layout: Layout) -> Iterator[str]:
    longest = max((max(each.bar.now, each.bar.before) for each in groups), default=0) or 1
    room = (layout.width - layout.beside - NUMBERS) / longest
    top = head + GAP / 2
    for group in groups:
        middle = top + group.height / 2
        yield from _label(group, middle if group.is_beside else top + group.words / 2, layout)
        first = middle - group.bars / 2 if group.is_beside else top + group.words
        yield from _bars(group, first, room, layout)
        top += group.height + GAP


def _label(group: _Group, middle: float, layout: Layout) -> Iterator[str]:
    step = layout.text * LEADING
    line = middle - group.words / 2 + step / 2 + layout.text * 0.36
    for words in group.lines:
        if group.is_beside:
            yield _text(layout.beside - EDGE - 2, line, words, anchor="end")
        else:
            yield _text(0, line, words)
        line += step


def _bars(group: _Group, top: float, room: float, layout: Layout) -> Iterator[str]:
    start, bar = layout.beside, group.bar
    width = room * bar.now
    yield _solid(start, top, width, BAR - 1)
    yield _text(start + width + EDGE, top + BAR - 2, formats.number(bar.now))
    if group.bars > BAR:
        width = room * bar.before
        yield _hatched(start, top + BAR, width, BAR - 1)
        yield _text(
            start + width + EDGE, top + 2 * BAR - 2, formats.number(bar.before), colour=GREY
        )
    yield f'<path d="M{_n(start)} {_n(top - 2)}v{_n(group.bars + 3)}" stroke="{INK}"/>'


def _solid(x: float, y: float, width: float, height: float) -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"/>'


def _hatched(x: float, y: float, width: float, height: float) -> str:
    """White with strokes drawn one by one: patterns are not drawn alike everywhere."""
    frame = f"M{_n(x)} {_n(y)}h{_n(width)}v{_n(height)}h{_n(-width)}z"
    strokes = ""
    for step in range(1, int((width + height) / HATCH) + 1):
        far = step * HATCH
        left, low = max(0.0, far - height), min(far, height)
        right, high = min(far, width), max(0.0, far - width)
        strokes += f"M{_n(x + left)} {_n(y + low)}L{_n(x + right)} {_n(y + high)}"
    return f'<path d="{frame}{strokes}" fill="{PAPER}" stroke="{INK}" stroke-width="0.8"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "", colour: str = "") -> str:
    how = (f' text-anchor="{anchor}"' if anchor else "") + (f' fill="{colour}"' if colour else "")
    return f'<text x="{_n(x)}" y="{_n(y)}"{how}>{escape(text)}</text>'


def _n(value: float) -> str:
    """Short, and the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")
