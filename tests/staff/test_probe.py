"""Asks every address of the admin for another branch's event, and must get nothing.

The foreign event has something to give away in every place: titles in both languages, an older
version, a review that waits, a scheduled version, a lock, sessions, names, lines in the log. A
superuser who walks the same addresses finds it, so that silence means refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState, WorkflowState

from accounts.models import User
from books.models import BookList, Entry
from events.models import (
    Attendee,
    Event,
    EventPartner,
    EventSpeaker,
    Intake,
    Registration,
    SeatPool,
    Session,
)
from events.services.making.publishing import publish_or_submit
from network.choices import ReviewRule
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.books import BookListFactory, EntryFactory
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory, PartnerFactory, RoomFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import AttendeeFactory, RegistrationFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

SECRETS = ("Hidden lantern", "隐藏灯笼", "Older lantern", "Lantern keeper")

# Left out: the page that fails on purpose, and the way out, which would end the walk.
LEFT_OUT = {"wagtailadmin_error_test", "wagtailadmin_logout"}


class Foreign:
    """An event of another branch with everything that could leak, on review and on schedule."""

    def __init__(self) -> None:
        self.author = StaffScopeFactory().user
        self.branch = BranchFactory(review_rule=ReviewRule.ONE)
        programme = ProgrammeFactory()
        room = RoomFactory(branch=self.branch)
        self.event = EventFactory(
            title_en="Older lantern",
            title_zh="隐藏灯笼",
            branch=self.branch,
            brand=programme.brand,
            programme=programme,
            live=False,
        )
        self.older = self.event.save_revision(user=self.author)
        self.older.publish()
        self.event.refresh_from_db()
        self.event.title_en = "Hidden lantern"
        self.event.go_live_at = timezone.now() + timedelta(days=1)
        self.newer = self.event.save_revision(user=self.author)
        publish_or_submit(self.newer, user=self.author)
        self.event = Event.objects.get(pk=self.event.pk)
        self.session = self.event.sessions.get()
        self.session.room = room
        self.session.save()
        self.registration = RegistrationFactory(event=self.event, party=0)
        AttendeeFactory(registration=self.registration, person__name="Lantern keeper")
        EventSpeaker.objects.create(event=self.event, name_en="Lantern keeper")
        EventPartner.objects.create(event=self.event, partner=PartnerFactory())
        log(self.event, "events.places", user=self.author)

    @property
    def parameters(self) -> dict[str, Any]:
        """What the addresses' parameters are filled with; all other numbers are the event's key."""
        state = self.event.current_workflow_state
        return {
            "revision_id": self.older.pk,
            "revision_id_a": self.older.pk,
            "revision_id_b": self.newer.pk,
            "workflow_state_id": state.pk,
            "task_state_id": state.current_task_state_id,
            "task_id": state.current_task_state.task_id,
            "session_id": self.session.pk,
            "reference": self.registration.reference,
            "feedback_id": uuid4(),
            "programme_id": self.event.programme_id,
            "action_name": "approve",
            "action": "delete",
            "app_label": "events",
            "app_name": "events",
            "content_type_app_name": "events",
            "model_name": "event",
            "content_type_model_name": "event",
        }

    def state(self) -> list[Any]:
        """Everything that a visitor could have changed."""
        at_home = {"event__branch": self.branch}
        return [
            list(rows.order_by("pk").values())
            for rows in (
                Event.objects.filter(branch=self.branch),
                Intake.objects.filter(**at_home),
                Session.objects.filter(**at_home),
                Session.objects.filter(branch=self.branch),
                SeatPool.objects.filter(**at_home),
                Registration.objects.filter(**at_home),
                Attendee.objects.filter(**at_home),
                EventSpeaker.objects.filter(**at_home),
                EventPartner.objects.filter(**at_home),
                Revision.objects.for_instance(self.event),
                WorkflowState.objects.for_instance(self.event),
                TaskState.objects.for_instance(self.event),
                LogEntry.objects.for_instance(self.event),
            )
        ]


@pytest.fixture
def foreign() -> Foreign:
    return Foreign()


def admin_patterns(patterns: Any, prefix: str = "", namespaces: tuple[str, ...] = ()) -> Iterator:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from admin_patterns(pattern.url_patterns, route, inner)
        elif route.startswith("admin/") and pattern.name:
            yield ":".join((*namespaces, pattern.name)), pattern.pattern


def addresses(foreign: Foreign) -> Iterator[tuple[str, str]]:
    """Each named address of the admin, with the foreign event in all its parameters."""
    known = foreign.parameters
    for name, pattern in admin_patterns(get_resolver().url_patterns):
        if name in LEFT_OUT:
            continue
        wanted = [*getattr(pattern, "converters", {}), *pattern.regex.groupindex]
        kwargs = {parameter: known.get(parameter, foreign.event.pk) for parameter in wanted}
        try:
            yield name, reverse(name, kwargs=kwargs)
        except NoReverseMatch:  # Two routes with one name: the other one is tried by itself.
            assert name == "wagtailadmin_workflows:remove"


def with_questions(foreign: Foreign) -> Iterator[tuple[str, str]]:
    """Addresses that tell more when asked more."""
    key = foreign.event.pk
    for name, query in (
        ("events_admin:list", "q=lantern"),
        ("events_admin:list", "q=灯笼"),
        ("events_admin:list", "export=csv"),
        ("events_admin:list", "export=xlsx"),
        ("events_admin:list", f"branch={foreign.branch.pk}"),
        ("events_admin:list_results", "state=in_review"),
        ("events_admin:list_results", "q=lantern&p=1"),
        ("wagtailsnippetchoosers_events_event:choose", "q=lantern"),
        ("wagtailsnippetchoosers_events_event:choose_results", "q=lantern"),
        ("wagtailsnippetchoosers_events_event:chosen_multiple", f"id={key}"),
        ("wagtailadmin_reports:workflow", "export=csv"),
        ("wagtailadmin_reports:workflow", "reviewable=true"),
        ("wagtailadmin_reports:workflow_tasks", "export=xlsx"),
        ("wagtailadmin_reports:site_history", "export=csv"),
        ("wagtailadmin_reports:site_history", "label=lantern"),
        ("reports:figures", f"branch={foreign.branch.pk}"),
        ("desk:choose_event", "q=lantern"),
        ("desk:choose_event", "q=灯笼&first=1"),
    ):
        yield f"{name}?{query}", f"{reverse(name)}?{query}"
    bulk = reverse("wagtail_bulk_action", args=["events", "event", "delete"])
    yield "bulk delete of one", f"{bulk}?id={key}"
    yield "bulk delete of all", f"{bulk}?id=all&next=/admin/"


# What a form of any of the views would take as a change.
EVERYTHING_TYPED = {
    "title_en": "Taken over",
    "title_zh": "占据",
    "kind": "lecture",
    "audience": "everyone",
    "attendance_mode": "onsite",
    "description_en": "null",
    "description_zh": "null",
    "action-publish": "action-publish",
    "action-cancel-workflow": "action-cancel-workflow",
    "workflow-action-name": "approve",
    "decision": "approve",
    "comment": "Fine.",
    "reason_en": "No",
    "reason_zh": "不",
    "general": 1,
    "children": 1,
    "lower_anyway": "on",
    "way_in": "drop_in",
    "party_max": 1,
    "planned_cost": 1,
    "actual_cost": 1,
    "starts_at": "2030-01-01 10:00",
    "ends_at": "2030-01-01 11:00",
    "official_count": "both",
    "speakers-TOTAL_FORMS": 1,
    "speakers-INITIAL_FORMS": 0,
    "speakers-0-name_en": "Intruder",
    "speakers-0-position": 0,
    "is_editing": "1",
    "form_key": "00000000-0000-4000-8000-000000000000",
    "who": "Lantern keeper",
    "name": "Intruder",
    "adults": 1,
    "language": "en",
    "purpose": "attendance",
    "attendance-columns": "name",
    "attendance-whom": "all",
    "attendance-file_format": "csv",
}


def text_of(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        sheet = load_workbook(BytesIO(body)).active
        return str([cell.value for row in sheet.iter_rows() for cell in row])
    return body.decode(errors="replace")


def signed_in(user: User) -> Client:
    """A client of this user. Wagtail's own faults with odd keys are answers like any other."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def ask(client: Client, url: str, method: str, typed: dict[str, Any] | None = None) -> tuple:
    """The status and the text of the answer."""
    if method == "get":
        response = client.get(url)
    elif method == "autosave":
        response = client.post(url, typed, headers={"Accept": "application/json"})
    else:
        response = client.post(url, typed)
    return response.status_code, text_of(response)


