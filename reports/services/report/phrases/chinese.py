"""Turns of Chinese: amounts, lists, and how something has changed (数量、列举、同比)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cms import formats
from reports.services.report.told import Change

HARDLY = 0.01
"""A change below one per cent is none to speak of."""


def events(number: int) -> str:
    return f"{formats.number(number)}项"


def attendances(number: int) -> str:
    return f"{formats.number(number)}人次"


def hours(minutes: int) -> str:
    exact = round(minutes / 60, 1)
    whole = exact >= 10 or exact == int(exact)
    return f"{formats.number(round(exact)) if whole else exact}小时"


def listed(words: Sequence[str]) -> str:
    """甲、乙和丙。"""
    return "和".join(filter(None, ["、".join(words[:-1]), *words[-1:]]))


def per_cent(part: float, whole: float = 1) -> str:
    share = 100 * part / whole
    return "不足1%" if 0 < share < 1 else f"{share:.0f}%"


def period(first: date, last: date) -> str:
    """2026年1月1日至6月30日。"""
    year = "" if first.year == last.year else f"{last.year}年"
    return f"{first.year}年{_day(first)}至{year}{_day(last)}"


def compared(change: Change, unit: str) -> str:
    """同比增加1,020人次，增长8%。"""
    before = f"{formats.number(change.before)}{unit}"
    if change.before == 0:
        return "上年同期为零"
    if change.more == 0:
        return "与上年同期持平"
    if change.share is not None:
        if abs(change.share) < HARDLY:
            return f"与上年同期（{before}）基本持平"
        if change.share >= 1:
            times = change.now / change.before
            shown = f"{times:.1f}" if times < 10 else f"{times:.0f}"
            return f"为上年同期（{before}）的{shown.removesuffix('.0')}倍"
    size = f"{formats.number(abs(change.more))}{unit}"
    how = f"同比{'增加' if change.more > 0 else '减少'}{size}"
    if change.share is None:
        return f"{how}（上年同期{before}）"
    return f"{how}，{'增长' if change.more > 0 else '下降'}{per_cent(abs(change.share))}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
