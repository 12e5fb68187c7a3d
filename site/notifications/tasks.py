"""What the queue's worker does for messages: carry them out, forget what is done with."""

from __future__ import annotations

from procrastinate.contrib.django import app

from core import clock
from notifications.services.limits import forget_ended
from notifications.services.outbox import deliver_due, forget_texts


@app.periodic(cron="* * * * * */3")
@app.task(name="notifications.deliver", queueing_lock="notifications.deliver")
def deliver(timestamp: int) -> None:
    """Send all that is due, batch after batch."""
    while deliver_due(now=clock.now()):
        pass


@app.periodic(cron="45 3 * * *")
@app.task(name="notifications.forget", queueing_lock="notifications.forget")
def forget(timestamp: int) -> None:
    """Blank old texts and addresses, and drop counts of attempts that have run out."""
    now = clock.now()
    forget_texts(now=now)
    forget_ended(now=now)
