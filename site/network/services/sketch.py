"""The network as a hand would draw it: each place with land around it, districts by their shade.

No map of the world is asked, so nothing but coordinates goes in. A place holds the land that is
nearer to it than to any other (a Voronoi cell), as far as a walk goes: neighbours grow together
into a district, and what lies far off becomes an island. The same places give the same drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import atan2, cos, hypot, pi, radians, sin
from statistics import median

KILOMETRES_PER_DEGREE = 111.32

# The sheet is square, in units of which a phone shows about three to the pixel.
SIDE = 1000
MARGIN = 130

# A network that reaches this many times as far as it mostly does is drawn closer together the
# further out, by this exponent of the distance: true in direction, no longer in length.
FAR_OUT = 3
DRAWN_TOGETHER = 0.55

# How far apart places are pushed, so that a finger can tell them apart.
APART = 62
PUSHES = 60

# How far the land of a place reaches, at least and at most.
SHORE = (88, 230)
ROUNDNESS = 28
EDGE = 12

Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A place to be drawn: its key, its coordinates in degrees, the key of its district."""

    key: int
    latitude: float
    longitude: float
    district: int


@dataclass(frozen=True)
class Projection:
    """From degrees to the sheet; `near-you.js` does the same sum in the browser."""

    latitude: float
    longitude: float
    exponent: float
    scale: float
    x: float
    y: float

    def place(self, latitude: float, longitude: float) -> Point:
        """Where these degrees lie on the sheet."""
        east = (longitude - self.longitude) * KILOMETRES_PER_DEGREE * cos(radians(self.latitude))
        south = (self.latitude - latitude) * KILOMETRES_PER_DEGREE
        stretch = self.scale * (hypot(east, south) or 1) ** (self.exponent - 1)
        return self.x + east * stretch, self.y + south * stretch


@dataclass(frozen=True)
class Sketch:
    """The drawing: where places stand, their land as SVG paths, and the lines between districts.

    `frame` is what the sheet is cropped to: left, top, width and height, in units.
    """

    projection: Projection
    frame: tuple[int, int, int, int]
    points: dict[int, Point]
    land: dict[int, str]
    borders: str


@dataclass(frozen=True)
class _Side:
    """A side of a piece of land, and the number of the place beyond it, if there is one."""

    start: Point
    neighbour: int | None


@lru_cache(maxsize=128)
def sketch(spots: tuple[Spot, ...]) -> Sketch:
    """The drawing of these places; the first is the one that all others are seen from.

    Kept by its places: to draw it takes a while, and a network changes by the year.
    """
    projection = _projection(spots)
    points = _pushed_apart([projection.place(spot.latitude, spot.longitude) for spot in spots])
    reach = _reach(points)
    land = [_land(points, number, reach) for number in range(len(points))]
    return Sketch(
        projection=projection,
        frame=_frame([side.start for sides in land for side in sides]),
        points={spot.key: point for spot, point in zip(spots, points, strict=True)},
        land={
            spot.key: _path([side.start for side in sides], is_closed=True)
            for spot, sides in zip(spots, land, strict=True)
        },
        borders="".join(
            _path([side.start, sides[(index + 1) % len(sides)].start], is_closed=False)
            for number, sides in enumerate(land)
            for index, side in enumerate(sides)
            if side.neighbour is not None
            and side.neighbour > number
            and spots[side.neighbour].district != spots[number].district
        ),
    )


def _projection(spots: tuple[Spot, ...]) -> Projection:
    """The one that sets all places in the middle of the sheet, as large as they may be."""
    centre = spots[0]
    plain = Projection(centre.latitude, centre.longitude, 1, 1, 0, 0)
    away = [hypot(*plain.place(spot.latitude, spot.longitude)) for spot in spots[1:]]
    reaches_far = bool(away) and max(away) > FAR_OUT * median(away)
    exponent = DRAWN_TOGETHER if reaches_far else 1
    plain = Projection(centre.latitude, centre.longitude, exponent, 1, 0, 0)
    raw = [plain.place(spot.latitude, spot.longitude) for spot in spots]
    left, right = min(x for x, _y in raw), max(x for x, _y in raw)
    top, bottom = min(y for _x, y in raw), max(y for _x, y in raw)
    extent = max(right - left, bottom - top)
    scale = (SIDE - 2 * MARGIN) / extent if extent else 1
    return Projection(
        centre.latitude,
        centre.longitude,
        exponent,
        scale,
        x=SIDE / 2 - scale * (left + right) / 2,
        y=SIDE / 2 - scale * (top + bottom) / 2,
    )


