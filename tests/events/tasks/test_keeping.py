"""Tasks are made with their event, follow it when it moves, and end when it is cancelled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services.erasure import erase_account
from brands.choices import TaskDoer, TaskTime
from brands.models import Programme, ProgrammeLead
from events.choices import EventStatus, TaskState, WhyDropped
from events.models import Event, EventTask, Session
from events.services.making.drafting import copy_event, draft_from_programme, make_runnable
from events.services.making.event_cancellation import cancel_event
from events.services.making.handing_over import hand_over
from events.services.making.publishing import publish_or_submit
from events.services.making.sessions import cancel_session, save_session
from events.services.tasks.doing import change_task, tick_off
from events.services.tasks.keeping import make_tasks
from staff.choices import Action, StaffRole
from staff.permissions import ACTIONS_BY_ROLE
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.tasks import EventTaskFactory, TaskTemplateFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(days=30)
DAY = date(2026, 5, 9)


def of_programme(**kwargs) -> Event:
    return EventFactory(**({"programme": ProgrammeFactory()} | kwargs))


def lead(programme: Programme, user: User, **term) -> ProgrammeLead:
    return ProgrammeLead.objects.create(
        programme=programme, user=user, **({"starts_on": date(2026, 1, 1)} | term)
    )


def days_of(event: Event) -> list[date | None]:
    return list(event.tasks.order_by("pk").values_list("due_on", flat=True))


def moved(event: Event, by: timedelta) -> None:
    session = event.sessions.get()
    session.starts_at += by
    session.ends_at += by
    save_session(session, now=NOW)


class TestMaking:
    def test_a_draft_begins_with_the_tasks_of_its_programme(self) -> None:
        poster = TaskTemplateFactory(days=14, doer=TaskDoer.REVIEWER, place="printing")
        thanks = TaskTemplateFactory(programme=poster.programme, days=3, time=TaskTime.AFTER)
        TaskTemplateFactory()
        draft = draft_from_programme(
            programme=poster.programme,
            branch=BranchFactory(),
            starts_at=STARTS_AT,
            room=None,
            user=UserFactory(),
            now=NOW,
        )
        told = draft.event.tasks.values_list("template", "what_zh", "place", "due_on", "role")
        assert list(told) == [
            (poster.pk, poster.what_zh, "printing", DAY - timedelta(days=14), StaffRole.REVIEWER),
            (thanks.pk, thanks.what_zh, "", DAY + timedelta(days=3), ""),
        ]

    def test_days_after_are_counted_from_the_last_day(self) -> None:
        template = TaskTemplateFactory(days=1, time=TaskTime.AFTER)
        event = of_programme(programme=template.programme, sessions=3)
        make_tasks([event])
        assert days_of(event) == [DAY + timedelta(weeks=2, days=1)]

    def test_nothing_is_made_twice_nor_brought_back(self) -> None:
        template = TaskTemplateFactory()
        event = of_programme(programme=template.programme)
        make_tasks([event])
        event.tasks.update(state=TaskState.DROPPED, why_dropped=WhyDropped.NOT_NEEDED)
        make_tasks([event])
        assert [task.state for task in event.tasks.all()] == [TaskState.DROPPED]

    def test_a_copy_takes_those_of_the_programme_and_not_what_was_added_to_its_source(self) -> None:
        template = TaskTemplateFactory()
        source = of_programme(programme=template.programme)
        EventTaskFactory(event=source)
        copy = copy_event(source, user=UserFactory()).event
        assert [(task.template, task.due_on) for task in copy.tasks.all()] == [(template, None)]

        session = Session(
            event=copy,
            branch=copy.branch,
            starts_at=STARTS_AT,
            ends_at=STARTS_AT + timedelta(hours=1),
        )
        save_session(session, now=NOW)
        assert days_of(copy) == [DAY - timedelta(days=7)]

    def test_an_event_from_scratch_has_them_once_it_has_a_programme(self, settings) -> None:
        template = TaskTemplateFactory()
        event = EventFactory(live=False, sessions=0)
        event.intake.delete()
        event = Event.objects.get(pk=event.pk)
        make_runnable(event)
        assert not event.tasks.exists()
        event.programme = template.programme
        publish_or_submit(event.save_revision(user=UserFactory()), user=UserFactory())
        assert [task.template for task in event.tasks.all()] == [template]

    def test_publishing_gives_none_to_what_is_over_or_off(self) -> None:
        template = TaskTemplateFactory()
        over = of_programme(programme=template.programme, live=False)
        off = of_programme(
            programme=template.programme,
            live=False,
            sessions=0,
            intake__status=EventStatus.CANCELLED,
        )
        Event.objects.filter(pk=over.pk).update(last_ends_at=STARTS_AT - timedelta(days=9999))
        for event in (Event.objects.get(pk=over.pk), off):
            publish_or_submit(event.save_revision(user=UserFactory()), user=UserFactory())
        assert not EventTask.objects.exists()

    def test_many_events_cost_as_many_statements_as_one(self) -> None:
        template = TaskTemplateFactory(doer=TaskDoer.LEAD)
        colleague = StaffScopeFactory().user
        lead(template.programme, colleague)
        branch, brand = BranchFactory(), template.programme.brand
        counted = []
        for number in (1, 6):
            events = [
                of_programme(programme=template.programme, branch=branch, brand=brand)
                for _ in range(number)
            ]
            with statements() as captured:
                make_tasks(events)
            counted.append(len(captured))
            assert {task.owner for event in events for task in event.tasks.all()} == {colleague}
        assert counted[0] == counted[1] <= 5


class TestOwner:
    @pytest.mark.parametrize(
        ("branch_is_theirs", "falls_to_the_lead"), [(True, True), (False, False)]
    )
    def test_the_lead_of_that_day_does_it_if_the_event_is_theirs_to_see(
        self, branch_is_theirs: bool, falls_to_the_lead: bool
    ) -> None:
        template = TaskTemplateFactory(doer=TaskDoer.LEAD)
        branch = BranchFactory()
        user = StaffScopeFactory(branch=branch if branch_is_theirs else BranchFactory()).user
        lead(template.programme, StaffScopeFactory().user, ends_on=DAY)
        lead(template.programme, user, starts_on=DAY)
        event = of_programme(programme=template.programme, branch=branch)
        make_tasks([event])
        task = event.tasks.get()
        assert task.owner == (user if falls_to_the_lead else None)
        assert task.role == StaffRole.COORDINATOR

    def test_another_term_is_another_lead(self) -> None:
        template = TaskTemplateFactory(doer=TaskDoer.LEAD)
        first, second = (StaffScopeFactory().user for _ in range(2))
        lead(template.programme, first, ends_on=DAY + timedelta(days=1))
        lead(template.programme, second, starts_on=DAY + timedelta(days=1))
        event = of_programme(programme=template.programme)
        make_tasks([event])
        assert event.tasks.get().owner == first
        moved(event, timedelta(days=7))
        assert event.tasks.get().owner == second

    def test_a_branch_that_takes_over_gets_what_strangers_would_have_done(self) -> None:
        new_branch = BranchFactory()
        event = EventFactory()
        stays = StaffScopeFactory().user
        stranger = StaffScopeFactory(branch=event.branch).user
        mine, theirs = (EventTaskFactory(event=event, owner=user) for user in (stays, stranger))
        hand_over(event, branch=new_branch, user=stays)
        for task in (mine, theirs):
            task.refresh_from_db()
        assert (mine.owner, mine.role) == (stays, "")
        assert (theirs.owner, theirs.role) == (None, StaffRole.COORDINATOR)

    def test_tasks_outlive_the_account_of_who_did_them(self) -> None:
        scope = StaffScopeFactory()
        user = scope.user
        open_task, done = (EventTaskFactory(owner=user) for _ in range(2))
        tick_off(task_id=done.pk, by=user, now=NOW)
        scope.delete()
        erase_account(user=User.objects.get(pk=user.pk), now=NOW)
        for task in (open_task, done):
            task.refresh_from_db()
        assert (open_task.owner, open_task.state) == (None, TaskState.OPEN)
        assert (done.owner, done.done_by, done.done_at) == (None, None, NOW)


class TestMoving:
    def test_days_follow_the_event(self) -> None:
        before = TaskTemplateFactory(days=14)
        TaskTemplateFactory(programme=before.programme, days=3, time=TaskTime.AFTER)
        event = of_programme(programme=before.programme)
        make_tasks([event])
        moved(event, timedelta(days=10))
        assert days_of(event) == [DAY - timedelta(days=4), DAY + timedelta(days=13)]

    def test_a_day_that_somebody_has_set_stays(self) -> None:
        template = TaskTemplateFactory()
        event = of_programme(programme=template.programme)
        make_tasks([event])
        task = event.tasks.get()
        change_task(
            task_id=task.pk,
            version=1,
            what_en="",
            what_zh="",
            due=date(2026, 4, 1),
            owner=None,
            by=UserFactory(),
        )
        own = EventTaskFactory(event=event, due_on=date(2026, 4, 2), keeps_day=True)
        moved(event, timedelta(days=10))
        task.refresh_from_db()
        own.refresh_from_db()
        assert (task.due_on, own.due_on) == (date(2026, 4, 1), date(2026, 4, 2))

    def test_what_was_done_stays_where_it_was(self) -> None:
        template = TaskTemplateFactory()
        event = of_programme(programme=template.programme)
        make_tasks([event])
        tick_off(task_id=event.tasks.get().pk, by=UserFactory(), now=NOW)
        moved(event, timedelta(days=10))
        assert days_of(event) == [DAY - timedelta(days=7)]

    def test_without_a_session_there_is_no_day(self) -> None:
        template = TaskTemplateFactory()
        event = of_programme(programme=template.programme)
        make_tasks([event])
        cancel_session(event.sessions.get(), now=NOW)
        assert days_of(event) == [None]


def test_nothing_is_left_to_do_for_a_cancelled_event() -> None:
    event = EventFactory()
    open_task, done = EventTaskFactory(event=event), EventTaskFactory(event=event)
    elsewhere = EventTaskFactory()
    user = UserFactory()
    tick_off(task_id=done.pk, by=user, now=NOW)
    cancel_event(event, reason_en="Rain", reason_zh="下雨", user=user, now=NOW)
    for task in (open_task, done, elsewhere):
        task.refresh_from_db()
    assert (open_task.state, open_task.why_dropped) == (TaskState.DROPPED, WhyDropped.CANCELLED)
    assert done.state == TaskState.DONE
    assert elsewhere.state == TaskState.OPEN


class TestDatabase:
    """What no code can get around."""

    @pytest.mark.parametrize(
        ("constraint", "values"),
        [
            ("event_task_says_what", {"what_en": ""}),
            ("event_task_rule_is_whole", {"time": "before"}),
            ("event_task_rule_is_whole", {"days": 3}),
            ("event_task_done_has_when", {"state": TaskState.DONE}),
            ("event_task_done_has_when", {"done_at": NOW}),
            ("event_task_dropped_has_why", {"state": TaskState.DROPPED}),
            ("event_task_dropped_has_why", {"why_dropped": WhyDropped.NOT_NEEDED}),
        ],
    )
    def test_a_task_is_whole(self, constraint: str, values: dict) -> None:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            EventTaskFactory(**values)

    def test_a_template_is_whole(self) -> None:
        for constraint, values in (
            ("task_template_says_what", {"what_en": "", "what_zh": ""}),
            ("task_template_within_a_year", {"days": 367}),
        ):
            with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
                TaskTemplateFactory(**values)

    def test_a_template_makes_one_task_of_an_event(self) -> None:
        template = TaskTemplateFactory()
        task = EventTaskFactory(template=template)
        with (
            pytest.raises(IntegrityError, match="event_task_once_per_template"),
            transaction.atomic(),
        ):
            EventTaskFactory(event=task.event, template=template)
        EventTaskFactory(event=task.event)


def test_tasks_fall_to_roles_that_see_the_desk() -> None:
    seeing = {role for role, allowed in ACTIONS_BY_ROLE.items() if Action.VIEW in allowed}
    assert set(TaskDoer.values) == {TaskDoer.LEAD, *seeing}