def is_ours(name: str) -> bool:
    """Views of events, beside those of Wagtail, pages and the rest."""
    return name.startswith(("events_admin:", "desk:"))


def walk(
    user: User, foreign: Foreign, typed: dict[str, Any], *, everywhere: bool
) -> tuple[list[str], list[str]]:
    """Ask in every way: what is about events, or all of the admin.

    Returns:
        what leaked, and which views of an event did not say that there is no such event.
    """
    client = signed_in(user)
    leaks, too_open = [], []
    asked = [(name, url) for name, url in addresses(foreign) if everywhere or is_ours(name)]
    for name, url in (*asked, *with_questions(foreign)):
        names_the_event = is_ours(name) and f"/{foreign.event.pk}/" in url and "/new/" not in url
        for method in ("get", "post", "autosave") if is_ours(name) else ("get", "post"):
            status, text = ask(client, url, method, typed)
            if any(secret in text for secret in SECRETS):
                leaks.append(f"{method} {name}")
            if names_the_event and status not in (404, 405):
                too_open.append(f"{method} {name}: {status}")
            if is_ours(name) and status >= 500:
                too_open.append(f"{method} {name}: {status}")
    return leaks, too_open


def other_branch() -> User:
    return StaffScopeFactory(branch=EventFactory(title_en="Mine", brand=None).branch).user


