"""Cover art for whatever has no photo: paper-cut scenes in the colours of a brand, as SVG.

The same name always gives the same drawing, so a drawing is an address that may be kept for ever:
``/art/lecture-1f4468-42.svg`` is the art of a lecture, in indigo, number 42. A scene is a stack
of cut sheets: every sheet casts a soft edge on those below it. What matters stands in the middle
two thirds, so that a card (3:2), a wide banner and a square can all crop the same drawing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin
from random import Random

from django.utils.text import slugify

from cms import colour as colours

WIDTH, HEIGHT = 720, 480
HOUSE_COLOUR = "#1f4468"
PAPER = "#fbf5e6"
NAME = re.compile(r"(?P<kind>[a-z_]{1,20})-(?P<colour>[0-9a-f]{6})-(?P<seed>[a-z0-9-]{1,60})")


@dataclass(frozen=True)
class Palette:
    """The sheets of paper that a scene is cut from: one hue from deep to pale, and one contrast."""

    deep: str
    base: str
    mid: str
    light: str
    pale: str
    contrast: str
    gold: str = "#e3ab3f"
    paper: str = PAPER

    @classmethod
    def of(cls, colour: str) -> Palette:
        """The sheets that go with a brand's colour."""
        red, green, blue = colours.rgb(colour)
        is_warm = red > max(green, blue) * 1.15
        return cls(
            deep=colours.shade(colour, 0.2),
            base=colours.shade(colour, 0.36),
            mid=colours.shade(colour, 0.54, 0.85),
            light=colours.shade(colour, 0.75, 0.75),
            pale=colours.mix(colours.shade(colour, 0.88, 0.7), PAPER, 0.35),
            contrast="#22466c" if is_warm else "#c9472f",
        )


class Sheet:
    """A drawing in the making."""

    def __init__(self, ground: str) -> None:
        self.parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/>']

    def cut(self, path: str, fill: str, *, depth: float = 6) -> None:
        """A shape cut from one sheet of paper, with the shade it casts."""
        self.parts.append(
            f'<path d="{path}" transform="translate(0 {_n(depth)})" fill="#000" opacity=".14"/>'
            f'<path d="{path}" fill="{fill}"/>'
        )

    def disc(self, x: float, y: float, radius: float, fill: str, *, depth: float = 0) -> None:
        """A round piece; a depth of 0 lies flat."""
        if depth:
            self.parts.append(
                f'<circle cx="{_n(x)}" cy="{_n(y + depth)}" r="{_n(radius)}" opacity=".14"/>'
            )
        self.parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"/>')

    def line(self, path: str, stroke: str, width: float = 3, *, dash: str = "") -> None:
        """A drawn or stitched line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{_n(width)}"'
            f' stroke-linecap="round" stroke-linejoin="round"{dashed}/>'
        )

    def svg(self) -> str:
        """The whole picture."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' preserveAspectRatio="xMidYMid slice">{"".join(self.parts)}</svg>'
        )


Motif = Callable[[Palette, Random], Sheet]


def hills(p: Palette, rng: Random) -> Sheet:
    """Ridges behind ridges, a sun and birds: the world that a book opens."""
    sheet = Sheet(p.pale)
    sun_x = rng.choice((210, 260, 470, 520))
    sheet.disc(sun_x, 150, 66, p.contrast if rng.random() < 0.5 else p.gold, depth=4)
    for level, fill in zip((230, 285, 345), (p.light, p.mid, p.base), strict=True):
        sheet.cut(_ridge(rng, level, 46), fill, depth=-5)
    for _ in range(rng.randint(3, 5)):
        x, y, size = rng.randint(140, 580), rng.randint(70, 200), rng.randint(10, 17)
        sheet.line(
            f"M{x - size} {y - size // 2}q{size // 2} -3 {size} {size // 2}"
            f"q{size // 2} {-size // 2} {size} {-size // 2}",
            p.deep,
            3.5,
        )
    _open_book(sheet, 360, 470, 250, p)
    return sheet


