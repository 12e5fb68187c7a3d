"""Charts of a report as SVG: bars that tell their numbers, readable in black and white.

This period is filled with ink, the year before is hatched, and every bar has its number at its end.
They are drawn here rather than by a plotting library, which would be larger than all the rest of
the report: text stays text, in whatever font the page has, and the same figures make the same file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from cms import formats
from cms.services.typesetting import data_url
from reports.services.report.told import Line

FONTS = "Noto Sans CJK SC, Noto Sans SC, Source Sans 3, sans-serif"
INK, PAPER, GREY = "#1d1a16", "#ffffff", "#5f584b"

WIDTH = 640
LABELS = 190
NUMBERS = 70
BAR = 12
GAP = 8
TEXT = 12
KEY_HEIGHT = 30
HATCH = 5
MOST_BARS = 12
LONGEST_LABEL = 24
"""As `wide` counts."""


@dataclass(frozen=True)
class Bar:
    label: str
    now: int
    before: int


@dataclass(frozen=True)
class Chart:
    """Bars of attendances, with what the chart is and what it says."""

    title: str
    bars: tuple[Bar, ...]
    has_before: bool

    @property
    def alternative(self) -> str:
        """What the picture says, for whoever does not see it; the table beside it has it all."""
        told = [
            _("%(label)s: %(now)s, a year before %(before)s")
            % {
                "label": bar.label,
                "now": formats.number(bar.now),
                "before": formats.number(bar.before),
            }
            if self.has_before
            else _("%(label)s: %(now)s") % {"label": bar.label, "now": formats.number(bar.now)}
            for bar in self.bars
        ]
        return _("%(title)s: %(bars)s.") % {"title": self.title, "bars": "; ".join(told)}

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def height(self) -> int:
        each = BAR * (2 if self.has_before else 1) + GAP
        return KEY_HEIGHT * self.has_before + each * len(self.bars) + GAP

    @property
    def svg(self) -> str:
        parts = "".join([*(self._key() if self.has_before else ()), *self._bars()])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}"'
            f' width="{WIDTH}" height="{self.height}">'
            f'<rect width="{WIDTH}" height="{self.height}" fill="{PAPER}"/>{parts}</svg>'
        )

    @property
    def address(self) -> str:
        """The drawing as an address that carries it along."""
        return data_url(self.svg.encode(), "image/svg+xml")

    def _key(self) -> Iterator[str]:
        yield _solid(LABELS, 6, 24, BAR)
        yield _text(LABELS + 32, 6 + BAR - 2, _("this period"))
        yield from _hatched(LABELS + 180, 6, 24, BAR)
        yield _text(LABELS + 212, 6 + BAR - 2, _("a year before"))

    def _bars(self) -> Iterator[str]:
        longest = max((max(bar.now, bar.before) for bar in self.bars), default=0) or 1
        room = WIDTH - LABELS - NUMBERS
        top = KEY_HEIGHT * self.has_before + GAP / 2
        for bar in self.bars:
            lines = 2 if self.has_before else 1
            middle = top + BAR * lines / 2 + TEXT * 0.36
            yield _text(LABELS - 10, middle, shortened(bar.label), anchor="end")
            width = room * bar.now / longest
            yield _solid(LABELS, top, width, BAR - 1)
            yield _text(LABELS + width + 6, top + BAR - 2, formats.number(bar.now))
            if self.has_before:
                width = room * bar.before / longest
                yield from _hatched(LABELS, top + BAR, width, BAR - 1)
                yield _text(
                    LABELS + width + 6, top + 2 * BAR - 2, formats.number(bar.before), colour=GREY
                )
            top += BAR * lines + GAP
        yield _line(LABELS, KEY_HEIGHT * self.has_before, LABELS, self.height - GAP / 2)


def of_lines(title: str, lines: Iterable[Line], *, has_before: bool) -> Chart | None:
    """Attendances of each line; those after the eleventh together. One bar alone is no chart."""
    bars = [Bar(line.heading, line.now.attendances, line.before.attendances) for line in lines]
    bars = [bar for bar in bars if bar.now or bar.before]
    if len(bars) < 2:
        return None
    if len(bars) > MOST_BARS:
        rest = bars[MOST_BARS - 1 :]
        bars = [*bars[: MOST_BARS - 1], _together(rest)]
    return Chart(title, tuple(bars), has_before)


def shortened(label: str) -> str:
    """A label that fits in front of its bar."""
    room, kept = LONGEST_LABEL, ""
    for sign in label:
        room -= wide(sign)
        if room < 0:
            return f"{kept.rstrip()}…"
        kept += sign
    return kept


def wide(text: str) -> int:
    """How wide it is set, in Latin signs: a Chinese one is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _together(rest: Sequence[Bar]) -> Bar:
    return Bar(
        _("others (%(n)s)") % {"n": len(rest)},
        sum(bar.now for bar in rest),
        sum(bar.before for bar in rest),
    )


def _solid(x: float, y: float, width: float, height: float) -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" fill="{INK}"/>'


def _hatched(x: float, y: float, width: float, height: float) -> Iterator[str]:
    """White with strokes drawn one by one: patterns are not drawn alike everywhere."""
    yield (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        f' fill="{PAPER}" stroke="{INK}" stroke-width="0.8"/>'
    )
    steps = int((width + height) / HATCH)
    for step in range(1, steps + 1):
        far = step * HATCH
        yield _line(
            x + max(0.0, far - height),
            y + min(far, height),
            x + min(far, width),
            y + max(0.0, far - width),
        )


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
        f' stroke="{INK}" stroke-width="0.8"/>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK) -> str:
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-family="{FONTS}" font-size="{TEXT}"'
        f' text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
    )


def _n(value: float) -> str:
    """Short, and the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")
