"""What happens to reading challenges by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from core import clock
from rewards.services.reading.joining import leave_without_consent


@app.periodic(cron="*/5 * * * *")
@app.task(name="rewards.without_consent", queueing_lock="rewards.without_consent")
def without_consent(timestamp: int) -> None:
    """Count nothing more for children whose guardians have withdrawn their consent."""
    leave_without_consent(now=clock.now())
