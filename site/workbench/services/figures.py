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
    """Counts of people. `no_shows` is None until it can be judged.

    Of events on site and online `…_online` count those who chose to take part online. Nobody checks
    them in at a door, so they are never no-shows.
    """

    registered: int
    registered_online: int
    waiting: int
    here: int
    here_online: int
    headcount: int
    no_shows: int | None


def figures_of(event: Event, *, now: datetime) -> EventFigures:
    """The figures of one event, in two statements."""
    online = Q(registration__is_online=True)
    came = Q(attendances__undone_at__isnull=True, attendances__isnull=False)
    people = Attendee.objects.filter(event=event).aggregate(
        registered=Count("pk", filter=Q(state=PlaceState.SEATED), distinct=True),
        registered_online=Count("pk", filter=Q(state=PlaceState.SEATED) & online, distinct=True),
        here_online=Count("pk", filter=came & online, distinct=True),
        waiting=Count("pk", filter=Q(state=PlaceState.WAITING), distinct=True),
        here=Count("pk", filter=came, distinct=True),
        expected=Count("pk", filter=Q(state=PlaceState.SEATED) & ~online, distinct=True),
        expected_here=Count(
            "pk", filter=came & Q(state=PlaceState.SEATED) & ~online, distinct=True
        ),
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
        registered_online=people["registered_online"],
        waiting=people["waiting"],
        here=people["here"],
        here_online=people["here_online"],
        headcount=counted["adults"] + counted["children"],
        no_shows=people["expected"] - people["expected_here"] if is_judged else None,
    )
