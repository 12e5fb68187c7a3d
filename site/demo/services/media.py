"""What newspapers, stations and sites said about the demo library."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from brands.models import Brand
from demo.services.catalogue import read
from demo.services.network import Network
from demo.services.people import HOME_OF_THE_COORDINATOR
from events.models import Event
from events.permissions import events_in_scope
from reports.models import MediaMention
from staff.choices import Action

ON_ITS_OWN = ("outlet", "level", "kind", "title", "link")


def be_told_of(user: User, brands: dict[str, Brand], network: Network, *, now: datetime) -> None:
    """Somebody entered mentions: of events that were looked back on, of brands, of a library."""
    home = network.area(HOME_OF_THE_COORDINATOR).branch
    past = events_in_scope(user, Action.CHANGE).filter(recap__published_at__isnull=False)
    today = timezone.localdate(now)
    for entry in read("media")["mentions"]:
        event = past.filter(audience=entry["about"]).first() if "about" in entry else None
        if "about" in entry and event is None:
            continue
        brand = brands.get(entry.get("brand", ""))
        MediaMention.objects.create(
            **{name: entry[name] for name in ON_ITS_OWN if name in entry},
            day=_day(entry, event, today),
            event=event,
            brand=event.brand if event else brand,
            branch=event.branch if event else network.central.branch if brand else home,
            entered_at=now,
            entered_by=user,
        )


def _day(entry: dict[str, Any], event: Event | None, today: date) -> date:
    """So many days after the event, or before today."""
    days = timedelta(days=entry["days"])
    if event is None or event.last_ends_at is None:
        return today - days
    return min(timezone.localdate(event.last_ends_at) + days, today)
