"""Days, times and amounts as readers of both languages expect them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation

from cms import formats

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _library_time_zone():
    with timezone.override("Asia/Shanghai"):
        yield


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    """A moment by the library's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=timezone.get_current_timezone())


@pytest.mark.parametrize(
    ("start", "end", "english", "chinese"),
    [
        (at(28, 10), at(28, 11, 30), "Sat 28 Nov, 10:00–11:30", "11月28日 周六 10:00–11:30"),
        (
            at(28, 19),
            at(29, 9),
            "Sat 28 Nov, 19:00 – Sun 29 Nov, 09:00",
            "11月28日 周六 19:00 – 11月29日 周日 09:00",
        ),
        (at(28, 20), at(29, 0), "Sat 28 Nov, 20:00–24:00", "11月28日 周六 20:00–24:00"),
        (at(28, 10), at(30, 0), "28–29 Nov", "11月28日–29日"),
        (
            at(2, 9, month=1, year=2027),
            at(2, 10, month=1, year=2027),
            "Sat 2 Jan 2027, 09:00–10:00",
            "2027年1月2日 周六 09:00–10:00",
        ),
    ],
)
def test_when_a_meeting_is(start, end, english, chinese):
    assert formats.when(start, end, "en", today=TODAY) == english
    assert formats.when(start, end, "zh-hans", today=TODAY) == chinese


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        (date(2026, 11, 28), date(2026, 11, 28), "Sat 28 Nov", "11月28日 周六"),
        (date(2026, 11, 28), date(2026, 11, 30), "28–30 Nov", "11月28日–30日"),
        (date(2026, 11, 28), date(2026, 12, 3), "28 Nov – 3 Dec", "11月28日–12月3日"),
        (
            date(2026, 12, 28),
            date(2027, 1, 3),
            "28 Dec 2026 – 3 Jan 2027",
            "2026年12月28日–2027年1月3日",
        ),
        (date(2025, 4, 23), date(2025, 4, 27), "23–27 Apr 2025", "2025年4月23日–27日"),
        (
            date(2025, 11, 28),
            date(2025, 12, 3),
            "28 Nov – 3 Dec 2025",
            "2025年11月28日–12月3日",
        ),
    ],
)
def test_a_range_of_days(first, last, english, chinese):
    assert formats.days(first, last, "en", today=TODAY) == english
    assert formats.days(first, last, "zh-hans", today=TODAY) == chinese


def test_moments_are_told_by_the_library_s_clock():
    evening_in_utc = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)

    assert formats.day(evening_in_utc, "en", today=TODAY) == "Sat 28 Nov"
    assert formats.time_of_day(evening_in_utc) == "01:30"


def test_the_year_is_told_when_nobody_says_which_it_is():
    assert formats.day(date(2026, 11, 28), "en") == "Sat 28 Nov 2026"
    assert formats.day(date(2026, 11, 28), "zh-hans") == "2026年11月28日 周六"


def test_long_forms():
    day = date(2026, 11, 1)

    assert formats.long_day(day, "en") == "Sunday 1 November 2026"
    assert formats.long_day(day, "zh-hans") == "2026年11月1日 星期日"
    assert formats.long_day(day, "en", today=date(2026, 1, 1)) == "Sunday 1 November"
    assert formats.long_day(day, "zh-hans", today=date(2026, 1, 1)) == "11月1日 星期日"
    assert formats.month_and_year(day, "en") == "November 2026"
    assert formats.month_and_year(day, "zh-hans") == "2026年11月"


def test_the_parts_of_a_date_block():
    day = date(2026, 9, 5)

    assert (formats.until(day, "en"), formats.until(day, "zh-hans")) == ("to 5 Sep", "至9.5")
    assert (formats.month(day, "en"), formats.weekday(day, "en")) == ("Sep", "Sat")
    assert (formats.month(day, "zh-hans"), formats.weekday(day, "zh-hans")) == ("9月", "周六")


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [(90, "1 h 30 min", "1小时30分钟"), (60, "1 h", "1小时"), (45, "45 min", "45分钟")],
)
def test_duration(minutes, english, chinese):
    assert formats.duration(timedelta(minutes=minutes), "en") == english
    assert formats.duration(timedelta(minutes=minutes), "zh-hans") == chinese


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (None, "Free", "免费"),
        (Decimal(0), "Free", "免费"),
        (Decimal("20.00"), "¥20", "¥20"),
        (Decimal("1212.5"), "¥1,212.50", "¥1,212.50"),
    ],
)
def test_price(amount, english, chinese):
    assert formats.price(amount, "en") == english
    assert formats.price(amount, "zh-hans") == chinese


@pytest.mark.parametrize(
    ("youngest", "oldest", "english", "chinese"),
    [
        (3, 6, "3 to 6 years", "3–6岁"),
        (6, 6, "6 years", "6岁"),
        (60, None, "60 and over", "60岁以上"),
        (None, 12, "Up to 12 years", "12岁以下"),
        (None, None, "All ages", "不限年龄"),
    ],
)
def test_ages(youngest, oldest, english, chinese):
    assert formats.ages(youngest, oldest, "en") == english
    assert formats.ages(youngest, oldest, "zh-hans") == chinese


def test_where():
    library, room = SimpleNamespace(name="Riverside Library"), SimpleNamespace(name="Reading room")
    assert formats.where(library, None, "en") == "Riverside Library"
    assert formats.where(library, room, "en") == "Riverside Library, Reading room"
    library, room = SimpleNamespace(name="河畔图书馆"), SimpleNamespace(name="阅览室")
    assert formats.where(library, room, "zh-hans") == "河畔图书馆 阅览室"


def test_numbers_are_grouped():
    assert formats.number(66651) == "66,651"


def test_the_active_language_is_used_where_none_is_named():
    with translation.override("zh-hans"):
        assert formats.weekday(date(2026, 11, 28)) == "周六"
    with translation.override("en"):
        assert formats.weekday(date(2026, 11, 28)) == "Sat"
