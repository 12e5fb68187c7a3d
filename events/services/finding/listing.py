"""What is on: the sessions that a visitor's filters leave over, and how a list shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.choices import AccessOffer
from brands.models import Brand
from events.models import Event, Session
from events.querysets import Days, SessionQuerySet, fits_age, has_free_places, is_still_open
from events.services.finding.search.asking import Search, ask
from events.services.registration.way_in import WayInNow, way_in_now
from network.choices import Weekday
from network.models import Branch

# The place has no step in the way, or the event offers a way around it.
IS_ACCESSIBLE = Q(branch__is_step_free=True) | Q(
    event__access_offers__contains=[AccessOffer.WHEELCHAIR]
)


@dataclass(frozen=True)
class Filters:
    """What a visitor asks for; whatever is left out does not narrow the list."""

    days: Days
    query: str = ""
    brand: Brand | None = None
    branch: Branch | None = None
    audience: str = ""
    age: int | None = None
    language: str = ""
    only_free: bool = False
    only_accessible: bool = False

    @cached_property
    def search(self) -> Search:
        """What the query means; found out once."""
        return ask(self.query, on=timezone.localdate(self.days.now))


@dataclass(frozen=True)
class Card:
    """An event in a list: the session that is meant, the day it stands under, the way in."""

    event: Event
    session: Session
    day: date
    way_in: WayInNow


@dataclass(frozen=True)
class DayOfEvents:
    """A day and what is on, in the order of the list."""

    day: date
    cards: list[Card]


def listed_sessions(filters: Filters) -> SessionQuerySet:
    """One session for each event that fits, the first of the days asked for; the nearest first."""
    return matching_sessions(filters).planned().one_per_event(filters.days)


def matching_sessions(filters: Filters) -> SessionQuerySet:
    """All sessions of public events that fit, whichever the day, cancelled ones included."""
    found = Session.objects.public().telling(filters.search.sought)
    return found.filter(*narrowings(filters).values())


def narrowings(filters: Filters) -> dict[str, Q]:
    """What each chosen filter asks of a session, by its name in the address.

    The words of the search and the days are not among them.
    """
    now = filters.days.now
    asked: dict[str, Q] = {}
    if filters.brand:
        asked["brand"] = Q(event__brand=filters.brand)
    if filters.branch:
        below = Branch.objects.within([filters.branch.pk], on=timezone.localdate(now))
        asked["branch"] = Q(branch__in=below.order_by().values("pk"))
    if filters.audience:
        asked["audience"] = Q(event__audience=filters.audience)
    if filters.age is not None:
        asked["age"] = fits_age(filters.age, via="event__")
    if filters.language:
        asked["language"] = Q(event__languages__contains=[filters.language])
    if filters.only_free:
        asked["free"] = has_places_to_give(now=now)
    if filters.only_accessible:
        asked["accessible"] = IS_ACCESSIBLE
    return asked


def has_places_to_give(*, now: datetime) -> Q:
    """One can still get into the event of the session."""
    return has_free_places(Event, via="event__") & is_still_open(now=now, via="event__")


def cards(sessions: SessionQuerySet, days: Days) -> list[Card]:
    """A slice of `listed_sessions`, in its order, as a list shows it.

    Follow with `prefetch_pictures` for all cards of a page.
    """
    shown: Iterable[Any] = sessions.for_cards(days)
    return [
        Card(
            event=session.event,
            session=session,
            day=session.day,
            way_in=way_in_now(
                session.event,
                places=session.places,
                free=session.places_free,
                now=days.now,
            ),
        )
        for session in shown
    ]


def prefetch_pictures(events: Iterable[Event]) -> None:
    """Fetch the renditions of all pictures at once, so that no page asks one by one."""
    prefetch_related_objects([event for event in events if event.image_id], "image__renditions")


def by_day(cards: Iterable[Card]) -> list[DayOfEvents]:
    """Cards in the order of a list, put together by their day."""
    return [DayOfEvents(day, list(group)) for day, group in groupby(cards, lambda card: card.day)]


@dataclass(frozen=True)
class Period:
    """Some days that people ask about, both ends included."""

    label: str
    first: date
    last: date


def usual_periods(today: date) -> list[Period]:
    """What people ask about most, the nearest first."""
    saturday, sunday = weekend_of(today)
    return [
        Period(_("Today"), today, today),
        Period(_("This weekend"), saturday, sunday),
        Period(_("Next 7 days"), today, today + timedelta(days=6)),
    ]


def count_events(periods: Iterable[Period], *, now: datetime) -> list[int]:
    """How many public events are on in each of these periods, in one statement."""
    periods = list(periods)
    days = Days(
        now, min(period.first for period in periods), max(period.last for period in periods)
    )
    sessions = Session.objects.public().planned().on(days)
    shown = list(sessions.values_list("event", "day", "until_day"))  # type: ignore[misc]
    return [
        len({event for event, day, last in shown if day <= period.last and last >= period.first})
        for period in periods
    ]


def weekend_of(today: date) -> tuple[date, date]:
    """Saturday and Sunday of this week, without the one that is over."""
    sunday = today + timedelta(days=Weekday.SUNDAY - today.weekday())
    return max(today, sunday - timedelta(days=1)), sunday
