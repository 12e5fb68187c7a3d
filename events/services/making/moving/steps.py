"""One meeting, where it would be, and what it would find there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import Programme
from events.models import Event, Session
from events.services.making.clashes import Clash, Slot, clashes_of
from network.models import Branch, CalendarEntry, Room
from network.services.calendar import entries_of, without_opening


@dataclass(frozen=True)
class Step:
    """A meeting, and when and where it is to be instead.

    Attributes:
        entries, is_closed, clashes: what it would find there, once that was looked up.
    """

    session: Session
    slot: Slot
    branch: Branch
    entries: Sequence[CalendarEntry] = ()
    is_closed: bool = False
    clashes: Sequence[Clash] = ()

    @property
    def is_taken(self) -> bool:
        return any(clash.forbids for clash in self.clashes)

    @property
    def stays(self) -> bool:
        session = self.session
        place = (session.branch_id, session.room_id)
        return (self.slot.starts_at, self.branch.pk, self.slot.room and self.slot.room.pk) == (
            session.starts_at,
            *place,
        )

    @property
    def line(self) -> str:
        """Stands in a digest for all that is told of it."""
        session, slot = self.session, self.slot
        found = [*(entry.pk for entry in self.entries), self.is_closed]
        return (
            f"{session.pk} {session.starts_at} {session.branch_id} {session.room_id} "
            f"{slot.starts_at} {self.branch.pk} {slot.room and slot.room.pk} "
            f"{found} {[clash.sentence for clash in self.clashes]}"
        )

    def why_not(self, *, now: datetime) -> str:
        """What keeps this meeting where it is, whoever else moves; nothing if it can go."""
        if self.session.event.intake.draw_id:
            return _("Its lots are drawn at a set time. Move it at its desk.")
        if self.session.starts_at <= now:
            return _("It has begun or is over.")
        if self.slot.starts_at <= now:
            return _("It would be in the past.")
        if self.slot.room and self.slot.room.branch_id != self.branch.pk:
            return _("It takes place in another library.")
        return ""


def on_the_clock(moment: datetime) -> datetime:
    """Days and hours are counted on the library's clocks, whatever these do in between."""
    return timezone.localtime(moment).replace(tzinfo=None)


def step_to(session: Session, starts_at: datetime, branch: Branch, room: Room | None) -> Step:
    """As long as the meeting lasts, from this time on the library's clocks."""
    begins = timezone.make_aware(starts_at)
    slot = Slot(begins, begins + (session.ends_at - session.starts_at), room)
    return Step(session, slot, branch)


def look_up(
    steps: Sequence[Step], *, of: Programme | Event, without: Collection[int]
) -> list[Step]:
    """The same steps with what each would find; statements for each library that they go to.

    Args:
        of: the event that they belong to, or the programme of all of them.
        without: keys of events that are in nobody's way, because they move as well.
    """
    found: dict[int, Step] = {}
    by_branch = sorted(steps, key=lambda each: each.branch.pk)
    for _key, group in groupby(by_branch, key=lambda each: each.branch.pk):
        there = list(group)
        branch = there[0].branch
        days = [timezone.localdate(each.slot.starts_at) for each in there]
        told, closed = entries_of(branch, days), without_opening(branch, days)
        clashes = clashes_of([each.slot for each in there], of=of, branch=branch, without=without)
        for each, day, clash in zip(there, days, clashes, strict=True):
            found[each.session.pk] = replace(
                each, entries=told.get(day, []), is_closed=day in closed, clashes=clash
            )
    return [found[each.session.pk] for each in steps]
