"""What tests of presences and hours say again and again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.factories.events import STARTS_AT
from volunteers.choices import HoursKind, PresenceMethod
from volunteers.models import Claim, HoursEntry, HoursStanding, Presence
from volunteers.services.hours.presence import Arrival, check_in_volunteer, check_out_volunteer

# The shift of the factory lasts from ten to twelve.
ENDS_AT = STARTS_AT + timedelta(hours=2)


def after(minutes: int) -> datetime:
    """So many minutes after the shift has begun."""
    return STARTS_AT + timedelta(minutes=minutes)


def come(claim: Claim, *, at: datetime = STARTS_AT, **options: Any) -> Arrival:
    return check_in_volunteer(claim_id=claim.pk, method=PresenceMethod.DOOR, at=at, **options)


def leave(claim: Claim, *, at: datetime = ENDS_AT, **options: Any) -> Presence:
    options.setdefault("now", at)
    return check_out_volunteer(claim_id=claim.pk, at=at, **options)


def serve(claim: Claim) -> Presence:
    """Come and leave on time."""
    come(claim)
    return leave(claim)


def amounts() -> list[int]:
    """The minutes of all lines, in the order in which they were written."""
    return list(HoursEntry.objects.order_by("pk").values_list("minutes", flat=True))


def demand_books_in_order() -> None:
    """Sums say what the lines say, nobody has more hours on a shift than it lasted, or fewer than
    none, and nobody counts twice for a presence."""
    for standing in HoursStanding.objects.all():
        sums = HoursEntry.objects.filter(volunteer=standing.volunteer).minutes_by_kind()
        assert standing.checked_in_minutes == sums.get(HoursKind.CHECKED_IN, 0)
        assert standing.manual_minutes == sums.get(HoursKind.MANUAL, 0)
    of_shifts: dict[tuple[int, int], int] = {}
    for entry in HoursEntry.objects.select_related("shift", "reverses"):
        key = (entry.volunteer_id, entry.shift_id)
        of_shifts[key] = of_shifts.get(key, 0) + entry.minutes
        assert 0 <= of_shifts[key] <= entry.shift.minutes
        if entry.reverses:
            assert entry.minutes == -entry.reverses.minutes
    for presence in Presence.objects.all():
        lines = HoursEntry.objects.standing().filter(presence=presence).count()
        assert lines <= (0 if presence.is_undone else 1)
