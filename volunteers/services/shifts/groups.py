"""Groups on shifts: places that are taken together, given back, and named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from wagtail.log_actions import log

from cms.formats import listed
from notifications.models import OutboxMessage
from notifications.services import outbox
from volunteers.choices import CredentialSort, GroupMessage
from volunteers.errors import (
    GroupCannotGrow,
    GroupHasEnded,
    GroupHasNoRoom,
    GroupsAreNotChecked,
    MoreNamesThanPlaces,
    ShiftHasBegun,
    ShiftIsCancelled,
    TooLateForGroup,
)
from volunteers.models import GroupClaim, Need, Role, Shift
from volunteers.services.rules import volunteer_rules
from volunteers.services.shifts.locks import lock_shift
from volunteers.services.shifts.waiting_list import offer_free_places

# So long after the shift it is known who came; then names and addresses are forgotten.
KEPT_FOR = timedelta(days=14)


def group_may_change_until(shift: Shift) -> datetime:
    """Until when a group gives places back by itself."""
    return shift.starts_at - volunteer_rules().release_before


@transaction.atomic
def take_places_for_group(group: GroupClaim, *, now: datetime, by: Any) -> GroupClaim:
    """Give a group that is not stored yet its places, all or none. Who waits goes first.

    Raises:
        GroupHasNoRoom: fewer places are free.
        GroupsAreNotChecked: the role takes a background check, which nobody passes over.
        ShiftIsCancelled, ShiftHasBegun
    """
    shift = lock_shift(group.need.shift_id)
    _refuse_what_is_settled(shift, now=now)
    if checks := checks_of(group.need.role):
        raise GroupsAreNotChecked(kinds=checks)
    if not offer_free_places(shift, now=now):
        raise GroupHasNoRoom(free=0)
    with_room = Need.objects.filter(pk=group.need_id, taken__lte=F("maximum") - group.places)
    if not with_room.update(taken=F("taken") + group.places):
        raise GroupHasNoRoom(free=Need.objects.get(pk=group.need_id).free)
    group.made_at, group.made_by_id = now, by and by.pk
    group.save()
    log(shift, "volunteers.group", user=by, data={"group": group.pk, "from": 0, "to": group.places})
    tell_group(group, GroupMessage.ON, now=now)
    return group


@transaction.atomic
def give_back_places(*, group_id: int, places: int, now: datetime, by: Any = None) -> GroupClaim:
    """Leave the group so many places; none ends it. What falls free goes to those who wait.

    Args:
        by: the coordinator who does it; without one it is the group itself, which has a deadline.

    Raises:
        TooLateForGroup: the deadline is over.
        GroupCannotGrow: it is more than it has.
        MoreNamesThanPlaces: more people are named than would have a place.
        GroupHasEnded, ShiftIsCancelled, ShiftHasBegun
    """
    group = _hold_group(group_id, now=now)
    shift = group.need.shift
    if by is None and now > group_may_change_until(shift):
        raise TooLateForGroup
    if places > group.places:
        raise GroupCannotGrow(places=group.places)
    if 0 < places < len(group.names):
        raise MoreNamesThanPlaces(names=len(group.names), places=places)
    if places == group.places:
        return group
    before = group.places
    _leave(group, places, now=now)
    log(shift, "volunteers.group", user=by, data={"group": group.pk, "from": before, "to": places})
    tell_group(group, GroupMessage.CHANGED, now=now, again=str(places))
    offer_free_places(shift, now=now)
    return group


@transaction.atomic
def name_people(*, group_id: int, names: Sequence[str], now: datetime) -> GroupClaim:
    """Who comes: adults by name, those under 18 by nickname. What was said before is replaced.

    Raises:
        MoreNamesThanPlaces: some would have no place.
        GroupHasEnded, ShiftIsCancelled, ShiftHasBegun
    """
    group = _hold_group(group_id, now=now)
    if len(names) > group.places:
        raise MoreNamesThanPlaces(names=len(names), places=group.places)
    group.names = list(names)
    group.save(update_fields=["names"])
    return group


def end_groups_of(shift: Shift, *, now: datetime) -> None:
    """The shift does not take place. Call it with the shift held."""
    for group in GroupClaim.objects.current().told().filter(need__shift=shift):
        _leave(group, 0, now=now)
        tell_group(group, GroupMessage.CANCELLED, now=now)


def move_groups(shift: Shift, *, now: datetime, opens_at: datetime) -> None:
    """The shift is at another time or place. Who was counted before it opens then did not come."""
    if now < opens_at:
        GroupClaim.objects.filter(need__shift=shift).update(came=None)
    for group in GroupClaim.objects.current().filter(need__shift=shift):
        tell_group(group, GroupMessage.MOVED, now=now, again=str(shift.plan_no))


def end_groups_without_checks(*, now: datetime) -> int:
    """Give back the coming places of groups whose role takes a background check by now."""
    needs = Need.objects.filter(
        role__needs_credentials__sort=CredentialSort.BACKGROUND_CHECK, shift__starts_at__gt=now
    )
    found = GroupClaim.objects.current().filter(need__in=needs).order_by("pk")
    return sum(_end_without_check(pk, now=now) for pk in list(found.values_list("pk", flat=True)))


@transaction.atomic
def _end_without_check(group_id: int, *, now: datetime) -> bool:
    """Each in its own transaction, and judged once more, for time has gone by."""
    try:
        group = _hold_group(group_id, now=now)
    except (GroupHasEnded, ShiftIsCancelled, ShiftHasBegun):
        return False
    if not checks_of(group.need.role):
        return False
    _leave(group, 0, now=now)
    tell_group(group, GroupMessage.BARRED, now=now)
    offer_free_places(group.need.shift, now=now)
    return True


def checks_of(role: Role) -> str:
    """The background checks that the role takes, in words; nothing where it takes none."""
    kinds = role.needs_credentials.filter(sort=CredentialSort.BACKGROUND_CHECK)
    return listed(str(kind) for kind in kinds)


def places_of_groups(need: Need) -> int:
    """How many places of the need groups have."""
    total: int = GroupClaim.objects.filter(need=need).aggregate(n=Sum("places", default=0))["n"]
    return total


def forget_groups(*, now: datetime) -> int:
    """Forget names and addresses some days after the shift; says of how many groups."""
    over = GroupClaim.objects.filter(need__shift__ends_at__lt=now - KEPT_FOR)
    known = over.exclude(contact_name="", contact_email="", names=[])
    return known.update(contact_name="", contact_email="", names=[])


def tell_group(group: GroupClaim, kind: GroupMessage, *, now: datetime, again: str = "") -> None:
    """Write to whoever answers for the group."""
    address = outbox.address_for(email=group.contact_email, phone="")
    if address is None:
        return
    outbox.queue(
        [
            OutboxMessage(
                kind=kind,
                channel=address.channel,
                address=address.value,
                language=group.language,
                subject_id=group.pk,
                dedupe_key=":".join(filter(None, [kind, str(group.pk), again])),
                created_at=now,
                next_attempt_at=now,
            )
        ]
    )


def _hold_group(group_id: int, *, now: datetime) -> GroupClaim:
    groups = GroupClaim.objects.filter(pk=group_id)
    shift = lock_shift(groups.values_list("need__shift_id", flat=True).get())
    _refuse_what_is_settled(shift, now=now)
    group = groups.told().get()
    if group.has_ended:
        raise GroupHasEnded
    return group


def _leave(group: GroupClaim, places: int, *, now: datetime) -> None:
    Need.objects.filter(pk=group.need_id).update(taken=F("taken") - (group.places - places))
    group.places = places
    if group.came is not None and group.came > places:
        group.came = None
    if not places:
        group.ended_at, group.names = now, []
    group.save(update_fields=["places", "ended_at", "names", "came"])


def _refuse_what_is_settled(shift: Shift, *, now: datetime) -> None:
    if shift.is_cancelled:
        raise ShiftIsCancelled
    if shift.starts_at <= now:
        raise ShiftHasBegun
