"""A series that waits to be looked over: drafts on the days that rule and calendar leave."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from brands.models import Programme
from demo.services.dice import Dice
from demo.services.network import Network
from events.choices import Treatment
from events.models import Series
from events.models.series import weekly
from events.services.making.series.dates import Asked, days_by_rule, look_at
from events.services.making.series.making import make_series
from network.choices import DayKind, Weekday

PROGRAMME = "lamplight-evening"
BEGINS_IN, LASTS = timedelta(weeks=6), timedelta(weeks=8)
STARTS_AT = time(19)


def plan_a_series(network: Network, coordinator: User, *, now: datetime, dice: Dice) -> None:
    """Evenings on Tuesdays in the library of the east, without holidays."""
    first_day = timezone.localdate(now) + BEGINS_IN
    series = Series(
        key=dice.uuid(),
        programme=Programme.objects.get(slug=PROGRAMME),
        branch=network.places[1].branch,
        room=network.places[1].rooms[-1],
        rule=weekly([Weekday.TUESDAY]),
        first_day=first_day,
        last_day=first_day + LASTS,
        starts_at=STARTS_AT,
        treatments={
            DayKind.PUBLIC_HOLIDAY: Treatment.SKIP,
            DayKind.CLOSED_DAY: Treatment.SKIP,
        },
    )
    dates = [Asked(day, STARTS_AT, series.room) for day in days_by_rule(series)]
    wanted = [looked.asked for looked in look_at(series, dates, now=now) if looked.is_suggested]
    make_series(series, wanted, publishes=False, user=coordinator, now=now)
