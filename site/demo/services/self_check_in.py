"""Sessions to which people check themselves in: today's, and a course that is going on."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from brands.choices import EventKind
from door.services.self_check_in.offers import offer_self_check_in
from events.choices import CheckInMethod, CheckOutMethod
from events.models import Attendance, Session
from events.querysets import SessionQuerySet
from staff.choices import Action
from staff.policy import where

# Of those who came to the course: every so many checked in alone, came late, left early.
EVERY_ALONE, EVERY_LATE, EVERY_EARLY = 2, 5, 7
LATE, EARLY = timedelta(minutes=24), timedelta(minutes=35)


def check_themselves_in(coordinator: User, *, now: datetime) -> None:
    """Screen and card at the coordinator's sessions of today; a course where it was used.

    Args:
        now: the beginning of a day.
    """
    theirs = _sessions_of(coordinator)
    for session in theirs.filter(starts_at__gte=now, starts_at__lt=now + timedelta(days=1)):
        offer_self_check_in(session=session, on_screen=True, on_paper=True)
    course = theirs.filter(event__kind=EventKind.COURSE, ends_at__lt=now).last()
    for session in theirs.filter(event=course.event_id) if course else ():
        offer_self_check_in(session=session, on_screen=True, on_paper=False)
        _came_and_went(session)


def _sessions_of(coordinator: User) -> SessionQuerySet:
    own = where(coordinator, Action.CHECK_IN, branch="event__branch", brand="event__brand")
    sessions: SessionQuerySet = Session.objects.planned().filter(own).order_by("starts_at", "pk")
    return sessions


def _came_and_went(session: Session) -> None:
    came = list(session.attendances.select_related("attendee").order_by("pk"))
    for number, attendance in enumerate(came):
        if number % EVERY_ALONE == 0:
            attendance.method = CheckInMethod.SELF
            attendance.checked_in_by = None
        if number % EVERY_LATE == 1:
            attendance.checked_in_at = session.starts_at + LATE
        if number % EVERY_EARLY == 2 and not attendance.attendee.is_collected:
            attendance.checked_out_at = session.ends_at - EARLY
            attendance.check_out_method = CheckOutMethod.SELF
    changed = ["method", "checked_in_by", "checked_in_at", "checked_out_at", "check_out_method"]
    Attendance.objects.bulk_update(came, changed)
