"""The scenes. Each is a function of a palette and of the chance that its seed gives it."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from random import Random

from cms import colour as colours
from cms.cover_art import pieces
from cms.cover_art.paper import GOLD, PAPER, WIDTH, Palette, Sheet, number


def hills(p: Palette, rng: Random) -> Sheet:
    """Ridges behind ridges, a sun and birds: the world that a book opens."""
    sheet = Sheet(p.pale)
    sheet.disc(rng.choice((210, 260, 470, 520)), 150, 66, rng.choice((p.contrast, GOLD)), depth=4)
    for level, fill in zip((230, 285, 345), (p.light, p.mid, p.base), strict=True):
        sheet.cut(pieces.ridge(rng, level, 46), fill, depth=-5)
    for _ in range(rng.randint(3, 5)):
        size = rng.randint(9, 15)
        pieces.bird(sheet, rng.randint(140, 580), rng.randint(60, 150), size, p.deep)
    pieces.open_book(sheet, 360, 470, 250, p)
    return sheet


def sprout(p: Palette, rng: Random) -> Sheet:
    """A seedling that grows out of an open book."""
    sheet = Sheet(p.pale)
    sheet.disc(360, 215, 170, p.light)
    for _ in range(16):
        x, y = rng.randint(60, 660), rng.randint(30, 300)
        sheet.disc(x, y, rng.choice((4, 5, 7)), PAPER)
    with sheet.placed(360, 0, mirror=rng.random() < 0.5):
        sheet.line("M0 410C24 320-22 220 8 96", p.deep, 9)
        for index, y in enumerate((330, 270, 212, 160)):
            side = 1 if index % 2 else -1
            bright = p.contrast if index == 3 and rng.random() < 0.35 else p.mid
            fill = p.base if index % 2 == 0 else bright
            turn = side * (51 + rng.randint(-12, 16))
            pieces.leaf(sheet, 3 * side, y, 118 - index * 14, turn, fill, p.deep)
        pieces.leaf(sheet, 8, 102, 78, 7, GOLD, p.deep)
    pieces.open_book(sheet, 360, 470, 235, p)
    return sheet


def lanterns(p: Palette, rng: Random) -> Sheet:
    """Lanterns over the roofs of an old street at night."""
    sheet = Sheet(p.deep)
    pieces.stars(sheet, rng, 26, 260)
    sheet.disc(rng.choice((250, 470)), 250, 84, PAPER, depth=4)
    for x, scale in ((70, 0.72), (250, 0.66), (450, 0.7), (650, 0.74)):
        eaves = 352 + rng.randint(-14, 10)
        pieces.house(sheet, x + rng.randint(-12, 12), eaves, scale, p.base, p.mid)
    for x in (-20, 170, 370, 560, 745):
        eaves = 432 + rng.randint(-12, 10)
        pieces.house(sheet, x + rng.randint(-10, 10), eaves, 0.8, p.deep, p.light)
    sheet.line("M-10 40Q360 108 730 40", p.light, 3)
    for x, size in ((130, 44), (270, 60), (430, 70), (585, 50)):
        place = x + rng.randint(-12, 12)
        hanging = 74 - 34 * ((place - 360) / 370) ** 2
        fill = rng.choice((p.contrast, p.contrast, GOLD))
        pieces.lantern(sheet, place, hanging, size, fill, p)
    return sheet


def waves(p: Palette, rng: Random) -> Sheet:
    """A boat whose sail is a page, on waves as old cloth has them."""
    sheet = Sheet(p.pale)
    sheet.disc(rng.choice((180, 540)), 128, 56, p.contrast, depth=4)
    pieces.cloud(sheet, 70, 150)
    with sheet.placed(rng.randint(320, 400), 0):
        sheet.cut("M0 90V318H-120Q-96 180 0 90Z", PAPER)
        sheet.cut("M14 128Q120 210 122 318H14Z", p.light)
        for row in range(4):
            sheet.line(f"M{-78 - row * 6} {202 + row * 32}H-18", p.mid, 3)
        sheet.line("M7 70V330", p.deep, 8)
        sheet.cut("M-150 322H165Q140 388 80 392H-70Q-130 388-150 322Z", p.deep)
    for row, (fill, ring) in enumerate(((p.light, p.mid), (p.mid, p.light), (p.base, p.mid))):
        for column in range(-1, 10):
            x, y = column * 88 + 44 * (row % 2), 408 + row * 40
            sheet.disc(x, y, 56, fill)
            for radius in (42, 28, 14):
                sheet.line(f"M{x - radius} {y}a{radius} {radius} 0 0 1 {2 * radius} 0", ring, 3.5)
    return sheet


def lamp(p: Palette, rng: Random) -> Sheet:
    """An armchair, a lamp and a shelf: an evening for listening."""
    sheet = Sheet(p.base)
    for board, right in ((120, 300), (232, 340)):
        pieces.shelf_of_books(sheet, rng, (26, right), board, (58, 86), p, ground=p.base)
        sheet.box(20, board, 330, 10, p.deep, depth=4)
    sheet.cut("M470 120 320 420H690L594 120Z", colours.mix(p.base, GOLD, 0.34), depth=0)
    sheet.cut("M0 416H720V480H0Z", p.deep, depth=-4)
    chair = p.contrast
    sheet.line("M250 422V446M458 422V446", PAPER, 9)
    sheet.cut("M250 420V300q0-78 74-78h60q74 0 74 78V420Z", chair)
    arms = colours.mix(chair, "#000000", 0.14)
    sheet.cut("M222 330q0-26 26-26t26 26v40H434v-40q0-26 26-26t26 26v90H222Z", arms)
    sheet.box(270, 362, 168, 30, colours.mix(chair, PAPER, 0.24), depth=3)
    pieces.open_book(sheet, 354, 366, 58, p)
    sheet.line("M548 120V440M508 442H588", PAPER, 8)
    sheet.cut("M492 62H604L636 138H460Z", GOLD)
    return sheet


def phone(p: Palette, rng: Random) -> Sheet:
    """A telephone in a hand, and what good comes out of it."""
    sheet = Sheet(p.pale)
    sheet.disc(360, 230, 186, p.light)
    sheet.cut("M196 480C190 400 214 330 276 300L300 480Z", p.mid)
    sheet.cut("M262 62q0-22 22-22H436q22 0 22 22V428q0 22-22 22H284q-22 0-22-22Z", p.deep, depth=8)
    sheet.box(276, 82, 168, 322, PAPER)
    sheet.disc(360, 428, 10, p.light)
    rng.choice((_picture_of_hills, _talk, _growing_book))(sheet, p)
    for index, y in enumerate((250, 304, 356, 404)):
        reach = 28 + index * 2
        sheet.cut(f"M470 {y}q0 22-22 22h-{reach}q-20 0-20-20t20-20h28q22 0 22 18Z", p.mid, depth=4)
    sheet.cut("M452 480V250q52 34 58 98 4 64-6 132Z", p.mid)
    for x, y in ((150, 110), (566, 96), (596, 190), (128, 214)):
        fill = rng.choice((p.contrast, GOLD, PAPER))
        size = rng.randint(13, 22)
        pieces.spark(sheet, x + rng.randint(-14, 14), y + rng.randint(-12, 12), size, fill)
    return sheet


def _picture_of_hills(sheet: Sheet, p: Palette) -> None:
    sheet.disc(360, 190, 54, p.contrast)
    sheet.cut("M276 262Q320 206 360 250T444 232V404H276Z", p.mid, depth=-3)
    sheet.cut("M276 318Q340 268 444 322V404H276Z", p.base, depth=-3)


def _talk(sheet: Sheet, p: Palette) -> None:
    bubble = "M10 0h102q10 0 10 10v26q0 10-10 10h-102q-10 0-10-10v-26q0-10 10-10Z"
    for row, length in enumerate((70, 52, 78, 46)):
        is_answer = row % 2
        with sheet.placed(316 if is_answer else 282, 112 + row * 64):
            sheet.cut(bubble, p.contrast if is_answer else p.light, depth=3)
            sheet.line(f"M22 23h{length}", PAPER if is_answer else p.base, 5)


def _growing_book(sheet: Sheet, p: Palette) -> None:
    pieces.leaf(sheet, 360, 300, 110, -46, p.base, p.deep)
    pieces.leaf(sheet, 360, 300, 110, 46, p.mid, p.deep)
    sheet.disc(360, 150, 26, GOLD)
    pieces.open_book(sheet, 360, 340, 74, p)


def kites(p: Palette, rng: Random) -> Sheet:
    """Kites over a hill."""
    sheet = Sheet(p.light)
    for x, y in ((60, 120), (500, 100), (300, 260)):
        pieces.cloud(sheet, x + rng.randint(-30, 30), y, 0.8)
    sheet.cut(pieces.ridge(rng, 392, 26), p.base, depth=-5)
    sheet.cut(pieces.ridge(rng, 432, 20), p.deep, depth=-5)
    fills = rng.sample((p.contrast, GOLD, PAPER), k=3)
    places = ((210, 130, 70, -16), (410, 120, 92, 12), (560, 220, 58, 20))
    for (x, y, size, turn), fill in zip(places, fills, strict=True):
        height = y + rng.randint(-18, 18)
        sheet.line(f"M{x} {height}Q{x - 40} 300 {330 + (x - 360) // 6} 420", p.deep, 2.5)
        pieces.kite(sheet, x, height, size, turn + rng.randint(-8, 8), fill, p.deep)
    return sheet


def frames(p: Palette, rng: Random) -> Sheet:
    """Pictures on a wall."""
    sheet = Sheet(p.base)
    sheet.cut("M0 418H720V480H0Z", p.deep, depth=-4)
    boxes = (
        *((96, 76, 150, 196), (276, 54, 200, 150), (276, 232, 92, 118), (392, 232, 84, 118)),
        *((506, 76, 124, 164), (506, 266, 124, 84), (96, 298, 150, 60)),
    )
    pictures = (_hill_picture, _sun_picture, _leaf_picture, _striped_picture)
    for index, (x, y, width, height) in enumerate(boxes):
        frame = (PAPER, GOLD, p.deep, PAPER)[index % 4]
        with sheet.placed(x, y):
            sheet.box(0, 0, width, height, frame, depth=7)
        with sheet.placed(x + 10, y + 10):
            rng.choice(pictures)(sheet, rng, width - 20, height - 20, p)
    return sheet


def _hill_picture(sheet: Sheet, rng: Random, w: int, h: int, p: Palette) -> None:
    sheet.box(0, 0, w, h, p.pale)
    sheet.disc(w * 0.7, h * 0.3, min(w, h) * 0.14, p.contrast)
    for start, top, fill in ((0.7, rng.uniform(0.3, 0.5), p.mid), (0.92, 0.64, p.deep)):
        begin, peak, end = (number(h * part) for part in (start, top, start - 0.08))
        sheet.cut(f"M0 {begin}Q{number(w * 0.4)} {peak} {w} {end}V{h}H0Z", fill, depth=0)


def _sun_picture(sheet: Sheet, rng: Random, w: int, h: int, p: Palette) -> None:
    sheet.box(0, 0, w, h, p.contrast)
    sheet.disc(w * rng.uniform(0.4, 0.6), h * 0.5, min(w, h) * 0.34, GOLD, depth=3)
    sheet.line(f"M8 {number(h * 0.84)}H{w - 8}", PAPER, 4)


def _leaf_picture(sheet: Sheet, rng: Random, w: int, h: int, p: Palette) -> None:
    sheet.box(0, 0, w, h, p.light)
    for turn in (-38, rng.randint(-6, 8), 40):
        pieces.leaf(sheet, w / 2, h * 0.92, min(h * 0.8, w * 0.9), turn, p.base, p.deep)


def _striped_picture(sheet: Sheet, rng: Random, w: int, h: int, p: Palette) -> None:
    sheet.box(0, 0, w, h, p.mid)
    stripes = rng.choice((3, 5))
    for index in range(0, stripes, 2):
        fill = rng.choice((PAPER, GOLD, p.light))
        sheet.box(0, round(index * h / stripes, 1), w, round(h / stripes, 1), fill)


def brush(p: Palette, rng: Random) -> Sheet:
    """A brush, its circle of ink, and a seal."""
    sheet = Sheet(p.pale)
    sheet.box(120, 40, 480, 400, PAPER, depth=8)
    sheet.line("M120 64H600M120 416H600", p.light, 3)
    start = rng.uniform(0.1, 0.5) * 2 * pi
    for radius, width, fill, end in (
        (122, 34, p.base, 41),
        (128, 10, p.mid, 35),
        (111, 5, p.mid, 30),
    ):
        angles = [start + step / 40 * 1.82 * pi for step in range(end)]
        points = [(340 + radius * cos(a), 232 + radius * 0.96 * sin(a)) for a in angles]
        sheet.line("M" + "L".join(f"{number(x)} {number(y)}" for x, y in points), fill, width)
    with sheet.placed(512, 352):
        sheet.box(0, 0, 52, 52, p.contrast, depth=3)
        sheet.line("M12 14h28v12h-28v14h28M26 8v38", PAPER, 4)
    tip = (340 + 122 * cos(start), 232 + 122 * 0.96 * sin(start))
    with sheet.placed(*tip, turn=rng.choice((28, 34, 40))):
        sheet.cut("M0 0Q-24-34-15-74H15Q24-34 0 0Z", p.deep)
        sheet.box(-16, -98, 32, 24, GOLD, depth=4)
        sheet.cut("M-12-98H12L8-330H-8Z", p.contrast)
    return sheet


def tea(p: Palette, rng: Random) -> Sheet:
    """A pot, a cup and books: an afternoon in company."""
    sheet = Sheet(p.light)
    sheet.disc(360, 210, 180, p.pale)
    for index, x in enumerate((462, 496, 530)):
        sheet.line(f"M{x} 240c-18-22 18-34 0-58s12-32 2-{40 + index * 8}", PAPER, 8)
    sheet.cut("M0 388H720V480H0Z", p.deep, depth=-4)
    pot = p.contrast
    sheet.line("M196 236q-62 0-62 52t74 56", pot, 20)
    sheet.cut("M372 262q50-6 62-66l26 8q-6 96-86 120Z", pot)
    sheet.cut("M186 290q0-84 102-84t102 84-58 98H244q-58-14-58-98Z", pot)
    sheet.cut("M234 208q4-26 54-26t54 26Z", colours.mix(pot, PAPER, 0.2), depth=4)
    sheet.disc(288, 172, 13, GOLD, depth=4)
    sheet.line("M222 300q66 24 132 0M228 322q60 22 120 0", colours.mix(pot, PAPER, 0.45), 4)
    sheet.line("M560 304q40-4 36 26t-50 28", PAPER, 11)
    sheet.cut("M440 286H560q0 92-48 102h-24q-48-10-48-102Z", PAPER)
    sheet.line("M452 310H548", p.mid, 4)
    for index in range(rng.randint(2, 3)):
        with sheet.placed(150 + rng.randint(-14, 14), 388 + index * 26):
            sheet.box(0, 0, 420, 24, (p.base, GOLD, p.mid)[index], depth=4)
            sheet.line("M26 2v20M40 2v20", PAPER, 3)
    return sheet


def shelf(p: Palette, rng: Random) -> Sheet:
    """A wall of books."""
    sheet = Sheet(p.deep)
    for board in (158, 318, 478):
        pieces.shelf_of_books(sheet, rng, (18, WIDTH - 18), board, (92, 138), p, ground=p.deep)
        sheet.box(0, board, WIDTH, 14, p.base, depth=4)
    return sheet


def voices(p: Palette, rng: Random) -> Sheet:
    """Sound in rings and a page in dots: reading by ear and by hand."""
    sheet = Sheet(p.base)
    is_left = rng.random() < 0.5
    x = 230 if is_left else 490
    for index, radius in enumerate((300, 244, 190, 138)):
        sheet.disc(x, 220, radius, (p.mid, p.base)[index % 2], depth=3)
    sheet.disc(x, 220, 88, p.contrast, depth=3)
    sheet.disc(x, 220, 40, GOLD, depth=3)
    with sheet.placed(372 if is_left else 96, 96):
        sheet.box(0, 0, 252, 304, PAPER, depth=8)
        for row in range(4):
            for cell in range(5):
                for dot in range(6):
                    is_raised = rng.random() < 0.5
                    dot_x, dot_y = 34 + cell * 42 + dot % 2 * 16, 34 + row * 70 + dot // 2 * 16
                    size, fill = (5.5, p.deep) if is_raised else (2.0, p.light)
                    sheet.disc(dot_x, dot_y, size, fill)
    return sheet


Motif = Callable[[Palette, Random], Sheet]

MOTIFS: dict[str, Motif] = {
    motif.__name__: motif
    for motif in (
        *(hills, sprout, lanterns, waves, lamp, phone),
        *(kites, frames, brush, tea, shelf, voices),
    )
}
