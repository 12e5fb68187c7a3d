"""Reminders: a day before a shift, to those who have a place."""

from __future__ import annotations

from datetime import datetime, timedelta

from volunteers.choices import ClaimMessage, ClaimState, ShiftState
from volunteers.models import Claim
from volunteers.services.shifts.telling import tell

BEFORE, NO_LATER_THAN = timedelta(days=1), timedelta(hours=6)


def queue_shift_reminders(*, now: datetime) -> int:
    """Remind those whose shift comes within a day, each once; says how many are due.

    What was missed while nothing ran is made up for, as long as it still helps. Whoever has signed
    up within the day has just read all about it.
    """
    due = (
        Claim.objects.filter(
            state=ClaimState.HELD,
            busy_from__gt=now + NO_LATER_THAN,
            busy_from__lte=now + BEFORE,
            claimed_at__lt=now - BEFORE,
        )
        .exclude(shift__state=ShiftState.CANCELLED)
        .told()
    )
    claims = list(due)
    for claim in claims:
        starts_at = int(claim.busy_from.timestamp())
        tell(
            [claim],
            ClaimMessage.REMINDER,
            now=now,
            again=str(starts_at),
            waits_for_morning=True,
            starts_at=starts_at,
        )
    return len(claims)
