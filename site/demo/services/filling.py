"""What the coordinator of the demo library has asked for: people for the shifts of two weeks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from volunteers.services.filling.runs import ask_for_suggestions, work_out_suggestions


def suggest_people(coordinator: Any, *, now: datetime) -> None:
    """Suggestions for the next two weeks, worked out and not sent yet."""
    today = timezone.localdate(now)
    run = ask_for_suggestions(
        first_day=today,
        last_day=today + timedelta(days=13),
        branches=[],
        by=coordinator,
        now=now,
    )
    work_out_suggestions(run_id=run.pk, now=now)
