"""Tasks keep in step with their event: made with it, moved with it, dropped with it.

Each function may be called again at any time: what is there already stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q

from brands.choices import TaskDoer
from brands.models import TaskTemplate
from events.choices import TaskState, WhyDropped
from events.models import Event, EventTask
from events.permissions import possible_owners
from events.services.tasks.planning import Planning, due_on
from staff.choices import StaffRole

AT_ONCE = 1000


def make_tasks(events: Iterable[Event]) -> None:
    """Give each event the tasks of its programme that it does not have."""
    events = [event for event in events if event.programme_id]
    templates: dict[int, list[TaskTemplate]] = defaultdict(list)
    for template in TaskTemplate.objects.filter(
        programme__in={event.programme_id for event in events}
    ):
        templates[template.programme_id].append(template)
    if not templates:
        return
    planning = Planning(events)
    EventTask.objects.bulk_create(
        (
            EventTask(event=event, template=template, **planning.told(template, event))
            for event in events
            for template in templates[event.programme_id or 0]
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )


@transaction.atomic
def move_tasks(event_id: int) -> None:
    """Count the days of open tasks anew once the event has moved, and look who leads by then.

    A day or an owner that somebody has set stays.
    """
    tasks = list(
        EventTask.objects.open()
        .filter(Q(keeps_day=False) | Q(keeps_owner=False), event=event_id)
        .exclude(time="")
        .select_related("event", "template")
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
    )
    if not tasks:
        return
    event = tasks[0].event
    planning = Planning([event])
    for task in tasks:
        if not task.keeps_day:
            task.due_on = due_on(event, time=task.time, days=task.days or 0)
        template = task.template
        if template and template.doer == TaskDoer.LEAD and not task.keeps_owner:
            task.owner_id = planning.lead_of(event)
        task.version += 1
    EventTask.objects.bulk_update(tasks, ["due_on", "owner", "version"])


def drop_tasks(event_id: int) -> None:
    """Nothing is left to do for an event that is cancelled. What was done stays done."""
    EventTask.objects.open().filter(event=event_id).update(
        state=TaskState.DROPPED, why_dropped=WhyDropped.CANCELLED, version=F("version") + 1
    )


def give_tasks_to_the_branch(event: Event) -> None:
    """Where another branch answers for the event, tasks stay with those who work there as well.

    The others' fall to the coordinators of the branch, or to the role that they had.
    """
    staying = possible_owners(event).values("pk")
    tasks = EventTask.objects.open().filter(event=event, owner__isnull=False)
    tasks.exclude(owner__in=staying).filter(role="").update(role=StaffRole.COORDINATOR)
    tasks.exclude(owner__in=staying).update(owner=None, keeps_owner=False, version=F("version") + 1)
