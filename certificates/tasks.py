"""What is done for certificates by the clock, and what takes longer than a page."""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from certificates.services.batches.paper import forget_old_files, has_failed, make_paper
from certificates.services.issuing.rules import issue_due
from core import clock
from core.last_attempt import told_when_it_fails

ATTEMPTS = 2


@app.periodic(cron="40 * * * *")
@app.task(name="certificates.issue_due", queueing_lock="certificates.issue_due")
def issue_what_is_due(timestamp: int) -> None:
    issue_due(now=clock.now())


@app.task(
    name="certificates.make_paper",
    retry=RetryStrategy(max_attempts=ATTEMPTS, wait=10),
    pass_context=True,
)
def make_paper_of_batch(context: JobContext, *, batch_id: int) -> None:
    """Set certificates on paper; after the last attempt, tell that it has failed."""

    def tell() -> None:
        has_failed(batch_id=batch_id, now=clock.now())

    with told_when_it_fails(context, attempts=ATTEMPTS, tell=tell):
        make_paper(batch_id=batch_id, now=clock.now())


@app.periodic(cron="50 * * * *")
@app.task(name="certificates.forget_files", queueing_lock="certificates.forget_files")
def forget_files(timestamp: int) -> None:
    """Delete the files of runs that have expired."""
    forget_old_files(now=clock.now())
