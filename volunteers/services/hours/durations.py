"""How long somebody was there, and what of it counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from volunteers.models import Presence

# Whoever comes or goes this close to the times of the shift was on time.
ON_TIME_WITHIN = timedelta(minutes=10)


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes that passed, whatever the clocks on the wall were set to in between."""
    passed = end.astimezone(UTC) - start.astimezone(UTC)
    return max(int(passed.total_seconds() // 60), 0)


def minutes_earned(presence: Presence, *, until: datetime) -> int:
    """What counts of the time until then: what lies within the shift.

    Whoever came early or stayed longer did so for nothing; whoever was nearly on time was on time.
    """
    starts, ends = presence.claim.busy_from, presence.claim.busy_until
    came = presence.checked_in_at
    begins = starts if came <= starts + ON_TIME_WITHIN else came
    stops = ends if until >= ends - ON_TIME_WITHIN else until
    return minutes_between(begins, stops) if until > came else 0


def proposed_minutes(presence: Presence) -> int:
    """What a coordinator is asked to confirm: until they left, or until the end of the shift."""
    until = presence.checked_out_at or presence.claim.busy_until
    return minutes_earned(presence, until=until)
