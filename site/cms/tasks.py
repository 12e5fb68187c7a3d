"""What the website does by the clock."""

from __future__ import annotations

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="cms.publish_scheduled", queueing_lock="cms.publish_scheduled")
def publish_scheduled(timestamp: int) -> None:
    """Publish, and take back, what was set for a time that has come."""
    call_command("publish_scheduled")
