"""What happens to reading challenges by the clock, and after the news of others."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from core import clock
from rewards.services.earning.attendance import count_attendances
from rewards.services.reading.joining import leave_without_consent


@app.periodic(cron="*/5 * * * *")
@app.task(name="rewards.without_consent", queueing_lock="rewards.without_consent")
def without_consent(timestamp: int) -> None:
    """Count nothing more for children whose guardians have withdrawn their consent."""
    leave_without_consent(now=clock.now())


@app.task(
    name="rewards.count_events_attended",
    retry=RetryStrategy(max_attempts=3, exponential_wait=3),
)
def count_events_attended(*, attendance_ids: list[int]) -> None:
    """Let check-ins count, or no longer if they were undone."""
    count_attendances(attendance_ids, now=clock.now())
