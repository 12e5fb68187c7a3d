"""Cover art for whatever has no photo: paper-cut scenes in the colours of a brand, as SVG.

The same name always gives the same drawing, so a drawing is an address that anyone may keep:
``/art/lecture-1f4468-42.svg`` is the art of a lecture, in indigo, number 42.
"""

from __future__ import annotations

import re
from random import Random

from django.utils.text import slugify

from cms import colour as colours
from cms.cover_art.paper import Palette
from cms.cover_art.scenes import MOTIFS

HOUSE_COLOUR = "#1f4468"
NAME = re.compile(r"(?P<kind>[a-z_]{1,20})-(?P<colour>[0-9a-f]{6})-(?P<seed>[a-z0-9_-]{1,60})")

MOTIFS_OF = {
    # Kinds of event
    "reading": ("hills", "shelf", "sprout", "lamp", "waves"),
    "lecture": ("lamp", "shelf", "tea"),
    "course": ("phone", "brush", "tea"),
    "exhibition": ("frames",),
    "contest": ("brush", "kites"),
    "performance": ("lanterns",),
    "fair": ("lanterns", "kites", "shelf"),
    "outreach": ("waves", "hills"),
    "internal": ("tea",),
    # Audiences of brands
    "everyone": ("hills", "shelf", "lanterns", "waves"),
    "families": ("sprout", "kites"),
    "children": ("kites", "sprout"),
    "teens": ("waves", "brush"),
    "adults": ("lamp", "shelf"),
    "elders": ("phone", "tea"),
    "disabled_readers": ("voices",),
}


def is_known(kind: str) -> bool:
    """Whether it is a motif, or a kind that motifs are chosen for."""
    return kind in MOTIFS or kind in MOTIFS_OF


def motif_for(kind: str, seed: str) -> str:
    """The motif of a kind, one of several by the seed; a motif's own name is taken as it is."""
    if kind in MOTIFS:
        return kind
    return Random(f"{kind} {seed}").choice(MOTIFS_OF[kind])  # noqa: S311 - a drawing, no secret


def svg_for(seed: str, colour: str = HOUSE_COLOUR, kind: str = "reading") -> str:
    """The drawing of this seed, in shades of ``#rrggbb``; the same for the same three words.

    Raises:
        ValueError: the colour is not of that form.
        KeyError: no motif is known for the kind.
    """
    motif = motif_for(kind, seed)
    rng = Random(f"{motif} {seed}")  # noqa: S311 - a drawing, no secret
    return MOTIFS[motif](Palette.of(colour), rng).svg()


def name_of(*, kind: str, colour: str, seed: str) -> str:
    """The name under which an address carries the three words; unknown ones give way to ours."""
    known = kind if is_known(kind) else "reading"
    tint = colour if colours.HEX.fullmatch(colour) else HOUSE_COLOUR
    return f"{known}-{tint[1:].lower()}-{slugify(seed)[:60] or '0'}"


def svg_named(name: str) -> str | None:
    """The drawing of this name, or nothing where it names none."""
    match = NAME.fullmatch(name)
    if not match or not is_known(match["kind"]):
        return None
    return svg_for(match["seed"], f"#{match['colour']}", match["kind"])
