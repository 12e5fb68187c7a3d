"""The one place that asks what time it is. Services are told; only views, commands and jobs ask."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The current day in the library's time zone."""
    return timezone.localdate()
