"""The next events and how ready each is: text, places, helpers, who has been told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Sum
from django.db.models.functions import Least
from django.utils import timezone

from events.choices import MessageKind, PlaceState
from events.models import Event, Registration, Session
from events.permissions import events_in_scope
from events.services.making.readiness import what_is_missing
from events.services.registration.needs import needs_of
from notifications.choices import MessageState
from notifications.models import OutboxMessage
from staff.choices import Action
from volunteers.choices import ShiftState
from volunteers.models import Need
from workbench.services.tasks import Preparations, preparations_of

DAYS_AHEAD = timedelta(days=28)
TELLING = (MessageKind.REMINDER, MessageKind.ANNOUNCEMENT)


@dataclass(frozen=True)
class Share:
    """So many of as many as there should be."""

    done: int
    of: int

    @property
    def is_reached(self) -> bool:
        return self.done >= self.of


@dataclass(frozen=True)
class NextEvent:
    """An event to come. `helpers` are volunteers of those needed at least, `told` are parties with
    a place that got a reminder or a message since they registered, `tasks` what is to be done
    before it; None where there are none.
    """

    event: Event
    missing: list[Any]
    helpers: Share | None
    told: Share | None
    tasks: Preparations | None


def next_events(user: Any, *, now: datetime, most: int) -> list[NextEvent]:
    """Those in scope within four weeks, the next one first; the same statements for any number."""
    events = (
        events_in_scope(user, Action.VIEW)
        .upcoming(now=now)
        .filter(first_starts_at__lt=now + DAYS_AHEAD)
        .taking_place()
    )
    sessions = Prefetch("sessions", Session.objects.select_related("branch"))
    shown = list(events[:most].page_for_admin().prefetch_related(sessions))
    needs = needs_of(shown)
    helpers = _helpers_of(shown)
    told = _told_of(shown)
    tasks = preparations_of(shown, today=timezone.localdate(now))
    return [
        NextEvent(
            event,
            missing=what_is_missing(event, needs[event.pk]),
            helpers=helpers.get(event.pk),
            told=told.get(event.pk),
            tasks=tasks.get(event.pk),
        )
        for event in shown
    ]


def _helpers_of(events: list[Event]) -> dict[int, Share]:
    """By the event's key; more people than a role takes at least stand in for no other role."""
    needs = Need.objects.filter(
        shift__event__in=events, shift__state__in=(ShiftState.PUBLISHED, ShiftState.CLOSED)
    )
    counted = (
        needs.order_by()
        .values("shift__event")
        .annotate(done=Sum(Least("taken", "minimum")), of=Sum("minimum"))
    )
    return {row["shift__event"]: Share(row["done"], row["of"]) for row in counted if row["of"]}


def _told_of(events: list[Event]) -> dict[int, Share]:
    message = OutboxMessage.objects.filter(
        subject_id=OuterRef("pk"), kind__in=TELLING, state=MessageState.SENT
    )
    parties = Registration.objects.filter(event__in=events, state=PlaceState.SEATED)
    counted = (
        parties.annotate(is_told=Exists(message))
        .order_by()
        .values("event")
        .annotate(done=Count("pk", filter=Q(is_told=True)), of=Count("pk"))
    )
    return {row["event"]: Share(row["done"], row["of"]) for row in counted}
