"""The planner: everything that is planned in some weeks, by library or by brand and by day.

A fixed number of statements, however much is planned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import Brand
from core.days import midnight, monday_of
from events.choices import SessionState, Standing
from events.models import Event, Session
from events.permissions import events_in_scope
from events.querysets import EventQuerySet
from events.services.making.clashes import Clash, clashes_within
from network.choices import DayKind
from network.models import Branch, CalendarEntry
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope, grants_of, may_at
from workbench.choices import PlannerRows
from workbench.services.planner_sheet import DAYS_OF_A_WEEK, Card, Row, RowKey, Sheet, Week

# School terms last for months, and say nothing about a day.
TOLD_KINDS = frozenset(DayKind) - {DayKind.SCHOOL_TERM}
# What a card does not show.
NOT_SHOWN = (
    *("summary_en", "summary_zh", "description_en", "description_zh", "bring_en", "bring_zh"),
    *("branch__address_en", "branch__address_zh", "brand__slogan_en", "brand__slogan_zh"),
)


@dataclass(frozen=True)
class Planner:
    weeks: list[Week]
    count: int
    clashing: int

    @property
    def is_empty(self) -> bool:
        return not self.count

    @property
    def has_begun(self) -> bool:
        """Whether something of it is over, while some of its days are still to come."""
        days = [day for week in self.weeks for day in week.days]
        return any(day.is_over and day.count for day in days) and not days[-1].is_over


def planner_of(
    user: Any,
    *,
    first: date,
    last: date,
    rows: PlannerRows,
    narrowing: Mapping[str, Any],
    now: datetime,
) -> Planner:
    """What the user may see of the weeks that these days touch.

    Args:
        narrowing: values by `branch`, `brand`, `audience`, `kind`, `state` and `mine`, as far as
            they were chosen.
    """
    monday = monday_of(first)
    weeks = (last - monday).days // DAYS_OF_A_WEEK + 1
    after = monday + timedelta(weeks=weeks)
    begins, ends = midnight(monday), midnight(after)

    sessions, events = _planned(user, begins, ends, narrowing, now=now)
    clashes = clashes_within(begins, ends)
    lines = _lines(user, rows, narrowing)
    sheet = Sheet(
        rows,
        first=first,
        last=last,
        today=timezone.localdate(now),
        entries=_entries(monday, after),
        addable=_addable(user, rows, lines),
        new_event=reverse("events_admin:new"),
    )
    by_row: dict[RowKey, dict[date, list[Card]]] = defaultdict(lambda: defaultdict(list))
    count = clashing = 0
    for session in sessions:
        event = events[session.event_id]
        standing = Standing.CANCELLED if session.is_cancelled else event.standing
        if narrowing.get("state") not in (None, standing.value):
            continue
        card = _card(session, event, standing, clashes.get(session.pk, ()), user=user, now=now)
        count += 1
        clashing += bool(card.clashes)
        key = session.branch_id if rows == PlannerRows.BRANCHES else event.brand_id
        if key not in lines:
            lines[key] = _row_of(session, event, rows)
        for day in _days_of(session, monday, after):
            by_row[key][day].append(card)
    return Planner(
        [
            sheet.week(monday + timedelta(weeks=number), list(lines.values()), by_row)
            for number in range(weeks)
        ],
        count=count,
        clashing=clashing,
    )


def _planned(
    user: Any, begins: datetime, ends: datetime, narrowing: Mapping[str, Any], *, now: datetime
) -> tuple[list[Session], Mapping[int, Event]]:
    mine = _narrowed(events_in_scope(user, Action.VIEW), user, narrowing, now=now)
    found = Session.objects.filter(starts_at__lt=ends, ends_at__gt=begins, event__in=mine)
    if branch := narrowing.get("branch"):
        found = found.filter(branch=branch)
    sessions = list(found.select_related("branch", "room").order_by("starts_at", "pk"))
    events = (
        Event.objects.filter(pk__in={session.event_id for session in sessions})
        .for_admin()
        .select_related(None)
        .select_related("brand", "branch", "intake")
        .defer(*NOT_SHOWN)
    )
    return sessions, {event.pk: event for event in events}


def _narrowed(
    events: EventQuerySet, user: Any, narrowing: Mapping[str, Any], *, now: datetime
) -> EventQuerySet:
    for name in ("brand", "audience", "kind"):
        if value := narrowing.get(name):
            events = events.filter(**{name: value})
    if narrowing.get("mine"):
        today = timezone.localdate(now)
        led = user.programme_terms.current(on=today).values("programme")
        events = events.filter(programme__in=led)
    return events


def _card(
    session: Session,
    event: Event,
    standing: Standing,
    clashes: Sequence[Clash],
    *,
    user: Any,
    now: datetime,
) -> Card:
    pools = event.pools.all()
    takes_place = session.state == SessionState.PLANNED and not event.intake.is_cancelled
    is_to_come = takes_place and session.starts_at > now
    return Card(
        session=session,
        event=event,
        standing=standing,
        places=sum(pool.capacity for pool in pools),
        taken=sum(pool.taken for pool in pools),
        clashes=clashes,
        until=session.last_day if session.last_day > session.first_day else None,
        may_move=is_to_come
        and may_at(user, Action.CHANGE, branch_id=event.branch_id, brand_id=event.brand_id),
    )


def _days_of(session: Session, monday: date, after: date) -> list[date]:
    """The days under which it stands: the first that is seen of it, and the Monday of each week."""
    first, last = session.first_day, min(session.last_day, after - timedelta(days=1))
    days = [max(first, monday)]
    while (following := days[-1] + timedelta(days=DAYS_OF_A_WEEK - days[-1].weekday())) <= last:
        days.append(following)
    return days


def _lines(user: Any, rows: PlannerRows, narrowing: Mapping[str, Any]) -> dict[RowKey, Row]:
    """What has a row whether anything is planned there or not, by its key."""
    found: QuerySet[Any]
    if rows == PlannerRows.BRANCHES:
        found = branches_in_scope(user, Action.VIEW)
        only = narrowing.get("branch")
    else:
        found = brands_in_scope(user, Action.VIEW).filter(retired_on=None)
        found = found.order_by("name_en", "pk")
        only = narrowing.get("brand")
    if only:
        found = found.filter(pk=only.pk)
    return {row.pk: Row(row.pk, row.name) for row in found}


def _row_of(session: Session, event: Event, rows: PlannerRows) -> Row:
    of: Branch | Brand | None = session.branch if rows == PlannerRows.BRANCHES else event.brand
    return Row(of.pk, of.name) if of else Row(None, _("no brand"))


def _entries(monday: date, after: date) -> list[CalendarEntry]:
    touching = CalendarEntry.objects.touching(monday, after - timedelta(days=1))
    return list(touching.filter(kind__in=TOLD_KINDS))


def _addable(user: Any, rows: PlannerRows, keys: Iterable[RowKey]) -> frozenset[RowKey]:
    """The libraries, or brands, for which the user may make events."""
    adding = [grant for grant in grants_of(user) if grant.allows([Action.ADD])]
    if rows == PlannerRows.BRANCHES:
        return frozenset(
            key
            for key in keys
            if key is not None
            and any(grant.branches is None or key in grant.branches for grant in adding)
        )
    return frozenset(
        key
        for key in keys
        if key is not None and any(grant.brand in (None, key) for grant in adding)
    )
