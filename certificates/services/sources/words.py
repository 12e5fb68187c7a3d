"""Days as they stand on certificates, in the language of the paper and not of who asks."""

from __future__ import annotations

from datetime import date

from cms.formats import ENGLISH_MONTHS


def day_in(day: date, suffix: str) -> str:
    """9 May 2026, 2026年5月9日."""
    if suffix == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def days_in(first: date, last: date, suffix: str) -> str:
    """9 May to 27 June 2026, 2026年5月9日至6月27日; one day reads as itself."""
    if first == last:
        return day_in(first, suffix)
    same_year = first.year == last.year
    if suffix == "zh":
        until = f"{last.month}月{last.day}日" if same_year else day_in(last, suffix)
        return f"{day_in(first, suffix)}至{until}"
    since = f"{first.day} {ENGLISH_MONTHS[first.month - 1]}" if same_year else day_in(first, suffix)
    return f"{since} to {day_in(last, suffix)}"
