"""What happens to credentials by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from core import clock
from volunteers.services.credentials import grant_for_attendance, tell_what_expires


@app.periodic(cron="20 * * * *")
@app.task(name="volunteers.grant_credentials", queueing_lock="volunteers.grant_credentials")
def grant_credentials(timestamp: int) -> None:
    """Grant what was earned by attendance."""
    grant_for_attendance(now=clock.now())


@app.periodic(cron="30 9 * * *")
@app.task(name="volunteers.tell_what_expires", queueing_lock="volunteers.tell_what_expires")
def tell_of_expiring_credentials(timestamp: int) -> None:
    """Write to those whose credentials run out soon."""
    tell_what_expires(now=clock.now())
