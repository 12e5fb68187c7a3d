"""The weekly letter to staff: what waits for each of them, once a week, and nothing of others."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser, Group
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from accounts.models import User
from events.models import Event, Recap
from network.choices import ReviewRule
from network.models import Branch
from notifications.choices import MessageState
from notifications.models import MessageSettings, OutboxMessage
from notifications.services.kinds import kinds_to_stop
from notifications.services.outbox import deliver_due
from notifications.services.stopping import reader_of, stop, stop_url, stopped_by
from reports.models import Target
from reports.services.report.making import hand_in
from staff.choices import StaffRole
from staff.models import StaffScope
from tests.events.making.test_review import submit
from tests.factories.events import EventFactory
from tests.factories.indicators import EntryFactory, IndicatorFactory, TargetFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.registrations import RegistrationFactory
from tests.factories.reports import made_report
from tests.factories.staff import StaffScopeFactory
from tests.factories.tasks import EventTaskFactory
from tests.pages import words
from tests.racing import race
from tests.statements import statements
from workbench.services.tasks import count_own
from workbench.services.today import matters_of
from workbench.services.weekly_letter import (
    KIND,
    MOST_OF_A_KIND,
    is_time_for_it,
    weekly_letter,
    write_weekly_letters,
)
from workbench.tasks import weekly_letters

pytestmark = pytest.mark.django_db

# Monday 11 May 2026, 08:20 in Shanghai.
NOW = datetime(2026, 5, 11, 0, 20, tzinfo=UTC)
TODAY = date(2026, 5, 11)
SITE = "https://events.library.example"
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _monday(set_clock: Any, settings: Any) -> None:
    set_clock(NOW)
    settings.BASE_URL = SITE


@pytest.fixture
def branch() -> Branch:
    return BranchFactory(
        name_en="Riverside Library", name_zh="河畔图书馆", review_rule=ReviewRule.ONE
    )


@pytest.fixture
def user(branch: Branch) -> User:
    return StaffScopeFactory(branch=branch, user__email="lin@example.org").user


def task(user: User, branch: Branch, **fields: Any) -> Any:
    usual = {"event__branch": branch, "event__title_en": "Paper boats", "event__title_zh": "纸船"}
    return EventTaskFactory(owner=user, **usual | {"due_on": TODAY - 2 * DAY} | fields)


def letters(now: datetime = NOW) -> list[EmailMultiAlternatives]:
    """What the job and the worker send at this moment, besides other news."""
    mail.outbox.clear()
    write_weekly_letters(now=now)
    OutboxMessage.objects.exclude(kind=KIND).delete()
    while deliver_due(now=now):
        pass
    return list(mail.outbox)


def lins(now: datetime = NOW) -> list[EmailMultiAlternatives]:
    return [letter for letter in letters(now) if letter.to == ["lin@example.org"]]


def sections(letter: EmailMultiAlternatives) -> dict[str, list[tuple[str, str]]]:
    """By heading what stands below it, each with where it leads."""
    found: dict[str, list[tuple[str, str]]] = {}
    page = BeautifulSoup(str(letter.alternatives[0][0]), "html.parser")
    heading = ""
    for each in page.select("h2, h2 ~ p"):
        link = each.select_one("a")
        if each.name == "h2":
            heading = words(each)
            found[heading] = []
        elif link and "font-weight: bold" in link["style"] and "display" not in link["style"]:
            found[heading].append((words(each), str(link["href"])))
    return found


def lines(letter: EmailMultiAlternatives) -> dict[str, list[str]]:
    return {name: [line for line, _url in told] for name, told in sections(letter).items()}


def something_of_everything(user: User, branch: Branch) -> Event:
    """All that a letter may tell the user, who coordinates, reviews and directs at the branch."""
    for role in (StaffRole.REVIEWER, StaffRole.DIRECTOR):
        StaffScopeFactory(user=user, branch=branch, role=role)
    event: Event = task(user, branch, what_en="Poster", what_zh="海报").event
    task(user, branch, event=event, what_en="Books", what_zh="图书", due_on=TODAY + 7 * DAY)
    task(user, branch, event=event, what_en="Later", due_on=TODAY + 8 * DAY)
    RegistrationFactory(event=event, contact__name="Zhou Yulan", party=0)
    Recap.objects.create(event=event, text_en="They sailed.", asked_at=NOW - DAY)
    draft = EventFactory(branch=branch, title_en="Lanterns", title_zh="灯笼", live=False)
    submit(draft, StaffScopeFactory().user)
    report = made_report(branch=branch)
    hand_in(report, by=report.made_by, now=NOW)
    EntryFactory(indicator=IndicatorFactory(), branch=branch, month=date(2026, 3, 1))
    behind(user, branch, indicator__name_en="Attendances", indicator__name_zh="参加人次")
    return event


def moderated_page(user: User) -> Page:
    """A page in a workflow, in which it waits for this user."""
    author = UserFactory(is_superuser=True, email=None, phone=f"+86138{Page.objects.count():08}")
    approval = GroupApprovalTask.objects.create(name="Moderators")
    group = Group.objects.create(name=f"Moderators {approval.pk}")
    approval.groups.add(group)
    user.groups.add(group)
    workflow = Workflow.objects.create(name="Pages")
    WorkflowTask.objects.create(workflow=workflow, task=approval)
    root: Page = Page.objects.get(depth=1)
    page: Page = root.add_child(instance=Page(title="About us", slug=f"about-{approval.pk}"))
    page.save_revision(user=author)
    workflow.start(page, user=author)
    return page


def behind(user: User, branch: Branch | None, **fields: Any) -> Target:
    return TargetFactory(owner=user, branch=branch, **fields)


# When


@pytest.mark.parametrize(
    ("day", "clock", "is_time"),
    [
        (10, "08:20", False),
        (11, "06:20", False),
        (11, "07:20", False),
        (11, "08:20", True),
        (11, "17:20", True),
        (11, "18:20", False),
        (12, "08:20", False),
    ],
)
def test_it_is_written_on_monday_after_the_quiet_hours(day: int, clock: str, is_time: bool) -> None:
    assert is_time_for_it(datetime.fromisoformat(f"2026-05-{day}T{clock}+08:00")) == is_time


def test_who_has_no_quiet_hours_writes_at_seven() -> None:
    MessageSettings.objects.create(quiet_from="08:00", quiet_until="08:00")
    assert is_time_for_it(datetime.fromisoformat("2026-05-11T07:20+08:00"))


def test_the_job_asks_the_clock(user: User, branch: Branch, set_clock: Any) -> None:
    task(user, branch)
    set_clock(NOW - DAY)
    weekly_letters(0)
    assert not OutboxMessage.objects.exists()
    set_clock(NOW)
    weekly_letters(0)
    assert OutboxMessage.objects.get().kind == KIND


# What


def test_it_tells_what_waits_each_with_the_way_there(user: User, branch: Branch) -> None:
    event = something_of_everything(user, branch)
    (letter,) = lins()
    assert letter.subject == "Your week: 1 task overdue, 1 task due, more to look at"
    assert lines(letter) == {
        "Overdue": ["Poster 2 days overdue · Paper boats"],
        "Due within a week": ["Books due on Mon 18 May · Paper boats"],
        "Waits for you": [
            "Lanterns An event waits for your review",
            "Paper boats A look back waits for your review",
            "1 report waits for your approval",
            "Figures of April 2026 are missing for 1 library",
        ],
        "Targets that are behind": [
            "Attendances · Riverside Library "
            "behind by 359 · 0% of the target · 36% of the year until Mon 11 May"
        ],
    }
    found = sections(letter)
    desk = SITE + reverse("desk:overview", args=[event.pk])
    assert found["Overdue"][0][1] == f"{desk}#tasks"
    assert "Zhou Yulan" not in letter.body + str(letter.alternatives[0][0])


def test_every_address_is_one_that_its_reader_may_open(user: User, branch: Branch) -> None:
    something_of_everything(user, branch)
    for _ in range(MOST_OF_A_KIND):
        task(user, branch)
    client = Client()
    client.force_login(user)
    (letter,) = lins()
    for told in sections(letter).values():
        for line, url in told:
            address = url.removeprefix(SITE).partition("#")[0]
            assert client.get(address).status_code == 200, line


def test_it_is_said_in_the_language_of_its_reader(user: User, branch: Branch) -> None:
    something_of_everything(user, branch)
    User.objects.filter(pk=user.pk).update(language="zh-hans")
    (letter,) = lins()
    assert letter.subject == "本周工作：1 项任务已逾期、1 项任务即将到期、另有事项待处理"
    assert lines(letter) == {
        "已逾期": ["海报 已逾期 2 天 · 纸船"],
        "一周内到期": ["图书 5月18日 周一到期 · 纸船"],
        "等您处理": [
            "灯笼 一场活动等您审核",
            "纸船 一篇回顾等您审核",
            "1 份报告等您审批",
            "1 个馆还缺2026年4月的数字",
        ],
        "落后的年度目标": [
            "参加人次 · 河畔图书馆 落后 359 · 完成目标的 0% · 至5月11日 周一，全年已过 36%"
        ],
    }


def test_a_page_in_a_workflow_waits_for_its_moderators(user: User) -> None:
    page = moderated_page(user)
    (letter,) = lins()
    url = SITE + reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert sections(letter) == {"Waits for you": [("About us A page waits for your review", url)]}
    assert letter.subject == "Your week: something to look at"


def test_what_is_cut_off_is_counted_with_the_way_there(user: User, branch: Branch) -> None:
    StaffScopeFactory(user=user, branch=branch, role=StaffRole.REVIEWER)
    for _ in range(MOST_OF_A_KIND + 2):
        submit(EventFactory(branch=branch, live=False), StaffScopeFactory().user)
    for _ in range(MOST_OF_A_KIND + 1):
        moderated_page(user)
    (letter,) = lins()
    waits = sections(letter)["Waits for you"]
    assert len(waits) == 2 * (MOST_OF_A_KIND + 1)
    (said, url), (said_of_pages, home) = waits[MOST_OF_A_KIND], waits[-1]
    assert said == "2 more events wait for your review"
    assert said_of_pages == "1 more page waits for your review"
    client = Client()
    client.force_login(user)
    assert len(client.get(url.removeprefix(SITE)).context["object_list"]) == MOST_OF_A_KIND + 2
    assert home == SITE + reverse("wagtailadmin_home")


def test_its_numbers_are_those_of_the_home(user: User, branch: Branch) -> None:
    for days in range(-12, 11):
        task(user, branch, due_on=TODAY + days * DAY)
    (letter,) = letters()
    overdue, soon = count_own(user, today=TODAY)
    assert letter.subject == f"Your week: {overdue} tasks overdue, {soon} tasks due"
    late = sections(letter)["Overdue"]
    assert len(late) == MOST_OF_A_KIND + 1
    (matter, _soon) = matters_of(user, now=NOW)
    assert late[-1] == (
        f"{overdue - MOST_OF_A_KIND} more tasks",
        SITE + matter.url,
    )


def test_targets_on_course_and_of_other_years_are_left_out(user: User, branch: Branch) -> None:
    StaffScopeFactory(user=user, branch=branch, role=StaffRole.DIRECTOR)
    entered = IndicatorFactory(name_en="Loans")
    for month in range(1, 5):
        EntryFactory(indicator=entered, branch=branch, month=date(2026, month, 1), value=100)
    for indicator, year, value in (
        (entered, 2026, 1200),
        (entered, 2027, 9000),
        (entered, 2025, 9000),
    ):
        behind(user, branch, indicator=indicator, year=year, value=value)
    assert letters() == []
    Target.objects.filter(year=2026).update(value=2400)
    (letter,) = letters(NOW + WEEK)
    assert lines(letter) == {
        "Targets that are behind": [
            "Loans · Riverside Library "
            "behind by 389 · 17% of the target · 33% of the year until Thu 30 Apr"
        ]
    }


# To whom


def test_who_has_nothing_to_do_gets_no_letter(user: User, branch: Branch) -> None:
    task(user, branch, due_on=TODAY + 8 * DAY)
    task(user, branch, state="done", done_at=NOW)
    assert letters() == []
    assert OutboxMessage.objects.get().state == MessageState.DROPPED


def test_nobody_gets_two_in_a_week(user: User, branch: Branch) -> None:
    task(user, branch)
    assert write_weekly_letters(now=NOW) == 1
    assert write_weekly_letters(now=NOW + timedelta(hours=3)) == 0
    assert write_weekly_letters(now=NOW + 6 * DAY) == 0
    assert len(letters()) == 1
    assert letters(NOW + 6 * DAY) == []
    assert len(letters(NOW + WEEK)) == 1


def test_the_database_refuses_a_second_one(user: User, branch: Branch) -> None:
    write_weekly_letters(now=NOW)
    message = OutboxMessage.objects.get()
    message.pk = None
    with pytest.raises(IntegrityError, match="dedupe_key"), transaction.atomic():
        message.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_write_once() -> None:
    StaffScopeFactory()
    StaffScopeFactory()

    def job() -> None:
        write_weekly_letters(now=NOW)

    assert race(job, job, job) == [None, None, None]
    assert OutboxMessage.objects.count() == 2


def test_who_has_turned_it_off_gets_none(user: User, branch: Branch) -> None:
    task(user, branch)
    (letter,) = letters()
    assert stop_url("lin@example.org", KIND) in letter.body
    one_tap = letter.extra_headers["List-Unsubscribe"].strip("<>")
    path = one_tap.removeprefix(SITE)
    Client().post(path, {"List-Unsubscribe": "One-Click"})
    assert letters(NOW + WEEK) == []
    assert OutboxMessage.objects.latest("pk").state == MessageState.UNWANTED


def test_only_who_may_get_it_chooses_it_among_their_messages(user: User) -> None:
    visitor = UserFactory()
    at_the_door = StaffScopeFactory(role=StaffRole.DOOR).user
    for reader, is_offered in ((user, True), (visitor, False), (at_the_door, False)):
        client = Client()
        client.force_login(reader)
        page = client.get(reverse("my_messages")).text
        assert ("What waits for you at work, on Mondays" in page) == is_offered
        client.post(reverse("my_messages"), {})
        assert (KIND in stopped_by([reader_of(reader.email)])) == is_offered
    assert KIND not in kinds_to_stop(by=AnonymousUser())


def test_choosing_by_the_link_in_another_letter_leaves_it_as_it_is(user: User) -> None:
    other = next(kind for kind in kinds_to_stop(by=AnonymousUser()))
    stop([reader_of("lin@example.org")], [KIND], now=NOW)
    path = stop_url("lin@example.org", other).removeprefix(SITE)
    Client().post(path, {"wanted": kinds_to_stop(by=AnonymousUser())})
    assert stopped_by([reader_of("lin@example.org")]) == {KIND}


def test_nothing_of_another_branch_is_told(user: User) -> None:
    elsewhere = BranchFactory(review_rule=ReviewRule.ONE)
    something_of_everything(StaffScopeFactory(branch=elsewhere).user, elsewhere)
    task(user, elsewhere, what_en="Given away")
    Target.objects.update(owner=user)
    assert lins() == []


def lost(scope: StaffScope) -> None:
    scope.ends_on = TODAY
    scope.save()


def moved(scope: StaffScope) -> None:
    scope.branch = BranchFactory()
    scope.save()


def left(scope: StaffScope) -> None:
    User.objects.filter(pk=scope.user_id).update(is_active=False)


@pytest.mark.parametrize("change", [lost, moved, left])
@pytest.mark.parametrize("is_written", [False, True], ids=["before", "after it was written"])
def test_who_is_not_in_charge_any_more_gets_nothing(
    user: User, branch: Branch, change: Any, is_written: bool
) -> None:
    something_of_everything(user, branch)
    if is_written:
        write_weekly_letters(now=NOW)
    for scope in user.staff_scopes.all():
        change(scope)
    assert lins() == []


def test_helpers_at_the_door_are_not_written_to(branch: Branch) -> None:
    StaffScopeFactory(branch=branch, role=StaffRole.DOOR)
    UserFactory()
    assert write_weekly_letters(now=NOW) == 0


# How much it costs


def test_writing_costs_the_same_for_many_staff(branch: Branch) -> None:
    counted = []
    for number in (1, 40):
        for _ in range(number):
            StaffScopeFactory(branch=branch)
        with statements() as captured:
            assert write_weekly_letters(now=NOW) == number
        counted.append(len(captured))
    assert counted == [2, 2]


def test_a_letter_costs_the_same_however_much_it_tells(user: User, branch: Branch) -> None:
    something_of_everything(user, branch)
    write_weekly_letters(now=NOW)
    message = OutboxMessage.objects.get(subject_id=user.pk)
    counted = []
    for number in (1, 12):
        for _ in range(number):
            event = task(user, branch).event
            Recap.objects.create(event=event, text_en="They sailed.", asked_at=NOW)
            task(user, branch, due_on=TODAY)
            submit(EventFactory(branch=branch, live=False), StaffScopeFactory().user)
            behind(user, branch, year=2026, brand=event.brand, indicator=attendances())
        weekly_letter(message, NOW)
        with statements() as captured:
            weekly_letter(message, NOW)
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 30


def attendances() -> Any:
    return Target.objects.earliest("pk").indicator


# By hand


def test_the_command_writes_on_any_day_and_may_be_run_twice(
    user: User, branch: Branch, set_clock: Any
) -> None:
    task(user, branch)
    set_clock(NOW + 2 * DAY)
    for written in (1, 0):
        said = StringIO()
        call_command("weekly_letters", stdout=said)
        assert f": {written}." in said.getvalue()
    assert deliver_due(now=NOW + 2 * DAY) == Counter({MessageState.SENT: 1})
