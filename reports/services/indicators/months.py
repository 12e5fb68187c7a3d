"""Months of a calendar, each told by its first day."""

from __future__ import annotations

import re
from datetime import date

from core.days import first_of, month_after

# 2026-10, 2026/10, 2026.10, 202610, 2026年10月, and with a day as spreadsheet programs add it.
WRITTEN = re.compile(r"(\d{4})(?:[-/.年]\s?(\d{1,2})|(\d{2}))(?:[-/.]\d{1,2}|月)?")
FIRST_YEAR, LAST_YEAR = 1950, 2199


def months_of(year: int) -> list[date]:
    return [date(year, number, 1) for number in range(1, 13)]


def months_between(first_day: date, last_day: date) -> list[date]:
    """Those that begin in the period, both days included."""
    month = first_day if first_day.day == 1 else month_after(first_of(first_day))
    found = []
    while month <= last_day:
        found.append(month)
        month = month_after(month)
    return found


def month_of(text: str | None) -> date | None:
    """The month as an address or a file writes it; nothing for what is none of our time."""
    match = WRITTEN.fullmatch((text or "").strip())
    if not match:
        return None
    year, number = int(match[1]), int(match[2] or match[3])
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        return None
    return date(year, number, 1)
