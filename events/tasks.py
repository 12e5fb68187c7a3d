"""What events do by the clock."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app

from core import clock
from core.errors import DomainError
from events.services.draw import draws_to_freeze, publish_entries
from events.services.reminders import queue_due_reminders


@app.periodic(cron="* * * * *")
@app.task(name="events.publish_entries", queueing_lock="events.publish_entries")
def publish_lists_of_entries(timestamp: int) -> None:
    """Publish the list of each draw whose registration has closed."""
    now = clock.now()
    for event_id in draws_to_freeze(now=now):
        # Cancelled or moved in this very moment? The next minute sees it.
        with suppress(DomainError):
            publish_entries(event_id=event_id, now=now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="events.queue_reminders", queueing_lock="events.queue_reminders")
def queue_reminders(timestamp: int) -> None:
    """Remind those who have a place of what comes soon."""
    queue_due_reminders(now=clock.now())
