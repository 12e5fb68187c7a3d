"""What changes in a programme's tasks reaches coming events only when somebody says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import ChangedSince
from events.choices import EventStatus, TaskState, WhyDropped
from events.models import Event
from events.services.tasks.doing import drop_task, tick_off
from events.services.tasks.keeping import make_tasks
from events.services.tasks.reaching import bring_to_coming_events, reach_of
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.people import UserFactory
from tests.factories.tasks import EventTaskFactory, TaskTemplateFactory

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(days=30)
EVERY = Event.objects.all()


def bring(programme, digest: str | None = None) -> int:
    if digest is None:
        digest = reach_of(programme, events=EVERY, now=NOW).digest
    return bring_to_coming_events(
        programme_id=programme.pk, events=EVERY, digest=digest, user=UserFactory(), now=NOW
    )


def test_a_new_task_reaches_coming_events_alone() -> None:
    template = TaskTemplateFactory()
    programme = template.programme
    coming = EventFactory(programme=programme)
    EventFactory(programme=programme, intake__status=EventStatus.CANCELLED)
    past = EventFactory(programme=programme)
    Event.objects.filter(pk=past.pk).update(last_ends_at=NOW - timedelta(days=1))
    EventFactory()
    reach = reach_of(programme, events=EVERY, now=NOW)
    assert [(task.event, task.template) for task in reach.new] == [(coming, template)]
    assert (bring(programme), coming.tasks.count(), past.tasks.count()) == (1, 1, 0)
    assert not reach_of(programme, events=EVERY, now=NOW)


def test_only_events_that_one_may_change_are_reached() -> None:
    template = TaskTemplateFactory()
    mine, foreign = (EventFactory(programme=template.programme) for _ in range(2))
    reach = reach_of(template.programme, events=EVERY.exclude(pk=foreign.pk), now=NOW)
    assert [task.event for task in reach.new] == [mine]


def test_changes_reach_open_tasks_and_spare_what_was_set_by_hand() -> None:
    template = TaskTemplateFactory(what_en="Poster", days=7)
    programme = template.programme
    events = [EventFactory(programme=programme) for _ in range(4)]
    make_tasks(events)
    plain, by_hand, done, dropped = (event.tasks.get() for event in events)
    by_hand.due_on, by_hand.keeps_day = date(2026, 4, 1), True
    by_hand.save()
    tick_off(task_id=done.pk, by=UserFactory(), now=NOW)
    drop_task(task_id=dropped.pk, by=UserFactory())
    template.what_en, template.days = "Poster in colour", 10
    template.save()

    assert bring(programme) == 2
    for task in (plain, by_hand, done, dropped):
        task.refresh_from_db()
    day = date(2026, 4, 29)
    assert (plain.what_en, plain.due_on, plain.version) == ("Poster in colour", day, 2)
    assert (by_hand.what_en, by_hand.due_on) == ("Poster in colour", date(2026, 4, 1))
    assert (done.what_en, dropped.state) == ("Poster", TaskState.DROPPED)


def test_what_was_taken_out_is_dropped_where_it_is_open() -> None:
    template = TaskTemplateFactory()
    events = [EventFactory(programme=template.programme) for _ in range(2)]
    make_tasks(events)
    open_task, done = (event.tasks.get() for event in events)
    own = EventTaskFactory(event=events[0])
    tick_off(task_id=done.pk, by=UserFactory(), now=NOW)
    template.delete()
    reach = reach_of(events[0].programme, events=EVERY, now=NOW)
    assert (reach.gone, reach.events) == ([open_task], 1)
    bring(events[0].programme)
    for task in (open_task, done, own):
        task.refresh_from_db()
    assert (open_task.state, open_task.why_dropped) == (TaskState.DROPPED, WhyDropped.TAKEN_OUT)
    assert (done.state, own.state) == (TaskState.DONE, TaskState.OPEN)


def test_nothing_is_done_that_was_not_told() -> None:
    template = TaskTemplateFactory()
    event = EventFactory(programme=template.programme)
    digest = reach_of(template.programme, events=EVERY, now=NOW).digest
    TaskTemplateFactory(programme=template.programme)
    with pytest.raises(ChangedSince):
        bring(template.programme, digest)
    assert not event.tasks.exists()
