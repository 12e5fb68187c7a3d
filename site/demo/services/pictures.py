"""Pictures for the stories, cut from coloured paper by the computer: nobody was photographed."""

from __future__ import annotations

import colorsys
import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from cms.colour import mix, rgb, shade, to_hex
from demo.services.dice import Dice

WIDTH, HEIGHT = 1200, 750
# Drawn larger and made smaller, so that edges are smooth.
OVERSIZE = 2
PAPER = "#fbf6ea"
LIGHT = "#f4c45c"
QUALITY = 84

Sheet = ImageDraw.ImageDraw
# Cuts something of a colour out of paper, on a sheet so wide and so high.
Motif = Callable[[Sheet, str, int, int, Dice], None]


def draw_picture(colour: str, motif: str, dice: Dice) -> bytes:
    """A JPEG in the brand's colour; the same dice draw the same picture."""
    return paint(MOTIFS[motif], colour, dice)


def paint(motif: Motif, colour: str, dice: Dice) -> bytes:
    """What the motif cuts, on a light sheet of the colour, as JPEG."""
    size = (WIDTH * OVERSIZE, HEIGHT * OVERSIZE)
    image = Image.new("RGB", size, mix(colour, PAPER, 0.82))
    motif(ImageDraw.Draw(image), colour, *size, dice)
    buffer = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(
        buffer, "JPEG", quality=QUALITY, optimize=True
    )
    return buffer.getvalue()


def _hills(sheet: Sheet, colour: str, width: int, height: int, dice: Dice) -> None:
    """A low sun above hills, each nearer one darker, and houses with lit windows."""
    sun = height * 0.16
    x, y = width * dice.uniform(0.55, 0.8), height * dice.uniform(0.24, 0.36)
    for grow, share in ((1.9, 0.8), (1.4, 0.6), (1.0, 0.1)):
        _disc(sheet, x, y, sun * grow, mix(LIGHT, mix(colour, PAPER, 0.82), share))
    layers = 5
    for layer in range(layers):
        depth = layer / (layers - 1)
        ridge = _ridge(width, height * (0.42 + 0.14 * layer), height * (0.11 - 0.012 * layer), dice)
        fill = mix(shade(colour, 0.30), mix(colour, PAPER, 0.72), 1 - depth)
        sheet.polygon([*ridge, (width, height), (0, height)], fill=fill)
        if layer == layers - 2:
            for x, y in dice.sample(ridge[4:-4:6], 7):
                _house(sheet, x, y + height * 0.012, height * dice.uniform(0.045, 0.08), colour)


def _house(sheet: Sheet, x: float, y: float, size: float, colour: str) -> None:
    wall, roof = mix(colour, PAPER, 0.86), shade(turn(colour, -18), 0.34)
    sheet.rectangle([x - size / 2, y - size * 0.7, x + size / 2, y + size], fill=wall)
    sheet.polygon(
        [
            (x - size * 0.68, y - size * 0.66),
            (x, y - size * 1.3),
            (x + size * 0.68, y - size * 0.66),
        ],
        fill=roof,
    )
    sheet.rectangle(
        [x - size * 0.16, y - size * 0.35, x + size * 0.16, y + size * 0.05], fill=LIGHT
    )


def _shelf(sheet: Sheet, colour: str, width: int, height: int, dice: Dice) -> None:
    """Two boards of books in shades of one colour and its neighbours."""
    hues = [
        colour,
        turn(colour, 30),
        turn(colour, -30),
        mix(colour, PAPER, 0.45),
        shade(colour, 0.25),
    ]
    board = height * 0.035
    for base in (height * 0.49, height * 0.93):
        x = width * 0.04
        while x < width * 0.93:
            if dice.happens(0.07):
                x += width * dice.uniform(0.03, 0.07)
                continue
            thick = width * dice.uniform(0.018, 0.042)
            tall = height * dice.uniform(0.25, 0.37)
            fill = dice.choice(hues)
            sheet.rounded_rectangle(
                [x, base - tall, x + thick, base], radius=thick * 0.14, fill=fill
            )
            band = mix(fill, PAPER, 0.55)
            for part in dice.sample((0.14, 0.2, 0.72, 0.8), 2):
                y = base - tall * (1 - part)
                sheet.rectangle([x, y, x + thick, y + tall * 0.03], fill=band)
            x += thick * 1.06
        sheet.rectangle([0, base, width, base + board], fill=shade(colour, 0.22, 0.7))
        sheet.rectangle(
            [0, base, width, base + board * 0.22], fill=mix(shade(colour, 0.22), PAPER, 0.3)
        )


