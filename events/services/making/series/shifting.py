"""Moving the events of a series together: from a day on, by days, to another time or room.

What would follow is told first, event by event. Who moves them sends back what was told, as a
digest; if anything is different by then, nothing is moved. So a form that is sent twice moves once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.versions import digest_of_lines
from events.choices import EventStatus, PlaceState
from events.errors import ChangedSince, DateTaken, NothingToMove, RoomTaken
from events.models import Event, Series, Session
from events.services.making.clashes import Clash, Slot, clashes_of
from events.services.making.moving import move_along
from events.services.making.sessions import save_session
from network.models import CalendarEntry, Room
from network.services.calendar import entries_of


@dataclass(frozen=True)
class Shift:
    """What is asked for. Without a time, or a room, each event keeps its own."""

    from_day: date
    days: int = 0
    starts_at: time | None = None
    room: Room | None = None

    @property
    def changes_something(self) -> bool:
        return bool(self.days or self.starts_at or self.room)

    def slot_of(self, session: Session) -> Slot:
        before = timezone.localtime(session.starts_at)
        day = before.date() + timedelta(days=self.days)
        at = datetime.combine(day, self.starts_at or before.time())
        starts_at = timezone.make_aware(at)
        return Slot(
            starts_at, starts_at + (session.ends_at - session.starts_at), self.room or session.room
        )


@dataclass(frozen=True)
class Shifted:
    """One meeting of the series, where it would be, and what would follow."""

    session: Session
    slot: Slot
    registered: int
    entries: list[CalendarEntry]
    clashes: list[Clash]
    why_not: str

    @property
    def is_taken(self) -> bool:
        return any(clash.forbids for clash in self.clashes)


def shifted_by(
    series: Series, shift: Shift, *, events: QuerySet[Event], now: datetime
) -> list[Shifted]:
    """What the shift would do to those of these events that are still to come.

    Args:
        events: those that the one who asks may change. Others stay where they are.
    """
    sessions = list(
        Session.objects.planned()
        .filter(
            event__in=events.filter(series=series, intake__status=EventStatus.SCHEDULED),
            starts_at__gt=now,
        )
        .select_related("event__intake", "branch", "room")
        .annotate(
            registered=Count(
                "event__attendees", filter=Q(event__attendees__state=PlaceState.SEATED)
            )
        )
        .order_by("starts_at", "pk")
    )
    sessions = [each for each in sessions if each.first_day >= shift.from_day]
    slots = [shift.slot_of(session) for session in sessions]
    clashes = clashes_of(
        slots,
        of=series.programme,
        branch=series.branch,
        without={session.event_id for session in sessions},
    )
    told = entries_of(series.branch, [timezone.localdate(slot.starts_at) for slot in slots])
    return [
        Shifted(
            session=session,
            slot=slot,
            registered=session.registered,
            entries=told.get(timezone.localdate(slot.starts_at), []),
            clashes=found,
            why_not=_why_not(session, slot, shift, now=now),
        )
        for session, slot, found in zip(sessions, slots, clashes, strict=True)
    ]


def digest_of(shifted: Iterable[Shifted]) -> str:
    """Stands for what was told: which meetings move from where to where, and which stay."""
    lines = (
        f"{each.session.pk} {each.session.starts_at} {each.session.room_id} "
        f"{each.slot.starts_at} {each.slot.room and each.slot.room.pk} {bool(each.why_not)}"
        for each in shifted
    )
    return digest_of_lines(lines)


@transaction.atomic
def shift_series(
    *,
    series_id: int,
    shift: Shift,
    events: QuerySet[Event],
    digest: str,
    user: Any,
    now: datetime,
) -> int:
    """Move them as it was told, all or none; returns how many events moved.

    Who is registered is written to and asked whether they still come. The window of registration
    moves along, and a reserve opens as long before as it did. Locks the series first, so that two
    who press at once follow one another.

    Raises:
        NothingToMove: there is no event to move, or no change.
        ChangedSince: what was told is not what would happen now.
        DateTaken: a room is taken.
    """
    series = Series.objects.select_for_update(no_key=True).get(pk=series_id)
    shifted = shifted_by(series, shift, events=events, now=now)
    if digest_of(shifted) != digest:
        raise ChangedSince
    moving = [each for each in shifted if not each.why_not]
    if not moving or not shift.changes_something:
        raise NothingToMove
    # Those that go furthest leave first, so that none takes the room of one that is still there.
    if moving[0].slot.starts_at > moving[0].session.starts_at:
        moving.reverse()
    moved: set[int] = set()
    for each in moving:
        if each.is_taken:
            raise DateTaken(day=timezone.localdate(each.slot.starts_at))
        if each.session.event_id not in moved:
            by = each.slot.starts_at - each.session.starts_at
            move_along(each.session.event.intake, by=by, now=now)
        _move(each, now=now)
        moved.add(each.session.event_id)
    log(
        series,
        "events.series_shifted",
        user=user,
        data={"events": len(moved), "days": shift.days, "from": str(shift.from_day)},
    )
    return len(moved)


def _move(shifted: Shifted, *, now: datetime) -> None:
    session, slot = shifted.session, shifted.slot
    session.starts_at, session.ends_at, session.room = slot.starts_at, slot.ends_at, slot.room
    try:
        save_session(session, now=now)
    except RoomTaken as error:
        raise DateTaken(day=timezone.localdate(slot.starts_at)) from error


def _why_not(session: Session, slot: Slot, shift: Shift, *, now: datetime) -> str:
    """Why this meeting stays where it is; nothing if it moves."""
    if slot.starts_at <= now:
        return _("It would be in the past.")
    if session.event.intake.draw_id:
        return _("Its lots are drawn at a set time. Move it at its desk.")
    if shift.room and session.branch_id != shift.room.branch_id:
        return _("It takes place in another library.")
    if (slot.starts_at, slot.room) == (session.starts_at, session.room):
        return _("It is there already.")
    return ""
