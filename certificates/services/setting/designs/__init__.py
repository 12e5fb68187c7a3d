"""Our own designs of certificates: each is a ground that is drawn, and a way to set words on it.

A design needs a function in `grounds` and an entry here; where the common style sheet does not do,
one of its own says what is different.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.services.setting.designs import grounds
from certificates.services.setting.designs.drawing import Drawing
from cms.cover_art.paper import Palette

SHEET = "certificates/sheet/sheet.html"
STYLES = "certificates/sheet/sheet.css"


class Ground(Protocol):
    def __call__(self, p: Palette, *, across: bool) -> Drawing: ...


@dataclass(frozen=True)
class Place:
    """Where on the sheet something stands: its distance from each edge, in millimetres of A4."""

    left: float
    right: float
    bottom: float
    top: float = 0


@dataclass(frozen=True)
class Layout:
    """Where the words stand, and below them the code that checks it and who signs."""

    words: Place
    foot: Place


@dataclass(frozen=True)
class Design:
    """One look, on paper that lies across and on paper that stands upright."""

    key: str
    name: str | Promise
    ground: Ground
    across: Layout
    upright: Layout
    title_colour: Callable[[Palette], str] = lambda p: p.deep
    rule_colour: Callable[[Palette], str] = lambda p: p.light
    own_styles: str = ""

    def layout(self, *, across: bool) -> Layout:
        return self.across if across else self.upright

    @property
    def styles(self) -> list[str]:
        """The templates of the style sheets that dress it, in their order."""
        return [STYLES, *filter(None, [self.own_styles])]


def _gilt(_p: Palette) -> str:
    return grounds.GILT


DESIGNS: dict[str, Design] = {
    design.key: design
    for design in (
        Design(
            "classic",
            _("Classic: rules and frets"),
            grounds.classic,
            across=Layout(Place(34, 34, 54, 24), Place(38, 38, 26)),
            upright=Layout(Place(30, 30, 80, 34), Place(36, 36, 28)),
            rule_colour=_gilt,
        ),
        Design(
            "honour",
            _("Honour: red and gold"),
            grounds.honour,
            across=Layout(Place(38, 38, 56, 25), Place(36, 36, 26)),
            upright=Layout(Place(30, 30, 82, 38), Place(34, 34, 30)),
            title_colour=lambda _p: grounds.HONOUR_RED,
            rule_colour=_gilt,
            own_styles="certificates/sheet/honour.css",
        ),
        Design(
            "lattice",
            _("Garden window"),
            grounds.lattice,
            across=Layout(Place(100, 20, 56, 18), Place(102, 20, 16)),
            upright=Layout(Place(24, 24, 62, 88), Place(22, 22, 18)),
        ),
        Design(
            "paper_cut",
            _("Paper-cut hills"),
            grounds.paper_cut,
            across=Layout(Place(40, 40, 78, 12), Place(18, 18, 12)),
            upright=Layout(Place(26, 26, 112, 26), Place(18, 18, 14)),
            own_styles="certificates/sheet/paper_cut.css",
        ),
        Design(
            "children",
            _("Sun and rainbow, for children"),
            grounds.children,
            across=Layout(Place(44, 44, 62, 22), Place(86, 86, 12)),
            upright=Layout(Place(26, 26, 122, 34), Place(24, 24, 80)),
            title_colour=lambda p: p.base,
            own_styles="certificates/sheet/children.css",
        ),
        Design(
            "band",
            _("Plain, with a band of colour"),
            grounds.band,
            across=Layout(Place(54, 34, 54, 26), Place(54, 24, 20)),
            upright=Layout(Place(54, 24, 76, 52), Place(54, 24, 24)),
            rule_colour=_gilt,
            own_styles="certificates/sheet/band.css",
        ),
        Design(
            "bookplate",
            _("Bookplate"),
            grounds.bookplate,
            across=Layout(Place(30, 30, 50, 61), Place(26, 26, 21)),
            upright=Layout(Place(26, 26, 66, 78), Place(26, 26, 24)),
            rule_colour=_gilt,
            own_styles="certificates/sheet/bookplate.css",
        ),
    )
}


@lru_cache(maxsize=64)
def ground_of(key: str, colour: str, *, across: bool) -> str:
    """The ground of a design in a brand's colour, as SVG; the same for the same three words.

    Raises:
        KeyError: there is no such design.
        ValueError: the colour is not of the form ``#rrggbb``.
    """
    return DESIGNS[key].ground(Palette.of(colour), across=across).svg()


def choices() -> list[tuple[str, Any]]:
    return [(design.key, design.name) for design in DESIGNS.values()]
