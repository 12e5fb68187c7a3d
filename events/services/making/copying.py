"""Copying a week of a library, or of a brand, into weeks to come.

As with a series, each copy is shown before it is made, with what the calendar says of its day and
what it would clash with; it can be ticked, moved, and put into another room. Then all of them are
made, or none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from brands.models import Brand
from core.constraints import violated_constraint
from core.days import WEEK, midnight
from events.choices import EventStatus, SessionState
from events.errors import DateTaken, NoDates, RoomTaken, SeriesTooLong
from events.models import CopiedWeek, Event, Intake, Session
from events.permissions import may
from events.querysets import EventQuerySet
from events.services.making.clashes import Slot, clashes_of_each
from events.services.making.drafting import copy_event
from events.services.making.moving.carrying_out import MOVING_ALONG
from events.services.making.publishing import publish_or_submit
from events.services.making.series.dates import MOST_DATES, Asked, Looked
from events.services.making.series.making import Made
from events.services.making.sessions import save_session
from network.choices import DayKind
from network.models import Branch, CalendarEntry
from network.services.calendar import entries_of, without_opening
from staff.choices import Action

ONE_PER_FORM = "events_copiedweek_key_key"
# Days on which a copy is not suggested; whoever wants it then ticks it.
LEFT_OUT = (DayKind.PUBLIC_HOLIDAY, DayKind.WORKING_DAY, DayKind.CLOSED_DAY)


@dataclass(frozen=True)
class Copy:
    """A meeting, and when and in which room its copy is to be."""

    source: Session
    asked: Asked

    @property
    def slot(self) -> Slot:
        starts_at = timezone.make_aware(datetime.combine(self.asked.day, self.asked.starts_at))
        length = self.source.ends_at - self.source.starts_at
        return Slot(starts_at, starts_at + length, self.asked.room)


@dataclass(frozen=True)
class SourceWeek:
    """What a week holds: meetings that can be copied, and those that cannot, with the reason."""

    monday: date
    sessions: list[Session]
    left: list[tuple[Session, str]]


def week_of(
    events: EventQuerySet, monday: date, *, branch: Branch | None = None, brand: Brand | None = None
) -> SourceWeek:
    """What takes place in that week at this library, or of this brand.

    Args:
        events: those that the one who asks may make more of.
    """
    planned = Count("event__sessions", filter=Q(event__sessions__state=SessionState.PLANNED))
    found = (
        Session.objects.planned()
        .filter(
            event__in=events.filter(intake__status=EventStatus.SCHEDULED),
            starts_at__gte=midnight(monday),
            starts_at__lt=midnight(monday + WEEK),
        )
        .select_related("event__branch", "event__brand", "branch", "room")
        .annotate(meetings=planned)
        .order_by("starts_at", "pk")
    )
    if branch:
        found = found.filter(branch=branch)
    if brand:
        found = found.filter(event__brand=brand)
    week = SourceWeek(monday, [], [])
    for session in found:
        if why_not := _why_not_copied(session):
            week.left.append((session, why_not))
        else:
            week.sessions.append(session)
    return week


def copies_into(week: SourceWeek, mondays: Iterable[date]) -> list[Copy]:
    """A copy of each meeting in each of these weeks, on the same weekday at the same time.

    Raises:
        SeriesTooLong: there are more than `MOST_DATES`.
    """
    copies = [
        Copy(session, Asked(start.date() + (monday - week.monday), start.time(), session.room))
        for monday in mondays
        for session in week.sessions
        for start in [timezone.localtime(session.starts_at)]
    ]
    if len(copies) > MOST_DATES:
        raise SeriesTooLong(most=MOST_DATES)
    return copies


def look_at_copies(copies: Sequence[Copy], *, now: datetime) -> list[Looked]:
    """What there is to know of each; a number of statements that is constant for each library."""
    clashes = clashes_of_each(
        [(each.slot, each.source.event, each.source.branch) for each in copies]
    )
    known = _there_already(copies)
    days: dict[Branch, set[date]] = defaultdict(set)
    for each in copies:
        days[each.source.branch] |= {each.asked.day, each.source.first_day}
    told = {branch: entries_of(branch, some) for branch, some in days.items()}
    closed = {branch: without_opening(branch, some) for branch, some in days.items()}
    looked = []
    for each, found in zip(copies, clashes, strict=True):
        branch, day = each.source.branch, each.asked.day
        entries = told[branch].get(day, [])
        left_out = next((entry for entry in entries if entry.kind in LEFT_OUT), None)
        why_not = _why_not(
            each,
            left_out,
            is_closed=day in closed[branch] and each.source.first_day not in closed[branch],
            known=known,
            now=now,
        )
        looked.append(Looked(each.asked, each.slot, entries, why_not, found, left_out))
    return looked


def copy_week(
    copies: Sequence[Copy], *, key: UUID, monday: date, publishes: bool, user: Any, now: datetime
) -> Made:
    """Make these copies; a form that is sent twice makes them once.

    The calendar does not refuse: what it says was shown. A copy tells what its event tells, and has
    its way in and places; registration opens and closes as long before. Published are those whose
    maker may publish them, after their review where one is asked for.

    Raises:
        NoDates: none was chosen.
        DateTaken: the room is taken for one of them. Nothing is made.
    """
    if not copies:
        raise NoDates
    try:
        return _make(copies, key, monday, publishes=publishes, user=user, now=now)
    except IntegrityError as error:
        if violated_constraint(error) != ONE_PER_FORM:
            raise
        return Made(was_there=True)


@transaction.atomic
def _make(
    copies: Sequence[Copy], key: UUID, monday: date, *, publishes: bool, user: Any, now: datetime
) -> Made:
    CopiedWeek.objects.create(key=key, monday=monday)
    made = Made()
    for each in copies:
        draft = copy_event(each.source.event, user=user)
        made.warnings |= set(draft.warnings)
        made.events.append(draft.event)
        try:
            _meet(draft.event, each, now=now)
        except RoomTaken as error:
            raise DateTaken(day=each.asked.day) from error
    for event in made.events:
        if publishes and may(user, Action.PUBLISH, event):
            made.outcomes[publish_or_submit(event.latest_revision, user=user)] += 1
    for source in {each.source.event for each in copies}:
        log(source, "events.week_copied", user=user, data={"monday": str(monday)})
    return made


def _meet(event: Event, copy: Copy, *, now: datetime) -> None:
    """Give the copy its meeting, and its window of registration as long before."""
    source, slot = copy.source, copy.slot
    session = Session(
        event=event,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        is_all_day=source.is_all_day,
        branch=source.branch,
        room=slot.room,
        online_url=source.online_url,
        official_count=source.official_count,
    )
    save_session(session, now=now)
    by = slot.starts_at - source.starts_at
    before = Intake.objects.values(*MOVING_ALONG).get(event=source.event_id)
    moments = {name: moment + by for name, moment in before.items() if moment}
    # What would have opened by now opens as soon as it is published.
    if moments.get("opens_at", now) <= now:
        moments.pop("opens_at", None)
    Intake.objects.filter(event=event).update(**moments)


def _why_not_copied(session: Session) -> str:
    if vars(session)["meetings"] > 1:
        return _("It has several meetings. Copy it at its desk.")
    if session.spans_whole_days or session.last_day > session.first_day:
        return _("It lasts for days. Copy it at its desk.")
    return ""


def _why_not(
    copy: Copy,
    left_out: CalendarEntry | None,
    *,
    is_closed: bool,
    known: set[tuple[Any, ...]],
    now: datetime,
) -> str:
    """Why this copy is not suggested; nothing if it is."""
    if copy.slot.starts_at <= now:
        return _("This is past.")
    if _identity(copy.source, copy.slot.starts_at) in known:
        return _("It is there already.")
    if left_out:
        kind = capfirst(left_out.get_kind_display())
        return _("%(kind)s: %(name)s.") % {"kind": kind, "name": left_out.name}
    if is_closed:
        return _("The library has no opening hours on this day.")
    return ""


def _there_already(copies: Sequence[Copy]) -> set[tuple[Any, ...]]:
    """What stands at these times at these libraries, in one statement."""
    standing = Session.objects.planned().filter(
        starts_at__in={each.slot.starts_at for each in copies},
        branch__in={each.source.branch_id for each in copies},
        event__intake__status=EventStatus.SCHEDULED,
    )
    return {_identity(each, each.starts_at) for each in standing.select_related("event")}


def _identity(session: Session, starts_at: datetime) -> tuple[Any, ...]:
    event = session.event
    return (session.branch_id, starts_at, event.programme_id, event.title_en, event.title_zh)
