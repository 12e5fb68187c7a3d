"""Whose door is whose."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from door.models import Station
from events.models import Session
from events.querysets import SessionQuerySet
from staff.choices import Action
from staff.policy import where


def sessions_at_door(user: Any) -> SessionQuerySet:
    """The sessions of events that the user may check people in to."""
    return Session.objects.filter(
        where(user, Action.CHECK_IN, branch="event__branch", brand="event__brand")
    )


def may_stand_at(user: User, session_ids: Collection[int]) -> bool:
    """Whether the user may check people in to all of these sessions."""
    return sessions_at_door(user).filter(pk__in=session_ids).count() == len(session_ids)


def may_let_go(user: User | None, session: Session) -> bool:
    """Whether the user may let a child go without the guardian's code."""
    return user is not None and sessions_at_door(user).filter(pk=session.pk).exists()


def stations_at_door(user: Any) -> QuerySet[Station]:
    """The stations that open nothing but doors of the user's.

    A station may stand at the door of two libraries. A new code for it opens both lists of names,
    so it is given by whoever may read both.
    """
    elsewhere = Session.objects.exclude(pk__in=sessions_at_door(user).values("pk"))
    return Station.objects.exclude(sessions__in=elsewhere)
