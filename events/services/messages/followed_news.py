"""What is told to those who follow: once a day what is new, at once where places come free.

Publishing costs nobody anything: an evening job looks for what has been published since each
reader was last told. The edition of a day closes at `EDITION_CLOSES` on the library's clock, so
everyone gets one letter a day at most, whenever and however often the job runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.services.mails import message_to
from cms.formats import listed
from core.addresses import absolute
from core.terms import holds_on
from events.choices import LIVE_STATES, AttendanceMode, NewsKind
from events.models import Event, Follow, Registration, Session
from events.querysets import EventQuerySet
from events.services.registration.way_in import State, way_in_now
from events.services.words import time_in_words
from network.models import Placement
from notifications.choices import MessageState
from notifications.models import OutboxMessage
from notifications.services import outbox
from notifications.services.kinds import Description, Item, Letter, Link, descriptions, kinds

EDITION_CLOSES = time(17)
LAST_LETTERS_LEAVE = time(21)

MOST_EVENTS_IN_A_LETTER = 12

# Whoever takes the last place and gives it back, over and over, writes to nobody more often.
PLACES_TOLD_APART = timedelta(hours=1)


for kind in NewsKind:
    descriptions.register(kind, Description(kind.label, waits_for_morning=True))


# Once a day: what is new at brands and libraries


def edition_of(now: datetime) -> datetime | None:
    """When today's edition closed; nothing outside the hours at which letters are welcome."""
    local = timezone.localtime(now)
    if not EDITION_CLOSES <= local.time() < LAST_LETTERS_LEAVE:
        return None
    return local.replace(
        hour=EDITION_CLOSES.hour, minute=EDITION_CLOSES.minute, second=0, microsecond=0
    )


@transaction.atomic
def tell_what_is_new(*, now: datetime) -> int:
    """Write today's letters, one to each reader who follows where something new was published.

    In a number of statements that grows neither with the readers nor with the events.

    Returns:
        How many letters are new in the outbox: none the second time on a day.
    """
    closes_at = edition_of(now)
    if closes_at is None:
        return 0
    untold = Follow.objects.filter(event=None, told_until__lt=closes_at)
    since = untold.aggregate(since=Min("told_until"))["since"]
    if since is None:
        return 0
    letters = list(_letters(untold, _published(since, closes_at, now=now), closes_at, now=now))
    outbox.queue(letters)
    untold.update(told_until=closes_at)
    return len(letters)


def _published(since: datetime, until: datetime, *, now: datetime) -> list[Event]:
    """What came before the public for the first time, and is still to come; the next first."""
    events = Event.objects.public().taking_place().upcoming(now=now)
    planned = Prefetch("sessions", queryset=Session.objects.planned())
    return list(
        events.filter(first_published_at__gt=since, first_published_at__lte=until).prefetch_related(
            planned
        )
    )


def _letters(
    untold: QuerySet[Follow], events: list[Event], closes_at: datetime, *, now: datetime
) -> Iterator[OutboxMessage]:
    above = _branches_above(timezone.localdate(now))
    places = {
        event.pk: {
            branch for session in event.sessions.all() for branch in above(session.branch_id)
        }
        for event in events
    }
    concerned = untold.filter(
        Q(brand__in={event.brand_id for event in events if event.brand_id})
        | Q(branch__in={branch for above_event in places.values() for branch in above_event}),
        user__is_active=True,
    )

    def is_news(event: Event, follow: Follow) -> bool:
        if event.first_published_at <= follow.told_until:
            return False
        if follow.brand_id:
            return event.brand_id == follow.brand_id
        return follow.branch_id in places[event.pk]

    by_user = concerned.select_related("user").order_by("user_id").iterator()
    for user, follows_of_user in groupby(by_user, key=lambda follow: follow.user):
        follows = list(follows_of_user)
        news = [event.pk for event in events if any(is_news(event, each) for each in follows)]
        if not news:
            continue
        message = message_to(
            user,
            NewsKind.NEW_EVENTS,
            subject_id=user.pk,
            dedupe_key=f"{NewsKind.NEW_EVENTS}:{user.pk}:{closes_at:%Y-%m-%d}",
            now=now,
        )
        if message:
            message.data = {"events": news}
            yield message


def _branches_above(today: date) -> Callable[[int | None], Iterator[int]]:
    """A function that gives a branch and all above it on that day."""
    parents = dict(Placement.objects.filter(holds_on(today)).values_list("branch", "parent"))

    def above(branch_id: int | None) -> Iterator[int]:
        while branch_id is not None:
            yield branch_id
            branch_id = parents.get(branch_id)

    return above


