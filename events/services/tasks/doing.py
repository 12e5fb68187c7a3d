"""What people do with tasks: tick them off, give them away, put them off, add their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from events.choices import TaskState, WhyDropped
from events.errors import TaskChangedMeanwhile, TaskNotNeeded, TasksOfCancelledEvent
from events.models import Event, EventTask
from events.services.registration.locks import lock_intake
from events.services.tasks.planning import due_on


@transaction.atomic
def tick_off(*, task_id: int, by: Any, now: datetime) -> EventTask:
    """It is done. Of two who say so the first is remembered.

    Raises:
        TaskNotNeeded: it was dropped meanwhile.
    """
    task = _locked(task_id)
    if task.is_done:
        return task
    if not task.is_open:
        raise TaskNotNeeded
    task.state, task.done_at, task.done_by = TaskState.DONE, now, by
    return _keep(task, "events.task_done", by=by)


@transaction.atomic
def open_again(*, task_id: int, by: Any) -> EventTask:
    """It is to be done after all; one that is open stays as it is.

    Raises:
        TasksOfCancelledEvent: the event is cancelled.
    """
    task = _locked(task_id)
    if task.is_open:
        return task
    _refuse_if_cancelled(task.event_id)
    task.state, task.done_at, task.done_by, task.why_dropped = TaskState.OPEN, None, None, ""
    return _keep(task, "events.task_reopened", by=by)


@transaction.atomic
def drop_task(*, task_id: int, by: Any) -> EventTask:
    """This event does without it; one that is done stays done."""
    task = _locked(task_id)
    if not task.is_open:
        return task
    task.state, task.why_dropped = TaskState.DROPPED, WhyDropped.NOT_NEEDED
    return _keep(task, "events.task_dropped", by=by)


@transaction.atomic
def add_task(
    event: Event, *, what_en: str, what_zh: str, due: date | None, owner: Any, by: Any
) -> EventTask:
    """One more thing to do for this event alone. Its day stays when the event moves.

    Raises:
        TasksOfCancelledEvent: the event is cancelled.
    """
    _refuse_if_cancelled(event.pk)
    task = EventTask(
        event=event,
        what_en=what_en,
        what_zh=what_zh,
        due_on=due,
        keeps_day=True,
        owner=owner,
        keeps_owner=True,
    )
    return _keep(task, "events.task_added", by=by)


@transaction.atomic
def change_task(
    *,
    task_id: int,
    version: int,
    what_en: str,
    what_zh: str,
    due: date | None,
    owner: Any,
    by: Any,
) -> EventTask:
    """Another day, another owner; other words only where the programme has none for it.

    A day that is taken away, or is the one that the rule says, follows the event again.

    Args:
        version: the one that whoever changes it has seen.

    Raises:
        TaskChangedMeanwhile: somebody else has changed it since.
        TaskNotNeeded: it is open no more.
    """
    task = _locked(task_id)
    if task.version != version:
        raise TaskChangedMeanwhile
    if not task.is_open:
        raise TaskNotNeeded
    if task.has_rule:
        by_rule = due_on(task.event, time=task.time, days=task.days or 0)
        task.keeps_day = due is not None and due != by_rule
        task.due_on = due if task.keeps_day else by_rule
    else:
        task.what_en, task.what_zh, task.due_on = what_en, what_zh, due
    if task.owner != owner:
        task.owner, task.keeps_owner = owner, True
    return _keep(task, "events.task_changed", by=by)


def _locked(task_id: int) -> EventTask:
    tasks = EventTask.objects.select_for_update(no_key=True, of=("self",))
    return tasks.select_related("event", "owner").get(pk=task_id)


def _refuse_if_cancelled(event_id: int) -> None:
    """Whoever cancels the event at this moment waits, and then drops this task as well."""
    if lock_intake(event_id).is_cancelled:
        raise TasksOfCancelledEvent


def _keep(task: EventTask, action: str, *, by: Any) -> EventTask:
    if task.pk:
        task.version += 1
    task.save()
    log(task.event, action, user=by, data={"task": task.pk})
    return task
