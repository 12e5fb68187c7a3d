"""Days on the library's calendar, as moments."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def midnight(day: date) -> datetime:
    """The moment at which the day begins on the library's clocks."""
    return timezone.make_aware(datetime.combine(day, time.min))


def whole_day(day: date) -> tuple[datetime, datetime]:
    """From one midnight to the next."""
    return midnight(day), midnight(day + timedelta(days=1))