def sprout(p: Palette, rng: Random) -> Sheet:
    """A seedling that grows out of an open book."""
    sheet = Sheet(p.pale)
    sheet.disc(360, 215, 170, p.light)
    for _ in range(16):
        sheet.disc(rng.randint(60, 660), rng.randint(30, 300), rng.choice((4, 5, 7)), PAPER)
    lean = rng.choice((-1, 1))
    top = 96
    sheet.line(
        f"M360 410C{360 + 24 * lean} 320 {360 - 22 * lean} 220 {360 + 8 * lean} {top}", p.deep, 9
    )
    for index, y in enumerate((330, 270, 212, 160)):
        side = lean if index % 2 else -lean
        size = 118 - index * 14
        fill = (p.base, p.mid, p.base, p.contrast if rng.random() < 0.35 else p.mid)[index]
        _leaf(sheet, 360 + 3 * side, y, size, side * (32 + rng.randint(-8, 10)), fill, p.deep)
    _leaf(sheet, 360 + 8 * lean, top + 6, 78, 4 * lean, p.gold, p.deep)
    _open_book(sheet, 360, 470, 235, p)
    return sheet


def lanterns(p: Palette, rng: Random) -> Sheet:
    """Lanterns over the roofs of an old street at night."""
    sheet = Sheet(p.deep)
    sheet.disc(rng.choice((190, 530)), 130, 62, p.gold)
    for _ in range(22):
        sheet.disc(rng.randint(10, 710), rng.randint(10, 250), rng.choice((1.5, 2, 3)), PAPER)
    for base, fill in ((372, p.base), (418, p.mid)):
        sheet.cut(_roofs(rng, base), fill, depth=-5)
    sheet.line("M-10 40Q360 118 730 40", p.light, 3)
    for x, size in ((150, 46), (270, 62), (420, 74), (560, 52)):
        sag = 40 + 78 * (1 - ((x - 360) / 370) ** 2) / 2
        fill = rng.choice((p.contrast, p.contrast, p.gold))
        _lantern(sheet, x + rng.randint(-12, 12), sag, size, fill, p)
    return sheet


def waves(p: Palette, rng: Random) -> Sheet:
    """A boat whose sail is a page, on waves as old cloth has them."""
    sheet = Sheet(p.pale)
    sheet.disc(rng.choice((180, 540)), 128, 56, p.contrast, depth=4)
    sheet.cut(
        "M90 110q14-34 52-26 18-30 52-14 38-8 42 26 30 2 30 24H76q-6-8 14-10Z", PAPER, depth=4
    )
    x = rng.randint(320, 400)
    sheet.cut(f"M{x} 90V318H{x - 120}Q{x - 96} 180 {x} 90Z", PAPER)
    sheet.cut(f"M{x + 14} 128Q{x + 120} 210 {x + 122} 318H{x + 14}Z", p.light)
    for row in range(4):
        y = 196 + row * 32
        sheet.line(f"M{x - 78 - row * 6} {y + 6}H{x - 18}", p.mid, 3)
    sheet.line(f"M{x + 7} 70V330", p.deep, 8)
    sheet.cut(
        f"M{x - 150} 322H{x + 165}Q{x + 140} 388 {x + 80} 392H{x - 70}Q{x - 130} 388 {x - 150} 322Z",
        p.deep,
    )
    for row, (fill, ring) in enumerate(((p.light, p.mid), (p.mid, p.light), (p.base, p.mid))):
        y = 398 + row * 40
        for column in range(-1, 10):
            cx = column * 88 + (44 if row % 2 else 0)
            sheet.disc(cx, y + 10, 56, fill)
            for radius in (42, 28, 14):
                sheet.parts.append(
                    f'<circle cx="{cx}" cy="{y + 10}" r="{radius}" fill="none" stroke="{ring}"'
                    ' stroke-width="3.5"/>'
                )
    return sheet


