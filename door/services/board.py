"""How the doors of an event stand right now: who is expected, who came when, through which door.

Six statements, however many sessions, people and stations: the board is asked for every few
seconds, on several screens.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as _

from core.days import whole_day
from door.models import Conflict, Station
from door.services.clocks import MAY_DIFFER_BY
from door.services.figures import with_those_to_come
from door.services.stations import OPEN_AFTER_THE_END
from events.choices import AttendeeKind, CheckInMethod, RegistrationChannel
from events.models import Event, Session

# A device at an open door is heard of more often than this.
SILENT_AFTER = timedelta(minutes=10)
OPENS_BEFORE = timedelta(hours=1)

# Bars stand for five minutes, or for more where they would not fit beside each other.
MINUTES_OF_A_BAR = (5, 10, 15, 30, 60, 120)
MOST_BARS = 24
LABEL_EVERY = 3

# Whoever came without a station was checked in by staff; other ways have a name of their own.
BY_STAFF = (CheckInMethod.SCAN, CheckInMethod.TYPED, CheckInMethod.WALK_IN)

ARRIVALS = """
SELECT presence.session_id, date_bin('5 minutes', presence.checked_in_at, 'epoch'),
    attendee.kind, registration.channel, count(*), count(presence.checked_out_at)
FROM events_attendance AS presence
JOIN events_attendee AS attendee ON attendee.id = presence.attendee_id
JOIN events_registration AS registration ON registration.id = attendee.registration_id
WHERE presence.session_id = ANY(%(sessions)s) AND presence.undone_at IS NULL
GROUP BY 1, 2, 3, 4
"""

# Each presence once: by the device that let it in, else by how it came about.
DOORS = """
WITH entrance AS (
    SELECT unnest(attendance_ids) AS id, device_id FROM door_scan
    WHERE session_id = ANY(%(sessions)s) AND device_id IS NOT NULL AND answer <> 'taken_back'
)
SELECT entrance.device_id, presence.method, count(*)
FROM events_attendance AS presence
LEFT JOIN entrance USING (id)
WHERE presence.session_id = ANY(%(sessions)s) AND presence.undone_at IS NULL
GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Bar:
    """So many came from this moment on; `share` is of the highest bar, in per cent."""

    at: datetime
    people: int
    share: int
    is_labelled: bool

    @property
    def rest(self) -> int:
        return 100 - self.share


@dataclass(frozen=True)
class SessionBoard:
    """A session in figures. All but the counted are people with names.

    `expected` signed up; `missing` are those of them who are not here. `here` are all who came,
    of them `walk_ins` without having signed up.
    """

    session: Session
    is_over: bool
    expected: int
    missing: int
    adults: int
    children: int
    walk_ins: int
    gone_home: int
    counted_adults: int
    counted_children: int
    bars: tuple[Bar, ...]
    minutes: int

    @property
    def here(self) -> int:
        return self.adults + self.children

    @property
    def counted(self) -> int:
        return self.counted_adults + self.counted_children


@dataclass(frozen=True)
class DoorBoard:
    """A device of a station, or another way in. Only devices were ever heard of."""

    name: str
    let_in: int
    conflicts: int = 0
    last_seen_at: datetime | None = None
    is_silent: bool = False
    unsynced: int = 0
    clock_is_off: bool = False

    @property
    def has_trouble(self) -> bool:
        return self.is_silent or self.clock_is_off or bool(self.unsynced or self.conflicts)


@dataclass(frozen=True)
class Board:
    """A day of an event. Once `is_over`, nothing of it will change by itself."""

    day: date
    sessions: tuple[SessionBoard, ...]
    doors: tuple[DoorBoard, ...]
    is_over: bool


def days_of(event: Event) -> list[date]:
    """The days on which sessions begin, in order; one statement."""
    return sorted({session.first_day for session in event.sessions.planned()})


def day_to_show(days: Sequence[date], *, today: date) -> date:
    """Today or the next day of the event, else its last one."""
    return next((day for day in days if day >= today), max(days, default=today))


def board_of(event: Event, *, day: date, now: datetime) -> Board:
    """How the sessions of this day stand, and their doors."""
    begins, ends = whole_day(day)
    that_day = event.sessions.planned().filter(starts_at__lt=ends, ends_at__gt=begins)
    sessions = list(with_those_to_come(that_day, day=day).select_related("branch", "room"))
    keys = [session.pk for session in sessions]
    arrivals: dict[int, list[Any]] = defaultdict(list)
    for session_id, *arrival in _rows(ARRIVALS, keys):
        arrivals[session_id].append(arrival)
    doors = tuple(_doors(sessions, now=now))
    held = any(door.unsynced for door in doors)
    return Board(
        day=day,
        sessions=tuple(
            _in_figures(session, arrivals[session.pk], (begins, ends), now=now)
            for session in sessions
        ),
        doors=doors,
        is_over=not held and all(s.ends_at + OPEN_AFTER_THE_END <= now for s in sessions),
    )


