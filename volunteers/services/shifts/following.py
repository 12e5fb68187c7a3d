"""Shifts go where their meetings go: what follows is told before, and done with the move."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import formats
from events.models import Session
from events.registries import Following, GoesAlong, going_along
from events.services.making.moving.steps import Step
from network.models import Room
from volunteers.choices import ShiftState
from volunteers.models import Claim, GroupClaim, Shift
from volunteers.querysets import ShiftQuerySet
from volunteers.services.shifts.locks import lock_shifts_with_people
from volunteers.services.shifts.moving import Moved, ShiftMove, move_shifts, would_move


def hold_shifts(event_ids: Collection[int], now: datetime) -> None:
    """Lock the people and shifts of these events, which come before the intakes."""
    shifts = _not_over(now).filter(event__in=event_ids)
    lock_shifts_with_people(shifts.values_list("pk", flat=True))


def what_would_follow(steps: Sequence[Step], user: Any, now: datetime) -> Following:
    """What becomes of the shifts of these meetings, and of those who are on them."""
    return _follow(steps, would_move, user=user, now=now)


def take_shifts_along(steps: Sequence[Step], user: Any, now: datetime) -> Following:
    """Move the shifts of these meetings, and tell those who are on them."""
    return _follow(steps, move_shifts, user=user, now=now)


going_along.register(
    "shifts", GoesAlong(hold=hold_shifts, would=what_would_follow, go=take_shifts_along)
)


def _follow(
    steps: Sequence[Step], move: Callable[..., list[Moved]], *, user: Any, now: datetime
) -> Following:
    moving = {
        step.session.pk: step for step in steps if not step.stays and not step.session.is_cancelled
    }
    if not moving:
        return Following()
    moves, left = [], []
    for shift, step in _of_meetings(moving, now=now):
        if step is None:
            left.append(shift)
        elif not _is_on_a_day_that_is_kept(shift, step):
            moves.append(_along(shift, step))
    if not moves and not left:
        return Following()
    return _said(move(moves, now=now, by=user), left)


def _not_over(now: datetime) -> ShiftQuerySet:
    return Shift.objects.exclude(state=ShiftState.CANCELLED).filter(ends_at__gt=now)


def _of_meetings(
    moving: Mapping[int, Step], *, now: datetime
) -> Iterator[tuple[Shift, Step | None]]:
    """The shifts of these meetings, and with which of them each goes.

    Those of an event as a whole go with its meeting where it has only that one, else with none.
    """
    of_event = {step.session.event_id: step for step in moving.values()}
    planned = Session.objects.planned().filter(event__in=of_event).order_by()
    counted = dict(planned.values_list("event_id").annotate(n=Count("pk")))
    shifts = (
        _not_over(now)
        .filter(Q(session__in=moving) | Q(session=None, event__in=of_event))
        .select_related("event", "branch", "room")
        .order_by("starts_at", "pk")
    )
    for shift in shifts:
        if shift.session_id:
            yield shift, moving[shift.session_id]
        else:
            is_only = counted[shift.event_id] == 1
            yield shift, of_event[shift.event_id] if is_only else None


def _is_on_a_day_that_is_kept(shift: Shift, step: Step) -> bool:
    """An exhibition that begins earlier or later where it was has not moved: its days have."""
    session, slot = step.session, step.slot
    place = (step.branch.pk, slot.room and slot.room.pk)
    return (
        session.spans_whole_days
        and place == (session.branch_id, session.room_id)
        and slot.ends_at - slot.starts_at != session.ends_at - session.starts_at
        and slot.starts_at <= shift.starts_at
        and shift.ends_at <= slot.ends_at
    )


def _along(shift: Shift, step: Step) -> ShiftMove:
    """As far as its meeting, and to its place."""
    session = step.session
    by = step.slot.starts_at - session.starts_at
    was_there = (shift.branch_id, shift.room_id) == (session.branch_id, session.room_id)
    return ShiftMove(
        shift.pk,
        starts_at=shift.starts_at + by,
        ends_at=shift.ends_at + by,
        branch=step.branch if shift.branch_id == session.branch_id else shift.branch,
        room=step.slot.room if was_there else _room_that_stays(shift, step),
    )


def _room_that_stays(shift: Shift, step: Step) -> Room | None:
    """A shift in another room of the library keeps it, unless the library is another one."""
    moves_away = shift.branch_id == step.session.branch_id != step.branch.pk
    return None if moves_away else shift.room


def _said(outcomes: Sequence[Moved], left: Sequence[Shift]) -> Following:
    moved = [each for each in outcomes if each.is_moved]
    claims = [claim for each in moved for claim in (*each.staying, *each.lost)]
    people = len({claim.person_id for claim in claims})
    shifts = [each.shift for each in moved]
    groups = GroupClaim.objects.current().filter(need__shift__in=shifts).count()
    several = _("It is for an event with several meetings, and belongs to none of them.")
    staying = [(each.shift, str(each.refusal)) for each in outcomes if each.refusal]
    staying += [(shift, several) for shift in left]
    return Following(
        consequences=_consequences(moved, people=people, groups=groups),
        staying=[
            _("The shift “%(shift)s”, %(when)s, stays where it is: %(why)s")
            % {**_facts(shift), "why": why}
            for shift, why in staying
        ],
        lines=[
            f"{bool(people)} {bool(groups)}",
            *(
                f"{each.shift.pk} {each.shift.starts_at} {each.shift.ends_at} "
                f"{each.shift.branch_id} {each.shift.room_id} {[claim.pk for claim in each.lost]}"
                for each in moved
            ),
        ],
    )


def _consequences(moved: Sequence[Moved], *, people: int, groups: int) -> list[str]:
    if not moved:
        return []
    n = len(moved)
    shifts = ngettext(
        "%(n)s shift of volunteers goes along.", "%(n)s shifts of volunteers go along.", n
    )
    said = [shifts % {"n": n}, *_who_is_told(people, groups)]
    for each in moved:
        if each.clashing:
            loses = ngettext(
                "%(people)s has another shift then, keeps that one, and loses the place on "
                "“%(shift)s”, %(when)s.",
                "%(people)s have other shifts then, keep those, and lose their places on "
                "“%(shift)s”, %(when)s.",
                len(each.clashing),
            )
            said.append(loses % {**_facts(each.shift), "people": _named(each.clashing)})
        if each.barred:
            # Which rule is known to those who decide about the volunteers, at their home library.
            loses = ngettext(
                "%(people)s may not help on that day by a rule, and loses the place on "
                "“%(shift)s”, %(when)s.",
                "%(people)s may not help on that day by a rule, and lose their places on "
                "“%(shift)s”, %(when)s.",
                len(each.barred),
            )
            said.append(loses % {**_facts(each.shift), "people": _named(each.barred)})
    return said


def _who_is_told(people: int, groups: int) -> list[str]:
    said = []
    if people:
        told = ngettext(
            "%(people)s volunteer who has a place there or waits for one is told.",
            "%(people)s volunteers who have a place there or wait for one are told.",
            people,
        )
        said.append(told % {"people": people})
    if groups:
        told = ngettext(
            "%(groups)s group that has places there is told.",
            "%(groups)s groups that have places there are told.",
            groups,
        )
        said.append(told % {"groups": groups})
    return said or [_("Nobody has signed up there yet.")]


def _named(claims: Sequence[Claim]) -> str:
    return formats.listed(str(claim.volunteer.person) for claim in claims)


def _facts(shift: Shift) -> dict[str, str]:
    return {"shift": shift.title, "when": formats.when(shift.starts_at, shift.ends_at)}
