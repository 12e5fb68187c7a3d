"""The queue's own housekeeping, and the job that runs tasks of Wagtail."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.utils.module_loading import import_string
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

DAYS_TO_KEEP_FAILED_JOBS = 90


@app.task(name="core.run_background_task", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def run_background_task(*, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Call the task that lives at this dotted path."""
    import_string(path).call(*args, **kwargs)


@app.periodic(cron="* * * * *")
@app.task(
    name="core.rescue_stalled_jobs", queueing_lock="core.rescue_stalled_jobs", pass_context=True
)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that died to the next one."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="15 3 * * *")
@app.task(name="core.forget_old_jobs", queueing_lock="core.forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Remove what failed so long ago that nobody will look at it again."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=DAYS_TO_KEEP_FAILED_JOBS * 24,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )


@app.periodic(cron="30 3 * * *")
@app.task(name="core.forget_ended_sessions", queueing_lock="core.forget_ended_sessions")
def forget_ended_sessions(timestamp: int) -> None:
    """Remove what browsers have left behind: a half-done sign-in, for one, names an address."""
    call_command("clearsessions")
