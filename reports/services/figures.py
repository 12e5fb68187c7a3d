"""What the library did in a period, counted from the rows behind it.

Terms follow ISO 2789 (library statistics) and GB/T 13191: events and attendances are counted
apart, and one person who comes three times is three attendances.

* events: events with at least one session in the period.
* sessions: meetings that were not cancelled, on the day they began. Nothing in the future counts.
* attendances: what each session names as its official count: checked-in people, a headcount, or
  both. A headcount belongs to its own day, so an exhibition's visitors fall into the period in
  which they came, even if the exhibition began before it.
* of them online: virtual attendance, counted apart from attendance in person. At an online event
  that is everyone, at one on site and online the people of parties that chose it; a headcount there
  is one of the room.
* registrations: parties that had registered and had not cancelled, and the people in them;
  walk-ins are no registrations. They count on the day of the event's first session.
* no-shows: registered people who came to no session of an event at whose door others were
  checked in; judged two days after its last session, when every door has reported. Who chose to
  take part online stands at no door, and is none.

Internal events and drafts are left out. A branch stands for what happened there and below it, by
the tree of the session's own day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from brands.models import Brand, Programme
from core.days import midnight
from events.querysets import EventQuerySet
from events.services.attendance import NO_SHOWS_JUDGED_AFTER
from network.models import Branch
from network.services.tree import membership_periods
from reports.errors import PeriodEndsBeforeItStarts

FIGURES_SQL = """
WITH scope (event_id) AS ({scope}),
session AS (
    SELECT session.id, session.event_id, event.brand_id, event.programme_id, session.branch_id,
        session.official_count, session.starts_at, event.first_starts_at, event.last_ends_at,
        event.attendance_mode,
        (session.starts_at AT TIME ZONE %(time_zone)s)::date AS day
    FROM events_session AS session
    JOIN events_event AS event ON event.id = session.event_id
    JOIN events_intake AS intake ON intake.event_id = event.id
    WHERE session.event_id IN (SELECT scope.event_id FROM scope)
        AND event.live AND event.kind <> 'internal'
        AND intake.status = 'scheduled' AND session.state = 'planned'
        AND session.starts_at < %(until)s AND session.ends_at > %(since)s
),
placed AS (SELECT session.* FROM session {membership}),
held AS (SELECT * FROM placed WHERE starts_at >= %(since)s),
opening AS (
    SELECT DISTINCT ON (event_id) * FROM held
    WHERE starts_at = first_starts_at ORDER BY event_id, id
),
fact AS (
    SELECT event_id, brand_id, programme_id, branch_id, day,
        1 AS sessions, 0 AS attendances, 0 AS online, 0 AS registrations, 0 AS registered,
        0 AS no_shows
    FROM held
    UNION ALL
    SELECT held.event_id, brand_id, programme_id, branch_id, day, 0, count(*),
        count(*) FILTER (
            WHERE attendance_mode = 'online' OR attendance_mode = 'mixed' AND party.is_online
        ), 0, 0, 0
    FROM held
    JOIN events_attendance AS attendance ON attendance.session_id = held.id
    JOIN events_attendee AS attendee ON attendee.id = attendance.attendee_id
    JOIN events_registration AS party ON party.id = attendee.registration_id
    WHERE attendance.undone_at IS NULL AND official_count IN ('both', 'named')
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT NULL::bigint, brand_id, programme_id, branch_id, headcount.day,
        0, sum(headcount.adults + headcount.children),
        coalesce(sum(headcount.adults + headcount.children) FILTER (
            WHERE attendance_mode = 'online'
        ), 0), 0, 0, 0
    FROM placed
    JOIN events_headcount AS headcount ON headcount.session_id = placed.id
    WHERE headcount.day BETWEEN %(first_day)s AND %(last_day)s
        AND official_count IN ('both', 'headcount')
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT opening.event_id, brand_id, programme_id, branch_id, day,
        0, 0, 0, count(DISTINCT registration.id), count(*),
        count(*) FILTER (
            WHERE last_ends_at < %(judged_before)s
            AND NOT (attendance_mode = 'mixed' AND registration.is_online)
            AND EXISTS (
                SELECT FROM events_attendance AS any_door
                JOIN events_session AS any_session ON any_session.id = any_door.session_id
                WHERE any_session.event_id = opening.event_id AND any_door.undone_at IS NULL
            )
            AND NOT EXISTS (
                SELECT FROM events_attendance AS own
                WHERE own.attendee_id = attendee.id AND own.undone_at IS NULL
            )
        )
    FROM opening
    JOIN events_registration AS registration ON registration.event_id = opening.event_id
    JOIN events_attendee AS attendee ON attendee.registration_id = registration.id
    WHERE registration.channel <> 'walk_in' AND attendee.state = 'seated'
    GROUP BY 1, 2, 3, 4, 5
),
monthly AS (SELECT *, date_trunc('month', day)::date AS month FROM fact)
SELECT grouping(brand_id, programme_id, branch_id, month),
    brand_id, programme_id, branch_id, month,
    count(DISTINCT event_id) FILTER (WHERE sessions > 0), coalesce(sum(sessions), 0)::bigint,
    coalesce(sum(registrations), 0)::bigint, coalesce(sum(registered), 0)::bigint,
    coalesce(sum(attendances), 0)::bigint, coalesce(sum(online), 0)::bigint,
    coalesce(sum(no_shows), 0)::bigint
