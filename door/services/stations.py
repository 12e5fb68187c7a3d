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

from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from core.codes import secret_code
from door.choices import DoorAnswer
from door.errors import (
    NotAtThisStation,
    StationIsOver,
    StationStaysClosed,
    TooManyUnknownCodes,
    UnknownDevice,
    UnknownStation,
)
from door.models import Device, Scan, Station
from events.models import Session
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
        """Raises StationIsOver for a station that was revoked or whose time is over."""
        self.refuse_unless_it_may_hand_over(now=now)
        if self.station.expires_at <= now:
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
) -> tuple[Station, str]:
    """A new station, and the code that opens it: shown now and never again.

    Without an end it stays open until a few hours after the last of its sessions.
    """
    code = secret_code()
    with transaction.atomic():
        station = Station.objects.create(
            name=name,
            code_hash=hash_of(code),
            made_by=by,
            made_at=now,
            expires_at=expires_at or end_for(sessions, now=now),
        )
        station.sessions.set(sessions)
    return station, code


def end_for(sessions: Collection[Session], *, now: datetime) -> datetime:
    """When a station of these sessions should close."""
    return max(now, *(session.ends_at for session in sessions)) + OPEN_AFTER_THE_END


@transaction.atomic
def renew_code(*, station: Station, now: datetime) -> str:
    """A new code for the station. The devices that the old one opened end at once."""
    code = secret_code()
    Station.objects.filter(pk=station.pk).update(code_hash=hash_of(code))
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
def open_station(*, code: str, now: datetime) -> tuple[Device, str]:
    """A new device at the station of this code, and its token: told now and never again.

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
    of_device = {"stations__devices__token_hash": hash_of(token)}
    rows = list(
        Session.objects.filter(**of_device)
        .with_places()
        .select_related("event__intake")
        .only(
            "event_id",
            "starts_at",
            "ends_at",
            "state",
            "event__title_en",
            "event__title_zh",
            "event__intake__status",
            "event__intake__way_in",
        )
        .annotate(
            device_id=F("stations__devices__pk"),
            number=F("stations__devices__number"),
            ended_at=F("stations__devices__ended_at"),
            clock_offset_ms=F("stations__devices__clock_offset_ms"),
            station_id=F("stations__pk"),
            station_name=F("stations__name"),
            salt=F("stations__salt"),
            made_at=F("stations__made_at"),
            expires_at=F("stations__expires_at"),
            revoked_at=F("stations__revoked_at"),
            unknown_codes=_unknown_codes(since=now - UNKNOWN_CODES_SPAN),
        )
    )
    if not rows:
        raise UnknownDevice
    first = vars(rows[0])
    return OpenDoor(
        device_id=first["device_id"],
        number=first["number"],
        station=Station(
            pk=first["station_id"],
            name=first["station_name"],
            salt=first["salt"],
            made_at=first["made_at"],
            expires_at=first["expires_at"],
            revoked_at=first["revoked_at"],
        ),
        ended_at=first["ended_at"],
        clock_offset=timedelta(milliseconds=first["clock_offset_ms"]),
        unknown_codes=first["unknown_codes"],
        sessions={session.pk: session for session in rows},
    )


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


def devices_of(stations: Sequence[Station]) -> QuerySet[Device]:
    """The devices that these stations opened, those of an old code left out."""
    return Device.objects.filter(station__in=stations, ended_at__isnull=True)


def _unknown_codes(*, since: datetime) -> Coalesce:
    unknown = Scan.objects.filter(
        device__station=OuterRef("stations__pk"),
        answer=DoorAnswer.UNKNOWN,
        received_at__gt=since,
    )
    count = unknown.order_by().values("device__station").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), 0)
