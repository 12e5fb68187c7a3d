"""Days on the library's calendar: as moments, and in their weeks and months."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

WEEK = timedelta(weeks=1)


def midnight(day: date) -> datetime:
    """The moment at which the day begins on the library's clocks."""
    return timezone.make_aware(datetime.combine(day, time.min))


def whole_day(day: date) -> tuple[datetime, datetime]:
    """From one midnight to the next."""
    return midnight(day), midnight(day + timedelta(days=1))


def monday_of(day: date) -> date:
    """With which its week begins."""
    return day - timedelta(days=day.weekday())


def first_of(day: date) -> date:
    """With which its month begins; it stands for the month."""
    return day.replace(day=1)


def month_before(month: date) -> date:
    return first_of(month - timedelta(days=1))


def month_after(month: date) -> date:
    return first_of(month + timedelta(days=31))


def last_day_of(month: date) -> date:
    return month_after(month) - timedelta(days=1)
