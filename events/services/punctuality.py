"""Who came late to a course, and who left before its end.

Both follow from when somebody came and went, so they are stored nowhere.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, IntegerField, Q, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Extract, Floor

from brands.choices import EventKind
from events.models import Event

# Whoever is later, or leaves earlier, than this is told apart. A bus that is late is not.
FORGIVEN = timedelta(minutes=15)

# Of days without times nobody can say what late is.
HAS_TIMES = Q(session__is_all_day=False, session__daily_opens_at__isnull=True)


def is_noted_at(event: Event) -> bool:
    """Whether it matters at the event who missed a part."""
    return event.kind == EventKind.COURSE


def minutes_late() -> Case:
    """Of an attendance: how many minutes after the start it began; nothing where that is forgiven.

    >>> Attendance.objects.annotate(minutes_late=minutes_late())
    """
    return _minutes("session__starts_at", "checked_in_at")


def minutes_early() -> Case:
    """Of an attendance: how many minutes before the end it ended; nothing as for `minutes_late`."""
    return _minutes("checked_out_at", "session__ends_at")


def _minutes(earlier: str, later: str) -> Case:
    """Whole minutes between two moments, where there are more than are forgiven."""
    forgiven = ExpressionWrapper(F(earlier) + FORGIVEN, output_field=DateTimeField())
    span: CombinedExpression = F(later) - F(earlier)
    minutes = Cast(Floor(Extract(span, "epoch") / 60), IntegerField())
    return Case(When(HAS_TIMES & Q(**{f"{later}__gt": forgiven}), then=minutes))
