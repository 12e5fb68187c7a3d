"""Which doors are open: today's sessions, and those to come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from core.days import midnight
from door.services.figures import with_figures
from events.models import Session
from events.querysets import SessionQuerySet

DAYS_AHEAD = 14
SESSIONS_SHOWN = 80


@dataclass(frozen=True)
class AgendaDay:
    """A day's sessions, with their figures."""

    day: date
    is_today: bool
    sessions: tuple[Session, ...]


def agenda(sessions: SessionQuerySet, *, now: datetime, query: str = "") -> list[AgendaDay]:
    """The sessions of today, ended ones too, and of the next two weeks, by day.

    What began earlier and goes on, like an exhibition, belongs to today. A query narrows them to
    events with these words in a title.
    """
    today = timezone.localdate(now)
    found = sessions.planned().filter(
        ends_at__gt=midnight(today), starts_at__lt=midnight(today + timedelta(days=DAYS_AHEAD))
    )
    if query:
        found = found.filter(
            Q(event__title_en__icontains=query) | Q(event__title_zh__icontains=query)
        )
    by_day: dict[date, list[Session]] = {}
    for session in _shown(found, today).order_by("starts_at", "pk")[:SESSIONS_SHOWN]:
        by_day.setdefault(max(session.first_day, today), []).append(session)
    return [AgendaDay(day, day == today, tuple(by_day[day])) for day in sorted(by_day)]


def one_on_agenda(
    sessions: SessionQuerySet, session_id: int | None, *, now: datetime
) -> Session | None:
    """The session that somebody comes for, whenever it is, with its figures."""
    if session_id is None:
        return None
    found = sessions.planned().filter(pk=session_id)
    return _shown(found, timezone.localdate(now)).first()


def _shown(sessions: SessionQuerySet, today: date) -> SessionQuerySet:
    return with_figures(sessions, day=today).select_related(
        "event", "event__brand", "branch", "room"
    )
