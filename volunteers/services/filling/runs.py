"""Suggestions for the shifts of some days: asked for, worked out by a job, looked at, sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from core.days import midnight
from network.models import Branch
from staff.choices import Action
from volunteers.choices import ShiftState, SuggestionState
from volunteers.errors import CannotTake, TooManyDays
from volunteers.models import FillRun, Need, Suggestion, UnfilledNeed
from volunteers.permissions import shifts_in_scope, volunteers_in_scope
from volunteers.querysets import NeedQuerySet
from volunteers.services.filling.optimiser import fill
from volunteers.services.filling.reading import read_board
from volunteers.services.shifts.offering import offer_place

# A month has at most so many days; longer plans change before they come true.
MOST_DAYS = 31

# How long the optimiser may search. It needs about three seconds for a month of a whole city.
SECONDS = 20.0

# A job that has said nothing for so long has failed; whoever waits is told to ask again.
GIVEN_UP_AFTER = timedelta(minutes=10)

# Nobody looks at suggestions for shifts that are over.
KEPT_FOR = timedelta(days=60)


@transaction.atomic
def ask_for_suggestions(
    *, first_day: date, last_day: date, branches: Iterable[Branch], by: Any, now: datetime
) -> FillRun:
    """Note that somebody asks; a job answers.

    Raises:
        TooManyDays: it is more than a month.
    """
    if (last_day - first_day).days >= MOST_DAYS:
        raise TooManyDays
    run = FillRun.objects.create(
        first_day=first_day, last_day=last_day, asked_by_id=by.pk, asked_at=now
    )
    run.branches.set(branches)
    return run


def work_out_suggestions(*, run_id: int, now: datetime, seconds: float = SECONDS) -> FillRun:
    """Find who could fill the shifts of the run, and why places stay empty. Twice is once."""
    run = FillRun.objects.select_related("asked_by").get(pk=run_id)
    if run.is_finished:
        return run
    reading = read_board(needs_of(run, now=now), volunteers_in_scope(run.asked_by), now=now)
    filling = fill(reading.board, seconds=seconds)
    with transaction.atomic():
        run = FillRun.objects.select_for_update(no_key=True).get(pk=run_id)
        if run.is_finished:
            return run
        Suggestion.objects.bulk_create(
            Suggestion(
                run=run, need_id=each.opening, volunteer_id=each.helper, reasons=[*each.reasons]
            )
            for each in filling.suggestions
        )
        UnfilledNeed.objects.bulk_create(
            UnfilledNeed(
                run=run,
                need_id=gap.opening,
                missing=gap.missing,
                free=gap.free,
                causes=[[cause.code, cause.people, cause.only] for cause in gap.causes],
            )
            for gap in filling.gaps
        )
        run.finished_at = now
        run.people = len(reading.volunteers)
        run.places = sum(opening.free for opening in reading.board.openings)
        run.ran_to_its_end = filling.is_finished
        run.save()
    return run


def has_come_to_nothing(run: FillRun, *, now: datetime) -> bool:
    """Whether nobody needs to wait any longer for what was asked."""
    return not run.is_finished and run.asked_at <= now - GIVEN_UP_AFTER


def needs_of(run: FillRun, *, now: datetime) -> NeedQuerySet:
    """The needs with free places, of shifts about which whoever asked decides."""
    shifts = shifts_in_scope(run.asked_by, Action.CHANGE).filter(
        state=ShiftState.PUBLISHED,
        starts_at__gt=now,
        starts_at__gte=midnight(run.first_day),
        starts_at__lt=midnight(run.last_day + timedelta(days=1)),
    )
    if branches := list(run.branches.values_list("pk", flat=True)):
        shifts = shifts.filter(branch__in=branches)
    return Need.objects.filter(shift__in=shifts.values("pk"), taken__lt=F("maximum"))


def drop_suggestions(run: FillRun, suggestion_ids: Iterable[int]) -> int:
    """Take these back before anybody was asked; returns how many."""
    still_open = run.suggestions.filter(pk__in=suggestion_ids, state=SuggestionState.OPEN)
    return still_open.update(state=SuggestionState.DROPPED)


def ask_to_send(run: FillRun) -> None:
    """Note that everybody whose suggestion is open is to be asked; a job does it."""
    FillRun.objects.filter(pk=run.pk).update(is_sending=True)


def send_suggestions(*, run_id: int, now: datetime) -> Counter[SuggestionState]:
    """Ask everybody whose suggestion is open: a place is kept for each until they answer.

    Each is judged once more, because time has gone by; what has come between is noted.

    Returns:
        How many were sent, and for how many something has come between.
    """
    run = FillRun.objects.select_related("asked_by").get(pk=run_id)
    by = run.asked_by
    mine = shifts_in_scope(by, Action.CHANGE).filter(starts_at__gt=now)
    waiting = run.suggestions.filter(
        state=SuggestionState.OPEN,
        need__shift__in=mine.values("pk"),
        volunteer__in=volunteers_in_scope(by).values("pk"),
    ).order_by("need__shift__starts_at", "pk")
    counted: Counter[SuggestionState] = Counter()
    try:
        for suggestion in waiting:
            counted[_send(suggestion, now=now, by=by)] += 1
    finally:
        # Should one fail, the page says who is still to be asked, and the button is there again.
        FillRun.objects.filter(pk=run_id).update(is_sending=False)
    return counted


def _send(suggestion: Suggestion, *, now: datetime, by: Any) -> SuggestionState:
    """Each in its own transaction, so that nobody is held longer than for their own place."""
    try:
        claim = offer_place(
            need_id=suggestion.need_id, volunteer_id=suggestion.volunteer_id, now=now, by=by
        )
    except CannotTake as refusal:
        suggestion.state = SuggestionState.OVERTAKEN
        suggestion.overtaken_by = [each.code for each in refusal.obstacles]
    else:
        suggestion.state, suggestion.claim = SuggestionState.SENT, claim
    suggestion.save(update_fields=["state", "claim", "overtaken_by"])
    return SuggestionState(suggestion.state)


def forget_old_runs(*, now: datetime) -> int:
    """Remove suggestions when their time is over; the sign-ups that came of them stay."""
    _rows, by_model = FillRun.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
    return by_model.get("volunteers.FillRun", 0)
