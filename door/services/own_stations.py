"""Stations of those who are signed in: opened by one tap, for themselves.

Whoever comes back to the same sessions gets another code for the same station, so that nobody
leaves twenty of them behind. Devices on which it is open already go on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from accounts.models import User
from core.codes import secret_code
from door.models import Station
from door.services.stations import NOBODYS_NAME, devices_of, end_for, hash_of, make_station
from events.models import Session


@transaction.atomic
def open_own_station(*, sessions: Collection[Session], by: User, now: datetime) -> str:
    """A code that opens a station of these sessions for whoever asks: told now and never again.

    Locks the user, so that two taps at once open one station.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    station = _opened_earlier(sessions, by=by, now=now)
    if station is None:
        name = by.name or str(NOBODYS_NAME)
        return make_station(name=name, sessions=sessions, by=by, now=now, attendant=by)[1]
    code = secret_code()
    Station.objects.filter(pk=station.pk).update(
        code_hash=hash_of(code), expires_at=end_for(sessions, now=now)
    )
    return code


@transaction.atomic
def end_own_stations(*, of: User, now: datetime) -> None:
    """Close the stations that the user has opened for themselves, and take their name off them.

    Their devices end as well: whoever opens such a station again opens it with a new code.
    """
    stations = Station.objects.filter(attendant=of)
    devices_of(stations).update(ended_at=now)
    stations.filter(revoked_at=None).update(revoked_at=now)
    stations.update(name=NOBODYS_NAME)


def _opened_earlier(sessions: Collection[Session], *, by: User, now: datetime) -> Station | None:
    """Their own station that stands at just these sessions and is still open."""
    of_these = Count("sessions", filter=Q(sessions__in=sessions))
    return (
        Station.objects.filter(attendant=by, revoked_at=None, expires_at__gt=now)
        .annotate(stands_at=Count("sessions"), of_these=of_these)
        .filter(stands_at=len(sessions), of_these=len(sessions))
        .first()
    )
