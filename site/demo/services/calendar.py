"""Days that are not like others: official ones, school terms, and days on which nobody comes in."""

from __future__ import annotations

from datetime import date, timedelta

from demo.services.catalogue import Pair, read
from demo.services.network import Network
from network.choices import DayKind
from network.models import CalendarEntry
from network.services.official_days import fill_in

COUNTING_IN_DAYS = 12
RENEWING_IN_DAYS, RENEWING_LASTS = 24, 3


def keep_calendar(network: Network, *, today: date) -> None:
    """Official days and school years around today, and a few days on which libraries are closed."""
    texts = read("network")
    for year in (today.year, today.year + 1):
        fill_in(year)
    CalendarEntry.objects.bulk_create(
        CalendarEntry(
            kind=entry["kind"],
            first_day=(first_day := date.fromisoformat(f"{year}-{entry['from']}")),
            last_day=_next(entry["until"], after=first_day),
            **Pair(*entry["name"]).fields("name"),
        )
        for year in (today.year - 1, today.year, today.year + 1)
        for entry in texts["school"]
    )
    counting = today + timedelta(days=COUNTING_IN_DAYS)
    CalendarEntry.objects.create(
        kind=DayKind.CLOSED_DAY,
        first_day=counting,
        last_day=counting,
        **Pair(*texts["counting"]["name"]).fields("name"),
    )
    renewing = today + timedelta(days=RENEWING_IN_DAYS)
    CalendarEntry.objects.create(
        kind=DayKind.CLOSED_DAY,
        first_day=renewing,
        last_day=renewing + timedelta(days=RENEWING_LASTS - 1),
        branch=network.places[1].branch,
        **Pair(*texts["renewing"]["name"]).fields("name"),
    )


def _next(month_and_day: str, *, after: date) -> date:
    this_year = date.fromisoformat(f"{after.year}-{month_and_day}")
    return this_year if this_year > after else this_year.replace(year=after.year + 1)
