"""What is to be done for events: most of it done in time, some of it late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from brands.choices import TaskTime
from brands.models import Programme, TaskTemplate
from demo.services.brands import Matrix
from demo.services.catalogue import Pair, read
from demo.services.dice import Dice
from demo.services.events import BATCH
from events.choices import TaskState
from events.models import Event, EventTask
from events.permissions import events_in_scope
from events.services.tasks.doing import add_task
from events.services.tasks.keeping import make_tasks
from staff.choices import Action
from staff.policy import users_who_may

LOOKS_BACK, LOOKS_AHEAD = timedelta(days=14), timedelta(days=35)
SHARE_DONE_IN_TIME = 0.9
SHARE_DONE_EARLY = 0.5
EARLY = timedelta(days=7)
AT_WORK = time(10, 20)


def name_the_tasks(matrix: Matrix) -> None:
    """Each programme names what fits its kind and whom it is for."""
    TaskTemplate.objects.bulk_create(
        TaskTemplate(
            programme=programme,
            position=position,
            **Pair(*entry["what"]).fields("what"),
            **{name: entry.get(name, "") for name in ("days", "time", "doer", "place")},
        )
        for programme in matrix.programmes.values()
        for position, entry in enumerate(read("tasks")["tasks"], 1)
        if _fits(entry, programme)
    )


def _fits(entry: dict[str, list[str]], programme: Programme) -> bool:
    kinds, audiences = entry.get("kinds"), entry.get("audiences")
    return (not kinds or programme.kind in kinds) and (
        not audiences or programme.audience in audiences
    )


def do_the_tasks(coordinator: User, *, now: datetime, dice: Dice) -> None:
    """Events of these weeks have their tasks; colleagues have seen to most that are due."""
    events = Event.objects.taking_place().filter(
        last_ends_at__gt=now - LOOKS_BACK, first_starts_at__lt=now + LOOKS_AHEAD
    )
    make_tasks(events)
    tasks = EventTask.objects.filter(event__in=events).select_related("event", "owner")
    done = list(_done(tasks.order_by("event", "pk"), coordinator, now=now, dice=dice))
    EventTask.objects.bulk_update(done, ["state", "done_at", "done_by"], batch_size=BATCH)
    _add_ones_own(coordinator, now=now)


def _done(
    tasks: Iterable[EventTask], coordinator: User, *, now: datetime, dice: Dice
) -> Iterable[EventTask]:
    today = timezone.localdate(now)
    colleagues: dict[tuple[int, int | None], list[User]] = {}
    for task in tasks:
        event = task.event
        is_late = task.due_on is not None and task.due_on < today
        is_near = task.due_on is not None and task.due_on <= today + EARLY
        is_over = event.last_ends_at is not None and event.last_ends_at <= now
        # Nobody held an event without a room.
        was_needed = is_over and task.time == TaskTime.BEFORE
        share = SHARE_DONE_IN_TIME if is_late else SHARE_DONE_EARLY
        is_possible = is_over or task.time == TaskTime.BEFORE
        if not (was_needed or (is_possible and is_near and dice.happens(share))):
            continue
        key = (event.branch_id, event.brand_id)
        if key not in colleagues:
            found = users_who_may(Action.CHANGE, branch_id=key[0], brand_id=key[1])
            colleagues[key] = list(found.filter(is_superuser=False).order_by("pk")) or [coordinator]
        day = min(task.due_on or today, today)
        if task.time == TaskTime.BEFORE:
            day -= timedelta(days=dice.randint(0, 2))
        task.state = TaskState.DONE
        task.done_at = min(timezone.make_aware(datetime.combine(day, AT_WORK)), now)
        task.done_by = task.owner or dice.choice(colleagues[key])
        yield task


def _add_ones_own(coordinator: User, *, now: datetime) -> None:
    """One thing that no programme knows of, for their next event."""
    coming = events_in_scope(coordinator, Action.CHANGE).upcoming(now=now).taking_place()
    event = coming.order_by("first_starts_at", "pk").first()
    if event:
        what = Pair(*read("tasks")["own"]["what"])
        add_task(
            event,
            what_en=what.en,
            what_zh=what.zh,
            due=timezone.localdate(now) + timedelta(days=1),
            owner=coordinator,
            by=coordinator,
        )
