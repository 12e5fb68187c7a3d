"""Pictures of the prizes, cut from coloured paper like those of the stories."""

from __future__ import annotations

import math

from cms.colour import mix, shade
from demo.services.dice import Dice
from demo.services.pictures import LIGHT, OVERSIZE, PAPER, Motif, Sheet, paint, turn

SEAL = "#b23a24"
WOOD = "#e3c08c"
PENCILS = 12

Point = tuple[float, float]


def draw_prize(slug: str, colour: str, dice: Dice) -> bytes:
    """A JPEG of the prize, in the middle of the sheet; the same dice draw the same picture."""
    return paint(PRIZES[slug], colour, dice)


def _bookmark(sheet: Sheet, colour: str, width: int, height: int, dice: Dice) -> None:
    """A strip of bamboo with the library's seal, and a tassel."""
    middle = width / 2, height / 2
    bamboo = mix(turn(colour, -20), "#d9c98a", 0.62)
    half, top, bottom = height * 0.07, height * 0.2, height * 0.86

    def put(*points: Point) -> list[Point]:
        return _turned(points, middle, 14)

    x = width / 2
    for strand in range(-4, 5):
        swing = strand * height * 0.012
        line = put((x, top), (x + swing * 0.3, top - height * 0.05), (x + swing, top * 0.15))
        sheet.line(line, fill=SEAL, width=4 * OVERSIZE, joint="curve")
    shadow = mix(shade(colour, 0.2), mix(colour, PAPER, 0.82), 0.35)
    for fill, away in ((shadow, height * 0.014), (bamboo, 0.0)):
        left, right = x - half + away, x + half + away
        sheet.polygon(
            put((left, top), (right, top), (right, bottom + away), (left, bottom + away)), fill=fill
        )
    for node in (0.3, 0.62):
        level = top + (bottom - top) * node
        for step, fill in ((0.0, shade(bamboo, 0.38)), (height * 0.012, mix(bamboo, PAPER, 0.6))):
            ends = put((x - half, level + step), (x + half, level + step))
            sheet.line(ends, fill=fill, width=5 * OVERSIZE)
    side = half * 0.62
    seal_y = bottom - half * 1.5
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    sheet.polygon(put(*((x + side * a, seal_y + side * b) for a, b in corners)), fill=SEAL)
    for row in (-0.45, 0.0, 0.45):
        ends = put((x - side * 0.6, seal_y + side * row), (x + side * 0.6, seal_y + side * row))
        sheet.line(ends, fill=PAPER, width=4 * OVERSIZE)
    hole = put((x, top + half * 0.7))[0]
    _dot(sheet, *hole, half * 0.2, mix(colour, PAPER, 0.82))


def _bag(sheet: Sheet, colour: str, width: int, height: int, dice: Dice) -> None:
    """A bag of canvas, out of which books look."""
    x = width / 2
    top, bottom, half = height * 0.42, height * 0.88, height * 0.27
    canvas = mix(colour, PAPER, 0.93)
    handle = shade(mix(colour, PAPER, 0.5), 0.45)
    arc = [x - half * 0.55, height * 0.1, x + half * 0.55, height * 0.74]
    sheet.arc(arc, 180, 360, fill=shade(handle, 0.4), width=int(height * 0.03))
    for place, tall, fill in (
        (-0.6, 0.17, colour),
        (-0.3, 0.22, turn(colour, 140)),
        (0.05, 0.19, LIGHT),
        (0.35, 0.14, turn(colour, -40)),
    ):
        left, head = x + half * place, top - height * tall
        sheet.rectangle([left, head, left + half * 0.26, top + height * 0.05], fill=fill)
        band = head + height * 0.03
        sheet.rectangle(
            [left, band, left + half * 0.26, band + height * 0.012], fill=mix(fill, PAPER, 0.6)
        )
    body = [(x - half, top), (x + half, top), (x + half * 1.08, bottom), (x - half * 1.08, bottom)]
    sheet.polygon([(a + height * 0.016, b + height * 0.012) for a, b in body], fill=handle)
    sheet.polygon(body, fill=canvas)
    sheet.rectangle([x - half, top, x + half, top + height * 0.04], fill=mix(colour, PAPER, 0.75))
    arc = [x - half * 0.55, height * 0.16, x + half * 0.55, height * 0.8]
    sheet.arc(arc, 180, 360, fill=handle, width=int(height * 0.03))
    centre, leaf = height * 0.66, height * 0.11
    for side in (-1, 1):
        points = [
            (x + side * leaf * 0.75 * math.sin(math.pi * t), centre + leaf * (1 - 2 * t))
            for t in (step / 24 for step in range(25))
        ]
        sheet.polygon(points, fill=colour if side < 0 else mix(colour, PAPER, 0.35))
    stalk = [(x, centre - leaf * 0.7), (x, centre + leaf * 1.35)]
    sheet.line(stalk, fill=shade(colour, 0.25), width=4 * OVERSIZE)


