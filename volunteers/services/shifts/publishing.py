"""Publishing many shifts by one button."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.errors import DomainError
from volunteers.models import Shift
from volunteers.services.shifts.planning import publish_shift


@dataclass
class Published:
    """How many are open now, and what kept the others."""

    shifts: int = 0
    refusals: list[tuple[Shift, DomainError]] = field(default_factory=list)


def publish_shifts(shifts: Iterable[Shift], *, now: datetime, by: Any) -> Published:
    """Publish each of them by itself: one that cannot be published keeps no other."""
    done = Published()
    for shift in shifts:
        try:
            publish_shift(shift_id=shift.pk, now=now, by=by)
        except DomainError as refusal:
            done.refusals.append((shift, refusal))
        else:
            done.shifts += 1
    return done
