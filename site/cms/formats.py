"""How days, times, amounts and ages read, in English and in Chinese.

Every function takes plain values and the language (``None``: the active one), so that pages,
messages and tickets say the same. Aware moments are shown in the active time zone. A day's year
is told only where ``today`` lies in another year, or where no ``today`` is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
CHINESE_WEEKDAYS = "一二三四五六日"


def is_chinese(language: str | None = None) -> bool:
    """Whether texts in this language (or the active one) follow Chinese habits."""
    return (language or get_language() or "").startswith("zh")


def local_day(value: date | datetime) -> date:
    """The calendar day that the library's visitors would name."""
    if isinstance(value, datetime):
        return _local(value).date()
    return value


def time_of_day(value: datetime) -> str:
    """09:30, in both languages, on the 24-hour clock."""
    return f"{_local(value):%H:%M}"


def weekday(value: date | datetime, language: str | None = None) -> str:
    """Sat, 周六."""
    return short_weekday(local_day(value).weekday(), language)


def short_weekday(index: int, language: str | None = None) -> str:
    """Sat, 周六 of the number that ``date.weekday()`` gives."""
    return f"周{CHINESE_WEEKDAYS[index]}" if is_chinese(language) else ENGLISH_WEEKDAYS[index][:3]


def month(value: date | datetime, language: str | None = None) -> str:
    """Nov, 11月."""
    number_of_month = local_day(value).month
    if is_chinese(language):
        return f"{number_of_month}月"
    return ENGLISH_MONTHS[number_of_month - 1][:3]


def until(value: date | datetime, language: str | None = None) -> str:
    """To 18 Dec, 至12.18: as short as a date block wants it."""
    last = local_day(value)
    if is_chinese(language):
        return f"至{last.month}.{last.day}"
    return f"to {_english_date(last, False)}"


def month_and_year(value: date | datetime, language: str | None = None) -> str:
    """November 2026, 2026年11月."""
    first = local_day(value)
    if is_chinese(language):
        return f"{first.year}年{first.month}月"
    return f"{ENGLISH_MONTHS[first.month - 1]} {first.year}"


def day(value: date | datetime, language: str | None = None, *, today: date | None = None) -> str:
    """Sat 28 Nov 2026, 2026年11月28日 周六."""
    this = local_day(value)
    with_year = _needs_year(this, today)
    if is_chinese(language):
        return f"{_chinese_date(this, with_year)} {weekday(this, language)}"
    return f"{weekday(this, language)} {_english_date(this, with_year)}"


def long_day(
    value: date | datetime, language: str | None = None, *, today: date | None = None
) -> str:
    """Saturday 28 November 2026, 2026年11月28日 星期六: for headings and documents."""
    this = local_day(value)
    with_year = _needs_year(this, today)
    if is_chinese(language):
        return f"{_chinese_date(this, with_year)} 星期{CHINESE_WEEKDAYS[this.weekday()]}"
    name = ENGLISH_MONTHS[this.month - 1]
    text = f"{ENGLISH_WEEKDAYS[this.weekday()]} {this.day} {name}"
    return f"{text} {this.year}" if with_year else text


def days(
    start: date | datetime,
    end: date | datetime,
    language: str | None = None,
    *,
    today: date | None = None,
) -> str:
    """A range of whole days, both included: 28–30 Nov, 11月28日–30日; one day reads as ``day``."""
    first, last = local_day(start), local_day(end)
    if first == last:
        return day(first, language, today=today)
    same_year, same_month = first.year == last.year, first.month == last.month
    with_year = _needs_year(first, today) or _needs_year(last, today) or not same_year
    if is_chinese(language):
        closing = (
            f"{last.day}日" if same_year and same_month else _chinese_date(last, not same_year)
        )
        return f"{_chinese_date(first, with_year)}–{closing}"
    if same_year and same_month:
        return f"{first.day}–{_english_date(last, with_year)}"
    return f"{_english_date(first, not same_year)} – {_english_date(last, with_year)}"


