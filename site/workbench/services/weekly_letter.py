"""The weekly letter: what waits for a member of staff, on Monday and only if there is something.

It tells what the home of the workbench tells, asked of the same services when it leaves. Who has
nothing by then gets nothing: the row in the outbox is dropped. Its key names the person and the
week, so that the database refuses a second one however often the job runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.services.mails import message_to
from cms.formats import listed
from core.addresses import absolute
from core.days import monday_of
from events.querysets import EventTaskQuerySet
from notifications.models import OutboxMessage
from notifications.services import outbox
from notifications.services.kinds import (
    Description,
    Item,
    Letter,
    Link,
    Section,
    descriptions,
    kinds,
)
from notifications.services.quiet import end_of_quiet
from staff.choices import Action
from staff.policy import grants_of, may_somewhere, users_who_may
from staff.registries import weekly
from workbench.choices import TasksOf, TasksWhen
from workbench.services.reviews import (
    all_to_review,
    any_page_waits,
    events_to_review,
    pages_to_review,
)
from workbench.services.tasks import chosen_tasks, count_own, lines_of
from workbench.services.today import Matter, for_the_week

KIND = "weekly_letter"

MONDAY = 0
FIRST_LETTERS_LEAVE, LAST_LETTERS_LEAVE = time(7), time(18)

MOST_OF_A_KIND = 5


descriptions.register(
    KIND,
    Description(
        gettext_lazy("what waits for you at work, on Mondays"),
        is_for=lambda user: may_somewhere(user, Action.VIEW),
    ),
)


def is_time_for_it(now: datetime) -> bool:
    """Monday morning on the library's clocks, after the quiet hours.

    The afternoon makes up for a morning on which no job ran.
    """
    local = timezone.localtime(now)
    is_monday = local.weekday() == MONDAY
    is_day = FIRST_LETTERS_LEAVE <= local.time() < LAST_LETTERS_LEAVE
    return is_monday and is_day and end_of_quiet(now=now) is None


def write_weekly_letters(*, now: datetime) -> int:
    """Write this week's letter to everybody who sees something of the workbench today.

    In two statements, however many they are.

    Returns:
        How many letters are new in the outbox: none the second time in a week.
    """
    week = f"{monday_of(timezone.localdate(now)):%Y-%m-%d}"
    key = Concat(Value(f"{KIND}:"), Cast(OuterRef("pk"), CharField()), Value(f":{week}"))
    written = OutboxMessage.objects.filter(kind=KIND, dedupe_key=key)
    letters = [
        message
        for user in users_who_may(Action.VIEW).filter(~Exists(written)).order_by("pk")
        if (
            message := message_to(
                user, KIND, subject_id=user.pk, dedupe_key=f"{KIND}:{user.pk}:{week}", now=now
            )
        )
    ]
    outbox.queue(letters)
    return len(letters)


@kinds(KIND)
def weekly_letter(message: OutboxMessage, now: datetime) -> Letter | None:
    """What waits by now, as far as it is the reader's today; nothing for who works here no more."""
    user = User.objects.filter(pk=message.subject_id).first()
    if user is None or not grants_of(user):
        return None
    today = timezone.localdate(now)
    overdue, soon = count_own(user, today=today)
    told = [
        _tasks(user, TasksWhen.OVERDUE, overdue, today=today),
        _tasks(user, TasksWhen.SOON, soon, today=today),
        _waiting(user, now=now),
        *(source(user, now) for _name, source in weekly),
    ]
    sections = tuple(section for section in told if section)
    if not sections:
        return None
    return Letter(
        title=_("Your week: %(what)s") % {"what": listed(_in_short(overdue, soon, sections))},
        sections=sections,
        link=Link(_("Open the workbench"), absolute(reverse("wagtailadmin_home"))),
        closing=(_("This letter comes on Mondays, and only if there is something."),),
    )


def _in_short(overdue: int, soon: int, sections: tuple[Section, ...]) -> Iterator[str]:
    if overdue:
        yield ngettext("%(n)s task overdue", "%(n)s tasks overdue", overdue) % {"n": overdue}
    if soon:
        yield ngettext("%(n)s task due", "%(n)s tasks due", soon) % {"n": soon}
    if len(sections) > bool(overdue) + bool(soon):
        yield _("more to look at") if overdue or soon else _("something to look at")


def _tasks(user: Any, when: TasksWhen, number: int, *, today: date) -> Section | None:
    """The first of them, each with the way to where it is done; then the way to the others."""
    if not number:
        return None
    tasks = chosen_tasks(user, whose=TasksOf.MINE, when=when, today=today)
    items = list(_items(tasks, user, today=today))
    if more := number - len(items):
        page = f"{reverse('tasks:index')}?of={TasksOf.MINE}&when={when}"
        said = ngettext("%(n)s more task", "%(n)s more tasks", more) % {"n": more}
        items.append(Item(said, "", absolute(page)))
    return Section(str(when.label), tuple(items))


def _items(tasks: EventTaskQuerySet, user: Any, *, today: date) -> Iterator[Item]:
    for line in lines_of(tasks.for_lines()[:MOST_OF_A_KIND], user, today=today):
        event = line.task.event
        url = line.url or reverse("desk:overview", args=[event.pk]) + "#tasks"
        yield Item(line.task.what, f"{line.standing} · {event.title}", absolute(url))


def _waiting(user: Any, *, now: datetime) -> Section | None:
    items = (
        *_reviews(user),
        *(_item(matter) for matter in for_the_week(user, now=now)),
    )
    return Section(_("Waits for you"), items) if items else None


def _reviews(user: Any) -> Iterator[Item]:
    reviews, more = events_to_review(user, most=MOST_OF_A_KIND)
    for review in reviews:
        url = reverse("events_admin:review", args=[review.event.pk])
        yield Item(review.title, _("An event waits for your review"), absolute(url))
    if more:
        said = ngettext(
            "%(n)s more event waits for your review", "%(n)s more events wait for your review", more
        )
        yield Item(said % {"n": more}, "", absolute(all_to_review()))
    if any_page_waits():
        yield from _pages(user)


def _pages(user: Any) -> Iterator[Item]:
    steps, more = pages_to_review(user, most=MOST_OF_A_KIND)
    for step in steps:
        url = reverse("wagtailadmin_pages:edit", args=[step.workflow_state.object_id])
        title = step.revision.content["title"]
        yield Item(title, _("A page waits for your review"), absolute(url))
    if more:
        said = ngettext(
            "%(n)s more page waits for your review", "%(n)s more pages wait for your review", more
        )
        yield Item(said % {"n": more}, "", absolute(reverse("wagtailadmin_home")))


def _item(matter: Matter) -> Item:
    if matter.event:
        return Item(matter.event.title, matter.sentence, absolute(matter.url))
    return Item(matter.sentence, "", absolute(matter.url))
