"""Ticking off, putting off and adding tasks; nobody overwrites what they have not seen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import DomainError
from events.choices import TaskState, WhyDropped
from events.errors import TaskChangedMeanwhile, TaskNotNeeded, TasksOfCancelledEvent
from events.models import EventTask
from events.permissions import may_tick, own_tasks, possible_owners, tasks_in_scope
from events.services.making.event_cancellation import cancel_event
from events.services.tasks.doing import (
    add_task,
    change_task,
    drop_task,
    open_again,
    tick_off,
)
from events.services.tasks.keeping import make_tasks
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import BrandFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.tasks import EventTaskFactory, TaskTemplateFactory

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(days=30)


def changed(task: EventTask, **values) -> EventTask:
    before = {
        "version": task.version,
        "what_en": task.what_en,
        "what_zh": task.what_zh,
        "due": task.due_on,
        "owner": task.owner,
        "by": UserFactory(),
    }
    return change_task(task_id=task.pk, **(before | values))


def test_who_ticks_first_is_remembered() -> None:
    task, first, second = EventTaskFactory(), UserFactory(), UserFactory()
    tick_off(task_id=task.pk, by=first, now=NOW)
    done = tick_off(task_id=task.pk, by=second, now=NOW + timedelta(hours=1))
    assert (done.state, done.done_by, done.done_at) == (TaskState.DONE, first, NOW)
    assert LogEntry.objects.for_instance(task.event).count() == 1


def test_what_was_ticked_by_mistake_is_open_again() -> None:
    task, user = EventTaskFactory(), UserFactory()
    tick_off(task_id=task.pk, by=user, now=NOW)
    again = open_again(task_id=task.pk, by=user)
    assert (again.state, again.done_at, again.done_by) == (TaskState.OPEN, None, None)
    assert open_again(task_id=task.pk, by=user).version == again.version


def test_an_event_does_without_a_task_until_somebody_wants_it_back() -> None:
    task, user = EventTaskFactory(), UserFactory()
    assert drop_task(task_id=task.pk, by=user).why_dropped == WhyDropped.NOT_NEEDED
    with pytest.raises(TaskNotNeeded):
        tick_off(task_id=task.pk, by=user, now=NOW)
    assert open_again(task_id=task.pk, by=user).is_open


def test_done_is_not_dropped() -> None:
    task, user = EventTaskFactory(), UserFactory()
    tick_off(task_id=task.pk, by=user, now=NOW)
    assert drop_task(task_id=task.pk, by=user).is_done


def test_a_change_of_what_one_has_not_seen_is_refused() -> None:
    task = EventTaskFactory()
    changed(task, due=date(2026, 5, 1))
    with pytest.raises(TaskChangedMeanwhile):
        changed(task, due=date(2026, 5, 2))
    assert changed(task, due=date(2026, 5, 2), version=2).due_on == date(2026, 5, 2)


def test_what_is_done_is_not_changed() -> None:
    done = tick_off(task_id=EventTaskFactory().pk, by=UserFactory(), now=NOW)
    with pytest.raises(TaskNotNeeded):
        changed(done)


def test_words_of_the_programme_stay_and_ones_own_may_change() -> None:
    template = TaskTemplateFactory(what_en="Print the poster")
    event = EventFactory(programme=template.programme)
    make_tasks([event])
    assert changed(event.tasks.get(), what_en="Else").what_en == "Print the poster"
    assert changed(EventTaskFactory(event=event), what_en="Else").what_en == "Else"


def test_a_day_that_is_taken_away_is_counted_from_the_event_again() -> None:
    template = TaskTemplateFactory()
    event = EventFactory(programme=template.programme)
    make_tasks([event])
    task = event.tasks.get()
    by_rule = task.due_on
    task = changed(task, due=date(2026, 4, 1))
    assert (task.due_on, task.keeps_day) == (date(2026, 4, 1), True)
    task = changed(task, due=None)
    assert (task.due_on, task.keeps_day) == (by_rule, False)
    assert changed(task, due=by_rule).keeps_day is False


def test_ones_own_task_is_added_with_a_day_that_stays() -> None:
    event, owner = EventFactory(), UserFactory()
    task = add_task(
        event, what_en="Tell the school", what_zh="", due=date(2026, 5, 1), owner=owner, by=owner
    )
    assert (task.what, task.owner, task.keeps_day, task.is_open) == (
        "Tell the school",
        owner,
        True,
        True,
    )


def test_a_cancelled_event_gets_no_task_and_none_back() -> None:
    event, user = EventFactory(), UserFactory()
    task = EventTaskFactory(event=event)
    cancel_event(event, reason_en="Rain", reason_zh="", user=user, now=NOW)

    def add() -> None:
        add_task(event, what_en="Tidy", what_zh="", due=None, owner=None, by=user)

    refusals: list[type[DomainError]] = []
    for attempt in (add, lambda: open_again(task_id=task.pk, by=user)):
        with pytest.raises(TasksOfCancelledEvent) as refused:
            attempt()
        refusals.append(refused.type)
    assert len(refusals) == 2
    assert not event.tasks.open().exists()


class TestScope:
    def test_ones_tasks_are_those_by_name_and_those_of_ones_role_there(self) -> None:
        branch, brand = BranchFactory(), BrandFactory()
        user = StaffScopeFactory(branch=branch, brand=brand).user
        here = EventFactory(branch=branch, brand=brand)
        elsewhere = EventFactory(branch=BranchFactory(), brand=brand)
        other_brand = EventFactory(branch=branch, brand=BrandFactory())
        mine = EventTaskFactory(event=here, owner=user)
        of_role = EventTaskFactory(event=here, role=StaffRole.COORDINATOR)
        of_nobody = EventTaskFactory(event=here)
        of_others = EventTaskFactory(event=here, owner=UserFactory(), role=StaffRole.COORDINATOR)
        of_reviewers = EventTaskFactory(event=here, role=StaffRole.REVIEWER)
        for event in (elsewhere, other_brand):
            EventTaskFactory(event=event, role=StaffRole.COORDINATOR)
            EventTaskFactory(event=event, owner=user)
        assert set(own_tasks(user)) == {mine, of_role}
        assert set(tasks_in_scope(user)) == {mine, of_role, of_nobody, of_others, of_reviewers}

    def test_whoever_changes_the_event_may_tick_and_others_their_own(self) -> None:
        event = EventFactory()
        coordinator = StaffScopeFactory(branch=event.branch).user
        reviewer = StaffScopeFactory(branch=event.branch, role=StaffRole.REVIEWER).user
        director = StaffScopeFactory(role=StaffRole.DIRECTOR).user
        of_reviewers = EventTaskFactory(event=event, role=StaffRole.REVIEWER)
        of_director = EventTaskFactory(event=event, owner=director, role=StaffRole.REVIEWER)
        of_nobody = EventTaskFactory(event=event)
        may = {
            user: [may_tick(user, task) for task in (of_reviewers, of_director, of_nobody)]
            for user in (coordinator, reviewer, director)
        }
        assert may == {
            coordinator: [True, True, True],
            reviewer: [True, False, False],
            director: [False, True, False],
        }

    def test_owners_are_staff_who_have_to_do_with_the_event(self) -> None:
        event = EventFactory()
        here = StaffScopeFactory(branch=event.branch, role=StaffRole.DIRECTOR).user
        StaffScopeFactory(branch=event.branch, role=StaffRole.DOOR)
        everywhere = StaffScopeFactory().user
        StaffScopeFactory(branch=BranchFactory())
        StaffScopeFactory(branch=event.branch, user__is_active=False)
        UserFactory()
        assert set(possible_owners(event)) == {here, everywhere}
