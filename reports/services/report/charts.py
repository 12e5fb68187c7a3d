"""Charts of a report: what their bars are, and what they say to whoever does not see them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from cms import formats
from reports.services.report.drawing import NARROW, WIDE, Bar, Drawing, Layout, draw
from reports.services.report.told import Line

MOST_BARS = 12


@dataclass(frozen=True)
class Chart:
    """Bars of attendances, with what the chart is and what it says.

    Its words are those of the language that is active when it is made, whoever looks at it.
    """

    title: str
    bars: tuple[Bar, ...]
    has_before: bool
    language: str = field(default_factory=lambda: get_language() or "")

    @property
    def alternative(self) -> str:
        """What the picture says, for whoever does not see it; the table beside it has it all."""
        with override(self.language):
            told = "; ".join(self._told(bar) for bar in self.bars)
            return _("%(title)s: %(bars)s.") % {"title": self.title, "bars": told}

    @cached_property
    def drawing(self) -> Drawing:
        return self._drawn(WIDE)

    @cached_property
    def narrow(self) -> Drawing:
        """The same for a phone."""
        return self._drawn(NARROW)

    def _drawn(self, layout: Layout) -> Drawing:
        with override(self.language):
            return draw(self.bars, has_before=self.has_before, layout=layout)

    def _told(self, bar: Bar) -> str:
        told = {
            "label": bar.label,
            "now": formats.number(bar.now),
            "before": formats.number(bar.before),
        }
        if self.has_before:
            return _("%(label)s: %(now)s, a year before %(before)s") % told
        return _("%(label)s: %(now)s") % told


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


def wide(text: str) -> int:
    """How wide it is set, in Latin signs: a Chinese one is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _together(rest: Sequence[Bar]) -> Bar:
    return Bar(
        _("others (%(n)s)") % {"n": len(rest)},
        sum(bar.now for bar in rest),
        sum(bar.before for bar in rest),
    )
