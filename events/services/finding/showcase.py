"""What the pages of brands and programmes show of their events."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from brands.models import Brand, Programme
from events.models import Event, Session
from events.querysets import Days, EventQuerySet
from events.services.finding.listing import Card, cards, prefetch_pictures

COMING_SHOWN = 6
PAST_SHOWN = 8


def coming_of_brand(brand: Brand, now: datetime) -> dict[str, Any]:
    """The next events of a brand, and where all of them are."""
    return {
        "cards": coming(Event.objects.filter(brand=brand), now=now),
        "list_url": f"{reverse('event_list')}?brand={brand.slug}",
        "paper_url": f"{month_leaflet_url(now)}?brand={brand.slug}",
    }


def coming_of_programme(programme: Programme, now: datetime) -> dict[str, Any]:
    """The next events of a programme."""
    return {
        "cards": coming(Event.objects.filter(programme=programme), now=now),
        "list_url": "",
        "poster_url": reverse("programme_poster", args=[programme.pk, "a4", "now", "pdf"]),
    }


def month_leaflet_url(now: datetime) -> str:
    """Where the programme of this month is, to be narrowed by the filters of the list."""
    return reverse("month_leaflet", args=[f"{timezone.localdate(now):%Y-%m}", "pdf"])


def past_of_programme(programme: Programme, now: datetime) -> dict[str, Any]:
    """What the programme has held lately."""
    past = Event.objects.public().filter(programme=programme).past(now=now)
    return {"events": list(past.select_related("branch")[:PAST_SHOWN])}


def coming(events: EventQuerySet, *, now: datetime) -> list[Card]:
    """The next of these events, as cards."""
    days = Days(now, timezone.localdate(now))
    sessions = Session.objects.of(events.public()).planned().one_per_event(days)
    shown = cards(sessions[:COMING_SHOWN], days)
    prefetch_pictures(card.event for card in shown)
    return shown


def count_coming(brands: Iterable[int], now: datetime) -> dict[int, int]:
    """How many public events of each of these brands are still to come."""
    events = Event.objects.public().taking_place().upcoming(now=now).filter(brand__in=brands)
    return dict(events.order_by().values_list("brand").annotate(n=Count("pk")))


def say_coming(number: int) -> str:
    """12 coming events."""
    return ngettext("%(n)d coming event", "%(n)d coming events", number) % {"n": number}
