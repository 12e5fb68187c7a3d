"""Making shifts from plans: as drafts, each day once, with a look at the days beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network.choices import DayKind
from network.models import CalendarEntry
from network.services.calendar import entries_of, without_opening
from volunteers.choices import ShiftState
from volunteers.models import Need, Shift, ShiftPlan

COPIED = ("title_en", "title_zh", "note_en", "note_zh", "meeting_en", "meeting_zh")


@dataclass(frozen=True)
class PlannedDay:
    """A day that the rule of a plan names: when the shift is, and why none is made, if so."""

    day: date
    starts_at: datetime
    ends_at: datetime
    why_not: str
    shift: Shift | None = None

    @property
    def is_to_make(self) -> bool:
        return not self.why_not


def days_of_plan(
    plan: ShiftPlan, *, first_day: date, last_day: date, now: datetime
) -> list[PlannedDay]:
    """What the plan would make in these days, both included, and what it leaves out and why."""
    days = [day for day in _each_day(first_day, last_day) if plan.falls_on(day)]
    made = {
        shift.planned_day: shift for shift in Shift.objects.filter(plan=plan, planned_day__in=days)
    }
    told = entries_of(plan.branch, days)
    closed = without_opening(plan.branch, days) if plan.skips_closed_days else set()
    found = []
    for day in days:
        starts_at, ends_at = _moment(day, plan.starts_at), _moment(day, plan.ends_at)
        why_not = ""
        if day in made:
            why_not = _("It is there already.")
        elif starts_at <= now:
            why_not = _("This is past.")
        elif holiday := _left_out_for(plan, told.get(day, [])):
            why_not = holiday
        elif day in closed:
            why_not = _("The library is closed.")
        elif ends_at <= starts_at:
            why_not = _("The clocks skip this time.")
        found.append(PlannedDay(day, starts_at, ends_at, why_not, made.get(day)))
    return found


@transaction.atomic
def make_planned_shifts(
    *, plan_id: int, first_day: date, last_day: date, now: datetime, by: Any
) -> list[Shift]:
    """Make the shifts of these days as drafts. Again it makes only what is not there.

    A shift that was changed, moved or cancelled since stays as it is. Locks the plan, so that two
    who press at once follow one another.
    """
    plan = ShiftPlan.objects.select_for_update(no_key=True).get(pk=plan_id)
    days = days_of_plan(plan, first_day=first_day, last_day=last_day, now=now)
    copied = {name: getattr(plan, name) for name in COPIED}
    shifts = Shift.objects.bulk_create(
        Shift(
            plan=plan,
            planned_day=each.day,
            branch_id=plan.branch_id,
            room_id=plan.room_id,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            state=ShiftState.DRAFT,
            **copied,
        )
        for each in days
        if each.is_to_make
    )
    wanted = list(plan.needs.all())
    Need.objects.bulk_create(
        Need(
            shift=shift,
            role_id=need.role_id,
            minimum=need.minimum,
            maximum=need.maximum,
            ceiling=need.maximum,
        )
        for shift in shifts
        for need in wanted
    )
    if shifts:
        log(plan, "volunteers.plan_used", user=by, data={"shifts": len(shifts)})
    return shifts


def _left_out_for(plan: ShiftPlan, entries: list[CalendarEntry]) -> str:
    """Which of the day's entries keeps the plan from making a shift; nothing if none does."""
    for entry in entries:
        if plan.skips_holidays and entry.kind == DayKind.PUBLIC_HOLIDAY:
            return _("Holiday: %(name)s.") % {"name": entry.name}
        if plan.skips_closed_days and entry.kind == DayKind.CLOSED_DAY:
            return _("Closed: %(name)s.") % {"name": entry.name}
    return ""


def _each_day(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _moment(day: date, at: time) -> datetime:
    """A time of the library's clock on that day, comparable across a change of the clocks."""
    return timezone.make_aware(datetime.combine(day, at)).astimezone(UTC)
