"""Moving meetings to another time or place: one, those that come after it, those of many events.

What would follow is told first, meeting by meeting. Who moves them sends back what was told, as a
digest; if anything is different by then, nothing is moved. So a form that is sent twice moves once,
and whoever moves a meeting back undoes it.

What upper apps have at meetings goes along in the same transaction, as it was told (`take_along`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, groupby
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brands.models import Programme
from core.errors import ChangedSince
from core.versions import digest_of_lines
from events.choices import PlaceState
from events.errors import CannotMove, NothingToMove
from events.models import Event, Intake, SeatPool, Session
from events.registries import Following, going_along
from events.services.making.clashes import Clash, Slot, clashes_of
from events.services.making.sessions import save_session
from events.services.registration.locks import hold_intakes
from network.models import Branch, CalendarEntry, Room
from network.services.calendar import entries_of, without_opening

# What is counted from the start of an event, as long as it has not come yet.
MOVING_ALONG = ("opens_at", "closes_at", "changes_until", "residents_until")


@dataclass(frozen=True)
class Move:
    """Where a meeting is to go.

    Attributes:
        takes_rest: those that come after it are moved as far; where they share its place, they
            share the new one.
    """

    starts_at: datetime
    branch: Branch
    room: Room | None = None
    takes_rest: bool = False


@dataclass(frozen=True)
class Step:
    """One meeting, where it would be, and what it would find there."""

    session: Session
    slot: Slot
    branch: Branch
    entries: list[CalendarEntry]
    is_closed: bool
    clashes: list[Clash]

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


@dataclass(frozen=True)
class Prospect:
    """What a move would do.

    Attributes:
        steps: the meeting itself, then those that go with it.
        seated, waiting: people who have a place, or hope for one, and are written to.
        later_by: how much later the event begins; its registration opens and closes as much later.
        why_not: what stands in the way, in a sentence; nothing if it can be done.
    """

    steps: Sequence[Step]
    seated: int
    waiting: int
    later_by: timedelta
    why_not: str

    @property
    def stays(self) -> bool:
        return all(step.stays for step in self.steps)

    @property
    def going(self) -> Sequence[Step]:
        """The steps that would be done, if they can be."""
        return () if self.why_not or self.stays else self.steps


@dataclass(frozen=True)
class Outlook:
    """What a move would do, or did, for those who come and for all that goes along."""

    prospect: Prospect
    following: Following

    @property
    def digest(self) -> str:
        return digest_of(self.prospect.steps, self.following)


def prospect_of(
    session: Session, move: Move, *, now: datetime, without: Collection[int] = ()
) -> Prospect:
    """What would follow from the move; nothing is moved.

    Args:
        without: keys of events that are in nobody's way, because they are moved away as well.
    """
    event = Event.objects.select_related("intake").get(pk=session.event_id)
    planned = list(event.sessions.planned().select_related("branch", "room"))
    moving = [each for each in planned if each.pk == session.pk]
    if moving and move.takes_rest:
        moving += [each for each in planned if each.starts_at > session.starts_at]
    by = on_the_clock(move.starts_at) - on_the_clock(session.starts_at)
    steps = steps_to(
        [_target(each, session, move, by) for each in moving],
        of=event,
        without={event.pk, *without},
    )
    people = event.attendees.aggregate(
        seated=Count("pk", filter=Q(state=PlaceState.SEATED)),
        waiting=Count("pk", filter=Q(state__in=(PlaceState.WAITING, PlaceState.OFFERED))),
    )
    return Prospect(
        steps=steps,
        later_by=_later_by(steps).get(event.pk, timedelta(0)),
        why_not=_why_not(event, steps, now=now),
        **people,
    )


def outlook_of(session: Session, move: Move, *, user: Any, now: datetime) -> Outlook:
    """What would follow from the move for everybody; nothing is moved, and nobody is told."""
    prospect = prospect_of(session, move, now=now)
    return Outlook(prospect, what_follows(prospect.going, user=user, now=now))


@transaction.atomic
def move_session(*, session_id: int, move: Move, digest: str, user: Any, now: datetime) -> Outlook:
    """Move it as it was told, with all that goes along, or not at all; returns what was done.

    Raises:
        ChangedSince: what was told is not what would happen now.
        NothingToMove: it is there already.
        CannotMove: something stands in the way: it is past, cancelled, drawn by lot, or a room is
            taken.
    """
    session = Session.objects.get(pk=session_id)
    hold([session.event_id], now=now)
    prospect = prospect_of(session, move, now=now)
    outlook = Outlook(prospect, take_along(prospect.going, user=user, now=now))
    if not prospect.steps or outlook.digest != digest:
        raise ChangedSince
    if prospect.stays:
        raise NothingToMove
    if prospect.why_not:
        raise CannotMove(why=prospect.why_not)
    carry_out(prospect.steps, user=user, now=now)
    return outlook


def hold(event_ids: Collection[int], *, now: datetime) -> None:
    """Lock what a move of these events touches: what goes along, and then the intakes."""
    for _name, each in going_along:
        each.hold(event_ids, now)
    hold_intakes(list(event_ids))


def what_follows(steps: Sequence[Step], *, user: Any, now: datetime) -> Following:
    """What `take_along` would do; nothing is changed."""
    return _all_of([each.would(steps, user, now) for _name, each in going_along])


def take_along(steps: Sequence[Step], *, user: Any, now: datetime) -> Following:
    """Move all that goes along with these meetings, before they are moved themselves.

    Call it with all of it held, compare what it says with what was told, then `carry_out`.
    """
    return _all_of([each.go(steps, user, now) for _name, each in going_along])


def _all_of(said: Sequence[Following]) -> Following:
    return Following(
        consequences=list(chain.from_iterable(each.consequences for each in said)),
        staying=list(chain.from_iterable(each.staying for each in said)),
        lines=list(chain.from_iterable(each.lines for each in said)),
    )


@dataclass(frozen=True)
class Target:
    """When a meeting is to be instead, and where."""

    session: Session
    slot: Slot
    branch: Branch


def on_the_clock(moment: datetime) -> datetime:
    """Days and hours are counted on the library's clocks, whatever these do in between."""
    return timezone.localtime(moment).replace(tzinfo=None)