def _river(sheet: Sheet, colour: str, width: int, height: int, dice: Dice) -> None:
    """Paper boats on a river of many bands, under a pale moon."""
    _disc(sheet, width * 0.2, height * 0.22, height * 0.11, mix(colour, PAPER, 0.96))
    bands = 9
    boats = {2: 0.62, 4: dice.uniform(0.15, 0.35), 6: dice.uniform(0.7, 0.85)}
    for band in range(bands):
        top = height * (0.34 + 0.08 * band)
        swing = height * (0.016 + 0.004 * band)
        ridge = _ridge(width, top, swing, dice)
        if band in boats:
            x, y = ridge[int(boats[band] * len(ridge))]
            _boat(sheet, x, y + swing * 0.4, height * (0.045 + 0.008 * band), colour)
        fill = mix(shade(colour, 0.30), mix(colour, PAPER, 0.75), 1 - band / (bands - 1))
        sheet.polygon([*ridge, (width, height), (0, height)], fill=fill)


def _boat(sheet: Sheet, x: float, y: float, size: float, colour: str) -> None:
    light, dark = mix(colour, "#ffffff", 0.96), mix(colour, "#ffffff", 0.78)
    sheet.polygon([(x, y - size * 1.5), (x - size * 0.75, y), (x, y)], fill=light)
    sheet.polygon([(x, y - size * 1.5), (x + size * 0.75, y), (x, y)], fill=dark)
    sheet.polygon(
        [
            (x - size * 1.5, y - size * 0.35),
            (x + size * 1.5, y - size * 0.35),
            (x + size * 0.8, y + size * 0.55),
            (x - size * 0.8, y + size * 0.55),
        ],
        fill=light,
    )


def _lanterns(sheet: Sheet, colour: str, width: int, height: int, dice: Dice) -> None:
    """Lanterns on strings, glowing in the evening."""
    sheet.rectangle([0, 0, width, height], fill=shade(colour, 0.19))
    glow = mix(turn(colour, 20), "#f7c873", 0.6)
    for line in range(4):
        left, right = height * (0.05 + 0.2 * line), height * (0.02 + 0.22 * line)
        sag = height * dice.uniform(0.08, 0.14)
        points = [
            (width * part, left + (right - left) * part + sag * math.sin(math.pi * part))
            for part in (step / 60 for step in range(61))
        ]
        sheet.line(points, fill=mix(colour, PAPER, 0.45), width=3 * OVERSIZE)
        for x, y in points[4 + 3 * (line % 2) :: 9]:
            size = height * (0.035 + 0.012 * line)
            centre = y + size * 1.5
            halo = mix(shade(colour, 0.19), glow, 0.22)
            _disc(sheet, x, centre, size * 1.7, halo)
            _disc(sheet, x, centre, size, mix(glow, PAPER, dice.uniform(0, 0.35)))
            cap = shade(colour, 0.14)
            for edge in (centre - size * 1.02, centre + size * 0.82):
                sheet.rectangle(
                    [x - size * 0.42, edge, x + size * 0.42, edge + size * 0.2], fill=cap
                )


MOTIFS: dict[str, Motif] = {
    "hills": _hills,
    "shelf": _shelf,
    "river": _river,
    "lanterns": _lanterns,
}


def turn(colour: str, degrees: float) -> str:
    """The colour with its hue turned on the wheel."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*rgb(colour))
    return to_hex(colorsys.hls_to_rgb((hue + degrees / 360) % 1, lightness, saturation))


def _ridge(width: int, level: float, swing: float, dice: Dice) -> list[tuple[float, float]]:
    """The upper edge of a layer of paper: a few waves laid over each other."""
    waves = [
        (swing / number, dice.uniform(0.6, 1.4) * number, dice.uniform(0, math.tau))
        for number in (1, 2, 3)
    ]
    steps = 90
    return [
        (
            width * step / steps,
            level + sum(a * math.sin(math.tau * f * step / steps + p) for a, f, p in waves),
        )
        for step in range(steps + 1)
    ]


def _disc(sheet: Sheet, x: float, y: float, radius: float, fill: str) -> None:
    sheet.ellipse([x - radius, y - radius, x + radius, y + radius], fill=fill)
