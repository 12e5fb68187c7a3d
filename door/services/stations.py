"""Stations: made by a coordinator, opened on any device by their code, closed when they end.

A code and a token are 128 random bits each, told once and kept as hashes. So nothing in the
database opens a station.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.codes import secret_code
from core.prepared_statements import prepared_cursor
from door.errors import (
    NotAtThisStation,
    StationIsOver,
    StationStaysClosed,
    TooManyUnknownCodes,
    UnknownDevice,
    UnknownStation,
)
from door.models import Device, Station
from door.permissions import may_stand_at
from door.services.rows import partly_read
from events.choices import FOR_EVERYONE
from events.models import Event, Intake, Session
from events.querysets import SessionQuerySet

# Who is late still comes in, and somebody tidies up.
OPEN_AFTER_THE_END = timedelta(hours=3)

# A revocation that was a mistake can be lifted for so long.
CAN_REOPEN_FOR = timedelta(hours=24)

# What was scanned without a network while the station was open is taken for so long after.
TAKES_LATE_SCANS_FOR = timedelta(days=7)

# Who shows more unknown codes than this within the span is guessing, or scans something else.
MOST_UNKNOWN_CODES = 100
UNKNOWN_CODES_SPAN = timedelta(minutes=5)

# What a station is called that somebody had opened for themselves, once it is no longer theirs.
NOBODYS_NAME = gettext_lazy("Staff")

DOOR = """
SELECT device.id, device.number, device.ended_at, device.clock_offset_ms,
    (
        SELECT count(*) FROM door_scan AS scan
        JOIN door_device AS any_device ON any_device.id = scan.device_id
        WHERE any_device.station_id = station.id AND scan.answer = 'unknown'
            AND scan.received_at > %(since)s
    ),
    station.id, station.name, station.salt, station.made_at, station.expires_at,
    station.revoked_at, station.attendant_id, attendant.is_active, attendant.is_superuser,
    session.id, session.event_id, session.starts_at, session.ends_at, session.state,
    event.title_en, event.title_zh, intake.status, intake.way_in,
    (
        SELECT coalesce(sum(greatest(capacity - taken, 0)), 0) FROM events_seatpool AS pool
        WHERE pool.event_id = session.event_id AND pool.kind = ANY(%(for_everyone)s)
    )
FROM door_device AS device
JOIN door_station AS station ON station.id = device.station_id
JOIN door_station_sessions AS stands_at ON stands_at.station_id = station.id
JOIN events_session AS session ON session.id = stands_at.session_id
JOIN events_event AS event ON event.id = session.event_id
JOIN events_intake AS intake ON intake.event_id = session.event_id
LEFT JOIN accounts_user AS attendant ON attendant.id = station.attendant_id
WHERE device.token_hash = %(token_hash)s
ORDER BY session.starts_at, session.id
"""


@dataclass(frozen=True)
class OpenDoor:
    """A device at its station, as one statement reads it."""

    device_id: int
    number: int
    station: Station
    ended_at: datetime | None
    clock_offset: timedelta
    unknown_codes: int
    sessions: dict[int, Session]
    attendant: User | None
    """Under whose name things are done here; nobody's, where helpers without an account do."""

    def __str__(self) -> str:
        return f"{self.station} · {self.number}"

    def session(self, session_id: int) -> Session:
        """One of the station's own.

        Raises:
            NotAtThisStation: it is not.
        """
        if session_id not in self.sessions:
            raise NotAtThisStation
        return self.sessions[session_id]

    @property
    def event_ids(self) -> list[int]:
        return sorted({session.event_id for session in self.sessions.values()})

    def refuse_unless_open(self, *, now: datetime) -> None:
        """For a station that was revoked or whose time is over, or whose attendant's account is.

        Raises:
            StationIsOver
        """
        self.refuse_unless_it_may_hand_over(now=now)
        if self.station.expires_at <= now or (self.attendant and not self.attendant.is_active):
            raise StationIsOver

    def refuse_unless_it_may_read(self, *, now: datetime) -> None:
        """Before it is told who comes: its attendant may have been given other duties since.

        Raises:
            StationIsOver: as `refuse_unless_open`, or they may not stand at all these doors.
        """
        self.refuse_unless_open(now=now)
        if self.attendant and not may_stand_at(self.attendant, self.sessions):
            raise StationIsOver

    def refuse_unless_it_may_hand_over(self, *, now: datetime) -> None:
        """What was scanned in time may still be sent for a while; nobody may after a revocation.

        Raises:
            StationIsOver: nothing is taken from this device any more.
        """
        until = self.station.expires_at + TAKES_LATE_SCANS_FOR
        if self.station.is_revoked or self.ended_at or until <= now:
            raise StationIsOver

    def refuse_guessing(self) -> None:
        """Raises TooManyUnknownCodes while the station has shown too many of them."""
        if self.unknown_codes >= MOST_UNKNOWN_CODES:
            raise too_many_unknown_codes()


