"""Bringing what a programme has changed in its tasks to events that are there already.

What would follow is told first. Who brings it sends back what was told, as a digest; if anything
is different by then, nothing is done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, prefetch_related_objects
from wagtail.log_actions import log

from brands.models import Programme, TaskTemplate
from core.errors import ChangedSince
from core.versions import digest_of_lines
from events.choices import TaskState, WhyDropped
from events.models import Event, EventTask
from events.querysets import EventQuerySet
from events.services.tasks.planning import Planning

HELD_BY_HAND = {"due_on": "keeps_day", "owner_id": "keeps_owner", "role": "keeps_owner"}


@dataclass
class Reach:
    """What coming events would get, have changed, and lose; none of it saved."""

    new: list[EventTask] = field(default_factory=list)
    changed: list[EventTask] = field(default_factory=list)
    gone: list[EventTask] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    @property
    def events(self) -> int:
        """How many events it is about."""
        return len({task.event_id for task in (*self.new, *self.changed, *self.gone)})

    @property
    def digest(self) -> str:
        """Stands for what was told."""
        lines = (
            f"{kind} {task.event_id} {task.template_id} {task.what_en} {task.what_zh} "
            f"{task.place} {task.due_on} {task.role} {task.owner_id}"
            for kind in ("new", "changed", "gone")
            for task in getattr(self, kind)
        )
        return digest_of_lines(lines)


def reach_of(programme: Programme, *, events: EventQuerySet, now: datetime) -> Reach:
    """What the programme's tasks would change at its coming events.

    Only open tasks change, and never a day or an owner that somebody has set. What was dropped at
    an event does not come back.

    Args:
        events: those that the one who asks may change.
    """
    coming = list(
        events.filter(programme=programme)
        .upcoming(now=now)
        .taking_place()
        .select_related("intake", "branch")
        .order_by("first_starts_at", "pk")
    )
    by_key = {event.pk: event for event in coming}
    templates = list(programme.task_templates.all())
    planning = Planning(coming)
    there: dict[tuple[int, int], EventTask] = {}
    reach = Reach()
    for task in EventTask.objects.filter(event__in=coming).order_by("pk"):
        task.event = by_key[task.event_id]
        if task.template_id:
            there[task.event_id, task.template_id] = task
        elif task.has_rule and task.is_open:
            reach.gone.append(task)
    for event in coming:
        for template in templates:
            _compare(reach, planning, template, event, there.get((event.pk, template.pk)))
    prefetch_related_objects([*reach.new, *reach.changed, *reach.gone], "owner")
    return reach


def _compare(
    reach: Reach,
    planning: Planning,
    template: TaskTemplate,
    event: Event,
    task: EventTask | None,
) -> None:
    told = planning.told(template, event)
    if task is None:
        reach.new.append(EventTask(event=event, template=template, **told))
        return
    if not task.is_open:
        return
    other = {
        name: value
        for name, value in told.items()
        if getattr(task, name) != value
        and not (name in HELD_BY_HAND and getattr(task, HELD_BY_HAND[name]))
    }
    if other:
        for name, value in other.items():
            setattr(task, name, value)
        reach.changed.append(task)


def _hold_open_tasks(programme: Programme) -> None:
    """Whoever sets a day or an owner at this moment has done so before, or does so afterwards."""
    tasks = EventTask.objects.open().filter(event__programme=programme).order_by("pk")
    list(tasks.select_for_update(no_key=True, of=("self",)).values_list("pk"))


@transaction.atomic
def bring_to_coming_events(
    *, programme_id: int, events: EventQuerySet, digest: str, user: Any, now: datetime
) -> int:
    """Do what was told; returns at how many events something is different now.

    Raises:
        ChangedSince: what was told is not what would happen now.
    """
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme_id)
    _hold_open_tasks(programme)
    reach = reach_of(programme, events=events, now=now)
    if reach.digest != digest:
        raise ChangedSince
    EventTask.objects.bulk_create(reach.new, ignore_conflicts=True)
    for task in reach.changed:
        task.version += 1
    EventTask.objects.bulk_update(
        reach.changed,
        ["what_en", "what_zh", "place", "time", "days", "due_on", "role", "owner", "version"],
        batch_size=500,
    )
    EventTask.objects.open().filter(pk__in=[task.pk for task in reach.gone]).update(
        state=TaskState.DROPPED, why_dropped=WhyDropped.TAKEN_OUT, version=F("version") + 1
    )
    log(programme, "events.tasks_brought", user=user, data={"events": reach.events})
    return reach.events
