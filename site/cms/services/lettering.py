"""Titles for paper: as large as they fit, on lines that a typesetter would have broken.

The browser of paper breaks a line where it is full. On a poster that leaves one lonely sign on the
last line, or tears a date from its month. Here the lines are chosen first, all of about the same
length, and then set as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# How wide the signs from the space to the tilde are in Noto Serif CJK SC Bold, in thousandths of
# an em; those of the sans are narrower.
# fmt: off
LATIN = (
    250, 355, 447, 615, 589, 966, 803, 235, 400, 400, 485, 603, 335, 370, 335, 400,
    593, 466, 594, 593, 593, 594, 594, 588, 594, 596, 335, 335, 603, 603, 603, 473,
    970, 746, 708, 702, 789, 666, 648, 757, 864, 426, 428, 767, 642, 1001, 815, 785,
    673, 785, 751, 597, 695, 818, 734, 1091, 726, 701, 627, 372, 400, 372, 603, 593,
    447, 585, 672, 565, 658, 572, 402, 596, 687, 349, 335, 651, 355, 1008, 685, 623,
    671, 640, 500, 499, 393, 678, 578, 874, 599, 582, 517, 380, 338, 380, 603,
)
# fmt: on
OTHER_LATIN = 0.65
FIRST_WIDE = 0x2E80
"""Where Unicode's Chinese characters begin (CJK Radicals Supplement)."""

# https://www.w3.org/TR/clreq/#prohibition_rules_for_line_start_end
NEVER_FIRST = set("，。、；：？！”’）》」』】〉…—～·•%‰,.;:?!)]}")
NEVER_LAST = set("“‘（《「『【〈([{#￥¥$")
# A new line may well begin after these, and hardly before those.
GOOD_ENDS = set("：，。；！？、—·•…》」』】）:,;!?–")
PARTICLES = set("的了着过们地得吗呢吧啊之儿")
COUNTING = re.compile(
    r"[0-9第零一二三四五六七八九十百][0-9零一二三四五六七八九十百年月日周期届场次讲课岁点号季回章]"
)
# What libraries name their events after; the rest of the language would take a dictionary.
WORDS = """
    阅读 读书 图书馆 绘本 故事会 故事 亲子 儿童 少年 少儿 孩子 家庭 老人 长者 手机 智能 课程 课堂
    讲座 展览 展演 画展 摄影 比赛 大赛 竞赛 启动 仪式 马拉松 分享 沙龙 手工 制作 电影 音乐 音乐会
    诗词 诗歌 古诗 书法 国画 剪纸 灯谜 元宵 中秋 端午 春节 清明 重阳 新年 世界 城市 乡村 社区 志愿者
    志愿 服务 公益 培训 体验 科普 科学 实验 编程 机器人 历史 文化 文学 经典 传统 非遗 红色 英语 英文
    中文 朗读 朗诵 诵读 演讲 征文 绘画 写作 作家 作者 见面会 签售 主题 系列 活动 开放 旅行 自然 植物
    我们 你们 一起 小小 快乐 夏天 夏日 冬日 暑期 寒假 周末 夜读 晚间 健康 生活 艺术 戏剧 木偶 皮影
"""
HELD_TOGETHER = {word[n : n + 2] for word in WORDS.split() for n in range(len(word) - 1)}

ROOM_TO_SPARE = 0.985
"""How much of a line is filled at most: the tables of widths are of one font."""

LONE_SIGN, TORN_WORD, BAD_START, GOOD_BREAK = 0.5, 0.12, 0.2, -0.06
"""What a break costs beside uneven lines, in squares of a line's width."""