def when(
    start: datetime, end: datetime, language: str | None = None, *, today: date | None = None
) -> str:
    """From when to when: Sat 28 Nov, 10:00–11:30, 11月28日 周六 10:00–11:30.

    A night names both days; what takes longer than a day is a range of days. Midnight at the end
    belongs to the evening before.
    """
    if end - start > timedelta(days=1):
        return days(start, _closing_day(start, end), language, today=today)
    opening = moment(start, language, today=today)
    if _closing_day(start, end) == local_day(start):
        return f"{opening}–{_closing_time(end)}"
    return f"{opening} – {moment(end, language, today=today)}"


def moment(value: datetime, language: str | None = None, *, today: date | None = None) -> str:
    """Sat 28 Nov, 09:00, 11月28日 周六 09:00."""
    gap = " " if is_chinese(language) else ", "
    return f"{day(value, language, today=today)}{gap}{time_of_day(value)}"


def times(start: datetime, end: datetime) -> str:
    """10:00–11:30, where the day is told elsewhere."""
    return f"{time_of_day(start)}–{_closing_time(end)}"


def duration(length: timedelta, language: str | None = None) -> str:
    """1 h 30 min, 1小时30分钟."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    units = ("小时", "分钟", "") if is_chinese(language) else (" h", " min", " ")
    parts = [f"{hours}{units[0]}"] * bool(hours) + [f"{minutes}{units[1]}"] * bool(minutes)
    return units[2].join(parts) or f"0{units[1]}"


def number(value: float | Decimal) -> str:
    """66,651: grouped by thousands in both languages, as the city's reports have it."""
    return f"{value:,}"


def price(amount: Decimal | float | None, language: str | None = None) -> str:
    """Free, 免费, ¥20, ¥12.50; nothing to pay and no amount given both read as free."""
    if not amount:
        return "免费" if is_chinese(language) else "Free"
    exact = Decimal(str(amount))
    return f"¥{exact:,.0f}" if exact == exact.to_integral_value() else f"¥{exact:,.2f}"


def listed(words: Iterable[str]) -> str:
    """Lin Yue, Bean, Pip."""
    return _(", ").join(words)


class Named(Protocol):
    @property
    def name(self) -> str: ...


def where(branch: Named, room: Named | None, language: str | None = None) -> str:
    """Riverside Library, Reading room; 河畔图书馆 阅览室."""
    between = " " if is_chinese(language) else ", "
    return between.join(each.name for each in (branch, room) if each)


def ages(youngest: int | None, oldest: int | None = None, language: str | None = None) -> str:
    """3 to 6 years, 3–6岁; 60 and over, 60岁以上; up to 12 years, 12岁以下; All ages, 不限年龄."""
    chinese = is_chinese(language)
    if youngest and oldest:
        if youngest == oldest:
            return f"{youngest}岁" if chinese else f"{youngest} years"
        return f"{youngest}–{oldest}岁" if chinese else f"{youngest} to {oldest} years"
    if youngest:
        return f"{youngest}岁以上" if chinese else f"{youngest} and over"
    if oldest:
        return f"{oldest}岁以下" if chinese else f"Up to {oldest} years"
    return "不限年龄" if chinese else "All ages"


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _needs_year(this: date, today: date | None) -> bool:
    return today is None or this.year != today.year


def _english_date(this: date, with_year: bool) -> str:
    short = f"{this.day} {ENGLISH_MONTHS[this.month - 1][:3]}"
    return f"{short} {this.year}" if with_year else short


def _chinese_date(this: date, with_year: bool) -> str:
    short = f"{this.month}月{this.day}日"
    return f"{this.year}年{short}" if with_year else short


def _closing_day(start: datetime, end: datetime) -> date:
    return local_day(end - timedelta(microseconds=1)) if end > start else local_day(end)


def _closing_time(end: datetime) -> str:
    shown = time_of_day(end)
    return "24:00" if shown == "00:00" else shown
