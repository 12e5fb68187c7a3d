"""How much is on in the days to come, and where: what the front door of the site tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from events.querysets import Days
from events.services.finding.listing import Filters, Period, count_events, usual_periods
from events.services.finding.map import PlaceOnMap, what_is_on_at_branches
from network.services.outline import Node


@dataclass(frozen=True)
class CountedPeriod:
    """Some days that people ask about, and how many events there are on them."""

    period: Period
    count: int


@dataclass(frozen=True)
class NearbyPlace:
    """A place with something on this week; `within` has its own slug and those of all above it."""

    place: PlaceOnMap
    within: list[str]


@dataclass(frozen=True)
class WeekNearby:
    """The seven days from today, and the places that have something on, the busiest first."""

    first: date
    last: date
    places: list[NearbyPlace]

    @property
    def map_url(self) -> str:
        """The same on the map."""
        return f"{reverse('event_list')}?from={self.first}&to={self.last}&view=map"


def count_days_ahead(now: datetime) -> list[CountedPeriod]:
    """Today, this weekend, the next seven days, each with its events."""
    periods = usual_periods(timezone.localdate(now))
    counts = count_events(periods, now=now)
    return [CountedPeriod(period, n) for period, n in zip(periods, counts, strict=True)]


def week_nearby(network: list[Node], *, now: datetime) -> WeekNearby:
    """Where something is on this week, of all the places of the network."""
    first = timezone.localdate(now)
    last = first + timedelta(days=6)
    on_at = what_is_on_at_branches(Filters(Days(now, first, last)))
    places = [
        NearbyPlace(place, within)
        for node, within in _with_those_above(network, [])
        if (place := on_at.place(node.branch)).count
    ]
    return WeekNearby(first, last, sorted(places, key=lambda nearby: -nearby.place.count))


def _with_those_above(nodes: list[Node], above: list[str]) -> Iterator[tuple[Node, list[str]]]:
    for node in nodes:
        within = [*above, node.branch.slug]
        yield node, within
        yield from _with_those_above(node.below, within)
