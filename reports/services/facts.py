"""What the library did, as facts: one line per event, place and month. Every figure sums them.

Terms follow ISO 2789 (library statistics) and GB/T 13191: events and attendances are counted
apart, and one person who comes three times is three attendances.

* events: events with at least one session in the period. An event in two months, or at two
  places, is one event of their sum.
* sessions: meetings that were not cancelled, on the day they began. Nothing in the future counts.
* attendances: what each session names as its official count: checked-in people, a headcount, or
  both. A headcount belongs to its own day, so an exhibition's visitors fall into the period in
  which they came, even if the exhibition began before it.
* of them online: virtual attendance, counted apart from attendance in person. At an online event
  that is everyone, at one on site and online the people of parties that chose it; a headcount there
  is one of the room.
* registrations: parties that had registered and had not cancelled, and the people in them;
  walk-ins are no registrations. They count on the day of the event's first session.
* seats: places offered to those who register, of all kinds; on the same day.
* no-shows: registered people who came to no session of an event at whose door others were
  checked in; judged two days after its last session, when every door has reported. Who chose to
  take part online stands at no door, and is none. Those of whom it is judged are the expected.
* costs: what the event was planned to cost and did cost, on the day of its first session. A cost
  per attendance looks only at events whose actual cost is known.
* volunteers' minutes: what the ledger of hours says of the event's shifts, where the shift was.
  Hours of shifts that belong to no event are no event's figure.
* answers: what people said after the event, and the stars that they gave; on the day of its first
  session, whenever they answered.
* parties asked: those that came, as `events.services.feedback.surveys` has it: somebody was checked
  in, or they took part online. Of them, those that answered by letter or ticket; what a sign on the
  table brought in is nobody's answer. Where nobody comes by name, nobody is asked.
* clashes: sessions on site for the same audience as another event's session in the same district
  on the same day. What is for everyone, exhibitions, and what lasts for days clash with nothing.

Internal events and drafts are left out. A branch stands for what happened there and below it, and
a district for what happened at its places, by the tree of the session's own day. What stands
directly below the central library is that library's own district.

A fact holds no personal data, so what it was counted from may be erased and the fact stays.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone

from core.days import midnight
from events.querysets import EventQuerySet
from events.services.attendance import NO_SHOWS_JUDGED_AFTER
from network.models import Branch
from network.services.tree import membership_periods
from reports.choices import Dimension
from reports.errors import PeriodEndsBeforeItStarts

Key: TypeAlias = int | str | date | None
"""Of a brand, programme or branch its row, of a month its first day; None where there is none."""


@dataclass(frozen=True)
class Measures:
    """What a fact, or a sum of facts, came to; see the module for what each is."""

    events: int = 0
    sessions: int = 0
    registrations: int = 0
    registered: int = 0
    seats: int = 0
    attendances: int = 0
    attendances_online: int = 0
    expected: int = 0
    no_shows: int = 0
    planned_cost: Decimal = Decimal(0)
    actual_cost: Decimal = Decimal(0)
    attendances_costed: int = 0
    volunteer_minutes: int = 0
    clashes: int = 0
    answers: int = 0
    stars: int = 0
    parties_asked: int = 0
    parties_answered: int = 0

    @property
    def attendances_on_site(self) -> int:
        return self.attendances - self.attendances_online

    @property
    def seats_filled(self) -> float | None:
        """People registered for each place offered; more than one where more were let in."""
        return self.registered / self.seats if self.seats else None

    @property
    def no_show_rate(self) -> float | None:
        return self.no_shows / self.expected if self.expected else None

    @property
    def cost_per_attendance(self) -> Decimal | None:
        return self.actual_cost / self.attendances_costed if self.attendances_costed else None

    @property
    def satisfaction(self) -> float | None:
        """Stars of an answer, one to five."""
        return self.stars / self.answers if self.answers else None

    @property
    def response_rate(self) -> float | None:
        """Answers for each party asked; one at most, though a check-in be undone afterwards."""
        if not self.parties_asked:
            return None
        return min(self.parties_answered / self.parties_asked, 1.0)

    @property
    def volunteer_hours(self) -> float:
        return self.volunteer_minutes / 60


@dataclass(frozen=True)
class Fact:
    """One event at one place in one month: what it was, and what it came to."""

    event_id: int
    brand: int | None
    programme: int | None
    kind: str
    audience: str
    district: int | None
    branch: int
    month: date
    measures: Measures

    def key(self, dimension: Dimension) -> Key:
        key: Key = getattr(self, dimension)
        return key


@dataclass(frozen=True)
class Counting:
    """What is counted: these events in this period, both days included.

    Attributes:
        events: those that whoever asks may report on, narrowed as they wish.
        now: nothing after this moment counts.
        branch: only what happened there or below it.
        only: narrows to one key of a dimension, as a number in a table does.

    Raises:
        PeriodEndsBeforeItStarts: the last day is before the first.
    """

    events: EventQuerySet
    first_day: date
    last_day: date
    now: datetime
    branch: Branch | None = None
    only: Mapping[Dimension, Key] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise PeriodEndsBeforeItStarts

    @property
    def counted_until(self) -> date:
        """The first day that does not count."""
        return min(self.last_day, timezone.localdate(self.now)) + timedelta(days=1)

    def a_year_before(self) -> Counting:
        """The same days of the year before, as far as these have come.

        What ends with a month did so in any year: the last of February is compared with its like.
        """
        last_day = self.counted_until - timedelta(days=1)
        return replace(
            self,
            first_day=(first_day := a_year_before(self.first_day)),
            last_day=max(first_day, a_year_before(last_day)),
        )


@dataclass(frozen=True)
class Clash:
    """Sessions of several events that ask the same people to come on the same day.

    Attributes:
        district: the place itself where it stands in no district.
        sessions: event, branch and start of each, in the order of their starts.
    """

    day: date
    audience: str
    district: int
    sessions: tuple[tuple[int, int, datetime], ...]


Sums: TypeAlias = dict[tuple[Key, ...], Measures]

MEASURES = tuple(each.name for each in fields(Measures))
COSTS = ("planned_cost", "actual_cost")
TYPES = dict.fromkeys(COSTS, "numeric")


def facts(counting: Counting) -> list[Fact]:
    """The facts themselves, by month, then in the order in which the events began."""
    columns = _listed((*Dimension.values, *MEASURES))
    rows = _rows(counting, EACH_FACT_SQL.format(columns=columns))
    after = 1 + len(Dimension.values)
    return [
        Fact(
            row[0],
            **dict(zip(Dimension.values, row[1:after], strict=True)),
            measures=Measures(*row[after:]),
        )
        for row in rows
    ]


def sums(
    counting: Counting,
    *groupings: tuple[Dimension, ...],
    measures: Collection[str] = MEASURES,
) -> dict[tuple[Dimension, ...], Sums]:
    """The facts summed up by each of these groupings, in one statement; `()` is the total.

    Without a single fact there is no line at all, not even of the total.

    Args:
        measures: those that are looked at. Others may stay at nothing, which spares reading them.
    """
    used = tuple(each for each in Dimension if any(each in grouping for grouping in groupings))
    sql = SUMS_SQL.format(
        mark=f"grouping({_listed(used)})" if used else "0",
        columns=_listed((*used, *map(_total, MEASURES))),
        groupings=_listed(f"({_listed(grouping)})" for grouping in groupings),
    )
    rows = _rows(counting, sql, measures)
    # `grouping()` sets a bit for each column that a line sums over.
    marks = {
        sum(1 << n for n, each in enumerate(reversed(used)) if each not in grouping): grouping
        for grouping in groupings
    }
    answer: dict[tuple[Dimension, ...], Sums] = {grouping: {} for grouping in groupings}
    after = 1 + len(used)
    for row in rows:
        grouping = marks[row[0]]
        keys = dict(zip(used, row[1:after], strict=True))
        answer[grouping][tuple(keys[each] for each in grouping)] = Measures(*row[after:])
    return answer


def clashes(counting: Counting) -> list[Clash]:
    """Sessions for the same people, on the same day, in the same district; by day."""
    found: dict[tuple[Any, ...], list[tuple[int, int, datetime]]] = {}
    for *shared, event_id, branch_id, starts_at in _ask(counting, CLASHES_SQL):
        found.setdefault(tuple(shared), []).append((event_id, branch_id, starts_at))
    return [
        Clash(day, audience, district, tuple(sessions))
        for (day, audience, district), sessions in found.items()
    ]


def a_year_before(day: date) -> date:
    """The same day; the last of a month stays the last of it, as February needs."""
    _first, length = monthrange(day.year - 1, day.month)
    is_last = (day + timedelta(days=1)).day == 1
    return day.replace(year=day.year - 1, day=length if is_last else day.day)


def summed(some: Iterable[Fact]) -> Measures:
    """The same for facts at hand, such as those that a report has frozen."""
    some = list(some)
    totals: dict[str, Any] = {
        name: sum(getattr(fact.measures, name) for fact in some) for name in MEASURES
    }
    totals["events"] = len({fact.event_id for fact in some if fact.measures.sessions})
    return Measures(**totals)


def _total(measure: str) -> str:
    """The measure of many facts in SQL: its sum, but an event is one however many facts it has."""
    if measure == "events":
        return "count(DISTINCT event_id) FILTER (WHERE sessions > 0)"
    return f"sum({measure})::{TYPES.get(measure, 'bigint')}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


PIECE_SQL = """
SELECT event_id, branch_id, district_id, month, {amounts}
FROM {source} GROUP BY event_id, branch_id, district_id, month
"""


def _pieces(measures: Collection[str]) -> str:
    """The pieces as one source: each fills some measures and leaves the others at nothing.

    A large one that fills none of these measures is left out. No fact is missing for it: whatever
    it would say something of has a session too.
    """
    return "UNION ALL".join(
        PIECE_SQL.format(
            source=source,
            amounts=_listed(f"{filled.get(name, '0')} AS {name}" for name in MEASURES),
        )
        for source, filled in PIECES.items()
        if source not in LARGE_PIECES or not filled.keys().isdisjoint(measures)
    )


# Of a row with a place and a day: in which district, and whether within the branch asked for.
DISTRICT_SQL = """
LEFT JOIN district ON district.branch_id = {row}.branch_id AND district.during @> {row}.day
"""
MEMBERSHIP_SQL = """
JOIN unnest(%(branches)s::bigint[], %(member_since)s::date[], %(member_until)s::date[])
    AS membership (branch_id, since, until)
