"""The grounds that certificates are printed on, one function for each design.

Each takes the sheets of the brand's colour and whether the paper lies across, and returns what is
drawn. The words are set upon it by the style sheet of the design.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt, tau

from certificates.services.setting.designs.drawing import (
    Drawing,
    box,
    cloud,
    disc,
    fret,
    leaf,
    meander,
    open_book,
    ridge,
    star,
    through,
    wreath,
)
from cms.colour import mix
from cms.cover_art.paper import CINNABAR, GOLD, PAPER, Palette

GILT = "#c8963e"
HONOUR_RED = "#a3231f"


def classic(p: Palette, *, across: bool) -> Drawing:
    """Rules and frets around an open book, faint as a watermark."""
    ivory = "#fdfaf1"
    d = Drawing(across, ivory)
    faint = {name: mix(p.light, ivory, share) for name, share in WATERMARK.items()}
    open_book(d, d.width / 2, d.height * 0.6, 62 if across else 66, **faint)
    d.frame(9, p.base, 1.2)
    d.frame(11.4, GILT, 0.35)
    d.frame(15.5, p.base, 0.25)
    for x, y, inward, down in d.corners(15.5):
        d.fill(box(x - inward, y - down, inward * 18.5, down * 18.5), ivory)
        d.line(fret(x, y, 3.1, inward, down), p.base, 0.75)
        d.line(
            f"M{x + inward * 17.5} {y}h{inward * 3}M{x} {y + down * 17.5}v{down * 3}", p.base, 0.25
        )
        d.fill(star(x + inward * 9.3, y + down * 9.3, 1.7, points=4), GILT)
    return d


WATERMARK = {"cover": 0.82, "page": 0.9, "lines": 0.8}


def honour(p: Palette, *, across: bool) -> Drawing:
    """Red with a running fret in gold, and laurel: what a certificate of honour looks like in
    China, whatever the colour of the brand."""
    ivory = "#fffdf7"
    d = Drawing(across, HONOUR_RED)
    d.frame(6.5, GILT, 0.5)
    inset, step = 8.8, 1.35
    near, far = inset, inset + 3 * step
    rows = meander(d.width - 2 * inset, step)
    columns = meander(d.height - 2 * inset, step)
    d.line(through([(near + a, near + b) for a, b in rows]), GILT, 0.42)
    d.line(through([(near + a, d.height - near - b) for a, b in rows]), GILT, 0.42)
    d.line(through([(near + b, near + a) for a, b in columns]), GILT, 0.42)
    d.line(through([(d.width - near - b, near + a) for a, b in columns]), GILT, 0.42)
    edge = far + 2.2
    d.fill(box(edge, edge, d.width - 2 * edge, d.height - 2 * edge), ivory)
    d.frame(edge, GILT, 0.9)
    d.frame(edge + 2, GILT, 0.3)
    radius = min(d.width, d.height) * 0.29
    wreath(d, d.width / 2, d.height * 0.53, radius, mix(GILT, ivory, 0.84), mix(GILT, ivory, 0.9))
    for x, y, inward, down in d.corners(edge + 2):
        d.fill(
            f"M{x} {y}h{inward * 11}c{-inward * 5} {down * 0.6} {-inward * 10.4} {down * 6}"
            f" {-inward * 11} {down * 11}Z",
            GILT,
        )
        for lean, length in ((0.35, 7.5), (pi / 4, 10), (pi / 2 - 0.35, 7.5)):
            angle = lean if inward > 0 else pi - lean
            d.fill(leaf(x + inward * 1.6, y + down * 1.6, length, angle * down), HONOUR_RED)
    return d


def lattice(p: Palette, *, across: bool) -> Drawing:
    """A lattice window of a garden, and through its moon gate a landscape with a book."""
    white = "#fefdfa"
    d = Drawing(across, p.base)
    width, height = (82.0, d.height) if across else (d.width, 76.0)
    pale = mix(p.light, p.base, 0.45)
    cell, cut = 17.2, 5.04
    for column in range(int(width / cell) + 2):
        for row in range(int(height / cell) + 2):
            d.line(_pane((column - 0.63) * cell, (row - 0.59) * cell, cell, cut), pale, 0.65)
    d.fill(
        box(width, 0, d.width - width, d.height)
        if across
        else box(0, height, d.width, d.height - height),
        white,
    )
    d.line(f"M{width} 0v{d.height}" if across else f"M0 {height}h{d.width}", GILT, 1.1)
    x, y, radius = width / 2, (d.height * 0.36 if across else height / 2), 29.0
    d.fill(disc(x, y, radius + 3), p.base)
    d.line(disc(x, y, radius + 3), pale, 0.7)
    d.fill(disc(x, y, radius), PAPER)
    d.fill(disc(x + 9, y - 9, 6), GOLD)
    for drop, sway, colour in (
        (-2, 12, mix(p.light, PAPER, 0.35)),
        (5, -10, p.mid),
        (13, 5, p.deep),
    ):
        d.fill(_hill_within(x, y, radius - 0.35, drop, sway), colour)
    d.line(disc(x, y, radius), GILT, 0.7)
    lines = mix(p.mid, "#fffdf8", 0.3)
    open_book(d, x, y + 18, 13, cover=p.contrast, page="#fffdf8", lines=lines)
    return d


def _pane(x: float, y: float, cell: float, cut: float) -> str:
    """An octagon and a flower of four: one field of the lattice."""
    side = cell - 2 * cut
    octagon = (
        f"M{x + cut:.2f} {y:.2f}h{side:.2f}l{cut} {cut}v{side:.2f}l{-cut} {cut}"
        f"h{-side:.2f}l{-cut} {-cut}v{-side:.2f}Z"
    )
    rays = [(step * pi / 4, 3.6 if step % 2 else 5.6) for step in range(8)]
    middle = x + cell / 2, y + cell / 2
    flower = [(middle[0] + cos(a) * r, middle[1] + sin(a) * r) for a, r in rays]
    return octagon + through(flower, closed=True)


def _hill_within(x: float, y: float, radius: float, drop: float, sway: float) -> str:
    """What lies below a soft line within a round window."""
    half, level = sqrt(radius**2 - drop**2), y + drop
    larger = int(drop < 0)
    return (
        f"M{x - half:.2f} {level:.2f}C{x - half * 0.4:.2f} {level - sway:.2f}"
        f" {x + half * 0.2:.2f} {level + sway:.2f} {x + half:.2f} {level:.2f}"
        f"A{radius} {radius} 0 {larger} 1 {x - half:.2f} {level:.2f}Z"
    )


def paper_cut(p: Palette, *, across: bool) -> Drawing:
    """Hills in the brand's sheets of paper, and the sun that rises behind them."""
    sky = "#fdf8ec"
    d = Drawing(across, sky)
    top = d.height * (0.7 if across else 0.76)
    for radius, share in ((30, 0.78), (22, 0.6), (15, 0)):
        d.fill(disc(d.width * 0.88, top - 6, radius), mix(GOLD, sky, share))
    for x, y, size in ((0.1, 30, 8), (0.9, 26, 7), (0.2, 50, 4.5)):
        d.fill(cloud(d.width * x, y, size), "#fffefb")
    lower = 0 if across else 14
    for x, height, size in ((0.8, 44, 5), (0.845, 38, 4), (0.765, 37, 3.4)):
        y = height + lower
        wing = f"q{size * 0.6} {-size * 0.3} {size} {size * 0.5}"
        other_wing = f"q{size * 0.4} {-size * 0.8} {size} {-size * 0.5}"
        d.line(f"M{d.width * x - size:.1f} {y - size * 0.4:.1f}{wing}{other_wing}", p.base, 0.7)
    sheets = ((mix(p.pale, sky, 0.1), 0, 9), (p.light, 13, 9), (p.mid, 27, 8), (p.base, 40, 6))
    for place, (colour, drop, swing) in enumerate(sheets):
        for lift, sheet, opacity in ((0.9, "#000000", 0.07), (0, colour, 1)):
            level, humps = top + drop - lift, 3 + place % 2
            shape = ridge(d, level, swing, seed=f"ridge {place}", humps=humps)
            d.fill(shape, sheet, opacity=opacity)
    return d


