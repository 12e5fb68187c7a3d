"""What a program works out by itself: numbers of pages, and the contents with theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.run import Run

CONTENTS = r'TOC \o "1-1" \h \z \u'
"""Headings of the first level, as links."""


class Entry(NamedTuple):
    """A heading, where it is found, and on which page it is reckoned to stand."""

    heading: str
    mark: str
    page: int


def add_page_number(paragraph: Any, *, latin: str, chinese: str, size: Length) -> None:
    """— 1 — of the page on which the paragraph stands."""
    before = paragraph.add_run("— ")
    runs = [before, *_field(paragraph, "PAGE", "1"), paragraph.add_run(" —")]
    for run in runs:
        run.font.size, run.font.name = size, latin
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), chinese)


def add_mark(paragraph: Any, mark: str, number: int) -> None:
    """Let others find the paragraph by a name of its own; numbers are of the document."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for each in (start, end):
        each.set(qn("w:id"), str(number))
    start.set(qn("w:name"), mark)
    first, *_rest = paragraph.runs
    first._element.addprevious(start)
    paragraph._p.append(end)


def add_contents(paragraphs: Sequence[Any], entries: Sequence[Entry]) -> None:
    """A line for each heading, with its page, in a paragraph each.

    Programs write the lines anew when they are asked to, and pages before they print. Until then
    what is reckoned stands there: a program that were told to do so at once would first ask whoever
    opens the document, in words that frighten.
    """
    for paragraph, entry in zip(paragraphs, entries, strict=True):
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), entry.mark)
        link.set(qn("w:history"), "1")
        heading = paragraph.add_run(entry.heading)
        heading.add_tab()
        for run in (heading, *_field(paragraph, rf"PAGEREF {entry.mark} \h", str(entry.page))):
            link.append(run._element)
        paragraph._p.append(link)
    first, last = paragraphs[0], paragraphs[-1]
    opening, closing = _ends(first, CONTENTS)
    link = first._p.find(qn("w:hyperlink"))
    for run in opening:
        link.addprevious(run._element)
    for run in closing:
        last._p.append(run._element)


def _field(paragraph: Any, instruction: str, result: str) -> list[Run]:
    """What is to be worked out, and what came out last."""
    opening, closing = _ends(paragraph, instruction)
    shown = paragraph.add_run(result)
    closing[0]._element.addprevious(shown._element)
    return [*opening, shown, *closing]


def _ends(paragraph: Any, instruction: str) -> tuple[list[Run], list[Run]]:
    """What stands before the result of a field, and what behind it."""
    told = paragraph.add_run()
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = instruction
    told._element.append(text)
    begin, separate, end = (_mark(paragraph, kind) for kind in ("begin", "separate", "end"))
    told._element.addprevious(begin._element)
    return [begin, told, separate], [end]


def _mark(paragraph: Any, kind: str) -> Run:
    run: Run = paragraph.add_run()
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run._element.append(mark)
    return run
