"""What staff decide about no-shows: appeals at the events in their scope, and restrictions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from events.choices import AppealState
from events.models import Appeal, ConductEntry
from staff.choices import Action
from staff.policy import where

# Those who register people answer for it too.
DECIDES = (Action.CHANGE, Action.REGISTER)
LATEST_ANSWERS = 10


def _in_scope(user: Any, *, via: str) -> Q:
    return where(user, *DECIDES, branch=f"{via}event__branch", brand=f"{via}event__brand")


def entries_in_scope(user: Any) -> QuerySet[ConductEntry]:
    """The lines of the ledger that the user may take back."""
    return ConductEntry.objects.filter(_in_scope(user, via="registration__"))


def appeals_in_scope(user: Any) -> QuerySet[Appeal]:
    """What people have said to lines that the user may take back."""
    return Appeal.objects.filter(_in_scope(user, via="entry__registration__"))


def open_appeals(user: Any) -> QuerySet[Appeal]:
    """Those that wait for an answer, the longest first."""
    appeals = appeals_in_scope(user).filter(state=AppealState.OPEN)
    return appeals.select_related("entry__registration__event__branch", "entry__registration")


def answered_appeals(user: Any) -> QuerySet[Appeal]:
    """The latest answers, and whose they were."""
    appeals = appeals_in_scope(user).exclude(state=AppealState.OPEN)
    return appeals.select_related("entry__registration__event", "decided_by").order_by(
        "-decided_at", "-pk"
    )[:LATEST_ANSWERS]


def restrictions_in_force(user: Any, *, now: datetime) -> QuerySet[ConductEntry]:
    """By which others go first now, those without an open appeal; whom they are about stays out."""
    asked = Appeal.objects.filter(entry=OuterRef("pk"), state=AppealState.OPEN)
    restrictions = ConductEntry.objects.in_force(now=now).filter(~Exists(asked))
    in_scope = restrictions.filter(_in_scope(user, via="registration__"))
    return in_scope.select_related("registration__event").order_by("ends_at", "pk")