@kinds(NewsKind.NEW_EVENTS)
def news_letter(message: OutboxMessage, now: datetime) -> Letter | None:
    """What is new, as far as it still holds and the reader still wants to hear of it."""
    user_id = cast(int, message.subject_id)
    follows = Follow.objects.filter(user=user_id, event=None).select_related("brand", "branch")
    names = [str(follow.target) for follow in follows]
    events = list(_tellable(now).filter(pk__in=message.data["events"]))
    if not names or not events:
        return None
    shown = events[:MOST_EVENTS_IN_A_LETTER]
    more = len(events) - len(shown)
    if len(events) == 1:
        title = _("New: %(title)s") % {"title": events[0].title}
    else:
        title = _("New: %(title)s, and %(n)s more") % {
            "title": events[0].title,
            "n": len(events) - 1,
        }
    label = ngettext("See %(n)s more event", "See %(n)s more events", more) % {"n": more}
    return Letter(
        title=title,
        paragraphs=(_("This has been published where you asked to be told."),),
        items=tuple(
            Item(event.title, _when_and_where(event), absolute(event.get_absolute_url()))
            for event in shown
        ),
        link=Link(label if more else _("See all that is on"), absolute(reverse("event_list"))),
        closing=(
            _("You follow: %(names)s. We write once a day at most, and only if there is news.")
            % {"names": listed(names)},
        ),
    )


# At once: places at an event


def tell_places_free(*, event_id: int, freed_at: datetime, now: datetime) -> int:
    """Write to those who follow the event that newcomers find places, if they still do.

    Who has a place or waits for one is told otherwise. Who was told a moment ago is told when
    `PLACES_TOLD_APART` has passed, if there are places then.

    Args:
        freed_at: when it stopped being full: each time is told once.

    Returns:
        How many letters are in the outbox for it.
    """
    if not _open_event(event_id, now):
        return 0
    theirs = Registration.objects.filter(
        event=event_id,
        state__in=LIVE_STATES,
        household__memberships__person__user=OuterRef("user"),
        household__memberships__left_at=None,
    )
    of_this = OutboxMessage.objects.filter(kind=NewsKind.PLACES_FREE, subject_id=OuterRef("pk"))
    on_its_way = of_this.filter(state=MessageState.QUEUED)
    told = of_this.filter(state=MessageState.SENT).order_by("-sent_at")
    followers: QuerySet[Any] = (
        Follow.objects.filter(~Exists(theirs), ~Exists(on_its_way), event=event_id)
        .filter(user__is_active=True)
        .select_related("user")
        .annotate(told_at=Subquery(told.values("sent_at")[:1]))
        .order_by("pk")
    )
    letters = []
    for follow in followers.iterator():
        message = message_to(
            follow.user,
            NewsKind.PLACES_FREE,
            subject_id=follow.pk,
            dedupe_key=f"{NewsKind.PLACES_FREE}:{follow.pk}:{freed_at.isoformat()}",
            now=now,
        )
        if message:
            if follow.told_at:
                message.next_attempt_at = max(now, follow.told_at + PLACES_TOLD_APART)
            letters.append(message)
    outbox.queue(letters)
    return len(letters)


@kinds(NewsKind.PLACES_FREE)
def places_letter(message: OutboxMessage, now: datetime) -> Letter | None:
    """Places are free; nothing where they are gone again or nobody follows any more."""
    follow = Follow.objects.filter(pk=cast(int, message.subject_id)).first()
    event = follow and follow.event_id and _open_event(follow.event_id, now)
    if not follow or not event:
        return None
    return Letter(
        title=_("Places are free again: %(title)s") % {"title": event.title},
        paragraphs=(
            _("This event was full. There are places again, and nobody waits for them."),
            _("Who signs up first has them."),
        ),
        facts=((_("When and where"), _when_and_where(event)),),
        link=Link(_("Sign up"), absolute(reverse("register", args=[event.slug, event.pk]))),
        closing=(_("You get this letter because you follow this event."),),
    )


def _open_event(event_id: int, now: datetime) -> Event | None:
    """The event, if newcomers may sign up and find a place."""
    event = _tellable(now).filter(pk=event_id).with_places().first()
    if event is None:
        return None
    way_in = way_in_now(event, places=event.places, free=event.places_free, now=now)
    return event if way_in.state == State.OPEN else None


def _tellable(now: datetime) -> EventQuerySet:
    """What may be told of, with what `_when_and_where` reads."""
    sessions = Session.objects.upcoming(now=now).select_related("branch")
    return (
        Event.objects.public()
        .taking_place()
        .upcoming(now=now)
        .select_related("intake")
        .prefetch_related(Prefetch("sessions", queryset=sessions))
    )


def _when_and_where(event: Event) -> str:
    session = next(iter(event.sessions.all()), None)
    if session is None:
        return ""
    place = _("Online") if event.attendance_mode == AttendanceMode.ONLINE else session.branch.name
    return listed([time_in_words(session), place])
