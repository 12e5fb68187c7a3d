"""What a screen shows to those who check themselves in."""

from __future__ import annotations

from datetime import datetime, timedelta

from door.models import SelfCheckIn
from door.services.self_check_in.codes import screen_codes


def screen_code(offer: SelfCheckIn, *, now: datetime) -> str:
    [shown] = screen_codes(offer, after=now, until=now + timedelta(microseconds=1))
    return shown.code
