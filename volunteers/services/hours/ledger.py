"""Writing into the ledger of hours: lines, and what takes them back.

Whoever writes holds the person (`lock_people`), so that lines and their sum go together; the
triggers and constraints of the table are the last word.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from volunteers.choices import HoursKind
from volunteers.errors import (
    HoursAreTakenBack,
    MoreThanTheShift,
    NoSuchAmount,
    OwnHours,
    ReasonNeeded,
)
from volunteers.models import HoursEntry, HoursStanding, Presence, Shift, Volunteer
from volunteers.services.people.deciding import is_of_family_of
from volunteers.services.shifts.locks import lock_people

SUM_BY_KIND = {
    HoursKind.CHECKED_IN: "checked_in_minutes",
    HoursKind.MANUAL: "manual_minutes",
}


def standing_of(volunteer: Volunteer) -> HoursStanding:
    """What their lines add up to; zero for those who have none."""
    found = HoursStanding.objects.filter(volunteer=volunteer).first()
    return found or HoursStanding(volunteer=volunteer)


def minutes_left(*, volunteer_id: int, shift: Shift) -> int:
    """How many minutes of the shift do not count for the volunteer yet."""
    lines = HoursEntry.objects.filter(volunteer=volunteer_id, shift=shift)
    return shift.minutes - (lines.aggregate(sum=Sum("minutes"))["sum"] or 0)


def refuse_own_hours(volunteer: Volunteer, *, by: Any) -> None:
    """Nobody decides about their own hours, or about those of somebody they speak for.

    Raises:
        OwnHours: the volunteer is whoever would decide, or of their family.
    """
    if by is None:
        return
    if volunteer.person.user_id == by.pk or is_of_family_of(volunteer, by):
        raise OwnHours


def write_earned(presence: Presence, *, minutes: int, now: datetime, by: Any) -> HoursEntry:
    """The line for a presence, for whoever holds its person."""
    claim = presence.claim
    return write_line(
        volunteer_id=claim.volunteer_id,
        shift=claim.shift,
        presence=presence,
        kind=HoursKind.CHECKED_IN,
        minutes=minutes,
        source=f"presence:{presence.pk}",
        now=now,
        by=by,
    )


def write_line(
    *,
    volunteer_id: int,
    shift: Shift,
    kind: HoursKind,
    minutes: int,
    source: str,
    now: datetime,
    by: Any,
    **fields: Any,
) -> HoursEntry:
    """A line that says something, for whoever holds the person.

    Raises:
        NoSuchAmount: less than a minute.
        MoreThanTheShift: all hours of them on this shift come to more than it lasted.
    """
    if minutes < 1:
        raise NoSuchAmount
    left = minutes_left(volunteer_id=volunteer_id, shift=shift)
    if minutes > left:
        raise MoreThanTheShift(minutes=max(left, 0))
    entry = HoursEntry.objects.create(
        volunteer_id=volunteer_id,
        shift=shift,
        kind=kind,
        minutes=minutes,
        day=timezone.localdate(shift.starts_at),
        source=source,
        made_at=now,
        made_by=by,
        **fields,
    )
    _add_up(entry)
    return entry


@transaction.atomic
def take_back_hours(*, entry_id: int, reason: str, now: datetime, by: Any) -> HoursEntry:
    """The line does not count any more; the line that takes it back is returned.

    Raises:
        ReasonNeeded, OwnHours
        HoursAreTakenBack: somebody was faster.
    """
    entry = hold_entry(entry_id)
    refuse_own_hours(entry.volunteer, by=by)
    return reverse_line(entry, reason=reason, now=now, by=by)


@transaction.atomic
def correct_hours(
    *, entry_id: int, minutes: int, reason: str, now: datetime, by: Any
) -> HoursEntry:
    """Say another amount for a presence: the line is taken back, and another one is written.

    Hours that were added by hand are taken back and proposed anew, because that takes two.

    Raises:
        ReasonNeeded, OwnHours, HoursAreTakenBack, NoSuchAmount, MoreThanTheShift
    """
    entry = hold_entry(entry_id)
    refuse_own_hours(entry.volunteer, by=by)
    if entry.is_manual:
        raise HoursAreTakenBack
    reversal = reverse_line(entry, reason=reason, now=now, by=by)
    return write_line(
        volunteer_id=entry.volunteer_id,
        shift=entry.shift,
        presence=entry.presence,
        kind=HoursKind.CHECKED_IN,
        minutes=minutes,
        source=f"presence:{entry.presence_id}:after:{reversal.pk}",
        reason=reason.strip(),
        now=now,
        by=by,
    )


def hold_entry(entry_id: int) -> HoursEntry:
    """Hold the person of a line, then read it as it stands."""
    entries = HoursEntry.objects.filter(pk=entry_id)
    lock_people([entries.values_list("volunteer__person_id", flat=True).get()])
    return entries.select_related("volunteer__person", "shift", "presence").get()


def reverse_line(entry: HoursEntry, *, reason: str, now: datetime, by: Any) -> HoursEntry:
    """The exact opposite of a line, for whoever holds its person."""
    if not reason.strip():
        raise ReasonNeeded
    if entry.reverses_id or HoursEntry.objects.filter(reverses=entry).exists():
        raise HoursAreTakenBack
    opposite = HoursEntry.objects.create(
        volunteer_id=entry.volunteer_id,
        shift_id=entry.shift_id,
        presence_id=entry.presence_id,
        kind=entry.kind,
        minutes=-entry.minutes,
        day=entry.day,
        source=f"reverses:{entry.pk}",
        reverses=entry,
        reason=reason.strip(),
        made_at=now,
        made_by=by,
    )
    _add_up(opposite)
    return opposite


def wrong_sums() -> Iterator[tuple[Volunteer, dict[str, int]]]:
    """Volunteers whose sums are not what their lines add up to, with what they should be."""
    volunteers = Volunteer.objects.filter(hours__isnull=False) | Volunteer.objects.filter(
        standing__isnull=False
    )
    for volunteer in volunteers.select_related("standing").distinct().order_by("pk"):
        sums = HoursEntry.objects.filter(volunteer=volunteer).minutes_by_kind()
        right = {name: sums.get(kind, 0) for kind, name in SUM_BY_KIND.items()}
        standing = getattr(volunteer, "standing", None) or HoursStanding()
        if any(getattr(standing, name) != minutes for name, minutes in right.items()):
            yield volunteer, right


def _add_up(entry: HoursEntry) -> None:
    name = SUM_BY_KIND[HoursKind(entry.kind)]
    HoursStanding.objects.get_or_create(volunteer_id=entry.volunteer_id)
    standing = HoursStanding.objects.filter(volunteer_id=entry.volunteer_id)
    standing.update(**{name: F(name) + entry.minutes})