def too_many_unknown_codes() -> TooManyUnknownCodes:
    return TooManyUnknownCodes(seconds=int(UNKNOWN_CODES_SPAN.total_seconds()))


def make_station(
    *,
    name: str,
    sessions: Collection[Session],
    by: User | None,
    now: datetime,
    expires_at: datetime | None = None,
    attendant: User | None = None,
) -> tuple[Station, str]:
    """A new station, and the code that opens it: shown now and never again.

    Without an end it stays open until a few hours after the last of its sessions.

    Args:
        attendant: who stands there, signed in; nobody, if it is for helpers without an account.
    """
    code = secret_code()
    with transaction.atomic():
        station = Station.objects.create(
            name=name,
            code_hash=hash_of(code),
            made_by=by,
            made_at=now,
            attendant=attendant,
            expires_at=expires_at or end_for(sessions, now=now),
        )
        station.sessions.set(sessions)
    return station, code


def end_for(sessions: Collection[Session], *, now: datetime) -> datetime:
    """When a station of these sessions should close."""
    return max(now, *(session.ends_at for session in sessions)) + OPEN_AFTER_THE_END


@transaction.atomic
def renew_code(*, station: Station, now: datetime) -> str:
    """A new code for the station. The devices that the old one opened end at once.

    It may be given to anybody, so nothing that is done there stands under a name any more: not
    under that of whoever had opened it for themselves either.
    """
    code = secret_code()
    stations = Station.objects.filter(pk=station.pk)
    stations.filter(attendant__isnull=False).update(attendant=None, name=NOBODYS_NAME)
    stations.update(code_hash=hash_of(code))
    Device.objects.filter(station=station, ended_at__isnull=True).update(ended_at=now)
    return code


def revoke(*, station: Station, by: User | None, now: datetime) -> None:
    """Close the station: each device learns it at its next contact, and loses what it holds."""
    Station.objects.filter(pk=station.pk, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by=by
    )


def lift_revocation(*, station: Station, now: datetime) -> None:
    """Open a station again that was closed by mistake.

    Raises:
        StationStaysClosed: it was closed too long ago.
    """
    recent = Q(revoked_at__isnull=True) | Q(revoked_at__gt=now - CAN_REOPEN_FOR)
    opened = Station.objects.filter(recent, pk=station.pk).update(revoked_at=None, revoked_by=None)
    if not opened:
        raise StationStaysClosed


@transaction.atomic
def open_station(*, code: str, token: str = "", now: datetime) -> tuple[Device, str]:
    """A new device at the station of this code, and its token: told now and never again.

    A device that has opened this station before goes on under its old token.

    Raises:
        UnknownStation: no station has this code.
        StationIsOver: it was revoked, or its time is over.
    """
    station = (
        Station.objects.select_for_update(no_key=True)
        .filter(code_hash=hash_of(normal_code(code)))
        .first()
    )
    if station is None:
        raise UnknownStation
    if station.is_revoked or station.expires_at <= now:
        raise StationIsOver
    if token and (known := devices_of([station]).filter(token_hash=hash_of(token)).first()):
        return known, token
    token = secret_code()
    last = station.devices.aggregate(last=Coalesce(Max("number"), 0))["last"]
    device = Device.objects.create(
        station=station,
        number=last + 1,
        token_hash=hash_of(token),
        opened_at=now,
        last_seen_at=now,
    )
    return device, token


