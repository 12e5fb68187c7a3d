"""Several events of the list: all meetings of each that are to come, as much later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Session
from events.services.making.moving.as_told import Outlook, move_as_told
from events.services.making.moving.carrying_out import carry_out
from events.services.making.moving.one import EventProspect, Move, prospect_of
from events.services.making.moving.steps import Step, on_the_clock
from events.services.making.several import Judged
from network.models import Room


@dataclass(frozen=True)
class JointMove:
    """How several events move: by so much, and into this room where one is named."""

    by: timedelta
    room: Room | None = None

    def of(self, session: Session) -> Move:
        starts_at = timezone.make_aware(on_the_clock(session.starts_at) + self.by)
        return Move(starts_at, session.branch, self.room or session.room, takes_rest=True)


@dataclass(frozen=True)
class JudgedMove(Judged):
    """With what moving it would do, if anything of it is to come."""

    prospect: EventProspect | None = None


@dataclass(frozen=True)
class JointProspect:
    """What would become of each event, and why the others stay."""

    judged: Sequence[JudgedMove]

    @property
    def events(self) -> int:
        """How many of them move."""
        return sum(not each.why_not for each in self.judged)

    @property
    def going(self) -> Sequence[Step]:
        return [step for each in self.judged if each.prospect for step in each.prospect.going]

    @property
    def lines(self) -> Iterator[str]:
        for each in self.judged:
            yield f"{each.event.pk} {each.why_not}"
            yield from each.prospect.lines if each.prospect else ()

    def carry_out(self, *, user: Any, now: datetime) -> None:
        carry_out(self.going, user=user, now=now)


def prospect_of_several(
    events: Iterable[Event], move: JointMove, *, now: datetime
) -> JointProspect:
    """What would follow from the move; nothing is moved."""
    judged = []
    chosen = list(events)
    keys = [event.pk for event in chosen]
    for event in chosen:
        coming = event.sessions.planned().filter(starts_at__gt=now)
        session = coming.select_related("event", "branch", "room").order_by("starts_at").first()
        if session is None:
            judged.append(JudgedMove(event, why_not=_("Nothing of it is to come.")))
        else:
            prospect = prospect_of(session, move.of(session), now=now, without=keys)
            stays = _("It is there already.") if prospect.stays else ""
            why_not = prospect.why_not or stays
            judged.append(JudgedMove(event, why_not=why_not, prospect=prospect))
    return JointProspect(judged)


def move_several(
    events: Iterable[Event], move: JointMove, *, digest: str, user: Any, now: datetime
) -> Outlook[JointProspect]:
    """Move those that can be, as it was told, with all that goes along; returns what was done.

    Raises:
        ChangedSince: what was told is not what would happen now. Nothing is moved.
        RoomTaken: two of them want one room. Nothing is moved.
    """
    chosen = list(events)
    return move_as_told(
        lambda: prospect_of_several(chosen, move, now=now),
        event_ids=[event.pk for event in chosen],
        digest=digest,
        user=user,
        now=now,
    )
