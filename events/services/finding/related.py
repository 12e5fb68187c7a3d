"""What else there is for somebody who looks at an event: first of all what they can still join."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, SmallIntegerField, When
from django.db.models.functions import Cast
from django.utils import timezone

from events.models import Event, Session
from events.querysets import NEAREST_FIRST, Days
from events.services.finding.listing import Card, cards
from events.services.registration.way_in import State, WayInNow

SHOWN = 3
NOTHING = Q(pk__in=[])

# Whoever finds an event so is told at once where there are places instead.
NO_WAY_IN = (State.FULL, State.BY_INVITATION, State.CLOSED, State.CANCELLED, State.OVER)


@dataclass(frozen=True)
class WhatElse:
    """Events to go to instead, where this one has no place, and others like it."""

    instead: list[Card]
    related: list[Card]


def what_else(event: Event, way_in: WayInNow, *, now: datetime) -> WhatElse:
    """What is coming of the same programme, else the same brand, else at the same library.

    Instead of an event without a place stand those of its programme that have some; where there
    are none, those of its brand for the same audience.
    """
    has_no_place = way_in.state in NO_WAY_IN
    found = _nearest(event, now=now, only_free=has_no_place, most=SHOWN * (1 + has_no_place))
    instead = _first_kind_of(found, event) if has_no_place else []
    return WhatElse(instead, [card for card in found if card not in instead][:SHOWN])


def _nearest(event: Event, *, now: datetime, only_free: bool, most: int) -> list[Card]:
    same_programme = Q(event__programme=event.programme_id) if event.programme_id else NOTHING
    same_brand = Q(event__brand=event.brand_id) if event.brand_id else NOTHING
    same_branch = Q(branch=event.branch_id) if event.branch_id else NOTHING
    days = Days(now=now, first=timezone.localdate(now))
    events = Event.objects.public().still_open(now=now).exclude(pk=event.pk)
    if only_free:
        events = events.with_free_places()
    coming: Any = (
        Session.objects.of(events)
        .filter(same_programme | same_brand | same_branch)
        .planned()
        .one_per_event(days)
    )
    # Cast, because a plain number in ORDER BY names a column where no condition can hold.
    distance = Cast(
        Case(
            When(same_programme, then=0),
            When(same_brand & Q(event__audience=event.audience), then=1),
            When(same_brand, then=2),
            default=3,
        ),
        SmallIntegerField(),
    )
    nearest = coming.annotate(distance=distance).order_by("distance", *NEAREST_FIRST)[:most]

    def how_far(card: Card) -> tuple[bool, bool, bool]:
        other = card.event
        return (
            not _of_programme(event)(other),
            not _of_brand_for_same(event)(other),
            not event.brand_id or other.brand_id != event.brand_id,
        )

    return sorted(cards(nearest, days), key=how_far)


def _first_kind_of(found: list[Card], event: Event) -> list[Card]:
    for is_such in (_of_programme(event), _of_brand_for_same(event)):
        if such := [card for card in found if is_such(card.event)]:
            return such[:SHOWN]
    return []


def _of_programme(event: Event) -> Callable[[Event], bool]:
    return lambda other: bool(event.programme_id) and other.programme_id == event.programme_id


def _of_brand_for_same(event: Event) -> Callable[[Event], bool]:
    return lambda other: (
        bool(event.brand_id)
        and other.brand_id == event.brand_id
        and other.audience == event.audience
    )
