"""What volunteers are told and given by the clock."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from core import clock
from volunteers.models import Claim
from volunteers.services.filling.runs import (
    forget_old_runs,
    send_suggestions,
    work_out_suggestions,
)
from volunteers.services.filling.standing_in import find_stand_ins, shifts_without_stand_ins
from volunteers.services.hours.presence import ask_about_forgotten
from volunteers.services.people.agreements import give_back_without_consent
from volunteers.services.people.credentials import (
    grant_for_attendance,
    take_back_what_was_undone,
    tell_what_expires,
)
from volunteers.services.radar import tell_of_gaps
from volunteers.services.shifts.groups import end_groups_without_checks, forget_groups
from volunteers.services.shifts.reminders import queue_shift_reminders
from volunteers.services.shifts.staying import end_what_is_barred
from volunteers.services.shifts.waiting_list import (
    offer_places_of,
    shift_offers_that_ended,
    shifts_with_places_to_offer,
    withdraw_shift_offer,
)


@app.periodic(cron="20 * * * *")
@app.task(name="volunteers.grant_credentials", queueing_lock="volunteers.grant_credentials")
def grant_credentials(timestamp: int) -> None:
    """Grant what was earned by attendance, and revoke what was earned by mistake."""
    now = clock.now()
    grant_for_attendance(now=now)
    take_back_what_was_undone(now=now)


@app.periodic(cron="30 9 * * *")
@app.task(name="volunteers.tell_what_expires", queueing_lock="volunteers.tell_what_expires")
def tell_of_expiring_credentials(timestamp: int) -> None:
    """Write to those whose credentials run out soon."""
    tell_what_expires(now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="volunteers.without_consent", queueing_lock="volunteers.without_consent")
def without_consent(timestamp: int) -> None:
    """Give the coming shifts of those to others whose consent was withdrawn."""
    give_back_without_consent(now=clock.now())


@app.periodic(cron="35 * * * *")
@app.task(name="volunteers.barred", queueing_lock="volunteers.barred")
def barred(timestamp: int) -> None:
    """Give the coming places of those to others who lack what nobody passes over, groups too."""
    now = clock.now()
    end_what_is_barred(Claim.objects.all(), now=now)
    end_groups_without_checks(now=now)


@app.periodic(cron="* * * * *")
@app.task(name="volunteers.offer_places", queueing_lock="volunteers.offer_places")
def offer_places(timestamp: int) -> None:
    """Give to the next what nobody has answered for, and what has come free."""
    now = clock.now()
    for claim_id in shift_offers_that_ended(now=now):
        withdraw_shift_offer(claim_id=claim_id, now=now)
    for shift_id in shifts_with_places_to_offer(now=now):
        offer_places_of(shift_id=shift_id, now=now)
    for shift_id in shifts_without_stand_ins(now=now):
        find_stand_ins(shift_id=shift_id, now=now)


@app.task(name="volunteers.ask_stand_ins", retry=RetryStrategy(max_attempts=3, exponential_wait=3))
def ask_stand_ins(*, shift_id: int) -> None:
    """Ask for the place of somebody who cannot come whomever it fits best."""
    find_stand_ins(shift_id=shift_id, now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="volunteers.remind", queueing_lock="volunteers.remind")
def remind(timestamp: int) -> None:
    """Remind those who are on shifts of what comes soon."""
    queue_shift_reminders(now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="volunteers.forgotten", queueing_lock="volunteers.forgotten")
def forgotten(timestamp: int) -> None:
    """Put before coordinators who has not said that they left a shift."""
    ask_about_forgotten(now=clock.now())


@app.task(name="volunteers.fill_shifts", retry=RetryStrategy(max_attempts=3, exponential_wait=3))
def fill_shifts(*, run_id: int) -> None:
    """Find who could fill the shifts for which a coordinator has asked."""
    work_out_suggestions(run_id=run_id, now=clock.now())


@app.task(name="volunteers.send_offers", retry=RetryStrategy(max_attempts=3, exponential_wait=3))
def send_offers(*, run_id: int) -> None:
    """Ask those whom the suggestions of a run name."""
    send_suggestions(run_id=run_id, now=clock.now())


# By the hour, because the library's clock is not the server's.
@app.periodic(cron="0 * * * *")
@app.task(name="volunteers.tell_of_gaps", queueing_lock="volunteers.tell_of_gaps")
def tell_coordinators_of_gaps(timestamp: int) -> None:
    """Write to coordinators where hands are missing."""
    tell_of_gaps(now=clock.now())


@app.periodic(cron="40 3 * * *")
@app.task(name="volunteers.forget_runs", queueing_lock="volunteers.forget_runs")
def forget_suggestions(timestamp: int) -> None:
    """Remove suggestions at which nobody looks any more."""
    forget_old_runs(now=clock.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="volunteers.forget_groups", queueing_lock="volunteers.forget_groups")
def forget_people_of_groups(timestamp: int) -> None:
    """Forget who was in a group, and whom to write to, some days after its shift."""
    forget_groups(now=clock.now())