@dataclass(frozen=True)
class Lettering:
    """A text on its lines, and the size in which these fit."""

    size: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Of its lines, in the unit of the size, without what parts them."""
        return self.size * len(self.lines)


@dataclass(frozen=True)
class _Piece:
    """What no line may break, with its width in ems and that of the space after it."""

    text: str
    width: float
    space: float


@lru_cache(maxsize=2048)
def lettered(
    text: str,
    *,
    sizes: tuple[float, ...],
    width: float,
    height: float,
    line_height: float = 1.2,
    most_lines: int | None = None,
) -> Lettering:
    """The text in the largest of the sizes in which it fits, on lines of even length.

    Args:
        sizes: from the largest to the smallest, in the unit of width and height.

    What does not even fit in the smallest size is set in it, and runs over.
    """
    pieces = list(_pieces(" ".join(text.split())))
    if not pieces:
        return Lettering(sizes[-1], ())
    for size in sizes:
        ems = width / size * ROOM_TO_SPARE
        most = min(int(height / (size * line_height) + 0.01), most_lines or len(pieces))
        if max(piece.width for piece in pieces) > ems:
            continue
        needed = _lines_needed(pieces, ems)
        if needed <= most:
            return Lettering(size, _evened(pieces, needed, ems))
    ems = width / sizes[-1] * ROOM_TO_SPARE
    return Lettering(sizes[-1], _evened(pieces, _lines_needed(pieces, ems), ems))


def lettered_short(
    text: str, *, sizes: tuple[float, ...], width: float, line_height: float = 1.2, most: int = 2
) -> Lettering:
    """The same for what rather stays on one line than large; on `most` lines where it must."""
    for lines in range(1, most + 1):
        room = sizes[0] * line_height * lines
        found = lettered(
            text, sizes=sizes, width=width, height=room, line_height=line_height, most_lines=lines
        )
        if len(found.lines) <= lines:
            break
    return found


def width_of(text: str) -> float:
    """How wide a text is on one line, in ems."""
    return sum(map(_width, text))


def is_wide(letter: str) -> bool:
    """Whether a sign takes the place of a whole Chinese one."""
    return ord(letter) >= FIRST_WIDE or unicodedata.east_asian_width(letter) in "WF"


def _width(letter: str) -> float:
    if " " <= letter <= "~":
        return LATIN[ord(letter) - 32] / 1000
    if is_wide(letter) or letter in "“”‘’…—":
        return 1.0
    return 0.0 if unicodedata.combining(letter) else OTHER_LATIN


def _pieces(text: str) -> Iterator[_Piece]:
    """Latin words, numbers with what they count, and single Chinese signs with their marks."""
    piece = ""
    for letter in text:
        if letter == " ":
            if piece:
                yield _Piece(piece, width_of(piece), _width(" "))
            piece = ""
            continue
        if piece and _may_break(piece[-1], letter):
            yield _Piece(piece, width_of(piece), 0)
            piece = ""
        piece += letter
    if piece:
        yield _Piece(piece, width_of(piece), 0)


def _may_break(before: str, after: str) -> bool:
    if after in NEVER_FIRST or before in NEVER_LAST or COUNTING.match(before + after):
        return False
    return is_wide(before) or is_wide(after)


def _lines_needed(pieces: Sequence[_Piece], ems: float) -> int:
    lines, used = 1, 0.0
    for piece in pieces:
        if used and used + piece.width > ems:
            lines, used = lines + 1, 0.0
        used += piece.width + piece.space
    return lines


def _evened(pieces: Sequence[_Piece], lines: int, ems: float) -> tuple[str, ...]:
    """The pieces on so many lines where that costs least: uneven ends, and breaks that jar."""
    aim = sum(piece.width + piece.space for piece in pieces) / lines
    # The best way to set the pieces from this one on, by how many lines are left for them.
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(len(pieces), 0): (0.0, ())}
    for left in range(1, lines + 1):
        for start in range(len(pieces)):
            width = 0.0
            for end in range(start + 1, len(pieces) + 1):
                width += pieces[end - 1].width
                if width > ems and end > start + 1:
                    break
                rest = best.get((end, left - 1))
                if rest is not None:
                    cost = ((width - aim) / ems) ** 2 + _jars(pieces, start, end) + rest[0]
                    if cost < best.get((start, left), (float("inf"), ()))[0]:
                        best[start, left] = (cost, (end, *rest[1]))
                width += pieces[end - 1].space
    ends = best[0, lines][1]
    return tuple(_line(pieces[start:end]) for start, end in zip((0, *ends), ends, strict=False))


def _jars(pieces: Sequence[_Piece], start: int, end: int) -> float:
    """What it costs to end a line here; ends after a mark or a space are welcome."""
    line = _line(pieces[start:end])
    cost = LONE_SIGN if width_of(line) < 1.5 and len(pieces) > 1 else 0.0
    if end == len(pieces):
        return cost
    before, after = pieces[end - 1], pieces[end]
    ends_well = before.text[-1] in GOOD_ENDS or after.text[0] in NEVER_LAST
    if ends_well or (before.space and is_wide(after.text[0])):
        cost += GOOD_BREAK
    elif not before.space and before.text[-1] + after.text[0] in HELD_TOGETHER:
        cost += TORN_WORD
    if after.text[0] in PARTICLES:
        cost += BAD_START
    return cost


def _line(pieces: Sequence[_Piece]) -> str:
    return "".join(piece.text + (" " if piece.space else "") for piece in pieces).rstrip()