def lamp(p: Palette, rng: Random) -> Sheet:
    """An armchair, a lamp and a shelf: an evening for listening."""
    sheet = Sheet(p.base)
    for row, y in enumerate((120, 232)):
        _books_on_shelf(sheet, rng, 26, 330 if row else 290, y, p, height=(58, 86))
        sheet.cut(f"M20 {y}H350V{y + 10}H20Z", p.deep, depth=4)
    sheet.parts.append(f'<path d="M470 120 300 420H690L594 120Z" fill="{p.gold}" opacity=".3"/>')
    sheet.cut("M0 416H720V480H0Z", p.deep, depth=-4)
    chair = p.contrast
    sheet.cut("M250 420V300q0-78 74-78h60q74 0 74 78V420Z", chair)
    sheet.cut(
        "M222 330q0-26 26-26t26 26v40H434v-40q0-26 26-26t26 26v90H222Z",
        colours.mix(chair, "#000000", 0.14),
    )
    sheet.cut("M270 362H438V392H270Z", colours.mix(chair, PAPER, 0.24), depth=3)
    sheet.line("M250 422V446M458 422V446", p.paper, 9)
    sheet.line("M548 120V440M508 442H588", p.paper, 8)
    sheet.cut("M492 62H604L636 138H460Z", p.gold)
    _open_book(sheet, 354, 356, 66, p)
    return sheet


def phone(p: Palette, rng: Random) -> Sheet:
    """A telephone in a hand, and what good comes out of it."""
    sheet = Sheet(p.pale)
    sheet.disc(360, 230, 186, p.light)
    sheet.cut("M196 480C190 400 214 330 276 300L300 480Z", p.mid)
    sheet.cut("M262 62q0-22 22-22H436q22 0 22 22V428q0 22-22 22H284q-22 0-22-22Z", p.deep, depth=8)
    sheet.cut("M276 82H444V404H276Z", PAPER, depth=0)
    sheet.disc(360, 428, 10, p.light)
    picture = rng.randint(0, 2)
    if picture == 0:
        sheet.disc(360, 190, 54, p.contrast)
        sheet.cut("M276 262Q320 206 360 250T444 232V404H276Z", p.mid, depth=-3)
        sheet.cut("M276 318Q340 268 444 322V404H276Z", p.base, depth=-3)
    elif picture == 1:
        for row, y in enumerate((112, 176, 240, 304)):
            side = row % 2
            sheet.cut(
                f"M{292 + 34 * side} {y}h102q10 0 10 10v26q0 10-10 10h-102q-10 0-10-10v-26q0-10 10-10Z",
                p.contrast if side else p.light,
                depth=3,
            )
            sheet.line(
                f"M{304 + 34 * side} {y + 23}h{rng.randint(46, 78)}", PAPER if side else p.base, 5
            )
    else:
        _open_book(sheet, 360, 330, 74, p)
        _leaf(sheet, 360, 244, 92, -30, p.base, p.deep)
        _leaf(sheet, 360, 244, 92, 30, p.mid, p.deep)
        sheet.disc(360, 128, 22, p.gold)
    for index, y in enumerate((250, 304, 356, 404)):
        sheet.cut(
            f"M470 {y}q0 22-22 22h-{28 + index * 2}q-20 0-20-20t20-20h28q22 0 22 18Z",
            p.mid,
            depth=4,
        )
    sheet.cut("M452 480V250q52 34 58 98 4 64-6 132Z", p.mid)
    for x, y in ((150, 110), (566, 96), (596, 190), (128, 214)):
        _spark(
            sheet,
            x + rng.randint(-14, 14),
            y + rng.randint(-12, 12),
            rng.randint(13, 22),
            rng.choice((p.contrast, p.gold, PAPER)),
        )
    return sheet


def kites(p: Palette, rng: Random) -> Sheet:
    """Kites over a green hill."""
    sheet = Sheet(p.light)
    for x, y in ((90, 90), (520, 60), (330, 220)):
        x += rng.randint(-30, 30)
        sheet.cut(
            f"M{x} {y + 30}q10-30 42-24 16-28 48-12 34-6 38 24 24 2 24 20H{x - 10}q-6-8 10-8Z",
            PAPER,
            depth=4,
        )
    sheet.cut(_ridge(rng, 392, 26), p.base, depth=-5)
    sheet.cut(_ridge(rng, 432, 20), p.deep, depth=-5)
    fills = [p.contrast, p.gold, PAPER]
    rng.shuffle(fills)
    for (x, y, size, angle), fill in zip(
        ((210, 130, 70, -16), (410, 120, 92, 12), (560, 220, 58, 20)), fills, strict=True
    ):
        y += rng.randint(-18, 18)
        sheet.line(f"M{x} {y}Q{x - 40} 300 {330 + (x - 360) // 6} 420", p.deep, 2.5)
        _kite(sheet, x, y, size, angle + rng.randint(-8, 8), fill, p)
    return sheet


