"""The figures of a door: who should come, who is here, how many were counted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from events.choices import PlaceState, RegistrationChannel
from events.models import Attendance, Attendee, Headcount, Session
from events.querysets import SessionQuerySet


def with_figures(sessions: SessionQuerySet, *, day: date) -> SessionQuerySet:
    """Annotates each session with who should come and who is here, and with the day's headcount.

    `expected` and `here` are attendees; `adults` and `children` were counted without names.
    """
    seated = Attendee.objects.filter(event=OuterRef("event"), state=PlaceState.SEATED)
    here = Attendance.objects.filter(session=OuterRef("pk"), undone_at__isnull=True)
    counted = Headcount.objects.filter(session=OuterRef("pk"), day=day)
    return sessions.annotate(
        expected=_total(seated, "event", Count("pk")),
        here=_total(here, "session", Count("pk")),
        adults=_total(counted, "session", Sum("adults")),
        children=_total(counted, "session", Sum("children")),
    )


def with_those_to_come(sessions: SessionQuerySet, *, day: date) -> SessionQuerySet:
    """Annotates each session with `due`, `to_come`, `adults`, `children`: what a board needs.

    `due` signed up and are expected in the room, `to_come` are those of them who are not here;
    `adults` and `children` were counted without names on this day.
    """
    here = Attendance.objects.filter(
        attendee=OuterRef("pk"), session=OuterRef(OuterRef("pk")), undone_at__isnull=True
    )
    due = Attendee.objects.filter(
        event=OuterRef("event"), state=PlaceState.SEATED, registration__is_online=False
    ).exclude(registration__channel=RegistrationChannel.WALK_IN)
    counted = Headcount.objects.filter(session=OuterRef("pk"), day=day)
    return sessions.annotate(
        due=_total(due, "event", Count("pk")),
        to_come=_total(due.filter(~Exists(here)), "event", Count("pk")),
        adults=_total(counted, "session", Sum("adults")),
        children=_total(counted, "session", Sum("children")),
    )


def _total(rows: QuerySet[Any], key: str, aggregate: Count | Sum) -> Coalesce:
    return Coalesce(
        Subquery(rows.order_by().values(key).annotate(total=aggregate).values("total")), 0
    )


@dataclass(frozen=True)
class DayCount:
    """The headcount of one day."""

    day: date
    adults: int
    children: int


def days_counted(sessions: Collection[Session], *, today: date) -> dict[int, list[DayCount]]:
    """By session the headcounts of the days that can be counted; one statement for all."""
    lines = Headcount.objects.filter(session__in=sessions).order_by().values("session", "day")
    counted = {
        (row["session"], row["day"]): (row["adults"], row["children"])
        for row in lines.annotate(adults=Sum("adults"), children=Sum("children"))
    }
    return {
        session.pk: [
            DayCount(day, *counted.get((session.pk, day), (0, 0)))
            for day in days_to_count(session, today=today)
        ]
        for session in sessions
    }


def days_to_count(session: Session, *, today: date) -> list[date]:
    """The days whose headcount may be corrected, today first: the session's own until today."""
    past = (min(session.last_day, today) - session.first_day).days + 1
    days = {today} | {session.first_day + timedelta(days=number) for number in range(past)}
    return sorted(days, reverse=True)
