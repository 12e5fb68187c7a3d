"""What a coordinator is told of the doors in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.days import whole_day
from door.models import Conflict, Device, Station
from door.permissions import sessions_at_door
from events.choices import EventStatus
from events.models import Event


@dataclass(frozen=True)
class DoorSummary:
    """Open stations, what their devices said that they still hold, conflicts that nobody saw."""

    stations: int
    unsent: int
    conflicts: int


def door_of_event(event: Event, *, now: datetime) -> DoorSummary:
    """How the doors of an event stand; two statements."""
    stations = Station.objects.filter(sessions__event=event).distinct()
    is_open = Q(revoked_at__isnull=True, expires_at__gt=now)
    return DoorSummary(
        stations=stations.filter(is_open).count(),
        unsent=_unsent(stations),
        conflicts=Conflict.objects.filter(scan__session__event=event, seen_at__isnull=True).count(),
    )


def _unsent(stations: QuerySet[Station]) -> int:
    devices = Device.objects.filter(station__in=stations, ended_at__isnull=True)
    return devices.filter(station__revoked_at__isnull=True).aggregate(
        unsent=Sum("unsynced", default=0)
    )["unsent"]


def doors_to_look_at(user: Any, *, now: datetime) -> list[Event]:
    """Events in the user's scope that go on today, or whose doors left something to look at.

    That are conflicts that nobody saw, and check-ins not sent yet; annotated with
    `unseen_conflicts` and `unsent`. Today's come first.
    """
    begins, ends = whole_day(timezone.localdate(now))
    at_door = sessions_at_door(user)
    is_of_today = Q(starts_at__lt=ends, ends_at__gt=begins)
    today = at_door.planned().filter(is_of_today, event=OuterRef("pk"))
    conflicts = Conflict.objects.filter(scan__session__event=OuterRef("pk"), seen_at__isnull=True)
    counted = conflicts.order_by().values("scan__session__event").annotate(n=Count("pk"))
    devices = Device.objects.filter(
        station__sessions__event=OuterRef("pk"),
        station__revoked_at__isnull=True,
        ended_at__isnull=True,
    )
    held = devices.order_by().values("station__sessions__event").annotate(n=Sum("unsynced"))
    # Few of many thousands, told by what little there is to look at.
    unseen = Conflict.objects.filter(seen_at__isnull=True)
    holding = Device.objects.filter(unsynced__gt=0, ended_at__isnull=True)
    worth_a_look = at_door.filter(
        is_of_today
        | Q(pk__in=unseen.values("scan__session"))
        | Q(pk__in=holding.values("station__sessions"))
    )
    return list(
        Event.objects.filter(pk__in=worth_a_look.values("event"))
        .annotate(
            is_today=Exists(today),
            unseen_conflicts=Coalesce(Subquery(counted.values("n")), 0),
            unsent=Coalesce(Subquery(held.values("n")[:1]), 0),
        )
        .filter(
            Q(unseen_conflicts__gt=0)
            | Q(unsent__gt=0)
            | Q(is_today=True, live=True, intake__status=EventStatus.SCHEDULED)
        )
        .order_by("-is_today", "-first_starts_at")[:8]
    )