def frames(p: Palette, rng: Random) -> Sheet:
    """Pictures on a wall."""
    sheet = Sheet(p.base)
    sheet.cut("M0 418H720V480H0Z", p.deep, depth=-4)
    boxes = [
        (96, 76, 150, 196),
        (276, 54, 200, 150),
        (276, 232, 92, 118),
        (392, 232, 84, 118),
        (506, 76, 124, 164),
        (506, 266, 124, 84),
        (96, 298, 150, 60),
    ]
    inside = [_picture_ridge, _picture_sun, _picture_leaf, _picture_stripes]
    for index, (x, y, width, height) in enumerate(boxes):
        frame = (PAPER, p.gold, p.deep, PAPER)[index % 4]
        sheet.cut(f"M{x} {y}h{width}v{height}h-{width}Z", frame, depth=7)
        rng.choice(inside)(sheet, rng, x + 10, y + 10, width - 20, height - 20, p)
    return sheet


def brush(p: Palette, rng: Random) -> Sheet:
    """A brush, its circle of ink, and a seal."""
    sheet = Sheet(p.pale)
    sheet.cut("M120 40H600V440H120Z", PAPER, depth=8)
    sheet.line("M120 64H600M120 416H600", p.light, 3)
    start = rng.uniform(0.1, 0.5)
    cx, cy, radius = 340, 232, 122
    points = []
    for step in range(41):
        angle = start * 2 * pi + step / 40 * 1.82 * pi
        points.append((cx + radius * cos(angle), cy + radius * 0.96 * sin(angle)))
    for offset, width, fill in ((0, 34, p.base), (6, 10, p.mid), (-11, 5, p.mid)):
        path = "M" + "L".join(
            f"{_n(x + (x - cx) / radius * offset)} {_n(y + (y - cy) / radius * offset)}"
            for x, y in points[: 41 - abs(offset)]
        )
        sheet.line(path, fill, width)
    sheet.cut("M512 352h52v52h-52Z", p.contrast, depth=3)
    sheet.line("M524 366h28v12h-28v14h28M538 360v38", PAPER, 4)
    x, y = points[0]
    tilt = rng.choice((28, 34, 40))
    sheet.parts.append(f'<g transform="translate({_n(x)} {_n(y)}) rotate({tilt})">')
    sheet.cut("M0 0Q-24-34-15-74H15Q24-34 0 0Z", p.deep)
    sheet.cut("M-16-74H16V-98H-16Z", p.gold)
    sheet.cut("M-12-98H12L8-330H-8Z", p.contrast)
    sheet.parts.append("</g>")
    return sheet


def tea(p: Palette, rng: Random) -> Sheet:
    """A pot, a cup and a book: an afternoon in company."""
    sheet = Sheet(p.light)
    sheet.disc(360, 210, 180, p.pale)
    for index, x in enumerate((452, 492, 532)):
        sheet.line(
            f"M{x} 236c-18-22 18-34 0-58s14-34 {rng.choice((0, 6))}-{46 + index * 8}", PAPER, 8
        )
    sheet.cut("M0 388H720V480H0Z", p.deep, depth=-4)
    pot = p.contrast
    sheet.line("M196 236q-62 0-62 52t74 56", pot, 20)
    sheet.cut("M372 262q50-6 62-66l26 8q-6 96-86 120Z", pot)
    sheet.cut("M186 290q0-84 102-84t102 84-58 98H244q-58-14-58-98Z", pot)
    sheet.cut("M234 208q4-26 54-26t54 26Z", colours.mix(pot, PAPER, 0.2), depth=4)
    sheet.disc(288, 172, 13, p.gold, depth=4)
    sheet.line("M222 300q66 24 132 0M228 322q60 22 120 0", colours.mix(pot, PAPER, 0.45), 4)
    sheet.cut("M440 286H560q0 92-48 102h-24q-48-10-48-102Z", PAPER)
    sheet.line("M560 304q40-4 36 26t-50 28", PAPER, 11)
    sheet.line("M452 310H548", p.mid, 4)
    for index in range(rng.randint(2, 3)):
        y = 388 + index * 26
        x = 150 + rng.randint(-14, 14)
        sheet.cut(f"M{x} {y}h420v24h-420Z", (p.base, p.gold, p.mid)[index], depth=4)
        sheet.line(f"M{x + 26} {y}v24M{x + 40} {y}v24", PAPER, 3)
    return sheet


