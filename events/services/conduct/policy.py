"""By which rules no-shows count."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

from django.db.models import F, Q

from events.models import ConductPolicy


def policy_for(brand_id: int | None) -> ConductPolicy:
    """The rules of the brand, if it has its own; those of the network otherwise."""
    of_brand_or_network = ConductPolicy.objects.filter(Q(brand=brand_id) | Q(brand=None))
    found = of_brand_or_network.order_by(F("brand").asc(nulls_last=True)).first()
    return found or ConductPolicy()


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and time so many months earlier, or the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