def children(p: Palette, *, across: bool) -> Drawing:
    """Sun, rainbow, confetti, and a book from which leaves grow."""
    paper = "#fff9ea"
    d = Drawing(across, paper)
    for place, colour in enumerate((*RAINBOW, paper)):
        d.fill(disc(0, d.height, 74 - 8 * place), colour)
    d.fill(cloud(22, d.height - 4, 13), "#ffffff")
    d.fill(cloud(58, d.height - 1, 9), "#ffffff")
    _laughing_sun(d, d.width - (30 if across else 21), 30 if across else 22)
    for x, y, size in ((30, 34, 8.5), (62, 22, 5.5), (d.width * 0.72, 22, 5)):
        d.fill(cloud(x, y, size), "#ffffff")
    shades = (p.mid, p.light, *RAINBOW[1:5])
    for piece, (right, down) in enumerate(CONFETTI):
        spot = d.width * right, d.height * down
        shapes = (star(*spot, 4.4, turn=piece / 2), disc(*spot, 2.3), leaf(*spot, 9, -piece / 5))
        d.fill(shapes[piece % 3], shades[piece % len(shades)])
    w, h = d.width, d.height
    # Whoever signs on paper that lies across does so to the left of the hill.
    foot = w - (86 if across else 100)
    d.fill(
        f"M{foot} {h}C{foot + 22} {h - 26} {w - 32} {h - 34} {w} {h - 40}V{h}Z",
        "#9cc27d",
    )
    d.fill(
        f"M{foot + 30} {h}C{foot + 50} {h - 20} {w - 22} {h - 22} {w} {h - 24}V{h}Z",
        "#7fb069",
    )
    lines = mix(p.light, "#fffdf8", 0.3)
    open_book(d, w - 44, h - 17, 25, cover=p.base, page="#fffdf8", lines=lines)
    for drift, length, angle, colour in LEAVES_OF_A_BOOK:
        d.fill(leaf(w - 44 + drift, h - 35, length, angle, width=0.42), colour)
    return d


