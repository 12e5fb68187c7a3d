"""What PDF/UA-1 (ISO 14289-1) asks of a document, as far as a machine sees it without a validator.

Conditions are numbered as in the Matterhorn Protocol 1.1 of the PDF Association. Those that only a
person can judge, such as whether an alternative text is a good one, are not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

PAINTS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "EI"}
HEADING = re.compile(r"/H([1-6])$")


def faults(document: bytes) -> list[str]:
    """What is wrong with the document; nothing where nothing was found."""
    with pikepdf.open(BytesIO(document)) as pdf:
        return [*_of_the_whole(pdf), *_of_the_tree(pdf), *_of_the_pages(pdf), *_of_fonts(pdf)]


def _of_the_whole(pdf: pikepdf.Pdf) -> Iterator[str]:
    root: Any = pdf.Root
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "06-002 does not say that it is PDF/UA"
        if not metadata.get("dc:title"):
            yield "06-003 has no title"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "07-001 does not show its title"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "01-005 is not marked"
    if not str(root.get("/Lang", "")):
        yield "11-006 has no language"


def _of_the_tree(pdf: pikepdf.Pdf) -> Iterator[str]:
    level = 0
    for element in elements(pdf.Root.StructTreeRoot):
        kind = str(element.get("/S", ""))
        if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "13-004 a figure without alternative text"
        if found := HEADING.match(kind):
            if int(found[1]) > level + 1:
                yield f"14-003 {kind} after level {level}"
            level = int(found[1])
    if level == 0:
        yield "14 has no heading"


def _of_the_pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    parents = _parent_tree(pdf)
    for number, page in enumerate(pdf.pages, 1):
        keys = set()
        yield from (f"01-003 page {number}: {fault}" for fault in _unmarked(page, keys))
        theirs = parents.get(int(page.obj.get("/StructParents", -1)), [])
        for key in sorted(keys):
            if key >= len(theirs) or key not in _keys_of(theirs[key]):
                yield f"01-004 page {number}: content {key} is in no element"
        if "/Annots" in page.obj and page.obj.get("/Tabs") != "/S":
            yield f"28-010 page {number}: tabs do not follow the structure"


def _unmarked(page: Any, keys: set[int]) -> Iterator[str]:
    """What is painted outside of elements and artifacts; notes the keys of what is inside."""
    depth, marked = 0, []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            depth += 1
            properties = instruction.operands[1] if operator == "BDC" else {}
            key = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
            if key is not None:
                keys.add(int(key))
            if key is not None or str(instruction.operands[0]) == "/Artifact":
                marked.append(depth)
        elif operator == "EMC":
            if marked and marked[-1] == depth:
                marked.pop()
            depth -= 1
        elif operator in PAINTS and not marked:
            yield f"{operator} paints what is neither content nor decoration"


def _parent_tree(pdf: pikepdf.Pdf) -> dict[int, Any]:
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): found for key, found in zip(numbers[::2], numbers[1::2], strict=True)}


def _keys_of(element: Any) -> set[int]:
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    return {
        int(kid.MCID) if isinstance(kid, pikepdf.Dictionary) else int(kid)
        for kid in kids
        if not isinstance(kid, pikepdf.Dictionary) or "/MCID" in kid
    }


def _of_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for font in (found for found in pdf.objects if _is_font(found)):
        descendants = font.get("/DescendantFonts", [font])
        for each in descendants:
            descriptor = each.get("/FontDescriptor", {})
            if not any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")):
                yield f"31-009 {font.get('/BaseFont')} is not embedded"
        if "/ToUnicode" not in font:
            yield f"10-001 {font.get('/BaseFont')} cannot be copied"


def _is_font(found: Any) -> bool:
    return (
        isinstance(found, pikepdf.Dictionary)
        and found.get("/Type") == "/Font"
        and not str(found.get("/Subtype")).startswith("/CIDFont")
    )


def elements(element: Any) -> Iterator[Any]:
    """The tree that screen readers go by, from here on."""
    yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from elements(kid)
