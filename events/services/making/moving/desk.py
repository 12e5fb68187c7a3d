"""A meeting that is typed anew at the desk of its event, with whatever else is told of it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.log_actions import log

from events.models import Session
from events.services.making.clashes import Slot
from events.services.making.moving.as_told import Outlook, move_as_told
from events.services.making.moving.steps import Step
from events.services.making.sessions import save_session


@dataclass(frozen=True)
class DeskProspect:
    """What typing a meeting anew would do. Only its room can stand in the way.

    Attributes:
        typed: the new values by the name of their field, its time and place among them.
    """

    session: Session
    typed: Mapping[str, Any]

    @property
    def going(self) -> Sequence[Step]:
        typed = self.typed
        slot = Slot(typed["starts_at"], typed["ends_at"], typed["room"])
        return [Step(self.session, slot, typed["branch"])]

    @property
    def lines(self) -> Sequence[str]:
        return [step.line for step in self.going]

    def carry_out(self, *, user: Any, now: datetime) -> None:
        session = self.session
        for name, value in self.typed.items():
            setattr(session, name, value)
        save_session(session, now=now)
        data = {"session": session.pk, "starts_at": session.starts_at}
        log(session.event, "events.session_changed", user=user, data=data)


def change_session(
    *, session_id: int, typed: Mapping[str, Any], digest: str, user: Any, now: datetime
) -> Outlook[DeskProspect]:
    """Change it as it was typed, with all that goes along as it was told; returns what was done.

    Registration opens and closes when it did: the desk has a form of its own for that.

    Raises:
        ChangedSince: what was told is not what would happen now.
        RoomTaken: the room holds another session then, and is not shared.
        SessionEndsBeforeItStarts: the end is not after the start.
    """
    sessions = Session.objects.select_related("event")
    return move_as_told(
        lambda: DeskProspect(sessions.get(pk=session_id), typed),
        event_ids=[sessions.get(pk=session_id).event_id],
        digest=digest,
        user=user,
        now=now,
    )
