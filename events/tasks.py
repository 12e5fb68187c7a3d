"""What events do by the clock, and what nobody waits for."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from core import clock
from core.errors import DomainError
from events.services.conduct.forgetting import forget_old_conduct
from events.services.conduct.holding import events_with_parties_to_release, release_parties
from events.services.conduct.judging import judge_no_shows
from events.services.feedback.answering import forget_whose_feedback
from events.services.feedback.asking import ask_for_feedback
from events.services.following import forget_what_is_over
from events.services.messages.followed_news import tell_places_free, tell_what_is_new
from events.services.messages.reminders import queue_due_reminders
from events.services.questions.answers import erase_due_answers
from events.services.registration.capacity import open_reserve, reserves_to_open
from events.services.registration.draw import draws_to_freeze, publish_entries
from events.services.registration.needs import forget_needs_of_the_past
from events.services.registration.offers import offers_that_ended, withdraw_offer


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


@app.task(name="events.places_free", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def places_free(*, event_id: int, freed_at: str) -> None:
    """Tell those who follow an event that since that moment it is no longer full."""
    tell_places_free(event_id=event_id, freed_at=datetime.fromisoformat(freed_at), now=clock.now())


# By the hour, because the library's clock is not the server's: outside the evening it does nothing,
# and an evening that was missed in one hour is made up for in the next.
@app.periodic(cron="10 * * * *")
@app.task(name="events.followed_news", queueing_lock="events.followed_news")
def followed_news(timestamp: int) -> None:
    """Write the daily letters to those who follow brands and libraries."""
    tell_what_is_new(now=clock.now())


# By the hour for the same reason, and for the doors that tell late who came.
@app.periodic(cron="15 * * * *")
@app.task(name="events.ask_for_feedback", queueing_lock="events.ask_for_feedback")
def ask_how_it_was(timestamp: int) -> None:
    """Ask those who came the day before how it was."""
    ask_for_feedback(now=clock.now())


@app.periodic(cron="55 3 * * *")
@app.task(name="events.forget_whose_feedback", queueing_lock="events.forget_whose_feedback")
def forget_who_answered(timestamp: int) -> None:
    """Make old answers anonymous whose parties had wished to be known."""
    forget_whose_feedback(now=clock.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="events.forget_follows", queueing_lock="events.forget_follows")
def forget_follows(timestamp: int) -> None:
    """Forget who followed what is over."""
    forget_what_is_over(now=clock.now())


@app.periodic(cron="40 3 * * *")
@app.task(name="events.erase_answers", queueing_lock="events.erase_answers")
def erase_answers(timestamp: int) -> None:
    """Erase what people answered to questions, once it has been kept as long as was said."""
    erase_due_answers(today=clock.today())


@app.periodic(cron="* * * * *")
@app.task(name="events.withdraw_offers", queueing_lock="events.withdraw_offers")
def withdraw_offers(timestamp: int) -> None:
    """Give the places that nobody has answered for to the next who wait."""
    now = clock.now()
    for registration_id in offers_that_ended(now=now):
        with suppress(DomainError):
            withdraw_offer(registration_id=registration_id, now=now)


@app.periodic(cron="* * * * *")
@app.task(name="events.release_parties", queueing_lock="events.release_parties")
def release_held_parties(timestamp: int) -> None:
    """Put those who have let others go first into the queue when it is their turn."""
    now = clock.now()
    for event_id in events_with_parties_to_release(now=now):
        release_parties(event_id=event_id, now=now)


@app.periodic(cron="25 * * * *")
@app.task(name="events.judge_no_shows", queueing_lock="events.judge_no_shows")
def judge(timestamp: int) -> None:
    """Write down who did not come, and take back what turned out to be wrong."""
    judge_no_shows(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="events.open_reserves", queueing_lock="events.open_reserves")
def open_reserves(timestamp: int) -> None:
    """Give to everyone what telephone and desk have left of the places kept for them."""
    now = clock.now()
    for event_id in reserves_to_open(now=now):
        open_reserve(event_id=event_id, now=now)


@app.periodic(cron="20 4 * * *")
@app.task(name="events.forget_needs", queueing_lock="events.forget_needs")
def forget_needs(timestamp: int) -> None:
    """Forget what helped people to take part once it has."""
    forget_needs_of_the_past(now=clock.now())


@app.periodic(cron="40 3 * * *")
@app.task(name="events.forget_conduct", queueing_lock="events.forget_conduct")
def forget_conduct(timestamp: int) -> None:
    """Delete what counts by nobody's rules any more."""
    forget_old_conduct(now=clock.now())
