"""Training of staff and branch librarians: internal events, as one of them sees what is to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import Membership, User
from accounts.services.households import household_of
from brands.choices import EventKind
from events.choices import LIVE_STATES
from events.models import Event, Registration, Session
from events.services.registration.parties import Party, household_party
from events.services.registration.way_in import WayInNow, way_in_now


@dataclass(frozen=True)
class Training:
    """An internal event as a row of a list, and the registration of who looks, if they have one.

    `session` is the next one, on `day`.
    """

    event: Event
    way_in: WayInNow
    registration: Registration | None
    session: Session
    day: date


def coming_training(user: Any, *, now: datetime) -> list[Training]:
    """All internal events that are published and not over, the next one first; three statements."""
    events = list(
        Event.objects.filter(kind=EventKind.INTERNAL, live=True)
        .upcoming(now=now)
        .with_places()
        .select_related("intake", "brand", "image")
        .prefetch_related(
            Prefetch("sessions", Session.objects.upcoming(now=now).select_related("branch"))
        )
    )
    own = Registration.objects.filter(
        event__in=events, state__in=LIVE_STATES, contact__user=user
    ).order_by("-pk")
    registered = {registration.event_id: registration for registration in own}
    return [
        Training(
            event=event,
            way_in=way_in_now(event, places=event.places, free=event.places_free, now=now),
            registration=registered.get(event.pk),
            session=session,
            day=timezone.localdate(session.starts_at),
        )
        for event in events
        if (session := next(iter(event.sessions.all()), None))
    ]


def own_party(user: User, *, now: datetime) -> Party:
    """The user alone: training is for those who work here, not for their families."""
    household_of(user, now=now)
    members = Membership.objects.in_household_of(user).select_related("person__user")
    members = members.knowing_consents(on=timezone.localdate(now))
    own = [member.person_id for member in members if member.person.user_id == user.pk]
    return household_party(members=list(members), people=own)
