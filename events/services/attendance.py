"""Who was there: people who were checked in, and people who were only counted.

Nothing here is ever deleted or overwritten. A presence that was a mistake is marked undone and
stays; a headcount is a sum of lines, and a wrong line is answered by a further one.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from events.models import Attendance, Headcount, Session
from events.signals import attendance_changed

# Doors report what they counted without a network within this time; then no-shows can be judged.
NO_SHOWS_JUDGED_AFTER = timedelta(hours=48)


def tell_of_attendances(attendance_ids: Sequence[int]) -> None:
    """Tell the news of check-ins, new or undone, once they are committed."""
    if attendance_ids:
        transaction.on_commit(
            partial(
                attendance_changed.send_robust,
                sender=Attendance,
                attendance_ids=list(attendance_ids),
            )
        )


@transaction.atomic
def undo_attendance(
    attendances: QuerySet[Attendance], *, by: User | None, reason: str, now: datetime
) -> int:
    """Take back these check-ins; says how many. What is undone already stays as it is."""
    standing = list(
        attendances.filter(undone_at__isnull=True)
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
        .values_list("pk", flat=True)
    )
    tell_of_attendances(standing)
    return Attendance.objects.filter(pk__in=standing).update(
        undone_at=now, undone_by=by, undo_reason=reason
    )


def count_heads(
    *,
    session: Session,
    adults: int,
    children: int,
    by: User | None,
    source: str,
    now: datetime,
    day: date | None = None,
) -> Headcount:
    """Add people without names to the session's figure of a day (of today, if none is given).

    The same source adds one line, however often it is sent.
    """
    line, _is_new = Headcount.objects.get_or_create(
        source=source,
        defaults={
            "session": session,
            "day": day or timezone.localdate(now),
            "adults": adults,
            "children": children,
            "counted_at": now,
            "counted_by": by,
        },
    )
    return line


@transaction.atomic
def reverse_headcount(*, line: Headcount, by: User | None, now: datetime) -> Headcount:
    """Take a line back by its exact opposite. A line is reversed once; later calls return that."""
    opposite, _is_new = Headcount.objects.get_or_create(
        reverses=line,
        defaults={
            "session_id": line.session_id,
            "day": line.day,
            "adults": -line.adults,
            "children": -line.children,
            "counted_at": now,
            "counted_by": by,
            "source": f"reverses:{line.pk}",
        },
    )
    return opposite


@transaction.atomic
def correct_headcount(
    *,
    session: Session,
    day: date,
    adults: int,
    children: int,
    by: User | None,
    source: str,
    now: datetime,
) -> None:
    """Make the day's figure what it should be: reverse the newest lines, add what is missing.

    Locks the session, so that two corrections follow each other.
    """
    Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if Headcount.objects.filter(source=source).exists():
        return
    lines = Headcount.objects.filter(session=session, day=day)
    counted = lines.aggregate(adults=Sum("adults", default=0), children=Sum("children", default=0))
    standing = lines.filter(reverses__isnull=True, reversed_by__isnull=True).order_by("-pk")
    for line in standing.iterator():
        if counted["adults"] <= adults and counted["children"] <= children:
            break
        reverse_headcount(line=line, by=by, now=now)
        counted["adults"] -= line.adults
        counted["children"] -= line.children
    count_heads(
        session=session,
        day=day,
        adults=adults - counted["adults"],
        children=children - counted["children"],
        by=by,
        source=source,
        now=now,
    )
