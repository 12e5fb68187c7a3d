"""What the queue's worker does for people: forget what was kept until a day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from accounts.services.legal_identities import erase_expired_identities
from core import clock


@app.periodic(cron="35 3 * * *")
@app.task(
    name="accounts.erase_expired_identities", queueing_lock="accounts.erase_expired_identities"
)
def erase_expired(timestamp: int) -> None:
    erase_expired_identities(now=clock.now())
