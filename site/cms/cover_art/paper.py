"""The paper and the scissors: sheets of one brand's shades, and shapes cut from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cms import colour as colours

WIDTH, HEIGHT = 720, 480
PAPER = "#fbf5e6"
GOLD = "#e2a93c"
CINNABAR = "#c4492f"
INDIGO = "#22466c"


@dataclass(frozen=True)
class Palette:
    """What a scene is cut from: one hue from deep to pale, and one contrast to it."""

    deep: str
    base: str
    mid: str
    light: str
    pale: str
    contrast: str

    @classmethod
    def of(cls, colour: str) -> Palette:
        """The sheets that go with a brand's colour; a warm one stands out against indigo."""
        red, green, blue = colours.rgb(colour)
        return cls(
            deep=colours.shade(colour, 0.19, 0.9),
            base=colours.shade(colour, 0.35, 0.9),
            mid=colours.mix(colours.shade(colour, 0.5, 0.8), PAPER, 0.12),
            light=colours.mix(colours.shade(colour, 0.7, 0.7), PAPER, 0.2),
            pale=colours.mix(colours.shade(colour, 0.86, 0.7), PAPER, 0.4),
            contrast=INDIGO if red > max(green, blue) * 1.15 else CINNABAR,
        )


def number(value: float) -> str:
    """A coordinate, to a tenth, without idle zeros."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


class Sheet:
    """A drawing in the making: a stack of cut sheets, each with a soft edge on those below.

    What matters stands in the middle two thirds, so that a card (3:2), a wide banner and a
    square can all be cropped from the same drawing.
    """

    def __init__(self, ground: str) -> None:
        self._parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/>']

    def cut(self, path: str, fill: str, *, depth: float = 6) -> None:
        """A shape cut from paper, this high above the one below; a depth of 0 lies flat."""
        if depth:
            self._parts.append(f'<path d="{path}" transform="translate(0 {depth})" opacity=".14"/>')
        self._parts.append(f'<path d="{path}" fill="{fill}"/>')

    def disc(
        self, x: float, y: float, radius: float, fill: str, *, depth: float = 0, opacity: float = 1
    ) -> None:
        """A round piece."""
        place = f'cx="{number(x)}" r="{number(radius)}"'
        if depth:
            self._parts.append(f'<circle {place} cy="{number(y + depth)}" opacity=".14"/>')
        sheer = f' opacity="{opacity}"' if opacity < 1 else ""
        self._parts.append(f'<circle {place} cy="{number(y)}" fill="{fill}"{sheer}/>')

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, *, depth: float = 0
    ) -> None:
        """A piece with straight edges."""
        self.cut(f"M{x} {y}h{width}v{height}h{-width}Z", fill, depth=depth)

    def line(self, path: str, stroke: str, width: float = 3) -> None:
        """A drawn line."""
        self._parts.append(
            f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{number(width)}"'
            ' stroke-linecap="round" stroke-linejoin="round"/>'
        )

    @contextmanager
    def placed(
        self, x: float, y: float, *, scale: float = 1, turn: float = 0, mirror: bool = False
    ) -> Iterator[None]:
        """What is drawn meanwhile stands at this place, in this size, turned by degrees."""
        steps = [f"translate({number(x)} {number(y)})"]
        if turn:
            steps.append(f"rotate({number(turn)})")
        if scale != 1 or mirror:
            steps.append(f"scale({'-' if mirror else ''}{scale:.3g} {scale:.3g})")
        self._parts.append(f'<g transform="{" ".join(steps)}">')
        yield
        self._parts.append("</g>")

    def svg(self) -> str:
        """The whole picture."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' preserveAspectRatio="xMidYMid slice">{"".join(self._parts)}</svg>'
        )
