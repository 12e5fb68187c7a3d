"""The picture of a badge: a seal in the brand's colour with a sign for what it is given for."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin
from typing import Any

from django.template.loader import render_to_string

from certificates.choices import Purpose
from cms.colour import accent_on, mix
from cms.services.typesetting import data_url, page_png, pdf_of

SIGNS = {
    Purpose.ATTENDANCE: "certificates/badges/attendance.svg",
    Purpose.COURSE: "certificates/badges/course.svg",
    Purpose.READING: "certificates/badges/reading.svg",
    Purpose.CONTEST: "certificates/badges/contest.svg",
    Purpose.SERVICE_HOURS: "certificates/badges/service_hours.svg",
    Purpose.STAR: "certificates/badges/star.svg",
}

PAPER = "#fffaf0"
"""The ground inside the ring; the sign has to be legible on it."""

SIDE = 512
SCALLOPS = 24

# So many pictures are kept as PNG: the purposes in the colours of a few brands.
KEPT = 64


def picture_svg(purpose: str, colour: str) -> str:
    """The picture as SVG; `colour` as in #1f6f54."""
    return _svg(purpose, colour, {})


def baked_svg(purpose: str, colour: str, credential: str) -> str:
    """The picture with the credential in it, where software for badges looks for it.

    https://www.imsglobal.org/spec/ob/v3p0/#svg-baking
    """
    # What would end the section is JSON's own way to write the same character.
    return _svg(purpose, colour, {"credential": credential.replace("]]>", "]]\\u003e")})


def _svg(purpose: str, colour: str, more: dict[str, Any]) -> str:
    fill = accent_on(PAPER, colour).fill
    context = {
        "sign": SIGNS[Purpose(purpose)],
        "edge": EDGE,
        "fill": fill,
        "pale": mix(fill, PAPER, 0.88),
        "paper": PAPER,
    }
    return render_to_string("certificates/badges/badge.svg", context | more)


@lru_cache(maxsize=KEPT)
def picture_png(purpose: str, colour: str) -> bytes:
    """The picture as PNG, 512 pixels wide and high, transparent around the seal.

    Raises:
        NoTypesetting: bitmaps cannot be made on this system.
    """
    drawn = data_url(picture_svg(purpose, colour).encode(), "image/svg+xml")
    page = pdf_of(
        f"<style>@page {{ size: {SIDE}px; margin: 0 }} body {{ margin: 0 }}"
        f' img {{ display: block; width: {SIDE}px }}</style><img src="{drawn}" alt="">'
    )
    return page_png(page, transparent=True)


def _edge(radius: float = 232, bulge: float = 31) -> str:
    """The scalloped edge as a path: arcs from notch to notch."""
    notches = [
        (
            SIDE / 2 + radius * cos(2 * pi * step / SCALLOPS),
            SIDE / 2 + radius * sin(2 * pi * step / SCALLOPS),
        )
        for step in range(SCALLOPS)
    ]
    arcs = [f"A{bulge} {bulge} 0 0 1 {x:.1f} {y:.1f}" for x, y in (*notches[1:], notches[0])]
    return f"M{notches[0][0]:.1f} {notches[0][1]:.1f}{''.join(arcs)}Z"


EDGE = _edge()
