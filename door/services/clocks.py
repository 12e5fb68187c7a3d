"""When something happened at a door, as far as a device's own clock can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# Clocks of telephones differ by less; beyond it somebody should know.
MAY_DIFFER_BY = timedelta(minutes=2)


@dataclass(frozen=True)
class Moment:
    """A time as the device said it, put right, and whether that was much."""

    at: datetime
    device_clock_at: datetime
    clock_is_off: bool


def put_right(
    device_clock_at: datetime, *, lags_by: timedelta, earliest: datetime, now: datetime
) -> Moment:
    """The moment in the library's time.

    Args:
        lags_by: how far the device's clock was behind ours when it last told its time.
        earliest: nothing can have happened before; when the station was made.
    """
    corrected = device_clock_at + lags_by
    at = max(min(corrected, now), earliest)
    is_off = abs(lags_by) > MAY_DIFFER_BY or abs(at - corrected) > MAY_DIFFER_BY
    return Moment(at=at, device_clock_at=device_clock_at, clock_is_off=is_off)
