"""What the workbench has done by jobs."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from core import clock
from core.last_attempt import told_when_it_fails
from workbench.services.evidence.packs import forget_old_packs, has_failed, put_together
from workbench.services.weekly_letter import is_time_for_it, write_weekly_letters

ATTEMPTS = 2


@app.task(
    name="workbench.put_together",
    retry=RetryStrategy(max_attempts=ATTEMPTS, wait=10),
    pass_context=True,
)
def put_pack_together(context: JobContext, *, pack_id: int) -> None:
    """Put an evidence pack together; after the last attempt, tell that it has failed."""

    def tell() -> None:
        has_failed(pack_id=pack_id, now=clock.now())

    with told_when_it_fails(context, attempts=ATTEMPTS, tell=tell):
        put_together(pack_id=pack_id, now=clock.now())


@app.periodic(cron="45 3 * * *")
@app.task(name="workbench.forget_packs", queueing_lock="workbench.forget_packs")
def forget_packs(timestamp: int) -> None:
    """Delete evidence packs that were fetched or forgotten."""
    forget_old_packs(now=clock.now())


# By the hour, because the library's clock is not the server's.
@app.periodic(cron="20 * * * *")
@app.task(name="workbench.weekly_letters", queueing_lock="workbench.weekly_letters")
def weekly_letters(timestamp: int) -> None:
    """Write to staff on Monday what waits for them."""
    now = clock.now()
    if is_time_for_it(now):
        write_weekly_letters(now=now)