def _rows(statement: str, session_ids: Sequence[int]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"sessions": list(session_ids)})
        return cursor.fetchall()


def _in_figures(
    session: Any, arrivals: Sequence[Any], that_day: tuple[datetime, datetime], *, now: datetime
) -> SessionBoard:
    came: Counter[datetime] = Counter()
    kinds: Counter[str] = Counter()
    walk_ins = gone_home = 0
    for at, kind, channel, people, gone in arrivals:
        if that_day[0] <= at < that_day[1]:
            came[at] += people
        kinds[kind] += people
        walk_ins += people if channel == RegistrationChannel.WALK_IN else 0
        gone_home += gone
    minutes, bars = _bars(came)
    return SessionBoard(
        session=session,
        is_over=session.ends_at <= now,
        expected=session.due,
        missing=session.to_come,
        adults=kinds[AttendeeKind.ADULT],
        children=kinds[AttendeeKind.CHILD],
        walk_ins=walk_ins,
        gone_home=gone_home,
        counted_adults=session.adults,
        counted_children=session.children,
        bars=tuple(bars),
        minutes=minutes,
    )


def _bars(came: Counter[datetime]) -> tuple[int, list[Bar]]:
    """The arrivals from the first to the last, and how many minutes a bar stands for."""
    if not came:
        return MINUTES_OF_A_BAR[0], []
    span = max(came) - min(came)
    fits = (m for m in MINUTES_OF_A_BAR if span < timedelta(minutes=m) * (MOST_BARS - 1))
    minutes = next(fits, MINUTES_OF_A_BAR[-1])
    width = timedelta(minutes=minutes)
    first = min(came) - (min(came) - datetime.fromtimestamp(0, min(came).tzinfo)) % width
    heights: Counter[int] = Counter()
    for at, people in came.items():
        heights[(at - first) // width] += people
    highest = max(heights.values())
    return minutes, [
        Bar(
            at=first + place * width,
            people=heights[place],
            share=round(100 * heights[place] / highest),
            is_labelled=place % LABEL_EVERY == 0,
        )
        for place in range(max(heights) + 1)
    ]


def _doors(sessions: Sequence[Session], *, now: datetime) -> Iterator[DoorBoard]:
    """The devices of the stations there, then other ways in that somebody came by."""
    keys = [session.pk for session in sessions]
    let_in: Counter[int] = Counter()
    otherwise: Counter[str] = Counter()
    for device_id, method, people in _rows(DOORS, keys):
        if device_id:
            let_in[device_id] += people
        else:
            otherwise[_way_in(method)] += people
    conflicts = _unseen_conflicts(keys)
    is_on = any(s.starts_at - OPENS_BEFORE <= now < s.ends_at for s in sessions)
    stations = Station.objects.filter(sessions__in=keys).distinct().order_by("pk")
    for station in stations.prefetch_related("devices"):
        is_open = station.is_open(now=now)
        devices = [
            device
            for device in station.devices.all()
            if not device.ended_at or let_in[device.pk] or conflicts[device.pk]
        ]
        if is_open and not devices:
            yield DoorBoard(str(station), 0)
        for device in devices:
            is_used = is_open and not device.ended_at
            lags_by = timedelta(milliseconds=abs(device.clock_offset_ms))
            yield DoorBoard(
                name=str(device),
                let_in=let_in[device.pk],
                conflicts=conflicts[device.pk],
                last_seen_at=device.last_seen_at,
                is_silent=is_used and is_on and device.last_seen_at < now - SILENT_AFTER,
                unsynced=0 if station.is_revoked or device.ended_at else device.unsynced,
                clock_is_off=is_used and lags_by > MAY_DIFFER_BY,
            )
    if conflicts[None]:
        otherwise.setdefault(_way_in(CheckInMethod.PAPER), 0)
    for way, people in otherwise.items():
        is_paper = way == _way_in(CheckInMethod.PAPER)
        yield DoorBoard(way, people, conflicts=conflicts[None] if is_paper else 0)


def _way_in(method: str) -> str:
    if method in BY_STAFF:
        return _("Staff, without a station")
    return str(CheckInMethod(method).label).capitalize()


def _unseen_conflicts(session_ids: Sequence[int]) -> Counter[int | None]:
    """How many nobody has looked at yet, by device; none for those that came on paper."""
    unseen = Conflict.objects.filter(scan__session__in=session_ids, seen_at__isnull=True)
    by_device = unseen.order_by().values_list("scan__device").annotate(n=Count("pk"))
    return Counter(dict(by_device))
