"""What the grounds of certificates are drawn from: lines, leaves, books, hills.

Lengths are millimetres on a sheet of A4, whatever paper is printed on; y grows downwards. A shape
is an SVG path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import cos, pi, sin
from random import Random

from cms.cover_art.paper import number

LONG_SIDE, SHORT_SIDE = 297, 210

Point = tuple[float, float]


@dataclass
class Drawing:
    """A sheet, and what lies on it in the order of its coming."""

    across: bool
    paper: str
    _parts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fill(box(0, 0, self.width, self.height), self.paper)

    @property
    def width(self) -> float:
        return LONG_SIDE if self.across else SHORT_SIDE

    @property
    def height(self) -> float:
        return SHORT_SIDE if self.across else LONG_SIDE

    def fill(self, shape: str, colour: str, *, opacity: float = 1) -> None:
        sheer = f' fill-opacity="{opacity}"' if opacity < 1 else ""
        self._parts.append(f'<path d="{shape}" fill="{colour}"{sheer}/>')

    def line(self, shape: str, colour: str, width: float) -> None:
        self._parts.append(
            f'<path d="{shape}" fill="none" stroke="{colour}" stroke-width="{width:.2f}"/>'
        )

    def frame(self, inset: float, colour: str, width: float) -> None:
        """A rule all around, so far from the edge of the paper."""
        shape = box(inset, inset, self.width - 2 * inset, self.height - 2 * inset)
        self.line(shape, colour, width)

    def corners(self, inset: float) -> Iterator[tuple[float, float, int, int]]:
        """Each corner of such a frame, and which way is inward."""
        right, bottom = self.width - inset, self.height - inset
        for x, inward in ((inset, 1), (right, -1)):
            for y, down in ((inset, 1), (bottom, -1)):
                yield x, y, inward, down

    def svg(self) -> str:
        size = f"{number(self.width)} {number(self.height)}"
        shapes = "".join(self._parts)
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">{shapes}</svg>'


def through(points: Iterable[Point], *, closed: bool = False) -> str:
    first, *others = [f"{number(x)} {number(y)}" for x, y in points]
    return f"M{first}L{' '.join(others)}{'Z' if closed else ''}"


def box(x: float, y: float, width: float, height: float) -> str:
    return f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}Z"


def disc(x: float, y: float, radius: float) -> str:
    half = f"a{number(radius)} {number(radius)} 0 1 0"
    across = number(2 * radius)
    return f"M{number(x - radius)} {number(y)}{half} {across} 0{half} -{across} 0Z"


def star(x: float, y: float, radius: float, *, points: int = 5, turn: float = 0) -> str:
    """A star, turned by so many radians; one point is up where it is not."""
    rays = (
        (turn - pi / 2 + step * pi / points, radius * (0.45 if step % 2 else 1))
        for step in range(2 * points)
    )
    return through(((x + cos(a) * r, y + sin(a) * r) for a, r in rays), closed=True)


def leaf(x: float, y: float, length: float, angle: float, *, width: float = 0.32) -> str:
    """A pointed leaf that grows from a place in the direction of the angle, in radians."""
    along_x, along_y = cos(angle) * length, sin(angle) * length
    belly_x, belly_y = x + along_x * 0.45, y + along_y * 0.45
    bulge_x, bulge_y = -along_y * width, along_x * width
    return (
        f"M{x:.2f} {y:.2f}"
        f"Q{belly_x + bulge_x:.2f} {belly_y + bulge_y:.2f} {x + along_x:.2f} {y + along_y:.2f}"
        f"Q{belly_x - bulge_x:.2f} {belly_y - bulge_y:.2f} {x:.2f} {y:.2f}Z"
    )


def cloud(x: float, y: float, size: float) -> str:
    """A cloud with a flat foot, three sizes wide."""
    s = size
    return (
        f"M{x - 1.5 * s:.2f} {y:.2f}"
        f"a{0.5 * s:.2f} {0.5 * s:.2f} 0 0 1 {0.2 * s:.2f} {-0.95 * s:.2f}"
        f"a{0.8 * s:.2f} {0.8 * s:.2f} 0 0 1 {1.5 * s:.2f} {-0.25 * s:.2f}"
        f"a{0.6 * s:.2f} {0.6 * s:.2f} 0 0 1 {0.9 * s:.2f} {0.55 * s:.2f}"
        f"a{0.36 * s:.2f} {0.36 * s:.2f} 0 0 1 {0.1 * s:.2f} {0.65 * s:.2f}Z"
    )


def ridge(drawing: Drawing, level: float, swing: float, *, seed: str, humps: int) -> str:
    """A soft line of hills from edge to edge, filled down to the foot of the sheet."""
    rng = Random(seed)  # noqa: S311 - a drawing, no secret
    step = drawing.width / humps
    path, y = [f"M0 {number(drawing.height)}V{number(level)}"], level
    for hump in range(humps):
        x, then = hump * step, level + rng.uniform(-swing, swing)
        path.append(
            f"C{x + step * 0.4:.2f} {y - swing * 0.6:.2f}"
            f" {x + step * 0.6:.2f} {then + swing * 0.5:.2f} {x + step:.2f} {then:.2f}"
        )
        y = then
    return f"{''.join(path)}V{number(drawing.height)}Z"


def fret(x: float, y: float, step: float, inward: int, down: int) -> str:
    """The angular spiral of old bronzes (回纹), wound into a corner; five steps wide."""
    turns = [(0, 5), (0, 0), (5, 0), (5, 5), (1, 5), (1, 1), (4, 1), (4, 4), (2, 4), (2, 2)]
    return through([(x + inward * a * step, y + down * b * step) for a, b in turns])


def meander(length: float, step: float) -> list[Point]:
    """One edge of a running fret: places along it, and across it from 0 to three steps."""
    unit = [(0, 3), (3, 3), (3, 1), (1.6, 1), (1.6, 2), (2.2, 2)]
    count = round(length / (4 * step))
    pace = length / (4 * count)
    return [((turn * 4 + a) * pace, b * step) for turn in range(count) for a, b in unit]


def wreath(drawing: Drawing, x: float, y: float, radius: float, dark: str, light: str) -> None:
    """Two branches of laurel, open at the top."""
    leaves = 13
    for side in (1, -1):
        arc = [0.12 + step * 0.063 for step in range(41)]
        branch = [(x + side * radius * sin(t), y + radius * cos(t)) for t in arc]
        drawing.line(through(branch), dark, radius * 0.025)
        for place in range(leaves):
            t = 0.2 + place * 2.4 / (leaves - 1)
            foot = (x + side * radius * sin(t), y + radius * cos(t))
            grows = -t if side > 0 else pi + t
            size = radius * (0.34 - 0.1 * abs(place / (leaves - 1) - 0.4))
            for lean, colour in ((0.55, dark), (-0.55, light)):
                drawing.fill(leaf(*foot, size, grows + lean * side), colour)


def open_book(
    drawing: Drawing, x: float, y: float, half: float, *, cover: str, page: str, lines: str
) -> None:
    """A book that lies open; x and y are the foot of its spine, `half` the width of a page."""
    h, rise = half, half * 0.62
    for s in (-h, h):
        drawing.fill(
            f"M{x:.2f} {y + h * 0.1:.2f}"
            f"C{x + s * 0.35:.2f} {y - h * 0.08:.2f} {x + s * 0.75:.2f} {y - h * 0.08:.2f}"
            f" {x + s * 1.08:.2f} {y + h * 0.06:.2f}V{y - rise:.2f}"
            f"C{x + s * 0.75:.2f} {y - rise - h * 0.14:.2f}"
            f" {x + s * 0.35:.2f} {y - rise - h * 0.14:.2f} {x:.2f} {y - rise + h * 0.04:.2f}Z",
            cover,
        )
        drawing.fill(
            f"M{x:.2f} {y:.2f}"
            f"C{x + s * 0.3:.2f} {y - h * 0.2:.2f} {x + s * 0.7:.2f} {y - h * 0.2:.2f}"
            f" {x + s:.2f} {y - h * 0.06:.2f}V{y - rise - h * 0.06:.2f}"
            f"C{x + s * 0.7:.2f} {y - rise - h * 0.2:.2f}"
            f" {x + s * 0.3:.2f} {y - rise - h * 0.2:.2f} {x:.2f} {y - rise:.2f}Z",
            page,
        )
        for row in range(4):
            top = y - rise + h * (0.02 + 0.13 * row)
            drawing.line(
                f"M{x + s * 0.16:.2f} {top - h * 0.03:.2f}"
                f"C{x + s * 0.35:.2f} {top - h * 0.12:.2f}"
                f" {x + s * 0.65:.2f} {top - h * 0.12:.2f} {x + s * 0.84:.2f} {top - h * 0.04:.2f}",
                lines,
                h * 0.022,
            )
    drawing.line(f"M{x:.2f} {y:.2f}V{y - rise:.2f}", cover, half * 0.03)