def _book(sheet: Sheet, colour: str, width: int, height: int, dice: Dice) -> None:
    """A new book with a landscape on its cover."""
    left, right = width / 2 - height * 0.25, width / 2 + height * 0.25
    top, bottom, depth = height * 0.14, height * 0.84, height * 0.05
    cover, spine = turn(colour, 8), shade(colour, 0.2)
    back = [
        (left, top),
        (right, top),
        (right + depth, top + depth),
        (right + depth, bottom + depth),
    ]
    sheet.polygon([*back, (left + depth, bottom + depth), (left, bottom)], fill=spine)
    for leaf in range(6):
        step = depth * (0.15 + 0.12 * leaf)
        sheet.line(
            [
                (right + step, top + step),
                (right + step, bottom + step),
                (left + step, bottom + step),
            ],
            fill=mix(PAPER, WOOD, 0.1 + 0.05 * (leaf % 2)),
            width=5 * OVERSIZE,
        )
    sheet.rectangle([left, top, right, bottom], fill=cover)
    sheet.rectangle([left, top, left + height * 0.035, bottom], fill=spine)
    edge, inner = left + height * 0.07, top + height * 0.16
    frame = [edge, inner, right - height * 0.04, bottom - height * 0.05]
    sheet.rectangle(frame, fill=mix(colour, PAPER, 0.82))
    _dot(sheet, right - height * 0.13, inner + height * 0.13, height * 0.06, LIGHT)
    for layer in range(3):
        level = inner + height * (0.24 + 0.08 * layer)
        swing = height * dice.uniform(0.02, 0.035)
        ridge = [
            (
                frame[0] + (frame[2] - frame[0]) * step / 40,
                level + swing * math.sin(step / 40 * math.tau * 0.9 + layer * 2),
            )
            for step in range(41)
        ]
        fill = mix(shade(colour, 0.3), mix(colour, PAPER, 0.6), 1 - layer / 2)
        sheet.polygon([*ridge, (frame[2], frame[3]), (frame[0], frame[3])], fill=fill)
    for line, share in ((0.05, 0.8), (0.09, 0.5)):
        y = top + height * line
        reach = edge + (frame[2] - edge) * share
        sheet.line([(edge, y), (reach, y)], fill=PAPER, width=7 * OVERSIZE)


def _pencils(sheet: Sheet, colour: str, width: int, height: int, dice: Dice) -> None:
    """Twelve pencils, spread like a fan."""
    foot = width / 2, height * 1.12
    half = height * 0.021
    for number in range(PENCILS):
        angle = (number - (PENCILS - 1) / 2) * 7.2
        fill = mix(turn(colour, number * 360 / PENCILS), PAPER, 0.2)
        tall = height * (0.86 + 0.05 * math.cos(math.radians(angle * 2)))
        neck, tip = foot[1] - tall + height * 0.1, foot[1] - tall
        x = foot[0]
        body = ((x - half, neck), (x + half, neck), (x + half, foot[1]), (x - half, foot[1]))
        sheet.polygon(_turned(body, foot, angle), fill=fill)
        side = ((x, neck), (x + half, neck), (x + half, foot[1]), (x, foot[1]))
        sheet.polygon(_turned(side, foot, angle), fill=shade(fill, 0.38))
        cone = ((x - half, neck), (x + half, neck), (x, tip))
        sheet.polygon(_turned(cone, foot, angle), fill=WOOD)
        lead = tip + (neck - tip) * 0.36
        point = ((x - half * 0.36, lead), (x + half * 0.36, lead), (x, tip))
        sheet.polygon(_turned(point, foot, angle), fill=fill)


PRIZES: dict[str, Motif] = {
    "bookmark": _bookmark,
    "bag": _bag,
    "book": _book,
    "pencils": _pencils,
}


def _turned(points: tuple[Point, ...], centre: Point, degrees: float) -> list[Point]:
    """The points, turned clockwise around a centre."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    cx, cy = centre
    return [
        (cx + (x - cx) * cosine - (y - cy) * sine, cy + (x - cx) * sine + (y - cy) * cosine)
        for x, y in points
    ]


def _dot(sheet: Sheet, x: float, y: float, radius: float, fill: str) -> None:
    sheet.ellipse([x - radius, y - radius, x + radius, y + radius], fill=fill)