def other_brand() -> User:
    return StaffScopeFactory(brand=EventFactory(title_en="Mine").brand).user


def other_reviewer() -> User:
    return StaffScopeFactory(role=StaffRole.REVIEWER, branch=BranchFactory()).user


def other_director() -> User:
    return StaffScopeFactory(role=StaffRole.DIRECTOR, branch=BranchFactory()).user


@pytest.mark.parametrize(
    "stranger",
    [other_branch, other_brand, other_reviewer, other_director],
    ids=lambda f: f.__name__,
)
def test_foreign_event_does_not_exist(stranger, foreign):
    user = stranger()
    own = Event.objects.exclude(branch=foreign.branch).first()
    typed = EVERYTHING_TYPED | {"branch": own.branch_id if own else foreign.branch.pk}
    before = foreign.state()
    leaks, too_open = walk(user, foreign, typed, everywhere=stranger is other_branch)
    assert leaks == []
    assert too_open == []
    assert foreign.state() == before


@pytest.mark.parametrize("role", [StaffRole.DOOR, None], ids=["door desk", "citizen"])
def test_admin_is_shut_for_those_without_business_there(role, foreign):
    user = UserFactory()
    if role:
        StaffScopeFactory(user=user, role=role, branch=foreign.branch)
    client = signed_in(user)
    before = foreign.state()
    open_doors = {
        name
        for name, url in (*addresses(foreign), *with_questions(foreign))
        for method in (("get", "post") if is_ours(name) else ("get",))
        if ask(client, url, method, EVERYTHING_TYPED)[0] == 200
    }
    assert open_doors <= {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}
    assert foreign.state() == before


# Book lists: kept at a library, for all its brands

LIST_SECRETS = ("Hidden lantern books", "隐藏灯笼书单", "Lantern keeper's diary")


@pytest.fixture
def foreign_list() -> BookList:
    book_list = BookListFactory(
        title_en=LIST_SECRETS[0], title_zh=LIST_SECRETS[1], branch=BranchFactory(), books=0
    )
    EntryFactory(book_list=book_list, book__title=LIST_SECRETS[2])
    log(book_list, "wagtail.edit", user=StaffScopeFactory().user)
    return book_list


