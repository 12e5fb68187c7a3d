"""On which page a heading of an official document stands, as far as that can be reckoned.

Lines have a given height and signs a known width, so little is left to the program that shows it:
where it breaks a line of Latin words, mostly.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.shared import Length, Pt

from reports.services.report.charts import wide
from reports.services.report.word.dress import BODY, LINE, TEXT_HEIGHT, TEXT_WIDTH

LATIN_SIGN = Pt(7.3)
"""How wide a letter of Times is in the body, on average, with what its lines leave empty."""

INWARDS = 4
"""Signs by which the first line of a paragraph begins further in."""


class Pages:
    """Filled from top to bottom; the number is that of the page on which the next thing stands."""

    def __init__(self, *, first: int, is_chinese: bool) -> None:
        self.number = first
        self._left: int = TEXT_HEIGHT
        sign = BODY / 2 if is_chinese else LATIN_SIGN
        self._signs_on_a_line = int(TEXT_WIDTH / sign)

    def put(self, height: int, *, with_next: int = 0) -> int:
        """Something that no page breaks, and what must follow on the same page; its page."""
        if height + with_next > self._left:
            self._turn()
        self._left -= height
        return self.number

    def put_text(self, text: str) -> None:
        """A paragraph. Never one line of it alone at the end or at the beginning of a page."""
        lines = -(-(wide(text) + INWARDS) // self._signs_on_a_line)
        fit = self._left // LINE
        if fit < lines:
            here = min(fit, lines - 2) if fit >= 2 and lines > 3 else 0
            lines -= here
            self._turn()
        self._left -= lines * LINE

    def put_table(self, heights: Sequence[Length], *, stays: bool) -> None:
        """Rows, the headings first, which stand once more on each page."""
        headings, *rows = heights
        self.put(headings, with_next=sum(rows) if stays else rows[0] if rows else 0)
        for row in rows:
            if row > self._left:
                self._turn()
                self._left -= headings
            self._left -= row

    def _turn(self) -> None:
        self.number += 1
        self._left = TEXT_HEIGHT