RAINBOW = ("#e4572e", "#f0a03c", "#f5cf56", "#7fb069", "#3f8fb0", "#6a5aa0")

# Shares of width and height, where no words stand.
CONFETTI = (
    *((0.06, 0.42), (0.035, 0.56), (0.955, 0.42), (0.93, 0.55), (0.965, 0.67)),
    *((0.3, 0.07), (0.5, 0.055), (0.62, 0.075), (0.07, 0.3), (0.9, 0.33)),
)
LEAVES_OF_A_BOOK = ((-8, 11, -1.9, "#7fb069"), (0, 15, -1.45, "#5d9150"), (8, 11, -1.1, "#7fb069"))


def _laughing_sun(d: Drawing, x: float, y: float) -> None:
    for ray in range(16):
        angle, reach = ray * tau / 16, 30 if ray % 2 else 27
        edges = ((angle - 0.09, 21), (angle, reach), (angle + 0.09, 21))
        points = [(x + cos(a) * r, y + sin(a) * r) for a, r in edges]
        d.fill(through(points, closed=True), "#f0a03c")
    d.fill(disc(x, y, 17.5), "#f5cf56")
    for side in (-1, 1):
        d.fill(disc(x + side * 5.6, y - 2.4, 1.5), "#5b4020")
        d.fill(disc(x + side * 9.5, y + 3.2, 2.6), "#f0a03c", opacity=0.6)
    d.line(f"M{x - 5.5} {y + 4}q5.5 6 11 0", "#5b4020", 1.1)


def band(p: Palette, *, across: bool) -> Drawing:
    """White, a band of the brand's colour, and circles as a stone makes them in water."""
    d = Drawing(across, "#ffffff")
    width = 34.0
    d.fill(box(0, 0, width, d.height), p.base)
    for row in range(int(d.height / 6) + 5):
        d.line(f"M0 {row * 6}l{width} {-width * 0.6:.1f}", mix(p.mid, p.base, 0.72), 0.5)
    d.fill(box(width, 0, 1.6, d.height), GILT)
    for radius in (58, 47, 36, 25):
        d.line(disc(d.width - 4, 4, radius), mix(p.light, "#ffffff", 0.55), 1.4)
    d.fill(disc(d.width - 4, 4, 15), mix(p.light, "#ffffff", 0.7))
    return d


def bookplate(p: Palette, *, across: bool) -> Drawing:
    """A bookplate as readers paste them into their books: an arch, a rising sun, an open book."""
    paper = "#faf4e4"
    d = Drawing(across, paper)
    d.frame(9, p.deep, 1.5)
    d.frame(12, p.deep, 0.4)
    half, height = (42.0, 42.0) if across else (54.0, 58.0)
    x, foot, bow = d.width / 2, 15.5 + height, half * 0.55
    wall = height - bow
    arch = f"M{x - half} {foot}v{-wall:.2f}a{half} {bow:.2f} 0 0 1 {2 * half} 0v{wall:.2f}"
    d.fill(f"{arch}Z", mix(p.light, paper, 0.55))
    for ray in range(36):
        edges = [pi + pi * (ray + part) / 36 for part in (0, 0.5)]
        tips = [_below_arch(x, foot, half, height, bow, edge) for edge in edges]
        d.fill(through([(x, foot - 5), *tips], closed=True), mix(GOLD, paper, 0.35))
    d.fill(disc(x, foot - 14, 9), GOLD)
    d.fill(
        f"M{x - half} {foot}c{half * 0.5:.2f} -13 {half * 0.9:.2f} -12 {half} -4"
        f"c{half * 0.2:.2f} -9 {half * 0.6:.2f} -10 {half} 4Z",
        p.mid,
    )
    d.line(arch, p.deep, 1)
    d.line(f"M{x - half - 6} {foot}h{2 * half + 12}", p.deep, 1)
    lines = mix(p.base, paper, 0.4)
    open_book(d, x, foot + 1, 17, cover=p.deep, page="#fffdf6", lines=lines)
    for left, top, inward, down in d.corners(12):
        d.fill(
            f"M{left} {top}h{inward * 9}q{-inward * 7.5} {down * 1.5} {-inward * 9} {down * 9}Z",
            p.deep,
        )
        d.fill(disc(left + inward * 9.2, top + down * 9.2, 1.1), CINNABAR)
    return d


def _below_arch(
    x: float, foot: float, half: float, height: float, bow: float, angle: float
) -> tuple[float, float]:
    """Where a ray from the sun meets the arch, a hair below it."""
    reach = half * 0.97
    end_x, end_y = x + cos(angle) * reach, foot - 5 + sin(angle) * reach * 0.93
    sagitta = 1 - sqrt(1 - min(abs(end_x - x) / half, 1) ** 2)
    return end_x, max(end_y, foot - height + 1.2 + bow * sagitta)