ON membership.branch_id = {row}.branch_id
    AND {row}.day >= membership.since AND {row}.day < membership.until
"""

GROUND_SQL = """
WITH RECURSIVE scope (event_id) AS ({scope}),
told AS NOT MATERIALIZED (
    SELECT event.id, event.kind, event.audience, event.attendance_mode, event.planned_cost,
        event.actual_cost, event.first_starts_at, event.last_ends_at
    FROM events_event AS event
    JOIN events_intake AS intake ON intake.event_id = event.id
    WHERE event.id IN (SELECT scope.event_id FROM scope)
        AND event.live AND event.kind <> 'internal' AND intake.status = 'scheduled'
),
district (branch_id, district_id, during) AS (
    SELECT branch.id, branch.id, daterange(NULL, NULL)
    FROM network_branch AS branch WHERE branch.level IN ('city', 'district')
    UNION
    SELECT placement.branch_id, above.district_id,
        above.during * daterange(placement.starts_on, placement.ends_on)
    FROM district AS above
    JOIN network_placement AS placement ON placement.parent_id = above.branch_id
    JOIN network_branch AS branch ON branch.id = placement.branch_id
    WHERE branch.level NOT IN ('city', 'district')
        AND daterange(placement.starts_on, placement.ends_on) && above.during
),
session AS (
    SELECT session.id, session.event_id, session.branch_id, session.official_count,
        session.starts_at, session.ends_at, told.first_starts_at, told.last_ends_at,
        told.attendance_mode, told.kind, told.audience, told.planned_cost, told.actual_cost,
        (session.starts_at AT TIME ZONE %(time_zone)s)::date AS day
    FROM events_session AS session
    JOIN told ON told.id = session.event_id
    WHERE session.state = 'planned'
        AND session.starts_at < %(until)s AND session.ends_at > %(since)s
),
placed AS (
    SELECT session.*, district.district_id, date_trunc('month', session.day)::date AS month
    FROM session {session_membership} {session_place}
),
held AS MATERIALIZED (SELECT * FROM placed WHERE starts_at >= %(since)s),
opening AS MATERIALIZED (
    SELECT DISTINCT ON (event_id) * FROM held
    WHERE starts_at = first_starts_at ORDER BY event_id, id
),
clash AS (
    SELECT * FROM (
        SELECT *, min(event_id) OVER those AS first_event, max(event_id) OVER those AS last_event
        FROM held
        WHERE audience <> 'everyone' AND kind <> 'exhibition' AND attendance_mode <> 'online'
            AND ends_at <= starts_at + interval '1 day'
        WINDOW those AS (
            PARTITION BY day, audience, coalesce(district_id, branch_id)
        )
    ) AS session
    WHERE first_event <> last_event
),
named AS (
    SELECT held.event_id, held.branch_id, held.district_id, held.month,
        attendance_mode = 'online' AS is_online
    FROM held JOIN events_attendance AS attendance ON attendance.session_id = held.id
    WHERE attendance.undone_at IS NULL AND official_count IN ('both', 'named')
        AND attendance_mode <> 'mixed'
    UNION ALL
    SELECT held.event_id, held.branch_id, held.district_id, held.month, party.is_online
    FROM held
    JOIN events_attendance AS attendance ON attendance.session_id = held.id
    JOIN events_attendee AS attendee ON attendee.id = attendance.attendee_id
    JOIN events_registration AS party ON party.id = attendee.registration_id
    WHERE attendance.undone_at IS NULL AND official_count IN ('both', 'named')
        AND attendance_mode = 'mixed'
),
counted AS (
    SELECT placed.event_id, placed.branch_id, placed.district_id,
        date_trunc('month', headcount.day)::date AS month,
        headcount.adults + headcount.children AS people, attendance_mode = 'online' AS is_online
    FROM placed JOIN events_headcount AS headcount ON headcount.session_id = placed.id
    WHERE headcount.day BETWEEN %(first_day)s AND %(last_day)s
        AND official_count IN ('both', 'headcount')
),
came AS MATERIALIZED (
    SELECT attendance.attendee_id, attendance.event_id
    FROM opening JOIN events_attendance AS attendance ON attendance.event_id = opening.event_id
    WHERE attendance.undone_at IS NULL
    GROUP BY attendance.attendee_id, attendance.event_id
),
door AS MATERIALIZED (SELECT DISTINCT event_id FROM came),
seated AS MATERIALIZED (
    SELECT attendee.registration_id, count(*) AS people, count(came.attendee_id) AS people_who_came
    FROM opening
    JOIN events_attendee AS attendee ON attendee.event_id = opening.event_id
    LEFT JOIN came ON came.attendee_id = attendee.id
    WHERE attendee.state = 'seated'
    GROUP BY attendee.registration_id
),
party AS MATERIALIZED (
    SELECT registration.id, registration.event_id, registration.is_online
    FROM opening
    JOIN events_registration AS registration ON registration.event_id = opening.event_id
    WHERE registration.channel <> 'walk_in'
),
registered AS (
    SELECT opening.event_id, opening.branch_id, opening.district_id, opening.month, people,
        people - people_who_came AS people_missed,
        last_ends_at < %(judged_before)s AND door.event_id IS NOT NULL
            AND NOT (attendance_mode = 'mixed' AND party.is_online) AS is_expected
    FROM opening
    JOIN party ON party.event_id = opening.event_id
    JOIN seated ON seated.registration_id = party.id
    LEFT JOIN door ON door.event_id = opening.event_id
),
offered AS (
    SELECT opening.*, pool.capacity
    FROM opening
    JOIN events_intake AS intake ON intake.event_id = opening.event_id
    JOIN events_seatpool AS pool ON pool.event_id = opening.event_id
    WHERE intake.way_in <> 'drop_in'
),
answered AS (
    SELECT opening.*, feedback.stars, feedback.way
    FROM opening JOIN events_feedback AS feedback ON feedback.event_id = opening.event_id
),
asked AS (
    SELECT opening.event_id, opening.branch_id, opening.district_id, opening.month
    FROM opening JOIN (
        SELECT attendee.registration_id, came.event_id
        FROM came JOIN events_attendee AS attendee ON attendee.id = came.attendee_id
        UNION
        SELECT registration.id, registration.event_id
        FROM opening
        JOIN events_registration AS registration ON registration.event_id = opening.event_id
        WHERE registration.state = 'seated' AND (
            attendance_mode = 'online' OR attendance_mode = 'mixed' AND registration.is_online
        )
    ) AS visitor ON visitor.event_id = opening.event_id
),
helped AS (
    SELECT shift.event_id, shift.branch_id, district.district_id,
        date_trunc('month', shift.day)::date AS month, shift.minutes
    FROM (
        SELECT shift.event_id, shift.branch_id, entry.day, entry.minutes
        FROM volunteers_hoursentry AS entry
        JOIN volunteers_shift AS shift ON shift.id = entry.shift_id
        JOIN told ON told.id = shift.event_id
        WHERE entry.day >= %(first_day)s AND entry.day < %(counted_until)s
    ) AS shift {shift_membership} {shift_place}
),
"""

# The parts of the facts, by where they come from. The last three read a row for each person.
PIECES = {
    "held": {"sessions": "count(*)"},
    "clash": {"clashes": "count(*)"},
    "counted": {
        "attendances": "sum(people)",
        "attendances_online": "coalesce(sum(people) FILTER (WHERE is_online), 0)",
    },
    "offered": {"seats": "sum(capacity)"},
    "opening": {
        "planned_cost": "coalesce(sum(planned_cost), 0)",
        "actual_cost": "coalesce(sum(actual_cost), 0)",
    },
    "answered": {
        "answers": "count(*)",
        "stars": "sum(stars)",
        "parties_answered": "count(*) FILTER (WHERE way = 'letter')",
    },
    "helped": {"volunteer_minutes": "sum(minutes)"},
    "asked": {"parties_asked": "count(*)"},
    "named": {
        "attendances": "count(*)",
        "attendances_online": "count(*) FILTER (WHERE is_online)",
    },
    "registered": {
        "registrations": "count(*)",
        "registered": "sum(people)",
        "expected": "coalesce(sum(people) FILTER (WHERE is_expected), 0)",
        "no_shows": "coalesce(sum(people_missed) FILTER (WHERE is_expected), 0)",
    },
}
LARGE_PIECES = ("asked", "named", "registered")

# One line of the facts, from all that its pieces say.
TOLD_BY_THE_EVENT = {
    "events": "(sum(sessions) > 0)::int",
    "attendances_costed": "CASE WHEN event.actual_cost IS NULL THEN 0 ELSE sum(attendances) END",
}
MEASURES_OF_FACT = _listed(
    f"({TOLD_BY_THE_EVENT.get(name, f'sum(piece.{name})')})::{TYPES.get(name, 'bigint')} AS {name}"
    for name in MEASURES
)

# The facts; what is asked of those that are chosen follows.
FACTS_SQL = """
piece AS ({pieces}),
fact AS (
    SELECT piece.event_id, event.brand_id AS brand, event.programme_id AS programme, event.kind,
        event.audience, piece.district_id AS district, piece.branch_id AS branch, piece.month,
        event.first_starts_at, {measures}
    FROM piece JOIN events_event AS event ON event.id = piece.event_id
    GROUP BY piece.event_id, event.id, piece.district_id, piece.branch_id, piece.month
),
chosen AS (SELECT * FROM fact {only})
{question}
"""
EACH_FACT_SQL = """
SELECT event_id, {columns} FROM chosen
ORDER BY month, first_starts_at, event_id, branch, district
"""
CLASHES_SQL = """
told_of AS (
    SELECT day, audience, coalesce(district_id, branch_id), event_id, branch_id, starts_at
    FROM clash
)
SELECT * FROM told_of ORDER BY day, starts_at, event_id
"""
SUMS_SQL = """
SELECT {mark}, {columns} FROM chosen
GROUP BY GROUPING SETS ({groupings}) HAVING count(*) > 0
"""


def _rows(
    counting: Counting, question: str, measures: Collection[str] = MEASURES
) -> list[tuple[Any, ...]]:
    """What the facts of this counting, called `chosen`, answer to a question in SQL."""
    narrowed = [f"{each} IS NOT DISTINCT FROM %(only_{each})s" for each in counting.only]
    sql = FACTS_SQL.format(
        pieces=_pieces(measures),
        measures=MEASURES_OF_FACT,
        only=f"WHERE {' AND '.join(narrowed)}" if narrowed else "",
        question=question,
    )
    return _ask(counting, sql)


def _ask(counting: Counting, sql: str) -> list[tuple[Any, ...]]:
    """The answer to a statement that stands on the ground of this counting."""
    try:
        scope, values = counting.events.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    parameters: dict[str, Any] = {
        "time_zone": timezone.get_default_timezone_name(),
        "since": midnight(counting.first_day),
        "until": midnight(counting.counted_until),
        "first_day": counting.first_day,
        "last_day": counting.last_day,
        "counted_until": counting.counted_until,
        "judged_before": counting.now - NO_SHOWS_JUDGED_AFTER,
        **{f"scope_{n}": value for n, value in enumerate(values)},
        **{f"only_{dimension}": key for dimension, key in counting.only.items()},
    }
    membership = ""
    if counting.branch:
        membership = MEMBERSHIP_SQL
        periods = membership_periods(counting.branch, date.min, counting.counted_until)
        parameters["branches"] = [period.branch_id for period in periods]
        parameters["member_since"] = [period.starts_on for period in periods]
        parameters["member_until"] = [period.ends_on for period in periods]
    ground = GROUND_SQL.format(
        scope=scope % tuple(f"%(scope_{n})s" for n in range(len(values))),
        session_membership=membership.format(row="session"),
        session_place=DISTRICT_SQL.format(row="session"),
        shift_membership=membership.format(row="shift"),
        shift_place=DISTRICT_SQL.format(row="shift"),
    )
    with connection.cursor() as cursor:
        cursor.execute(ground + sql, parameters)
        return cursor.fetchall()