def shelf(p: Palette, rng: Random) -> Sheet:
    """A wall of books with a few that lean."""
    sheet = Sheet(p.deep)
    for y in (158, 318, 478):
        _books_on_shelf(sheet, rng, 18, 702, y, p, height=(92, 138))
        sheet.cut(f"M0 {y}H720V{y + 14}H0Z", p.base, depth=4)
    return sheet


def voices(p: Palette, rng: Random) -> Sheet:
    """Sound in rings and a page in dots: reading by ear and by hand."""
    sheet = Sheet(p.base)
    x = rng.choice((230, 490))
    for index, radius in enumerate((300, 244, 190, 138, 88)):
        sheet.disc(x, 220, radius, (p.mid, p.base)[index % 2] if index < 4 else p.contrast, depth=3)
    sheet.disc(x, 220, 40, p.gold, depth=3)
    page_x = 96 if x > 360 else 372
    sheet.cut(f"M{page_x} 96H{page_x + 252}V400H{page_x}Z", PAPER, depth=8)
    for row in range(4):
        for cell in range(5):
            for dot in range(6):
                raised = rng.random() < 0.5
                cx = page_x + 34 + cell * 42 + (dot % 2) * 16
                cy = 130 + row * 70 + (dot // 2) * 16
                sheet.disc(cx, cy, 5.5 if raised else 2, p.deep if raised else p.light)
    return sheet


MOTIFS: dict[str, Motif] = {
    motif.__name__: motif
    for motif in (
        *(hills, sprout, lanterns, waves, lamp, phone),
        *(kites, frames, brush, tea, shelf, voices),
    )
}

# What suits a kind of event, an audience, or a page; anything else is drawn as reading.
MOTIFS_OF = {
    "reading": ("hills", "shelf", "sprout", "lamp", "waves"),
    "lecture": ("lamp", "shelf", "tea"),
    "course": ("phone", "brush", "tea"),
    "exhibition": ("frames",),
    "contest": ("brush", "kites"),
    "performance": ("lanterns",),
    "fair": ("lanterns", "kites", "shelf"),
    "outreach": ("waves", "hills"),
    "internal": ("tea",),
    "everyone": ("hills", "shelf", "lanterns", "waves"),
    "families": ("sprout", "kites"),
    "children": ("kites", "sprout"),
    "teens": ("waves", "brush"),
    "adults": ("lamp", "shelf"),
    "elders": ("phone", "tea"),
    "disabled_readers": ("voices",),
}


def motif_for(kind: str, seed: str) -> str:
    """The motif of a kind, one of several by the seed; a motif's own name is taken as it is."""
    if kind in MOTIFS:
        return kind
    return Random(f"{kind} {seed}").choice(MOTIFS_OF.get(kind, MOTIFS_OF["reading"]))  # noqa: S311


def svg_for(seed: str, colour: str = HOUSE_COLOUR, kind: str = "reading") -> str:
    """The drawing of this seed, in shades of ``#rrggbb``; the same for the same three words.

    Raises:
        ValueError: the colour is not of that form.
    """
    motif = motif_for(kind, seed)
    return MOTIFS[motif](Palette.of(colour), Random(f"{motif} {seed}")).svg()  # noqa: S311


def name_of(*, kind: str, colour: str, seed: str) -> str:
    """The name under which the address of a drawing carries its three words."""
    known = kind if kind in MOTIFS or kind in MOTIFS_OF else "reading"
    tint = colour if colours.HEX.fullmatch(colour) else HOUSE_COLOUR
    return f"{known}-{tint[1:].lower()}-{slugify(seed)[:60] or '0'}"


def svg_named(name: str) -> str | None:
    """The drawing with this name, or nothing where the name is of no drawing."""
    match = NAME.fullmatch(name)
    if not match or not (match["kind"] in MOTIFS or match["kind"] in MOTIFS_OF):
        return None
    return svg_for(match["seed"], f"#{match['colour']}", match["kind"])


# Pieces ------------------------------------------------------------------------------------


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _ridge(rng: Random, level: int, swing: int) -> str:
    points = [(x, level + rng.randint(-swing, swing)) for x in range(-60, 841, 150)]
    path = f"M-60 {HEIGHT + 20}L{points[0][0]} {points[0][1]}"
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        middle = (x1 + x2) / 2
        path += f"C{_n(middle)} {y1} {_n(middle)} {y2} {x2} {y2}"
    return f"{path}V{HEIGHT + 20}Z"


def _open_book(sheet: Sheet, x: float, y: float, half: float, p: Palette) -> None:
    """An open book lying at the foot of (x, y), each half this wide."""
    h = half * 0.36
    cover = (
        f"M{_n(x)} {_n(y)}C{_n(x - half * 0.4)} {_n(y - h * 0.36)} {_n(x - half * 0.8)} {_n(y - h * 0.3)}"
        f" {_n(x - half * 1.06)} {_n(y - h * 0.12)}V{_n(y - h * 0.9)}H{_n(x + half * 1.06)}"
        f"V{_n(y - h * 0.12)}C{_n(x + half * 0.8)} {_n(y - h * 0.3)} {_n(x + half * 0.4)} {_n(y - h * 0.36)} {_n(x)} {_n(y)}Z"
    )
    sheet.cut(cover, p.contrast)
    for index, fill in enumerate((p.light, PAPER)):
        lift = h * 0.1 * index
        for side in (-1, 1):
            page = (
                f"M{_n(x)} {_n(y - h * 0.22 - lift)}C{_n(x + side * half * 0.35)} {_n(y - h * 0.62 - lift)}"
                f" {_n(x + side * half * 0.75)} {_n(y - h * 0.56 - lift)} {_n(x + side * half)} {_n(y - h * 0.36 - lift)}"
                f"V{_n(y - h * 1.12 - lift)}C{_n(x + side * half * 0.75)} {_n(y - h * 1.34 - lift)}"
                f" {_n(x + side * half * 0.35)} {_n(y - h * 1.36 - lift)} {_n(x)} {_n(y - h - lift)}Z"
            )
            sheet.cut(page, fill, depth=2)
    for side in (-1, 1):
        for row in range(3):
            top = y - h * (1.06 - row * 0.2)
            sheet.line(
                f"M{_n(x + side * half * 0.14)} {_n(top - h * 0.08)}"
                f"C{_n(x + side * half * 0.35)} {_n(top - h * 0.24)} {_n(x + side * half * 0.6)} {_n(top - h * 0.24)}"
                f" {_n(x + side * half * 0.84)} {_n(top - h * 0.14)}",
                p.light,
                max(half * 0.018, 1.6),
            )


def _leaf(
    sheet: Sheet, x: float, y: float, size: float, angle: float, fill: str, vein: str
) -> None:
    sheet.parts.append(f'<g transform="translate({_n(x)} {_n(y)}) rotate({_n(angle * 1.6)})">')
    w = size * 0.36
    sheet.cut(
        f"M0 0C{_n(-w)} {_n(-size * 0.3)} {_n(-w)} {_n(-size * 0.75)} 0 {_n(-size)}C{_n(w)} {_n(-size * 0.75)} {_n(w)} {_n(-size * 0.3)} 0 0Z",
        fill,
        depth=4,
    )
    sheet.line(f"M0 0V{_n(-size * 0.78)}", vein, 2.2)
    sheet.parts.append("</g>")


def _roofs(rng: Random, base: int) -> str:
    path, x = f"M-20 {HEIGHT + 20}V{base}", -20
    while x < WIDTH + 20:
        width = rng.randint(120, 190)
        rise = rng.randint(26, 46)
        path += (
            f"L{x} {base}q{width * 0.24:.0f} -2 {width * 0.36:.0f} -{rise}"
            f"h{width * 0.28:.0f}q{width * 0.12:.0f} {rise - 2} {width * 0.36:.0f} {rise}"
        )
        x += width
    return f"{path}V{HEIGHT + 20}Z"


def _lantern(sheet: Sheet, x: float, top: float, size: float, fill: str, p: Palette) -> None:
    y = top + size * 0.9
    sheet.line(f"M{_n(x)} {_n(top)}V{_n(y - size * 0.7)}", p.light, 3)
    sheet.disc(x, y, size * 1.5, fill)
    sheet.parts[-1] = sheet.parts[-1].replace("/>", ' opacity=".16"/>')
    sheet.cut(
        f"M{_n(x - size * 0.4)} {_n(y - size * 0.7)}H{_n(x + size * 0.4)}"
        f"Q{_n(x + size)} {_n(y - size * 0.5)} {_n(x + size)} {_n(y)}T{_n(x + size * 0.4)} {_n(y + size * 0.7)}"
        f"H{_n(x - size * 0.4)}Q{_n(x - size)} {_n(y + size * 0.5)} {_n(x - size)} {_n(y)}T{_n(x - size * 0.4)} {_n(y - size * 0.7)}Z",
        fill,
    )
    rib = colours.mix(fill, PAPER, 0.4)
    for part in (0.5, 0):
        sheet.line(
            f"M{_n(x)} {_n(y - size * 0.7)}C{_n(x - size * 1.3 * part)} {_n(y - size * 0.4)} {_n(x - size * 1.3 * part)} {_n(y + size * 0.4)} {_n(x)} {_n(y + size * 0.7)}",
            rib,
            2.5,
        )
        sheet.line(
            f"M{_n(x)} {_n(y - size * 0.7)}C{_n(x + size * 1.3 * part)} {_n(y - size * 0.4)} {_n(x + size * 1.3 * part)} {_n(y + size * 0.4)} {_n(x)} {_n(y + size * 0.7)}",
            rib,
            2.5,
        )
    for edge in (-0.78, 0.66):
        sheet.cut(
            f"M{_n(x - size * 0.42)} {_n(y + size * edge)}h{_n(size * 0.84)}v{_n(size * 0.13)}h{_n(-size * 0.84)}Z",
            p.gold,
            depth=2,
        )
    for offset in (-0.2, 0, 0.2):
        sheet.line(f"M{_n(x + size * offset)} {_n(y + size * 0.8)}v{_n(size * 0.5)}", p.gold, 3)


def _books_on_shelf(
    sheet: Sheet,
    rng: Random,
    left: int,
    right: int,
    floor: int,
    p: Palette,
    *,
    height: tuple[int, int],
) -> None:
    x = left + rng.randint(0, 16)
    fills = [p.mid, p.light, PAPER, p.base, p.contrast, p.mid, p.gold, p.pale]
    previous = ""
    while x < right - 40:
        fill = rng.choice([candidate for candidate in fills if candidate != previous])
        previous = fill
        w, h = rng.randint(20, 44), rng.randint(*height)
        if rng.random() < 0.12:
            sheet.parts.append(f'<g transform="rotate(-11 {x + w} {floor})">')
            sheet.cut(f"M{x + 14} {floor}v-{h}h{w}v{h}Z", fill, depth=3)
            sheet.parts.append("</g>")
            x += w + 34
            continue
        sheet.cut(f"M{x} {floor}v-{h}h{w}v{h}Z", fill, depth=3)
        band = PAPER if fill not in (PAPER, p.pale, p.light) else p.base
        if rng.random() < 0.5:
            sheet.line(
                f"M{x + 4} {floor - h + 16}h{w - 8}M{x + 4} {floor - h + 24}h{w - 8}", band, 2.5
            )
        else:
            sheet.line(f"M{x + w / 2} {floor - h + 18}v{h // 3}", band, 4)
        x += w + 2


def _spark(sheet: Sheet, x: float, y: float, size: float, fill: str) -> None:
    s, i = size, size * 0.28
    sheet.cut(
        f"M{_n(x)} {_n(y - s)}L{_n(x + i)} {_n(y - i)} {_n(x + s)} {_n(y)} {_n(x + i)} {_n(y + i)} {_n(x)} {_n(y + s)}"
        f" {_n(x - i)} {_n(y + i)} {_n(x - s)} {_n(y)} {_n(x - i)} {_n(y - i)}Z",
        fill,
        depth=3,
    )


def _kite(
    sheet: Sheet, x: float, y: float, size: float, angle: float, fill: str, p: Palette
) -> None:
    sheet.parts.append(f'<g transform="translate({_n(x)} {_n(y)}) rotate({_n(angle)})">')
    s = size
    sheet.line(
        f"M0 {_n(s)}q{_n(s * 0.24)} {_n(s * 0.26)} 0 {_n(s * 0.5)}t0 {_n(s * 0.5)}", p.deep, 3
    )
    for step in (1.28, 1.72):
        sheet.cut(
            f"M0 {_n(s * step)}l{_n(s * 0.2)} {_n(-s * 0.12)}v{_n(s * 0.24)}L{_n(-s * 0.2)} {_n(s * (step - 0.12))}v{_n(s * 0.24)}Z",
            fill,
            depth=2,
        )
    sheet.cut(
        f"M0 {_n(-s)}L{_n(s * 0.72)} {_n(-s * 0.1)} 0 {_n(s)} {_n(-s * 0.72)} {_n(-s * 0.1)}Z", fill
    )
    sheet.cut(
        f"M0 {_n(-s)}L{_n(s * 0.72)} {_n(-s * 0.1)}H0Z", colours.mix(fill, "#000000", 0.12), depth=0
    )
    sheet.line(f"M0 {_n(-s)}V{_n(s)}M{_n(-s * 0.72)} {_n(-s * 0.1)}H{_n(s * 0.72)}", p.deep, 2.5)
    sheet.parts.append("</g>")


def _picture_ridge(sheet: Sheet, rng: Random, x: int, y: int, w: int, h: int, p: Palette) -> None:
    sheet.cut(f"M{x} {y}h{w}v{h}h-{w}Z", p.pale, depth=0)
    sheet.disc(x + w * 0.7, y + h * 0.3, min(w, h) * 0.14, p.contrast)
    sheet.cut(
        f"M{x} {_n(y + h * 0.7)}Q{_n(x + w * 0.3)} {_n(y + h * rng.uniform(0.3, 0.5))} {_n(x + w * 0.6)} {_n(y + h * 0.66)}T{x + w} {_n(y + h * 0.6)}V{y + h}H{x}Z",
        p.mid,
        depth=-2,
    )
    sheet.cut(
        f"M{x} {_n(y + h * 0.9)}Q{_n(x + w * 0.5)} {_n(y + h * 0.6)} {x + w} {_n(y + h * 0.86)}V{y + h}H{x}Z",
        p.deep,
        depth=-2,
    )


def _picture_sun(sheet: Sheet, rng: Random, x: int, y: int, w: int, h: int, p: Palette) -> None:
    sheet.cut(f"M{x} {y}h{w}v{h}h-{w}Z", p.contrast, depth=0)
    radius = min(w, h) * 0.34
    sheet.disc(x + w * rng.uniform(0.4, 0.6), y + h * 0.5, radius, p.gold, depth=3)
    sheet.line(f"M{x + 8} {_n(y + h * 0.82)}H{x + w - 8}", PAPER, 4)


def _picture_leaf(sheet: Sheet, rng: Random, x: int, y: int, w: int, h: int, p: Palette) -> None:
    sheet.cut(f"M{x} {y}h{w}v{h}h-{w}Z", p.light, depth=0)
    size = min(h * 0.8, w * 0.9)
    for angle in (-24, rng.randint(-4, 6), 26):
        _leaf(sheet, x + w / 2, y + h * 0.92, size, angle, p.base, p.deep)


def _picture_stripes(sheet: Sheet, rng: Random, x: int, y: int, w: int, h: int, p: Palette) -> None:
    sheet.cut(f"M{x} {y}h{w}v{h}h-{w}Z", p.mid, depth=0)
    stripes = rng.randint(3, 5)
    for index in range(stripes):
        part = h / stripes
        if index % 2 == 0:
            sheet.cut(
                f"M{x} {_n(y + index * part)}h{w}v{_n(part)}h-{w}Z",
                rng.choice((PAPER, p.gold, p.light)),
                depth=0,
            )
