"""What is to be done for events, told to those who do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brands.choices import TaskDoer, TaskPlace, TaskTime
from cms.formats import day
from events.choices import TaskState
from events.models import Event, EventTask
from events.permissions import may, may_tick, own_tasks, tasks_in_scope
from events.querysets import EventTaskQuerySet
from staff.choices import Action
from workbench.choices import TasksOf, TasksWhen

SOON_DAYS = 7

# Where each task is done, and who may open that page.
PLACES: dict[str, tuple[str, str, str]] = {
    TaskPlace.SESSIONS: ("desk:overview", "#sessions", Action.VIEW),
    TaskPlace.TEXT: ("events_admin:edit", "", Action.CHANGE),
    TaskPlace.BOOK_LISTS: ("desk:book_lists", "", Action.CHANGE),
    TaskPlace.PRINTING: ("desk:printing", "", Action.VIEW),
    TaskPlace.PAPER: ("desk:paper", "", Action.CHECK_IN),
    TaskPlace.VOLUNTEERS: ("desk:overview", "#volunteers", Action.VIEW),
    TaskPlace.STATIONS: ("desk:stations", "", Action.CHECK_IN),
    TaskPlace.MESSAGES: ("desk:messages", "", Action.CHECK_IN),
    TaskPlace.PHOTOS: ("desk:photos", "", Action.CHANGE),
    TaskPlace.RECAP: ("desk:recap", "", Action.CHANGE),
    TaskPlace.CERTIFICATES: ("event_certificates:index", "", Action.EXPORT),
    TaskPlace.COSTS: ("desk:costs", "", Action.CHANGE),
}


@dataclass(frozen=True)
class TaskLine:
    """A task as one member of staff sees it. `url` leads to where it is done, if they may go."""

    task: EventTask
    standing: str
    who: str
    url: str
    is_overdue: bool
    may_tick: bool
    may_change: bool


def line_of(task: EventTask, user: Any, *, today: date) -> TaskLine:
    """Costs no statement for tasks read with `for_lines`."""
    return TaskLine(
        task=task,
        standing=standing_of(task, today=today),
        who=who_does(task),
        url=_url_of(task, user),
        is_overdue=task.is_overdue(today=today),
        may_tick=not task.event.intake.is_cancelled and may_tick(user, task),
        may_change=not task.event.intake.is_cancelled and may(user, Action.CHANGE, task.event),
    )


def lines_of(tasks: Iterable[EventTask], user: Any, *, today: date) -> list[TaskLine]:
    return [line_of(task, user, today=today) for task in tasks]


def standing_of(task: EventTask, *, today: date) -> str:
    """2 days overdue; due tomorrow; done on Sat 28 Nov by Lin Fang."""
    if task.done_at is not None:
        done_on = day(task.done_at, today=today)
        if task.done_by is None:
            return _("done on %(day)s") % {"day": done_on}
        return _("done on %(day)s by %(who)s") % {"day": done_on, "who": task.done_by}
    if task.state == TaskState.DROPPED:
        return _("not needed: %(why)s") % {"why": task.get_why_dropped_display()}
    return due_in_words(task.due_on, today=today)


def due_in_words(due: date | None, *, today: date) -> str:
    if due is None:
        return _("no day yet")
    days = (due - today).days
    if days < 0:
        said = ngettext("%(days)s day overdue", "%(days)s days overdue", -days)
        return said % {"days": -days}
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    return _("due on %(day)s") % {"day": day(due, today=today)}


def who_does(task: EventTask) -> str:
    if task.owner:
        return str(task.owner)
    return str(TaskDoer(task.role).label) if task.role else _("nobody by name yet")


def rule_in_words(task: EventTask) -> str:
    """14 days before the event."""
    days = task.days or 0
    if not days:
        return _("on the day of the event")
    if task.time == TaskTime.BEFORE:
        said = ngettext("%(days)s day before the event", "%(days)s days before the event", days)
    else:
        said = ngettext("%(days)s day after the event", "%(days)s days after the event", days)
    return said % {"days": days}


def chosen_tasks(user: Any, *, whose: str, when: str, today: date) -> EventTaskQuerySet:
    """Open tasks by the two choices of the page of tasks."""
    tasks = own_tasks(user) if whose == TasksOf.MINE else tasks_in_scope(user)
    if when == TasksWhen.OVERDUE:
        return tasks.overdue(today=today)
    if when == TasksWhen.SOON:
        return tasks.due_within(SOON_DAYS, today=today)
    return tasks.open()


def count_own(user: Any, *, today: date) -> tuple[int, int]:
    """How many of the user's tasks are overdue, and how many due within a week; one statement."""
    soon = today + timedelta(days=SOON_DAYS)
    counted = (
        own_tasks(user)
        .open()
        .aggregate(
            overdue=Count("pk", filter=Q(due_on__lt=today)),
            soon=Count("pk", filter=Q(due_on__range=(today, soon))),
        )
    )
    return counted["overdue"], counted["soon"]


@dataclass(frozen=True)
class Preparations:
    """Of what is to be done before an event: how much is done of how much, how much is late."""

    done: int
    of: int
    overdue: int


def preparations_of(events: Iterable[Event], *, today: date) -> dict[int, Preparations]:
    """By the event's key, for those that have any; what comes after the event is left out."""
    is_late = Q(state=TaskState.OPEN, due_on__lt=today)
    counted = (
        EventTask.objects.filter(event__in=list(events))
        .exclude(time=TaskTime.AFTER)
        .exclude(state=TaskState.DROPPED)
        .order_by()
        .values("event")
        .annotate(
            done=Count("pk", filter=Q(state=TaskState.DONE)),
            of=Count("pk"),
            overdue=Count("pk", filter=is_late),
        )
    )
    return {row["event"]: Preparations(row["done"], row["of"], row["overdue"]) for row in counted}


def _url_of(task: EventTask, user: Any) -> str:
    if not task.place:
        return ""
    name, anchor, action = PLACES[task.place]
    may_go = may(user, action, task.event)
    return reverse(name, args=[task.event_id]) + anchor if may_go else ""
