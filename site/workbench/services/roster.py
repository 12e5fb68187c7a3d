"""The list of who is coming, for those who receive them."""

from __future__ import annotations

from django.db.models import Case, Count, OuterRef, Prefetch, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from events.choices import PlaceState
from events.models import Answer, Attendance, Attendee, Event, Registration
from events.services.punctuality import is_noted_at, minutes_early, minutes_late

SEATED_FIRST = Case(
    When(state=PlaceState.SEATED, then=Value(1)),
    When(state=PlaceState.WAITING, then=Value(2)),
    default=Value(3),
)


def parties_of(event: Event) -> QuerySet[Registration]:
    """The registrations of an event: who has a place, then who waits in order, then who left.

    Each with `attendees`, their persons and, as `attendances`, the check-ins that count (those of
    a course with `minutes_late` and `minutes_early`); and with `answers` and their questions.
    `presences` counts the check-ins, for groups that nobody reads out by name.
    """
    here = Attendance.objects.filter(undone_at__isnull=True).order_by("checked_in_at")
    if is_noted_at(event):
        here = here.annotate(minutes_late=minutes_late(), minutes_early=minutes_early())
    people = (
        Attendee.objects.in_party()
        .select_related("person")
        .prefetch_related(Prefetch("attendances", queryset=here))
    )
    return (
        event.registrations.select_related("contact", "invitation")
        .annotate(presences=_presences())
        .prefetch_related(
            Prefetch("attendees", queryset=people),
            Prefetch("answers", queryset=Answer.objects.select_related("question")),
        )
        .order_by(SEATED_FIRST, "queue_no", "pk")
    )


def _presences() -> Coalesce:
    present = (
        Attendance.objects.filter(attendee__registration=OuterRef("pk"), undone_at__isnull=True)
        .order_by()
        .values("attendee__registration")
        .annotate(n=Count("pk"))
    )
    return Coalesce(Subquery(present.values("n")), 0)
