"""The gallery: everything that is printed, with titles and names that are hard to set.

Apps hang their sheets here when they are ready; `manage.py gallery` draws them for the eye.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from core.registries import Registry


@dataclass(frozen=True)
class Sample:
    """What a printed thing is tried with: a title in one language or two, a person's name, and the
    colour of a brand.
    """

    name: str
    title_en: str
    title_zh: str
    person: str
    colour: str


SAMPLES = (
    Sample("short", "Haiku", "灯谜", "Li Na", "#8a2f4f"),
    Sample(
        "usual",
        "Little Tree: picture books together",
        "小树苗亲子阅读：我们一起读绘本",
        "林悦",
        "#3f7d4e",
    ),
    Sample(
        "long",
        "Reading marathon for children and teenagers, and the opening of shared reading in all"
        " forty-six families' reading rooms of the city's eastern districts",
        "“书香长图”2026年第3期少年儿童阅读马拉松暨全市四十六个家庭阅读角亲子共读活动启动仪式",
        "Maximilian-Alexander von Featherstonehaugh-Cholmondeley",
        "#a8451f",
    ),
    Sample("chinese", "", "与城市同读：在黄昏里听一位老人讲长图的桥", "欧阳思齐", "#1f4468"),
    Sample(
        "mixed",
        "",
        "跟着Python学编程（第12期）：从Hello World到AI绘本",
        "阿依努尔·Aynur Őrsi-Łukasz",
        "#5b4b8a",
    ),
    Sample("rare", "", "王翀与㛃、䶮、堃、喆、𬭎的古籍修复课", "㛃䶮𬭎", "#7a5c12"),
)

exhibits: Registry[Callable[[Sample], bytes]] = Registry("exhibit of the gallery")
"""Each draws itself with a sample, as a PNG."""


def exhibits_named(beginnings: Sequence[str]) -> list[tuple[str, Callable[[Sample], bytes]]]:
    """Those whose names begin like one of these; all of them where none is given."""
    return [found for found in exhibits if found[0].startswith(tuple(beginnings) or "")]


def hang(folder: Path, beginnings: Sequence[str] = ()) -> Iterator[Path]:
    """Draw every exhibit with every sample, and a page that shows them side by side.

    Yields each picture as soon as it is there.

    Raises:
        DomainError: something cannot be drawn on this system.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, draw in exhibits_named(beginnings):
        pictures = []
        for sample in SAMPLES:
            picture = folder / f"{name}-{sample.name}.png"
            picture.write_bytes(draw(sample))
            pictures.append(picture.name)
            yield picture
        shown = "".join(f'<img src="{escape(each)}" alt="{escape(each)}">' for each in pictures)
        rows.append(f"<h2>{escape(name)}</h2><div>{shown}</div>")
    (folder / "index.html").write_text(PAGE.format(rows="".join(rows)), encoding="utf-8")


PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Gallery</title>
<style>
body {{ background: #8b877f; font: 1rem sans-serif }}
div {{ display: flex; gap: 1rem; align-items: flex-start }}
img {{ height: 32rem }}
</style></head>
<body>{rows}</body></html>
"""
