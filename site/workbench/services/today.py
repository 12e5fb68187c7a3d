"""What waits for a member of staff, whatever it is about: one list, each line with the way there.

A source looks only at what its user answers for and takes one statement, however much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.permissions import certificates_in_scope
from events.choices import MessageKind, PlaceState
from events.models import Event, Registration
from events.permissions import events_in_scope
from events.querysets import EventQuerySet
from events.services.recap import recaps_to_review
from notifications.choices import MessageState
from notifications.models import OutboxMessage
from rewards.permissions import looks_after_readers, stocks_in_scope
from rewards.services.desk.reviewing import count_to_review
from staff.choices import Action
from staff.policy import may_somewhere
from staff.registries import waiting
from volunteers.permissions import decides_somewhere, volunteers_in_scope
from volunteers.services.hours.desk import waiting_for_a_word
from volunteers.services.radar import gaps_in_scope
from workbench.choices import TasksOf, TasksWhen
from workbench.services.conduct import DECIDES, open_appeals
from workbench.services.tasks import count_own

# Of one kind; the events that are nearest come first.
MOST_EVENTS = 5


@dataclass(frozen=True)
class Matter:
    """Something that waits: what it is in a sentence, of which event, and where it is settled."""

    sentence: str
    url: str
    icon: str
    event: Event | None = None


Source = Callable[[Any, datetime], Iterator[Matter]]


def matters_of(user: Any, *, now: datetime) -> list[Matter]:
    """Everything that waits for this user: what people wait for first, what can wait last."""
    return [matter for source in SOURCES for matter in source(user, now)]


def for_the_week(user: Any, *, now: datetime) -> list[Matter]:
    """Of these what waits for a word or a figure of theirs, and for no visitor."""
    return [*_look_backs(user, now), *_of_other_apps(user, now)]


def _of_other_apps(user: Any, now: datetime) -> Iterator[Matter]:
    for _name, source in waiting:
        for each in source(user, now):
            yield Matter(each.sentence, each.url, each.icon)


def _requests(user: Any, now: datetime) -> Iterator[Matter]:
    asking = Registration.objects.filter(state=PlaceState.APPLIED)
    for event in _nearest(events_in_scope(user, Action.CHANGE), asking, now):
        sentence = ngettext(
            "%(number)s party asks to come", "%(number)s parties ask to come", event.parties
        )
        url = reverse("desk:overview", args=[event.pk])
        yield Matter(sentence % {"number": event.parties}, url, "user", event)


def _failed_messages(user: Any, now: datetime) -> Iterator[Matter]:
    failed = OutboxMessage.objects.filter(kind__in=MessageKind.values, state=MessageState.FAILED)
    unreached = Registration.objects.filter(pk__in=failed.values("subject_id"))
    for event in _nearest(events_in_scope(user, Action.CHECK_IN), unreached, now):
        sentence = ngettext(
            "A message did not reach %(number)s party",
            "A message did not reach %(number)s parties",
            event.parties,
        )
        url = reverse("desk:messages", args=[event.pk])
        yield Matter(sentence % {"number": event.parties}, url, "mail", event)


def _nearest(events: EventQuerySet, parties: QuerySet, now: datetime) -> EventQuerySet:
    """Of these events those still to come that have such parties: `parties` says how many."""
    counted = parties.filter(event=OuterRef("pk")).order_by().values("event")
    return (
        events.upcoming(now=now)
        .taking_place()
        .annotate(parties=Subquery(counted.annotate(number=Count("pk")).values("number")))
        .filter(parties__gt=0)[:MOST_EVENTS]
    )


def _tasks(user: Any, now: datetime) -> Iterator[Matter]:
    """What falls to the user: what is late, then what is due within a week."""
    overdue, soon = count_own(user, today=timezone.localdate(now))
    page = f"{reverse('tasks:index')}?of={TasksOf.MINE}"
    if overdue:
        sentence = ngettext(
            "%(number)s task of yours is overdue", "%(number)s tasks of yours are overdue", overdue
        )
        url = f"{page}&when={TasksWhen.OVERDUE}"
        yield Matter(sentence % {"number": overdue}, url, "warning")
    if soon:
        sentence = ngettext(
            "%(number)s task of yours is due within a week",
            "%(number)s tasks of yours are due within a week",
            soon,
        )
        yield Matter(sentence % {"number": soon}, f"{page}&when={TasksWhen.SOON}", "tasks")


def _appeals(user: Any, now: datetime) -> Iterator[Matter]:
    number = open_appeals(user).count() if may_somewhere(user, *DECIDES) else 0
    if number:
        sentence = ngettext(
            "%(number)s appeal waits for an answer", "%(number)s appeals wait for an answer", number
        )
        yield Matter(sentence % {"number": number}, reverse("appeals:index"), "comment")


def _volunteers(user: Any, now: datetime) -> Iterator[Matter]:
    if not decides_somewhere(user):
        return
    if number := gaps_in_scope(user, now=now).count():
        sentence = ngettext("%(number)s gap on shifts", "%(number)s gaps on shifts", number)
        yield Matter(sentence % {"number": number}, reverse("gap_radar:index"), "time")
    if number := volunteers_in_scope(user).to_decide().count():
        sentence = ngettext(
            "%(number)s person wants to volunteer", "%(number)s people want to volunteer", number
        )
        url = reverse("volunteer_applications:index")
        yield Matter(sentence % {"number": number}, url, "group")
    if number := waiting_for_a_word(user):
        sentence = ngettext(
            "Hours and stars: %(number)s to decide", "Hours and stars: %(number)s to decide", number
        )
        yield Matter(sentence % {"number": number}, reverse("volunteer_hours_desk:index"), "check")


def _reading(user: Any, now: datetime) -> Iterator[Matter]:
    if not looks_after_readers(user):
        return
    if number := count_to_review(user):
        sentence = ngettext(
            "%(number)s reading record to review", "%(number)s reading records to review", number
        )
        yield Matter(sentence % {"number": number}, reverse("reading_review:index"), "openquote")


def _look_backs(user: Any, now: datetime) -> Iterator[Matter]:
    for recap in recaps_to_review(user).select_related("event").order_by("asked_at")[:MOST_EVENTS]:
        url = reverse("desk:review_recap", args=[recap.event_id])
        yield Matter(_("A look back waits for your review"), url, "glasses", recap.event)


def _low_stock(user: Any, now: datetime) -> Iterator[Matter]:
    low = stocks_in_scope(user).low().count()
    if low:
        sentence = ngettext("%(number)s prize runs short", "%(number)s prizes run short", low)
        yield Matter(sentence % {"number": low}, reverse("prize_stock:index"), "pick")


def _certificates(user: Any, now: datetime) -> Iterator[Matter]:
    number = certificates_in_scope(user, Action.CHANGE).to_decide().count()
    if number:
        sentence = ngettext(
            "%(number)s certificate whose basis has changed",
            "%(number)s certificates whose basis has changed",
            number,
        )
        url = reverse("issued_certificates:index") + "?to_decide=true"
        yield Matter(sentence % {"number": number}, url, "doc-full")


SOURCES: list[Source] = [
    _requests,
    _failed_messages,
    _tasks,
    _volunteers,
    _appeals,
    _look_backs,
    _certificates,
    _reading,
    _low_stock,
    _of_other_apps,
]
