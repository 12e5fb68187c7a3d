"""What is done for certificates by the clock."""

from procrastinate.contrib.django import app

from certificates.services.issuing.rules import issue_due
from core import clock


@app.periodic(cron="40 * * * *")
@app.task(name="certificates.issue_due", queueing_lock="certificates.issue_due")
def issue_what_is_due(timestamp: int) -> None:
    issue_due(now=clock.now())