def list_addresses(book_list: BookList) -> Iterator[tuple[str, str]]:
    """Each address of the admin's views of lists, and others that would tell of them."""
    for name, pattern in admin_patterns(get_resolver().url_patterns):
        if "books_booklist" in name:
            wanted = [*getattr(pattern, "converters", {}), *pattern.regex.groupindex]
            yield name, reverse(name, kwargs=dict.fromkeys(wanted, book_list.pk))
    lists, chooser = "wagtailsnippets_books_booklist", "wagtailsnippetchoosers_books_booklist"
    for name, query in (
        (f"{lists}:list", "q=lantern"),
        (f"{lists}:list", "q=灯笼"),
        (f"{lists}:list_results", f"branch={book_list.branch_id}"),
        (f"{chooser}:choose_results", "q=lantern"),
        (f"{chooser}:chosen_multiple", f"id={book_list.pk}"),
        ("wagtailadmin_reports:site_history", "label=lantern"),
        ("wagtailadmin_home", ""),
    ):
        yield f"{name}?{query}", f"{reverse(name)}?{query}"
    bulk = reverse("wagtail_bulk_action", args=["books", "booklist", "delete"])
    yield "bulk delete of one", f"{bulk}?id={book_list.pk}"
    yield "bulk delete of all", f"{bulk}?id=all&next=/admin/"


@pytest.mark.parametrize(
    "stranger", [other_branch, other_reviewer, other_director], ids=lambda f: f.__name__
)
def test_foreign_book_list_does_not_exist(stranger, foreign_list):
    client = signed_in(stranger())
    before = list(BookList.objects.values()), list(Entry.objects.values())
    typed = {"title_en": "Taken over", "title_zh": "占据", "pasted": "9780064400558"}

    answers = {
        (method, name, url): ask(client, url, method, typed)
        for name, url in list_addresses(foreign_list)
        for method in ("get", "post")
    }

    assert [
        (method, name)
        for (method, name, _url), (_status, text) in answers.items()
        if any(secret in text for secret in LIST_SECRETS)
    ] == []
    assert {
        status
        for (method, _name, url), (status, _text) in answers.items()
        if method == "get" and f"/{foreign_list.pk}/" in url
    } == {404}
    assert (list(BookList.objects.values()), list(Entry.objects.values())) == before


def test_walk_of_lists_would_find_what_leaks(foreign_list):
    client = signed_in(UserFactory(is_superuser=True))
    lists = "wagtailsnippets_books_booklist"
    found = {
        name
        for name, url in list_addresses(foreign_list)
        if any(secret in ask(client, url, "get")[1] for secret in LIST_SECRETS)
    }
    assert found >= {
        *(f"{lists}:{view}" for view in ("list", "list_results", "edit", "delete", "history")),
        f"{lists}:list?q=灯笼",
        "wagtailsnippetchoosers_books_booklist:choose",
        "wagtailsnippetchoosers_books_booklist:chosen",
        "wagtailadmin_reports:site_history?label=lantern",
        "bulk delete of one",
    }


# Where an event shows to those who may see it, so that silence there means refusal.
TELLING = {
    "desk:overview",
    "desk:names",
    "desk:register",
    "desk:registration",
    "desk:cancel",
    "desk:hand_over",
    "desk:session",
    "events_admin:list",
    "events_admin:list_results",
    "events_admin:edit",
    "events_admin:copy",
    "events_admin:history",
    "events_admin:review",
    "events_admin:revisions_compare",
    "events_admin:revisions_revert",
    "events_admin:revisions_view",
    "events_admin:unpublish",
    "events_admin:usage",
    "events_admin:workflow_history",
    "events_admin:workflow_history_detail",
    "events_admin:workflow_preview",
    "events_admin:list?q=灯笼",
    "events_admin:list?export=csv",
    "events_admin:list?export=xlsx",
    "wagtailsnippetchoosers_events_event:choose",
    "wagtailsnippetchoosers_events_event:choose_results?q=lantern",
    "wagtailsnippetchoosers_events_event:chosen",
    "wagtailadmin_home",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks?export=xlsx",
    "wagtailadmin_reports:site_history",
}


def test_walk_would_find_what_leaks(foreign):
    client = signed_in(UserFactory(is_superuser=True))
    found = {
        name
        for name, url in (*addresses(foreign), *with_questions(foreign))
        if name in TELLING and any(secret in ask(client, url, "get")[1] for secret in SECRETS)
    }
    assert found == TELLING


