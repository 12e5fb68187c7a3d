"""Things that stand in more than one scene. Each is drawn around its own origin, then placed."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from cms import colour as colours
from cms.cover_art.paper import GOLD, HEIGHT, PAPER, WIDTH, Palette, Sheet, number


def ridge(rng: Random, level: int, swing: int) -> str:
    """The outline of hills at about this height, down to the foot of the sheet."""
    points = [(x, level + rng.randint(-swing, swing)) for x in range(-60, 841, 150)]
    curves = "".join(
        f"C{number((x1 + x2) / 2)} {y1} {number((x1 + x2) / 2)} {y2} {x2} {y2}"
        for (x1, y1), (x2, y2) in pairwise(points)
    )
    return f"M-60 {HEIGHT + 20}L-60 {points[0][1]}{curves}V{HEIGHT + 20}Z"


def open_book(sheet: Sheet, x: float, foot: float, half: float, p: Palette) -> None:
    """An open book, each half this wide, its fold at (x, foot)."""
    with sheet.placed(x, foot, scale=half / 100):
        sheet.cut("M0 0C-40-13-80-11-106-4V-32H106V-4C80-11 40-13 0 0Z", p.contrast, depth=2.5)
        for lift, fill in ((0, p.light), (-3.6, PAPER)):
            for mirror in (False, True):
                with sheet.placed(0, lift, mirror=mirror):
                    sheet.cut("M0-8C35-22 75-20 100-13V-40C75-48 35-49 0-36Z", fill, depth=1)
        for mirror in (False, True):
            with sheet.placed(0, 0, mirror=mirror):
                for row in (-38, -31, -24):
                    sheet.line(f"M14 {row - 3}C35 {row - 9} 60 {row - 9} 84 {row - 5}", p.light, 2)


def leaf(sheet: Sheet, x: float, y: float, size: float, turn: float, fill: str, vein: str) -> None:
    """A leaf that grows out of (x, y), upright where it is not turned."""
    with sheet.placed(x, y, scale=size / 100, turn=turn):
        sheet.cut("M0 0C-36-30-36-75 0-100C36-75 36-30 0 0Z", fill, depth=4)
        sheet.line("M0 0V-78", vein, 2.4)


def cloud(sheet: Sheet, x: float, y: float, scale: float = 1) -> None:
    """A cloud with a flat foot; (x, y) is its left end."""
    with sheet.placed(x, y, scale=scale):
        sheet.cut("M0 0q-4-26 26-28 8-34 50-26 20-30 54-10 38-8 44 30 28 2 28 34Z", PAPER, depth=4)


def spark(sheet: Sheet, x: float, y: float, size: float, fill: str) -> None:
    """A star of four points."""
    with sheet.placed(x, y, scale=size / 10):
        sheet.cut("M0-10 2.8-2.8 10 0 2.8 2.8 0 10-2.8 2.8-10 0-2.8-2.8Z", fill, depth=1.5)


def bird(sheet: Sheet, x: float, y: float, size: float, stroke: str) -> None:
    """Two strokes of a wing, far away."""
    with sheet.placed(x, y, scale=size / 10):
        sheet.line("M-10-5Q-4-7 0 0Q4-7 10-5", stroke, 2.6)


def lantern(sheet: Sheet, x: float, top: float, size: float, fill: str, p: Palette) -> None:
    """A paper lantern that hangs from (x, top)."""
    rib = colours.mix(fill, PAPER, 0.4)
    with sheet.placed(x, top, scale=size / 50):
        sheet.line("M0 0V12", p.light, 3)
        sheet.disc(0, 46, 78, fill, opacity=0.14)
        sheet.cut("M-20 12H20Q50 22 50 46T20 80H-20Q-50 70-50 46T-20 12Z", fill, depth=5)
        sheet.line("M0 12C-33 26-33 66 0 80M0 12C33 26 33 66 0 80M0 12V80", rib, 2.4)
        for y in (8, 79):
            sheet.box(-21, y, 42, 7, GOLD, depth=2)
        sheet.line("M-10 88v24M0 88v30M10 88v24", GOLD, 3)


def house(sheet: Sheet, x: float, eaves: float, scale: float, wall: str, roof: str) -> None:
    """An old house with lit windows, its eaves at this height."""
    with sheet.placed(x, eaves, scale=scale):
        sheet.box(-80, 0, 160, 300, wall)
        for window in (-54, 14):
            sheet.box(window, 28, 40, 44, GOLD)
            sheet.line(f"M{window + 20} 28v44M{window} 50h40", wall, 3)
        sheet.cut(
            "M-122 4Q-82-8-62-52H62Q82-8 122 4Q106 22 92 14H-92Q-106 22-122 4Z", roof, depth=6
        )
        sheet.box(-66, -60, 132, 10, roof, depth=3)


def kite(sheet: Sheet, x: float, y: float, size: float, turn: float, fill: str, ink: str) -> None:
    """A kite with its tail, its cross at (x, y)."""
    with sheet.placed(x, y, scale=size / 100, turn=turn):
        sheet.line("M0 100q24 26 0 50t0 50", ink, 3)
        for knot in (130, 174):
            sheet.cut(f"M0 {knot}l20-12v24L-20 {knot - 12}v24Z", fill, depth=2)
        sheet.cut("M0-100L72-10 0 100-72-10Z", fill)
        sheet.cut("M0-100L72-10H0Z", colours.mix(fill, "#000000", 0.12), depth=0)
        sheet.line("M0-100V100M-72-10H72", ink, 2.6)


def shelf_of_books(
    sheet: Sheet,
    rng: Random,
    span: tuple[int, int],
    board: int,
    heights: tuple[int, int],
    p: Palette,
    *,
    ground: str,
) -> None:
    """Books side by side on a board, from left to right, a few leaning; none in the ground's shade.

    The span is the left and right end, the heights are the lowest and the highest book.
    """
    left, right = span
    x = left + rng.randint(0, 16)
    fills = [p.mid, p.light, PAPER, p.base, p.contrast, p.mid, GOLD, p.pale]
    last = ""
    while x < right - 40:
        last = fill = rng.choice([shade for shade in fills if shade not in (last, ground)])
        width, height = rng.randint(20, 44), rng.randint(*heights)
        leans = rng.random() < 0.12
        with sheet.placed(x + (14 if leans else 0), board, turn=-11 if leans else 0):
            sheet.box(0, -height, width, height, fill, depth=3)
            band = p.base if fill in (PAPER, p.pale, p.light) else PAPER
            if rng.random() < 0.5:
                top = 16 - height
                sheet.line(f"M4 {top}h{width - 8}M4 {top + 8}h{width - 8}", band, 2.5)
            else:
                sheet.line(f"M{width / 2} {18 - height}v{height // 3}", band, 4)
        x += width + (36 if leans else 2)


def stars(sheet: Sheet, rng: Random, count: int, bottom: int) -> None:
    """Dots of light or snow above this height."""
    for _ in range(count):
        x, y = rng.randint(10, WIDTH - 10), rng.randint(10, bottom)
        sheet.disc(x, y, rng.choice((1.5, 2, 3)), PAPER)
