"""How many places to give for a room, judged from how many came to earlier events.

Everyone with a place comes with the same chance, independently of the others: then the number of
those who come is binomially distributed (ISO 3534-1:2006, 2.46). Families come or stay away
together, so the real numbers scatter more; that is one reason to stay at a small chance of more
people than chairs. It is a suggestion with its arithmetic shown, and nothing is ever set by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import exp, fsum, lgamma, log

from django.db.models import Count, Exists, F, OuterRef, Q

from events.choices import EventStatus, PlaceState, RegistrationChannel
from events.models import Attendee, Event, Session
from events.services.attendance import NO_SHOWS_JUDGED_AFTER
from events.services.conduct.judging import names_were_taken

ENOUGH_EVENTS, MOST_EVENTS = 5, 20

# So seldom more may come than there is room for: once in twenty events.
TOLERATED = 0.05

# However few have come so far, no more than so many places are given for each chair.
MOST_FOR_A_CHAIR = 2


@dataclass(frozen=True)
class History:
    """What earlier events of a programme say: seats that were promised, and who came on them."""

    events: int
    seats: int
    came: int

    @property
    def is_enough(self) -> bool:
        return self.events >= ENOUGH_EVENTS and self.seats > 0

    @property
    def show_rate(self) -> float:
        return self.came / self.seats if self.seats else 1.0

    @property
    def percent(self) -> int:
        return round(100 * self.show_rate)


@dataclass(frozen=True)
class Suggestion:
    """So many places for a room of so many chairs, and what that would have meant."""

    history: History
    room: int

    @cached_property
    def places(self) -> int:
        return places_for(self.room, self.history.show_rate)

    @property
    def times_in_a_hundred(self) -> int:
        """In so many of a hundred events more would come than there is room for."""
        return round(100 * chance_of_more_than(self.room, self.places, self.history.show_rate))


def suggestion_for(event: Event, *, now: datetime) -> Suggestion | None:
    """What to suggest for an event of a programme; None where its rooms are not known."""
    if event.programme_id is None:
        return None
    room = room_of(event)
    return Suggestion(history_of(event, now=now), room) if room else None


def room_of(event: Event) -> int | None:
    """How many the smallest of its rooms holds; None unless the room of each session is known."""
    sessions = event.sessions.planned().values_list("room__capacity", flat=True)
    capacities = list(sessions)
    return min(capacities) if capacities and None not in capacities else None


def history_of(event: Event, *, now: datetime) -> History:
    """The latest events of the same programme whose doors took names at the first session.

    Whoever walked in had no promise to keep, and is counted neither as a seat nor as come.
    """
    first = Session.objects.planned().filter(
        names_were_taken(), event=OuterRef("pk"), starts_at=OuterRef("first_starts_at")
    )
    latest = (
        Event.objects.filter(
            Exists(first),
            programme=event.programme_id,
            intake__status=EventStatus.SCHEDULED,
            last_ends_at__lte=now - NO_SHOWS_JUDGED_AFTER,
        )
        .exclude(pk=event.pk)
        .order_by("-last_ends_at", "-pk")[:MOST_EVENTS]
    )
    keys = list(latest.values_list("pk", flat=True))
    came = Q(
        attendances__undone_at__isnull=True,
        attendances__session__starts_at=F("event__first_starts_at"),
    )
    seated = Attendee.objects.filter(event__in=keys, state=PlaceState.SEATED).exclude(
        registration__channel=RegistrationChannel.WALK_IN
    )
    figures = seated.aggregate(
        seats=Count("pk", distinct=True), came=Count("pk", filter=came, distinct=True)
    )
    return History(events=len(keys), **figures)


def places_for(room: int, show_rate: float) -> int:
    """The most places such that seldom enough more people come than the room holds.

    Never fewer than the room: nobody who comes on a chair that is there is too many.

    >>> places_for(28, 0.8)
    31
    """
    fewest, most = room, room * MOST_FOR_A_CHAIR
    while fewest < most:
        middle = (fewest + most + 1) // 2
        if chance_of_more_than(room, middle, show_rate) <= TOLERATED:
            fewest = middle
        else:
            most = middle - 1
    return fewest


def chance_of_more_than(room: int, places: int, show_rate: float) -> float:
    """That of so many people more come than the room holds, if each comes at this rate.

    The upper tail of the binomial distribution: the sum of C(n, k) p^k (1 - p)^(n - k) over all
    k > room; in logarithms, for the factors leave the range of floating point.
    """
    if places <= room or show_rate <= 0:
        return 0.0
    if show_rate >= 1:
        return 1.0
    come, stay = log(show_rate), log(1 - show_rate)
    return fsum(
        exp(
            lgamma(places + 1)
            - lgamma(number + 1)
            - lgamma(places - number + 1)
            + number * come
            + (places - number) * stay
        )
        for number in range(room + 1, places + 1)
    )
