"""When and where an event meets. Every change of a session goes through here.

Each function keeps the event's first start and last end, which lists are sorted by.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Min, Q
from wagtail.log_actions import log

from core.constraints import violated_constraint
from core.errors import DomainError
from events.choices import SessionState
from events.errors import RoomTaken, SessionEndsBeforeItStarts
from events.models import Event, Intake, Session
from events.services.messages.telling import tell_plan_changed
from events.services.tasks.keeping import move_tasks
from events.signals import plan_changed

REFUSAL_BY_CONSTRAINT: dict[str, type[DomainError]] = {
    "room_holds_one_session_at_a_time": RoomTaken,
    "session_ends_after_it_starts": SessionEndsBeforeItStarts,
}

# What people rely on who want to come.
PLAN = (
    *("starts_at", "ends_at", "is_all_day", "daily_opens_at", "daily_closes_at"),
    *("state", "branch_id", "room_id", "online_url"),
)


@contextmanager
def constraints_as_refusals() -> Iterator[None]:
    """Turns a violation of a constraint that we know into its refusal; others pass through."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = violated_constraint(error)
        if name in REFUSAL_BY_CONSTRAINT:
            raise REFUSAL_BY_CONSTRAINT[name] from error
        raise


def save_session(session: Session, *, now: datetime) -> Session:
    """Add the session to its event, or change it: time, place, state.

    Those who are registered are written to, and asked whether they still come.

    Raises:
        RoomTaken: the room holds another session then, and is not shared.
        SessionEndsBeforeItStarts: the end is not after the start.
    """
    session.room_is_shared = session.room.is_shared if session.room else False
    with constraints_as_refusals():
        before = Session.objects.filter(pk=session.pk).values(*PLAN).first()
        session.save()
        if before:
            tell_calendars(session.event_id)
        refresh_event_times(session.event_id)
        if before != {name: getattr(session, name) for name in PLAN}:
            count_plan(session.event_id, now=now)
            tell_plan_changed(event_id=session.event_id, now=now)
            news = partial(plan_changed.send_robust, sender=Session, event_id=session.event_id)
            transaction.on_commit(news)
    return session


@transaction.atomic
def add_session(session: Session, *, user: Any, now: datetime) -> Session:
    """Let the event meet once more.

    Raises:
        RoomTaken, SessionEndsBeforeItStarts: as `save_session`.
    """
    save_session(session, now=now)
    data = {"session": session.pk, "starts_at": session.starts_at}
    log(session.event, "events.session_added", user=user, data=data)
    return session


def cancel_session(session: Session, *, now: datetime) -> Session:
    """The session does not take place; its room is free again, its records stay."""
    session.state = SessionState.CANCELLED
    return save_session(session, now=now)


def refresh_event_times(event_id: int) -> None:
    """Recompute an event's first start and last end from the sessions that take place.

    What is to be done before and after it moves along.
    """
    planned = Q(sessions__state=SessionState.PLANNED)
    times: dict[str, Any] = Event.objects.filter(pk=event_id).aggregate(
        first_starts_at=Min("sessions__starts_at", filter=planned),
        last_ends_at=Max("sessions__ends_at", filter=planned),
    )
    Event.objects.filter(pk=event_id).update(**times)
    move_tasks(event_id)


def tell_calendars(event_id: int) -> None:
    """Raise the RFC 5545 SEQUENCE, so that subscribed calendars take the change over."""
    Intake.objects.filter(event_id=event_id).update(ical_sequence=F("ical_sequence") + 1)


def count_plan(event_id: int, *, now: datetime) -> None:
    """Begin a new plan: letters and answers name the one that they are about by its number.

    Holds the intake until the transaction ends: whoever registers meanwhile does so for the new
    plan, and whoever has registered before is told.
    """
    Intake.objects.filter(event_id=event_id).update(plan_no=F("plan_no") + 1, plan_changed_at=now)
