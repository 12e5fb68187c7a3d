"""What is counted while nobody waits."""

from procrastinate.contrib.django import app

from core import clock
from reports.services.open_data.figures import closed_months, keep_lines


@app.periodic(cron="5 4 * * *")
@app.task(name="reports.count_open_data", queueing_lock="reports.count_open_data")
def count_open_data(timestamp: int) -> None:
    """Count the months of the open data anew: somebody may have been erased or corrected."""
    now = clock.now()
    for month in closed_months(now):
        keep_lines(month, now=now)
