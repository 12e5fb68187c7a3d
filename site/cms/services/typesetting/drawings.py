"""Drawings that stand on many pages, and in the document once.

WeasyPrint does so with photographs, but draws an SVG anew on every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pydyf
from weasyprint.images import SVGImage


class SharedDrawing(SVGImage):
    """An SVG that is drawn once in each of its sizes, as the pages of one document ask for it."""

    def __init__(self, name: str, svg: bytes) -> None:
        tree = ElementTree.fromstring(svg)  # noqa: S314 - drawn by us
        super().__init__(tree, None, None, None)
        self._name = name
        self._drawn: dict[tuple[float, float], _Drawn] = {}

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        size = width, height
        if size not in self._drawn:
            form = _form(stream, width, height)
            super().draw(form, width, height, style)
            self._drawn[size] = _Drawn(f"{self._name}{len(self._drawn)}", form)
        stream.draw_x_object(stream.add_image(self._drawn[size], True, 1))


@dataclass(frozen=True)
class _Drawn:
    """What WeasyPrint expects of a picture that it is to embed once."""

    id: str
    form: Any

    def get_x_object(self, _interpolate: bool, _dpi_ratio: float) -> Any:
        return self.form


def _form(stream: Any, width: float, height: float) -> Any:
    """Something to draw on that pages can show (form XObject, ISO 32000-2, 8.10)."""
    resources = pydyf.Dictionary(
        {kind: pydyf.Dictionary() for kind in ("ExtGState", "XObject", "Pattern", "Shading")}
        | {"ColorSpace": stream._resources["ColorSpace"], "Font": None}
    )
    box = pydyf.Array((0, 0, width, height))
    extra = {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Resources": resources}
    return stream.clone(resources=resources, extra=pydyf.Dictionary(extra))
