"""Whose door is whose."""

from typing import Any

from events.models import Session
from events.querysets import SessionQuerySet
from staff.choices import Action
from staff.policy import where


def sessions_at_door(user: Any) -> SessionQuerySet:
    """The sessions of events that the user may check people in to."""
    return Session.objects.filter(
        where(user, Action.CHECK_IN, branch="event__branch", brand="event__brand")
    )
