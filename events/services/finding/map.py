"""Where something is on: the places of the network with their events, on a map and in a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Field
from django.utils import timezone

from events.choices import AttendanceMode
from events.models import Session
from events.querysets import NEAREST_FIRST
from events.services.finding.lines import TOLD, Line
from events.services.finding.listing import Filters, matching_sessions
from network.models import Branch
from network.services.outline import Node, outline
from network.services.sketch import Point, Sketch, Spot, sketch

SMALLEST, LARGEST = 13, 42

# Letters beside a dot, in units of the drawing: about 11 px on a phone, 20 px in large mode.
LETTERS, LARGE_LETTERS = 31, 56
LINE = 1.1
LONGEST_LABEL = 13

# Places that are named beside those of districts.
MORE_NAMED = 4

Box = tuple[float, float, float, float]


class First(ArrayAgg):
    """The first of the values of a group, by an order."""

    template = "(%(function)s(%(distinct)s%(expressions)s %(order_by)s))[1]"

    @property
    def output_field(self) -> Field:  # type: ignore[override]
        return self.source_expressions[0].output_field


@dataclass(frozen=True)
class NextThere:
    """What is on next at a place, and the day it stands under."""

    line: Line
    day: date


@dataclass(frozen=True)
class PlaceOnMap:
    """A place of the network, how many events fit there and which is next."""

    branch: Branch
    count: int
    next: NextThere | None

    @property
    def is_on_map(self) -> bool:
        return self.branch.latitude is not None


@dataclass(frozen=True)
class OnAtBranches:
    """How many events there are at each place that has any, and the next of them."""

    counts: dict[int, int]
    soonest: dict[int, NextThere]

    def place(self, branch: Branch) -> PlaceOnMap:
        return PlaceOnMap(branch, self.counts.get(branch.pk, 0), self.soonest.get(branch.pk))


@dataclass(frozen=True)
class District:
    """A district with its places that have something on, in the order of the network."""

    branch: Branch
    places: list[PlaceOnMap]

    @property
    def count(self) -> int:
        return sum(place.count for place in self.places)

    @property
    def is_one_place(self) -> bool:
        """Whether nothing but the place that it is named after has anything on."""
        return [place.branch for place in self.places] == [self.branch]


@dataclass(frozen=True)
class Label:
    """Words beside a dot: `lines` of text that begin at x, y, each so much below the last."""

    lines: list[tuple[float, str]]
    x: float
    anchor: str


@dataclass(frozen=True)
class Dot:
    """A place as it is drawn; `shade` tells neighbouring districts apart."""

    place: PlaceOnMap
    x: float
    y: float
    radius: float
    land: str
    shade: int
    label: Label | None


@dataclass(frozen=True)
class NetworkMap:
    """The drawing and the list beside it."""

    dots: list[Dot]
    sketch: Sketch | None
    districts: list[District]
    count: int


def map_of(filters: Filters, *, is_large: bool) -> NetworkMap:
    """Where the events that fit take place; online ones are nowhere."""
    today = timezone.localdate(filters.days.now)
    on_at = what_is_on_at_branches(filters)
    shown = [
        District(top, [on_at.place(branch) for branch in branches])
        for top, branches in _districts(outline(on=today), within=filters.branch)
    ]
    letters = LARGE_LETTERS if is_large else LETTERS
    drawing = _drawing(shown)
    return NetworkMap(
        dots=_dots(shown, drawing, letters) if drawing else [],
        sketch=drawing,
        districts=[
            District(district.branch, [place for place in district.places if place.count])
            for district in shown
            if district.count
        ],
        count=sum(on_at.counts.values()),
    )


def what_is_on_at_branches(filters: Filters) -> OnAtBranches:
    """Everything that fits, by the key of the place, in two statements.

    The first goes through all sessions, once for both figures; the second reads one for each place.
    """
    rows: Iterable[Any] = (
        _sessions(filters)
        .order_by()
        .values("branch")
        .annotate(n=Count("event", distinct=True), first=First("pk", order_by=NEAREST_FIRST))
        .values_list("branch", "n", "first")
    )
    found = list(rows)
    told: Iterable[Any] = (
        Session.objects.filter(pk__in=[first for _branch, _n, first in found])
        .with_day(filters.days)
        .order_by()
        .values_list(*TOLD, "day")
    )
    return OnAtBranches(
        counts={branch: n for branch, n, _first in found},
        soonest={
            line.branch_id: NextThere(line, row[-1]) for row in told if (line := Line(*row[:-1]))
        },
    )


def _sessions(filters: Filters) -> Any:
    return (
        matching_sessions(filters)
        .planned()
        .exclude(event__attendance_mode=AttendanceMode.ONLINE)
        .on(filters.days)
    )


def _districts(tops: list[Node], *, within: Branch | None) -> list[tuple[Branch, list[Branch]]]:
    """The branches by what stands right below the top of the network, or below a branch of it."""
    nodes = [node for top in tops for node in top.walk()]
    chosen = next((node for node in nodes if within and node.branch.pk == within.pk), None)
    roots = [chosen] if chosen else tops
    found = []
    for root in roots:
        found.append((root.branch, [root.branch]))
        found += [(node.branch, [below.branch for below in node.walk()]) for node in root.below]
    return found


def _drawing(districts: list[District]) -> Sketch | None:
    spots = tuple(
        Spot(
            place.branch.pk,
            float(place.branch.latitude),
            float(place.branch.longitude),
            district.branch.pk,
        )
        for district in districts
        for place in district.places
        if place.branch.latitude is not None and place.branch.longitude is not None
    )
    return sketch(spots) if spots else None


def _dots(districts: list[District], drawing: Sketch, letters: int) -> list[Dot]:
    """The places on the sheet, the largest below so that the small ones stay in reach."""
    drawn = [
        (shade, place)
        for shade, district in enumerate(districts)
        for place in district.places
        if place.is_on_map
    ]
    most = max((place.count for _shade, place in drawn), default=0)
    radii = {
        place.branch.pk: SMALLEST + (LARGEST - SMALLEST) * sqrt(place.count / most)
        for _shade, place in drawn
        if place.count
    }
    labels = _labels(districts, drawing, radii, letters)
    return [
        Dot(
            place,
            *drawing.points[place.branch.pk],
            radius=radii.get(place.branch.pk, 0),
            land=drawing.land[place.branch.pk],
            shade=shade % 4,
            label=labels.get(place.branch.pk),
        )
        for shade, place in drawn
    ]


def _labels(
    districts: list[District], drawing: Sketch, radii: dict[int, float], letters: int
) -> dict[int, Label]:
    """Names for as many places as there is room for: those of districts, then the busiest."""
    taken: list[Box] = [
        (x - radius, y - radius, x + radius, y + radius)
        for key, radius in radii.items()
        for x, y in [drawing.points[key]]
    ]
    labels = {}
    free_land = _free_land(districts, drawing, radii, letters)
    for branch in _worth_naming(districts):
        if branch.pk not in radii:
            continue
        words = _in_two_lines(branch.name)
        width, height = max(map(_width, words)) * letters, len(words) * letters * LINE
        (x, y), gap = drawing.points[branch.pk], radii[branch.pk] + letters * 0.3
        for anchor, at, top in (
            ("start", x + gap, y - height / 2),
            ("end", x - gap, y - height / 2),
            ("middle", x, y + gap),
            ("middle", x, y - gap - height),
            ("start", x + gap / 2, y + gap / 2),
            ("start", x + gap / 2, y - gap / 2 - height),
            ("end", x - gap / 2, y + gap / 2),
            ("end", x - gap / 2, y - gap / 2 - height),
            *(("middle", p, q - height / 2) for p, q in free_land.get(branch.pk, [])),
        ):
            left = at - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
            box = (left, top, left + width, top + height)
            if _is_inside(box, drawing.frame) and not any(_overlap(box, b) for b in taken):
                taken.append(box)
                labels[branch.pk] = Label(
                    [(round(top + letters * (0.9 + LINE * row)), w) for row, w in enumerate(words)],
                    round(at),
                    anchor,
                )
                break
    return labels


def _free_land(
    districts: list[District], drawing: Sketch, radii: dict[int, float], letters: int
) -> dict[int, list[Point]]:
    """Where the name of a district may stand apart from its dot: on places with nothing on."""
    land = {}
    for district in districts:
        keys = [place.branch.pk for place in district.places if place.is_on_map]
        points = [drawing.points[key] for key in keys]
        if not points:
            continue
        middle = sum(x for x, _y in points) / len(points)
        land[district.branch.pk] = [
            *(drawing.points[key] for key in keys if key not in radii),
            (middle, min(y for _x, y in points) - letters * 1.6),
            (middle, max(y for _x, y in points) + letters * 1.6),
        ]
    return land


def _worth_naming(districts: list[District]) -> list[Branch]:
    heads = {district.branch.pk for district in districts}
    places = [place for district in districts for place in district.places if place.count]
    busiest = sorted(places, key=lambda place: (place.branch.pk not in heads, -place.count))
    return [place.branch for place in busiest[: len(heads) + MORE_NAMED]]


def _in_two_lines(name: str) -> list[str]:
    """The name, parted at the gap nearest to its middle where it is long."""
    gaps = [index for index, letter in enumerate(name) if letter == " "]
    if len(name) <= LONGEST_LABEL or not gaps:
        return [name]
    middle = min(gaps, key=lambda index: abs(index - len(name) / 2))
    return [name[:middle], name[middle + 1 :]]


def _width(words: str) -> float:
    """How wide these words are, in heights of their letters."""
    return sum(1 if ord(letter) > 0x2E80 else 0.52 for letter in words)


def _is_inside(box: Box, frame: tuple[int, int, int, int]) -> bool:
    left, top, width, height = frame
    return box[0] >= left and box[1] >= top and box[2] <= left + width and box[3] <= top + height


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