def slot_for(session: Session, starts_at: datetime, room: Room | None) -> Slot:
    """As long as the meeting lasts, from this time on the library's clocks."""
    begins = timezone.make_aware(starts_at)
    return Slot(begins, begins + (session.ends_at - session.starts_at), room)


def steps_to(
    targets: Sequence[Target], *, of: Programme | Event, without: Collection[int]
) -> list[Step]:
    """What each would find there, in this order; statements for each library that they go to.

    Args:
        of: the event that they belong to, or the programme of all of them.
        without: keys of events that are in nobody's way, because they move as well.
    """
    found: dict[int, Step] = {}
    by_branch = sorted(targets, key=lambda each: each.branch.pk)
    for _key, group in groupby(by_branch, key=lambda each: each.branch.pk):
        there = list(group)
        branch = there[0].branch
        days = [timezone.localdate(each.slot.starts_at) for each in there]
        told, closed = entries_of(branch, days), without_opening(branch, days)
        clashes = clashes_of([each.slot for each in there], of=of, branch=branch, without=without)
        for each, day, clash in zip(there, days, clashes, strict=True):
            found[each.session.pk] = Step(
                each.session, each.slot, branch, told.get(day, []), day in closed, clash
            )
    return [found[each.session.pk] for each in targets]


def digest_of(steps: Iterable[Step], following: Following, *also: str) -> str:
    """Stands for what was told: which meetings go from where to where, and what goes along."""
    return digest_of_lines(
        [
            *(
                f"{each.session.pk} {each.session.starts_at} {each.session.branch_id} "
                f"{each.session.room_id} {each.slot.starts_at} {each.branch.pk} "
                f"{each.slot.room and each.slot.room.pk}"
                for each in steps
            ),
            *following.lines,
            *also,
        ]
    )


def carry_out(steps: Sequence[Step], *, user: Any, now: datetime) -> None:
    """Move all of them, of one event or of many; to be called in a transaction.

    What goes along has gone before (`take_along`).

    Who is registered is written to and asked whether they still come. Where an event begins at
    another time by this, its registration opens and closes as much later, and a reserve opens so.
    Whoever calls has locked all of it (`hold`) before looking at the steps, so that two who press
    at once follow one another.

    Raises:
        RoomTaken: two of them want one room, or somebody has just taken it.
    """
    later_by = _later_by(steps)
    # Those that go furthest leave first, so that none takes the room of one that is still there.
    in_order = sorted(steps, key=lambda step: step.slot.starts_at)
    if in_order and in_order[0].slot.starts_at > in_order[0].session.starts_at:
        in_order.reverse()
    moved: dict[Event, list[Step]] = defaultdict(list)
    for step in in_order:
        session = step.session
        session.starts_at, session.ends_at = step.slot.starts_at, step.slot.ends_at
        session.branch, session.room = step.branch, step.slot.room
        save_session(session, now=now)
        moved[session.event].append(step)
    for event, its_steps in moved.items():
        _move_along(event.intake, by=later_by[event.pk], now=now)
        log(
            event,
            "events.session_moved",
            user=user,
            data={
                "sessions": [step.session.pk for step in its_steps],
                "starts_at": min(step.slot.starts_at for step in its_steps),
            },
        )


def _move_along(intake: Intake, *, by: timedelta, now: datetime) -> None:
    """Let registration open and close as much later, and a reserve open so; what has come stays."""
    if not by:
        return
    moments = {
        name: moment + by
        for name in MOVING_ALONG
        if (moment := getattr(intake, name)) is not None and moment > now
    }
    Intake.objects.filter(pk=intake.pk).update(**moments)
    reserves = SeatPool.objects.filter(event=intake.event_id, merges_at__gt=now)
    reserves.update(merges_at=F("merges_at") + by)


def _target(each: Session, session: Session, move: Move, by: timedelta) -> Target:
    """Where one goes that moves with the other: as far, and to its place if they shared one."""
    shares_place = (each.branch_id, each.room_id) == (session.branch_id, session.room_id)
    branch, room = (move.branch, move.room) if shares_place else (each.branch, each.room)
    return Target(each, slot_for(each, on_the_clock(each.starts_at) + by, room), branch)


def _later_by(steps: Sequence[Step]) -> Mapping[int, timedelta]:
    """How much later the first meeting of each event is, whichever that is then."""
    going_to = {step.session.pk: step.slot.starts_at for step in steps}
    before: dict[int, list[datetime]] = defaultdict(list)
    then: dict[int, list[datetime]] = defaultdict(list)
    planned = Session.objects.planned().filter(event__in={step.session.event_id for step in steps})
    for event_id, key, starts_at in planned.values_list("event_id", "pk", "starts_at"):
        before[event_id].append(starts_at)
        then[event_id].append(going_to.get(key, starts_at))
    return {event_id: min(then[event_id]) - min(before[event_id]) for event_id in before}


def _why_not(event: Event, steps: Sequence[Step], *, now: datetime) -> str:
    if event.intake.is_cancelled:
        return _("The event is cancelled.")
    if not steps:
        return _("This meeting is cancelled.")
    if why_not := next(filter(None, (step.why_not(now=now) for step in steps)), ""):
        return why_not
    if any(step.is_taken for step in steps):
        return _("The room is taken then. Choose another time or room.")
    return ""
