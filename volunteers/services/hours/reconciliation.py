"""What does not add up among volunteers, and how it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.reconciliation import checks
from volunteers.models import HoursStanding
from volunteers.services.hours.ledger import wrong_sums


@checks("hours")
def sums_of_hours(now: datetime, fix: bool) -> Iterator[str]:
    """The sum of each volunteer's hours is what the lines of the ledger add up to."""
    for volunteer, right in wrong_sums():
        amounts = ", ".join(f"{name} {minutes}" for name, minutes in right.items())
        yield f"volunteer {volunteer.pk}: the lines say {amounts}"
        if fix:
            HoursStanding.objects.update_or_create(volunteer=volunteer, defaults=right)