def _pushed_apart(points: list[Point]) -> list[Point]:
    """The points, those too near to each other moved away by equal parts."""
    moved = [list(point) for point in points]
    for _push in range(PUSHES):
        was_moved = False
        for one, other in combinations(range(len(moved)), 2):
            (x1, y1), (x2, y2) = moved[one], moved[other]
            apart = hypot(x2 - x1, y2 - y1)
            if apart >= APART:
                continue
            # Two places at one address part along a line of their own.
            turn = atan2(y2 - y1, x2 - x1) if apart else 2 * pi * one / len(moved)
            step = (APART - apart) / 2 + 0.1
            moved[one] = [x1 - step * cos(turn), y1 - step * sin(turn)]
            moved[other] = [x2 + step * cos(turn), y2 + step * sin(turn)]
            was_moved = True
        if not was_moved:
            break
    edge = MARGIN / 2
    return [(min(max(x, edge), SIDE - edge), min(max(y, edge), SIDE - edge)) for x, y in moved]


def _reach(points: list[Point]) -> float:
    """How far land goes, so that those that are near to each other touch."""
    nearest = [
        min(hypot(x - p, y - q) for p, q in points if (p, q) != (x, y))
        for x, y in points
        if len(points) > 1
    ]
    least, most = SHORE
    return min(max(0.7 * max(nearest, default=most), least), most)


def _land(points: list[Point], number: int, reach: float) -> list[_Side]:
    """The piece of land of one place, side by side."""
    x, y = points[number]
    sides = [
        _Side(
            (
                x + reach * cos(2 * pi * step / ROUNDNESS),
                y + reach * sin(2 * pi * step / ROUNDNESS),
            ),
            None,
        )
        for step in range(ROUNDNESS)
    ]
    for other, (p, q) in enumerate(points):
        if other != number and hypot(p - x, q - y) < 2 * reach:
            sides = _cut(sides, (x, y), (p, q), other)
    return sides


def _cut(sides: list[_Side], here: Point, there: Point, number: int) -> list[_Side]:
    """What of the land is nearer to here than to there, the new side with that number."""
    along = there[0] - here[0], there[1] - here[1]
    middle = (here[0] + there[0]) / 2, (here[1] + there[1]) / 2

    def beyond(point: Point) -> float:
        return (point[0] - middle[0]) * along[0] + (point[1] - middle[1]) * along[1]

    kept: list[_Side] = []
    for index, side in enumerate(sides):
        start, end = side.start, sides[(index + 1) % len(sides)].start
        out, out_at_end = beyond(start), beyond(end)
        if out <= 0:
            kept.append(side)
        if (out <= 0) != (out_at_end <= 0):
            share = out / (out - out_at_end)
            crossing = (
                start[0] + share * (end[0] - start[0]),
                start[1] + share * (end[1] - start[1]),
            )
            kept.append(_Side(crossing, number if out <= 0 else side.neighbour))
    return kept


def _frame(corners: list[Point]) -> tuple[int, int, int, int]:
    """What holds all of the land, with a hand's breadth around it."""
    left, right = min(x for x, _y in corners), max(x for x, _y in corners)
    top, bottom = min(y for _x, y in corners), max(y for _x, y in corners)
    return (
        round(left - EDGE),
        round(top - EDGE),
        round(right - left + 2 * EDGE),
        round(bottom - top + 2 * EDGE),
    )


def _path(points: list[Point], *, is_closed: bool) -> str:
    """The points as SVG writes them, to the unit."""
    corners = "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
    return f"M{corners}{'Z' if is_closed else ''}"