class TestPushing:
    """No form moves an event into, or out of, a place where its user has no say."""

    def test_new_event_in_a_foreign_branch(self, foreign):
        before = foreign.state()
        typed = EVERYTHING_TYPED | {"branch": foreign.branch.pk}
        status, _ = ask(signed_in(other_branch()), reverse("events_admin:add"), "post", typed)
        assert status == 200
        assert foreign.state() == before

    def test_new_event_of_a_programme_in_a_foreign_branch(self, foreign):
        before = foreign.state()
        typed = {"branch": foreign.branch.pk, "starts_at": "2030-01-01 10:00"}
        url = reverse("events_admin:from_programme", args=[foreign.event.programme_id])
        status, _ = ask(signed_in(other_branch()), url, "post", typed)
        assert status == 200
        assert foreign.state() == before

    def test_own_event_into_a_foreign_brand(self, foreign):
        own = EventFactory(live=False)
        user = StaffScopeFactory(brand=own.brand).user
        typed = EVERYTHING_TYPED | {"branch": own.branch_id, "brand": foreign.event.brand_id}
        for url in (
            reverse("events_admin:edit", args=[own.pk]),
            reverse("events_admin:add"),
        ):
            status, _ = ask(signed_in(user), url, "post", typed)
            assert status == 200
        assert not Event.objects.filter(title_en="Taken over").exists()
        assert set(Event.objects.filter(brand=foreign.event.brand)) == {foreign.event}

    def test_own_event_into_a_foreign_branch_or_room(self, foreign):
        user = other_branch()
        own = Event.objects.get(title_en="Mine")
        before = foreign.state()
        hand_over = reverse("desk:hand_over", args=[own.pk])
        assert ask(signed_in(user), hand_over, "post", {"branch": foreign.branch.pk})[0] == 200
        session = EVERYTHING_TYPED | {
            "branch": foreign.branch.pk,
            "room": foreign.session.room_id,
        }
        assert (
            ask(signed_in(user), reverse("desk:add_session", args=[own.pk]), "post", session)[0]
            == 200
        )
        assert foreign.state() == before
        own.refresh_from_db()
        assert own.branch != foreign.branch


def test_review_of_a_foreign_event_through_the_address_of_ones_own(foreign):
    """Wagtail looks the step up by its key alone, whatever event the address names."""
    own = EventFactory(live=False, branch__review_rule=ReviewRule.ONE)
    publish_or_submit(own.save_revision(user=foreign.author), user=foreign.author)
    user = StaffScopeFactory(role=StaffRole.REVIEWER, branch=own.branch).user
    before = foreign.state()
    step = foreign.event.current_workflow_state.current_task_state_id
    for view in ("workflow_action", "collect_workflow_action_data"):
        url = reverse(f"events_admin:{view}", args=[own.pk, "approve", step])
        for method in ("get", "post"):
            assert ask(signed_in(user), url, method, {"comment": "Fine."})[0] == 404
    assert foreign.state() == before

    mine = own.current_workflow_state.current_task_state_id
    url = reverse("events_admin:workflow_action", args=[own.pk, "approve", mine])
    assert ask(signed_in(user), url, "post", {"comment": "Fine."})[0] == 302
    assert Event.objects.get(pk=own.pk).live


def test_desk_of_ones_own_event_does_not_open_the_session_of_another(foreign):
    user = other_branch()
    own = Event.objects.get(title_en="Mine")
    before = foreign.state()
    for view in ("session", "cancel_session"):
        url = reverse(f"desk:{view}", args=[own.pk, foreign.session.pk])
        for method in ("get", "post"):
            assert ask(signed_in(user), url, method, EVERYTHING_TYPED)[0] == 404
    assert foreign.state() == before


def test_history_of_ones_own_event_does_not_show_the_version_of_another(foreign):
    user = other_branch()
    own = Event.objects.get(title_en="Mine")
    own.save_revision(user=user)
    for view in ("revisions_view", "revisions_revert", "revisions_unschedule"):
        url = reverse(f"events_admin:{view}", args=[own.pk, foreign.older.pk])
        assert ask(signed_in(user), url, "get")[0] == 404
    url = reverse("events_admin:revisions_compare", args=[own.pk, foreign.older.pk, "latest"])
    assert ask(signed_in(user), url, "get")[0] == 404


def test_key_that_is_no_key_is_not_found():
    user = StaffScopeFactory().user
    for url in (
        "/admin/events/history/x/revisions/compare/live...latest/",
        "/admin/snippets/choose/events/event/chosen/x/",
        f"/admin/snippets/choose/events/event/chosen/{10**30}/",
    ):
        assert ask(signed_in(user), url, "get")[0] == 404
