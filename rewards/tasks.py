"""What happens to reading challenges by the clock, and after the news of others."""

from __future__ import annotations

from contextlib import suppress

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from core import clock
from core.errors import DomainError
from rewards.models import LoanImport
from rewards.services.draws.drawing import lists_to_publish, publish_list
from rewards.services.earning.attendance import count_attendances
from rewards.services.loans.keeping import count_kept_file, drop_old_files
from rewards.services.messages.telling import tell_what_ends_soon
from rewards.services.prizes.giving_up import fall_back, remind
from rewards.services.prizes.putting_aside import put_aside_all
from rewards.services.reading.joining import leave_without_consent


@app.periodic(cron="*/5 * * * *")
@app.task(name="rewards.without_consent", queueing_lock="rewards.without_consent")
def without_consent(timestamp: int) -> None:
    """Count nothing more for children whose guardians have withdrawn their consent."""
    leave_without_consent(now=clock.now())


@app.task(
    name="rewards.count_events_attended",
    retry=RetryStrategy(max_attempts=3, exponential_wait=3),
)
def count_events_attended(*, attendance_ids: list[int]) -> None:
    """Let check-ins count, or no longer if they were undone."""
    count_attendances(attendance_ids, now=clock.now())


@app.task(name="rewards.count_loans", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def count_loans(*, import_id: int) -> None:
    """Count a file of loans that was sent from a browser; run again, it goes on where it was."""
    loans = LoanImport.objects.get(pk=import_id)
    # What it cannot do stands in the import, where whoever sent it reads it.
    with suppress(DomainError):
        count_kept_file(loans, now=clock.now())


@app.periodic(cron="35 3 * * *")
@app.task(name="rewards.drop_loan_files", queueing_lock="rewards.drop_loan_files")
def drop_loan_files(timestamp: int) -> None:
    """Forget files of loans that nobody has counted."""
    drop_old_files(now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="rewards.put_prizes_aside", queueing_lock="rewards.put_prizes_aside")
def put_prizes_aside(timestamp: int) -> None:
    """Put aside what is due and was not, because its news got lost."""
    put_aside_all(now=clock.now())


@app.task(
    name="rewards.put_aside_of_challenge",
    retry=RetryStrategy(max_attempts=3, exponential_wait=3),
)
def put_aside_of_challenge(*, challenge_id: int) -> None:
    """Put the prizes of all winners aside once a challenge is closed."""
    put_aside_all(challenge_id=challenge_id, now=clock.now())


# By the hour, because the library's clock is not the server's.
@app.periodic(cron="5 * * * *")
@app.task(name="rewards.prizes_fall_back", queueing_lock="rewards.prizes_fall_back")
def prizes_fall_back(timestamp: int) -> None:
    """Put back what nobody has collected in time, and remind those whose time is nearly over."""
    now = clock.now()
    fall_back(now=now)
    remind(now=now)


@app.periodic(cron="45 9 * * *")
@app.task(name="rewards.tell_what_ends_soon", queueing_lock="rewards.tell_what_ends_soon")
def tell_of_ending_challenges(timestamp: int) -> None:
    """Write to those who take part in a challenge that ends within a week."""
    tell_what_ends_soon(now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="rewards.publish_lists", queueing_lock="rewards.publish_lists")
def publish_lists_of_prize_draws(timestamp: int) -> None:
    """Publish the list of each draw of prizes whose number comes out soon."""
    now = clock.now()
    for prize_draw_id in lists_to_publish(now=now):
        # As long as there is nobody to draw among, the next minutes are asked again.
        with suppress(DomainError):
            publish_list(prize_draw_id=prize_draw_id, now=now)