FROM monthly
GROUP BY GROUPING SETS ((), (brand_id), (brand_id, programme_id), (branch_id), (month))
"""

MEMBERSHIP_SQL = """
JOIN unnest(%(branches)s::bigint[], %(member_since)s::date[], %(member_until)s::date[])
    AS membership (branch_id, since, until)
ON membership.branch_id = session.branch_id
    AND session.day >= membership.since AND session.day < membership.until
"""

# What `grouping()` answers: a bit is set for each column that a line sums over.
TOTAL, BY_BRAND, BY_PROGRAMME, BY_BRANCH, BY_MONTH = 0b1111, 0b0111, 0b0011, 0b1101, 0b1110

COUNTS = (
    *("events", "sessions", "registrations", "registered"),
    *("attendances", "attendances_on_site", "attendances_online", "no_shows"),
)


@dataclass(frozen=True)
class Figures:
    """Counts of one line; see the module for what each is."""

    events: int = 0
    sessions: int = 0
    registrations: int = 0
    registered: int = 0
    attendances: int = 0
    attendances_online: int = 0
    no_shows: int = 0

    @property
    def attendances_on_site(self) -> int:
        return self.attendances - self.attendances_online

    def as_dict(self) -> dict[str, int]:
        """Each count by its name; attendances first all together, then apart."""
        return {name: getattr(self, name) for name in COUNTS}


@dataclass(frozen=True)
class Line:
    """The figures of one brand, programme, branch or month; `key` is its row or first day."""

    key: int | date | None
    label: str
    figures: Figures


@dataclass(frozen=True)
class Report:
    """Figures of a period (both days included): in all, and split four ways."""

    first_day: date
    last_day: date
    total: Figures = Figures()
    by_brand: list[Line] = field(default_factory=list)
    by_programme: list[Line] = field(default_factory=list)
    by_branch: list[Line] = field(default_factory=list)
    by_month: list[Line] = field(default_factory=list)

    @property
    def splits(self) -> dict[str, list[Line]]:
        return {
            "brand": self.by_brand,
            "programme": self.by_programme,
            "branch": self.by_branch,
            "month": self.by_month,
        }

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {
            "from": self.first_day.isoformat(),
            "to": self.last_day.isoformat(),
            "total": self.total.as_dict(),
            **{
                f"by_{name}": [{name: line.label, **line.figures.as_dict()} for line in lines]
                for name, lines in self.splits.items()
            },
        }

    def as_rows(self) -> list[list[str | int]]:
        """The report as one table with a heading, for CSV."""
        rows: list[list[str | int]] = [["split", "name", *COUNTS]]
        rows.append(["total", "", *self.total.as_dict().values()])
        for name, lines in self.splits.items():
            rows += [[name, line.label, *line.figures.as_dict().values()] for line in lines]
        return rows


def report(
    events: EventQuerySet,
    *,
    first_day: date,
    last_day: date,
    now: datetime,
    branch: Branch | None = None,
) -> Report:
    """Count a period over these events, and within one branch with all below it if given.

    Raises:
        PeriodEndsBeforeItStarts: the last day is before the first.
    """
    if last_day < first_day:
        raise PeriodEndsBeforeItStarts
    counted_until = min(last_day, timezone.localdate(now)) + timedelta(days=1)
    parameters: dict[str, Any] = {
        "time_zone": timezone.get_default_timezone_name(),
        "since": midnight(first_day),
        "until": midnight(counted_until),
        "first_day": first_day,
        "last_day": last_day,
        "judged_before": now - NO_SHOWS_JUDGED_AFTER,
    }
    if branch:
        periods = membership_periods(branch, date.min, counted_until)
        parameters["branches"] = [period.branch_id for period in periods]
        parameters["member_since"] = [period.starts_on for period in periods]
        parameters["member_until"] = [period.ends_on for period in periods]
    try:
        scope, values = events.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return Report(first_day, last_day)
    parameters |= {f"scope_{n}": value for n, value in enumerate(values)}
    sql = FIGURES_SQL.format(
        scope=scope % tuple(f"%(scope_{n})s" for n in range(len(values))),
        membership=MEMBERSHIP_SQL if branch else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    return Report(
        first_day,
        last_day,
        total=next((Figures(*row[5:]) for row in rows if row[0] == TOTAL), Figures()),
        by_brand=named_lines(Brand, [(r[1], r[5:]) for r in rows if r[0] == BY_BRAND]),
        by_programme=named_lines(Programme, [(r[2], r[5:]) for r in rows if r[0] == BY_PROGRAMME]),
        by_branch=named_lines(Branch, [(r[3], r[5:]) for r in rows if r[0] == BY_BRANCH]),
        by_month=[
            Line(month, f"{month:%Y-%m}", Figures(*counts))
            for month, counts in sorted((r[4], r[5:]) for r in rows if r[0] == BY_MONTH)
        ],
    )


def named_lines(model: Any, counted: Iterable[tuple[int | None, tuple[int, ...]]]) -> list[Line]:
    """Lines with the names of their rows, those with most attendances first."""
    counted = list(counted)
    names = model.objects.in_bulk([key for key, _counts in counted if key])
    lines = [
        Line(key, str(names[key]) if key else _("none"), Figures(*counts))
        for key, counts in counted
    ]
    return sorted(
        lines, key=lambda line: (-line.figures.attendances, -line.figures.events, line.label)
    )
