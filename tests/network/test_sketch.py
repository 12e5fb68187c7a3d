"""The drawing of the network: everyone has land, nobody loses their direction."""

import re
from dataclasses import replace
from itertools import combinations, pairwise
from math import hypot

import pytest

from network.services.sketch import APART, Spot, sketch

CITY = Spot(1, 29.9, 112.4, 1)
EAST = Spot(2, 29.9, 112.5, 2)
NORTH = Spot(3, 30.0, 112.4, 3)
FAR_WEST = Spot(4, 29.9, 111.9, 4)


def corners(path):
    return [tuple(map(int, corner)) for corner in re.findall(r"(-?\d+) (-?\d+)", path)]


def area(path):
    points = corners(path)
    sides = pairwise([*points, points[0]])
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in sides)) / 2


def test_east_is_right_and_north_is_up():
    points = sketch((CITY, EAST, NORTH)).points

    assert points[2][0] > points[1][0]
    assert points[2][1] == pytest.approx(points[1][1])
    assert points[3][1] < points[1][1]
    assert points[3][0] == pytest.approx(points[1][0])


def test_what_lies_far_out_is_drawn_closer_and_keeps_its_direction():
    near = tuple(replace(EAST, key=10 + n, longitude=112.41 + n / 100) for n in range(4))
    points = sketch((CITY, *near, FAR_WEST)).points

    assert sketch((CITY, *near, FAR_WEST)).projection.exponent < 1
    assert points[4][0] < points[1][0]
    assert points[4][1] == pytest.approx(points[1][1], abs=1)
    drawn = (points[1][0] - points[4][0]) / (points[13][0] - points[1][0])
    assert drawn < (112.4 - 111.9) / (112.44 - 112.4)


def test_places_at_one_address_can_be_told_apart():
    spots = tuple(replace(CITY, key=key) for key in range(8))
    points = sketch(spots).points.values()

    assert min(hypot(x - p, y - q) for (x, y), (p, q) in combinations(points, 2)) > APART / 2


def test_everyone_has_land_of_their_own():
    spots = tuple(
        Spot(row * 5 + column, 29.9 + row / 50, 112.4 + column / 50, row)
        for row in range(5)
        for column in range(5)
    )
    drawing = sketch(spots)

    assert drawing.land.keys() == drawing.points.keys()
    assert min(map(area, drawing.land.values())) > 1000
    left, top, width, height = drawing.frame
    for path in drawing.land.values():
        assert all(left <= x <= left + width for x, _y in corners(path))
        assert all(top <= y <= top + height for _x, y in corners(path))


def test_only_neighbours_of_another_district_have_a_border():
    row = [replace(CITY, key=key, longitude=112.4 + key / 100) for key in range(4)]
    together = sketch(tuple(row))
    apart = sketch((*row[:2], *(replace(spot, district=2) for spot in row[2:])))

    assert together.borders == ""
    assert len(corners(apart.borders)) == 2
    for x, _y in corners(apart.borders):
        assert apart.points[1][0] < x < apart.points[2][0]


def test_a_single_place_is_an_island():
    drawing = sketch((CITY,))

    assert drawing.points[1] == pytest.approx((500, 500))
    assert len(corners(drawing.land[1])) > 20


def test_the_same_places_give_the_same_drawing():
    assert sketch.__wrapped__((CITY, EAST, NORTH)) == sketch.__wrapped__((CITY, EAST, NORTH))
