"""What a household has to look forward to, and what it has been to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.models import Household
from events.choices import LIVE_STATES, EventStatus, PlaceState
from events.models import Attendee, Event, Registration, Session
from events.services.conduct.standing import missed_at
from events.services.registration.waiting_list import with_positions

MOST_PAST_VISITS = 12


@dataclass(frozen=True)
class Visit:
    """One registration as its people see it: to what, when, where and who."""

    registration: Registration
    queue_position: int | None = None

    @property
    def event(self) -> Event:
        return self.registration.event

    @property
    def session(self) -> Session | None:
        """The session that is shown: the next one, or of what is over the last."""
        return next(iter(self.event.sessions.all()), None)

    @property
    def names(self) -> list[str]:
        return [str(attendee.person) for attendee in self.registration.attendees.all()]

    @property
    def is_cancelled(self) -> bool:
        return self.event.intake.is_cancelled

    @property
    def is_seated(self) -> bool:
        return self.registration.is_seated

    @property
    def is_waiting(self) -> bool:
        """On a waiting list, in a draw, or with the library to decide."""
        return self.registration.is_waiting or self.registration.is_undecided


def coming_visits(household: Household, *, now: datetime) -> list[Visit]:
    """What is still to come, the next one first, with each place on a waiting list."""
    registrations = Registration.objects.filter(
        household=household, state__in=LIVE_STATES, event__last_ends_at__gt=now
    )
    waiting = registrations.filter(state=PlaceState.WAITING)
    positions = dict(with_positions(waiting).values_list("pk", "position"))
    shown = _with_sessions(registrations, Session.objects.upcoming(now=now))
    visits = [
        Visit(registration, queue_position=positions.get(registration.pk))
        for registration in shown.order_by("pk")
    ]
    return sorted(visits, key=lambda visit: visit.session.starts_at if visit.session else now)


def past_visits(household: Household, *, now: datetime) -> list[Visit]:
    """What is over, the last one first, as far as anyone likes to remember.

    Without what they were missed at.
    """
    registrations = Registration.objects.filter(
        household=household,
        state=PlaceState.SEATED,
        event__last_ends_at__lte=now,
        event__intake__status=EventStatus.SCHEDULED,
    ).exclude(Exists(missed_at(OuterRef("pk"))))
    shown = _with_sessions(registrations, Session.objects.planned().order_by("-starts_at"))
    latest = shown.order_by("-event__last_ends_at", "-pk")[:MOST_PAST_VISITS]
    return [Visit(registration) for registration in latest]


def _with_sessions(
    registrations: QuerySet[Registration], sessions: QuerySet[Session]
) -> QuerySet[Registration]:
    """The registrations with all that a visit shows of them."""
    attendees = Attendee.objects.filter(state__in=LIVE_STATES).select_related("person")
    return registrations.select_related(
        "event__intake", "event__brand", "event__image"
    ).prefetch_related(
        Prefetch("event__sessions", queryset=sessions.select_related("branch", "room")),
        Prefetch("attendees", queryset=attendees),
    )
