"""How an event stands: how many have signed up, wait, are here, stayed away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from events.choices import PlaceState
from events.models import Attendee, Event, Headcount
from events.services.attendance import NO_SHOWS_JUDGED_AFTER


@dataclass(frozen=True)
class EventFigures:
    """Counts of people. `no_shows` is None until it can be judged."""

    registered: int
    waiting: int
    here: int
    headcount: int
    no_shows: int | None


def figures_of(event: Event, *, now: datetime) -> EventFigures:
    """The figures of one event, in two statements."""
    came = Q(attendances__undone_at__isnull=True, attendances__isnull=False)
    people = Attendee.objects.filter(event=event).aggregate(
        registered=Count("pk", filter=Q(state=PlaceState.SEATED), distinct=True),
        waiting=Count("pk", filter=Q(state=PlaceState.WAITING), distinct=True),
        here=Count("pk", filter=came, distinct=True),
        seated_here=Count("pk", filter=came & Q(state=PlaceState.SEATED), distinct=True),
    )
    counted = Headcount.objects.filter(session__event=event).aggregate(
        adults=Sum("adults", default=0), children=Sum("children", default=0)
    )
    is_judged = (
        not event.intake.is_cancelled
        and people["here"] > 0
        and event.last_ends_at is not None
        and event.last_ends_at + NO_SHOWS_JUDGED_AFTER < now
    )
    return EventFigures(
        registered=people["registered"],
        waiting=people["waiting"],
        here=people["here"],
        headcount=counted["adults"] + counted["children"],
        no_shows=people["registered"] - people["seated_here"] if is_judged else None,
    )