def door_of(token: str, *, now: datetime) -> OpenDoor:
    """The device of this token with its station and sessions; one statement.

    Raises:
        UnknownDevice: nobody has this token, or its station has no session any more.
    """
    with prepared_cursor() as cursor:
        cursor.execute(
            DOOR,
            {
                "token_hash": hash_of(token),
                "since": now - UNKNOWN_CODES_SPAN,
                "for_everyone": list(FOR_EVERYONE),
            },
        )
        rows = cursor.fetchall()
    if not rows:
        raise UnknownDevice
    device_id, number, ended_at, lags_by_ms, unknown_codes, *of_station = rows[0][:14]
    station_id, name, salt, made_at, expires_at, revoked_at, *of_attendant = of_station
    attendant_id, is_active, is_superuser = of_attendant
    station = partly_read(
        Station,
        id=station_id,
        name=name,
        salt=salt,
        made_at=made_at,
        expires_at=expires_at,
        revoked_at=revoked_at,
        attendant_id=attendant_id,
    )
    attendant = {"id": attendant_id, "is_active": is_active, "is_superuser": is_superuser}
    sessions = [_session(row[14:]) for row in rows]
    return OpenDoor(
        device_id=device_id,
        number=number,
        station=station,
        ended_at=ended_at,
        clock_offset=timedelta(milliseconds=lags_by_ms),
        unknown_codes=unknown_codes,
        sessions={session.pk: session for session in sessions},
        attendant=partly_read(User, **attendant) if attendant_id else None,
    )


def _session(row: Sequence[Any]) -> Session:
    """What a scan needs of a session, with `places_free` as `with_places` counts them."""
    session_id, event_id, starts_at, ends_at, state, title_en, title_zh, status, way_in, free = row
    session = partly_read(
        Session,
        id=session_id,
        event_id=event_id,
        starts_at=starts_at,
        ends_at=ends_at,
        state=state,
    )
    event = partly_read(Event, id=event_id, title_en=title_en, title_zh=title_zh)
    event.intake = partly_read(Intake, event_id=event_id, status=status, way_in=way_in)
    session.event = event
    vars(session)["places_free"] = free
    return session


def sessions_of(station_id: int) -> SessionQuerySet:
    """The sessions of a station, with all that a device shows of them."""
    sessions: SessionQuerySet = Session.objects.filter(stations=station_id)
    return sessions.select_related("event__intake", "branch", "room")


def note_contact(
    door: OpenDoor,
    *,
    now: datetime,
    unsynced: int | None = None,
    clock_offset: timedelta | None = None,
) -> None:
    """Remember that the device was heard of, and what it said of itself."""
    said: dict[str, int] = {}
    if unsynced is not None:
        said["unsynced"] = unsynced
    if clock_offset is not None:
        said["clock_offset_ms"] = round(clock_offset / timedelta(milliseconds=1))
    Device.objects.filter(pk=door.device_id).update(last_seen_at=now, **said)


def hash_of(secret: str) -> str:
    """What is kept of a code or token. Its 128 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def normal_code(text: str) -> str:
    """The code as it was told: out of the address that holds it, or typed with gaps."""
    return re.sub(r"[\s\-·]+", "", text.rsplit("#", 1)[-1]).upper()


def devices_of(stations: Sequence[Station] | QuerySet[Station]) -> QuerySet[Device]:
    """The devices that these stations opened, those of an old code left out."""
    return Device.objects.filter(station__in=stations, ended_at__isnull=True)


def stations_of(event_id: int) -> QuerySet[Station]:
    """The stations that stand at a session of the event, the newest first, with their devices."""
    devices = Device.objects.filter(ended_at__isnull=True).order_by("number")
    return (
        Station.objects.filter(sessions__event=event_id)
        .distinct()
        .order_by("-pk")
        .prefetch_related(
            Prefetch("devices", devices, to_attr="open_devices"),
            Prefetch("sessions", Session.objects.select_related("event", "branch", "room")),
        )
    )
