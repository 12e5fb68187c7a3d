"""Tasks at the desk, on the page of tasks, on the home, and on their way to coming events."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from brands.choices import TaskDoer, TaskPlace
from brands.models import Programme, TaskTemplate
from core import clock
from events.choices import EventStatus, TaskState, WhyDropped
from events.models import Event, EventTask
from events.services.tasks.keeping import make_tasks
from staff.choices import StaffRole
from tests.admin_forms import add_row, errors, submit
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.tasks import EventTaskFactory, TaskTemplateFactory
from tests.pages import parsed, words
from tests.statements import statements
from workbench.services.next_events import next_events
from workbench.services.tasks import PLACES, Preparations, due_in_words, line_of
from workbench.services.today import matters_of

pytestmark = pytest.mark.django_db

NOW = STARTS_AT - timedelta(days=3)
TODAY = date(2026, 5, 6)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _three_days_before(set_clock):
    set_clock(NOW)


@pytest.fixture
def event() -> Event:
    return EventFactory(title_en="Paper boats")


@pytest.fixture
def coordinator(event: Event) -> User:
    return StaffScopeFactory(branch=event.branch, user__name="Lin Fang").user


@pytest.fixture
def desk(coordinator: User) -> Client:
    return signed_in(coordinator)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(event: Event, name: str = "overview", *args: int) -> str:
    return reverse(f"desk:{name}", args=[event.pk, *args])


def tick(client: Client, task: EventTask, done: str = "yes", **data):
    return client.post(reverse("tasks:tick", args=[task.pk]), {"done": done} | data)


class TestDesk:
    def test_open_tasks_come_first_and_say_how_late_they_are(self, desk, event) -> None:
        EventTaskFactory(
            event=event, what_en="Thanks", state=TaskState.DROPPED, why_dropped="not_needed"
        )
        EventTaskFactory(event=event, what_en="Books", due_on=TODAY + timedelta(days=1))
        EventTaskFactory(event=event, what_en="Poster", due_on=TODAY - timedelta(days=2))
        EventTaskFactory(event=event, what_en="Someday")
        page = parsed(desk.get(address(event)))
        lines = [words(each.select_one(".task__words")) for each in page.select(".task")]
        assert [line.split(" · ")[0] for line in lines] == [
            "Poster 2 days overdue",
            "Books due tomorrow",
            "Someday no day yet",
            "Thanks not needed: not needed for this event",
        ]
        assert len(page.select(".task__overdue")) == 1

    def test_one_tap_ticks_off_and_another_opens_again(self, desk, event, coordinator) -> None:
        task = EventTaskFactory(event=event, what_en="Poster")
        back = address(event) + "#tasks"
        assert tick(desk, task, back=back).url == back
        task.refresh_from_db()
        assert (task.state, task.done_by, task.done_at) == (TaskState.DONE, coordinator, NOW)
        assert "done on Wed 6 May by Lin Fang" in desk.get(address(event)).text
        tick(desk, task, done="no")
        task.refresh_from_db()
        assert task.is_open

    def test_the_answer_to_htmx_is_the_line_alone(self, desk, event) -> None:
        task = EventTaskFactory(event=event, what_en="Poster")
        answer = desk.post(reverse("tasks:tick", args=[task.pk]), {"done": "yes"}, headers=HTMX)
        page = parsed(answer)
        assert [each["id"] for each in page.find_all(recursive=False)] == [f"task-{task.pk}"]
        assert "Open again: Poster" in words(page)

    def test_what_cannot_be_ticked_says_why_on_its_line(self, desk, event) -> None:
        task = EventTaskFactory(
            event=event, state=TaskState.DROPPED, why_dropped=WhyDropped.NOT_NEEDED
        )
        answer = desk.post(reverse("tasks:tick", args=[task.pk]), {"done": "yes"}, headers=HTMX)
        assert answer.status_code == 409
        assert "This task is not open any more" in answer.text

    def test_an_address_of_another_host_is_not_gone_to(self, desk, event) -> None:
        answer = tick(desk, EventTaskFactory(event=event), back="https://elsewhere.example/")
        assert answer.url == reverse("tasks:index")

    def test_a_task_is_added_with_a_day_and_somebody_of_the_branch(
        self, desk, event, coordinator
    ) -> None:
        foreign = StaffScopeFactory(branch=BranchFactory()).user
        typed = {"what_en": "Tell the school", "due": "2026-05-08"}
        refused = desk.post(address(event, "add_task"), typed | {"owner": foreign.pk})
        assert "Tell the school" in refused.text
        assert not event.tasks.exists()
        desk.post(address(event, "add_task"), typed | {"owner": coordinator.pk})
        task = event.tasks.get()
        assert (task.what, task.due_on, task.owner) == (
            "Tell the school",
            date(2026, 5, 8),
            coordinator,
        )

    def test_a_task_says_what_is_to_be_done(self, desk, event) -> None:
        refused = desk.post(address(event, "add_task"), {"due": "2026-05-08"})
        assert "Say what is to be done" in refused.text
        assert not event.tasks.exists()

    def test_who_was_overtaken_keeps_what_they_typed_and_saves_again(self, desk, event) -> None:
        task = EventTaskFactory(event=event, what_en="Poster")
        url = address(event, "task", task.pk)
        typed = {"what_en": "Poster in colour", "due": "2026-05-08", "version": 1}
        EventTask.objects.filter(pk=task.pk).update(version=2, due_on=date(2026, 5, 7))
        refused = desk.post(url, typed)
        text = words(parsed(refused))
        assert "Somebody has changed this task" in text
        assert "It says now: due tomorrow, nobody by name yet." in text
        page = parsed(refused)
        form = {
            each["name"]: each.get("value", "")
            for each in page.select("form.narrow-form input[name]")
        }
        assert (form["what_en"], form["version"]) == ("Poster in colour", "2")
        desk.post(url, form)
        task.refresh_from_db()
        assert (task.what_en, task.due_on) == ("Poster in colour", date(2026, 5, 8))

    def test_words_of_the_programme_are_not_asked_for(self, desk, event) -> None:
        template = TaskTemplateFactory(programme=ProgrammeFactory(brand=event.brand), days=7)
        task = EventTaskFactory(event=event, template=template, time="before", days=7)
        page = parsed(desk.get(address(event, "task", task.pk)))
        assert page.select_one("[name=what_en]") is None
        assert "7 days before the event" in words(page)

    def test_an_event_does_without_a_task(self, desk, event) -> None:
        task = EventTaskFactory(event=event)
        desk.post(address(event, "drop_task", task.pk))
        task.refresh_from_db()
        assert task.why_dropped == WhyDropped.NOT_NEEDED
        assert desk.get(address(event, "task", task.pk)).url == address(event)

    def test_nothing_is_added_to_or_changed_at_a_cancelled_event(self, desk) -> None:
        event = EventFactory(
            branch=desk_branch(desk), intake__status=EventStatus.CANCELLED, title_en="Off"
        )
        task = EventTaskFactory(event=event)
        for url in (address(event, "add_task"), address(event, "task", task.pk)):
            assert desk.post(url, {"what_en": "More", "version": 1}).url == address(event)
        assert parsed(desk.get(address(event))).select("button.task__tick") == []
        assert list(event.tasks.values_list("what_en", flat=True)) == [task.what_en]

    def test_tasks_cost_one_statement_however_many(self, desk, event, coordinator) -> None:
        counted = []
        for number in (1, 7):
            for _ in range(number):
                EventTaskFactory(event=event, owner=coordinator)
            desk.get(address(event))
            with statements() as captured:
                desk.get(address(event))
            counted.append(len(captured))
        assert counted[0] == counted[1]


def desk_branch(client: Client):
    return User.objects.get(pk=client.session["_auth_user_id"]).staff_scopes.get().branch


class TestScope:
    def test_tasks_of_another_branch_do_not_exist(self, event) -> None:
        task = EventTaskFactory(event=event)
        foreign = signed_in(StaffScopeFactory(branch=BranchFactory()).user)
        assert tick(foreign, task).status_code == 404
        for name, args in (("add_task", ()), ("task", (task.pk,)), ("drop_task", (task.pk,))):
            assert foreign.post(address(event, name, *args)).status_code == 404
        assert task.what not in foreign.get(reverse("tasks:index") + "?of=all").text

    def test_a_task_is_not_reached_through_another_event(self, desk, event) -> None:
        task = EventTaskFactory(event=EventFactory(branch=event.branch))
        assert desk.post(address(event, "drop_task", task.pk)).status_code == 404

    def test_who_only_looks_ticks_nothing_but_their_own(self, event) -> None:
        director = StaffScopeFactory(branch=event.branch, role=StaffRole.DIRECTOR).user
        others, own = EventTaskFactory(event=event), EventTaskFactory(event=event, owner=director)
        client = signed_in(director)
        for task in (others, own):
            tick(client, task)
            task.refresh_from_db()
        assert (others.is_done, own.is_done) == (False, True)
        page = parsed(client.get(address(event)))
        assert len(page.select("button.task__tick")) == 1
        assert page.select(".task__change") == []

    def test_a_visitor_has_no_page_of_tasks(self, client) -> None:
        assert client.get(reverse("tasks:index")).status_code == 302


class TestPage:
    def test_it_lists_by_whose_and_when(self, desk, event, coordinator) -> None:
        late = EventTaskFactory(event=event, owner=coordinator, due_on=TODAY - timedelta(days=1))
        soon = EventTaskFactory(event=event, owner=coordinator, due_on=TODAY + timedelta(days=7))
        later = EventTaskFactory(event=event, owner=coordinator, due_on=TODAY + timedelta(days=8))
        others = EventTaskFactory(event=event, due_on=TODAY - timedelta(days=2))
        EventTaskFactory(event=event, owner=coordinator, state="done", done_at=NOW)

        def shown(query: str) -> list[str]:
            page = parsed(desk.get(reverse("tasks:index") + query))
            return [each["id"] for each in page.select(".task")]

        def keys(*tasks: EventTask) -> list[str]:
            return [f"task-{task.pk}" for task in tasks]

        assert shown("") == keys(late, soon, later)
        assert shown("?when=overdue") == keys(late)
        assert shown("?when=soon") == keys(soon)
        assert shown("?of=all") == keys(others, late, soon, later)
        assert shown("?of=nonsense&when=nonsense&p=99") == keys(late, soon, later)

    def test_it_costs_the_same_for_many(self, desk, event, coordinator) -> None:
        counted = []
        for number in (1, 9):
            for _ in range(number):
                EventTaskFactory(
                    event=EventFactory(branch=event.branch),
                    owner=coordinator,
                    place=TaskPlace.PRINTING,
                )
            desk.get(reverse("tasks:index"))
            with statements() as captured:
                desk.get(reverse("tasks:index"))
            counted.append(len(captured))
        assert counted[0] == counted[1]


class TestHome:
    def test_it_tells_what_is_late_and_what_is_due(self, event, coordinator) -> None:
        for days in (-2, -1, 0, 8):
            EventTaskFactory(
                event=event, role=StaffRole.COORDINATOR, due_on=TODAY + timedelta(days=days)
            )
        EventTaskFactory(event=event, due_on=TODAY)
        page = reverse("tasks:index")
        assert [(each.sentence, each.url) for each in matters_of(coordinator, now=NOW)] == [
            ("2 tasks of yours are overdue", f"{page}?of=mine&when=overdue"),
            ("1 task of yours is due within a week", f"{page}?of=mine&when=soon"),
        ]

    def test_next_events_tell_how_far_their_tasks_are(self, event, coordinator) -> None:
        EventTaskFactory(event=event, state=TaskState.DONE, done_at=NOW)
        EventTaskFactory(event=event, due_on=TODAY - timedelta(days=1))
        EventTaskFactory(event=event)
        EventTaskFactory(event=event, time="after", days=3, due_on=date(2026, 5, 12))
        EventTaskFactory(event=event, state=TaskState.DROPPED, why_dropped="not_needed")
        quiet = EventFactory(branch=event.branch)
        shown = {each.event: each.tasks for each in next_events(coordinator, now=NOW, most=8)}
        assert shown == {event: Preparations(done=1, of=3, overdue=1), quiet: None}
        home = words(parsed(signed_in(coordinator).get("/admin/")))
        assert "1/3 1 overdue" in home


class TestProgramme:
    @pytest.fixture
    def programme(self) -> Programme:
        return ProgrammeFactory(name_en="Storytime")

    @pytest.fixture
    def lead(self) -> Client:
        return signed_in(StaffScopeFactory().user)

    def edit(self, programme: Programme) -> str:
        return reverse("wagtailsnippets_brands_programme:edit", args=[programme.pk])

    def test_tasks_are_written_where_the_programme_is(self, lead, programme) -> None:
        refused = add_row(lead, self.edit(programme), "task_templates", days="9", time="before")
        assert "Fill it in in at least one language." in errors(refused)
        add_row(
            lead,
            self.edit(programme),
            "task_templates",
            what_en="Print the poster",
            days="14",
            time="before",
            doer=TaskDoer.LEAD,
            place=TaskPlace.PRINTING,
            ORDER="1",
        )
        template = programme.task_templates.get()
        assert (template.what, template.days, template.doer, template.place) == (
            "Print the poster",
            14,
            TaskDoer.LEAD,
            TaskPlace.PRINTING,
        )

    def test_they_stand_in_the_order_of_the_form(self, lead, programme) -> None:
        first, second = (TaskTemplateFactory(programme=programme) for _ in range(2))
        order = {"task_templates-0-ORDER": "2", "task_templates-1-ORDER": "1"}
        submit(lead, self.edit(programme), **order)
        assert list(TaskTemplate.objects.filter(programme=programme)) == [second, first]

    def test_saving_offers_to_reach_coming_events_and_does_nothing_yet(
        self, lead, programme
    ) -> None:
        events = [EventFactory(programme=programme) for _ in range(2)]
        TaskTemplateFactory(programme=programme)
        submit(lead, self.edit(programme))
        text = lead.get(self.edit(programme)).text
        assert "The tasks of 2 coming events are not those of the programme." in text
        assert reverse("programme_tasks:reach", args=[programme.pk]) in text
        assert not EventTask.objects.filter(event__in=events).exists()

    def test_what_follows_is_told_and_then_done(self, lead, programme) -> None:
        gone = TaskTemplateFactory(programme=programme, what_en="Old way")
        event = EventFactory(programme=programme, title_en="Lanterns")
        make_tasks([event])
        gone.delete()
        TaskTemplateFactory(programme=programme, what_en="New way")
        url = reverse("programme_tasks:reach", args=[programme.pk])
        page = parsed(lead.get(url))
        headings = [words(each) for each in page.select("section h2")]
        assert headings == ["They get", "They are dropped"]
        assert "Bring it to 1 event" in words(page)
        digest = page.select_one("[name=digest]")["value"]
        lead.post(url, {"digest": digest})
        assert list(event.tasks.values_list("what_en", "state")) == [
            ("Old way", TaskState.DROPPED),
            ("New way", TaskState.OPEN),
        ]
        assert "All coming events have the tasks" in lead.get(url).text

    def test_an_old_page_does_nothing(self, lead, programme) -> None:
        event = EventFactory(programme=programme)
        TaskTemplateFactory(programme=programme)
        url = reverse("programme_tasks:reach", args=[programme.pk])
        answer = lead.post(url, {"digest": "old"}, follow=True)
        assert "Something has changed since this page was shown" in answer.text
        assert not event.tasks.exists()

    def test_a_coordinator_of_one_branch_does_not_reach_the_others(self, desk, programme) -> None:
        assert desk.get(reverse("programme_tasks:reach", args=[programme.pk])).status_code == 404


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "1 day overdue"),
        (-3, "3 days overdue"),
        (0, "due today"),
        (1, "due tomorrow"),
        (4, "due on Sun 10 May"),
    ],
)
def test_a_day_is_told_in_words(days: int, said: str) -> None:
    assert due_in_words(TODAY + timedelta(days=days), today=TODAY) == said


def test_every_place_leads_to_a_page_that_is_there(desk, event, coordinator) -> None:
    assert set(PLACES) == set(TaskPlace)
    for place in TaskPlace:
        task = EventTaskFactory(event=event, place=place)
        url = line_of(task, coordinator, today=clock.today()).url
        assert desk.get(url).status_code == 200, place
