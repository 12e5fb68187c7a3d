"""What a coordinator settles about a shift: how many hands, when it is open, whether it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from wagtail.log_actions import log

from events.choices import EventStatus, SessionState
from volunteers.choices import ClaimMessage, ClaimState, ShiftState
from volunteers.errors import (
    NobodyIsNeeded,
    PeopleHaveThisRole,
    ShiftHasBegun,
    ShiftIsCancelled,
)
from volunteers.models import Claim, Need, Role, Shift
from volunteers.services.shifts.groups import end_groups_of
from volunteers.services.shifts.locks import lock_shift, lock_shift_with_people
from volunteers.services.shifts.moving import refuse_impossible_times
from volunteers.services.shifts.places import end_claim
from volunteers.services.shifts.telling import tell
from volunteers.services.shifts.waiting_list import offer_free_places


@transaction.atomic
def make_shift(shift: Shift, *, by: Any) -> Shift:
    """Add a shift as a draft: nobody sees it until it is published.

    Raises:
        ShiftEndsBeforeItStarts, ShiftLastsTooLong
    """
    refuse_impossible_times(shift.starts_at, shift.ends_at)
    shift.state = ShiftState.DRAFT
    shift.save()
    log(shift, "volunteers.shift_made", user=by)
    return shift


@transaction.atomic
def set_need(
    *, shift_id: int, role: Role, minimum: int, maximum: int, now: datetime, by: Any
) -> Need:
    """How many of this role the shift wants.

    Nobody is dropped: where more are on it than there shall be, they stay, and nobody comes in
    until enough have left. New places go to those who wait first.

    Raises:
        ShiftIsCancelled, ShiftHasBegun: there is nothing to plan any more.
    """
    shift = lock_shift(shift_id)
    _refuse_what_is_settled(shift, now=now)
    need, _made = Need.objects.get_or_create(
        shift=shift, role=role, defaults={"minimum": 0, "maximum": 0, "ceiling": 0}
    )
    Need.objects.filter(pk=need.pk).update(
        minimum=minimum, maximum=maximum, ceiling=Greatest(F("taken"), Value(maximum))
    )
    log(shift, "volunteers.need", user=by, data={"role": role.slug, "from": minimum, "to": maximum})
    offer_free_places(shift, now=now)
    need.refresh_from_db()
    return need


@transaction.atomic
def drop_need(*, need_id: int, by: Any) -> None:
    """The shift does not want this role after all.

    Raises:
        PeopleHaveThisRole: somebody has signed up for it, now or before.
    """
    need = Need.objects.select_related("role").get(pk=need_id)
    shift = lock_shift(need.shift_id)
    if Claim.objects.filter(need=need).exists() or need.groups.exists():
        raise PeopleHaveThisRole
    need.delete()
    log(shift, "volunteers.need", user=by, data={"role": need.role.slug, "from": 0, "to": 0})


@transaction.atomic
def publish_shift(*, shift_id: int, now: datetime, by: Any) -> Shift:
    """Volunteers see it and sign up; also opens one again that was closed. Twice is once.

    Raises:
        NobodyIsNeeded: it does not say how many people it takes.
        ShiftIsCancelled, ShiftHasBegun: it is too late.
    """
    shift = lock_shift(shift_id)
    _refuse_what_is_settled(shift, now=now)
    if shift.is_published:
        return shift
    if not shift.needs.filter(maximum__gt=0).exists():
        raise NobodyIsNeeded
    _set_state(shift, ShiftState.PUBLISHED, "volunteers.shift_published", by=by)
    offer_free_places(shift, now=now)
    return shift


@transaction.atomic
def close_shift(*, shift_id: int, now: datetime, by: Any) -> Shift:
    """Nobody signs up any more; who is on it stays.

    Raises:
        ShiftIsCancelled, ShiftHasBegun: there is nothing to close.
    """
    shift = lock_shift(shift_id)
    _refuse_what_is_settled(shift, now=now)
    _set_state(shift, ShiftState.CLOSED, "volunteers.shift_closed", by=by)
    return shift


@transaction.atomic
def cancel_shift(*, shift_id: int, reason: str, now: datetime, by: Any = None) -> Shift:
    """The shift does not take place; everyone on it and in its waiting list is told.

    Raises:
        ShiftHasBegun: it has taken place, at least in part.
    """
    shift = lock_shift_with_people(shift_id)
    if shift.is_cancelled:
        return shift
    if shift.starts_at <= now:
        raise ShiftHasBegun
    current = list(Claim.objects.filter(shift=shift).current().told().order_by("pk"))
    for claim in current:
        end_claim(claim, ClaimState.CANCELLED, now=now, by=by, reason=reason)
    tell(current, ClaimMessage.CANCELLED, now=now, reason=reason)
    end_groups_of(shift, now=now)
    _set_state(shift, ShiftState.CANCELLED, "volunteers.shift_cancelled", by=by)
    return shift


def cancel_shifts_without_an_event(*, event_id: int, now: datetime) -> int:
    """Cancel the shifts to come of an event or a session that does not take place; says how many.

    The volunteers read what the public does about the reason.
    """
    off = Q(event__intake__status=EventStatus.CANCELLED) | Q(session__state=SessionState.CANCELLED)
    shifts = Shift.objects.filter(off, event=event_id, starts_at__gt=now).exclude(
        state=ShiftState.CANCELLED
    )
    keys = list(shifts.order_by("pk").values_list("pk", flat=True))
    for shift_id in keys:
        cancel_shift(shift_id=shift_id, reason="", now=now)
    return len(keys)


def _set_state(shift: Shift, state: ShiftState, action: str, *, by: Any) -> None:
    shift.state = state
    shift.save(update_fields=["state"])
    log(shift, action, user=by)


def _refuse_what_is_settled(shift: Shift, *, now: datetime) -> None:
    if shift.is_cancelled:
        raise ShiftIsCancelled
    if shift.starts_at <= now:
        raise ShiftHasBegun
